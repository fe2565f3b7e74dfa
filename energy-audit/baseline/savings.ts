/** Savings against a baseline with their uncertainty (ASHRAE Guideline 14, ISO 50015). */
import { twoSidedQuantile } from "./student.ts";

export type Frequency = "daily" | "billing" | "hourly";

export interface Savings {
  readonly predicted: number;
  readonly observed: number;
  /** Baseline minus reporting: positive is saved. */
  readonly savings: number;
  readonly fraction: number;
  /** Two-sided quantile of Student's t with n − p degrees of freedom. */
  readonly t: number;
  /** Half width of the interval by the factor 1.26. */
  readonly uncertainty126: number;
  /** Half width by the polynomial in the months of the reporting period. */
  readonly uncertaintyPolynomial: number;
  readonly polynomial: number;
  readonly fsu126: number;
  readonly fsuPolynomial: number;
}

/** Factor of the interval by reporting months; daily and monthly data have their own (hourly uses 1.26). */
export function polynomialFactor(months: number, frequency: Frequency): number {
  if (frequency === "hourly") return 1.26;
  return frequency === "daily"
    ? -0.00024 * months ** 2 + 0.03535 * months + 1.00286
    : -0.00022 * months ** 2 + 0.03306 * months + 0.94054;
}

/**
 * Savings over a reporting period with their interval: t · CV(RMSE) · mean(predicted) · sqrt((n / n′)(1 + 2 / n′) m), times
 * 1.26 or the polynomial.
 * @param model  baseline of n observations with p coefficients
 * @param predicted  the baseline's prediction for each interval of the reporting period
 * @param months  length of the reporting period in months
 * @returns the fractional uncertainty too: half width over savings; negative when nothing was saved
 */
export function savingsOf(
  model: { readonly cvRmse: number; readonly n: number; readonly nPrime: number; readonly coefficients: readonly number[] },
  predicted: readonly number[],
  observed: readonly number[],
  { months, frequency, confidence }: { months: number; frequency: Frequency; confidence: number },
): Savings {
  const total = predicted.reduce((sum, value) => sum + value, 0);
  const used = observed.reduce((sum, value) => sum + value, 0);
  const m = predicted.length;
  const t = twoSidedQuantile(confidence, model.n - model.coefficients.length);
  const spread = t * model.cvRmse * (total / m) * Math.sqrt((model.n / model.nPrime) * (1 + 2 / model.nPrime) * m);
  const polynomial = polynomialFactor(months, frequency);
  const savings = total - used;
  return {
    predicted: total,
    observed: used,
    savings,
    fraction: savings / total,
    t,
    uncertainty126: 1.26 * spread,
    uncertaintyPolynomial: polynomial * spread,
    polynomial,
    fsu126: (1.26 * spread) / savings,
    fsuPolynomial: (polynomial * spread) / savings,
  };
}

export interface Extrapolation {
  /** Range of each variable in the baseline and how many reporting intervals lie outside it. */
  readonly variables: Readonly<Record<string, { readonly min: number; readonly max: number; readonly outside: number }>>;
  readonly outsideAny: number;
  /** Share of reporting intervals outside the range of at least one variable. */
  readonly share: number;
}

/** Above this share of intervals outside the baseline's range, savings are called computed, never proven. */
export const extrapolationLimit = 0.05;

/** Where the reporting period leaves what the baseline has seen; the interval of a regression does not cover that. */
export function extrapolation(
  baseline: Readonly<Record<string, readonly number[]>>,
  reporting: Readonly<Record<string, readonly number[]>>,
): Extrapolation {
  const variables: Record<string, { min: number; max: number; outside: number }> = {};
  const outsideRows = new Set<number>();
  let count = 0;
  for (const [name, values] of Object.entries(baseline)) {
    const min = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    const max = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    const rows = reporting[name] ?? [];
    count = Math.max(count, rows.length);
    let outside = 0;
    for (const [row, value] of rows.entries()) {
      if (value >= min && value <= max) continue;
      outside += 1;
      outsideRows.add(row);
    }
    variables[name] = { min, max, outside };
  }
  return { variables, outsideAny: outsideRows.size, share: count === 0 ? 0 : outsideRows.size / count };
}
