/**
 * Baseline of the cooling (ISO 50006): its energy against IT energy and the outdoor temperature above a change point. A
 * baseline is fitted once, stored with its range, and never overwritten; an adjusted one is another version.
 */
import type { Baseline } from "../register/records.ts";
import type { Day } from "./daily.ts";
import { above, changePointModel, predict, steps } from "./models.ts";
import { unseenBias } from "./unseen.ts";
import { extrapolation, savingsOf, type Extrapolation, type Savings } from "./savings.ts";

/** Candidates for the change point, °C. */
export const candidates = steps(4, 18, 0.5);
/** A baseline shall have seen the whole range of operation, a year as a rule; below this it is refused. */
export const fewestDays = 90;
/** Limit of CV(RMSE) for daily data, ASHRAE Guideline 14 (hourly 30 %, monthly 15 %). */
export const cvLimit = 0.3;
/** Limit of the bias (NMBE), either sign, of the same row of the guideline (hourly 10 %, monthly 5 %). */
export const nmbeLimit = 0.1;

export class BaselineError extends Error {}

/** What the days say. @throws BaselineError  fewer days than a baseline needs */
export function fitCooling(days: readonly Day[]): Baseline["model"] {
  if (days.length < fewestDays)
    throw new BaselineError(`${days.length} complete days with temperature; a baseline needs ${fewestDays}`);
  const it = days.map(({ itKwh }) => itKwh);
  const temperature = days.map((day) => day.temperature);
  const y = days.map(({ coolingKwh }) => coolingKwh);
  const { changePoint, fit } = changePointModel({ name: "it", values: it }, temperature, y, candidates);
  const unseen = unseenBias({ driver: it, temperature, y }, candidates);
  const range = (values: readonly number[]): [number, number] => [
    values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  ];
  return {
    change_point: changePoint,
    coefficients: [...fit.coefficients],
    n: fit.n,
    n_prime: fit.nPrime,
    cv_rmse: fit.cvRmse,
    nmbe: fit.nmbe,
    ...(unseen !== undefined && { nmbe_unseen: unseen }),
    r2_adjusted: fit.r2Adjusted,
    it_range: range(it),
    temperature_range: range(temperature),
  };
}

export interface Verification {
  readonly savings: Savings;
  readonly outside: Extrapolation;
  /** Reporting / normalised baseline; below 1 is better. */
  readonly enpi: number;
  readonly days: number;
  /** Cooling that the baseline expects beyond what was measured, kWh by local month (`2025-03`). */
  readonly monthly: ReadonlyMap<string, number>;
}

/** A baseline and what the days of a report say against it; nothing without complete days. */
export interface BaselineResult {
  readonly baseline: Baseline;
  readonly verification?: Verification;
}

/** The days of a reporting period against a baseline; undefined without days. @param months  length of the period */
export function verify(model: Baseline["model"], days: readonly Day[], months: number): Verification | undefined {
  if (days.length === 0) return undefined;
  const it = days.map(({ itKwh }) => itKwh);
  const temperature = days.map((day) => day.temperature);
  const names = ["intercept", "it", "above"];
  const predicted = predict({ names, coefficients: model.coefficients }, { it, above: above(temperature, model.change_point) });
  const fit = { cvRmse: model.cv_rmse, n: model.n, nPrime: model.n_prime, coefficients: model.coefficients };
  const savings = savingsOf(
    fit,
    predicted,
    days.map(({ coolingKwh }) => coolingKwh),
    { months, frequency: "daily", confidence: 0.9 },
  );
  const outside = extrapolation({ it: model.it_range, temperature: model.temperature_range }, { it, temperature });
  const monthly = new Map<string, number>();
  for (const [index, { day, coolingKwh }] of days.entries()) {
    const month = day.slice(0, 7);
    monthly.set(month, (monthly.get(month) ?? 0) + (predicted[index] ?? 0) - coolingKwh);
  }
  return { monthly, savings, outside, enpi: savings.observed / savings.predicted, days: days.length };
}
