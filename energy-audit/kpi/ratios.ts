/** Cooling efficiency, reuse of energy, and water usage of a period. */
import { provenance, type Energy, type Kpi, type Water } from "./kpi.ts";

/** Cooling efficiency ratio: heat removed over the energy of the whole cooling system, all chillers, pumps and fans (EN 50600-4-7). */
export function coolingEfficiency(heat: Energy, cooling: Energy): Kpi {
  return ratio("cer", "1", heat, cooling, heat.kwh / cooling.kwh);
}

/** Energy reuse factor: energy used outside the data centre over all energy, 0 to 1 (EN 50600-4-6). */
export function reuseFactor(reused: Energy, facility: Energy): Kpi {
  const kpi = ratio("erf", "1", reused, facility, reused.kwh / facility.kwh);
  const { value, ...about } = kpi;
  return value !== undefined && (value < 0 || value > 1) ? { ...about, reason: "out_of_range" } : kpi;
}

/** Water usage effectiveness: water in over IT energy, m³/MWh, which is l/kWh (EN 50600-4-9). */
export function waterUsage(water: Water, it: Energy): Kpi {
  return ratio("wue", "m³/MWh", water, it, water.m3 / (it.kwh / 1000));
}

function ratio(formula: "cer" | "erf" | "wue", unit: Kpi["unit"], above: Energy | Water, below: Energy, value: number): Kpi {
  const about = { ...provenance(formula, below.period, above, below), unit };
  if (above.meters.length === 0 || below.meters.length === 0) return { ...about, reason: "no_meter" };
  if (about.coverage === 0 || below.kwh <= 0) return { ...about, reason: "no_booking" };
  const expanded = 2 * value * Math.hypot(above.relativeUncertainty, below.relativeUncertainty);
  return { ...about, value, interval: [value - expanded, value + expanded] };
}
