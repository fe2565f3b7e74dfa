/** Load from quarter-hour energies: peak, duration curve, heat map. */
import { localParts, quarterSeconds } from "../ledger/calendar.ts";

export interface Peak {
  readonly kw: number;
  /** Start of the quarter hour, epoch seconds. */
  readonly quarter: number;
}

const perHour = 3600 / quarterSeconds;

/**
 * Highest quarter-hour mean power; the first of equals.
 * @param kwh  energies of successive quarter hours; NaN is a missing one
 * @param first  start of the first, epoch seconds
 * @returns undefined when there is no value
 */
export function peakOf(kwh: ArrayLike<number>, first: number): Peak | undefined {
  let best = -1;
  for (let index = 0; index < kwh.length; index += 1) {
    if ((kwh[index] ?? Number.NaN) > (best < 0 ? Number.NEGATIVE_INFINITY : (kwh[best] ?? 0))) best = index;
  }
  return best < 0 ? undefined : { kw: (kwh[best] ?? 0) * perHour, quarter: first + best * quarterSeconds };
}

/** Powers in descending order, kW; the value after h hours stands at index 4 h. Missing quarter hours are left out. */
export function durationCurve(kwh: ArrayLike<number>): Float64Array {
  return Float64Array.from(Array.from(kwh).filter((value) => !Number.isNaN(value)))
    .sort()
    .toReversed()
    .map((value) => value * perHour);
}

/** Highest powers of each local day, kW, in descending order: what the last peak cost is the distance of the first two. */
export function dayPeaks(
  kwh: ArrayLike<number>,
  first: number,
  timeZone: string,
): { readonly date: string; readonly kw: number }[] {
  const peaks = new Map<string, number>();
  let date = "";
  for (let index = 0; index < kwh.length; index += 1) {
    const quarter = first + index * quarterSeconds;
    // A local date changes on a full hour only.
    if (index === 0 || quarter % 3600 === 0) ({ date } = localParts(quarter, timeZone));
    const kw = (kwh[index] ?? Number.NaN) * perHour;
    if (kw > (peaks.get(date) ?? Number.NEGATIVE_INFINITY)) peaks.set(date, kw);
  }
  return [...peaks].map(([day, kw]) => ({ date: day, kw })).sort((a, b) => b.kw - a.kw);
}

/**
 * Mean power by weekday (Monday first) and local clock hour, kW. The doubled hour of October is averaged with the others,
 * the missing one of March is left out.
 */
export function heatMap(kwh: ArrayLike<number>, first: number, timeZone: string): number[][] {
  const sums = Array.from({ length: 7 }, () => Array.from<number>({ length: 24 }).fill(0));
  const counts = Array.from({ length: 7 }, () => Array.from<number>({ length: 24 }).fill(0));
  let weekday = 1;
  let hour = 0;
  for (let index = 0; index < kwh.length; index += 1) {
    const quarter = first + index * quarterSeconds;
    if (index === 0 || quarter % 3600 === 0) ({ weekday, hour } = localParts(quarter, timeZone));
    const value = kwh[index] ?? Number.NaN;
    const sum = sums[weekday - 1];
    const count = counts[weekday - 1];
    if (Number.isNaN(value) || sum === undefined || count === undefined) continue;
    sum[hour] = (sum[hour] ?? 0) + value * perHour;
    count[hour] = (count[hour] ?? 0) + 1;
  }
  return sums.map((row, day) => row.map((sum, at) => sum / (counts[day]?.[at] ?? 0)));
}
