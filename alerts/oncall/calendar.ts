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

/** The days off that follow: from the given time of the last working day before them until work begins again. */
export interface DaysOff {
  readonly from: Date;
  readonly until: Date;
}

/** Days searched for work or for its end: the longest run of either in any year is shorter. */
const searchDays = 30;

function daysOffAfter(day: Temporal.PlainDate, working: WorkingTime, eve: string): DaysOff | undefined {
  const tomorrow = day.add({ days: 1 });
  if (!isWorkingDay(day, working.state) || isWorkingDay(tomorrow, working.state)) return undefined;
  const from = instantOf(day.toPlainDateTime(Temporal.PlainTime.from(eve)), working.zone);
  return { from, until: nextWorkingInstant(instantOf(tomorrow.toPlainDateTime(), working.zone), working) };
}

/**
 * The weekend or holidays that the instant belongs to, counted from `eve` (a local time such as `12:00`) on the last
 * working day before them; undefined during the week.
 */
export function daysOffAt(at: Date, working: WorkingTime, eve: string): DaysOff | undefined {
  const today = localTime(at, working.zone).toPlainDate();
  for (let back = 0; back < searchDays; back++) {
    const found = daysOffAfter(today.subtract({ days: back }), working, eve);
    if (found !== undefined && found.from <= at) return at < found.until ? found : undefined;
  }
  return undefined;
}

/** When the next days off begin to count. */
export function nextDaysOff(at: Date, working: WorkingTime, eve: string): Date | undefined {
  const today = localTime(at, working.zone).toPlainDate();
  for (let ahead = 0; ahead < searchDays; ahead++) {
    const found = daysOffAfter(today.add({ days: ahead }), working, eve);
    if (found !== undefined && found.from > at) return found.from;
  }
  return undefined;
}

/**
 * When a page leaves that keeps to working hours but must not wait over days off: at once from `eve` until midnight of
 * the last working day, on the days off in the hours of work, else with the next start of work.
 */
export function nextInstantBesideDaysOff(at: Date, working: WorkingTime, eve: string): Date {
  const { zone, from, to } = working;
  if (daysOffAt(at, working, eve) === undefined) return nextWorkingInstant(at, working);
  const today = localTime(at, zone).toPlainDate();
  if (isWorkingDay(today, working.state)) return at;
  const opens = instantOf(today.toPlainDateTime(Temporal.PlainTime.from(from)), zone);
  const closes = instantOf(today.toPlainDateTime(Temporal.PlainTime.from(to)), zone);
  if (at < closes) return at < opens ? opens : at;
  return instantOf(today.add({ days: 1 }).toPlainDateTime(Temporal.PlainTime.from(from)), zone);
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
  for (let tries = 0; tries < searchDays; tries++) {
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
