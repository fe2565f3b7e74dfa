/** All figures of a management report from the bookings of two years and the master data of the site. Pure. */
import type { EnergySection } from "../../site/energy.ts";
import type { MeterRole } from "../../site/inventory.ts";
import type { AuditedSite } from "./site.ts";
import { hoursOf, localYear, quarterSeconds, type Period } from "../ledger/calendar.ts";
import { balanceOf, topmost, type Balance } from "./balance.ts";
import { batteryKwh, dischargesOf, upsPairs } from "./battery.ts";
import { carbonOf, diesel, type Carbon } from "./carbon.ts";
import { derivedOf, type Derived } from "./derived.ts";
import { joulesPerKwh } from "../ledger/booking.ts";
import { amountAt, commonQuarters, energyOf, type MeterSeries, type Term } from "./energy.ts";
import type { Energy, Kpi } from "./kpi.ts";
import { dayPeaks, durationCurve, heatMap, peakOf, type Peak } from "./load.ts";
import { upsEfficiency, upsLoss } from "./pue.ts";
import { flowsOf, type Flow } from "./sankey.ts";
import { twelveMonths, yearBefore, type Span } from "./span.ts";
import { yearCost, type YearCost } from "./tariff-year.ts";
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
  /** The same efficiency with interval, coverage and meters; refused where the output exceeds the input. */
  readonly kpi: Kpi;
  /** The loss over the same quarter hours: a small difference of large numbers, its interval may be as wide as itself. */
  readonly loss: Kpi;
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

/** The figures of a period by itself: what the checks look at and what is published as metrics. */
export interface SpanFigures {
  readonly span: Span;
  readonly balance: Balance;
  readonly months: readonly MonthFigures[];
  readonly flows: readonly Flow[];
  readonly load?: LoadFigures;
  /** Of a whole year only: the price of power belongs to a year, a month has no share of it. */
  readonly cost?: YearCost;
  readonly carbon?: CarbonFigures;
  /** Figures that need more than meters, with their intervals. */
  readonly derived: Derived;
  readonly ups: readonly UpsFigures[];
  /** What batteries gave to IT: it is missing at the supply until they are full again. */
  readonly batteryKwh: number;
  readonly quality: readonly MeterQuality[];
}

export interface Management extends SpanFigures {
  readonly previous: Balance;
  readonly previousMonths: readonly MonthFigures[];
  /** The twelve months that end with the span: the legal PUE. */
  readonly rolling: Balance;
  readonly derivedBefore: Derived;
}

/** Columns must reach from the start of the span to its end. */
export function spanFigures(series: readonly MeterSeries[], site: AuditedSite, span: Span): SpanFigures {
  const balance = balanceOf(series, span.period);
  return {
    span,
    balance,
    months: span.months.map(({ key, period }) => ({ key, balance: balanceOf(series, period) })),
    flows: flowsOf(series, span.period),
    ...pricedOf(series, site, balance, span),
    ups: upsFigures(series, site.energy, span.period),
    batteryKwh: batteryKwh(upsPairs(series, site.energy), span.period),
    quality: series.map((one) => qualityOf(one, span, balance)),
  };
}

/** Columns must reach from a year before the span to its end. */
export function managementOf(series: readonly MeterSeries[], site: AuditedSite, span: Span): Management {
  const zone = site.site.time_zone;
  const before = yearBefore(span, zone);
  const figures = spanFigures(series, site, span);
  const previous = balanceOf(series, before.period);
  return {
    ...figures,
    previous,
    previousMonths: before.months.map(({ key, period }) => ({ key, balance: balanceOf(series, period) })),
    // A year is its own twelve months.
    rolling: span.kind === "year" ? figures.balance : balanceOf(series, twelveMonths(span, zone)),
    derivedBefore: pricedOf(series, site, previous, before).derived,
  };
}

/** Energy of the meters of these roles, kWh; what stands below another of them does not count twice. 0 without one. */
export function kwhOf({ meters }: Balance, ...roles: readonly MeterRole[]): number {
  return topmost(meters, roles).reduce((sum, { energy }) => sum + energy.kwh, 0);
}

const plus = (series: readonly MeterSeries[]): Term[] => series.map((one) => ({ series: one, sign: 1 }));

/** What a period cost and emitted, and the figures that follow. Twelve months of two years have neither: prices, factors and guarantees belong to a year. */
function pricedOf(
  series: readonly MeterSeries[],
  site: AuditedSite,
  balance: Balance,
  span: Span,
): Pick<SpanFigures, "load" | "cost" | "carbon" | "derived"> {
  const zone = site.site.time_zone;
  const { energy } = site;
  const { period } = span;
  if (span.kind === "twelve_months") return { derived: {} };
  const of = (...roles: readonly MeterRole[]): MeterSeries[] => topmost(series, roles);
  const grid = of("grid");
  const within = (list: readonly MeterSeries[], part: Period, beside: readonly MeterSeries[] = []): Energy =>
    energyOf(plus(list), commonQuarters([...list, ...beside], part), part);
  const load = loadOf(grid, period, zone);
  const cost =
    span.kind === "year" && load !== undefined
      ? yearCost(
          energy?.tariffs ?? [],
          period,
          zone,
          (part) => within(grid, part).kwh,
          load.peak.kw,
          within(grid, period).coverage,
        )
      : undefined;
  const guaranteesKwh = guarantees(energy, span, zone, lastBooked(grid, period));
  const carbon = carbonFigures(balance, energy, span, guaranteesKwh);
  const supply = of("grid", "pv", "generator", "feed_in");
  const it = series.filter(({ meter }) => balance.it.meters.includes(meter.id));
  const generator = of("generator");
  const fuel = energy?.generator;
  const peakQuarter = load && { from: load.peak.quarter, to: load.peak.quarter + quarterSeconds };
  const quarters = commonQuarters(supply, period);
  const supplied = (role: MeterRole): Energy => energyOf(plus(of(role)), quarters, period);
  const derived = derivedOf({
    grid: within(grid, period),
    ...(peakQuarter && { peakQuarter: within(grid, peakQuarter) }),
    supply: {
      grid: supplied("grid"),
      pv: supplied("pv"),
      feedIn: supplied("feed_in"),
      facility: energyOf(
        supply.map((one) => ({ series: one, sign: one.meter.role === "feed_in" ? -1 : 1 })),
        quarters,
        period,
      ),
    },
    guaranteesKwh,
    usage: {
      grid: within(grid, period, [...it, ...generator]),
      generated: within(generator, period, [...it, ...grid]),
      it: balance.it,
    },
    ...(carbon && {
      carbon: {
        ...carbon,
        dieselTonnesPerKwh: fuel === undefined ? 0 : diesel(1, fuel.diesel_l_per_kwh, fuel.kg_co2_per_l).tonnes,
        residualGPerKwh: energy?.emission_factors?.residual_mix_g_per_kwh ?? 0,
      },
    }),
    ...(load && { load: { peak: load.peak, ...(load.dayPeaks[1] && { secondKw: load.dayPeaks[1].kw }) } }),
    ...(cost && { cost }),
  });
  return { ...(load && { load }), ...(cost && { cost }), ...(carbon && { carbon }), derived };
}

/** Quarter-hour energies of meters together, kWh; NaN where one of them has no booking. */
export function kwhSeries(series: readonly MeterSeries[], { from, to }: Period): Float64Array {
  const sum = new Float64Array((to - from) / quarterSeconds).fill(series.length === 0 ? Number.NaN : 0);
  for (const { from: start, amounts } of series) {
    const first = (from - start) / quarterSeconds;
    for (let place = 0; place < sum.length; place += 1)
      sum[place] = (sum[place] ?? 0) + (amounts[first + place] ?? Number.NaN) / joulesPerKwh;
  }
  return sum;
}

function loadOf(grid: readonly MeterSeries[], period: Period, zone: string): LoadFigures | undefined {
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

function carbonFigures(
  balance: Balance,
  energy: EnergySection | undefined,
  { year }: Span,
  guaranteesKwh: number,
): CarbonFigures | undefined {
  const factors = energy?.emission_factors;
  if (factors === undefined || !balance.meters.some(({ meter }) => meter.role === "grid")) return undefined;
  const location = factors.location.map((factor) => ({ year: factor.year, gPerKwh: factor.g_per_kwh }));
  if (!location.some((factor) => factor.gPerKwh !== null && factor.year <= year)) return undefined;
  const carbon = carbonOf([[year, kwhOf(balance, "grid")]], location, guaranteesKwh, factors.residual_mix_g_per_kwh);
  const generated = kwhOf(balance, "generator");
  const fuel = energy?.generator && diesel(generated, energy.generator.diesel_l_per_kwh, energy.generator.kg_co2_per_l);
  return { ...carbon, series: factors.series, ...(fuel && { diesel: fuel }) };
}

/**
 * Guarantees of the year; a part of the year has its share of them by time. So has a period that is not over: what is for its
 * rest must not make green what was used so far.
 * @param until  end of what is booked
 */
function guarantees(energy: EnergySection | undefined, { year, period }: Span, timeZone: string, until: number): number {
  const total = energy?.guarantees_of_origin.filter((one) => one.year === year).reduce((sum, { kwh }) => sum + kwh, 0) ?? 0;
  return (total * hoursOf({ from: period.from, to: until })) / hoursOf(localYear(year, timeZone));
}

/** End of the last quarter hour of the period that one of the meters has a booking of; the end of the period without meters. */
function lastBooked(series: readonly MeterSeries[], { from, to }: Period): number {
  if (series.length === 0) return to;
  for (let quarter = to - quarterSeconds; quarter >= from; quarter -= quarterSeconds)
    if (series.some((one) => amountAt(one, quarter) !== undefined)) return quarter + quarterSeconds;
  return from;
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
        ...efficiencyOf(from, to, events, period),
        efficiency: total.out / total.in,
        meanLoad,
        lossKwh: (total.in - total.out) / joulesPerKwh,
        ...(maker.length > 0 && { expected: onCurve(maker, ratedKw, meanLoad * ratedKw).efficiency }),
      },
    ];
  });
}

/** Efficiency and loss over the quarter hours without discharges and the recharging after them. */
function efficiencyOf(
  input: MeterSeries,
  output: MeterSeries,
  events: readonly Period[],
  period: Period,
): Pick<UpsFigures, "kpi" | "loss"> {
  const quarters = commonQuarters([input, output], period).filter((place) => {
    const quarter = period.from + place * quarterSeconds;
    return (amountAt(input, quarter) ?? 0) > 0 && !events.some(({ from, to }) => quarter >= from && quarter < to);
  });
  const both = [energyOf(plus([input]), quarters, period), energyOf(plus([output]), quarters, period)] as const;
  return { kpi: upsEfficiency(...both), loss: upsLoss(...both) };
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
