/** A million seeded mutations of answers and as many of notifications: `node tests/bench/fuzz.ts [--count 1000000] [--seed 1] [--only traps]`. Exit code 1 for any broken promise. */
import { parseArgs } from "node:util";
import { mutate } from "./mutations.ts";
import { mutateTraps, trapSeeds } from "./trap-mutations.ts";

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "1000000" },
    seed: { type: "string", default: "1" },
    only: { type: "string", default: "answers,traps" },
  },
});
const count = Number(values.count);
const kinds = values.only.split(",");
const part = 50_000;
const rssMb = (): number => process.memoryUsage().rss / 2 ** 20;
const wrong: string[] = [];
const write = (text: string): void => void process.stdout.write(`${text}\n`);

/** Runs one kind in parts. @returns seconds, and megabytes after the second part and at the end */
function inParts(run: (count: number, seed: number) => void): string {
  const started = performance.now();
  let settled = 0;
  for (let from = 0; from < count; from += part) {
    run(Math.min(part, count - from), Number(values.seed) + from);
    if (from === part) settled = rssMb();
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  return `${seconds} s; ${settled.toFixed(0)} MB after the second part, ${rssMb().toFixed(0)} MB at the end`;
}

if (kinds.includes("answers")) {
  const all = { mutated: 0, taken: 0, refused: 0, unmatched: 0, slowestMs: 0 };
  const took = inParts((many, seed) => {
    const tally = mutate(many, seed);
    for (const key of ["mutated", "taken", "refused", "unmatched"] as const) all[key] += tally[key];
    all.slowestMs = Math.max(all.slowestMs, tally.slowestMs);
    wrong.push(...tally.wrong);
  });
  write(
    `${all.mutated} mutated answers: ${all.taken} taken and equal to net-snmp's reading, ${all.refused} refused, ` +
      `${all.unmatched} without request; slowest ${all.slowestMs.toFixed(1)} ms; ${took}`,
  );
}
if (kinds.includes("traps")) {
  const seeds = await trapSeeds();
  const results: Record<string, number> = {};
  const all = { mutated: 0, acknowledged: 0, slowestMs: 0 };
  const took = inParts((many, seed) => {
    const tally = mutateTraps(many, seed, seeds);
    all.mutated += tally.mutated;
    all.acknowledged += tally.acknowledged;
    all.slowestMs = Math.max(all.slowestMs, tally.slowestMs);
    for (const [result, n] of Object.entries(tally.results)) results[result] = (results[result] ?? 0) + n;
    wrong.push(...tally.wrong);
  });
  const counts = Object.entries(results).map(([result, n]) => `${n} ${result}`);
  write(
    `${all.mutated} mutated notifications (${seeds.map(({ name }) => name).join(", ")}): ${counts.join(", ")}; ` +
      `${all.acknowledged} informs acknowledged; slowest ${all.slowestMs.toFixed(1)} ms; ${took}`,
  );
}
for (const line of wrong.slice(0, 20)) write(`  ${line.slice(0, 400)}`);
process.exitCode = wrong.length === 0 ? 0 : 1;
