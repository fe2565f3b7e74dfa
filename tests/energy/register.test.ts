import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import express from "express";
import { nextAudit, savedPrice, valued } from "../../energy-audit/register/follow-up.ts";
import { readRecords } from "../../energy-audit/register/file.ts";
import { recordFrom, textsOf } from "../../energy-audit/register/form.ts";
import { record, registerOf, type Measure } from "../../energy-audit/register/records.ts";
import { createRegisterStore, RecordMovedError } from "../../energy-audit/register/store.ts";
import { createEnergy } from "../../energy-audit/service.ts";
import type { Person } from "../../site/person.ts";
import { database, log, recorded } from "./fixture.ts";
import { yearRecords, yearSite } from "./year.ts";

const site = yearSite();
const { records, problems } = readRecords(yearRecords, "register.yaml", []);
const register = registerOf(records);
const day = "2026-11-23";

function measureCalled(id: string): Measure {
  const found = register.measures.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no measure ${id}`);
  return found;
}

test("a register file is read whole, with `no mandatory measure` as a finding of its own", () => {
  assert.deepEqual(problems, []);
  assert.deepEqual([register.audits.length, register.findings.length, register.measures.length], [1, 4, 4]);
  assert.equal(register.findings.find(({ id }) => id === "F-1")?.type, "none");
});

test("everything wrong in a register file is said at once, with line, place and the closest match", () => {
  const text = `
- { kind: audit, id: AU-1, standard: x, auditor: y, basis: voluntary, scope: z, completed: 2022-09-31 }
- { kind: finding, id: F-1, audit: AU-2, type: none, text: t }
- { kind: measure, id: M-1, title: t, use: ups, type: investment, status: rejected, owner: o, investment_eur: 1, useful_life_years: 1, saving_kwh_per_year: 1 }
`;
  const found = readRecords(text, "r.yaml", []).problems;
  assert.deepEqual(
    found.map(({ code, line, path }) => [code, line, path]),
    [
      ["ENERGY_RECORD_INVALID", 2, "[0].completed"],
      ["ENERGY_RECORD_INVALID", 4, "[2].reason"],
      ["ENERGY_RECORD_INVALID", 4, "[2].decided"],
      ["ENERGY_RECORD_LINK", 3, "[1].audit"],
    ],
  );
  const links = readRecords(yearRecords.replaceAll("audit: AU-2022,", "audit: AU-2023,"), "r.yaml", []).problems;
  assert.equal(links.length, 4);
  assert.deepEqual([links[0]?.code, links[0]?.found, links[0]?.closest], ["ENERGY_RECORD_LINK", '"AU-2023"', "AU-2022"]);
  assert.equal(readRecords("- {", "r.yaml", []).problems[0]?.code, "ENERGY_RECORDS_SYNTAX");
  assert.equal(readRecords("a: 1", "r.yaml", []).problems[0]?.code, "ENERGY_RECORDS_LIST");
});

test("every version of a record stays, what did not change is not written, and a stale change is refused", async () => {
  const db = await database();
  const store = createRegisterStore(db);
  const at = new Date("2026-11-23T10:00:00Z");
  assert.equal(await store.write(records, { person: "A", at, note: "Anfang" }), 9);
  assert.equal(await store.write(records, { person: "B", at, note: "noch einmal" }), 0);
  const changed = { ...measureCalled("M-02"), owner: "Einkauf" };
  await store.write([changed], { person: "B", at, note: "Zuständigkeit" }, new Map([["M-02", 1]]));
  await assert.rejects(
    store.write([{ ...changed, owner: "X" }], { person: "C", at, note: "" }, new Map([["M-02", 1]])),
    RecordMovedError,
  );
  const history = await store.history("M-02");
  assert.deepEqual(
    history.map(({ version, person, note }) => [version, person, note]),
    [
      [1, "A", "Anfang"],
      [2, "B", "Zuständigkeit"],
    ],
  );
  await assert.rejects(db.deleteFrom("energy_record").execute(), /never deleted/);
  await assert.rejects(db.updateTable("energy_record").set({ person: "X" }).execute(), /never changes/);
  await db.destroy();
});

test("measures are valued with the tariff in force; a saving is proven only inside the baseline's range", () => {
  const price = savedPrice(site.energy, day);
  assert.ok(Math.abs((price ?? 0) - (13.8 + 0.88 + 2.651 + 2.05 + 0.11) / 100) < 1e-12, String(price));
  const done = valued(measureCalled("M-01"), site.energy, day);
  assert.equal(done.proven, true);
  assert.equal(done.valuation?.economic, true);
  const renewed = valued(measureCalled("M-02"), site.energy, day);
  assert.equal(renewed.overdue, true);
  assert.equal(renewed.valuation?.economic, false);
  assert.equal(renewed.sensitivity.length, 5);
  assert.equal(renewed.sensitivity[0]?.input, "investmentEur", "the widest range first");
  const outside = { ...measureCalled("M-01"), verified: { kwh: 1, low: 1, high: 2, from: day, to: day, outside_share: 0.68 } };
  assert.equal(valued(outside, site.energy, day).proven, false);
  assert.equal(valued(measureCalled("M-01"), undefined, day).valuation, undefined);
});

test("the next audit is due after four years, and says what is missing; a certified system replaces it", () => {
  const full = { certified: false, measuredShare: 0.98, gappy: [] };
  const next = nextAudit(register, day, full);
  assert.deepEqual([next.due, next.overdue, next.replaced], ["2026-09-30", true, false]);
  assert.deepEqual(next.missing, [{ what: "undecided", measures: ["M-02", "M-03"] }]);
  const poor = nextAudit(register, "2026-01-01", { certified: false, measuredShare: 0.8, gappy: ["Pumpen"] });
  assert.equal(poor.overdue, false);
  assert.deepEqual(
    poor.missing.map(({ what }) => what),
    ["coverage", "undecided", "load_profile"],
  );
  const open = registerOf([...records, { kind: "finding", id: "F-9", audit: "AU-2022", type: "recommendation", text: "t" }]);
  assert.ok(nextAudit(open, day, full).missing.some((one) => one.what === "unsettled" && one.findings[0] === "F-9"));
  assert.equal(nextAudit(register, day, { ...full, certified: true }).due, undefined);
});

test("a form shows every field of a record, and sent back unchanged it is the same record", () => {
  for (const one of records) {
    if (one.kind === "baseline") continue;
    const texts = textsOf(one, one.kind);
    const again = record.parse(recordFrom(one.kind, texts, one));
    assert.deepEqual(again, one);
    // What has no field of its own must come from the record before; everything else must not.
    const fresh = recordFrom(one.kind, texts, undefined);
    const { persistence: _, ...shown } = one as unknown as Record<string, unknown>;
    assert.deepEqual(record.parse({ ...fresh, ...("persistence" in one && { persistence: one.persistence }) }), one);
    assert.ok(
      Object.keys(shown).every((key) => key in fresh || key === "kind" || shown[key] === undefined),
      one.id,
    );
  }
});

test("a form that is emptied, mistyped or short of what its state needs says which field, and keeps what was typed", () => {
  const m02 = measureCalled("M-02");
  const texts = textsOf(m02, "measure");
  assert.equal(recordFrom("measure", { ...texts, funding_eur: "" }, m02)["funding_eur"], undefined);
  assert.equal(recordFrom("measure", { ...texts, degradation_per_year: "0,5" }, m02)["degradation_per_year"], 0.005);
  assert.equal(recordFrom("measure", { ...texts, investment_eur: "12.500,00" }, m02)["investment_eur"], "12.500,00");
  const checked = recordFrom(
    "measure",
    { ...texts, "persistence.on": "2026-11-01", "persistence.holds": "no", "persistence.note": "gestört" },
    m02,
  );
  const replaced = recordFrom("measure", { ...texts, reinvestments: "6: 12000; 9: 3000,5" }, m02);
  const parts = [
    { year: 6, eur: 12_000 },
    { year: 9, eur: 3000.5 },
  ];
  assert.deepEqual(replaced["reinvestments"], parts);
  const measure = record.parse(replaced);
  assert.equal(textsOf(measure, "measure")["reinvestments"], "6: 12000; 9: 3000.5");
  const lost =
    (valued(m02, site.energy, day).valuation?.npvEur ?? 0) -
    (valued({ ...m02, reinvestments: parts }, site.energy, day).valuation?.npvEur ?? 0);
  const rate = site.energy?.discount_rate ?? 0.05;
  assert.ok(Math.abs(lost - 12_000 / (1 + rate) ** 6 - 3000.5 / (1 + rate) ** 9) < 1e-6, String(lost));
  for (const wrong of ["6", "sechs: 12000", "6: 12.000,00", "61: 1"])
    assert.equal(record.safeParse(recordFrom("measure", { ...texts, reinvestments: wrong }, m02)).success, false, wrong);
  assert.deepEqual((checked["persistence"] as unknown[]).at(-1), { on: "2026-11-01", holds: false, note: "gestört" });
});

test("the register is read by everybody and changed only by those who may, from a page of this house, with a reason", async () => {
  const db = await database();
  const people: Record<string, Person> = {
    energie: { id: "energie", name: "Energiemanagement", roles: ["energy"] },
    technik: { id: "technik", name: "Bereitschaft", roles: ["on-call"] },
  };
  const energy = createEnergy({
    db,
    site: () => site,
    reader: recorded({ site, start: 4e9 }),
    now: () => new Date("2026-11-23T12:00:00Z"),
    log,
    identify: (request) => Promise.resolve(people[request.get("x-test-person") ?? ""]),
  });
  assert.deepEqual(
    await energy.importRecords(yearRecords, "register.yaml", { person: "Energie", at: new Date(0), note: "Anfang" }),
    {
      written: 9,
      problems: [],
    },
  );
  const app = express();
  app.use(energy.router);
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/energy/register`;
  const post = (id: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(`${base}/${id}?lang=de`, { method: "POST", body: new URLSearchParams(fields), headers, redirect: "manual" });
  const shown = await (await fetch(`${base}/M-02?lang=de&as=yaml`, { headers: { "x-test-person": "energie" } })).text();
  const content = /<textarea[^>]*>([^<]*)</.exec(shown)?.[1]?.replaceAll("&quot;", '"') ?? "";
  assert.match(content, /title: USV A erneuern/);
  const readOnly = await (await fetch(`${base}/M-02?lang=de`)).text();
  assert.doesNotMatch(readOnly, /<textarea|<form/);
  assert.match(readOnly, /vorgeschlagen/, "in words");

  const next = { content: content.replace("status: proposed", "status: deferred"), note: "Haushalt 2027", version: "1" };
  assert.equal((await post("M-02", next)).status, 403);
  assert.equal((await post("M-02", next, { "x-test-person": "technik" })).status, 403);
  assert.equal((await post("M-02", next, { "x-test-person": "energie", "sec-fetch-site": "cross-site" })).status, 403);
  const refused = await post("M-02", next, { "x-test-person": "energie" });
  assert.equal(refused.status, 422);
  assert.match(await refused.text(), /deferred needs a reason/);
  const right = { ...next, content: `${next.content}reason: Haushalt\ndecided: 2026-11-20\n` };
  assert.equal((await post("M-02", { ...right, note: " " }, { "x-test-person": "energie" })).status, 422);
  assert.equal((await post("M-02", right, { "x-test-person": "energie" })).status, 303);
  assert.equal((await post("M-02", right, { "x-test-person": "energie" })).status, 409);
  const html = async (id: string): Promise<string> =>
    (await fetch(`${base}/${id}${id.includes("?") ? "" : "?"}lang=de`, { headers: { "x-test-person": "energie" } })).text();
  const form = await html("M-02");
  for (const part of [
    /<legend>Erwartete Einsparung/,
    /Wechselwirkung/,
    /Kapitalwert zum heutigen Preis/,
    /<option value="deferred" selected>/,
  ])
    assert.match(form, part);
  const measureNow = (await energy.register()).find((one) => one.id === "M-02");
  assert.ok(measureNow?.kind === "measure");
  const fields = { ...textsOf(measureNow, "measure"), kind: "measure", version: "2", note: "Preis" };
  const sendForm = (change: Record<string, string>, id = "M-02") =>
    post(id, { ...fields, ...change }, { "x-test-person": "energie" });
  const wrong = await sendForm({ owner: "", investment_eur: "teuer", finding: "F-99", status: "rejected", reason: "" });
  assert.equal(wrong.status, 422);
  const said = await wrong.text();
  for (const part of [
    /Zuständig \(Funktion, keine Privatperson\): fehlt/,
    /Investition \(EUR\): „teuer“ passt nicht/,
    /value="teuer"/,
    /name="owner" required aria-invalid="true"/,
  ])
    assert.match(said, part);
  assert.match(await (await sendForm({ finding: "F-99" })).text(), /„F-99“ steht nicht im Register/);
  assert.match(await (await sendForm({ status: "rejected", reason: "" })).text(), /Grund: wird beim Stand „abgelehnt“ gebraucht/);
  assert.equal((await sendForm({ version: "1" })).status, 409, "somebody else was faster");
  assert.equal((await sendForm({ interactions: "mit M-03", accuracy: "20" })).status, 303);
  const saved = (await energy.register()).find((one) => one.id === "M-02");
  assert.deepEqual(
    [saved?.kind === "measure" && saved.interactions, saved?.kind === "measure" && saved.accuracy],
    ["mit M-03", 0.2],
  );
  assert.match(await html("new_?kind=finding&"), /Neuer Eintrag: Feststellung/);
  const finding = { kind: "finding", version: "0", note: "neu", id: "F-20", audit: "AU-2022", type: "note", text: "Beleuchtung" };
  assert.equal((await post("new_", finding, { "x-test-person": "energie" })).status, 303);
  assert.match(
    await (await post("new_", finding, { "x-test-person": "energie" })).text(),
    /diese Kennung hat schon ein anderer Eintrag/,
  );

  const history = await (await fetch(`${base}/M-02?lang=de`)).text();
  assert.match(history, /Haushalt 2027/);
  assert.match(await (await fetch(`${base}?lang=de`)).text(), /zurückgestellt/);
  const file = await (await fetch(`${base}.yaml`)).text();
  assert.deepEqual(readRecords(file, "again.yaml", []).problems, []);
  assert.equal((await fetch(`${base}/M-77`)).status, 404);
  server.close();
  await db.destroy();
});
