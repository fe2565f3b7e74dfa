/**
 * Scenario 3, model-based: whatever Alertmanager sends again, in which order, from which member, with whom in the group, an
 * interval is one incident and one page to each person. The real intake and escalation on a real database.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { fingerprintOf, type Alert } from "../../alerts/oncall/alert.ts";
import { escalate } from "../../alerts/oncall/escalate.ts";
import { takeIn, type IntakeParts } from "../../alerts/oncall/intake.ts";
import { verifyLog } from "../../alerts/oncall/service.ts";
import type { Database } from "../../alerts/oncall/tables.ts";
import { alertJson, exampleSite, openOnCallDatabase, silentLog } from "./setup.ts";

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
  readonly parts: IntakeParts;
  /** Seconds since the beginning. */
  clock: number;
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
  await takeIn(real.parts, alerts);
  while ((await escalate({ db: real.db, log: silentLog, setting: real.parts.setting })) > 0);
  const rows = await real.db.selectFrom("oncall_incident").select(["labels", "open_key"]).execute();
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
    real.clock += apartSeconds;
    const interval = { device: this.device, start: real.clock - 5 };
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
    real.clock += 20;
    const ended = openOf(model, this.device);
    assert.ok(ended);
    ended.end = real.clock - 5;
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
    real.clock += 15;
    await send(model, real, ...model.intervals.filter(({ end }) => end === undefined).map((one) => alertOf(one)));
  }
}
/** Prometheus was restarted: the same alert with another start. */
class MovedStart extends Step {
  check(model: Readonly<Model>): boolean {
    return openOf(model, this.device) !== undefined;
  }
  async run(model: Model, real: Real): Promise<void> {
    real.clock += 15;
    const interval = openOf(model, this.device);
    assert.ok(interval);
    await send(model, real, alertOf(interval, real.clock % 2 === 0 ? -3 : 3));
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
    real.clock += 1;
    await send(model, real, old);
  }
}

test("3: resends, members that come and go, moved starts, copies and replays: incidents are intervals, and each person gets one page (IDENTITY_RUNS=1000 for the long form)", async (t) => {
  const db = await openOnCallDatabase(t);
  const commands = fc.commands(
    [
      fc.constantFrom(...devices).map((device) => new Fire(device)),
      fc.constantFrom(...devices).map((device) => new PartialEnd(device)),
      fc.constant(new Again("all")),
      fc.constantFrom(...devices).map((device) => new MovedStart(device)),
      fc.nat().map((which) => new Replay("any", which)),
    ],
    { maxCommands: 25 },
  );
  await fc.assert(
    fc.asyncProperty(commands, async (list) => {
      for (const table of ["oncall_token", "oncall_delivery_incident", "oncall_delivery", "oncall_incident"] as const)
        await db.deleteFrom(table).execute();
      const model: Model = { intervals: [] };
      const seen = await db.selectFrom("oncall_log_head").select("seq").executeTakeFirstOrThrow();
      const setting = () => ({ site, baseUrl: "http://x", now: at(real.clock) });
      const real: Real = {
        db,
        clock: 0,
        sent: [],
        parts: {
          db,
          log: silentLog,
          setting,
          answers: () => Promise.resolve(true),
          activeFingerprints: () =>
            Promise.resolve(
              new Set(model.intervals.filter(({ end }) => end === undefined).map((one) => alertOf(one).fingerprint)),
            ),
        },
      };
      await fc.asyncModelRun(() => ({ model, real }), list);
      const log = await db
        .selectFrom("oncall_log")
        .select(["kind", "incident", "data", "personal"])
        .where("seq", ">", seen.seq)
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
      assert.equal(perPerson.size, model.intervals.length * 2, "both on duty, for every interval");
    }),
    { numRuns: Number(process.env["IDENTITY_RUNS"] ?? 60) },
  );
  assert.equal((await verifyLog(db)).ok, true);
});
