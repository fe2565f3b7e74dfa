import assert from "node:assert/strict";
import { test } from "node:test";
import { daysOffAt, nextDaysOff, nextInstantBesideDaysOff, nextWorkingInstant } from "../../alerts/oncall/calendar.ts";
import { easter, holidays } from "../../alerts/oncall/holidays.ts";
import { icalFeed, initials } from "../../alerts/oncall/ical.ts";
import { wholeShifts } from "../../alerts/oncall/rota.ts";
import { rota as rotaSchema } from "../../site/inventory.ts";

test("Easter Sunday falls on the dates of the published tables", () => {
  // 2000 to 2040 as the astronomical almanacs print them; the earliest (2285) and latest (2038) possible days are in.
  const table = [
    "2000-04-23",
    "2005-03-27",
    "2008-03-23",
    "2011-04-24",
    "2016-03-27",
    "2018-04-01",
    "2019-04-21",
    "2020-04-12",
    "2021-04-04",
    "2022-04-17",
    "2023-04-09",
    "2024-03-31",
    "2025-04-20",
    "2026-04-05",
    "2027-03-28",
    "2028-04-16",
    "2029-04-01",
    "2030-04-21",
    "2031-04-13",
    "2032-03-28",
    "2033-04-17",
    "2034-04-09",
    "2035-03-25",
    "2036-04-13",
    "2037-04-05",
    "2038-04-25",
    "2039-04-10",
    "2040-04-01",
    "2285-03-22",
  ];
  assert.deepEqual(
    table.map((day) => easter(Number(day.slice(0, 4))).toString()),
    table,
  );
});

test("Saxony has its Reformationstag and Buß- und Bettag, and neither Fronleichnam nor Allerheiligen", () => {
  assert.deepEqual(
    holidays(2026, "SN").map(({ day, name }) => `${day.toString()} ${name}`),
    [
      "2026-01-01 Neujahr",
      "2026-04-03 Karfreitag",
      "2026-04-06 Ostermontag",
      "2026-05-01 Tag der Arbeit",
      "2026-05-14 Christi Himmelfahrt",
      "2026-05-25 Pfingstmontag",
      "2026-10-03 Tag der Deutschen Einheit",
      "2026-10-31 Reformationstag",
      "2026-11-18 Buß- und Bettag",
      "2026-12-25 1. Weihnachtstag",
      "2026-12-26 2. Weihnachtstag",
    ],
  );
});

test("Buß- und Bettag is the Wednesday before 23 November in every year", () => {
  const days = Array.from(
    { length: 60 },
    (_, index) => holidays(2000 + index, "SN").find(({ name }) => name === "Buß- und Bettag")?.day,
  );
  assert.ok(days.every((day) => day !== undefined && day.dayOfWeek === 3 && day.month === 11 && day.day >= 16 && day.day <= 22));
});

const working = { zone: "Europe/Berlin", state: "SN", from: "08:00", to: "17:00" };
const next = (at: string): string => nextWorkingInstant(new Date(at), working).toISOString();

test("within working hours it is now; at night, at the weekend and on holidays it is the next morning of work", () => {
  assert.equal(next("2026-11-23T10:00:00Z"), "2026-11-23T10:00:00.000Z");
  assert.equal(next("2026-11-23T02:00:00Z"), "2026-11-23T07:00:00.000Z");
  assert.equal(next("2026-11-20T16:00:00Z"), "2026-11-23T07:00:00.000Z", "Friday 17:00 sharp is over");
  assert.equal(next("2026-11-17T17:00:00Z"), "2026-11-19T07:00:00.000Z", "Buß- und Bettag lies between");
  assert.equal(next("2026-04-02T16:00:00Z"), "2026-04-07T06:00:00.000Z", "Easter, in summer time");
});

test("days off begin at noon of the last working day: Friday, before a holiday in the week, before Easter", () => {
  const off = (at: string) => daysOffAt(new Date(at), working, "12:00");
  const friday = { from: new Date("2026-11-27T11:00:00Z"), until: new Date("2026-11-30T07:00:00Z") };
  assert.equal(off("2026-11-27T10:59:59Z"), undefined);
  assert.deepEqual([off("2026-11-27T11:00:00Z"), off("2026-11-30T06:59:59Z")], [friday, friday]);
  assert.equal(off("2026-11-30T07:00:00Z"), undefined);
  assert.equal(off("2026-11-17T11:30:00Z")?.until.toISOString(), "2026-11-19T07:00:00.000Z", "Buß- und Bettag");
  assert.equal(off("2026-04-02T10:00:00Z")?.until.toISOString(), "2026-04-07T06:00:00.000Z", "Maundy Thursday to Tuesday");
  assert.equal(off("2026-12-24T11:00:00Z")?.until.toISOString(), "2026-12-28T07:00:00.000Z");
  assert.deepEqual(nextDaysOff(new Date("2026-11-16T08:00:00Z"), working, "12:00"), new Date("2026-11-17T11:00:00Z"));
  assert.deepEqual(nextDaysOff(new Date("2026-11-17T11:00:00Z"), working, "12:00"), new Date("2026-11-20T11:00:00Z"));
});

test("before days off a page leaves at once until midnight, on them by day, never at night", () => {
  const leaves = (at: string): string => nextInstantBesideDaysOff(new Date(at), working, "12:00").toISOString();
  assert.equal(leaves("2026-11-26T20:00:00Z"), "2026-11-27T07:00:00.000Z", "Thursday evening: Friday morning is soon enough");
  assert.equal(leaves("2026-11-27T20:00:00Z"), "2026-11-27T20:00:00.000Z", "Friday 21:00");
  assert.equal(leaves("2026-11-28T02:00:00Z"), "2026-11-28T07:00:00.000Z", "Saturday 03:00");
  assert.equal(leaves("2026-11-28T10:00:00Z"), "2026-11-28T10:00:00.000Z");
  assert.equal(leaves("2026-11-28T16:00:00Z"), "2026-11-29T07:00:00.000Z", "Saturday 17:00");
  assert.equal(leaves("2026-11-29T20:00:00Z"), "2026-11-30T07:00:00.000Z");
});

test("working hours that never come are an error of ours, not an endless search", () => {
  assert.throws(
    () => nextWorkingInstant(new Date("2026-11-23T10:00:00Z"), { ...working, from: "17:00", to: "08:00" }),
    /no working time/,
  );
});

test("the calendar feed is UTC, folded at 75 octets, escaped, and keeps its UIDs", () => {
  const shift = { contact: "it-1", from: new Date("2026-10-19T06:00:00Z"), until: new Date("2026-10-26T07:00:00Z") };
  const summary = (): string => `Rufbereitschaft Gebäudetechnik, Strom; Kälte\\Wärme: ${"ÄÖÜ".repeat(20)}`;
  const feed = icalFeed({ id: "it", title: "IT", shifts: [shift], summary, now: new Date("2026-10-18T00:00:00Z") });
  const lines = feed.split("\r\n");
  assert.equal(lines.at(-1), "");
  assert.ok(lines.every((line) => Buffer.byteLength(line) <= 75));
  const unfolded = feed.replaceAll("\r\n ", "").split("\r\n");
  assert.ok(unfolded.includes("DTSTART:20261019T060000Z") && unfolded.includes("DTEND:20261026T070000Z"));
  assert.ok(unfolded.includes("UID:it-20261019T060000Z-it-1@leitstand"));
  assert.ok(unfolded.includes(`SUMMARY:Rufbereitschaft Gebäudetechnik\\, Strom\\; Kälte\\\\Wärme: ${"ÄÖÜ".repeat(20)}`));
});

test("every event keeps its UID and begin on every day that the feed is read, also the one that has long begun", () => {
  const rota = rotaSchema.parse({
    id: "it",
    name: "IT",
    layers: [{ participants: ["anna", "bruno"], starts: "2026-01-05T08:00", shift: "4w" }],
    overrides: [{ contact: "clara", from: "2026-03-01T00:00", to: "2026-05-20T00:00" }],
  });
  const seen = new Map<string, string>();
  for (let day = 0; day < 120; day++) {
    const now = new Date(Date.UTC(2026, 1, 1, 5, 17) + day * 86_400_000);
    const list = wholeShifts(rota, "Europe/Berlin", now, new Date(now.getTime() + 60 * 86_400_000));
    const text = icalFeed({ id: "it", title: "IT", shifts: list, summary: ({ contact }) => contact, now });
    const events = text.split("BEGIN:VEVENT").slice(1);
    for (const event of events) {
      const [uid, times] = [/UID:(\S+)/.exec(event)?.[1] ?? "", /DTSTART:\S+\s+DTEND:\S+/.exec(event)?.[0] ?? ""];
      assert.equal(times, seen.get(uid) ?? times, `${uid} moved on day ${day}`);
      seen.set(uid, times);
    }
  }
  // Begins between 1 February and 29 July 2026: two shifts, the cover, the shift that it cutand what follows.
  assert.deepEqual(
    [...seen.keys()].map((uid) => /\d{8}T\d{6}Z-\w+/.exec(uid)?.[0]),
    [
      "20260105T070000Z-anna",
      "20260202T070000Z-bruno",
      "20260228T230000Z-clara",
      "20260519T220000Z-anna",
      "20260525T060000Z-bruno",
      "20260622T060000Z-anna",
      "20260720T060000Z-bruno",
    ],
  );
});

test("initials name nobody in full", () => {
  assert.deepEqual(["Bereitschaft IT 1", "Leitung Betrieb", "von der Höhe-Öttinger"].map(initials), ["BI1", "LB", "VDHÖ"]);
});
