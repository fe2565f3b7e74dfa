import assert from "node:assert/strict";
import { test } from "node:test";
import type { Alert } from "../../alerts/oncall/alert.ts";
import { together } from "../../alerts/oncall/together.ts";

const alert = (fingerprint: string): Alert => ({
  fingerprint,
  status: "firing",
  labels: { alertname: "A" },
  annotations: {},
  startsAt: new Date("2026-11-23T02:04:00Z"),
});
const body = (name: string, size: number): Alert[] => Array.from({ length: size }, (_, index) => alert(`${name}${index}`));
const names = (alerts: readonly Alert[]): string => alerts.map(({ fingerprint }) => fingerprint).join(" ");

test("small bodies that come while one is stored share the next transaction, in their order; each is answered when it is stored", async () => {
  const taken: string[] = [];
  const release: (() => void)[] = [];
  const take = together((alerts) => {
    taken.push(names(alerts));
    return new Promise((done) => release.push(done));
  });
  const answered: string[] = [];
  const bodies = ["a", "b", "c"].map((name) => take(body(name, 1)).then(() => answered.push(name)));
  assert.deepEqual(taken, ["a0"]);
  release[0]?.();
  await bodies[0];
  await new Promise((next) => setImmediate(next));
  assert.deepEqual([taken, answered], [["a0", "b0 c0"], ["a"]]);
  release[1]?.();
  await Promise.all(bodies);
  // Nothing waits: the next one goes at once.
  void take(body("d", 1));
  assert.equal(taken.at(-1), "d0");
});

test("a body of many alerts neither waits for small ones nor holds them up", async () => {
  const taken: number[] = [];
  const take = together((alerts) => {
    taken.push(alerts.length);
    return new Promise(() => undefined);
  });
  void take(body("a", 1));
  void take(body("big", 10_000));
  assert.deepEqual(taken, [1, 10_000]);
});

test("no transaction takes more than 200 alerts of small bodies", async () => {
  const taken: number[] = [];
  const take = together(async (alerts) => void taken.push(alerts.length));
  await Promise.all(Array.from({ length: 100 }, (_, index) => take(body(`${index}-`, 7))));
  assert.equal(
    taken.reduce((sum, count) => sum + count, 0),
    700,
  );
  assert.ok(
    taken.every((count) => count <= 200),
    taken.join(),
  );
});

test("a body that cannot be stored fails alone, and the ones after it go on", async () => {
  const take = together(async (alerts) => {
    await Promise.resolve();
    if (names(alerts).includes("poison")) throw new Error("no");
  });
  const results = await Promise.allSettled([take(body("a", 1)), take(body("b", 2)), take(body("poison", 1)), take(body("c", 1))]);
  assert.deepEqual(
    results.map(({ status }) => status),
    ["fulfilled", "fulfilled", "rejected", "fulfilled"],
  );
  await take(body("d", 1));
});

test("while the database takes nothing, of many bodies that wait only a few are tried one after the other", async () => {
  let tries = 0;
  const take = together(async () => {
    tries += 1;
    await new Promise((resolve) => setImmediate(resolve));
    throw new Error("locked");
  });
  const results = await Promise.allSettled(Array.from({ length: 100 }, (_, index) => take(body(`${index}-`, 1))));
  assert.ok(results.every(({ status }) => status === "rejected"));
  // The first one, then the 99 others at once, and two of them alone.
  assert.equal(tries, 4);
});
