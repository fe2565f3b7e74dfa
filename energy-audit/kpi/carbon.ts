/** CO2 of electricity, location and market based (GHG Protocol, Scope 2), and of the generator's diesel (Scope 1). */

export interface Factor {
  readonly year: number;
  /** null: not published in this table. */
  readonly gPerKwh: number | null;
}

export interface FactorUse {
  readonly gPerKwh: number;
  /** Year of the factor; another than asked for is a fallback and must be said. */
  readonly year: number;
}

/** Factor of the year of use, or the latest earlier one. @returns undefined when there is none at all */
export function factorFor(year: number, factors: readonly Factor[]): FactorUse | undefined {
  let best: FactorUse | undefined;
  for (const { year: of, gPerKwh } of factors) {
    if (gPerKwh !== null && of <= year && (best === undefined || of > best.year)) best = { gPerKwh, year: of };
  }
  return best;
}

export interface Carbon {
  readonly locationTonnes: number;
  readonly marketTonnes: number;
  /** Year of the factor used, by year of consumption. */
  readonly factorYears: ReadonlyMap<number, number>;
  /** A factor of another year had to do. */
  readonly fallback: boolean;
  /** Guarantees of origin above consumption; they are not credited. */
  readonly surplusKwh: number;
}

/**
 * @param kwhByYear  grid import by year of use
 * @param guaranteesKwh  guarantees of origin, owned and cancelled
 * @param residualGPerKwh  residual mix for what they do not cover
 * @throws RangeError  no factor for a year, nor for any before it
 */
export function carbonOf(
  kwhByYear: readonly (readonly [number, number])[],
  factors: readonly Factor[],
  guaranteesKwh: number,
  residualGPerKwh: number,
): Carbon {
  let locationTonnes = 0;
  let total = 0;
  const factorYears = new Map<number, number>();
  for (const [year, kwh] of kwhByYear) {
    const factor = factorFor(year, factors);
    if (factor === undefined) throw new RangeError(`no emission factor for ${year} or an earlier year: add one to the table`);
    locationTonnes += (kwh * factor.gPerKwh) / 1e6;
    total += kwh;
    factorYears.set(year, factor.year);
  }
  return {
    locationTonnes,
    marketTonnes: (Math.max(0, total - guaranteesKwh) * residualGPerKwh) / 1e6,
    factorYears,
    fallback: [...factorYears].some(([year, used]) => year !== used),
    surplusKwh: Math.max(0, guaranteesKwh - total),
  };
}

/** Carbon usage effectiveness, kg per kWh of IT (EN 50600-4-8). */
export const cue = (tonnes: number, itKwh: number): number => (tonnes * 1000) / itKwh;

/** Diesel of the generator: litres and tonnes of CO2. */
export function diesel(generatedKwh: number, litresPerKwh: number, kgPerLitre: number): { litres: number; tonnes: number } {
  const litres = generatedKwh * litresPerKwh;
  return { litres, tonnes: (litres * kgPerLitre) / 1000 };
}

/**
 * Renewable energy factor: renewable energy consumed over all energy. Guarantees of origin count up to the grid import, own
 * photovoltaics without what was fed back: that was consumed by somebody else.
 * @see DIN EN 50600-4-3; delegated regulation (EU) 2024/1364, E_RES-TOT = GoO + PPA + on-site *consumption*
 */
export function renewableShare(kwh: {
  readonly grid: number;
  readonly pv: number;
  readonly feedIn: number;
  readonly guarantees: number;
  readonly facility: number;
}): number {
  return (Math.min(kwh.guarantees, kwh.grid) + Math.max(0, kwh.pv - kwh.feedIn)) / kwh.facility;
}
