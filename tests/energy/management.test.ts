import assert from "node:assert/strict";
import { after, test } from "node:test";
import { crc32, inflateRawSync } from "node:zlib";
import { check } from "../../energy-audit/kpi/checks.ts";
import { managementOf } from "../../energy-audit/kpi/management.ts";
import { spanOf, twelveMonths, yearBefore } from "../../energy-audit/kpi/span.ts";
import { ruleInForce } from "../../energy-audit/rules/tables.ts";
import { verdict } from "../../energy-audit/kpi/uncertainty.ts";
import { localMonth } from "../../energy-audit/ledger/calendar.ts";
import { openLedgerFile } from "../../energy-audit/ledger/file.ts";
import { csvOf, exportOf, exportSchema } from "../../energy-audit/report/exports.ts";
import { loadProfile } from "../../energy-audit/report/load-profile.ts";
import { declaration, declarationRows } from "../../energy-audit/report/management/declaration.ts";
import { balanceSection, pueSection } from "../../energy-audit/report/management/energy-sections.ts";
import { warningLines } from "../../energy-audit/report/management/follow-up-sections.ts";
import { makeManagement } from "../../energy-audit/report/management/make.ts";
import { summary } from "../../energy-audit/report/management/summary.ts";
import { onePage } from "../../energy-audit/report/management/view.ts";
import { stopLines } from "../../energy-audit/report/stop-lines.ts";
import { unbroken } from "../../energy-audit/report/typography.ts";
import { dayCell, workbook } from "../../energy-audit/report/xlsx.ts";
import { parsePeriod } from "../../energy-audit/routes.ts";
import { reportFileFormats } from "../../site/energy.ts";
import { march, marchLedger, site, zone } from "./march.ts";

const { file, remove } = await marchLedger();
after(remove);

function made(wish: Parameters<typeof makeManagement>[2] = march) {
  const ledger = openLedgerFile(file);
  try {
    return makeManagement(ledger, site, wish);
  } finally {
    ledger.close();
  }
}

test("a month of 743 hours is reported with its year before, its gaps, and an interim PUE", () => {
  const { management, checked, figures, view } = made();
  assert.equal((management.span.period.to - management.span.period.from) / 3600, 743);
  const byId = new Map(figures.map((row) => [row.id, row]));
  assert.equal(byId.get("pue1")?.name, "Interims-PUE, Kategorie 1");
  assert.equal(byId.get("pue12"), undefined, "twelve months need twelve months");
  assert.notEqual(byId.get("facility")?.before, "–");
  assert.ok((byId.get("facility")?.value ?? 0) > (management.previous.facility.kwh ?? 0));
  assert.deepEqual(checked.stops, []);
  assert.deepEqual(
    checked.warnings.map(({ id, place }) => [id, place]),
    [
      ["coverage_low", "Umluftgeräte"],
      ["factor_fallback", "2025"],
    ],
  );
  // The PUE has all its meters all the time; its parts only where cooling was counted too.
  assert.equal(management.balance.pue[0]?.coverage, 1);
  const cooling = management.balance.parts.find(({ id }) => id === "cooling")?.energy.coverage ?? 0;
  assert.ok(Math.abs(cooling - 719 / 743) < 1e-9, String(cooling));
  assert.equal(view?.sections.length, 14);
});

test("flows close, months add up, shares of the PUE add up to it", () => {
  const { management } = made();
  const into = management.flows.filter(({ to }) => to === "site").reduce((sum, { kwh }) => sum + kwh, 0);
  const out = management.flows.filter(({ from }) => from === "site").reduce((sum, { kwh }) => sum + kwh, 0);
  assert.ok(Math.abs(into - out) < 1e-6, `${into} in, ${out} out`);
  const { parts } = management.balance;
  const it = (parts[0]?.energy.kwh ?? 0) / (parts[0]?.share ?? 1);
  const facility = parts.reduce((sum, { energy }) => sum + energy.kwh, it);
  assert.ok(Math.abs(1 + parts.reduce((sum, { share }) => sum + (share ?? 0), 0) - facility / it) < 1e-9);
});

test("with gaps the headline of the balance counts what the figure shows, and says how much that is", () => {
  const { context, management } = made();
  const [figure, note] = balanceSection(context);
  assert.ok(figure?.kind === "figure" && note?.kind === "text");
  const flow = (end: string): number => management.flows.filter(({ to }) => to === end).reduce((sum, { kwh }) => sum + kwh, 0);
  const { f } = context;
  assert.ok(figure.title.includes(f.energy(flow("site") - flow("it"))), figure.title);
  assert.ok(note.text.includes(`${f.energy(flow("site"))} von ${f.energy(management.balance.facility.kwh)}`), note.text);
});

test("where no sub-meter sees most of the overhead, the first page and the chart say so instead of naming the second largest", () => {
  const { context } = made();
  const { balance } = context.management;
  const parts = balance.parts.map((part) =>
    part.id === "rest" ? { ...part, share: 2, energy: { ...part.energy, kwh: 2 * balance.partsIt.kwh } } : part,
  );
  const unmetered = { ...context, management: { ...context.management, balance: { ...balance, parts } } };
  assert.match(
    JSON.stringify(summary(unmetered, { duties: 3 })),
    /Den größten Teil des Mehrbedarfs über die IT hinaus misst kein Unterzähler/,
  );
  assert.match(
    JSON.stringify(pueSection(unmetered)),
    /Woraus die PUE besteht: Den größten Teil des Mehrbedarfs misst kein Unterzähler \(2,00 von/,
  );
  assert.match(JSON.stringify(summary(context, { duties: 3 })), /entfällt vor allem auf/);
});

test("a bound stays on one line with its number, in every text of a view", () => {
  assert.equal(
    unbroken("> 7,5 GWh, ab 01.07.2027 ≤ 1,50, § 11"),
    "> 7,5 GWh, ab 01.07.2027 ≤ 1,50, § 11".replaceAll(/([>≤§]) /g, "$1\u00A0").replace(" GWh", "\u00A0GWh"),
  );
});

test("remarks of the checks carry days, months and units as people write them", () => {
  const { context, checked } = made();
  const warnings = [
    { id: "category_order", place: "2 < 1", value: 1.271 },
    { id: "guarantees_surplus", place: "2025", value: 12_345.6 },
    { id: "calibration_expired", place: "Pumpen 2025-06-30" },
    { id: "months_missing", place: "2025-09, 2025-10" },
    { id: "coverage_low", place: "Zähler 2020-01-02", value: 0.99999 },
  ] as const;
  assert.deepEqual(
    warningLines({ ...context, checked: { ...checked, warnings } }).map((line) =>
      line.replace(/^.*?: /, "").replaceAll("\u00A0", " "),
    ),
    ["2 < 1 (1,27)", "2025 (12,3 MWh)", "Pumpen 30.06.2025", "September 2025, Oktober 2025", "Zähler 2020-01-02 (99,9 %)"],
  );
});

test("every figure carries period, coverage, formula, meters and the checksum of its bookings; refused ones say why", () => {
  const result = made();
  const data = exportSchema.parse(exportOf({ site: site.site, ...result, releasable: true }));
  assert.ok(data.figures.length >= 15);
  for (const row of data.figures) {
    assert.ok(row.meters.length > 0 || row.value === null, row.id);
    if (row.value !== null) assert.match(row.bookings_checksum, /^[0-9a-f]{12}$/);
  }
  const [model] = data.models;
  assert.ok(model !== undefined && Math.abs(model.nmbe ?? 1) < 1e-9 && model.nmbe_unseen !== null, JSON.stringify(data.models));
  assert.deepEqual([model.id, model.cv_rmse_limit, model.nmbe_limit], ["period", 0.3, 0.1]);
  const csv = csvOf(data);
  assert.equal(csv.split("\r\n")[0]?.startsWith("\uFEFFid;name;value;unit"), true);
  assert.equal(csv.trim().split("\r\n").length, data.figures.length + 1);
  assert.match(csv, /pue1;Interims-PUE, Kategorie 1;1,2\d+;1;/);
  const [row] = data.figures;
  assert.ok(row);
  assert.match(csvOf({ ...data, figures: [{ ...row, name: "=1+1" }] }), /;'=1\+1;/);
});

test("the declaration of EDL-G § 8c stands in the report of a year: carriers, cost, measures, and that a voluntary audit needs none", () => {
  const { context } = made({ year: 2025, locale: "de", day: "2026-11-23" });
  const rows = new Map(declarationRows(context).map(([name, value, unit]) => [name, `${value} ${unit}`]));
  assert.equal(rows.get("Auditor"), "Musteraudit GmbH ");
  assert.match(rows.get("Strom: Verbrauch") ?? "", /^\d{3}\.\d{3} kWh$/);
  assert.match(rows.get("Diesel (Netzersatz): Verbrauch") ?? "", /^\d+ kWh$/);
  const blocks = JSON.stringify(declaration(context));
  assert.match(blocks, /Das letzte Audit war freiwillig/);
  assert.match(blocks, /M-02 USV A erneuern.*88\.000.€.*12 a.*41,0.MWh\/a/);
  assert.doesNotMatch(blocks, /M-04/, "a rejected measure is not declared");
  const [audit] = context.register.audits;
  assert.ok(audit);
  const bound = { ...context, register: { ...context.register, audits: [{ ...audit, basis: "mandatory" as const }] } };
  assert.match(JSON.stringify(declaration(bound)), /Binnen zwei Monaten nach dem Audit \(bis 30\.11\.2022\)/);
  assert.deepEqual(declaration(made().context), [], "a month declares nothing");
});

test("the short form is the first page with its own warnings and what the PUE is made of", () => {
  const { context, view } = made();
  assert.ok(view);
  const short = onePage(context, view);
  assert.deepEqual(short.sections, []);
  const text = JSON.stringify(short.summary);
  assert.doesNotMatch(text, /in Abschnitt/);
  assert.match(text, /Woraus die PUE besteht/);
  assert.match(JSON.stringify(view.summary), /Hinweise aus den Prüfungen stehen in Abschnitt 12\./);
  assert.match(view.sections[11]?.title ?? "", /^12 Datenqualität/);
});

test("the register sheet keeps the order of annex 3, and says what nobody records instead of inventing it", () => {
  const { register } = made();
  const names = register.map(({ name }) => name);
  assert.deepEqual(names.slice(0, 4), ["Name", "Eigentümer", "Betreiber", "Größenklasse nach IT-Anschlussleistung"]);
  assert.ok(names.indexOf("Gesamtstrombezug") < names.indexOf("Rückspeisung") && names.indexOf("ERF") < names.indexOf("CER"));
  const field = (name: string) => register.find((one) => one.name === name);
  assert.equal(field("Größenklasse nach IT-Anschlussleistung")?.text, "<500 kW");
  assert.deepEqual(
    [field("gespeicherte und verarbeitete Datenmengen")?.text, field("gespeicherte und verarbeitete Datenmengen")?.how],
    ["–", "nicht erfasst"],
  );
  assert.notEqual(field("Gesamtstromverbrauch einschließlich Eigenerzeugung")?.before, "–");
  assert.ok(names.indexOf("WUE") < names.indexOf("E_DC") && names.indexOf("E_DC") < names.indexOf("E_RES-TOT"));
  const intake = field("T_IN, Zulufttemperatur der IT (Sollwert)");
  assert.deepEqual([intake?.text, intake?.before, intake?.evidence], ["24,0", "22,0", "Standortdatei"]);
  const used = field("ITEUsv, mittlere Auslastung der Server");
  assert.deepEqual([used?.text, used?.unit, used?.before, used?.how], ["24,0", "%", "21,0", "Stammdaten"]);
  assert.match(JSON.stringify(made().view), /DE-UZ 228","ITEUsv ≥ 20.%","24,0.%","eingehalten"/);
  assert.equal(field("E_IT")?.evidence, "usv-a-aus, usv-b-aus");
  for (const { name, text, evidence } of register) assert.equal(evidence === "–", text === "–", name);
});

test("load profiles have one line per quarter hour, 92 on the day of the clock change, with local time and method", () => {
  const { series, management } = made();
  const lines = loadProfile(series, management.span.period, zone, ",").trim().split("\r\n");
  assert.equal(lines.length, 1 + 743 * 4);
  const changed = lines.filter((line) => line.includes(";2025-03-30T"));
  assert.equal(changed.length, 92);
  assert.match(changed[7] ?? "", /^2025-03-30T00:45Z;2025-03-30T01:45\+01:00;\d+,\d+;difference\/split;/);
  assert.match(changed[8] ?? "", /^2025-03-30T01:00Z;2025-03-30T03:00\+02:00;/);
  assert.equal(lines.filter((line) => line.includes(";;")).length, 96, "the day without cooling values is empty, not zero");
});

test("the workbook opens, has the three sheets, frozen headers and numbers as numbers", () => {
  const bytes = Buffer.from(
    workbook(
      [
        {
          name: "Kennzahlen",
          head: ["Name", "Wert"],
          rows: [
            ["=A1 <&> \u0007Ü", 1.5],
            ["leer", null],
            ["Tag", dayCell("2025-03-01")],
            ["Zeit", dayCell("2025-03-01T12:00:00.000Z")],
            ["Anteil", { value: 0.994, as: "percent" }],
          ],
          widths: [20, 10],
          named: [{ name: "leitstand_pue1", row: 0, column: 1 }],
        },
      ],
      "Titel",
    ),
  );
  assert.equal(bytes.subarray(0, 4).toString("latin1"), "PK\u0003\u0004");
  const listed = part(bytes, "xl/worksheets/sheet1.xml");
  assert.match(listed, /<c r="A2" t="inlineStr"><is><t xml:space="preserve">=A1 &lt;&amp;&gt; Ü<\/t>/);
  assert.match(listed, /<c r="B2"><v>1.5<\/v>/);
  // 45717 is 2025-03-01 in every spreadsheet; the style says that it is a day and a share.
  const style = (reference: string, value: string): string => {
    const index = new RegExp(`<c r="${reference}" s="(\\d+)"><v>${value}</v>`).exec(listed)?.[1];
    const formats = [...part(bytes, "xl/styles.xml").matchAll(/<xf(?: numFmtId="(\d+)"[^>]*| [^>]*)?\/>/g)];
    // The first one is that of the cell styles.
    return formats[Number(index) + 1]?.[1] ?? "none";
  };
  assert.deepEqual([style("B4", "45717"), style("B5", "45717.5"), style("B6", "0.994")], ["14", "165", "10"]);
  assert.match(part(bytes, "xl/styles.xml"), /numFmtId="165" formatCode="yyyy/);
  assert.match(listed, /state="frozen"/);
  assert.match(part(bytes, "xl/workbook.xml"), /<definedName name="leitstand_pue1">'Kennzahlen'!\$B\$2<\/definedName>/);
});

/** A part of the package by the directory at its end, unpacked and checked against its checksum. */
function part(bytes: Buffer, wanted: string): string {
  let at = bytes.readUInt32LE(bytes.length - 6);
  const count = bytes.readUInt16LE(bytes.length - 12);
  for (let index = 0; index < count; index += 1) {
    assert.equal(bytes.toString("latin1", at, at + 4), "PK\u0001\u0002");
    const nameLength = bytes.readUInt16LE(at + 28);
    const name = bytes.toString("utf8", at + 46, at + 46 + nameLength);
    if (name === wanted) {
      const local = bytes.readUInt32LE(at + 42);
      const start = local + 30 + bytes.readUInt16LE(local + 26);
      const content = inflateRawSync(bytes.subarray(start, start + bytes.readUInt32LE(at + 20)));
      assert.equal(crc32(content), bytes.readUInt32LE(at + 16));
      return content.toString("utf8");
    }
    at += 46 + nameLength;
  }
  throw new Error(`no part ${wanted}`);
}

test("IT above the facility stops the report and says where", () => {
  const wrong = {
    ...site,
    meters: site.meters.map((meter) => (meter.id === "netz" ? { ...meter, role: "other" as const } : meter)),
  };
  const ledger = openLedgerFile(file);
  const result = makeManagement(ledger, wrong, march);
  ledger.close();
  assert.ok(result.checked.stops.some(({ id }) => id === "it_exceeds_facility"));
  assert.equal(result.view, undefined);
  // What people read names the place, both numbers and what to do.
  const [first = ""] = stopLines(result.checked.stops, "de");
  assert.match(
    first,
    /^Die IT-Zähler zeigen mehr als das ganze Rechenzentrum: .*usv-a-aus.* \(gefunden [\d.]+,\d, dagegen steht [\d.]+,\d\)\. Fehlt ein Zähler/,
  );
  const [english = ""] = stopLines([{ id: "children_exceed_parent", place: "netz", value: -12_345.6, bound: -300 }], "en");
  assert.match(english, /netz \(found -12,345\.6, against -300\.0\)\. Put sub-meters/);
});

test("children that show more than their parent beyond the uncertainty stop the report; within it they are a warning", () => {
  const { management, series } = made();
  const shrunk = (factor: number) =>
    series.map((one) => (one.meter.id === "netz" ? { ...one, amounts: one.amounts.map((amount) => amount * factor) } : one));
  const stops = (factor: number) =>
    check({
      management: managementOf(shrunk(factor), site, management.span),
      energy: site.energy,
      series: shrunk(factor),
      verifications: [],
      timeZone: zone,
      booked: new Map(),
      rules: ruleInForce,
    });
  assert.ok(stops(0.9).stops.some(({ id, place }) => id === "children_exceed_parent" && place === "netz"));
  const within = stops(0.982);
  assert.deepEqual(within.stops, []);
  assert.ok(within.warnings.some(({ id }) => id === "rest_negative_within"));
});

test("below 90 % coverage a report is a draft, and it says which month is missing", () => {
  const { checked, management } = made({ year: 2025, locale: "de", day: "2026-11-23" });
  assert.equal(checked.releasable, false);
  assert.ok(checked.warnings.some(({ id, place }) => id === "months_missing" && place.startsWith("2025-01, 2025-02, 2025-04")));
  assert.equal(management.cost === undefined, false);
});

test("a verdict is refused while the interval spans the limit", () => {
  assert.equal(verdict([1.28, 1.29], 1.3), true);
  assert.equal(verdict([1.31, 1.33], 1.3), false);
  assert.equal(verdict([1.29, 1.31], 1.3), undefined);
});

test("spans are local months, quarters and years; twelve months end with them", () => {
  assert.equal(
    spanOf({ year: 2025, quarter: 4 }, zone)
      .months.map(({ key }) => key)
      .join(" "),
    "2025-10 2025-11 2025-12",
  );
  const quarter = spanOf({ year: 2025, quarter: 2 }, zone);
  assert.deepEqual(
    yearBefore(quarter, zone).months.map(({ key }) => key),
    ["2024-04", "2024-05", "2024-06"],
  );
  assert.deepEqual(twelveMonths(quarter, zone), { from: localMonth(2024, 7, zone).from, to: localMonth(2025, 6, zone).to });
  assert.deepEqual(twelveMonths(spanOf({ year: 2025 }, zone), zone), spanOf({ year: 2025 }, zone).period);
  assert.throws(() => spanOf({ year: 2025, quarter: 5 }, zone), RangeError);
});

test("addresses of reports name their period and format, everything else is no report", () => {
  assert.deepEqual(parsePeriod("2025.html"), { span: { year: 2025 }, name: "2025", format: "html" });
  assert.deepEqual(parsePeriod("2025-q3.pdf"), { span: { year: 2025, quarter: 3 }, name: "2025-q3", format: "pdf" });
  for (const format of reportFileFormats) assert.equal(parsePeriod(`2025.${format}`)?.format, format);
  assert.deepEqual(parsePeriod("2025-03.xlsx"), { span: { year: 2025, month: 3 }, name: "2025-03", format: "xlsx" });
  for (const wrong of ["2025", "2025.loadXcsv", "2025-13.pdf", "2025-q5.pdf", "1999.pdf", "2025.exe", "../2025.pdf"])
    assert.equal(parsePeriod(wrong), undefined);
});
