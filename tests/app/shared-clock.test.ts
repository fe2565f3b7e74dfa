import assert from "node:assert/strict";
import { test } from "node:test";
import { sharedClock } from "../../app/shared-clock.ts";

const start = Date.parse("2026-11-28T02:00:00Z");
/** A server's clock and the monotonic ones of those who share it; signs of life come when somebody leaves one. */
function world() {
  let [monotonic, offset] = [5000, 0];
  let sign: number | undefined;
  const server = (): number => start + monotonic + offset;
  return {
    pass: (seconds: number) => void (monotonic += seconds * 1000),
    set: (seconds: number) => void (offset += seconds * 1000),
    server,
    /** A clock of this machine; `behind`: for so long it stood still. */
    instance: () => {
      let behind = 0;
      const clock = sharedClock(() => monotonic - behind);
      return {
        clock,
        standStill: (seconds: number) => void (behind += seconds * 1000),
        transaction: () => clock.observe(server(), () => Promise.resolve(sign)),
        leaveSign: () => void (sign = clock.now().getTime()),
        /** What following does: everything in the record moves, signs of life too. */
        follow() {
          if (sign !== undefined) sign += clock.step();
          clock.accept();
        },
        off: (): number => Math.round((server() - clock.now().getTime()) / 1000),
      };
    },
  };
}

test("11: when the database's clock steps, both instances go on as before until one has moved the record; the other then takes it over without moving anything", async () => {
  for (const step of [3600, -7200, 40, -40]) {
    const { pass, set, instance } = world();
    const [a, b] = [instance(), instance()];
    for (const one of [a, b]) await one.transaction();
    a.leaveSign();
    pass(9);
    set(step);
    for (const one of [a, b]) {
      await one.transaction();
      assert.equal(one.off(), step, "on the old time, as the record");
      assert.equal(Math.round(one.clock.step() / 1000), step);
    }
    a.follow();
    assert.deepEqual([a.off(), a.clock.step()], [0, 0]);
    await b.transaction();
    assert.deepEqual([b.off(), b.clock.step()], [0, 0]);
    assert.equal(Math.round(b.clock.followed() / 1000), step, "its notes move too");
    assert.equal(b.clock.followed(), 0);
  }
});

test("11: a machine that stood still for an hour moves nothing of what the other instance goes by", async () => {
  const { pass, instance } = world();
  const [a, b] = [instance(), instance()];
  for (const one of [a, b]) await one.transaction();
  b.standStill(3600);
  pass(3600);
  await a.transaction();
  a.leaveSign();
  await b.transaction();
  assert.deepEqual([b.off(), b.clock.step()], [0, 0]);
});

test("11: small differences are followed at once, a step that is taken back is none, and one that could not be followed stays", async () => {
  const { set, instance } = world();
  const one = instance();
  await one.transaction();
  one.leaveSign();
  set(5);
  await one.transaction();
  assert.deepEqual([one.off(), one.clock.step()], [0, 0]);
  set(600);
  await one.transaction();
  const undo = one.clock.accept();
  assert.equal(one.off(), 0);
  undo();
  assert.equal(one.off(), 600);
  assert.equal(Math.round(one.clock.step() / 1000), 600);
  set(-600);
  await one.transaction();
  assert.deepEqual([one.off(), one.clock.step()], [0, 0]);
});
