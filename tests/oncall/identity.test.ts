/**
 * Scenario 3, model-based: whatever Alertmanager sends again, in which order, from which member, with whom in the group, an
 * interval is one incident and one page to each person. The real intake and escalation on a real database.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "../property.ts";
import { fingerprintOf, type Alert } from "../../alerts/oncall/alert.ts";
import { escalate } from "../../alerts/oncall/escalate.ts";
import { takeIn, type IntakeParts } from "../../alerts/oncall/intake.ts";
import { verifyLog } from "../../alerts/oncall/service.ts";
import type { Database } from "../../alerts/oncall/tables.ts";
import { fourQuestions } from "./four-questions.ts";
import {
  alertJson,
  bodyOf,
  clockAt,
  exampleSite,
  openMailbox,
  openOnCallDatabase,
  openWorld,
  settled,
  silentLog,
} from "./setup.ts";

const site = exampleSite();
const devices = ["usv-a", "usv-b", "usv-c"] as const;
const zero = new Date("2026-11-23T02:00:00Z").getTime();
/** Back sooner than this, an alert flaps and is the same incident; the model keeps apart what is apart. */
const apartSeconds = 400;

interface Interval {
  readonly device: string;
  readonly start: number;
  end?: number;
}
/** The truth. */
interface Model {
  readonly intervals: Interval[];
}
interface Real {
  readonly db: Database;
  /** Brings a body, and lets everything that is due then be done. */
  readonly take: (alerts: readonly Alert[]) => Promise<void>;
  /** Seconds since the beginning. */
  readonly clock: () => number;
  readonly pass: (seconds: number) => void;
  /** Everything that was ever sent, to be sent again. */
  readonly sent: Alert[];
}

const openOf = ({ intervals }: Model, device: string): Interval | undefined =>
  intervals.find((one) => one.device === device && one.end === undefined);
const at = (seconds: number): Date => new Date(zero + seconds * 1000);

function alertOf({ device, start, end }: Interval, shift = 0): Alert {
  const { labels, annotations } = alertJson({ device });
  return {
    fingerprint: fingerprintOf(labels),
    status: end === undefined ? "firing" : "resolved",
    labels,
    annotations,
    startsAt: at(start + shift),
    ...(end !== undefined && { endsAt: at(end) }),
  };
}

/** Sends a body and lets escalation act; then what is held must be the truth. */
async function send(model: Model, real: Real, ...alerts: Alert[]): Promise<void> {
  real.sent.push(...alerts);
  await real.take(alerts);
  const all = await real.db.selectFrom("oncall_incident").select(["labels", "open_key"]).execute();
  const rows = all.filter(({ labels }) => !labels.includes('"Watchdog"'));
  const open = rows
    .filter(({ open_key }) => open_key !== null)
    .map(({ labels }) => (JSON.parse(labels) as { device: string }).device);
  assert.deepEqual(
    open.sort(),
    model.intervals
      .filter(({ end }) => end === undefined)
      .map(({ device }) => device)
      .sort(),
  );
  assert.equal(rows.length, model.intervals.length, "incidents are intervals");
}

abstract class Step implements fc.AsyncCommand<Model, Real> {
  readonly device: string;
  constructor(device: string) {
    this.device = device;
  }
  abstract check(model: Readonly<Model>): boolean;
  abstract run(model: Model, real: Real): Promise<void>;
  toString(): string {
    return `${this.constructor.name} ${this.device}`;
  }
}
class Fire extends Step {
  check(model: Readonly<Model>): boolean {
    return openOf(model, this.device) === undefined;
  }
  async run(model: Model, real: Real): Promise<void> {
    real.pass(apartSeconds);
    const interval = { device: this.device, start: real.clock() - 5 };
    model.intervals.push(interval);
    await send(model, real, alertOf(interval));
  }
}
/** A group message in which this one has ended and the others fire on. */
class PartialEnd extends Step {
  check(model: Readonly<Model>): boolean {
    return openOf(model, this.device) !== undefined;
  }
  async run(model: Model, real: Real): Promise<void> {
    real.pass(20);
    const ended = openOf(model, this.device);
    assert.ok(ended);
    ended.end = real.clock() - 5;
    const others = model.intervals.filter(({ end }) => end === undefined);
    await send(model, real, ...others.map((one) => alertOf(one)), alertOf(ended));
  }
}
/** The same group again: repeat interval, or the other member of a cluster 15 s later. */
class Again extends Step {
  check(): boolean {
    return true;
  }
  async run(model: Model, real: Real): Promise<void> {
    real.pass(15);
    await send(model, real, ...model.intervals.filter(({ end }) => end === undefined).map((one) => alertOf(one)));
  }
}
/** Prometheus was restarted: the same alert with another start. */
class MovedStart extends Step {
  check(model: Readonly<Model>): boolean {
    return openOf(model, this.device) !== undefined;
  }
  async run(model: Model, real: Real): Promise<void> {
    real.pass(15);
    const interval = openOf(model, this.device);
    assert.ok(interval);
    await send(model, real, alertOf(interval, real.clock() % 2 === 0 ? -3 : 3));
  }
}
/** Anything that was ever sent comes once more. */
class Replay extends Step {
  readonly which: number;
  constructor(device: string, which: number) {
    super(device);
    this.which = which;
  }
  check(): boolean {
    return true;
  }
  async run(model: Model, real: Real): Promise<void> {
    const old = real.sent[this.which % Math.max(real.sent.length, 1)];
    if (old === undefined) return;
    real.pass(1);
    await send(model, real, old);
  }
}

const commands = (maxCommands: number, size?: "max") =>
  fc.commands(
    [
      fc.constantFrom(...devices).map((device) => new Fire(device)),
      fc.constantFrom(...devices).map((device) => new PartialEnd(device)),
      fc.constant(new Again("all")),
      fc.constantFrom(...devices).map((device) => new MovedStart(device)),
      fc.nat().map((which) => new Replay("any", which)),
    ],
    { maxCommands, ...(size && { size }) },
  );
const openAlerts = ({ intervals }: Model): Alert[] => intervals.filter(({ end }) => end === undefined).map((one) => alertOf(one));

/** The first step of every interval told both on duty, once. */
async function assertOnePage(db: Database, { intervals }: Model, after = 0): Promise<void> {
  const log = await db
    .selectFrom("oncall_log")
    .select(["kind", "incident", "data", "personal"])
    .where("seq", ">", after)
    .execute();
  const pages = log.filter(
    ({ kind, data }) => (kind === "notified" || kind === "held") && data.includes('"reason":"step","step":0'),
  );
  const perPerson = new Map<string, number>();
  for (const { incident, personal } of pages) {
    const key = `${incident} ${personal}`;
    perPerson.set(key, (perPerson.get(key) ?? 0) + 1);
  }
  for (const [who, count] of perPerson) assert.equal(count, 1, `${who} was paged ${count} times`);
  assert.equal(perPerson.size, intervals.length * 2, "both on duty, for every interval");
}

test("3: resends, members that come and go, moved starts, copies and replays: incidents are intervals, and each person gets one page (IDENTITY_RUNS=1000 for the long form)", async (t) => {
  const db = await openOnCallDatabase(t);
  await fc.assert(
    fc.asyncProperty(commands(25), async (list) => {
      for (const table of ["oncall_token", "oncall_delivery_incident", "oncall_delivery", "oncall_incident"] as const)
        await db.deleteFrom(table).execute();
      const model: Model = { intervals: [] };
      const seen = await db.selectFrom("oncall_log_head").select("seq").executeTakeFirstOrThrow();
      let clock = 0;
      const setting = () => ({ site, baseUrl: "http://x", now: at(clock) });
      const parts: IntakeParts = {
        db,
        log: silentLog,
        setting,
        answers: () => Promise.resolve(true),
        activeFingerprints: () => Promise.resolve(new Set(openAlerts(model).map(({ fingerprint }) => fingerprint))),
      };
      const real: Real = {
        db,
        clock: () => clock,
        pass: (seconds) => void (clock += seconds),
        sent: [],
        async take(alerts) {
          await takeIn(parts, alerts);
          while ((await escalate({ db, log: silentLog, setting })) > 0);
        },
      };
      await fc.asyncModelRun(() => ({ model, real }), list);
      await assertOnePage(db, model, seen.seq);
    }),
    { numRuns: Number(process.env["IDENTITY_RUNS"] ?? 60) },
  );
  assert.equal((await verifyLog(db)).ok, true);
});

test("3: the same through the webhook and out to a mail server, every body twice as from a pair: the four questions", async (t) => {
  t.diagnostic(`LEITSTAND_SEED=${fc.seed}`);
  const [list = assert.fail()] = fc.sample(commands(18, "max"), 1);
  const mailbox = await openMailbox(t);
  const clock = clockAt(at(0).toISOString());
  const world = await openWorld(t, { ports: [mailbox.port], clock });
  const model: Model = { intervals: [] };
  const watchdog = alertJson({ name: "Watchdog", device: "", severity: "info" });
  world.says.active = () =>
    openAlerts(model).map(({ startsAt, ...alert }) => ({
      ...alert,
      startsAt: startsAt.toISOString(),
      status: { state: "active" },
    }));
  const json = ({ labels, status, startsAt, endsAt }: Alert) =>
    alertJson({
      device: labels["device"] ?? "",
      status,
      startsAt: startsAt.toISOString(),
      ...(endsAt !== undefined && { endsAt: endsAt.toISOString() }),
    });
  const real: Real = {
    db: world.db,
    clock: () => (clock.now().getTime() - zero) / 1000,
    pass: clock.pass,
    sent: [],
    async take(alerts) {
      const body = bodyOf(...alerts.map(json), watchdog);
      const answers = await Promise.all([world.post(body), world.post(body)]);
      assert.deepEqual(
        answers.map(({ status }) => status),
        [200, 200],
      );
      await settled(world, clock);
    },
  };
  await new Fire("usv-a").run(model, real);
  await fc.asyncModelRun(() => ({ model, real }), list);
  await assertOnePage(world.db, model);
  await fourQuestions(t, {
    db: world.db,
    site: world.says.site,
    now: clock.now,
    mails: mailbox.mails,
    turn: () => clock.pass(1),
  });
});
