/**
 * The words of the ledger. Amounts are whole base units (joules for energy and heat, millilitres for water), so sums are
 * exact in any order; people read kWh and m³.
 */
import type { Meter } from "../../site/inventory.ts";

/** How an amount was found. The order is the code in the database: append only. */
export const methods = ["measured", "difference", "estimated", "corrected", "manual"] as const;
export type Method = (typeof methods)[number];

/**
 * What is known about an amount, best first; the worst part of a quarter hour names the whole.
 * - `good`        counted, samples close together
 * - `integrated`  the meter has no counter: power integrated over time
 * - `split`       counted over a gap: the total is known, its split over the quarter hours is linear
 * - `bridged`     power taken as straight over a short gap
 * - `suspect`     the meter stood still under load, or ran backwards: the total is right once it runs again
 * - `lower_bound` the counter restarted: what it counted before the restart is lost
 * - `substitute`  a replacement value by rule, or an entry by hand
 */
export const qualities = ["good", "integrated", "split", "bridged", "suspect", "lower_bound", "substitute"] as const;
export type Quality = (typeof qualities)[number];

export type Unit = "J" | "ml";
export const joulesPerKwh = 3_600_000;
export const millilitresPerM3 = 1_000_000;
/** Base units of the ledger in what a meter shows one of: joules in a kWh, millilitres in a m³. */
export const baseOf = ({ role }: Pick<Meter, "role">): number => (role === "water" ? millilitresPerM3 : joulesPerKwh);

/** The amount of one meter in one quarter hour. */
export interface Booking {
  /** Start of the quarter hour, epoch seconds. */
  readonly quarter: number;
  /** Base units, whole. */
  readonly amount: number;
  readonly method: Method;
  readonly quality: Quality;
  /** Seconds of the quarter hour that are covered by samples close together, 0 to 900. */
  readonly measuredSeconds: number;
}

/**
 * What was noticed while booking.
 * - `rollover` counter wrapped · `reset` restarted near 0 · `rewind` restored a slightly older value · `replaced` another
 *   counter goes on from elsewhere · `gap` no valid value for long · `invalid_value` sentinel or nonsense · `stuck` stands
 *   still under load
 */
export type EventKind = "rollover" | "reset" | "rewind" | "replaced" | "gap" | "invalid_value" | "stuck";

export interface LedgerEvent {
  /** Epoch seconds. */
  readonly at: number;
  readonly kind: EventKind;
  /** Length, for gaps and standstills. */
  readonly seconds?: number;
}

/** One raw value as read; null, NaN and negative values are what a device says when it knows nothing. */
export interface RawSample {
  /** Epoch seconds, fractions allowed. */
  readonly at: number;
  readonly value: number | null;
}

/** How a meter's raw samples are to be read. */
export interface MeterReading {
  /** `counter` counts base units; `power` is base units per second and gets integrated. */
  readonly kind: "counter" | "power";
  /** Value at which the counter wraps to 0, base units; undefined when not known: a wrap is then taken as a restart. */
  readonly modulus?: number;
  /** Smallest step of the counter, base units. */
  readonly resolution: number;
  /** Most that the meter can count in a second (its highest power in watts). */
  readonly maxPerSecond: number;
  /** Seconds between two new values of the device at most, when all is well. */
  readonly nominalSeconds: number;
  /** Samples further apart than this are a gap. */
  readonly gapSeconds: number;
  /**
   * A fall that is neither rollover nor rewind, to a value that the meter cannot have counted since the last sample.
   * - `count` a reset like any other, the new value is the lower bound: the letter of the facts (section 2.1)
   * - `ask` nothing is booked for it: a device that was swapped starts at what it counted elsewhere, and no bill may hold that.
   *   The next value says whether this one was wrong (`invalid_value`) or the counter goes on from there (`replaced`)
   */
  readonly impossibleReset: "count" | "ask";
}
