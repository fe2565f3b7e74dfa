/** Energies of meters from the ledger's columns. */
import type { Meter } from "../../site/inventory.ts";
import { joulesPerKwh, methods, millilitresPerM3, qualities, type Quality } from "../ledger/booking.ts";
import { localDay, type Period } from "../ledger/calendar.ts";
import type { Column } from "../ledger/store.ts";
import type { Energy, Water } from "./kpi.ts";
import { meterUncertainty } from "./uncertainty.ts";

/** A meter with its bookings of a period. */
export interface MeterSeries extends Column {
  readonly meter: Meter;
  /** Time in which the meter counts, for one that came later or was given up; outside of it its amounts are 0. */
  readonly valid?: Period;
}

/**
 * A meter's column as figures need it. A meter with a first or last day counted nothing outside of them: that is 0, not a gap,
 * or the meter that follows it at the same place would have no common quarter hour with it.
 */
export function seriesOf(meter: Meter, column: Column, timeZone: string): MeterSeries {
  if (meter.from === undefined && meter.to === undefined) return { meter, ...column };
  const end = column.from + column.amounts.length * column.step;
  const valid = {
    from: meter.from === undefined ? column.from : localDay(meter.from, timeZone).from,
    to: meter.to === undefined ? end : localDay(meter.to, timeZone).to,
  };
  const measuredSeconds = column.measuredSeconds.slice();
  const amounts = column.amounts.map((amount, index) => {
    const quarter = column.from + index * column.step;
    if (quarter >= valid.from && quarter < valid.to) return amount;
    measuredSeconds[index] = column.step;
    return 0;
  });
  return { ...column, meter, amounts, measuredSeconds, valid };
}

/** What a meter counts for: 1 adds, -1 takes off (energy fed back, load on the UPS that is not IT). */
export interface Term {
  readonly series: MeterSeries;
  readonly sign: 1 | -1;
}

/** Amount of the quarter hour in base units; undefined when it is not booked. */
export function amountAt({ from, step, amounts }: Column, quarter: number): number | undefined {
  const amount = amounts[(quarter - from) / step];
  return amount === undefined || Number.isNaN(amount) ? undefined : amount;
}

/**
 * Quarter hours of the period in which every one of these meters has a booking, as their places in the period: 0 is its first
 * quarter hour. A report asks for this hundreds of times over a year: meter by meter it costs a third of hour by hour.
 */
export function commonQuarters(series: readonly MeterSeries[], period: Period): Int32Array {
  const [first] = series;
  if (first === undefined) return new Int32Array();
  const count = Math.ceil((period.to - period.from) / first.step);
  const booked = new Uint8Array(count).fill(1);
  for (const { from, step, amounts } of series) {
    const offset = (period.from - from) / step;
    // NaN is what a column has where nothing is booked; outside of the column there is nothing either.
    for (let place = 0; place < count; place += 1) {
      if (Number.isNaN(amounts[offset + place] ?? Number.NaN)) booked[place] = 0;
    }
  }
  const places = new Int32Array(count);
  let found = 0;
  for (let place = 0; place < count; place += 1) {
    if (booked[place] === 0) continue;
    places[found] = place;
    found += 1;
  }
  return places.subarray(0, found);
}

/** The worst quality among the bookings of the period; undefined without bookings. */
export function worstQuality(series: Column, period: Period): Quality | undefined {
  let worst = -1;
  for (let quarter = period.from; quarter < period.to; quarter += series.step) {
    const index = (quarter - series.from) / series.step;
    if (amountAt(series, quarter) !== undefined) worst = Math.max(worst, series.qualities[index] ?? 0);
  }
  return qualities[worst];
}

const estimatedMethods = new Set([methods.indexOf("estimated"), methods.indexOf("manual")]);
const substitute = qualities.indexOf("substitute");

/**
 * Energy of several meters over the given quarter hours of a period (places of `commonQuarters`).
 * The uncertainty takes a meter's class limit a as a / √3 (rectangular). Meters of one class are of one make as a rule and
 * err alike, so their uncertainties add up straight; different classes add up in squares. So do the steps of the counters,
 * which count over minutes only.
 */
export function energyOf(terms: readonly Term[], quarters: Int32Array, period: Period): Energy {
  const { amount, ...about } = sumOf(terms, quarters, period);
  return { ...about, kwh: amount / joulesPerKwh };
}

/** Water of several meters, likewise. */
export function waterOf(terms: readonly Term[], quarters: Int32Array, period: Period): Water {
  const { amount, ...about } = sumOf(terms, quarters, period);
  return { ...about, m3: amount / millilitresPerM3 };
}

/** Error limit of a meter with its transformers, percent: limits of different devices add up in squares. */
const accuracyOf = ({ accuracy_percent: own, transformers_percent: transformers = [] }: Meter): number =>
  meterUncertainty([own, ...transformers]).combinedPercent;

function sumOf(terms: readonly Term[], quarters: Int32Array, period: Period): Omit<Energy, "kwh"> & { readonly amount: number } {
  let total = 0;
  let gross = 0;
  let estimated = 0;
  const byClass = new Map<number, number>();
  let steps = 0;
  for (const { series, sign } of terms) {
    let own = 0;
    const { from, step, amounts, methods: found, qualities: known } = series;
    const offset = (period.from - from) / step;
    for (let place = 0; place < quarters.length; place += 1) {
      const index = offset + (quarters[place] ?? 0);
      const amount = amounts[index] ?? Number.NaN;
      if (Number.isNaN(amount)) continue;
      own += amount;
      if (known[index] === substitute || estimatedMethods.has(found[index] ?? 0)) estimated += amount;
    }
    total += sign * own;
    gross += own;
    const accuracy = accuracyOf(series.meter);
    byClass.set(accuracy, (byClass.get(accuracy) ?? 0) + own * (accuracy / 100 / Math.sqrt(3)));
    // Two readings, each within half a step: step / √12 each.
    steps += (series.meter.resolution_wh * 3600) ** 2 / 6;
  }
  const uncertainty = Math.hypot(...byClass.values(), Math.sqrt(steps));
  return {
    amount: total,
    period,
    coverage: terms.length === 0 ? 0 : (quarters.length * (terms[0]?.series.step ?? 0)) / (period.to - period.from),
    estimatedShare: gross === 0 ? 0 : estimated / gross,
    relativeUncertainty: total === 0 ? 0 : uncertainty / Math.abs(total),
    meters: terms.map(({ series }) => series.meter.id),
  };
}
