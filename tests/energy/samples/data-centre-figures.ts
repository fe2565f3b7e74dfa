/** The figures of a data centre's year in the words of `expected-YYYY.json`, each computed by the code of the product. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { changePointModel, above, predict, steps } from "../../../energy-audit/baseline/models.ts";
import { extrapolation, savingsOf } from "../../../energy-audit/baseline/savings.ts";
import { balanceOf, topmost } from "../../../energy-audit/kpi/balance.ts";
import { carbonOf, cue, diesel, factorFor, renewableShare } from "../../../energy-audit/kpi/carbon.ts";
import { costOf } from "../../../energy-audit/kpi/cost.ts";
import { amountAt, type MeterSeries } from "../../../energy-audit/kpi/energy.ts";
import { durationCurve, heatMap, peakOf } from "../../../energy-audit/kpi/load.ts";
import { kwhOf, kwhSeries } from "../../../energy-audit/kpi/management.ts";
import { flowsOf, type NodeId } from "../../../energy-audit/kpi/sankey.ts";
import {
  eachQuarter,
  hoursOf,
  localDay,
  localMonth,
  localParts,
  quartersOf,
  type Period,
} from "../../../energy-audit/ledger/calendar.ts";
import type { Meter, MeterRole } from "../../../site/inventory.ts";
import { optional, type FactorFile, type TariffFile } from "./data-centre-files.ts";
import { readTable } from "./table.ts";
import { stamp } from "./vectors/instants.ts";
import { bandName, feesOf } from "./vectors/load.ts";

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
  ups_it_loss: "Verteilverluste USV-IT",
  it: "IT-Eingang",
  chiller: "Kaelteerzeugung",
  pump: "Pumpen",
  air_handler: "Umluft",
  cooling: "Kaelte",
  other: "Sonstiges",
  rest: "Nicht gemessen (Rest)",
};

/** A year of bookings with everything that the folder says about it. */
export interface YearOf {
  readonly folder: string;
  readonly year: number;
  readonly zone: string;
  readonly period: Period;
  readonly series: readonly MeterSeries[];
  readonly list: readonly { readonly meter: Meter; readonly column: string }[];
  /** The table as read: starts of its hours and values by column, NaN for an empty cell. */
  readonly starts: readonly number[];
  readonly columns: ReadonlyMap<string, readonly number[]>;
  /** Settings of the expectations: which hours of the duration curve, which candidates of the change point. */
  readonly durationHours: readonly number[];
  readonly changePoints: readonly string[];
}

export function figures(about: YearOf): Record<string, unknown> {
  const { folder, year, zone, period, series, list } = about;
  const of = (span: Period): Record<string, unknown> => periodFigures(series, span, list);
  const annual = { ...of(period), ...loadFigures(about) };
  const months = Object.fromEntries(
    Array.from({ length: 12 }, (_, index) => [
      `${year}-${String(index + 1).padStart(2, "0")}`,
      of(localMonth(year, index + 1, zone)),
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
  const gridKwh = gridOf(series, period);
  const days = [
    ...new Set(
      [...eachQuarter(period)].filter((quarter) => quarter % 3600 === 0).map((quarter) => localParts(quarter, zone).date),
    ),
  ];
  const odd = days.map((date) => ({ date, span: localDay(date, zone) })).filter(({ span }) => quartersOf(span) !== 96);

  return {
    annual,
    months,
    completeness: completeness(about),
    days_with_not_96_quarter_hours: Object.fromEntries(odd.map(({ date, span }) => [date, quartersOf(span)])),
    quarter_hour_energy_on_special_days: Object.fromEntries(
      odd.map(({ date, span }) => [
        date,
        [...eachQuarter(span)].reduce((sum, quarter) => sum + (gridKwh[(quarter - period.from) / 900] ?? 0), 0),
      ]),
    ),
    cost: costs(folder, number("grid_kwh"), number("peak_kw")),
    carbon: carbons(folder, year, annual),
    mv: verification(folder, year, about.changePoints),
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

/** All feeds of the site as one load curve, kWh by quarter hour. */
const gridOf = (series: readonly MeterSeries[], period: Period): Float64Array => kwhSeries(topmost(series, ["grid"]), period);

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function periodFigures(
  series: readonly MeterSeries[],
  period: Period,
  list: readonly { meter: Meter; column: string }[],
): Record<string, unknown> {
  const balance = balanceOf(series, period);
  const sum = (...roles: MeterRole[]): number => kwhOf(balance, ...roles);
  const part = (id: string) => balance.parts.find((one) => one.id === id);
  const gridKwh = gridOf(series, period);
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
    cooling_kwh: sum("cooling", "chiller", "pump", "air_handler"),
    other_kwh: sum("other"),
    unmetered_kwh: part("rest")?.energy.kwh,
    heat_removed_kwhth: sum("heat"),
    heat_reuse_kwhth: sum("heat_reuse"),
    // A volume has millilitres where an energy has joules.
    water_m3: (sum("water") * 3_600_000) / 1_000_000,
    cer: balance.cer.value,
    erf: balance.erf.value,
    wue_m3_per_mwh: balance.wue.value,
    peak_kw: peak?.kw,
    peak_interval_start_utc: peak && stamp(peak.quarter),
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
  return result;
}

/** What only a year has: full-load hours, duration curve, local time of the peak. */
function loadFigures({ series, period, zone, durationHours }: YearOf): Record<string, unknown> {
  const gridKwh = gridOf(series, period);
  const peak = peakOf(gridKwh, period.from);
  if (peak === undefined) return {};
  const curve = durationCurve(gridKwh);
  const local = new Date(peak.quarter * 1000).toLocaleString("sv-SE", { timeZone: zone, timeZoneName: "longOffset" });
  return {
    peak_interval_start_local: local.replace(
      /^(\S+) (\d\d:\d\d):\d\d GMT(.*)$/,
      (_all, date: string, time: string, offset: string) => `${date}T${time}${offset === "" ? "+00:00" : offset}`,
    ),
    full_load_hours: gridKwh.reduce((sum, kwh) => sum + (Number.isNaN(kwh) ? 0 : kwh), 0) / peak.kw,
    load_duration_kw: Object.fromEntries(durationHours.map((hour) => [String(hour), curve[hour * 4]])),
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
    if (Number.isFinite(facility / it)) result.push(facility / it);
  }
  return result;
}

/** Months of a column with missing hours: an empty cell, or no line at all. */
function completeness({ year, zone, starts, columns }: YearOf): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  const month = starts.map((start) => localParts(start, zone).date.slice(0, 7));
  for (const [column, values] of columns) {
    if (values.length !== starts.length) continue;
    for (let number = 1; number <= 12; number += 1) {
      const key = `${year}-${String(number).padStart(2, "0")}`;
      const known = values.filter((value, index) => month[index] === key && !Number.isNaN(value));
      const hours = hoursOf(localMonth(year, number, zone));
      if (known.length === hours) continue;
      result[`${column}/${key}`] = {
        expected_hours: hours,
        missing_hours: hours - known.length,
        completeness: known.length / hours,
        raw_sum_kwh: known.reduce((sum, value) => sum + value, 0),
      };
    }
  }
  return result;
}

function costs(folder: string, kwh: number, peakKw: number): Record<string, unknown> | undefined {
  const tariff = optional<TariffFile | undefined>(folder, "tariff.json", undefined);
  if (tariff === undefined) return undefined;
  const prices = {
    energyCtPerKwh: tariff.energy_ct_per_kwh,
    gridFee: feesOf(tariff.grid_fee),
    leviesCtPerKwh: Object.values(tariff.levies_ct_per_kwh),
    taxCtPerKwh: tariff.electricity_tax_ct_per_kwh,
    concessionCtPerKwh: tariff.concession_ct_per_kwh,
    meteringEurPerYear: tariff.metering_eur_a,
    vat: tariff.vat,
  };
  const cost = costOf([{ kwh, share: 1, tariff: prices }], peakKw);
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

function carbons(folder: string, year: number, annual: Record<string, unknown>): Record<string, unknown> {
  const factors = optional<FactorFile | undefined>(folder, "emission-factors.json", undefined);
  if (factors === undefined) return {};
  const number = (key: string): number => Number(annual[key] ?? Number.NaN);
  const location = factors.location.map(({ year: of, g_per_kwh }) => ({ year: of, gPerKwh: g_per_kwh }));
  const used = factorFor(year, location);
  const carbon = carbonOf(
    [[year, number("grid_kwh")]],
    used === undefined ? [{ year, gPerKwh: Number.NaN }] : location,
    factors.guarantees_of_origin_kwh,
    factors.residual_mix_g_per_kwh,
  );
  const fuel = diesel(number("nea_kwh"), factors.diesel_l_per_test_kwh, factors.diesel_kg_co2_per_l);
  return {
    location_factor_year_used: used?.year ?? null,
    fallback_used: carbon.fallback || used === undefined,
    location_t: carbon.locationTonnes,
    market_t: carbon.marketTonnes,
    scope1_diesel_t: fuel.tonnes,
    diesel_l: fuel.litres,
    cue_location_kg_per_kwh: cue(carbon.locationTonnes + fuel.tonnes, number("ups_out_kwh")),
    cue_market_kg_per_kwh: cue(carbon.marketTonnes + fuel.tonnes, number("ups_out_kwh")),
    ref: renewableShare({
      grid: number("grid_kwh"),
      pv: number("pv_kwh"),
      feedIn: number("feed_kwh"),
      guarantees: factors.guarantees_of_origin_kwh,
      facility: number("e_dc_kwh"),
    }),
  };
}

/** The year before as the baseline of the cooling, this year against it; days with an empty cell are left out. */
function verification(folder: string, year: number, changePoints: readonly string[]): Record<string, unknown> | undefined {
  const file = join(folder, `daily-cooling-${year - 1}-${year}.csv`);
  if (!existsSync(file)) return undefined;
  const { names, rows: all } = readTable(file);
  const needed = ["t_mean_c", "ups_out_kwh", "cooling_kwh"].map((name) => names.indexOf(name));
  const rows = all.filter((row) => needed.every((index) => (row[index] ?? "") !== ""));
  const column = (name: string, of: number): number[] =>
    rows.filter(([date]) => date?.startsWith(String(of))).map((row) => Number(row[names.indexOf(name)]));
  const months = new Set(rows.filter(([date]) => date?.startsWith(String(year))).map(([date = ""]) => date.slice(0, 7))).size;
  const cooling = column("cooling_kwh", year - 1);
  const { changePoint, fit, scan } = changePointModel(
    { name: "ups_out_kwh", values: column("ups_out_kwh", year - 1) },
    column("t_mean_c", year - 1),
    cooling,
    changePoints.length === 0 ? steps(4, 18, 0.5) : changePoints.map(Number),
  );
  const now = { ups_out_kwh: column("ups_out_kwh", year), above: above(column("t_mean_c", year), changePoint) };
  const observed = column("cooling_kwh", year);
  const saved = savingsOf(fit, predict(fit, now), observed, { months, frequency: "daily", confidence: 0.9 });
  const outside = extrapolation(
    { ups_out_kwh: column("ups_out_kwh", year - 1), t_mean_c: column("t_mean_c", year - 1) },
    { ups_out_kwh: now.ups_out_kwh, t_mean_c: column("t_mean_c", year) },
  );
  const { ups_out_kwh: it, t_mean_c: temperature } = outside.variables;
  return {
    model: "cooling_kwh = b0 + b1*ups_out_kwh + b2*max(0, t_mean_c - change_point)",
    change_point_c: changePoint,
    scan_r2_adj: Object.fromEntries(changePoints.map((point) => [point, scan.get(Number(point))])),
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
