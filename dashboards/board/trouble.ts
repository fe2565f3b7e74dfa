import { formatNumber, type Locale } from "../../site/locale.ts";
import type { Level } from "./words.ts";

export type Part = "power" | "cooling" | "remote" | "networks" | "energy" | "chain";

/** One thing that is wrong now, as a sentence. */
export interface Trouble {
  readonly level: Exclude<Level, "ok">;
  /** The tiles that show it. */
  readonly parts: readonly Part[];
  /** Weight within a level: 0 the whole site is in danger, 1 the alarm chain, 2 many people, 3 one house or device. */
  readonly tier: 0 | 1 | 2 | 3;
  readonly sentence: string;
  /** What to do first, where no incident and no runbook says it. */
  readonly firstStep?: string;
  /** Seconds until it hurts; absent when it hurts already or never will. */
  readonly secondsLeft?: number;
  /** What it is about, so that an incident about the same is not said twice. */
  readonly about: readonly string[];
}

/** Levels, the worst first; blind means that nobody can say. */
export const severity: readonly Level[] = ["critical", "blind", "warning", "ok"];

/** The worse of two levels: critical, then blind (nobody can say), then warning. */
export const worse = (a: Level, b: Level): Level => (severity.indexOf(a) <= severity.indexOf(b) ? a : b);

export const celsius = (value: number, locale: Locale, digits = 1): string => `${formatNumber(value, locale, digits)}\u00a0°C`;
export const limitCelsius = (value: number, locale: Locale): string => celsius(value, locale, Number.isInteger(value) ? 0 : 1);
