/**
 * A data centre of one year: `hourly-YYYY.csv` goes through import and ledger, the figures are computed from the bookings and
 * compared with `expected-YYYY.json`, and the report of the year is made. Files that are missing fall back to the conventions
 * of the samples' README: meters by the names of their columns, an hour without a value by the rule for a failed meter.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { MeterSeries } from "../../../energy-audit/kpi/energy.ts";
import { eachQuarter, localYear, type Period } from "../../../energy-audit/ledger/calendar.ts";
import { importIntervals, importUnits, intervalBookings, type ImportUnit } from "../../../energy-audit/ledger/import.ts";
import { createLedgerStore, type LedgerStore } from "../../../energy-audit/ledger/store.ts";
import { sameClockHour, spread } from "../../../energy-audit/ledger/substitute.ts";
import type { Meter, MeterRole } from "../../../site/inventory.ts";
import { formatProblem } from "../../../site/problem.ts";
import { database } from "../fixture.ts";
import { compare, plain, readExpected, type Case } from "./compare.ts";
import { figures } from "./data-centre-figures.ts";
import { optional, type BillingFile, type GapFile, type MeterFile } from "./data-centre-files.ts";
import { reportCase } from "./data-centre-report.ts";

/** What a column means, by its name. */
const conventions: readonly (readonly [RegExp, MeterRole, ImportUnit])[] = [
  [/^grid(_\w+)?_kwh$/, "grid", "kWh"],
  [/^pv(_\w+)?_kwh$/, "pv", "kWh"],
  [/^(nea|generator)(_\w+)?_kwh$/, "generator", "kWh"],
  [/^feed(_\w+)?_kwh$/, "feed_in", "kWh"],
  [/^ups(_\w+)?_in_kwh$/, "ups_in", "kWh"],
  [/^ups(_\w+)?_out_kwh$/, "ups_out", "kWh"],
  [/^pdu(_\w+)?_kwh$/, "pdu_out", "kWh"],
  [/^it(_\w+)?_kwh$/, "it", "kWh"],
  [/^chillers?(_\w+)?_kwh$/, "chiller", "kWh"],
  [/^pumps?(_\w+)?_kwh$/, "pump", "kWh"],
  [/^(crah|crac|fans?)(_\w+)?_kwh$/, "air_handler", "kWh"],
  [/^cooling(_\w+)?_kwh$/, "cooling", "kWh"],
  [/^other(_\w+)?_kwh$/, "other", "kWh"],
  [/^heat_removed_kwhth$/, "heat", "kWh_th"],
  [/^heat_reuse_kwhth$/, "heat_reuse", "kWh_th"],
  [/^water(_\w+)?_m3$/, "water", "m3"],
];
/** What the name of a meter in meters.json says where the column's name says nothing. */
const names: readonly (readonly [RegExp, MeterRole])[] = [
  [/photovolt|solar|\bpv\b/i, "pv"],
  [/netzersatz|\bnea\b|generator|notstrom/i, "generator"],
  [/r(ü|ue)ckspeis|einspeisung|feed/i, "feed_in"],
  [/(usv|ups).*(eingang|input)/i, "ups_in"],
  [/(usv|ups).*(ausgang|output)/i, "ups_out"],
  [/pdu/i, "pdu_out"],
  [/k(ä|ae)lteerzeug|k(ä|ae)ltemaschin|chiller/i, "chiller"],
  [/pump/i, "pump"],
  [/umluft|ventilator|\bfans?\b|\bcra[ch]\b/i, "air_handler"],
  [/abw(ä|ae)rmeliefer|reuse/i, "heat_reuse"],
  [/w(ä|ae)rme|\bheat\b/i, "heat"],
  [/sonstig|\bother\b/i, "other"],
];
/** What a role of meters.json means where no name says more. */
const roles: Readonly<Record<string, readonly [MeterRole, ImportUnit]>> = {
  EDC: ["grid", "kWh"],
  "EDC-minus": ["feed_in", "kWh"],
  "EIT-1": ["ups_out", "kWh"],
  "EIT-2": ["pdu_out", "kWh"],
  "EIT-3": ["it", "kWh"],
  EKS: ["cooling", "kWh"],
  WIN: ["water", "m3"],
  EREUSE: ["heat_reuse", "kWh_th"],
};
/** Columns that explain energy and are none. */
const drivers = /^(t_|temp|rh_|humidity)/;

const epoch = (text: string): number => Date.parse(text) / 1000;

interface ReadMeter {
  readonly meter: Meter;
  readonly column: string;
  readonly unit: ImportUnit;
}

function metersOf(header: readonly string[], list: readonly MeterFile[], note: (line: string) => void): ReadMeter[] {
  return header.flatMap((column) => {
    const about = list.find((entry) => entry.column === column);
    const [, ...named] = conventions.find(([pattern]) => pattern.test(column)) ?? [undefined];
    const [role, unit] = named.length === 2 ? named : (meant(about) ?? []);
    if (role === undefined || unit === undefined || (named.length === 0 && drivers.test(column))) {
      if (!drivers.test(column)) note(`column ${column}: no role by its name nor in meters.json; not used`);
      return [];
    }
    const parent = list.find(({ id, column: of }) => id === about?.parent && header.includes(of))?.id;
    const meter: Meter = {
      id: about?.id ?? column,
      name: about?.name ?? column,
      role,
      accuracy_percent: percentOf(about?.accuracy_class) ?? 1,
      ...(percentOf(about?.ct_class) !== undefined && { transformers_percent: [percentOf(about?.ct_class) ?? 0] }),
      // "M11+M13" and "EDC" are no single meter: the place in the hierarchy follows from the role then.
      ...(parent !== undefined && { parent }),
      resolution_wh: 1,
      max_watts: 1e9,
    };
    return [{ meter, column, unit }];
  });
}

/** Percent of an accuracy class: `0.5S`, `2 (EN 1434)`, MID classes A to C; undefined for anything else. */
function percentOf(name: string | number | null | undefined): number | undefined {
  const text = String(name ?? "").trim();
  const number = Number.parseFloat(text);
  return Number.isNaN(number) ? { A: 2, B: 1, C: 0.5 }[text] : number;
}

/** Role and unit of a meter that its column does not name. */
function meant(about: MeterFile | undefined): readonly [MeterRole, ImportUnit] | undefined {
  if (about === undefined) return undefined;
  const role = names.find(([pattern]) => pattern.test(about.name))?.[1];
  const unit = Object.keys(importUnits).find((one): one is ImportUnit => one === about.unit);
  if (role !== undefined && about.kind !== "driver" && about.kind !== "temperature") return [role, unit ?? "kWh"];
  const [known, usual] = roles[about.role ?? ""] ?? [];
  return known === undefined || usual === undefined ? undefined : [known, unit ?? usual];
}

/** All of a year, from the files through the ledger to the figures and the report. */
export async function dataCentreCases(folder: string, year: number, note: (line: string) => void): Promise<Case[]> {
  const file = `hourly-${year}.csv`;
  const expected = readExpected(join(folder, `expected-${year}.json`)) as Record<string, unknown>;
  const text = readFileSync(join(folder, file), "utf8");
  const [timeColumn = "", ...header] = (text.split(/\r?\n/)[0] ?? "").replace(/^\uFEFF/, "").split(/[,;]/);
  const list = metersOf(header, optional<MeterFile[]>(folder, "meters.json", []), (line) =>
    note(`${join(folder, file)}: ${line}`),
  );
  const imported = importIntervals(text, {
    file,
    timeColumn,
    label: timeColumn.includes("end") ? "end" : "start",
    intervalSeconds: 3600,
    columns: list.map(({ meter, column, unit }) => ({ column, meter: meter.id, unit })),
  });
  if (imported.problems.length > 0) throw new Error(imported.problems.map((problem) => formatProblem(problem)).join("\n"));
  const zone = typeof expected["timezone"] === "string" ? expected["timezone"] : "Europe/Berlin";
  const period = localYear(year, zone);

  const db = await database();
  const store = createLedgerStore(db);
  const billing = optional<BillingFile | undefined>(folder, `grid-quarterhour-${year}.json`, undefined);
  const grids = list.filter(({ meter }) => meter.role === "grid").map(({ meter }) => meter.id);
  const gridId = grids.find((id) => id === billing?.meter) ?? grids[0];
  const entries = imported.meters.map((entry) =>
    billing === undefined || entry.meter !== gridId ? entry : { ...entry, ...billed(billing) },
  );
  await store.enter(entries, { source: file, at: new Date(0) });
  const gaps = await fillGaps(store, list, optional<GapFile[] | undefined>(folder, "gaps.json", undefined), {
    file,
    period,
    zone,
  });
  const series: MeterSeries[] = [];
  for (const { meter } of list) series.push({ meter, ...(await store.column(meter.id, period)) });
  await db.destroy();

  const keysOf = (...path: string[]): string[] =>
    Object.keys(path.reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], expected) ?? {});
  const { starts, columns } = imported;
  const actual: Record<string, unknown> = {
    ...figures({
      folder,
      year,
      zone,
      period,
      series,
      list,
      starts,
      durationHours: keysOf("annual", "load_duration_kw").map(Number),
      columns: new Map([...columns].filter(([name]) => name !== timeColumn)),
      changePoints: keysOf("mv", "scan_r2_adj"),
    }),
    gaps: inOrderOf(plain(expected["gaps"]), gaps, existsSync(join(folder, "gaps.json")), note),
  };
  const { name } = expected;
  const title = `Data centre ${typeof name === "string" ? name : `${folder} ${year}`}`;
  const cases = Object.entries(expected)
    .filter(([key]) => !["name", "timezone", "year"].includes(key))
    .map(([key, part]) => ({ title, id: key, ...compare(part, actual[key], 1e-5, key) }));
  return [...cases, { title, id: "report", ...reportCase(folder, year, zone, series, plain(expected) as Record<string, never>) }];
}

/**
 * Gaps in the order of the expectations, by column and length: without gaps.json nobody says which comes first. Empty cells that
 * a gaps.json does not list, nor the expectations, are filled all the same and said.
 */
function inOrderOf(
  expected: unknown,
  gaps: readonly Record<string, unknown>[],
  listed: boolean,
  note: (line: string) => void,
): Record<string, unknown>[] {
  const left = [...gaps];
  const wanted = Array.isArray(expected) ? (expected as Record<string, unknown>[]) : [];
  const named = wanted.flatMap(({ column, hours }) => {
    const index = left.findIndex((gap) => gap["column"] === column && gap["hours"] === hours);
    return index < 0 ? [] : left.splice(index, 1);
  });
  if (!listed || named.length < wanted.length) return [...named, ...left];
  for (const { column, hours, method } of left)
    note(`${String(column)}: ${String(hours)} h empty, not listed, filled by ${String(method)}`);
  return named;
}

/** The billing meter in quarter hours replaces its own hourly column. */
function billed({ values, start_utc, interval_seconds: seconds, label }: BillingFile): ReturnType<typeof intervalBookings> {
  const first = epoch(start_utc) - (label === "interval_end" ? seconds : 0);
  const starts = values.map((_, index) => first + index * seconds);
  return intervalBookings(
    starts,
    values.map((value) => value ?? Number.NaN),
    seconds,
    3_600_000,
  );
}

/**
 * Books what the table left empty: a total that the counter knows is spread over the gap, for anything else the mean of the
 * same clock hour stands in. Neighbours are what was recorded, never another gap's replacement.
 * @returns the listed gaps in their order, then those that nobody listed
 */
async function fillGaps(
  store: LedgerStore,
  list: readonly ReadMeter[],
  listed: readonly GapFile[] = [],
  { file, period, zone }: { file: string; period: Period; zone: string },
): Promise<Record<string, unknown>[]> {
  const raw = new Map<string, Awaited<ReturnType<LedgerStore["column"]>>>();
  for (const { meter, column } of list) raw.set(column, await store.column(meter.id, period));
  const missing = (column: string, quarter: number): boolean => {
    const amount = raw.get(column)?.amounts[(quarter - period.from) / 900];
    return amount === undefined || Number.isNaN(amount);
  };
  const named = listed.map(({ column, from_utc, to_utc, kind, counter_delta_kwh: delta }) => ({
    column,
    from: epoch(from_utc),
    to: epoch(to_utc),
    delta: kind === "counter_continues" ? delta : null,
  }));
  const covered = new Set(named.flatMap(({ column, from, to }) => [...eachQuarter({ from, to })].map((at) => `${column} ${at}`)));
  const unlisted = list.flatMap(({ column }) =>
    runs([...eachQuarter(period)].filter((quarter) => missing(column, quarter) && !covered.has(`${column} ${quarter}`))).map(
      (run) => ({ column, ...run, delta: null }),
    ),
  );
  const results: Record<string, unknown>[] = [];
  for (const { column, from, to, delta } of [...named, ...unlisted]) {
    const entry = list.find((one) => one.column === column);
    const known = raw.get(column);
    if (entry === undefined || known === undefined) throw new Error(`gaps.json: no meter has the column ${column}`);
    const empty = [...eachQuarter({ from, to })].filter((quarter) => missing(column, quarter));
    const base = entry.unit === "m3" ? 1_000_000 : 3_600_000;
    const inside = [...eachQuarter({ from, to })].reduce(
      (sum, quarter) => sum + (missing(column, quarter) ? 0 : (known.amounts[(quarter - period.from) / 900] ?? 0)),
      0,
    );
    const bookings = delta === null ? sameClockHour(known, empty, zone).bookings : spread(delta * base - inside, empty);
    const unit = entry.unit === "m3" ? "ml" : "J";
    await store.enter([{ meter: entry.meter.id, unit, bookings }], { source: file, at: new Date(0), note: "gap" });
    results.push({
      column,
      hours: (to - from) / 3600,
      method: delta === null ? "mean_same_local_hour_pm7d" : "counter_difference",
      energy_kwh: (inside + bookings.reduce((sum, { amount }) => sum + amount, 0)) / base,
      ...(delta === null ? {} : { estimated_share_of_total: 0 }),
    });
  }
  return results;
}

/** Successive quarter hours as stretches. */
function runs(quarters: readonly number[]): { from: number; to: number }[] {
  const result: { from: number; to: number }[] = [];
  for (const quarter of quarters) {
    const last = result.at(-1);
    if (last?.to === quarter) last.to += 900;
    else result.push({ from: quarter, to: quarter + 900 });
  }
  return result;
}
