/**
 * Storms of any shape on the real intake, escalation and lists: all at once, one after the other, short and long, coming back.
 * `SHAPES=1000` for the long form.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "../property.ts";
import { fingerprintOf, type Alert } from "../../alerts/oncall/alert.ts";
import { writeDigests } from "../../alerts/oncall/digests.ts";
import { escalate } from "../../alerts/oncall/escalate.ts";
import { takeIn, type IntakeParts } from "../../alerts/oncall/intake.ts";
import type { Database } from "../../alerts/oncall/tables.ts";
import { alertJson, exampleSite, openOnCallDatabase, silentLog } from "./setup.ts";

/** One alert of one device: seconds at which it begins and ends. */
interface Interval {
  readonly device: number;
  readonly begin: number;
  readonly end: number;
}
interface Told {
  readonly at: number;
  readonly kind: string;
  readonly devices: readonly string[];
}

const zero = new Date("2026-11-23T02:00:00Z").getTime();
const tick = 5;
const duration = 1500;
/** One person on duty, nobody else, no repetition: what they get is what the storm makes. */
const site = exampleSite(({ contacts }) => {
  const [person] = contacts;
  assert.ok(person);
  const { sms: _sms, webhook: _webhook, ...mailOnly } = person;
  return {
    contacts: [mailOnly],
    policies: [
      {
        id: "all",
        name: "All",
        severity: ["critical"],
        steps: [{ after: "0s", notify: [{ contact: person.id }] }],
        working_hours_only: false,
        fallback: person.id,
      },
    ],
  };
});

/** Lets the storm pass; every mail is accepted in the tick in which it leaves. @returns pages, lists and ends, in their order */
async function weather(db: Database, intervals: readonly Interval[]): Promise<Told[]> {
  for (const table of ["oncall_token", "oncall_delivery_incident", "oncall_delivery", "oncall_incident"] as const)
    await db.deleteFrom(table).execute();
  let clock = 0;
  const setting = () => ({ site, baseUrl: "http://leitstand.example", now: new Date(zero + clock * 1000) });
  const answers = () => Promise.resolve(true);
  const parts: IntakeParts = { db, log: silentLog, setting, answers, activeFingerprints: () => Promise.resolve(undefined) };
  const alertOf = ({ device, begin }: Interval, end?: number): Alert => {
    const { labels, annotations } = alertJson({ name: "RouterDown", device: `router-${device}`, labels: { class: "network" } });
    return {
      fingerprint: fingerprintOf(labels),
      status: end === undefined ? "firing" : "resolved",
      labels,
      annotations,
      startsAt: new Date(zero + begin * 1000),
      ...(end !== undefined && { endsAt: new Date(zero + end * 1000) }),
    };
  };
  const told: Told[] = [];
  for (clock = 0; clock <= duration; clock += tick) {
    const within = (at: number): boolean => at > clock - tick && at <= clock;
    const ends = intervals.filter(({ end }) => within(end)).map((one) => alertOf(one, one.end));
    const begins = intervals.filter(({ begin }) => within(begin)).map((one) => alertOf(one));
    if (ends.length + begins.length > 0) await takeIn(parts, [...ends, ...begins]);
    while ((await escalate({ db, log: silentLog, setting })) > 0);
    await writeDigests(db, setting());
    const left = await db
      .updateTable("oncall_delivery")
      .set({ state: "accepted", attempts: 1, settled_at: setting().now.toISOString() })
      .where("state", "=", "pending")
      .returning(["id", "kind"])
      .execute();
    for (const { id, kind } of left) {
      const rows = await db
        .selectFrom("oncall_incident as i")
        .innerJoin("oncall_delivery_incident as about", "about.incident", "i.id")
        .select("i.labels")
        .where("about.delivery", "=", id)
        .execute();
      const devices = rows.map(({ labels }) => (JSON.parse(labels) as { device: string }).device);
      told.push({ at: clock, kind, devices });
    }
  }
  return told;
}

/** When it is heard of: the tick that sees it. */
const seen = (at: number): number => Math.ceil(at / tick) * tick;

function judge(intervals: readonly Interval[], told: readonly Told[], most: number): void {
  const calls = told.filter(({ kind }) => kind !== "end");
  for (const { at } of calls) {
    const soon = calls.filter((one) => one.at >= at && one.at < at + 600);
    assert.ok(soon.length <= most, `${soon.length} mails within ten minutes: ${JSON.stringify(soon)}`);
  }
  for (const { device, begin, end } of intervals) {
    const at = seen(begin);
    const name = `router-${device}`;
    // Nothing is missing from a mail for longer than a list may wait, be it over by then.
    const heard = told.find((one) => one.at >= at && one.devices.includes(name));
    const waits = (heard?.at ?? duration) - at;
    assert.ok(waits <= 325, `${name} of ${begin} to ${end} was told ${heard?.at}`);
    // What is alone, with at most two mails of others in ten minutes, comes singly and at once.
    const others = intervals.filter((one) => one.device !== device && seen(one.begin) <= at && seen(one.end) > at);
    const before = calls.filter((one) => one.at <= at && one.at > at - 600 && !one.devices.includes(name)).length;
    if (others.length === 0 && before <= 2 && seen(end) > at)
      assert.deepEqual([heard?.kind, heard?.at], ["page", at], `${name} is alone at ${at}`);
  }
}

const short = fc.integer({ min: 5, max: 60 });
const lasting = fc.oneof(short, fc.integer({ min: 60, max: 900 }));
/** Begins as gaps: a mass is many small ones, one after the other are larger ones. */
const shape = (gaps: fc.Arbitrary<number>, maxLength: number, lasts = lasting) =>
  fc.array(fc.record({ gap: gaps, lasts }), { minLength: 1, maxLength }).map((parts) => {
    let at = 0;
    return parts.map(({ gap, lasts }, device): Interval => {
      at += gap;
      return { device, begin: at, end: at + lasts };
    });
  });
const storms = fc.oneof(
  shape(fc.integer({ min: 0, max: 2 }), 60),
  shape(fc.integer({ min: 0, max: 60 }), 25),
  shape(fc.integer({ min: 20, max: 200 }), 12),
  // Devices that restart in turn.
  shape(fc.integer({ min: 50, max: 90 }), 20, short),
);

test("8: whatever shape a storm of one alert has, nobody gets more than five pages and lists in ten minutes, nothing is left out, and what is alone is told at once (SHAPES=1000 for the long form)", async (t) => {
  const db = await openOnCallDatabase(t);
  await fc.assert(
    fc.asyncProperty(storms, async (intervals) => judge(intervals, await weather(db, intervals), 5)),
    // A storm as it was found says enough; to make it smaller takes minutes.
    { numRuns: Number(process.env["SHAPES"] ?? 20), endOnFailure: true },
  );
});

test("8: one device after the other comes, goes and comes back: still no more than six pages and lists in ten minutes", async (t) => {
  const rolling = Array.from({ length: 20 }, (_, device) => [
    { device, begin: device * 70, end: device * 70 + 20 },
    { device, begin: device * 70 + 40, end: device * 70 + 60 },
  ]).flat();
  const told = (await weather(await openOnCallDatabase(t), rolling)).filter(({ kind }) => kind !== "end");
  for (const { at } of told) assert.ok(told.filter((one) => one.at >= at && one.at < at + 600).length <= 6, JSON.stringify(told));
});
