/** Ordinary least squares by Householder QR: the normal equations lose half of the digits, this keeps them. */
import { twoSidedP } from "./student.ts";
import { fitErrors } from "./errors.ts";

/** Independent variables by name, each with one value per observation. */
export type Variables = Readonly<Record<string, readonly number[]>>;

export interface Fit {
  /** Names of the coefficients, `intercept` first. */
  readonly names: readonly string[];
  readonly coefficients: readonly number[];
  readonly standardErrors: readonly number[];
  readonly t: readonly number[];
  readonly p: readonly number[];
  readonly r2: number;
  readonly r2Adjusted: number;
  readonly sse: number;
  /** sqrt(SSE / (n − p)). */
  readonly rmse: number;
  readonly cvRmse: number;
  readonly nmbe: number;
  readonly rho1: number;
  readonly nPrime: number;
  readonly n: number;
  readonly meanY: number;
  readonly predicted: readonly number[];
}

/** The columns do not determine the coefficients: too few observations, or one column is made of others. */
export class RankError extends Error {}

/**
 * y ≈ b0 + b1·x1 + …
 * @throws RankError  fewer observations than coefficients plus one, or dependent columns (names the first one)
 * @throws RangeError  a column has another length than y, or a value is not finite
 */
export function leastSquares(variables: Variables, y: readonly number[]): Fit {
  const names = ["intercept", ...Object.keys(variables)];
  const columns = [Array.from<number>({ length: y.length }).fill(1), ...Object.values(variables).map((column) => [...column])];
  const n = y.length;
  const p = columns.length;
  for (const [index, column] of [...columns, [...y]].entries()) {
    if (column.length !== n) throw new RangeError(`${names[index] ?? "y"} has ${column.length} values, y has ${n}`);
    const wrong = column.findIndex((value) => !Number.isFinite(value));
    if (wrong >= 0) throw new RangeError(`${names[index] ?? "y"}[${wrong}] is not a number`);
  }
  if (n <= p) throw new RankError(`${n} observations do not determine ${p} coefficients and their errors`);
  const { coefficients, inverseDiagonal } = solve(columns, [...y], names);
  const predicted = y.map((_, row) =>
    columns.reduce((sum, column, index) => sum + (coefficients[index] ?? 0) * (column[row] ?? 0), 0),
  );
  const errors = fitErrors(y, predicted, p);
  const meanY = mean(y);
  const total = y.reduce((sum, value) => sum + (value - meanY) ** 2, 0);
  const variance = errors.sse / (n - p);
  const standardErrors = inverseDiagonal.map((diagonal) => Math.sqrt(variance * diagonal));
  const t = coefficients.map((value, index) => value / (standardErrors[index] ?? Number.NaN));
  const r2 = 1 - errors.sse / total;
  return {
    names,
    coefficients,
    standardErrors,
    t,
    p: t.map((value) => twoSidedP(value, n - p)),
    r2,
    r2Adjusted: 1 - ((1 - r2) * (n - 1)) / (n - p),
    sse: errors.sse,
    rmse: Math.sqrt(variance),
    cvRmse: errors.cvRmse,
    nmbe: errors.nmbe,
    rho1: errors.rho1,
    nPrime: effectiveCount(n, errors.rho1),
    n,
    meanY,
    predicted,
  };
}

/** Observations that are left when successive residuals are alike: n (1 − rho1) / (1 + rho1). */
export const effectiveCount = (n: number, rho1: number): number => (n * (1 - rho1)) / (1 + rho1);

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Reflects the columns to a triangle and solves it; columns are overwritten in copies. */
function solve(
  original: readonly (readonly number[])[],
  y: number[],
  names: readonly string[],
): { coefficients: number[]; inverseDiagonal: number[] } {
  const columns = original.map((column) => [...column]);
  const p = columns.length;
  const n = y.length;
  const diagonal: number[] = [];
  for (const [k, column] of columns.entries()) {
    const full = Math.hypot(...(original[k] ?? []));
    let norm = 0;
    for (let row = k; row < n; row += 1) norm = Math.hypot(norm, column[row] ?? 0);
    if (norm <= 1e-11 * full) throw new RankError(`the column ${names[k]} is made of the others`);
    const alpha = (column[k] ?? 0) > 0 ? -norm : norm;
    diagonal.push(alpha);
    column[k] = (column[k] ?? 0) - alpha;
    let square = 0;
    for (let row = k; row < n; row += 1) square += (column[row] ?? 0) ** 2;
    for (const target of [...columns.slice(k + 1), y]) {
      let dot = 0;
      for (let row = k; row < n; row += 1) dot += (column[row] ?? 0) * (target[row] ?? 0);
      const factor = (2 * dot) / square;
      for (let row = k; row < n; row += 1) target[row] = (target[row] ?? 0) - factor * (column[row] ?? 0);
    }
  }
  const entry = (row: number, k: number): number => (row === k ? (diagonal[k] ?? 0) : (columns[k]?.[row] ?? 0));
  const back = (right: readonly number[]): number[] => {
    const result = Array.from<number>({ length: p }).fill(0);
    for (let row = p - 1; row >= 0; row -= 1) {
      let sum = right[row] ?? 0;
      for (let k = row + 1; k < p; k += 1) sum -= entry(row, k) * (result[k] ?? 0);
      result[row] = sum / entry(row, row);
    }
    return result;
  };
  // diag((XᵀX)⁻¹) = row norms of R⁻¹, found column by column.
  const inverseDiagonal = Array.from<number>({ length: p }).fill(0);
  for (let k = 0; k < p; k += 1) {
    const column = back(Array.from({ length: p }, (_, row) => (row === k ? 1 : 0)));
    for (const [row, value] of column.entries()) inverseDiagonal[row] = (inverseDiagonal[row] ?? 0) + value ** 2;
  }
  return { coefficients: back(y), inverseDiagonal };
}
