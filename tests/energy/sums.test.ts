import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { removeFolder } from "../folder.ts";
import * as fc from "../property.ts";
import { sql } from "kysely";
import { localDay, localMonth, type Period } from "../../energy-audit/ledger/calendar.ts";
import { openLedgerFile } from "../../energy-audit/ledger/file.ts";
import { createLedgerStore } from "../../energy-audit/ledger/store.ts";
import { energyMigrations, type EnergyTables } from "../../energy-audit/ledger/tables.ts";
import { migrate, openDatabase } from "../../app/database.ts";
import { database } from "./fixture.ts";

const zone = "Europe/Berlin";
const start = localDay("2026-10-24", zone).from;
const act = { source: "test", at: new Date(0), person: "Energie", note: "test" };
const booking = (quarter: number, amount: number) =>
  ({ quarter, amount, method: "measured", quality: "good", measuredSeconds: 900 }) as const;

test("sums over any periods are those of the bookings, through corrections and gaps, in the store and in the file", async () => {
  const folder = mkdtempSync(join(tmpdir(), "leitstand-sums-"));
  const file = join(folder, "energy.db");
  const db = await database(file);
  const store = createLedgerStore(db);
  let meter = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.nat(400), { minLength: 1, maxLength: 80 }),
      fc.array(fc.record({ place: fc.nat(400), amount: fc.nat(1e9) }), { maxLength: 20 }),
      fc.array(fc.tuple(fc.nat(400), fc.nat(400)), { minLength: 1, maxLength: 10 }),
      async (booked, corrections, spans) => {
        meter += 1;
        const id = `m${meter}`;
        const amounts = new Map(booked.map((place) => [place, 1000 + place]));
        await store.enter(
          [{ meter: id, unit: "J", bookings: [...amounts].map(([place, amount]) => booking(start + place * 900, amount)) }],
          act,
        );
        const before = await store.lastBatch();
        const first = new Map(amounts);
        for (const { place, amount } of corrections) {
          await store.correct(id, "J", [{ quarter: start + place * 900, amount }], act);
          amounts.set(place, amount);
        }
        const periods = spans.map(([a, b]): Period => ({
          from: start + Math.min(a, b) * 900,
          to: start + (Math.max(a, b) + 1) * 900,
        }));
        const wanted = (known: ReadonlyMap<number, number>, { from, to }: Period): number | null => {
          const inside = [...known].filter(([place]) => start + place * 900 >= from && start + place * 900 < to);
          return inside.length === 0 ? null : inside.reduce((sum, [, amount]) => sum + amount, 0);
        };
        assert.deepEqual(
          (await store.sums(periods)).get(id),
          periods.map((period) => wanted(amounts, period)),
        );
        const now = openLedgerFile(file);
        assert.deepEqual(
          now.sums(id, periods),
          periods.map((period) => wanted(amounts, period) ?? 0),
        );
        const whole = { from: start, to: start + 401 * 900 };
        const column = now.column(id, whole);
        assert.deepEqual(
          [...column.amounts],
          Array.from({ length: 401 }, (_, place) => amounts.get(place) ?? Number.NaN),
        );
        now.close();
        const then = openLedgerFile(file, { lastBatch: before, at: "2026-11-27T00:00:00Z" });
        assert.deepEqual(
          then.sums(id, periods),
          periods.map((period) => wanted(first, period) ?? 0),
        );
        then.close();
      },
    ),
    { numRuns: 40 },
  );
  await db.destroy();
  removeFolder(folder);
});

test("a ledger of an earlier release gets its day sums when it is opened", async () => {
  const db = openDatabase<EnergyTables>({ file: ":memory:", synchronous: "normal" });
  const { "2026-11-27-sums-by-day": later, ...earlier } = energyMigrations;
  assert.ok(later !== undefined);
  await migrate(db, "energy", earlier);
  const store = createLedgerStore(db);
  const october = localMonth(2026, 10, zone);
  const quarters = Array.from({ length: (october.to - october.from) / 900 }, (_, index) => october.from + index * 900);
  await store.enter([{ meter: "netz", unit: "J", bookings: quarters.map((quarter) => booking(quarter, 10)) }], act);
  await store.correct("netz", "J", [{ quarter: october.from, amount: 15 }], act);
  await migrate(db, "energy", energyMigrations);
  assert.deepEqual((await store.sums([october, localMonth(2026, 11, zone)])).get("netz"), [2980 * 10 + 5, null]);
  const { rows } = await sql<{ quarters: number }>`select sum(quarters) as quarters from energy_day`.execute(db);
  assert.equal(rows[0]?.quarters, 2980);
  await db.destroy();
});
