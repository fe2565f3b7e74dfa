/** Energy performance against a normalised baseline (ISO 50006). */

export interface Performance {
  /** Energy per driver, plainly: misleading where there is a base load; shown to say so. */
  readonly ratioBaseline: number;
  readonly ratioReporting: number;
  readonly ratioChange: number;
  /** What the baseline model says for the drivers of the reporting period. */
  readonly normalisedBaseline: number;
  readonly reporting: number;
  /** (normalised baseline − reporting) / normalised baseline. */
  readonly improvement: number;
  /** Reporting / normalised baseline; below 1 is better. */
  readonly enpi: number;
  readonly absoluteChange: number;
}

/** @param model  intercept, then the slope of the driver */
export function performance(
  baseline: { readonly energy: readonly number[]; readonly driver: readonly number[] },
  reporting: { readonly energy: readonly number[]; readonly driver: readonly number[] },
  model: readonly [number, number],
): Performance {
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const before = sum(baseline.energy);
  const now = sum(reporting.energy);
  const ratioBaseline = before / sum(baseline.driver);
  const ratioReporting = now / sum(reporting.driver);
  const normalisedBaseline = reporting.driver.reduce((total, driver) => total + model[0] + model[1] * driver, 0);
  return {
    ratioBaseline,
    ratioReporting,
    ratioChange: ratioReporting / ratioBaseline - 1,
    normalisedBaseline,
    reporting: now,
    improvement: (normalisedBaseline - now) / normalisedBaseline,
    enpi: now / normalisedBaseline,
    absoluteChange: now / before - 1,
  };
}
