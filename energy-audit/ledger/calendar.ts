/**
 * Quarter hours and local calendar periods. Energy is booked per UTC quarter hour; a reporting day, month or year is a
 * local calendar period of the site, so a day has 92, 96 or 100 quarter hours. Nothing here reads the process' time zone.
 */
import { Temporal } from "temporal-polyfill";

/** Length of a booking interval. All zones in use differ from UTC by whole quarter hours, so borders agree everywhere. */
export const quarterSeconds = 900;

/** A half-open stretch of time in epoch seconds: `from` belongs to it, `to` does not. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

/** Epoch seconds of an instant. */
export const epochSeconds = (at: Date): number => at.getTime() / 1000;

/** Instant of epoch seconds. */
export const instantOf = (seconds: number): Date => new Date(seconds * 1000);

/** Start of the quarter hour that holds the instant. */
export const quarterOf = (seconds: number): number => Math.floor(seconds / quarterSeconds) * quarterSeconds;

/** Hours of the period; 23, 24 or 25 for a local day. */
export const hoursOf = ({ from, to }: Period): number => (to - from) / 3600;

/** Quarter hours of the period; 92, 96 or 100 for a local day. */
export const quartersOf = ({ from, to }: Period): number => (to - from) / quarterSeconds;

/** Starts of all quarter hours in the period, in order. */
export function* eachQuarter({ from, to }: Period): Generator<number> {
  for (let quarter = from; quarter < to; quarter += quarterSeconds) yield quarter;
}

const startOfDay = (date: Temporal.PlainDate, timeZone: string): number =>
  date.toZonedDateTime({ timeZone }).epochMilliseconds / 1000;

/** Local day `2025-03-30`, midnight to midnight. @throws RangeError  no such date or zone */
export function localDay(date: string, timeZone: string): Period {
  const day = Temporal.PlainDate.from(date);
  return { from: startOfDay(day, timeZone), to: startOfDay(day.add({ days: 1 }), timeZone) };
}

/** Local month, first midnight to first midnight of the next. @throws RangeError  no such month or zone */
export function localMonth(year: number, month: number, timeZone: string): Period {
  const first = Temporal.PlainDate.from({ year, month, day: 1 }, { overflow: "reject" });
  return { from: startOfDay(first, timeZone), to: startOfDay(first.add({ months: 1 }), timeZone) };
}

/** Local year. */
export function localYear(year: number, timeZone: string): Period {
  const first = Temporal.PlainDate.from({ year, month: 1, day: 1 });
  return { from: startOfDay(first, timeZone), to: startOfDay(first.add({ years: 1 }), timeZone) };
}

/** A stretch of time in which the zone's clocks do not change, and their distance from UTC, seconds. */
interface Steady extends Period {
  readonly timeZone: string;
  readonly offset: number;
}
let steady: Steady = { from: 0, to: 0, timeZone: "", offset: 0 };

/** Distance of local time from UTC, seconds. A year asks 8,760 times and changes its clocks twice: the last answer is kept. */
function offsetAt(seconds: number, timeZone: string): number {
  if (timeZone === steady.timeZone && seconds >= steady.from && seconds < steady.to) return steady.offset;
  const at = Temporal.Instant.fromEpochMilliseconds(seconds * 1000).toZonedDateTimeISO(timeZone);
  const change = at.getTimeZoneTransition("next");
  const to = change === null ? Number.POSITIVE_INFINITY : change.epochMilliseconds / 1000;
  steady = { timeZone, offset: at.offsetNanoseconds / 1e9, from: seconds, to };
  return steady.offset;
}

/** Local calendar parts of an instant; the hour is the clock's, so 2 occurs twice in October. Weekday 1 is Monday. */
export function localParts(seconds: number, timeZone: string): { date: string; hour: number; weekday: number; month: number } {
  const local = new Date((seconds + offsetAt(seconds, timeZone)) * 1000);
  return {
    date: local.toISOString().slice(0, 10),
    hour: local.getUTCHours(),
    weekday: local.getUTCDay() === 0 ? 7 : local.getUTCDay(),
    month: local.getUTCMonth() + 1,
  };
}
