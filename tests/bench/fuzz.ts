/** A million seeded mutations of answers: `node tests/bench/fuzz.ts [--count 1000000] [--seed 1]`. Exit code 1 for any broken promise. */
import { parseArgs } from "node:util";
import { mutate } from "./mutations.ts";

const { values } = parseArgs({
  options: { count: { type: "string", default: "1000000" }, seed: { type: "string", default: "1" } },
});
const count = Number(values.count);
const part = 50_000;
const started = performance.now();
const wrong: string[] = [];
let [mutated, taken, refused, unmatched, slowest] = [0, 0, 0, 0, 0];
let settledMb = 0;
for (let from = 0; from < count; from += part) {
  const tally = mutate(Math.min(part, count - from), Number(values.seed) + from);
  mutated += tally.mutated;
  taken += tally.taken;
  refused += tally.refused;
  unmatched += tally.unmatched;
  slowest = Math.max(slowest, tally.slowestMs);
  wrong.push(...tally.wrong);
  if (from === part) settledMb = process.memoryUsage().rss / 2 ** 20;
}
const rssMb = process.memoryUsage().rss / 2 ** 20;
process.stdout.write(
  `${mutated} mutated answers in ${((performance.now() - started) / 1000).toFixed(1)} s: ${taken} taken and equal to net-snmp's reading, ` +
    `${refused} refused, ${unmatched} without request; slowest ${slowest.toFixed(1)} ms; ${settledMb.toFixed(0)} MB after the second part, ${rssMb.toFixed(0)} MB at the end\n`,
);
for (const line of wrong.slice(0, 20)) process.stdout.write(`  ${line.slice(0, 400)}\n`);
process.exitCode = wrong.length === 0 ? 0 : 1;
