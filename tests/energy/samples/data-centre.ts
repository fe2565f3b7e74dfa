/**
 * A data centre of one year: `hourly-YYYY.csv` goes through import and ledger, the figures are computed from the bookings and
 * compared with `expected-YYYY.json`. Files that are missing fall back to the conventions of the samples' README.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { changePointModel, above, predict, steps } from "../../../energy-audit/baseline/models.ts";
import { extrapolation, savingsOf } from "../../../energy-audit/baseline/savings.ts";
import { balanceOf } from "../../../energy-audit/kpi/balance.ts";
import { carbonOf, cue, diesel } from "../../../energy-audit/kpi/carbon.ts";
import { costOf } from "../../../energy-audit/kpi/cost.ts";
import { amountAt, type MeterSeries } from "../../../energy-audit/kpi/energy.ts";
import { durationCurve, heatMap, peakOf } from "../../../energy-audit/kpi/load.ts";
import { flowsOf, type NodeId } from "../../../energy-audit/kpi/sankey.ts";
import {
  eachQuarter,
  hoursOf,
  localDay,
  localMonth,
  localParts,
  localYear,
  quartersOf,
  type Period,
} from "../../../energy-audit/ledger/calendar.ts";
import { importIntervals, intervalBookings, type ImportUnit } from "../../../energy-audit/ledger/import.ts";
import { createLedgerStore } from "../../../energy-audit/ledger/store.ts";
import { sameClockHour, spread } from "../../../energy-audit/ledger/substitute.ts";
import type { Meter, MeterRole } from "../../../site/inventory.ts";
import { formatProblem } from "../../../site/problem.ts";
import { database } from "../fixture.ts";
import { compare, readExpected, readJson, type Case } from "./compare.ts";
import { bandName, feesOf, stamp } from "./vectors.ts";

interface MeterFile {
  readonly id: string;
  readonly name: string;
  readonly column: string;
  readonly accuracy_class: string | null;
  readonly ct_class: string | null;
}
interface Gap {
  readonly column: string;
  readonly from_utc: string;
  readonly to_utc: string;
  readonly kind: "counter_continues" | "meter_failed";
  readonly counter_delta_kwh: number | null;
}

/** What a column means when meters.json does not say, by its name. */
const conventions: readonly (readonly [RegExp, MeterRole, ImportUnit])[] = [
  [/^grid_kwh$/, "grid", "kWh"],
  [/^pv_kwh$/, "pv", "kWh"],
  [/^nea_kwh$/, "generator", "kWh"],
  [/^feed_kwh$/, "feed_in", "kWh"],
  [/^ups(_\w+)?_in_kwh$/, "ups_in", "kWh"],
  [/^ups(_\w+)?_out_kwh$/, "ups_out", "kWh"],
  [/^pdu(_\w+)?_kwh$/, "pdu_out", "kWh"],
  [/^it(_\w+)?_kwh$/, "it", "kWh"],
  [/^chiller(_\w+)?_kwh$/, "chiller", "kWh"],
  [/^pump(_\w+)?_kwh$/, "pump", "kWh"],
  [/^crah(_\w+)?_kwh$/, "air_handler", "kWh"],
  [/^other(_\w+)?_kwh$/, "other", "kWh"],
  [/^heat_removed_kwhth$/, "heat", "kWh_th"],
  [/^heat_reuse_kwhth$/, "heat_reuse", "kWh_th"],
  [/^water_m3$/, "water", "m3"],
];

/** Names of flows as the files write them. */
const nodes: Readonly<Record<NodeId, string>> = {
  grid: "Netzbezug",
  pv: "Photovoltaik",
  generator: "Netzersatzanlage",
  site: "Rechenzentrum",
  feed_in: "Rueckspeisung",
  ups_loss: "USV-Verluste",
  ups_out: "USV-Ausgang",
  ups_pdu_loss: "Verteilverluste USV-PDU",
  pdu_out: "PDU-Ausgang",
  pdu_it_loss: "Verteilverluste PDU-IT",
  it: "IT-Eingang",
  chiller: "Kaelteerzeugung",
  pump: "Pumpen",
  air_handler: "Umluft",
  cooling: "Kaelte",
  other: "Sonstiges",
  rest: "Nicht gemessen (Rest)",
};

const zone = "Europe/Berlin";
const epoch = (text: string): number => Date.parse(text) / 1000;

/** Reads a JSON file of the folder, or gives what stands in for it. */
function optional<T>(folder: string, name: string, otherwise: T): T {
  const file = join(folder, name);
  return existsSync(file) ? (readJson(file) as T) : otherwise;
}

function metersOf(header: readonly string[], list: readonly MeterFile[]): { meter: Meter; column: string; unit: ImportUnit }[] {
  return header.flatMap((column) => {
    const [, role, unit] = conventions.find(([pattern]) => pattern.test(column)) ?? [];
    if (role === undefined || unit === undefined) return [];
    const about = list.find((entry) => entry.column === column);
    const meter: Meter = {
      id: about?.id ?? column,
      name: about?.name ?? column,
      role,
      accuracy_percent: Number.parseFloat(about?.accuracy_class ?? "1"),
      resolution_wh: 1,
      max_watts: 1e9,
    };
    return [{ meter, column, unit }];
  });
}

/** All of a year, from the files through the ledger to the figures. */
export async function dataCentreCases(folder: string, year: number): Promise<Case[]> {
  const file = `hourly-${year}.csv`;
  const text = readFileSync(join(folder, file), "utf8");
  const header = (text.split(/\r?\n/)[0] ?? "").split(",");
  const list = metersOf(header, optional<MeterFile[]>(folder, "meters.json", []));
  const imported = importIntervals(text, {
    file,
    timeColumn: "hour_start_utc",
    label: "start",
    intervalSeconds: 3600,
    columns: list.map(({ meter, column, unit }) => ({ column, meter: meter.id, unit })),
  });
  if (imported.problems.length > 0) throw new Error(imported.problems.map((problem) => formatProblem(problem)).join("\n"));

  const db = await database();
  const store = createLedgerStore(db);
  const about = { source: file, at: new Date(0) };
  const billing = optional<{ interval_seconds: number; start_utc: string; values: number[] } | undefined>(
    folder,
    `grid-quarterhour-${year}.json`,
    undefined,
  );
  const gridId = list.find(({ meter }) => meter.role === "grid")?.meter.id;
  const entries = imported.meters.map((entry) => {
    if (billing === undefined || entry.meter !== gridId) return entry;
    const starts = billing.values.map((_, index) => epoch(billing.start_utc) + index * billing.interval_seconds);
    return { ...entry, ...intervalBookings(starts, billing.values, billing.interval_seconds, 3_600_000) };
  });
  await store.enter(entries, about);

  const period = localYear(year, zone);
  const gaps = optional<Gap[]>(folder, "gaps.json", []);
  const gapResults: Record<string, unknown>[] = [];
  for (const gap of gaps) {
    const id = list.find(({ column }) => column === gap.column)?.meter.id ?? gap.column;
    const column = await store.column(id, period);
    const quarters = [...eachQuarter({ from: epoch(gap.from_utc), to: epoch(gap.to_utc) })];
    const known = gap.kind === "counter_continues" && gap.counter_delta_kwh !== null;
    const bookings = known
      ? spread((gap.counter_delta_kwh ?? 0) * 3_600_000, quarters)
      : sameClockHour(column, quarters, zone).bookings;
    await store.enter([{ meter: id, unit: "J", bookings }], { ...about, note: gap.kind });
    gapResults.push({
      column: gap.column,
      hours: quarters.length / 4,
      method: known ? "counter_difference" : "mean_same_local_hour_pm7d",
      energy_kwh: bookings.reduce((sum, { amount }) => sum + amount, 0) / 3_600_000,
      ...(known ? { estimated_share_of_total: 0 } : {}),
    });
  }

  const series: MeterSeries[] = [];
  for (const { meter } of list) series.push({ meter, ...(await store.column(meter.id, period)) });
  await db.destroy();
  const actual = figures(folder, year, period, series, list, imported.starts, imported.columns);
  const expected = readExpected(join(folder, `expected-${year}.json`)) as Record<string, unknown>;
  const { name } = expected;
  const title = `Data centre ${typeof name === "string" ? name : folder}`;
  return Object.entries(expected)
    .filter(([key]) => !["name", "timezone", "year"].includes(key))
    .map(([key, part]) => {
      const { wrong, compared } = compare(withoutTruth(part), { ...actual, gaps: gapResults }[key], 1e-5, key);
      return { title, id: key, wrong, compared };
    });
}

/** What only the simulation knows, and comments, cannot be computed by anybody. */
function withoutTruth(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(withoutTruth);
  if (typeof part !== "object" || part === null || Object.getPrototypeOf(part) !== Object.prototype) return part;
  return Object.fromEntries(
    Object.entries(part)
      .filter(([key]) => !/^(true_|truth_|comment$)/.test(key))
      .map(([key, value]) => [key, withoutTruth(value)]),
  );
}

function figures(
  folder: string,
  year: number,
  period: Period,
  series: readonly MeterSeries[],
  list: readonly { meter: Meter; column: string }[],
  starts: readonly number[],
  columns: ReadonlyMap<string, readonly number[]>,
): Record<string, unknown> {
  const of = (span: Period, whole: boolean): Record<string, unknown> => periodFigures(series, span, list, whole);
  const annual = of(period, true);
  const months = Object.fromEntries(
    Array.from({ length: 12 }, (_, index) => [
      `${year}-${String(index + 1).padStart(2, "0")}`,
      of(localMonth(year, index + 1, zone), false),
    ]),
  );
  const number = (key: string): number => Number(annual[key] ?? Number.NaN);
  // The wrong ways, printed in the files so that nobody takes them for right.
  const monthly = Object.values(months).map((month) => Number(month["pue1"]));
  const hours = hourlyPue(series, period);
  Object.assign(annual, {
    wrong_mean_of_hourly_pue1: mean(hours),
    wrong_mean_of_monthly_pue1: mean(monthly),
    best_hour_pue1: hours.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    worst_hour_pue1: hours.reduce((a, b) => Math.max(a, b), 0),
  });
  const grid = series.find(({ meter }) => meter.role === "grid");
  const gridKwh = grid === undefined ? new Float64Array() : grid.amounts.map((amount) => amount / 3_600_000);
  const days = [
    ...new Set(
      [...eachQuarter(period)].filter((quarter) => quarter % 3600 === 0).map((quarter) => localParts(quarter, zone).date),
    ),
  ];
  const odd = days.map((date) => ({ date, span: localDay(date, zone) })).filter(({ span }) => quartersOf(span) !== 96);

  return {
    annual,
    months,
    completeness: completeness(list, starts, columns),
    days_with_not_96_quarter_hours: Object.fromEntries(odd.map(({ date, span }) => [date, quartersOf(span)])),
    quarter_hour_energy_on_special_days: Object.fromEntries(
      odd.map(({ date, span }) => [
        date,
        [...eachQuarter(span)].reduce((sum, quarter) => sum + (gridKwh[(quarter - period.from) / 900] ?? 0), 0),
      ]),
    ),
    cost: costs(folder, number("grid_kwh"), number("peak_kw")),
    carbon: carbons(folder, year, annual),
    mv: verification(folder, year),
    figures: {
      sankey: flowsOf(series, period).map(({ from, to, kwh }) => ({ source: nodes[from], target: nodes[to], kwh })),
      heatmap_grid_kw_weekday_by_hour: heatMap(gridKwh, period.from, zone),
    },
    register_fields: {
      gesamtstromverbrauch_kwh: annual["e_dc_kwh"],
      gesamtstrombezug_kwh: annual["grid_kwh"],
      eigenerzeugung_kwh: number("pv_kwh") + number("nea_kwh"),
      rueckspeisung_kwh: annual["feed_kwh"],
      anteil_erneuerbar_ref: carbons(folder, year, annual)["ref"],
      abwaerme_an_umgebung_kwhth: number("heat_removed_kwhth") - number("heat_reuse_kwhth"),
      abwaerme_geliefert_kwhth: annual["heat_reuse_kwhth"],
      pue_kategorie_1: annual["pue1"],
      pue_kategorie_2: annual["pue2"],
      pue_kategorie_3: annual["pue3"],
      erf: annual["erf"],
      cer: annual["cer"],
      wue_m3_per_mwh: annual["wue_m3_per_mwh"],
    },
  };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function periodFigures(
  series: readonly MeterSeries[],
  period: Period,
  list: readonly { meter: Meter; column: string }[],
  whole: boolean,
): Record<string, unknown> {
  const balance = balanceOf(series, period);
  const sum = (...roles: MeterRole[]): number =>
    balance.meters.filter(({ meter }) => roles.includes(meter.role)).reduce((total, { energy }) => total + energy.kwh, 0);
  const part = (id: string) => balance.parts.find((one) => one.id === id);
  const grid = series.find(({ meter }) => meter.role === "grid");
  const from = grid === undefined ? 0 : (period.from - grid.from) / 900;
  const gridKwh = grid?.amounts.slice(from, from + quartersOf(period)).map((amount) => amount / 3_600_000) ?? new Float64Array();
  const peak = peakOf(gridKwh, period.from);
  const result: Record<string, unknown> = {
    hours: hoursOf(period),
    e_dc_kwh: balance.facility.kwh,
    grid_kwh: sum("grid"),
    pv_kwh: sum("pv"),
    nea_kwh: sum("generator"),
    feed_kwh: sum("feed_in"),
    ups_in_kwh: balance.ups.input.kwh,
    ups_out_kwh: balance.ups.output.kwh,
    ups_loss_kwh: balance.ups.loss.value,
    ups_efficiency: balance.ups.efficiency.value,
    pdu_kwh: sum("pdu_out"),
    it_kwh: sum("it"),
    cooling_kwh: part("cooling")?.energy.kwh,
    other_kwh: part("other")?.energy.kwh,
    unmetered_kwh: part("rest")?.energy.kwh,
    heat_removed_kwhth: sum("heat"),
    heat_reuse_kwhth: sum("heat_reuse"),
    // A volume has millilitres where an energy has joules.
    water_m3: (sum("water") * 3_600_000) / 1_000_000,
    cer: balance.cer.value,
    erf: balance.erf.value,
    wue_m3_per_mwh: balance.wue.value,
    peak_kw: peak?.kw,
    peak_interval_start_utc: stamp(peak?.quarter ?? 0),
    quarter_hours: quartersOf(period),
  };
  for (const kpi of balance.pue) result[`pue${kpi.category}`] = kpi.value;
  for (const { id, share } of balance.parts) {
    const name = { cooling: "cooling", ups: "ups", other: "other", rest: "unmetered", distribution: "distribution" }[id];
    result[`pue1_overhead_share_${name}`] = share;
  }
  for (const { column } of list) {
    const unit = /^ups(_\w+)_in_kwh$/.exec(column)?.[1];
    if (unit === undefined) continue;
    const kwh = (side: string): number => {
      const id = list.find((entry) => entry.column === `ups${unit}_${side}_kwh`)?.meter.id;
      return balance.meters.find(({ meter }) => meter.id === id)?.energy.kwh ?? Number.NaN;
    };
    result[`ups${unit}_efficiency`] = kwh("out") / kwh("in");
  }
  if (!whole) return result;
  const curve = durationCurve(gridKwh);
  const local = new Date((peak?.quarter ?? 0) * 1000).toLocaleString("sv-SE", { timeZone: zone, timeZoneName: "longOffset" });
  return {
    ...result,
    peak_interval_start_local: local.replace(/^(\S+) (\d\d:\d\d):\d\d GMT(.*)$/, "$1T$2$3"),
    full_load_hours: sum("grid") / (peak?.kw ?? Number.NaN),
    load_duration_kw: Object.fromEntries([0, 10, 100, 1000, 4000, 8000].map((hour) => [String(hour), curve[hour * 4]])),
  };
}

function hourlyPue(series: readonly MeterSeries[], period: Period): number[] {
  const result: number[] = [];
  for (let hour = period.from; hour < period.to; hour += 3600) {
    let facility = 0;
    let it = 0;
    for (const one of series) {
      const sign = { grid: 1, pv: 1, generator: 1, feed_in: -1 }[one.meter.role as string] ?? 0;
      for (let quarter = hour; quarter < hour + 3600; quarter += 900) {
        const amount = amountAt(one, quarter) ?? Number.NaN;
        facility += sign === 0 ? 0 : sign * amount;
        if (one.meter.role === "ups_out") it += amount;
      }
    }
    result.push(facility / it);
  }
  return result;
}

function completeness(
  list: readonly { meter: Meter; column: string }[],
  starts: readonly number[],
  columns: ReadonlyMap<string, readonly number[]>,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  const month = starts.map((start) => localParts(start, zone).date.slice(0, 7));
  for (const { column } of list) {
    const values = columns.get(column) ?? [];
    const missing = new Map<string, number>();
    for (const [index, value] of values.entries()) {
      const key = month[index] ?? "";
      if (Number.isNaN(value)) missing.set(key, (missing.get(key) ?? 0) + 1);
    }
    for (const [key, count] of missing) {
      const [year = 0, number = 0] = key.split("-").map(Number);
      const hours = hoursOf(localMonth(year, number, zone));
      result[`${column}/${key}`] = {
        expected_hours: hours,
        missing_hours: count,
        completeness: (hours - count) / hours,
        raw_sum_kwh: values.reduce((sum, value, index) => sum + (month[index] === key && !Number.isNaN(value) ? value : 0), 0),
      };
    }
  }
  return result;
}

interface TariffFile {
  readonly energy_ct_per_kwh: number;
  readonly grid_fee: Parameters<typeof feesOf>[0];
  readonly levies_ct_per_kwh: Record<string, number>;
  readonly electricity_tax_ct_per_kwh: number;
  readonly concession_ct_per_kwh: number;
  readonly metering_eur_a: number;
  readonly vat: number;
}

function costs(folder: string, kwh: number, peakKw: number): Record<string, unknown> | undefined {
  const tariff = optional<TariffFile | undefined>(folder, "tariff.json", undefined);
  if (tariff === undefined) return undefined;
  const cost = costOf(kwh, peakKw, {
    energyCtPerKwh: tariff.energy_ct_per_kwh,
    gridFee: feesOf(tariff.grid_fee),
    leviesCtPerKwh: Object.values(tariff.levies_ct_per_kwh),
    taxCtPerKwh: tariff.electricity_tax_ct_per_kwh,
    concessionCtPerKwh: tariff.concession_ct_per_kwh,
    meteringEurPerYear: tariff.metering_eur_a,
    vat: tariff.vat,
  });
  return {
    energy: cost.energyEur,
    grid_power: cost.grid.powerEur,
    grid_energy: cost.grid.energyEur,
    levies: cost.leviesEur,
    electricity_tax: cost.taxEur,
    concession: cost.concessionEur,
    metering: cost.meteringEur,
    net_total: cost.netEur,
    vat: cost.vatEur,
    gross_total: cost.grossEur,
    grid_fee_band: bandName[cost.grid.band],
    net_ct_per_kwh: cost.netCtPerKwh,
  };
}

interface FactorFile {
  readonly location: { year: number; g_per_kwh: number | null }[];
  readonly residual_mix_g_per_kwh: number;
  readonly guarantees_of_origin_kwh: number;
  readonly diesel_l_per_test_kwh: number;
  readonly diesel_kg_co2_per_l: number;
}

function carbons(folder: string, year: number, annual: Record<string, unknown>): Record<string, unknown> {
  const factors = optional<FactorFile | undefined>(folder, "emission-factors.json", undefined);
  if (factors === undefined) return {};
  const number = (key: string): number => Number(annual[key] ?? Number.NaN);
  const location = factors.location.map(({ year: of, g_per_kwh }) => ({ year: of, gPerKwh: g_per_kwh }));
  const carbon = carbonOf(
    [[year, number("grid_kwh")]],
    location,
    factors.guarantees_of_origin_kwh,
    factors.residual_mix_g_per_kwh,
  );
  const fuel = diesel(number("nea_kwh"), factors.diesel_l_per_test_kwh, factors.diesel_kg_co2_per_l);
  const credited = Math.min(factors.guarantees_of_origin_kwh, number("grid_kwh"));
  return {
    location_factor_year_used: carbon.factorYears.get(year),
    fallback_used: carbon.fallback,
    location_t: carbon.locationTonnes,
    market_t: carbon.marketTonnes,
    scope1_diesel_t: fuel.tonnes,
    diesel_l: fuel.litres,
    cue_location_kg_per_kwh: cue(carbon.locationTonnes + fuel.tonnes, number("ups_out_kwh")),
    cue_market_kg_per_kwh: cue(carbon.marketTonnes + fuel.tonnes, number("ups_out_kwh")),
    ref: (credited + number("pv_kwh")) / number("e_dc_kwh"),
  };
}

/** The year before as the baseline of the cooling, this year against it. */
function verification(folder: string, year: number): Record<string, unknown> | undefined {
  const file = join(folder, `daily-cooling-${year - 1}-${year}.csv`);
  if (!existsSync(file)) return undefined;
  const [header = "", ...lines] = readFileSync(file, "utf8").trim().split(/\r?\n/);
  const names = header.split(",");
  const rows = lines.map((line) => line.split(","));
  const column = (name: string, of: number): number[] =>
    rows.filter(([date]) => date?.startsWith(String(of))).map((row) => Number(row[names.indexOf(name)]));
  const cooling = column("cooling_kwh", year - 1);
  const { changePoint, fit, scan } = changePointModel(
    { name: "ups_out_kwh", values: column("ups_out_kwh", year - 1) },
    column("t_mean_c", year - 1),
    cooling,
    steps(4, 18, 0.5),
  );
  const now = { ups_out_kwh: column("ups_out_kwh", year), above: above(column("t_mean_c", year), changePoint) };
  const observed = column("cooling_kwh", year);
  const saved = savingsOf(fit, predict(fit, now), observed, { months: 12, frequency: "daily", confidence: 0.9 });
  const outside = extrapolation(
    { ups_out_kwh: column("ups_out_kwh", year - 1), t_mean_c: column("t_mean_c", year - 1) },
    { ups_out_kwh: now.ups_out_kwh, t_mean_c: column("t_mean_c", year) },
  );
  const { ups_out_kwh: it, t_mean_c: temperature } = outside.variables;
  return {
    model: "cooling_kwh = b0 + b1*ups_out_kwh + b2*max(0, t_mean_c - change_point)",
    change_point_c: changePoint,
    scan_r2_adj: Object.fromEntries([...scan].map(([point, r2]) => [point.toFixed(1), r2])),
    baseline: {
      n: fit.n,
      k: fit.coefficients.length,
      coef: fit.coefficients,
      se: fit.standardErrors,
      t: fit.t,
      p: fit.p,
      r2: fit.r2,
      r2_adj: fit.r2Adjusted,
      sse: fit.sse,
      rmse_adj: fit.rmse,
      cvrmse: fit.cvRmse,
      nmbe: fit.nmbe,
      rho1: fit.rho1,
      n_prime: fit.nPrime,
      mean_y: fit.meanY,
    },
    reporting: {
      days: observed.length,
      predicted_kwh: saved.predicted,
      observed_kwh: saved.observed,
      savings: saved.savings,
      savings_fraction: saved.fraction,
      t: saved.t,
      m: observed.length,
      uncert_126: saved.uncertainty126,
      fsu_126: saved.fsu126,
      poly_factor: saved.polynomial,
      uncert_poly: saved.uncertaintyPolynomial,
      fsu_poly: saved.fsuPolynomial,
    },
    naive_change_kwh: cooling.reduce((sum, value) => sum + value, 0) - saved.observed,
    extrapolation: {
      ups_out_min_baseline: it?.min,
      ups_out_max_baseline: it?.max,
      days_ups_out_outside: it?.outside,
      t_min_baseline: temperature?.min,
      t_max_baseline: temperature?.max,
      days_t_outside: temperature?.outside,
      days_any_outside: outside.outsideAny,
    },
  };
}
