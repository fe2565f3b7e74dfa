/**
 * Local time of the site. One rule covers both clock changes: *a local time means the first instant at which the wall
 * clock shows that time or a later one.* A time that does not exist (02:30 in March) is the end of the gap (03:00); one
 * that comes twice (02:30 in October) is its first coming. So hand-overs keep their order on every day of the year.
 */
import { Temporal } from "temporal-polyfill";
import { isHoliday } from "./holidays.ts";

/** Wall clock of the zone at that instant. */
export function localTime(at: Date, zone: string): Temporal.PlainDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).toPlainDateTime();
}

/** The first instant at which the zone's wall clock shows `local` or a later time. */
export function instantOf(local: Temporal.PlainDateTime, zone: string): Date {
  const zoned = local.toZonedDateTime(zone, { disambiguation: "earlier" });
  if (zoned.toPlainDateTime().equals(local)) return new Date(zoned.epochMilliseconds);
  // In a gap, "earlier" lies before the change by the length of the gap: the change itself comes next.
  const change = zoned.getTimeZoneTransition("next");
  return new Date(change === null ? zoned.epochMilliseconds : change.epochMilliseconds);
}

/** When the site works: Monday to Friday without public holidays, from and to as local time of day (`08:00`). */
export interface WorkingTime {
  readonly zone: string;
  /** State of Germany whose public holidays count, for example `SN`. */
  readonly state: string;
  readonly from: string;
  readonly to: string;
}

function isWorkingDay(day: Temporal.PlainDate, state: string): boolean {
  return day.dayOfWeek <= 5 && !isHoliday(day, state);
}

/**
 * The instant itself within working hours, otherwise the next start of work. The end of work is outside.
 * @throws RangeError  hours that cannot be read, or that end before they begin
 */
export function nextWorkingInstant(at: Date, { zone, state, from, to }: WorkingTime): Date {
  const start = Temporal.PlainTime.from(from);
  const end = Temporal.PlainTime.from(to);
  if (Temporal.PlainTime.compare(start, end) >= 0) throw new RangeError(`no working time from ${from} to ${to}`);
  let day = localTime(at, zone).toPlainDate();
  // The longest run of days without work in any year is shorter than a fortnight.
  for (let tries = 0; tries < 30; tries++) {
    if (isWorkingDay(day, state)) {
      const opens = instantOf(day.toPlainDateTime(start), zone);
      const closes = instantOf(day.toPlainDateTime(end), zone);
      if (at < opens) return opens;
      if (at < closes) return at;
    }
    day = day.add({ days: 1 });
  }
  throw new RangeError(`no working day within 30 days of ${at.toISOString()}`);
}
