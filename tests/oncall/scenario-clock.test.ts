/** Scenario 11: the machine's clock steps forward or back, or the machine sleeps; due times must not notice the first, and make up for the second. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "../property.ts";
import { steadyClock, stepMs, type SteadyClock } from "../../app/steady-clock.ts";
import type { Database } from "../../alerts/oncall/tables.ts";
import { fourQuestions } from "./four-questions.ts";
import {
  acknowledgeByMail,
  alertJson,
  bodyOf,
  openMailbox,
  openOnCallDatabase,
  openWorld,
  settled,
  waitFor,
  type Clock,
} from "./setup.ts";

/** A machine whose three clocks can be moved. */
function machineAt(start: string): {
  clock: Clock;
  steady: SteadyClock;
  step: (seconds: number) => void;
  sleep: (seconds: number) => void;
} {
  let [wall, monotonic, boot] = [Date.parse(start), 5000, 7000];
  const steady = steadyClock({ wall: () => wall, monotonic: () => monotonic, boot: () => boot });
  return {
    steady,
    clock: {
      now: steady.now,
      pass(seconds) {
        wall += seconds * 1000;
        monotonic += seconds * 1000;
        boot += seconds * 1000;
      },
    },
    step: (seconds) => void (wall += seconds * 1000),
    sleep(seconds) {
      wall += seconds * 1000;
      boot += seconds * 1000;
    },
  };
}

test("11: whatever the machine's clock does, the steady one goes on by what has passed, until a step is accepted", () => {
  const seconds = fc.integer({ min: -20_000, max: 20_000 });
  const act = fc.oneof(
    fc.record({ do: fc.constant("pass" as const), seconds: fc.integer({ min: 0, max: 5000 }) }),
    fc.record({ do: fc.constant("step" as const), seconds: seconds.filter((value) => Math.abs(value) >= 1) }),
    fc.record({ do: fc.constant("sleep" as const), seconds: fc.integer({ min: 1, max: 20_000 }) }),
    fc.record({ do: fc.constant("accept" as const), seconds: fc.constant(0) }),
  );
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
      const machine = machineAt("2026-11-23T02:00:00Z");
      let expected = machine.steady.now().getTime();
      let off = 0;
      for (const { do: what, seconds: by } of acts) {
        if (what === "pass") machine.clock.pass(by);
        else if (what === "step") machine.step(by);
        else if (what === "sleep") machine.sleep(by);
        else machine.steady.accept();
        if (what === "pass" || what === "sleep") expected += by * 1000;
        if (what === "step") off += by * 1000;
        // Steps that cancel each other out are none.
        if (what === "accept" || Math.abs(off) < stepMs) {
          expected += off;
          off = 0;
        }
        assert.equal(machine.steady.now().getTime(), expected, `${what} ${by}`);
        assert.equal(machine.steady.step(), off);
      }
    }),
    { numRuns: 300 },
  );
});

test("11: a slow change, as NTP makes it, is followed without a step; a step that could not be followed can be taken back", () => {
  const machine = machineAt("2026-11-23T02:00:00Z");
  for (let second = 0; second < 3600; second++) {
    machine.clock.pass(1);
    machine.step(0.0005);
    assert.equal(machine.steady.step(), 0);
  }
  assert.equal(machine.steady.now().toISOString(), "2026-11-23T03:00:01.800Z");
  machine.step(3600);
  const undo = machine.steady.accept();
  assert.equal(machine.steady.now().toISOString(), "2026-11-23T04:00:01.800Z");
  undo();
  assert.equal(machine.steady.now().toISOString(), "2026-11-23T03:00:01.800Z");
  assert.equal(machine.steady.step(), 3_600_000);
});

/** When each open incident acts next, and its acknowledgement ends. */
async function dues(db: Database): Promise<number[]> {
  const rows = await db.selectFrom("oncall_incident").selectAll().where("open_key", "is not", null).orderBy("id").execute();
  return rows
    .flatMap(({ next_act_at, ack_expires_at }) => [next_act_at, ack_expires_at])
    .map((at) => (at === null ? 0 : Date.parse(at)));
}

test("11: steps of the clock page nobody twice, nobody early and nobody late; after a sleep everybody hears once", async (t) => {
  const mailbox = await openMailbox(t);
  const machine = machineAt("2026-11-23T02:04:30Z");
  const { clock, steady } = machine;
  const world = await openWorld(t, { ports: [mailbox.port], clock, stepping: steady });
  const { db, oncall } = world;
  const entries = async (): Promise<number> =>
    (await db.selectFrom("oncall_log").select("seq").where("kind", "=", "clock-stepped").execute()).length;
  const rested = () => settled(world, clock);
  await world.post(bodyOf(alertJson()));
  await mailbox.until(2);
  await world.post(bodyOf(alertJson({ device: "usv-b", name: "UpsFault" })));
  const mails = await mailbox.until(4);
  const second = mails.find(({ subject }) => subject?.includes("USV B"));
  assert.ok(second);
  assert.equal((await acknowledgeByMail(second)).status, 200);
  await rested();

  for (const [index, step] of [3600, -3600, 600, -7200, 5].entries()) {
    clock.pass(20);
    await rested();
    const before = await dues(db);
    const told = mailbox.mails.length;
    machine.step(step);
    oncall.wake();
    await waitFor("the step to be followed", async () => ((await entries()) > index ? true : undefined));
    await rested();
    assert.deepEqual(
      (await dues(db)).map((at, at0) => Math.round((at - (before[at0] ?? 0)) / 1000)),
      before.map((at) => (at === 0 ? 0 : step)),
      `after a step of ${step} s`,
    );
    assert.equal(mailbox.mails.length, told, `a step of ${step} s told somebody something`);
  }
  // The second step comes when it would have come.
  const [row] = await db.selectFrom("oncall_incident").selectAll().where("labels", "like", "%UpsOnBattery%").execute();
  const due = Date.parse(row?.next_act_at ?? "");
  const told = mailbox.mails.length;
  clock.pass((due - clock.now().getTime()) / 1000 - 2);
  await rested();
  assert.equal(mailbox.mails.length, told, "2 s before its time");
  clock.pass(3);
  await rested();
  assert.ok(mailbox.mails.length > told, "1 s after its time");
  const notified = await db
    .selectFrom("oncall_log")
    .selectAll()
    .where("kind", "=", "notified")
    .orderBy("seq", "desc")
    .limit(1)
    .execute();
  assert.ok(Math.abs(Date.parse(notified[0]?.at ?? "") - due) <= 2000, "within 2 s of its time");

  // Sleep is time that has passed: what was due meanwhile is due now, once for each person.
  const awake = mailbox.mails.length;
  machine.sleep(3600);
  await rested();
  assert.equal(await entries(), 5, "sleep is no step");
  const people = mailbox.mails.slice(awake).map(({ to, subject }) => `${JSON.stringify(to)} ${subject}`);
  assert.ok(people.length > 0);
  assert.equal(new Set(people).size, people.length, people.join("\n"));
  await fourQuestions(t, { db, site: world.says.site, now: clock.now, mails: mailbox.mails, turn: () => oncall.wake() });
});

test("11: the clock was set back while nobody ran: the record is from the future, and the second step still comes in time", async (t) => {
  const mailbox = await openMailbox(t);
  const db = await openOnCallDatabase(t);
  const before = machineAt("2026-11-23T03:04:30Z");
  await t.test("before", async (t) => {
    const world = await openWorld(t, { ports: [mailbox.port], clock: before.clock, stepping: before.steady, db });
    await world.post(bodyOf(alertJson()));
    await mailbox.until(2);
    await waitFor("both settled", async () => {
      const rows = await db.selectFrom("oncall_delivery").select("id").where("state", "=", "leased").execute();
      return rows.length === 0 ? true : undefined;
    });
  });
  const due = async (): Promise<number> =>
    Date.parse((await db.selectFrom("oncall_incident").selectAll().executeTakeFirstOrThrow()).next_act_at ?? "");
  const left = (await due()) - before.clock.now().getTime();
  const after = machineAt("2026-11-23T02:05:30Z");
  const world = await openWorld(t, { ports: [mailbox.port], clock: after.clock, stepping: after.steady, db });
  // At a start everything is looked at anew.
  await waitFor("a look", async () => ((await due()) > after.clock.now().getTime() ? true : undefined));
  assert.ok(Math.abs((await due()) - after.clock.now().getTime() - left) < 2000, `${left / 1000} s were left`);
  assert.equal(mailbox.mails.length, 2, "nobody is told again");
  after.clock.pass(left / 1000 + 1);
  world.oncall.wake();
  await mailbox.until(3);
  await fourQuestions(t, {
    db,
    site: world.says.site,
    now: after.clock.now,
    mails: mailbox.mails,
    turn: () => world.oncall.wake(),
  });
});
