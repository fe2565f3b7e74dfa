/** Measurement uncertainty from accuracy classes (GUM: rectangular distribution, k = 2). */

export interface MeterUncertainty {
  /** Limits combined in squares, percent. */
  readonly combinedPercent: number;
  /** Limits added up, percent. */
  readonly worstCasePercent: number;
  /** Standard uncertainty, percent: combined limit / √3. */
  readonly standardPercent: number;
}

/** A meter and, where fitted, its current and voltage transformers. @param limitsPercent  maximum permissible errors, percent */
export function meterUncertainty(limitsPercent: readonly number[]): MeterUncertainty {
  const combinedPercent = Math.hypot(...limitsPercent);
  return {
    combinedPercent,
    worstCasePercent: limitsPercent.reduce((sum, limit) => sum + limit, 0),
    standardPercent: combinedPercent / Math.sqrt(3),
  };
}

/**
 * Relative standard uncertainty of a sum of meters.
 * @param correlated  like meters err alike: their uncertainties add up straight instead of in squares
 */
export function sumUncertainty(
  meters: readonly { readonly kwh: number; readonly relative: number }[],
  correlated: boolean,
): number {
  const total = meters.reduce((sum, { kwh }) => sum + kwh, 0);
  const own = meters.map(({ kwh, relative }) => kwh * relative);
  return (correlated ? own.reduce((sum, value) => sum + Math.abs(value), 0) : Math.hypot(...own)) / total;
}

export type BalanceStatus = "plausible" | "negative_within_uncertainty" | "error";

export interface Rest {
  readonly kwh: number;
  /** Share of the parent. */
  readonly share: number;
  /** Expanded uncertainty of the rest, k = 2. */
  readonly uncertaintyKwh: number;
  readonly status: BalanceStatus;
}

/** What a parent meter shows beyond its children. A negative rest is never cut to zero: within the uncertainty it is said, beyond it is an error. */
export function restOf(
  parent: { readonly kwh: number; readonly relative: number },
  children: readonly { readonly kwh: number; readonly relative: number }[],
): Rest {
  const kwh = parent.kwh - children.reduce((sum, child) => sum + child.kwh, 0);
  const uncertaintyKwh = 2 * Math.hypot(...[parent, ...children].map((meter) => meter.kwh * meter.relative));
  const negative = -kwh <= uncertaintyKwh ? "negative_within_uncertainty" : "error";
  return { kwh, share: kwh / parent.kwh, uncertaintyKwh, status: kwh >= 0 ? "plausible" : negative };
}

/** A verdict against an upper limit; undefined when the interval spans the limit: then nobody can say. */
export function verdict(interval: readonly [number, number], limit: number): boolean | undefined {
  if (interval[1] <= limit) return true;
  return interval[0] > limit ? false : undefined;
}
