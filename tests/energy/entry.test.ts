import assert from "node:assert/strict";
import { test } from "node:test";
import { array, assert as forAll, integer, property, tuple } from "../property.ts";
import { amountsFrom, checkReading, type Reading } from "../../energy-audit/entry/readings.ts";
import { guessPlan, planProblems } from "../../energy-audit/entry/plan.ts";
import { createEntryStore, spread } from "../../energy-audit/entry/store.ts";
import { sql } from "kysely";
import { createLedgerStore } from "../../energy-audit/ledger/store.ts";
import type { Meter, Site } from "../../site/inventory.ts";
import { openHouse } from "../app/house.ts";
import { clockAt, exampleSite } from "../oncall/setup.ts";

/** A meter that a person reads: wraps at 100,000 kWh, sees at most 150 kW. */
const hand: Meter = {
  id: "druckluft",
  name: "Druckluft",
  role: "other",
  accuracy_percent: 1,
  resolution_wh: 1000,
  max_watts: 150_000,
  rollover_wh: 100_000_000,
  parent: "netz",
};
const withHand = (site: Site): Partial<Site> => ({ meters: [...site.meters, hand] });
const at = (text: string): number => Date.parse(text) / 1000;
const day = 86_400;
const start = at("2026-11-01T00:00:00Z");

test("the quarter hours between readings add up to their difference, whatever the order, also over a rollover", () => {
  forAll(
    property(
      array(tuple(integer({ min: 900, max: 10 * day }), integer({ min: 0, max: 20_000 })), { minLength: 1, maxLength: 8 }),
      (steps) => {
        let [time, total] = [start, 95_000];
        const readings: Reading[] = [{ at: time, value: total }];
        for (const [seconds, used] of steps) {
          time += Math.ceil(seconds / 900) * 900;
          total += Math.min(used, (hand.max_watts * Math.ceil(seconds / 900) * 900) / 3_600_000);
          readings.push({ at: time, value: total % 100_000 });
        }
        const amounts = amountsFrom(hand, readings.toReversed());
        const sum = amounts.reduce((all, { amount }) => all + amount, 0);
        assert.ok(Math.abs(sum / 3_600_000 - (total - 95_000)) < 1e-6, `${sum / 3_600_000} instead of ${total - 95_000}`);
        assert.equal(amounts.length, (time - start) / 900);
        assert.ok(amounts.every(({ amount }) => amount >= 0));
      },
    ),
  );
});

test("quarter hours at the border of readings wait until they are whole, and a reading in between keeps the sums", () => {
  const readings = [
    { at: start + 300, value: 10 },
    { at: start + 300 + 3600, value: 14 },
  ];
  const first = amountsFrom(hand, readings);
  assert.deepEqual([first[0]?.quarter, first.length], [start + 900, 3]);
  assert.equal(first[0]?.amount, 3_600_000);
  const more = amountsFrom(hand, [...readings, { at: start + 2100, value: 10 }], { from: start + 300, to: start + 3900 });
  assert.deepEqual(
    more.map(({ amount }) => amount),
    [0, 4_800_000, 7_200_000],
  );
  assert.deepEqual(amountsFrom(hand, []), []);
  assert.deepEqual(amountsFrom(hand, [{ at: start, value: 5 }]), []);
});

test("a reading that cannot be right is refused, one that may be is asked about", () => {
  const known = [
    { at: start, value: 1000 },
    { at: start + 10 * day, value: 2000 },
    { at: start + 20 * day, value: 3100 },
  ];
  const now = start + 40 * day;
  const check = (reading: Reading, meter = hand) => {
    const { problems, questions } = checkReading(meter, known, reading, now);
    return [...problems, ...questions].join(" ");
  };
  assert.equal(check({ at: start + 30 * day, value: 4000 }), "");
  assert.equal(check({ at: now + 1, value: 4000 }), "future");
  assert.equal(check({ at: start + 30 * day, value: -1 }), "negative backwards");
  assert.equal(check({ at: start + 30 * day, value: Number.NaN }), "negative backwards");
  assert.equal(check({ at: start + 30 * day, value: 3000 }), "backwards");
  assert.equal(check({ at: start + 30 * day, value: 100 }), "backwards", "wrapped it would be more than it can count");
  assert.equal(check({ at: start + 30 * day, value: 3000 }, { ...hand, max_watts: 500_000 }), "rollover outlier");
  assert.equal(check({ at: start + 30 * day, value: 3100 }), "standstill");
  assert.equal(check({ at: start + 30 * day, value: 9000 }), "outlier");
  assert.equal(check({ at: start + 30 * day, value: 90_000 }), "too-much outlier");
  assert.equal(check({ at: start + 20 * day, value: 3100 }), "known");
  assert.equal(check({ at: start + 20 * day, value: 3200 }), "corrects");
  assert.equal(check({ at: start + 15 * day, value: 2500 }), "corrects");
  assert.equal(check({ at: start + 15 * day, value: 3500 }), "ahead-of-next corrects");
  assert.equal(check({ at: start + 30 * day, value: 4000 }, { ...hand, to: "2026-11-10" }), "after-end");
});

test("a corrected sum is spread in proportion to what is booked, evenly where nothing is, and adds up", () => {
  forAll(
    property(
      integer({ min: 0, max: 1e12 }),
      array(integer({ min: 0, max: 1e9 }), { minLength: 1, maxLength: 100 }),
      (total, booked) => {
        const amounts = new Map(booked.map((amount, index) => [index * 900, amount]));
        const parts = spread(total, { from: 0, to: booked.length * 900 }, amounts);
        assert.equal(
          parts.reduce((sum, { amount }) => sum + amount, 0),
          total,
        );
        assert.ok(parts.every(({ amount }) => amount >= 0));
      },
    ),
  );
  assert.deepEqual(
    spread(
      8,
      { from: 0, to: 1800 },
      new Map([
        [0, 1],
        [900, 3],
      ]),
    ).map(({ amount }) => amount),
    [2, 6],
  );
  assert.deepEqual(
    spread(8, { from: 0, to: 1800 }, new Map()).map(({ amount }) => amount),
    [4, 4],
  );
});

test("columns are known by the id or name of a meter, with the unit behind it; what cannot be is said", () => {
  const { meters } = exampleSite();
  const plan = guessPlan(
    "time_utc;netz_kWh;USV A Eingang [MWh];Wetter\n2026-11-01T00:00Z;1;2;3\n2026-11-01T01:00Z;1;2;3\n",
    "x.csv",
    meters,
  );
  assert.deepEqual(plan, {
    file: "x.csv",
    timeColumn: "time_utc",
    label: "start",
    intervalSeconds: 3600,
    columns: [
      { column: "netz_kWh", meter: "netz", unit: "kWh" },
      { column: "USV A Eingang [MWh]", meter: "usv-a-ein", unit: "MWh" },
    ],
  });
  const column = { column: "a", meter: "netz", unit: "kWh" } as const;
  assert.deepEqual(
    planProblems(
      { ...plan, columns: [column, { ...column, column: "b" }, { ...column, meter: "kaelte", unit: "m3" }] },
      meters,
    ).map(({ code }) => code),
    ["ENERGY_IMPORT_TWICE", "ENERGY_IMPORT_UNIT"],
  );
});

const noon = "2026-11-27T12:00:00Z";

test("readings by hand are shown before they are booked, asked about when they stand out, and corrected by counter-bookings", async (t) => {
  const house = await openHouse(t, clockAt(noon), withHand);
  const ledger = createLedgerStore(house.energy);
  const sum = async (): Promise<number> =>
    (await ledger.entries("druckluft", { from: 0, to: at(noon) })).reduce((all, { amount }) => all + amount, 0) / 3_600_000;
  const who = await house.person("energie");
  const path = "/energy/entry/reading";
  const enter = async (fields: Record<string, string>) => {
    const answer = await who.post(path, { meter: "druckluft", note: "", act: "book", ...fields });
    return { status: answer.status, text: await answer.text() };
  };
  assert.match(await house.visitor().text("/energy/entry"), /Anmelden, um etwas einzutragen/);
  assert.doesNotMatch(await house.visitor().text("/energy/entry"), /<form/);
  const shown = await enter({ at: "2026-11-01T08:00", value: "1000", act: "check" });
  assert.match(shown.text, /erste Stand dieses Zählers/);
  assert.equal((await house.energy.selectFrom("energy_reading").selectAll().execute()).length, 0, "shown, not kept");
  assert.match((await enter({ at: "2026-11-01T08:00", value: "1000" })).text, /Eingetragen, 0 Viertelstunden/);
  const second = await enter({ at: "2026-11-11T08:00", value: "3400", act: "check" });
  assert.match(second.text, /Verbrauch seit 01\.11\.2026, 08:00: 2\.400,0 kWh, im Mittel 10,00 kW/);
  assert.match((await enter({ at: "2026-11-11T08:00", value: "3400" })).text, /960 Viertelstunden gebucht/);
  assert.equal(await sum(), 2400);
  const backwards = await enter({ at: "2026-11-21T08:00", value: "3300" });
  assert.equal(backwards.status, 422);
  assert.match(backwards.text, /kleiner als der vorige[\s\S]*value="3300"/);
  const outlier = await enter({ at: "2026-11-21T08:00", value: "13400" });
  assert.equal(outlier.status, 422, "unconfirmed");
  assert.match(outlier.text, /mehr als das Dreifache/);
  assert.equal((await enter({ at: "2026-11-21T08:00", value: "13400", confirmed: "1" })).status, 200);
  assert.equal(await sum(), 12_400);
  assert.match((await enter({ at: "2026-11-11T08:00", value: "3640", confirmed: "1" })).text, /braucht einen Grund/);
  assert.equal((await enter({ at: "2026-11-11T08:00", value: "3640", confirmed: "1", note: "Zahlendreher" })).status, 200);
  assert.equal(await sum(), 12_400, "the reading in between only moves the split");
  const [entry] = await ledger.entries("druckluft", { from: at("2026-11-05T00:00:00Z"), to: at("2026-11-05T00:15:00Z") });
  assert.deepEqual([entry?.versions, entry?.method, entry?.amount], [2, "corrected", (2640 / 960) * 3_600_000]);
  const acts = await house.energy.selectFrom("energy_batch").select(["person", "note"]).execute();
  assert.ok(acts.some(({ person, note }) => person === "Energiemanagement" && note === "Zahlendreher"));
  assert.match(await who.text("/energy/entry"), /3\.640,0 kWh[\s\S]*Energiemanagement[\s\S]*Zahlendreher/);
  await assert.rejects(house.energy.deleteFrom("energy_reading").execute(), /never deleted/);
  const auditor = await (
    await house.person("it-1")
  ).post(path, { meter: "druckluft", at: "2026-11-22T08:00", value: "14000", act: "book" });
  assert.equal(auditor.status, 403);
});

test("a table is shown with what it would book or with every problem, and booked once, whole or not at all", async (t) => {
  const house = await openHouse(t, clockAt(noon), withHand);
  const ledger = createLedgerStore(house.energy);
  const booked = async (): Promise<number> => (await ledger.entries("druckluft", { from: 0, to: at(noon) })).length;
  const who = await house.person("energie");
  const send = (text: string, name = "druckluft.csv"): Promise<Response> => {
    const form = new FormData();
    form.append("file", new File([text], name, { type: "text/csv" }));
    return who.upload("/energy/entry/import", form);
  };
  const table = "time_utc;Druckluft_kWh\n2026-11-01T00:00Z;4\n2026-11-01T01:00Z;8,5\n2026-11-01T02:00Z;\n";
  for (const bad of ["", "nur eine Spalte\n1\n"]) assert.equal((await send(bad)).status, 422);
  const answer = await send(table);
  assert.equal(answer.status, 303);
  const path = (answer.headers.get("location") ?? "").replace("?lang=de", "");
  const preview = await who.text(path);
  assert.match(
    preview,
    /Vorschau: druckluft\.csv[\s\S]*Druckluft<\/th>[\s\S]*12,5 kWh[\s\S]*>8<[\s\S]*>1<[\s\S]*01\.11\.2026, 01:00[\s\S]*03:00/,
  );
  assert.equal(await booked(), 0, "a preview books nothing");
  const asMegawatts = { act: "plan", time: "time_utc", label: "end", minutes: "60", "meter-1": "druckluft", "unit-1": "MWh" };
  assert.equal((await who.post(path, asMegawatts)).status, 303);
  const megawatts = await who.get(path);
  assert.equal(megawatts.status, 422, "4 MWh in an hour is more than the meter's 150 kW can count");
  assert.match(
    await megawatts.text(),
    /ENERGY_IMPORT_POWER  druckluft\.csv:2[\s\S]*gefunden: 4 MWh; erwartet: höchstens 0,165 MWh in 60 min[\s\S]*Wh statt kWh/,
  );
  assert.equal((await who.post(path, { act: "book" })).status, 422);
  assert.equal(await booked(), 0);
  await who.post(path, { ...asMegawatts, "unit-1": "kWh" });
  assert.match(await who.text(path), /12,5 kWh[\s\S]*01\.11\.2026, 00:00/);
  await who.post(path, { ...asMegawatts, label: "start", "unit-1": "kWh" });
  assert.equal((await who.post(path, { act: "book" })).status, 303);
  assert.equal(await booked(), 8);
  assert.match(await who.text(path), /Gebucht am .*: 8 Viertelstunden/);
  assert.equal((await who.post(path, { act: "book" })).status, 200, "a second press books nothing more");
  assert.equal(await booked(), 8);

  const again = ((await send(table)).headers.get("location") ?? "").replace("?lang=de", "");
  const twice = await who.get(again);
  assert.equal(twice.status, 422);
  assert.match(await twice.text(), /ENERGY_IMPORT_BOOKED[\s\S]*schon gebucht[\s\S]*mit Begründung korrigieren/);
  const broken = "time_utc;druckluft\n2026-11-02T00:00;4\n2026-11-02T01:00Z;vier\n2026-11-02T02:00Z;-1\n";
  const wrong = ((await send(broken)).headers.get("location") ?? "").replace("?lang=de", "");
  const said = await who.text(wrong);
  for (const part of [/druckluft\.csv:2[\s\S]*Zone/, /druckluft\.csv:3[\s\S]*gefunden: vier/, /druckluft\.csv:4[\s\S]*feed_in/])
    assert.match(said, part);
  assert.doesNotMatch(said, /value="book"/, "nothing to book under problems");
  assert.equal((await who.post(wrong, { act: "book" })).status, 422);
  assert.equal(await booked(), 8);
  await assert.rejects(house.energy.deleteFrom("energy_import").execute(), /stays as evidence/);
  await assert.rejects(house.energy.deleteFrom("energy_import_part").execute(), /stays as evidence/);
  const long = `time_utc;druckluft;Bemerkung\n2026-11-03T00:00Z;7;${"ä".repeat(200_000)}\n2026-11-03T01:00Z;9;\n`;
  const inParts = ((await send(long)).headers.get("location") ?? "").replace("?lang=de", "");
  assert.match(await who.text(inParts), /16,0 kWh/, "a table of several parts, cut within characters, is read whole");
  const tooLarge = await send(`utc;netz\n${"2025-01-01T00:00Z;1,5\n".repeat(600_000)}`);
  assert.equal(tooLarge.status, 413);
  assert.match(await tooLarge.text(), /größer als 12.MB: bitte nach Monaten/);
  const reader = await house.person("it-1");
  assert.doesNotMatch(await reader.text(again), /<form/);
  assert.equal((await reader.post(again, { act: "book" })).status, 403);
});

test("a reading that adds and corrects is booked whole or not at all", async (t) => {
  const house = await openHouse(t, clockAt(noon), withHand);
  const ledger = createLedgerStore(house.energy);
  const entries = createEntryStore(
    house.energy,
    ledger,
    () => new Date(noon),
    () => [hand],
  );
  const person = { id: "energie", name: "Energie", roles: ["energy" as const] };
  await entries.enterReading(hand, { at: start, value: 100 }, person, "");
  await entries.enterReading(hand, { at: start + 3600, value: 110 }, person, "");
  const state = async () => ({
    readings: (await entries.readings(hand.id)).map(({ value }) => value),
    booked: (await ledger.entries(hand.id, { from: 0, to: start + day })).map(({ amount, versions }) => [amount, versions]),
  });
  const before = await state();
  // The first reading after them corrects one hour and adds another; the database refuses the corrections.
  await sql`create trigger no_corrections before insert on energy_booking when new.version > 1
    begin select raise(abort, 'disk full'); end`.execute(house.energy);
  await ledger.correct(hand.id, "J", [{ quarter: start + 7200, amount: 1 }], {
    source: "test",
    at: new Date(noon),
    person: "x",
    note: "x",
  });
  const [known] = [await state()];
  await assert.rejects(entries.enterReading(hand, { at: start + 10_800, value: 130 }, person, ""), /disk full/);
  assert.deepEqual(await state(), known, "neither the reading nor a part of its bookings stayed");
  assert.notDeepEqual(known, before);
  await sql`drop trigger no_corrections`.execute(house.energy);
  assert.equal(await entries.enterReading(hand, { at: start + 10_800, value: 130 }, person, ""), 8);
  assert.deepEqual((await state()).readings, [100, 110, 130]);
});

test("a correction shows before, after and difference, and books only what was shown", async (t) => {
  const house = await openHouse(t, clockAt(noon), withHand);
  const ledger = createLedgerStore(house.energy);
  const from = at("2026-11-01T07:00:00Z");
  const bookings = [1, 2, 3, 4].map((kwh, index) => ({
    quarter: from + index * 900,
    amount: kwh * 3_600_000,
    method: "measured" as const,
    quality: "good" as const,
    measuredSeconds: 900,
  }));
  await ledger.enter([{ meter: "netz", unit: "J", bookings }], { source: "test", at: new Date(noon) });
  const who = await house.person("leitung");
  const fields = { meter: "netz", from: "2026-11-01T08:00", to: "2026-11-01T09:00", total: "20", reason: "Wandlerfaktor" };
  const post = async (change: Record<string, string>) => {
    const answer = await who.post("/energy/entry/correction", { ...fields, act: "check", ...change });
    return { status: answer.status, text: await answer.text() };
  };
  for (const change of [
    { reason: " " },
    { to: "2026-11-01T08:00" },
    { from: "2026-11-01T08:05" },
    { total: "viel" },
    { meter: "x" },
    { to: "2027-11-01T08:00" },
  ]) {
    assert.equal((await post(change)).status, 422, JSON.stringify(change));
  }
  const shown = await post({});
  assert.match(shown.text, /10,0 kWh[\s\S]*20,0 kWh[\s\S]*\+10,0 kWh/);
  const expected = /name="expected" value="(\d+)"/.exec(shown.text)?.[1] ?? "";
  assert.equal(expected, "36000000");
  assert.equal((await post({ act: "book", expected: "1" })).status, 409, "not what was shown");
  assert.match((await post({ act: "book", expected })).text, /4 Gegenbuchungen/);
  const entries = await ledger.entries("netz", { from, to: from + 3600 });
  assert.deepEqual(
    entries.map(({ amount, method, versions }) => [amount / 3_600_000, method, versions]),
    [
      [2, "corrected", 2],
      [4, "corrected", 2],
      [6, "corrected", 2],
      [8, "corrected", 2],
    ],
  );
  assert.equal((await post({ act: "book", expected })).status, 409, "sent twice it is booked once");
});
