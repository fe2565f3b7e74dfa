/**
 * Bias of a model on days that it has not seen. On its own days least squares has none by construction (NMBE 0), so that figure
 * proves nothing; this one does.
 */
import { leastSquares, RankError } from "./least-squares.ts";
import { above, changePointModel, predict } from "./models.ts";

/** Weeks go in turns to one half and the other, so that both have seen every season. */
const turn = (index: number): number => Math.floor(index / 7) % 2;

/** Driver, temperature (empty where none is known) and energy of successive days. */
export interface ModelDays {
  readonly driver: readonly number[];
  readonly temperature: readonly number[];
  readonly y: readonly number[];
}

/**
 * NMBE out of sample: each half of the weeks is predicted by the model of the other; of both, the bias that is larger.
 * @returns Σ(observed − predicted) / Σ observed; undefined when a half does not determine a model
 */
export function unseenBias(days: ModelDays, candidates: readonly number[]): number | undefined {
  const biases = [0, 1].map((seen) => biasOf(days, seen, candidates));
  const [first, second] = biases;
  if (first === undefined || second === undefined) return undefined;
  return Math.abs(first) >= Math.abs(second) ? first : second;
}

function biasOf({ driver, temperature, y }: ModelDays, seen: number, candidates: readonly number[]): number | undefined {
  const half = (values: readonly number[], which: number): number[] => values.filter((_, index) => turn(index) === which);
  const [it, degrees, own] = [half(driver, seen), half(temperature, seen), half(y, seen)];
  const observed = half(y, 1 - seen);
  const total = observed.reduce((sum, value) => sum + value, 0);
  if (!(total > 0)) return undefined;
  try {
    const unseen = half(driver, 1 - seen);
    let predicted: number[];
    if (temperature.length === 0) predicted = predict(leastSquares({ driver: it }, own), { driver: unseen });
    else {
      const { changePoint, fit } = changePointModel({ name: "driver", values: it }, degrees, own, candidates);
      predicted = predict(fit, { driver: unseen, above: above(half(temperature, 1 - seen), changePoint) });
    }
    return (total - predicted.reduce((sum, value) => sum + value, 0)) / total;
  } catch (error) {
    if (error instanceof RankError) return undefined;
    throw error;
  }
}
