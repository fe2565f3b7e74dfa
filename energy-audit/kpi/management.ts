/** All figures of a management report from the bookings of two years and the master data of the site. Pure. */
import type { EnergySection, Tariff } from "../../site/energy.ts";
import type { AuditedSite } from "./site.ts";
import { hoursOf, localYear, quarterSeconds, type Period } from "../ledger/calendar.ts";
import { balanceOf, type Balance } from "./balance.ts";
import { dischargesOf } from "./battery.ts";
import { carbonOf, cue, diesel, renewableShare, type Carbon } from "./carbon.ts";
import { costOf, type Cost } from "./cost.ts";
import { amountAt, type MeterSeries } from "./energy.ts";
import { dayPeaks, durationCurve, heatMap, peakOf, type Peak } from "./load.ts";
import { flowsOf, type Flow } from "./sankey.ts";
import { twelveMonths, yearBefore, type Span } from "./span.ts";
import { onCurve } from "./ups-curve.ts";

export interface MonthFigures {
  readonly key: string;
  readonly balance: Balance;
}

export interface LoadFigures {
  readonly peak: Peak;
  /** Highest powers of the days, in descending order. */
  readonly dayPeaks: readonly { readonly date: string; readonly kw: number }[];
  /** Powers in descending order, one per quarter hour. */
  readonly duration: Float64Array;
  readonly heat: readonly (readonly number[])[];
  readonly fullLoadHours: number;
}

export interface CarbonFigures extends Carbon {
  readonly series: string;
  readonly cueLocation?: number;
  readonly cueMarket?: number;
  readonly diesel?: { readonly litres: number; readonly tonnes: number };
}

export interface UpsFigures {
  readonly name: string;
  readonly ratedKw: number;
  /** Mean efficiency by load, in steps of 5 %; only loads that occurred for an hour at least. */
  readonly measured: readonly { readonly load: number; readonly efficiency: number; readonly hours: number }[];
  readonly maker: readonly { readonly load: number; readonly efficiency: number }[];
  readonly efficiency: number;
  readonly meanLoad: number;
  readonly lossKwh: number;
  /** Battery discharges in the period; they and the recharging after them are left out of the efficiencies. */
  readonly discharges: number;
  /** What the maker's curve says at the mean load. */
  readonly expected?: number;
}

export interface MeterQuality {
  readonly id: string;
  readonly name: string;
  /** Share of the period with bookings. */
  readonly coverage: number;
  readonly estimatedShare: number;
  /** Longest stretch without measured values, hours. */
  readonly longestGapHours: number;
  readonly monthly: readonly number[];
}

export interface Management {
  readonly span: Span;
  readonly balance: Balance;
  readonly months: readonly MonthFigures[];
  readonly previous: Balance;
  readonly previousMonths: readonly MonthFigures[];
  /** The twelve months that end with the span: the legal PUE. */
  readonly rolling: Balance;
  readonly flows: readonly Flow[];
  readonly load?: LoadFigures;
  readonly cost?: Cost & { readonly tariff: Tariff; readonly lastPeakEur: number };
  readonly carbon?: CarbonFigures;
  /** Renewable energy factor: guarantees and own photovoltaics over all energy (DIN EN 50600-4-3). */
  readonly ref?: number;
  readonly ups: readonly UpsFigures[];
  readonly quality: readonly MeterQuality[];
}

/** Columns must reach from a year before the span to its end. */
export function managementOf(series: readonly MeterSeries[], site: AuditedSite, span: Span): Management {
  const zone = site.site.time_zone;
  const before = yearBefore(span, zone);
  const balance = balanceOf(series, span.period);
  const grid = series.find(({ meter }) => meter.role === "grid");
  const load = grid === undefined ? undefined : loadOf(grid, span.period, zone);
  const months = span.months.map(({ key, period }) => ({ key, balance: balanceOf(series, period) }));
  const cost = costFigures(balance, load, site.energy, span);
  const carbon = carbonFigures(balance, site.energy, span, zone);
  const ref = renewableFactor(balance, site.energy, span, zone);
  return {
    span,
    balance,
    months,
    previous: balanceOf(series, before.period),
    previousMonths: before.months.map(({ key, period }) => ({ key, balance: balanceOf(series, period) })),
    // A year is its own twelve months.
    rolling: span.kind === "year" ? balance : balanceOf(series, twelveMonths(span, zone)),
    flows: flowsOf(series, span.period),
    ...(load && { load }),
    ...(cost && { cost }),
    ...(carbon && { carbon }),
    ...(ref !== undefined && { ref }),
    ups: upsFigures(series, site.energy, span.period),
    quality: series.map((one) => qualityOf(one, span, balance)),
  };
}

/** Energy of all meters of a role, kWh; 0 without one. */
export function kwhOf({ meters }: Balance, ...roles: readonly string[]): number {
  return meters.filter(({ meter }) => roles.includes(meter.role)).reduce((sum, { energy }) => sum + energy.kwh, 0);
}

/** Quarter-hour energies of a meter, kWh, NaN where nothing is booked. */
export function kwhSeries(series: MeterSeries, { from, to }: Period): Float64Array {
  const first = (from - series.from) / quarterSeconds;
  return series.amounts.slice(first, first + (to - from) / quarterSeconds).map((joules) => joules / 3_600_000);
}

function loadOf(grid: MeterSeries, period: Period, zone: string): LoadFigures | undefined {
  const kwh = kwhSeries(grid, period);
  const peak = peakOf(kwh, period.from);
  if (peak === undefined) return undefined;
  const total = kwh.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : value), 0);
  return {
    peak,
    dayPeaks: dayPeaks(kwh, period.from, zone),
    duration: durationCurve(kwh),
    heat: heatMap(kwh, period.from, zone),
    fullLoadHours: total / peak.kw,
  };
}

/** Cost of a whole year: the price of power belongs to a year, a month has no share of it. */
function costFigures(
  balance: Balance,
  load: LoadFigures | undefined,
  energy: EnergySection | undefined,
  span: Span,
): Management["cost"] {
  const tariff = energy?.tariffs.filter(({ from }) => from <= `${span.year}-01-01`).at(-1);
  if (span.kind !== "year" || load === undefined || tariff === undefined) return undefined;
  const fee = (part: "from_2500_hours" | "below_2500_hours") => ({
    powerEurPerKw: tariff.grid_fee[part].power_eur_per_kw,
    energyCtPerKwh: tariff.grid_fee[part].energy_ct_per_kwh,
  });
  const cost = costOf(kwhOf(balance, "grid"), load.peak.kw, {
    energyCtPerKwh: tariff.energy_ct_per_kwh,
    gridFee: { from2500: fee("from_2500_hours"), below2500: fee("below_2500_hours") },
    leviesCtPerKwh: Object.values(tariff.levies_ct_per_kwh),
    taxCtPerKwh: tariff.tax_ct_per_kwh,
    concessionCtPerKwh: tariff.concession_ct_per_kwh,
    meteringEurPerYear: tariff.metering_eur_per_year,
    vat: tariff.vat,
  });
  const [first, second] = load.dayPeaks;
  const perKw = cost.grid.band === "from2500" ? tariff.grid_fee.from_2500_hours : tariff.grid_fee.below_2500_hours;
  return { ...cost, tariff, lastPeakEur: ((first?.kw ?? 0) - (second?.kw ?? 0)) * perKw.power_eur_per_kw };
}

function carbonFigures(balance: Balance, energy: EnergySection | undefined, span: Span, zone: string): CarbonFigures | undefined {
  const { year } = span;
  const factors = energy?.emission_factors;
  if (factors === undefined || !balance.meters.some(({ meter }) => meter.role === "grid")) return undefined;
  const location = factors.location.map((factor) => ({ year: factor.year, gPerKwh: factor.g_per_kwh }));
  if (!location.some((factor) => factor.gPerKwh !== null && factor.year <= year)) return undefined;
  const carbon = carbonOf(
    [[year, kwhOf(balance, "grid")]],
    location,
    guarantees(energy, span, zone),
    factors.residual_mix_g_per_kwh,
  );
  const generated = kwhOf(balance, "generator");
  const fuel = energy?.generator && diesel(generated, energy.generator.diesel_l_per_kwh, energy.generator.kg_co2_per_l);
  const scope1 = fuel?.tonnes ?? 0;
  const it = balance.it.kwh;
  return {
    ...carbon,
    series: factors.series,
    ...(it > 0 && { cueLocation: cue(carbon.locationTonnes + scope1, it), cueMarket: cue(carbon.marketTonnes + scope1, it) }),
    ...(fuel && { diesel: fuel }),
  };
}

/** Guarantees of the year; a part of the year has its share of them by time. */
function guarantees(energy: EnergySection | undefined, { year, period }: Span, timeZone: string): number {
  const total = energy?.guarantees_of_origin.filter((one) => one.year === year).reduce((sum, { kwh }) => sum + kwh, 0) ?? 0;
  return (total * hoursOf(period)) / hoursOf(localYear(year, timeZone));
}

function renewableFactor(balance: Balance, energy: EnergySection | undefined, span: Span, zone: string): number | undefined {
  if (balance.facility.kwh <= 0 || !balance.meters.some(({ meter }) => meter.role === "grid")) return undefined;
  return renewableShare({
    grid: kwhOf(balance, "grid"),
    pv: kwhOf(balance, "pv"),
    feedIn: kwhOf(balance, "feed_in"),
    guarantees: guarantees(energy, span, zone),
    facility: balance.facility.kwh,
  });
}

/** Width of a load class of the measured efficiency, and hours that a class needs to be shown. */
const loadStep = 0.05;
const shortestHours = 1;

function upsFigures(series: readonly MeterSeries[], energy: EnergySection | undefined, period: Period): UpsFigures[] {
  return (energy?.ups ?? []).flatMap(({ name, input, output, rated_kw: ratedKw, curve }) => {
    const from = series.find(({ meter }) => meter.id === input);
    const to = series.find(({ meter }) => meter.id === output);
    if (from === undefined || to === undefined) return [];
    const events = dischargesOf({ input: from, output: to }, period);
    const classes = new Map<number, { in: number; out: number; quarters: number }>();
    let total = { in: 0, out: 0, quarters: 0 };
    for (let quarter = period.from; quarter < period.to; quarter += quarterSeconds) {
      const taken = amountAt(from, quarter);
      const given = amountAt(to, quarter);
      if (taken === undefined || given === undefined || taken <= 0) continue;
      if (events.some((event) => quarter >= event.from && quarter < event.to)) continue;
      const load = Math.floor(given / quarterSeconds / 1000 / ratedKw / loadStep);
      const sum = classes.get(load) ?? { in: 0, out: 0, quarters: 0 };
      classes.set(load, { in: sum.in + taken, out: sum.out + given, quarters: sum.quarters + 1 });
      total = { in: total.in + taken, out: total.out + given, quarters: total.quarters + 1 };
    }
    if (total.quarters === 0) return [];
    const loadOfSum = (sum: typeof total): number => sum.out / (sum.quarters * quarterSeconds) / 1000 / ratedKw;
    const maker = curve.map(([load, efficiency]) => ({ load, efficiency }));
    const meanLoad = loadOfSum(total);
    return [
      {
        name,
        ratedKw,
        measured: [...classes]
          .sort(([a], [b]) => a - b)
          .map(([, sum]) => ({ load: loadOfSum(sum), efficiency: sum.out / sum.in, hours: sum.quarters / 4 }))
          .filter(({ hours }) => hours >= shortestHours),
        maker,
        discharges: events.length,
        efficiency: total.out / total.in,
        meanLoad,
        lossKwh: (total.in - total.out) / 3_600_000,
        ...(maker.length > 0 && { expected: onCurve(maker, ratedKw, meanLoad * ratedKw).efficiency }),
      },
    ];
  });
}

function qualityOf(series: MeterSeries, span: Span, balance: Balance): MeterQuality {
  const energy = balance.meters.find(({ meter }) => meter.id === series.meter.id)?.energy;
  let longest = 0;
  let open = 0;
  for (let quarter = span.period.from; quarter < span.period.to; quarter += quarterSeconds) {
    const index = (quarter - series.from) / quarterSeconds;
    const measured = amountAt(series, quarter) !== undefined && (series.measuredSeconds[index] ?? 0) > 0;
    open = measured ? 0 : open + 1;
    longest = Math.max(longest, open);
  }
  const share = ({ from, to }: Period): number => {
    let booked = 0;
    for (let quarter = from; quarter < to; quarter += quarterSeconds) if (amountAt(series, quarter) !== undefined) booked += 1;
    return booked / ((to - from) / quarterSeconds);
  };
  return {
    id: series.meter.id,
    name: series.meter.name,
    coverage: energy?.coverage ?? 0,
    estimatedShare: energy?.estimatedShare ?? 0,
    longestGapHours: longest / 4,
    monthly: span.months.map(({ period }) => share(period)),
  };
}
