import assert from "node:assert/strict";
import { test } from "node:test";
import { eachQuarter, localDay } from "../../energy-audit/ledger/calendar.ts";
import { importIntervals, type ImportPlan } from "../../energy-audit/ledger/import.ts";
import { createLedgerStore } from "../../energy-audit/ledger/store.ts";
import { sameClockHour, spread } from "../../energy-audit/ledger/substitute.ts";
import { importTable } from "../../energy-audit/imports.ts";
import { say } from "../../site/problem.ts";
import { database } from "./fixture.ts";

const plan: ImportPlan = {
  file: "zaehler.csv",
  timeColumn: "zeit",
  label: "start",
  intervalSeconds: 900,
  columns: [{ column: "netz_kwh", meter: "netz", unit: "kWh" }],
};
const day = localDay("2026-07-01", "Europe/Berlin");
const act = { source: "zaehler.csv", at: new Date(0), person: "Energie" };

test("a table with semicolons and decimal commas is read; end labels are shifted; empty cells are missing, never zero", () => {
  const text =
    "\uFEFFzeit;netz_kwh\r\n2026-07-01T00:15:00+02:00;1.234,5\r\n2026-07-01T00:30:00+02:00;\r\n2026-07-01T00:45:00+02:00;0\r\n";
  const { problems, meters } = importIntervals(text, { ...plan, label: "end" });
  assert.deepEqual(problems, []);
  assert.deepEqual(
    meters[0]?.bookings.map(({ quarter, amount }) => [quarter, amount]),
    [
      [day.from, 1234.5 * 3_600_000],
      [day.from + 1800, 0],
    ],
  );
  assert.deepEqual(meters[0]?.missing, [day.from + 900]);
});

test("an hour is split into quarter hours that add up to it exactly, and says so", () => {
  const { meters } = importIntervals("zeit,netz_kwh\n2026-07-01T00Z,0.000001\n", { ...plan, intervalSeconds: 3600 });
  assert.deepEqual(
    meters[0]?.bookings.map(({ amount, method, quality }) => [amount, method, quality]),
    [1, 1, 1, 1].map((_, index) => [index === 0 ? 1 : 1, "difference", "split"]),
  );
});

test("wrong columns, times, order, numbers, negative energy and torn lines are said at once; nothing is booked", async () => {
  const text = [
    "zeit,netz_kwh",
    "2026-07-01T00:00Z,1",
    "2026-07-01 02:00,1",
    "2026-07-01T00:00Z,1",
    "2026-07-01T00:15Z,viel",
    "2026-07-01T00:30Z,-1",
    "2026-07-01T00:45Z",
    "2026-07-01T00:50Z,1",
  ].join("\n");
  const { problems, meters } = importIntervals(text, plan);
  assert.deepEqual(
    problems.map(({ code, line }) => [code, line]),
    [
      ["ENERGY_IMPORT_TIME", 3],
      ["ENERGY_IMPORT_ORDER", 4],
      ["ENERGY_IMPORT_VALUE", 5],
      ["ENERGY_IMPORT_VALUE", 6],
      ["ENERGY_IMPORT_CELLS", 7],
      ["ENERGY_IMPORT_TIME", 8],
    ],
  );
  assert.match(say(problems[0]?.remedy ?? "", "de"), /im Oktober mehrdeutig/);
  assert.deepEqual(meters, []);
  const renamed = importIntervals("zeit,netz_kw\n", plan).problems[0];
  assert.deepEqual([renamed?.code, renamed?.closest], ["ENERGY_IMPORT_COLUMN", "netz_kw"]);

  const db = await database();
  const store = createLedgerStore(db);
  assert.equal((await importTable(store, text, plan, act)).written, 0);
  assert.equal((await store.spans()).size, 0);
  const right = "zeit,netz_kwh\n2026-07-01T00:00Z,1\n2026-07-01T00:15Z,2\n";
  assert.equal((await importTable(store, right, plan, act)).written, 2);
  const twice = await importTable(store, right, plan, act);
  assert.deepEqual([twice.written, twice.problems[0]?.code], [0, "ENERGY_IMPORT_BOOKED"]);
  await db.destroy();
});

test("a gap with a known total keeps it exactly; an unknown one takes the same clock hour of the days around, over the change of clocks", () => {
  const quarters = [...eachQuarter(localDay("2026-10-25", "Europe/Berlin"))];
  assert.equal(quarters.length, 100);
  assert.equal(
    spread(1_000_003, quarters).reduce((sum, { amount }) => sum + amount, 0),
    1_000_003,
  );
  // Every quarter hour holds its local clock hour, so the replacement must be that hour too.
  const from = localDay("2026-10-15", "Europe/Berlin").from;
  const { to } = localDay("2026-11-05", "Europe/Berlin");
  const hourOf = (quarter: number): number =>
    Number(
      new Date(quarter * 1000)
        .toLocaleString("de-DE", { timeZone: "Europe/Berlin", hour: "2-digit", hourCycle: "h23" })
        .slice(0, 2),
    );
  const length = (to - from) / 900;
  const column = {
    from,
    step: 900,
    amounts: Float64Array.from({ length }, (_, index) =>
      quarters.includes(from + index * 900) ? Number.NaN : 1000 * hourOf(from + index * 900),
    ),
    methods: new Uint8Array(length),
    qualities: new Uint8Array(length),
    measuredSeconds: new Uint16Array(length),
  };
  const { bookings, unknown } = sameClockHour(column, quarters, "Europe/Berlin");
  assert.deepEqual(unknown, []);
  assert.equal(bookings.length, 100);
  for (const { quarter, amount, method, quality } of bookings)
    assert.deepEqual([amount, method, quality], [1000 * hourOf(quarter), "estimated", "substitute"]);
  const lonely = { ...column, amounts: new Float64Array(length).fill(Number.NaN) };
  assert.equal(sameClockHour(lonely, quarters, "Europe/Berlin").unknown.length, 100);
});
