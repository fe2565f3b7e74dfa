import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { removeFolder } from "../folder.ts";
import { createBooker, isRead, samplesOf } from "../../energy-audit/ledger/booker.ts";
import { createLedgerStore, LedgerMovedError } from "../../energy-audit/ledger/store.ts";
import { book } from "../../energy-audit/ledger/book.ts";
import { readingOf } from "../../energy-audit/ledger/booker.ts";
import { counterAt, database, exampleSite, log, powers, recorded } from "./fixture.ts";

const start = Date.parse("2026-11-23T06:00:00Z") / 1000;
const at = (seconds: number): Date => new Date((start + seconds) * 1000);
const site = exampleSite();
const all = { from: start, to: start + 40 * 86_400 };

/** Longest time that this thread computed between two turns of the loop, ms; what other processes took does not count. */
function longestTurn(): () => number {
  let longest = 0;
  let before = process.threadCpuUsage();
  let running = true;
  const turn = (): void => {
    const { user, system } = process.threadCpuUsage(before);
    longest = Math.max(longest, (user + system) / 1000);
    before = process.threadCpuUsage();
    if (running) setImmediate(turn);
  };
  setImmediate(turn);
  return () => {
    running = false;
    return longest;
  };
}

test("booking every minute, once, or after a restart gives the same ledger", async () => {
  const reader = recorded({ site, start });
  const ledgers = await Promise.all(
    [60, 1337, 14_400].map(async (every) => {
      const db = await database();
      for (let seconds = every; seconds <= 14_400; seconds += every) {
        // A new booker each time: nothing but the database is remembered.
        await createBooker({ db, site: () => site, reader, now: () => at(seconds), log }).bookUpTo(at(seconds));
      }
      await createBooker({ db, site: () => site, reader, now: () => at(14_400), log }).bookUpTo(at(14_400));
      const store = createLedgerStore(db);
      const entries = await Promise.all(site.meters.map(({ id }) => store.entries(id, all)));
      await db.destroy();
      return entries;
    }),
  );
  assert.equal(ledgers[0]?.[0]?.length, 16);
  assert.deepEqual(ledgers[1], ledgers[0]);
  assert.deepEqual(ledgers[2], ledgers[0]);
  site.meters.forEach(({ id }, index) => {
    const joules = ledgers[0]?.[index]?.reduce((sum, { amount }) => sum + amount, 0) ?? 0;
    assert.ok(Math.abs(joules - (powers[id] ?? 0) * 14_400) <= 3600, `${id}: ${joules} J`);
  });
});

test("an outage is caught up as far as the samples reach, and the loop is never held up for long", async () => {
  const db = await database();
  const has = (meter: string, second: number): boolean =>
    meter !== "kaelte" || second < start + 90_000 || second > start + 93_700;
  const booker = createBooker({ db, site: () => site, reader: recorded({ site, start, has }), now: () => at(3 * 86_400), log });
  await booker.bookUpTo(at(3600));
  const longest = longestTurn();
  await booker.bookUpTo(at(3 * 86_400));
  const longestMs = longest();
  const store = createLedgerStore(db);
  const cooling = await store.entries("kaelte", all);
  assert.equal(cooling.length, 288);
  assert.equal(
    cooling.reduce((sum, { amount }) => sum + amount, 0),
    24_000 * 3 * 86_400,
  );
  assert.deepEqual([...new Set(cooling.map(({ method }) => method))], ["measured", "difference"]);
  assert.deepEqual(
    (await store.events("kaelte", all)).map(({ kind, seconds }) => [kind, seconds]),
    [["gap", 3720]],
  );
  assert.ok(longestMs < 50, `the loop stood still for ${Math.round(longestMs)} ms`);
  await db.destroy();
});

test("two processes on one database never book a quarter hour twice", async () => {
  const folder = mkdtempSync(join(tmpdir(), "leitstand-energy-"));
  const file = join(folder, "energy.db");
  const one = await database(file);
  const two = await database(file);
  const reader = recorded({ site, start });
  const bookers = [one, two].map((db) => createBooker({ db, site: () => site, reader, now: () => at(9000), log }));
  await Promise.all(bookers.map((booker) => booker.bookUpTo(at(9000))));
  const store = createLedgerStore(two);
  for (const { id } of site.meters) {
    const entries = await store.entries(id, all);
    assert.equal(entries.length, 10, id);
    assert.ok(entries.every(({ versions }) => versions === 1));
  }
  const [meter] = site.meters.filter(isRead);
  assert.ok(meter);
  const empty = { state: null, bookedUntil: null };
  const late = book([{ at: start + 20_000, value: 1 }], readingOf(meter), null);
  await assert.rejects(store.append(meter.id, "J", late, empty, { source: "test", at: at(0) }), LedgerMovedError);
  await Promise.all([one.destroy(), two.destroy()]);
  removeFolder(folder);
});

test("a meter whose samples cannot be read holds up no other and is tried again", async () => {
  const db = await database();
  const reader = recorded({ site, start });
  let broken = true;
  const flaky = {
    ...reader,
    raw: (selector: string, from: Date, to: Date) =>
      broken && selector.includes("zaehler-netz") ? Promise.reject(new Error("no answer")) : reader.raw(selector, from, to),
  };
  const booker = createBooker({ db, site: () => site, reader: flaky, now: () => at(3600), log });
  await booker.bookUpTo(at(3600));
  const store = createLedgerStore(db);
  assert.deepEqual([...(await store.spans()).keys()].includes("netz"), false);
  assert.equal((await store.entries("kaelte", all)).length, 4);
  broken = false;
  await booker.bookUpTo(at(3600));
  assert.equal((await store.entries("netz", all)).length, 4);
  await db.destroy();
});

test("the database itself refuses to change or delete a booking", async () => {
  const db = await database();
  await createBooker({ db, site: () => site, reader: recorded({ site, start }), now: () => at(3600), log }).bookUpTo(at(3600));
  await assert.rejects(db.updateTable("energy_booking").set({ amount: 1 }).execute(), /never changes/);
  await assert.rejects(db.deleteFrom("energy_booking").execute(), /never deleted/);
  await db.destroy();
});

test("a device that moved to another room keeps its counter; two counters for one meter are refused", () => {
  const reading = {
    kind: "counter",
    resolution: 1,
    maxPerSecond: 1,
    nominalSeconds: 900,
    gapSeconds: 120,
    impossibleReset: "ask",
  } as const;
  const series = (labels: Record<string, string>, from: number) => ({
    metric: "power_energy_joules_total",
    labels: { device: "m", scope: "inlet", ...labels },
    points: [{ at: new Date(from), value: from }],
  });
  assert.deepEqual(
    samplesOf([series({ room: "rz1" }, 1000), series({ room: "rz2" }, 2000)], reading).map(({ at }) => at),
    [1, 2],
  );
  assert.throws(
    () => samplesOf([series({ direction: "import" }, 1000), series({ direction: "export" }, 1000)], reading),
    /2 counters match/,
  );
  const phases = [series({ phase: "1" }, 1000), series({ phase: "2" }, 1000), series({ phase: "2" }, 3000)];
  assert.deepEqual(samplesOf(phases, { ...reading, kind: "power" }), [{ at: 1, value: 2000 }]);
});

test("a device is exchanged: with both readings the counter goes on, to the joule; without them the restart is named", async () => {
  const exchange = start + 5_005;
  const usual = recorded({ site, start });
  const removed = (counterAt("netz", exchange - start) + 4e12) / 3_600_000;
  /** The new device starts at 0.4 kWh where the old one showed `removed` kWh. */
  const reader = {
    ...usual,
    raw: async (selector: string, from: Date, to: Date) =>
      (await usual.raw(selector, from, to)).map((series) => ({
        ...series,
        points: series.points.map((point) => ({
          ...point,
          value: point.at.getTime() / 1000 > exchange ? point.value - (removed - 0.4) * 3_600_000 + 4e12 : point.value + 4e12,
        })),
      })),
  };
  const exchanges = [{ at: new Date(exchange * 1000).toISOString(), removed_kwh: removed, installed_kwh: 0.4 }];
  const known = { ...site, meters: site.meters.map((meter) => (meter.id === "netz" ? { ...meter, exchanges } : meter)) };
  const ledger = async (inventory: typeof site, every: number) => {
    const db = await database();
    const store = createLedgerStore(db);
    for (let seconds = every; seconds <= 14_400; seconds += every) {
      await createBooker({ db, site: () => inventory, reader, now: () => at(seconds), log }).bookUpTo(at(seconds));
    }
    const entries = await store.entries("netz", all);
    const events = await store.events("netz", all);
    await db.destroy();
    return { joules: entries.reduce((sum, { amount }) => sum + amount, 0), events, count: entries.length };
  };
  for (const every of [60, 14_400]) {
    const { joules, events, count } = await ledger(known, every);
    assert.deepEqual([events, count], [[], 16]);
    assert.ok(Math.abs(joules - (powers["netz"] ?? 0) * 14_400) <= 3600, `${joules} J`);
  }
  const lost = await ledger(site, 14_400);
  assert.deepEqual(
    lost.events.map(({ kind }) => kind),
    ["reset"],
  );
});
