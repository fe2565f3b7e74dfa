/** Cases of carbon: location and market based. */
import { carbonOf, cue, factorFor } from "../../../../energy-audit/kpi/carbon.ts";

export function carbon(input: {
  energy_kwh_by_year: [number, number][];
  location_g_per_kwh: Record<string, number | null>;
  guarantees_of_origin_kwh: number;
  residual_mix_g_per_kwh: number;
  e_it_kwh: number;
}): unknown {
  const factors = Object.entries(input.location_g_per_kwh).map(([year, gPerKwh]) => ({ year: Number(year), gPerKwh }));
  if (input.energy_kwh_by_year.some(([year]) => factorFor(year, factors) === undefined)) {
    // Neither a factor of the year nor of one before it: there is no location based figure.
    const total = input.energy_kwh_by_year.reduce((sum, [, kwh]) => sum + kwh, 0);
    const market = carbonOf(
      [[0, total]],
      [{ year: 0, gPerKwh: 0 }],
      input.guarantees_of_origin_kwh,
      input.residual_mix_g_per_kwh,
    );
    return {
      location_t: null,
      market_t: market.marketTonnes,
      factor_year_used: Object.fromEntries(
        input.energy_kwh_by_year.map(([year]) => [year, factorFor(year, factors)?.year ?? null]),
      ),
      fallback: true,
      goo_surplus_kwh: market.surplusKwh,
      cue_location: null,
      cue_market: cue(market.marketTonnes, input.e_it_kwh),
    };
  }
  const result = carbonOf(input.energy_kwh_by_year, factors, input.guarantees_of_origin_kwh, input.residual_mix_g_per_kwh);
  return {
    location_t: result.locationTonnes,
    market_t: result.marketTonnes,
    factor_year_used: Object.fromEntries(result.factorYears),
    fallback: result.fallback,
    goo_surplus_kwh: result.surplusKwh,
    cue_location: cue(result.locationTonnes, input.e_it_kwh),
    cue_market: cue(result.marketTonnes, input.e_it_kwh),
  };
}
