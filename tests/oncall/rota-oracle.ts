/** Random rotas and their comparison with the oracle in Python, which shares no code with the product. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { TestContext } from "node:test";
import * as fc from "../property.ts";
import { whoIsOnCall } from "../../alerts/oncall/rota.ts";
import type { Rota } from "../../site/inventory.ts";

const berlin = "Europe/Berlin";
const people = ["anna", "bruno", "clara", "dora", "emil"];
const localTime = fc
  .tuple(
    fc.oneof(fc.integer({ min: 2010, max: 2034 }), fc.constant(2026)),
    fc.constantFrom(3, 10, 1, 6, 12),
    fc.integer({ min: 20, max: 31 }),
    fc.integer({ min: 0, max: 23 }),
    fc.integer({ min: 0, max: 59 }),
  )
  .map(([year, month, day, hour, minute]) => {
    const two = (n: number): string => String(n).padStart(2, "0");
    return `${year}-${two(month)}-${two(month === 6 ? Math.min(day, 30) : day)}T${two(hour)}:${two(minute)}`;
  });
/** Every third is a focus topic: a rota that counts for a while only. */
const topic = fc.oneof(
  { weight: 2, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc.tuple(localTime, localTime).map(([a, b]) => ({ classes: ["vpn"], from: a < b ? a : b, until: a < b ? b : a })),
  },
);
export const anyRota: fc.Arbitrary<Rota> = fc.tuple(plainRota(), topic).map(([rota, focus]) => ({ ...rota, ...focus }));
function plainRota(): fc.Arbitrary<Rota> {
  return fc.record({
    id: fc.constant("r"),
    name: fc.constant("Rota"),
    layers: fc.array(
      fc.record({
        participants: fc.array(fc.constantFrom(...people), { minLength: 1, maxLength: 5 }),
        starts: localTime,
        shift: fc.constantFrom("5h", "8h", "12h", "23h", "1d", "2d", "1w", "2w"),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    overrides: fc.array(fc.record({ contact: fc.constantFrom(...people), from: localTime, to: localTime }), { maxLength: 3 }),
    head_start: fc.constant("10m"),
  });
}
/** Around both clock changes of a year; the other zones change by half an hour, not at all, and by a whole day. */
const windows: readonly [zone: string, start: string][] = [
  [berlin, "2026-03-22T00:00:00Z"],
  [berlin, "2026-10-18T00:00:00Z"],
  [berlin, "2031-03-23T00:00:00Z"],
  ["Australia/Lord_Howe", "2026-04-01T00:00:00Z"],
  ["Asia/Kathmandu", "2026-03-22T00:00:00Z"],
  ["Pacific/Apia", "2011-12-26T00:00:00Z"],
];

/** Standard output of the oracle, one answer per task; undefined, and the test skipped loudly, where Python is missing. */
export function askOracle(t: TestContext, tasks: readonly unknown[]): unknown[] | undefined {
  const input = tasks.map((task) => JSON.stringify(task)).join("\n");
  const result = spawnSync("python3", [join(import.meta.dirname, "rota-oracle.py")], { input, encoding: "utf8", maxBuffer: 1e9 });
  if (result.error !== undefined) {
    t.skip(`NOT PROVED: python3 does not start (${result.error.message})`);
    return undefined;
  }
  assert.equal(result.status, 0, result.stderr);
  return result.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
}

/** Time zones of the process: what it computes must not depend on where it runs. */
const homes = ["UTC", berlin, "America/New_York"];

/**
 * Compares so many random rotas at every change ± 1 s, under several time zones of the process.
 * @param least  instants that must have been compared
 */
export function compareWithOracle(t: TestContext, rotas: number, least: number): void {
  const tasks = fc.sample(anyRota, { numRuns: rotas, seed: 20261123 }).map((rota, index) => {
    const [zone, start] = windows[index % windows.length] ?? [berlin, "2026-03-22T00:00:00Z"];
    const from = new Date(start).getTime() / 1000;
    return { rota, zone, start: from, end: from + 14 * 86_400 };
  });
  const answers = askOracle(t, tasks) as [number, string | null][][] | undefined;
  if (answers === undefined) return;
  assert.equal(answers.length, tasks.length);
  let compared = 0;
  let focus = 0;
  const home = process.env["TZ"];
  t.after(() => (home === undefined ? delete process.env["TZ"] : (process.env["TZ"] = home)));
  for (const [index, { rota, zone }] of tasks.entries()) {
    process.env["TZ"] = homes[index % homes.length];
    const list: readonly [number, string | null][] = answers[index] ?? [];
    if (rota.from !== undefined && list.some(([, person]) => person !== null)) focus++;
    for (const [at, expected] of list) {
      const found: string | null = whoIsOnCall(rota, zone, new Date(at * 1000)).contact ?? null;
      assert.equal(found, expected, `${new Date(at * 1000).toISOString()} in ${zone}: ${JSON.stringify(rota)}`);
      compared++;
    }
  }
  assert.ok(compared > least, `only ${compared} instants were compared`);
  assert.ok(focus > rotas / 60, `only ${focus} focus topics had anybody on duty`);
  t.diagnostic(`${compared} instants of ${tasks.length} rotas compared, ${focus} focus topics among them`);
}
