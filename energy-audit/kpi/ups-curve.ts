/** UPS efficiency against load: the maker's curve, and modules in parallel. */

export interface CurvePoint {
  /** Load as a share of the rating. */
  readonly load: number;
  readonly efficiency: number;
}

export interface Operating {
  readonly load: number;
  readonly efficiency: number;
  readonly lossKw: number;
}

/**
 * Efficiency at a load by the maker's curve: straight between points. Below the first point the absolute loss is held (a
 * UPS burns that much at any load), above the last the efficiency is.
 * @throws RangeError  a curve without points
 */
export function onCurve(points: readonly CurvePoint[], ratedKw: number, kw: number): Operating {
  const sorted = [...points].sort((a, b) => a.load - b.load);
  const first = sorted[0];
  const last = sorted.at(-1);
  if (first === undefined || last === undefined) throw new RangeError("the efficiency curve has no points");
  const load = kw / ratedKw;
  if (load < first.load) {
    const lossKw = first.load * ratedKw * (1 / first.efficiency - 1);
    return { load, efficiency: kw / (kw + lossKw), lossKw };
  }
  const above = sorted.findIndex((point) => point.load >= load);
  const b = above < 0 ? last : (sorted[above] ?? last);
  const a = above <= 0 ? b : (sorted[above - 1] ?? b);
  const efficiency =
    a === b ? b.efficiency : a.efficiency + ((b.efficiency - a.efficiency) * (load - a.load)) / (b.load - a.load);
  return { load, efficiency, lossKw: kw * (1 / efficiency - 1) };
}

/** Loss of one module at a power, kW: a + b·P + c·P². */
export interface LossModel {
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/** Modules that share a load evenly. */
export function inParallel({ a, b, c }: LossModel, modules: number, ratedKwEach: number, totalKw: number): Operating {
  const each = totalKw / modules;
  const lossKw = modules * (a + b * each + c * each ** 2);
  return { load: each / ratedKwEach, efficiency: totalKw / (totalKw + lossKw), lossKw };
}
