/** Languages that staff read; German is the default. */
export type Locale = "de" | "en";

/** A typed dictionary: every key in both languages. Each room keeps its own beside the code that speaks. */
export type Dictionary<Key extends string> = Readonly<Record<Locale, Readonly<Record<Key, string>>>>;

const tags: Readonly<Record<Locale, string>> = { de: "de-DE", en: "en-GB" };

/** The number in the locale's writing (decimal comma in German), with fixed digits after the comma. */
export function formatNumber(value: number, locale: Locale, digits = 0): string {
  return value.toLocaleString(tags[locale], { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** A ratio 0..1 as percent: `0.712` → `71 %`. */
export function formatPercent(ratio: number, locale: Locale, digits = 0): string {
  return `${formatNumber(ratio * 100, locale, digits)} %`;
}

/**
 * Seconds as a person says them: `45 s`, `9 min`, `2 h 05 min`, `3 d 4 h`. Negative spans keep their sign.
 * Minutes are cut, not rounded: whoever reads "9 min left" must have them.
 */
export function formatDuration(seconds: number, locale: Locale = "de"): string {
  if (!Number.isFinite(seconds)) return locale === "de" ? "unbekannt" : "unknown";
  const sign = seconds < 0 ? "−" : "";
  const s = Math.floor(Math.abs(seconds));
  if (s < 120) return `${sign}${s} s`;
  const minutes = Math.floor(s / 60);
  if (minutes < 120) return `${sign}${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${sign}${hours} h ${String(minutes % 60).padStart(2, "0")} min`;
  const day = locale === "de" ? "T" : "d";
  return `${sign}${Math.floor(hours / 24)} ${day} ${hours % 24} h`;
}

/** Date and time in the site's zone: `23.11.2026 03:04` (de), `23/11/2026, 03:04` (en). */
export function formatInstant(at: Date, timeZone: string, locale: Locale = "de"): string {
  return at.toLocaleString(tags[locale], { timeZone, dateStyle: "medium", timeStyle: "short" });
}

/** Weekday, date and time in the site's zone, with seconds on demand: `Mo., 23.11.2026, 08:00` (de), `Mon, 23/11/2026, 08:00` (en). */
export function formatDay(at: Date, timeZone: string, locale: Locale = "de", seconds = false): string {
  return at.toLocaleString(tags[locale], {
    timeZone,
    weekday: "short",
    day: "2-digit",
    month: "2-digit",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    ...(seconds && { second: "2-digit" }),
  });
}

/** Time of day in the site's zone, with seconds on demand: `03:04`. */
export function formatTime(at: Date, timeZone: string, locale: Locale = "de", seconds = false): string {
  const second = seconds ? ({ second: "2-digit" } as const) : {};
  return at.toLocaleTimeString(tags[locale], { timeZone, hour: "2-digit", minute: "2-digit", ...second });
}

/** A moment as somebody says it at another: `03:04` on the same day of the site's zone, else with its day, as `formatDay`. */
export function formatMoment(at: Date, now: Date, timeZone: string, locale: Locale = "de"): string {
  const day = (one: Date): string => one.toLocaleDateString(tags[locale], { timeZone });
  return day(at) === day(now) ? formatTime(at, timeZone, locale) : formatDay(at, timeZone, locale);
}

/** The locale a browser or shell asks for; German unless English is asked for first. */
export function localeOf(wish: string | undefined): Locale {
  return wish !== undefined && /^en\b/i.test(wish.trim()) ? "en" : "de";
}
