/** What moves the site from outside: the working day, performance evenings, the weather. Pure functions of the instant. */
import { channelOf, hash01, wobble } from "./noise.ts";

/** Local wall-clock time. */
export interface LocalTime {
  /** 0 Sunday … 6 Saturday. */
  readonly weekday: number;
  /** Hours since midnight with fraction, 0..24. */
  readonly hour: number;
  /** Days since 1970-01-01, local. */
  readonly day: number;
  /** Share of the year, 0..1. */
  readonly year: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();

/** Offset of the zone from UTC, ms; zones change it on quarter hours only, so that is how long an answer is kept. */
function offsetMs(at: number, zone: string): number {
  const quarter = Math.floor(at / 900_000);
  const key = `${zone} ${quarter}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-GB", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
    formats.set(zone, format);
  }
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(at)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  const offset = Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
  if (offsets.size > 500) offsets.clear();
  offsets.set(key, offset);
  return offset;
}

export function localTime(at: number, zone: string): LocalTime {
  const local = at + offsetMs(at, zone);
  const day = Math.floor(local / 86_400_000);
  const date = new Date(local);
  const yearStart = Date.UTC(date.getUTCFullYear(), 0, 1);
  return {
    weekday: (day + 4) % 7,
    hour: (local - day * 86_400_000) / 3_600_000,
    day,
    year: (local - yearStart) / (365.25 * 86_400_000),
  };
}

type Points = readonly (readonly [hour: number, value: number])[];

/** Straight lines through points, hours ascending from 0 to 24. */
export function through(points: Points, hour: number): number {
  let [h0, v0] = points[0] ?? [0, 0];
  for (const [h1, v1] of points) {
    if (hour <= h1) return h1 === h0 ? v1 : v0 + ((v1 - v0) * (hour - h0)) / (h1 - h0);
    [h0, v0] = [h1, v1];
  }
  return v0;
}

const workday: Points = [
  [0, 0.02],
  [5, 0.02],
  [6.5, 0.16],
  [7.5, 0.52],
  [8.5, 0.88],
  [9.5, 1],
  [11.5, 0.98],
  [12.5, 0.84],
  [13.5, 0.96],
  [15, 0.9],
  [16, 0.68],
  [17, 0.4],
  [18.5, 0.2],
  [20, 0.13],
  [22, 0.07],
  [24, 0.02],
];

const friday: Points = [
  [0, 0.02],
  [5, 0.02],
  [6.5, 0.16],
  [7.5, 0.5],
  [9, 0.92],
  [11.5, 0.9],
  [12.5, 0.7],
  [14, 0.55],
  [15.5, 0.28],
  [17, 0.15],
  [20, 0.08],
  [24, 0.02],
];

const weekend: Points = [
  [0, 0.02],
  [8, 0.02],
  [10, 0.06],
  [16, 0.07],
  [21, 0.05],
  [24, 0.02],
];

/** Share of the busy hour in which people of the administration work, 0..1. Public holidays are not modelled. */
export function officePresence({ weekday, hour }: LocalTime): number {
  if (weekday === 0 || weekday === 6) return through(weekend, hour);
  return through(weekday === 5 ? friday : workday, hour);
}

/** How likely a house plays, by weekday from Sunday. */
const playing = [0.7, 0.12, 0.45, 0.5, 0.6, 0.9, 0.95];

/** Whether the house has a performance on this local day; none in the summer break. */
export function performs(seed: number, house: string, time: LocalTime): boolean {
  if (time.year > 0.53 && time.year < 0.64) return false;
  return hash01(seed, channelOf(`performance ${house}`), time.day) < (playing[time.weekday] ?? 0);
}

/** Evening of a performance, in hours from its beginning: guests come, listen, go out at the interval, leave. */
const evening: Points = [
  [-1.5, 0],
  [-1, 0.15],
  [-0.25, 1],
  [0.1, 0.75],
  [0.3, 0.28],
  [1.3, 0.28],
  [1.45, 0.95],
  [1.7, 0.9],
  [1.85, 0.28],
  [2.9, 0.28],
  [3.05, 0.9],
  [3.6, 0.2],
  [4.2, 0],
];

/** Activity of guests in the house, 0..1; begins at 19:30, on Sundays at 17:00. */
export function performanceActivity(seed: number, house: string, time: LocalTime): number {
  if (!performs(seed, house, time)) return 0;
  return through(evening, time.hour - (time.weekday === 0 ? 17 : 19.5));
}

/** Outdoor air, °C: the year, the day, and weather fronts of some days. */
export function outdoorCelsius(seed: number, at: number, { hour, year }: LocalTime): number {
  const season = 10 - 9.5 * Math.cos(2 * Math.PI * (year - 0.05));
  const swing = 2.2 + 2 * Math.max(0, -Math.cos(2 * Math.PI * (year - 0.05)));
  return season + swing * Math.cos((2 * Math.PI * (hour - 15)) / 24) + 3.5 * wobble(seed, 1, at, 2.5 * 86_400);
}
