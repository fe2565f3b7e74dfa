/** Economic value of a measure (VALERI, DIN EN 17463) and the half-life test of EnEfG § 9. */

export interface Investment {
  readonly investmentEur: number;
  readonly fundingEur: number;
  readonly usefulLifeYears: number;
  readonly savingKwhFirstYear: number;
  readonly priceEurPerKwhFirstYear: number;
  readonly priceChangePerYear: number;
  readonly opexEurFirstYear: number;
  readonly opexChangePerYear: number;
  readonly discountRate: number;
  readonly degradationPerYear: number;
  readonly residualValueEur: number;
  readonly reinvestments: readonly { readonly year: number; readonly eur: number }[];
}

export interface Valuation {
  /** Year 1 to the end of life. */
  readonly cashFlowsEur: readonly number[];
  /** At the start and after each year, discounted to the start. */
  readonly cumulatedEur: readonly number[];
  readonly npvEur: number;
  /** Interest at which the net present value is 0; null when there is none. */
  readonly irr: number | null;
  /** Net investment over the first year's flow; null when that flow is not positive. */
  readonly staticPaybackYears: number | null;
  /** When the cumulated flow turns positive, straight between two year ends; null within its life never. */
  readonly dynamicPaybackYears: number | null;
  readonly npvAtHalfLifeEur: number;
  /** EnEfG § 9: economic if the value after half of the life is positive; null above 15 years, where the rule does not speak. */
  readonly economic: boolean | null;
}

/** Longest useful life that EnEfG § 9 judges. */
const longestLifeYears = 15;

/**
 * Cash flows at the ends of the years: saving × price − running cost − reinvestment, residual value in the last year. The
 * first year is at first-year prices; changes begin with the second.
 * @throws RangeError  useful life below one year, or not whole
 */
export function valuation(input: Investment): Valuation {
  const years = input.usefulLifeYears;
  if (!Number.isInteger(years) || years < 1) throw new RangeError(`useful life ${years} a: whole years, 1 or more`);
  const cashFlowsEur = Array.from({ length: years }, (_, index) => {
    const saved = input.savingKwhFirstYear * (1 - input.degradationPerYear) ** index;
    const price = input.priceEurPerKwhFirstYear * (1 + input.priceChangePerYear) ** index;
    const opex = input.opexEurFirstYear * (1 + input.opexChangePerYear) ** index;
    const again = input.reinvestments.filter(({ year }) => year === index + 1).reduce((sum, { eur }) => sum + eur, 0);
    return saved * price - opex - again + (index === years - 1 ? input.residualValueEur : 0);
  });
  const start = input.investmentEur - input.fundingEur;
  const cumulatedEur = cumulated(start, cashFlowsEur, input.discountRate);
  const first = cashFlowsEur[0] ?? 0;
  const half = years / 2;
  const at = (index: number): number => cumulatedEur[index] ?? 0;
  const npvAtHalfLifeEur = at(Math.floor(half)) + (half % 1) * (at(Math.ceil(half)) - at(Math.floor(half)));
  return {
    cashFlowsEur,
    cumulatedEur,
    npvEur: at(years),
    irr: internalRate(start, cashFlowsEur),
    staticPaybackYears: first > 0 ? start / first : null,
    dynamicPaybackYears: payback(cumulatedEur),
    npvAtHalfLifeEur,
    economic: years > longestLifeYears ? null : npvAtHalfLifeEur > 0,
  };
}

function cumulated(start: number, flows: readonly number[], rate: number): number[] {
  const sums = [-start];
  for (const [index, flow] of flows.entries()) sums.push((sums[index] ?? 0) + flow / (1 + rate) ** (index + 1));
  return sums;
}

function payback(cumulatedEur: readonly number[]): number | null {
  const year = cumulatedEur.findIndex((value) => value >= 0);
  if (year < 0) return null;
  if (year === 0) return 0;
  const before = cumulatedEur[year - 1] ?? 0;
  return year - 1 + -before / ((cumulatedEur[year] ?? 0) - before);
}

/**
 * Rate at which the net present value falls through 0. Flows that change their sign twice (a late reinvestment, running costs
 * that outgrow the saving) have two such rates; the higher one, where a dearer credit turns gain into loss, is meant.
 * @returns null when the value never falls through 0: nothing invested, or never regained
 */
function internalRate(start: number, flows: readonly number[]): number | null {
  const value = (rate: number): number => cumulated(start, flows, rate).at(-1) ?? 0;
  let high = 1;
  while (value(high) > 0) {
    high *= 2;
    if (high > 1e9) return null;
  }
  let low = high;
  while (value(low) <= 0) {
    if (low < -0.9998) return null;
    high = low;
    // Steps get finer towards −100 %, where the value rises without bound.
    low = (1 + low) * 0.99 - 1;
  }
  for (let step = 0; step < 200; step += 1) {
    const middle = (low + high) / 2;
    if (value(middle) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Inputs whose change a decision should survive (DIN EN 17463 asks for a sensitivity analysis). */
export const sensitivityInputs = [
  "priceEurPerKwhFirstYear",
  "savingKwhFirstYear",
  "investmentEur",
  "discountRate",
  "usefulLifeYears",
] as const;

export interface Sensitivity {
  readonly input: (typeof sensitivityInputs)[number];
  readonly lowNpvEur: number;
  readonly highNpvEur: number;
}

/** Net present value when one input is lower or higher by the given share, the others unchanged; the widest range first. */
export function sensitivity(investment: Investment, share = 0.2): Sensitivity[] {
  const npv = (input: Sensitivity["input"], factor: number): number => {
    const value = investment[input] * factor;
    return valuation({ ...investment, [input]: input === "usefulLifeYears" ? Math.max(1, Math.round(value)) : value }).npvEur;
  };
  return sensitivityInputs
    .map((input) => ({ input, lowNpvEur: npv(input, 1 - share), highNpvEur: npv(input, 1 + share) }))
    .sort((a, b) => Math.abs(b.highNpvEur - b.lowNpvEur) - Math.abs(a.highNpvEur - a.lowNpvEur));
}
