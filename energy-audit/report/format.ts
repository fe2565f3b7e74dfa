/** Numbers as a report writes them: as many digits as the uncertainty carries, units with a no-break space. */
import type { AuditedSite } from "../kpi/site.ts";
import { formatInstant, formatNumber, type Locale } from "../../site/locale.ts";
import { instantOf } from "../ledger/calendar.ts";

/** U+00A0: a number never stands on another line than its unit. */
const space = "\u00A0";
/** Shown where there is no value. */
export const dash = "–";

export interface Format {
  readonly number: (value: number, digits?: number) => string;
  /** kWh, or MWh from 10,000 kWh on. */
  readonly energy: (kwh: number) => string;
  /** Energies that stand below one another: all in the unit that the largest one asks for, one digit after MWh. */
  readonly energies: (all: readonly number[]) => (kwh: number) => string;
  /** The uncertainty of an energy, in its unit. */
  readonly spread: (kwh: number, of: number) => string;
  /** The interval of an energy, in its unit. */
  readonly energyRange: (low: number, high: number, of: number) => string;
  /** Cut, not rounded: 99.96 % never reads as complete. `up` for shares that one must not make smaller. */
  readonly share: (ratio: number, direction?: "down" | "up") => string;
  readonly percent: (ratio: number, digits?: number) => string;
  readonly eur: (value: number) => string;
  readonly tonnes: (value: number) => string;
  readonly kw: (value: number) => string;
  /** ISO date in the locale's writing. */
  readonly day: (iso: string) => string;
  /** Local date of an instant. */
  readonly date: (seconds: number) => string;
  readonly instant: (seconds: number) => string;
  /** `Januar 2025`, or `Jan` short. */
  readonly month: (key: string, style: "long" | "short") => string;
}

export function formatOf(site: AuditedSite, locale: Locale): Format {
  const tag = locale === "de" ? "de-DE" : "en-GB";
  const number = (value: number, digits = 0): string =>
    formatNumber(Math.abs(value) < 0.5 * 10 ** -digits ? 0 : value, locale, digits).replace("-", "−");
  /** In the unit and with the digits that fit a size. */
  const energyAs = (kwh: number, size: number): string => {
    if (size >= 10_000) return `${number(kwh / 1000, size >= 1_000_000 ? 0 : 1)}${space}MWh`;
    return `${number(kwh, size < 100 ? 1 : 0)}${space}kWh`;
  };
  const date = (iso: string): Date => new Date(`${iso}T12:00:00Z`);
  return {
    number,
    energy: (kwh) => energyAs(kwh, Math.abs(kwh)),
    energies: (all) => {
      const most = Math.max(0, ...all.map(Math.abs));
      return (kwh) => energyAs(kwh, Math.min(most, 999_999));
    },
    spread: (kwh, of) => energyAs(kwh, Math.min(Math.abs(of), 999_999)),
    energyRange: (low, high, of) => {
      const size = Math.min(Math.abs(of), 999_999);
      return `${energyAs(low, size)} – ${energyAs(high, size)}`;
    },
    share: (ratio, direction = "down") => {
      const cut = direction === "down" ? Math.floor(ratio * 1000 + 1e-9) : Math.ceil(ratio * 1000 - 1e-9);
      const thousandths = Math.max(0, cut);
      return `${number(thousandths / 10, thousandths % 10 === 0 ? 0 : 1)}${space}%`;
    },
    percent: (ratio, digits = 0) => `${number(ratio * 100, digits)}${space}%`,
    eur: (value) => `${number(value)}${space}€`,
    tonnes: (value) => `${number(value, Math.abs(value) < 10 ? 1 : 0)}${space}t`,
    kw: (value) => `${number(value, Math.abs(value) < 100 ? 1 : 0)}${space}kW`,
    day: (iso) => date(iso).toLocaleDateString(tag, { timeZone: "UTC", dateStyle: "medium" }),
    date: (seconds) => instantOf(seconds).toLocaleDateString(tag, { timeZone: site.site.time_zone, dateStyle: "medium" }),
    instant: (seconds) => formatInstant(instantOf(seconds), site.site.time_zone, locale),
    month: (key, style) =>
      date(`${key}-15`).toLocaleDateString(tag, { timeZone: "UTC", month: style, ...(style === "long" && { year: "numeric" }) }),
  };
}
