/** Cases of baselines: degree days, EnPI and balance, regression. */
import { degreeDays } from "../../../../energy-audit/baseline/degree-days.ts";
import { performance } from "../../../../energy-audit/baseline/enpi.ts";
import { fitErrors } from "../../../../energy-audit/baseline/errors.ts";
import { effectiveCount, leastSquares } from "../../../../energy-audit/baseline/least-squares.ts";
import { predict } from "../../../../energy-audit/baseline/models.ts";
import { savingsOf, type Frequency } from "../../../../energy-audit/baseline/savings.ts";
import { restOf } from "../../../../energy-audit/kpi/uncertainty.ts";

export function degreeDayCase(input: {
  daily_mean_c: (number | null)[];
  heating_base_c: number;
  cooling_base_c: number;
}): unknown {
  const known = input.daily_mean_c.filter((value) => value !== null);
  const days = degreeDays(known, { heating: input.heating_base_c, cooling: input.cooling_base_c });
  return {
    hdd_simple: days.hddSimple,
    cdd_simple: days.cddSimple,
    hdd_eurostat: days.hddEurostat,
    cdd_eurostat: days.cddEurostat,
    gradtagzahl_20_15: days.gradtagzahl,
  };
}

export function enpi(input: {
  baseline_energy?: number[];
  baseline_driver?: number[];
  reporting_energy?: number[];
  reporting_driver?: number[];
  model?: { b0: number; b1: number } | null;
  parent_kwh?: number;
  children_kwh?: Record<string, number>;
  u_std_percent?: Record<string, number>;
}): unknown {
  if (input.children_kwh !== undefined) {
    const relative = (name: string): number => (input.u_std_percent?.[name] ?? 0) / 100;
    const children = Object.entries(input.children_kwh).map(([name, kwh]) => ({ kwh, relative: relative(name) }));
    const rest = restOf({ kwh: input.parent_kwh ?? 0, relative: relative("parent") }, children);
    return { unmetered_kwh: rest.kwh, unmetered_percent: rest.share * 100, U_k2_kwh: rest.uncertaintyKwh, status: rest.status };
  }
  const { baseline_energy: energies = [], baseline_driver: driver = [] } = input;
  const given = input.model ?? undefined;
  const [fitted0 = 0, fitted1 = 0] = given === undefined ? leastSquares({ driver }, energies).coefficients : [];
  const { b0 = fitted0, b1 = fitted1 } = given ?? {};
  const result = performance(
    { energy: energies, driver },
    { energy: input.reporting_energy ?? [], driver: input.reporting_driver ?? [] },
    [b0, b1],
  );
  return {
    simple_ratio_baseline: result.ratioBaseline,
    simple_ratio_reporting: result.ratioReporting,
    simple_ratio_change_percent: result.ratioChange * 100,
    normalised_baseline: result.normalisedBaseline,
    reporting: result.reporting,
    improvement_percent: result.improvement * 100,
    enpi_ratio: result.enpi,
    absolute_change_percent: result.absoluteChange * 100,
  };
}

export function regression(input: {
  variables?: Record<string, number[]>;
  y?: number[];
  reporting?: { variables: Record<string, number[]>; y: number[]; months: number; frequency: Frequency; confidence: number };
  observed?: number[];
  predicted?: number[];
  p?: number;
}): unknown {
  if (input.variables === undefined) {
    const errors = fitErrors(input.observed ?? [], input.predicted ?? [], input.p ?? 1);
    return {
      mbe: errors.mbe,
      nmbe_plain: errors.nmbePlain,
      nmbe_g14: errors.nmbe,
      rmse: errors.rmse,
      cvrmse_plain: errors.cvRmsePlain,
      cvrmse_g14: errors.cvRmse,
      mae: errors.mae,
      rho1: errors.rho1,
      n_prime: effectiveCount(input.observed?.length ?? 0, errors.rho1),
    };
  }
  const fit = leastSquares(input.variables, input.y ?? []);
  const named = (values: readonly number[], from = 0): Record<string, number> =>
    Object.fromEntries(fit.names.slice(from).map((name, index) => [name, values[index + from] ?? Number.NaN]));
  const result = {
    intercept: fit.coefficients[0],
    coefficients: named(fit.coefficients, 1),
    t: named(fit.t),
    p: named(fit.p),
    r2: fit.r2,
    r2_adj: fit.r2Adjusted,
    rmse_adj: fit.rmse,
    cvrmse: fit.cvRmse,
    nmbe: fit.nmbe,
    rho1: fit.rho1,
    n_prime: fit.nPrime,
    n: fit.n,
    p_count: fit.coefficients.length,
  };
  if (input.reporting === undefined) return result;
  const { variables, y, ...span } = input.reporting;
  const saved = savingsOf(fit, predict(fit, variables), y, span);
  return {
    ...result,
    reporting: {
      predicted_sum: saved.predicted,
      observed_sum: saved.observed,
      savings: saved.savings,
      savings_fraction: saved.fraction,
      t: saved.t,
      m: y.length,
      uncert_126: saved.uncertainty126,
      fsu_126: saved.fsu126,
      poly_factor: saved.polynomial,
      uncert_poly: saved.uncertaintyPolynomial,
      fsu_poly: saved.fsuPolynomial,
    },
  };
}
