/** Figures of the team, never of a person: how often it is called, how soon somebody is on it, how much of it was worth it. Pure. */
import type { Severity } from "./alert.ts";

/** One incident for which somebody was called. */
export interface Called {
  readonly alert: string;
  /** What people read of it, in the site's language; left out: its name. */
  readonly title?: string;
  readonly severity: Severity;
  readonly openedAt: Date;
  readonly acknowledgedAt?: Date;
  readonly endedAt?: Date;
}

/** Fewer incidents, or people they could be about, say more of a person than of the team (BAG 1 ABR 46/15). */
export const fewest = 5;

export interface Spread {
  /** Seconds. */
  readonly median: number;
  readonly p90: number;
}

/** Rules that called often and were rarely taken on: candidates for a better limit, or for no page at all. */
export interface Noisy {
  readonly alert: string;
  readonly title?: string;
  readonly calls: number;
  /** Share that somebody took on, 0 to 1. */
  readonly taken: number;
}

export interface TeamFigures {
  readonly calls: number;
  readonly acknowledgement: Spread | undefined;
  readonly repair: Spread | undefined;
  /** Calls per 12 hours; two are what people can bear. */
  readonly perShift: number;
  /** Share of calls that somebody took on before they ended, 0 to 1. */
  readonly actionable: number;
  readonly noisy: readonly Noisy[];
}

const shiftMs = 12 * 3_600_000;

/** Middle value, and the one that nine of ten do not exceed (nearest rank); undefined for fewer than `fewest`. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  if (values.length < fewest) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  const middle = sorted.length / 2;
  const median = sorted.length % 2 === 1 ? at(Math.floor(middle)) : (at(middle - 1) + at(middle)) / 2;
  return { median, p90: at(Math.ceil(sorted.length * 0.9) - 1) };
}

/**
 * Figures of one period.
 * @param people  how many people the calls can have been about
 * @returns undefined when there are too few incidents or people
 */
export function teamFigures(called: readonly Called[], from: Date, until: Date, people: number): TeamFigures | undefined {
  if (called.length < fewest || people < fewest) return undefined;
  const taken = called.filter(({ acknowledgedAt }) => acknowledgedAt !== undefined);
  const seconds = (a: Date, b: Date | undefined): number[] => (b === undefined ? [] : [(b.getTime() - a.getTime()) / 1000]);
  const noisy = [...Map.groupBy(called, ({ alert }) => alert)]
    .map(([alert, list]) => ({
      alert,
      ...(list[0]?.title !== undefined && { title: list[0].title }),
      calls: list.length,
      taken: list.filter(({ acknowledgedAt }) => acknowledgedAt !== undefined).length / list.length,
    }))
    .filter(({ calls, taken: share }) => calls >= fewest && share < 0.5);
  return {
    calls: called.length,
    acknowledgement: spreadOf(taken.flatMap(({ openedAt, acknowledgedAt }) => seconds(openedAt, acknowledgedAt))),
    repair: spreadOf(called.flatMap(({ openedAt, endedAt }) => seconds(openedAt, endedAt))),
    perShift: called.length / ((until.getTime() - from.getTime()) / shiftMs),
    actionable: taken.length / called.length,
    noisy: noisy.sort((a, b) => b.calls - a.calls),
  };
}
