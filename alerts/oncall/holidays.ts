/** Public holidays of the German states, computed for any year of the Gregorian calendar. */
import { Temporal } from "temporal-polyfill";

export interface Holiday {
  readonly day: Temporal.PlainDate;
  readonly name: string;
}

/** Easter Sunday by the Gregorian computus (the anonymous algorithm that Meeus gives in "Astronomical Algorithms", ch. 8). */
export function easter(year: number): Temporal.PlainDate {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const e = b % 4;
  const f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3);
  const h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4);
  const k = c % 4;
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return Temporal.PlainDate.from({ year, month: Math.floor(n / 31), day: (n % 31) + 1 });
}

/** The Wednesday before 23 November, that is eleven days before the first Sunday of Advent. */
function repentanceDay(year: number): Temporal.PlainDate {
  const eve = Temporal.PlainDate.from({ year, month: 11, day: 22 });
  return eve.subtract({ days: (eve.dayOfWeek + 4) % 7 });
}

/** States in which the day is a public holiday by the state's own law; `*` everywhere. Holidays of single towns are left out. */
const rules: readonly { name: string; in: string; day: (year: number) => Temporal.PlainDate }[] = [
  { name: "Neujahr", in: "*", day: fixed(1, 1) },
  { name: "Heilige Drei Könige", in: "BW BY ST", day: fixed(1, 6) },
  { name: "Frauentag", in: "BE MV", day: fixed(3, 8) },
  { name: "Karfreitag", in: "*", day: afterEaster(-2) },
  { name: "Ostermontag", in: "*", day: afterEaster(1) },
  { name: "Tag der Arbeit", in: "*", day: fixed(5, 1) },
  { name: "Christi Himmelfahrt", in: "*", day: afterEaster(39) },
  { name: "Pfingstmontag", in: "*", day: afterEaster(50) },
  { name: "Fronleichnam", in: "BW BY HE NW RP SL", day: afterEaster(60) },
  { name: "Mariä Himmelfahrt", in: "SL", day: fixed(8, 15) },
  { name: "Weltkindertag", in: "TH", day: fixed(9, 20) },
  { name: "Tag der Deutschen Einheit", in: "*", day: fixed(10, 3) },
  { name: "Reformationstag", in: "BB HB HH MV NI SH SN ST TH", day: fixed(10, 31) },
  { name: "Allerheiligen", in: "BW BY NW RP SL", day: fixed(11, 1) },
  { name: "Buß- und Bettag", in: "SN", day: repentanceDay },
  { name: "1. Weihnachtstag", in: "*", day: fixed(12, 25) },
  { name: "2. Weihnachtstag", in: "*", day: fixed(12, 26) },
];

function fixed(month: number, day: number): (year: number) => Temporal.PlainDate {
  return (year) => Temporal.PlainDate.from({ year, month, day });
}

function afterEaster(days: number): (year: number) => Temporal.PlainDate {
  return (year) => easter(year).add({ days });
}

/**
 * Public holidays of one state and year in order of date.
 * @param state  abbreviation such as `SN` (Saxony: § 1 SächsSFG); of an unknown one only the nationwide days
 */
export function holidays(year: number, state: string): Holiday[] {
  return rules
    .filter((rule) => rule.in === "*" || rule.in.split(" ").includes(state))
    .map(({ name, day }) => ({ name, day: day(year) }))
    .sort((a, b) => Temporal.PlainDate.compare(a.day, b.day));
}

const known = new Map<string, ReadonlySet<string>>();

/** Whether the day is a public holiday in that state. */
export function isHoliday(day: Temporal.PlainDate, state: string): boolean {
  const key = `${day.year} ${state}`;
  const days = known.get(key) ?? new Set(holidays(day.year, state).map((holiday) => holiday.day.toString()));
  known.set(key, days);
  return days.has(day.toString());
}
