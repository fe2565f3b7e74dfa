/** Who goes first when many devices want something at once. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Gate } from "../../collectors/snmp/gate.ts";
import { Turns } from "../../collectors/snmp/turns.ts";

const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("who can still be in time is learnt first, in the order of coming; who is late follows, and is early again for the next scrape", async () => {
  const turns = new Turns(1);
  const learnt: string[] = [];
  const ends = new Map<string, () => void>();
  const deadlines: Record<string, number> = {};
  const want = (device: string, inMs: number): void => {
    deadlines[device] = performance.now() + inMs;
    void turns.take(
      () => new Promise<void>((resolve) => void (learnt.push(device), ends.set(device, resolve))),
      () => deadlines[device] ?? 0,
    );
  };
  const finish = async (device: string): Promise<void> => {
    ends.get(device)?.();
    await soon();
  };
  assert.ok(turns.free);
  want("first", 60_000);
  assert.ok(!turns.free);
  want("late-1", 0);
  want("early-1", 60_000);
  want("late-2", 500);
  want("early-2", 60_000);
  await finish("first");
  await finish("early-1");
  assert.deepEqual(learnt, ["first", "early-1", "early-2"]);
  // Asked for again by the next scrape, it is in time again.
  want("early-3", 60_000);
  deadlines["late-2"] = performance.now() + 60_000;
  for (const device of ["early-2", "late-2", "early-3", "late-1"]) await finish(device);
  assert.deepEqual(learnt, ["first", "early-1", "early-2", "late-2", "early-3", "late-1"]);
  assert.ok(turns.free);
});

test("a turn is given back when learning fails", async () => {
  const turns = new Turns(1);
  await assert.rejects(
    turns.take(
      () => Promise.reject(new Error("no answer")),
      () => 0,
    ),
  );
  assert.ok(turns.free);
});

test("requests that learn let polls go first, and use the same slots", () => {
  const gate = new Gate(1);
  const order: string[] = [];
  const enter = (lane: Pick<Gate, "enter">, name: string): void => lane.enter(() => order.push(name));
  enter(gate.behind, "learning 1");
  enter(gate.behind, "learning 2");
  enter(gate, "poll 1");
  enter(gate, "poll 2");
  assert.deepEqual(order, ["learning 1"]);
  for (let left = 0; left < 4; left++) gate.leave();
  assert.deepEqual(order, ["learning 1", "poll 1", "poll 2", "learning 2"]);
  enter(gate.behind, "learning 3");
  assert.equal(order.at(-1), "learning 3");
});
