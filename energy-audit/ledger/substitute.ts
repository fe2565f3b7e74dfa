/** Amounts for quarter hours that no meter counted. Each says how it was found. */
import type { Booking } from "./booking.ts";
import { localParts, quarterSeconds } from "./calendar.ts";
import type { Column } from "./store.ts";

/** A known total over a gap (the counter went on), split evenly: the total is measured, its split assumed. */
export function spread(total: number, quarters: readonly number[]): Booking[] {
  return quarters.map((quarter, index) => ({
    quarter,
    amount: Math.round((total * (index + 1)) / quarters.length) - Math.round((total * index) / quarters.length),
    method: "difference",
    quality: "split",
    measuredSeconds: 0,
  }));
}

/** Days before and after a gap that a replacement value looks at. */
const days = 7;

/**
 * Replacement for quarter hours of which nothing is known: the mean of the same local clock hour on the seven days before and
 * after, leaving out what is missing there too.
 * @returns bookings, and the quarter hours for which no neighbour has a value: they stay unbooked
 */
export function sameClockHour(
  column: Column,
  quarters: readonly number[],
  timeZone: string,
): { bookings: Booking[]; unknown: number[] } {
  const bookings: Booking[] = [];
  const unknown: number[] = [];
  const hours = clockHours(column, quarters, timeZone);
  for (const quarter of quarters) {
    const { hour, date } = localParts(quarter, timeZone);
    let sum = 0;
    let count = 0;
    const day = Date.parse(date) / 86_400_000;
    for (let offset = -days; offset <= days; offset += 1) {
      if (offset === 0) continue;
      const values = hours.get(`${day + offset} ${hour}`) ?? [];
      sum += values.reduce((total, value) => total + value, 0);
      count += values.length;
    }
    if (count === 0) unknown.push(quarter);
    else
      bookings.push({ quarter, amount: Math.round(sum / count), method: "estimated", quality: "substitute", measuredSeconds: 0 });
  }
  return { bookings, unknown };
}

/** Amounts by local day and clock hour around the gap. */
function clockHours(column: Column, quarters: readonly number[], timeZone: string): Map<string, number[]> {
  const result = new Map<string, number[]>();
  const first = Math.max(column.from, Math.min(...quarters) - (days + 1) * 86_400);
  const last = Math.max(...quarters) + (days + 1) * 86_400;
  for (let quarter = first; quarter <= last; quarter += quarterSeconds) {
    const amount = column.amounts[(quarter - column.from) / quarterSeconds];
    if (amount === undefined || Number.isNaN(amount)) continue;
    const { hour, date } = localParts(quarter, timeZone);
    const key = `${Date.parse(date) / 86_400_000} ${hour}`;
    const values = result.get(key);
    if (values === undefined) result.set(key, [amount]);
    else values.push(amount);
  }
  return result;
}
