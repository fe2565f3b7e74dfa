/** Cases of economics: VALERI and the half-life test. */
import { valuation } from "../../../../energy-audit/measures/valeri.ts";

/** `{ year, eur }`, `[year, eur]`, a list of either, `{ "8": eur }`, or null. */
function reinvestmentsOf(given: unknown): { year: number; eur: number }[] {
  if (given === null || given === undefined) return [];
  if (Array.isArray(given)) {
    const [year, eur] = given as unknown[];
    if (given.length === 2 && typeof year === "number" && typeof eur === "number") return [{ year, eur }];
    return given.flatMap(reinvestmentsOf);
  }
  const entries = Object.entries(given as Record<string, unknown>);
  if (entries.every(([key]) => /^\d+$/.test(key)))
    return entries.map(([year, eur]) => ({ year: Number(year), eur: Number(eur) }));
  const by = (word: RegExp): number => Number(entries.find(([key]) => word.test(key))?.[1] ?? Number.NaN);
  const [year, eur] = [by(/year|jahr/), by(/eur|amount|cost/)];
  if (Number.isNaN(year) || Number.isNaN(eur)) throw new Error(`reinvestment ${JSON.stringify(given)}: year and EUR expected`);
  return [{ year, eur }];
}

export function valeri(input: Record<string, number> & { reinvestment?: unknown }): unknown {
  const result = valuation({
    investmentEur: input["investment_eur"] ?? 0,
    fundingEur: input["funding_eur"] ?? 0,
    usefulLifeYears: input["useful_life_years"] ?? 0,
    savingKwhFirstYear: input["saving_kwh_first_year"] ?? 0,
    priceEurPerKwhFirstYear: input["price_eur_per_kwh_first_year"] ?? 0,
    priceChangePerYear: input["price_change_per_year"] ?? 0,
    opexEurFirstYear: input["opex_eur_first_year"] ?? 0,
    opexChangePerYear: input["opex_change_per_year"] ?? 0,
    discountRate: input["discount_rate"] ?? 0,
    degradationPerYear: input["degradation_per_year"] ?? 0,
    residualValueEur: input["residual_value_eur"] ?? 0,
    reinvestments: reinvestmentsOf(input.reinvestment),
  });
  return {
    cashflows_eur: result.cashFlowsEur,
    cumulated_discounted_eur: result.cumulatedEur,
    npv_eur: result.npvEur,
    irr: result.irr,
    static_payback_years: result.staticPaybackYears,
    dynamic_payback_years: result.dynamicPaybackYears,
    npv_at_half_life_eur: result.npvAtHalfLifeEur,
    enefg_par9_economic: result.economic,
  };
}
