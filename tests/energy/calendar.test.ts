import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import {
  eachQuarter,
  hoursOf,
  instantOf,
  localDay,
  localMonth,
  localParts,
  localYear,
  quartersOf,
} from "../../energy-audit/ledger/calendar.ts";

const berlin = "Europe/Berlin";
const text = (seconds: number): string => instantOf(seconds).toISOString().slice(0, 16);

test("a local day has 92, 96 or 100 quarter hours", () => {
  const days = ["2026-03-29", "2026-10-25", "2026-07-01"].map((date) => localDay(date, berlin));
  assert.deepEqual(days.map(quartersOf), [92, 100, 96]);
  assert.deepEqual(
    days.map(({ from, to }) => `${text(from)} ${text(to)}`),
    ["2026-03-28T23:00 2026-03-29T22:00", "2026-10-24T22:00 2026-10-25T23:00", "2026-06-30T22:00 2026-07-01T22:00"],
  );
});

test("March has 743 hours, October 745, a leap year 8784, and the months of a year close up", () => {
  assert.equal(hoursOf(localMonth(2026, 3, berlin)), 743);
  assert.equal(hoursOf(localMonth(2026, 10, berlin)), 745);
  assert.equal(hoursOf(localYear(2028, berlin)), 8784);
  const months = Array.from({ length: 12 }, (_, index) => localMonth(2026, index + 1, berlin));
  assert.equal(months[0]?.from, localYear(2026, berlin).from);
  months.slice(1).forEach(({ from }, index) => assert.equal(from, months[index]?.to));
  assert.equal(months[11]?.to, localYear(2026, berlin).to);
});

test("the clock's hour 2 occurs on 8 quarter hours in October and on none in March", () => {
  const atTwo = (date: string): number =>
    [...eachQuarter(localDay(date, berlin))].filter((quarter) => localParts(quarter, berlin).hour === 2).length;
  assert.equal(atTwo("2026-10-25"), 8);
  assert.equal(atTwo("2026-03-29"), 0);
  assert.equal(atTwo("2026-07-01"), 4);
});

test("no such month is refused", () => {
  assert.throws(() => localMonth(2026, 13, berlin), RangeError);
});

const self = fileURLToPath(import.meta.url);
if (process.env["LEITSTAND_TEST_ZONE"] === undefined) {
  for (const zone of ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"]) {
    test(`the calendar is the same in a process that lives in ${zone}`, () => {
      const result = spawnSync(process.execPath, ["--test", self], {
        env: { PATH: process.env["PATH"] ?? "", TZ: zone, LEITSTAND_TEST_ZONE: zone },
        encoding: "utf8",
      });
      assert.equal(result.status, 0, result.stdout);
      assert.match(result.stdout, /pass 4/);
    });
  }
}
