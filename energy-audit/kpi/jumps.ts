/** A meter whose level jumps and stays: another transformer ratio, a unit mistaken, a load that moved to another meter. */
import type { MeterRole } from "../../site/inventory.ts";
import { localDay, localParts, quarterSeconds, type Period } from "../ledger/calendar.ts";
import type { MeterSeries } from "./energy.ts";

/** Days before and after that must lie on different levels: a whole week, so that weekends are no jump. */
const week = 7;
/** A robust sigma is the median distance from the median, scaled to that of a normal distribution. */
const robust = 1.4826;
const sigmas = 3;
/** Smaller jumps than this share of the level are no news, however steady the meter. */
const smallest = 0.1;

/** Sun, weather and mains failures make the others jump by themselves; the cooling has its baseline. */
const steadyRoles: readonly MeterRole[] = ["grid", "ups_in", "ups_out", "pdu_out", "it", "pump", "air_handler", "other", "heat"];

export interface Jump {
  /** First day on the new level, ISO. */
  readonly day: string;
  /** New level over old, minus 1. */
  readonly change: number;
}

/** The largest jump of daily energies in the period; undefined without one. */
export function jumpOf(series: MeterSeries, period: Period, timeZone: string): Jump | undefined {
  if (!steadyRoles.includes(series.meter.role)) return undefined;
  const days = dailySums(series, period, timeZone);
  if (days.length < 3 * week) return undefined;
  const level = (from: number): number => median(days.slice(from, from + week).map(({ amount }) => amount));
  const steps = Array.from({ length: days.length - 2 * week + 1 }, (_, index) => level(index + week) - level(index));
  const middle = median(steps);
  const sigma = robust * median(steps.map((step) => Math.abs(step - middle)));
  let best: Jump | undefined;
  let largest = sigmas * sigma;
  for (const [index, step] of steps.entries()) {
    const before = level(index);
    if (before <= 0 || Math.abs(step) <= largest || Math.abs(step) < smallest * before || !sharp(days, index + week, step))
      continue;
    largest = Math.abs(step);
    best = { day: days[index + week]?.day ?? "", change: step / before };
  }
  return best;
}

/** Most of the step happens from one day to the next; a season climbs for weeks. */
function sharp(days: readonly { readonly amount: number }[], first: number, step: number): boolean {
  const own = (days[first]?.amount ?? 0) - (days[first - 1]?.amount ?? 0);
  return own / step > 0.5;
}

function dailySums(series: MeterSeries, period: Period, timeZone: string): { day: string; amount: number }[] {
  const days: { day: string; amount: number }[] = [];
  const { from, to } = series.valid ?? period;
  for (let start = period.from; start < period.to;) {
    const { date } = localParts(start, timeZone);
    const day = localDay(date, timeZone);
    let amount = 0;
    for (let quarter = day.from; quarter < day.to; quarter += quarterSeconds) {
      amount += series.amounts[(quarter - series.from) / quarterSeconds] ?? Number.NaN;
    }
    if (!Number.isNaN(amount) && day.from >= from && day.to <= to) days.push({ day: date, amount });
    start = day.to;
  }
  return days;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2;
}
