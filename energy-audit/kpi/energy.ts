/** Energies of meters from the ledger's entries. */
import type { Meter } from "../../site/inventory.ts";
import type { LedgerEntry } from "../ledger/store.ts";
import { quartersOf, type Period } from "../ledger/calendar.ts";
import type { Energy } from "./kpi.ts";

const joulesPerKwh = 3_600_000;

/** A meter with its bookings of a period, by quarter hour. */
export interface MeterSeries {
  readonly meter: Meter;
  readonly entries: ReadonlyMap<number, LedgerEntry>;
}

/** What a meter counts for: 1 adds, -1 takes off (energy fed back, load on the UPS that is not IT). */
export interface Term {
  readonly series: MeterSeries;
  readonly sign: 1 | -1;
}

/** Quarter hours of the period in which every one of these meters has a booking, in order. */
export function commonQuarters(series: readonly MeterSeries[], period: Period): number[] {
  const [first, ...others] = series;
  if (first === undefined) return [];
  return [...first.entries.keys()]
    .filter((quarter) => quarter >= period.from && quarter < period.to)
    .filter((quarter) => others.every(({ entries }) => entries.has(quarter)))
    .sort((a, b) => a - b);
}

/**
 * Energy of several meters over the given quarter hours of a period.
 * The uncertainty takes a meter's class limit a as a / √3 (rectangular). Meters of one class are of one make as a rule and
 * err alike, so their uncertainties add up straight; different classes add up in squares.
 */
export function energyOf(terms: readonly Term[], quarters: readonly number[], period: Period): Energy {
  let joules = 0;
  let gross = 0;
  let estimated = 0;
  const byClass = new Map<number, number>();
  for (const { series, sign } of terms) {
    let own = 0;
    for (const quarter of quarters) {
      const entry = series.entries.get(quarter);
      if (entry === undefined) continue;
      own += entry.amount;
      if (entry.method === "estimated" || entry.method === "manual" || entry.quality === "substitute") estimated += entry.amount;
    }
    joules += sign * own;
    gross += own;
    const accuracy = series.meter.accuracy_percent;
    byClass.set(accuracy, (byClass.get(accuracy) ?? 0) + own * (accuracy / 100 / Math.sqrt(3)));
  }
  const uncertainty = Math.hypot(...byClass.values());
  return {
    kwh: joules / joulesPerKwh,
    period,
    coverage: terms.length === 0 ? 0 : quarters.length / quartersOf(period),
    estimatedShare: gross === 0 ? 0 : estimated / gross,
    relativeUncertainty: joules === 0 ? 0 : uncertainty / Math.abs(joules),
    meters: terms.map(({ series }) => series.meter.id),
  };
}
