/**
 * A million seeded mutations of answers, as many of notifications and of webhook bodies: `node tests/bench/fuzz.ts [--count 1000000] [--seed 1]
 * [--only traps]`. After every tenth stands what is still held when all garbage is gone. Exit code 1 for any broken promise, and
 * when what is held grows with what was read: it must be level after the first tenths.
 */
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { mutate } from "./mutations.ts";
import { mutateTraps, trapSeeds } from "./trap-mutations.ts";
import { mutateBodies } from "./webhook-mutations.ts";

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "1000000" },
    seed: { type: "string", default: "1" },
    only: { type: "string", default: "answers,traps,webhooks" },
  },
});
const count = Number(values.count);
const kinds = values.only.split(",");
const tenths = 10;
/** What may be held more at the end than after the second tenth, in megabytes: caches of the engine and of V8 settle. */
const slackMb = 3;
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const wrong: string[] = [];
const write = (text: string): void => void process.stdout.write(`${text}\n`);

/** Runs one kind in tenths. @returns seconds, and megabytes held (heap and buffers, without garbage) and resident after each */
async function inTenths(kind: string, run: (count: number, seed: number) => void | Promise<void>): Promise<string> {
  const started = performance.now();
  const held: number[] = [];
  const resident: number[] = [];
  for (let tenth = 0; tenth < tenths; tenth++) {
    const [from, to] = [tenth, tenth + 1].map((at) => Math.round((at * count) / tenths));
    await run((to ?? 0) - (from ?? 0), Number(values.seed) + (from ?? 0));
    collect();
    const { heapUsed, external, rss } = process.memoryUsage();
    held.push((heapUsed + external) / 2 ** 20);
    resident.push(rss / 2 ** 20);
  }
  const grown = (held.at(-1) ?? 0) - (held[1] ?? 0);
  if (grown > slackMb) wrong.push(`${kind}: ${grown.toFixed(1)} MB more are held at the end than after the second tenth`);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const list = (mb: readonly number[], digits: number): string => mb.map((one) => one.toFixed(digits)).join(" ");
  return `${seconds} s\n  held after each tenth, MB: ${list(held, 1)}\n  resident, MB: ${list(resident, 0)}`;
}

if (kinds.includes("answers")) {
  const all = { mutated: 0, taken: 0, refused: 0, unmatched: 0, slowestMs: 0 };
  const took = await inTenths("answers", (many, seed) => {
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
  const took = await inTenths("notifications", (many, seed) => {
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
if (kinds.includes("webhooks")) {
  const all = { bodies: 0, valid: 0, refused: 0, alerts: 0, broken: 0, rendered: 0 };
  let slowestMs = 0;
  const took = await inTenths("webhook bodies", async (many, seed) => {
    const tally = await mutateBodies(many, seed);
    for (const key of ["bodies", "valid", "refused", "alerts", "broken", "rendered"] as const) all[key] += tally[key];
    slowestMs = Math.max(slowestMs, tally.slowestMs);
    wrong.push(...tally.wrong);
  });
  write(
    `${all.bodies} mutated webhook bodies: ${all.valid} valid and taken whole, ${all.refused} refused, ${all.alerts} alerts taken, ` +
      `${all.broken} set aside, ${all.rendered} mails made; slowest ${slowestMs.toFixed(1)} ms; ${took}`,
  );
}
for (const line of wrong.slice(0, 20)) write(`  ${line.slice(0, 400)}`);
process.exitCode = wrong.length === 0 ? 0 : 1;
