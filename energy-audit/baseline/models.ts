/** Baseline models: change point by search, and degree days with balance points. */
import { leastSquares, RankError, type Fit } from "./least-squares.ts";

/** Candidates from … to in steps, without the drift of adding a step again and again. */
export function steps(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.floor((to - from) / step + 1e-9) + 1 }, (_, index) => from + index * step);
}

export interface ChangePointFit {
  readonly changePoint: number;
  readonly fit: Fit;
  /** Adjusted R² by candidate, so that a reader sees how sharp the choice is. */
  readonly scan: ReadonlyMap<number, number>;
}

/**
 * Energy against a driver and the outdoor temperature above a change point: b0 + b1·driver + b2·max(0, T − change point).
 * The candidate with the highest adjusted R² wins, the lower one of equals.
 * @throws RankError  no candidate can be fitted
 */
export function changePointModel(
  driver: { readonly name: string; readonly values: readonly number[] },
  temperature: readonly number[],
  y: readonly number[],
  candidates: readonly number[],
): ChangePointFit {
  const scan = new Map<number, number>();
  let best: { changePoint: number; fit: Fit } | undefined;
  for (const changePoint of candidates) {
    const fit = attempt(() => leastSquares({ [driver.name]: driver.values, above: above(temperature, changePoint) }, y));
    if (fit === undefined) continue;
    scan.set(changePoint, fit.r2Adjusted);
    if (best === undefined || fit.r2Adjusted > best.fit.r2Adjusted) best = { changePoint, fit };
  }
  if (best === undefined) throw new RankError("no change point gives a model");
  return { ...best, scan };
}

/** Degrees above a balance point, per interval. */
export const above = (temperature: readonly number[], balance: number): number[] =>
  temperature.map((value) => Math.max(0, value - balance));

/** Degrees below a balance point, per interval. */
export const below = (temperature: readonly number[], balance: number): number[] =>
  temperature.map((value) => Math.max(0, balance - value));

export interface DegreeDayFit {
  readonly model: "intercept_only" | "cdd_only" | "hdd_only" | "cdd_hdd";
  readonly balance: { readonly cooling?: number; readonly heating?: number };
  readonly fit: Fit;
}

/** A term needs this many days and degree days, or it is noise. */
const minimumDays = 10;
const minimumTotal = 20;

/**
 * Daily energy against degree days with the best balance points (heating ≤ cooling): all coefficients must be 0 or more,
 * each term needs enough degree days, and the highest adjusted R² wins.
 * @see CalTRACK daily method (public), as used by OpenEEmeter
 */
export function degreeDayModel(
  temperature: readonly number[],
  y: readonly number[],
  candidates: readonly number[],
): DegreeDayFit {
  const cooling = new Map(
    candidates.map((point) => [point, above(temperature, point)] as const).filter(([, days]) => enough(days)),
  );
  const heating = new Map(
    candidates.map((point) => [point, below(temperature, point)] as const).filter(([, days]) => enough(days)),
  );
  let best: DegreeDayFit | undefined;
  const consider = (
    model: DegreeDayFit["model"],
    balance: DegreeDayFit["balance"],
    variables: Record<string, readonly number[]>,
  ): void => {
    const fit = attempt(() => leastSquares(variables, y));
    if (fit === undefined || fit.coefficients.some((value) => value < 0)) return;
    if (best === undefined || fit.r2Adjusted > best.fit.r2Adjusted) best = { model, balance, fit };
  };
  consider("intercept_only", {}, {});
  for (const [point, cdd] of cooling) consider("cdd_only", { cooling: point }, { cdd });
  for (const [point, hdd] of heating) consider("hdd_only", { heating: point }, { hdd });
  for (const [coolingPoint, cdd] of cooling) {
    for (const [heatingPoint, hdd] of heating) {
      if (heatingPoint <= coolingPoint) consider("cdd_hdd", { cooling: coolingPoint, heating: heatingPoint }, { cdd, hdd });
    }
  }
  if (best === undefined) throw new RankError("no degree-day model fits: every candidate has a negative coefficient");
  return best;
}

const enough = (days: readonly number[]): boolean =>
  days.filter((value) => value > 0).length >= minimumDays && days.reduce((sum, value) => sum + value, 0) >= minimumTotal;

function attempt(fit: () => Fit): Fit | undefined {
  try {
    return fit();
  } catch (error) {
    if (error instanceof RankError) return undefined;
    throw error;
  }
}

/** Prediction of a fit for new values of its variables. */
export function predict(
  { names, coefficients }: Pick<Fit, "names" | "coefficients">,
  variables: Readonly<Record<string, readonly number[]>>,
): number[] {
  const length = Math.max(0, ...Object.values(variables).map((values) => values.length));
  return Array.from({ length }, (_, row) =>
    names.reduce(
      (sum, name, index) => sum + (coefficients[index] ?? 0) * (name === "intercept" ? 1 : (variables[name]?.[row] ?? 0)),
      0,
    ),
  );
}
