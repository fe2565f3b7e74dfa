/** Error measures of a model. Residual = observed − predicted, everywhere. */

export interface FitErrors {
  readonly sse: number;
  /** Mean of the residuals. */
  readonly mbe: number;
  /** Mean residual over mean observation. */
  readonly nmbePlain: number;
  /** Sum of residuals / ((n − p) · mean), the form of ASHRAE Guideline 14. */
  readonly nmbe: number;
  readonly rmse: number;
  readonly cvRmsePlain: number;
  /** sqrt(SSE / (n − p)) / mean, the form of ASHRAE Guideline 14. */
  readonly cvRmse: number;
  readonly mae: number;
  /** Pearson correlation of successive residuals. */
  readonly rho1: number;
}

/**
 * @param p  count of coefficients including the intercept
 */
export function fitErrors(observed: readonly number[], predicted: readonly number[], p: number): FitErrors {
  const n = observed.length;
  const residuals = observed.map((value, index) => value - (predicted[index] ?? Number.NaN));
  const sum = residuals.reduce((total, residual) => total + residual, 0);
  const sse = residuals.reduce((total, residual) => total + residual ** 2, 0);
  const mean = observed.reduce((total, value) => total + value, 0) / n;
  return {
    sse,
    mbe: sum / n,
    nmbePlain: sum / n / mean,
    nmbe: sum / ((n - p) * mean),
    rmse: Math.sqrt(sse / n),
    cvRmsePlain: Math.sqrt(sse / n) / mean,
    cvRmse: Math.sqrt(sse / (n - p)) / mean,
    mae: residuals.reduce((total, residual) => total + Math.abs(residual), 0) / n,
    rho1: correlation(residuals.slice(1), residuals.slice(0, -1)),
  };
}

/** Pearson correlation; NaN for a constant. */
export function correlation(a: readonly number[], b: readonly number[]): number {
  const meanA = a.reduce((sum, value) => sum + value, 0) / a.length;
  const meanB = b.reduce((sum, value) => sum + value, 0) / b.length;
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (const [index, value] of a.entries()) {
    const da = value - meanA;
    const db = (b[index] ?? 0) - meanB;
    ab += da * db;
    aa += da * da;
    bb += db * db;
  }
  return ab / Math.sqrt(aa * bb);
}
