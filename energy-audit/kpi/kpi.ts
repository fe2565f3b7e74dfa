/** A figure with everything one needs to believe it. A number never travels alone. */
import type { Period } from "../ledger/calendar.ts";

/** Name and version of each formula; a changed formula gets a new version, so an old report stays explainable. */
export const formulas = {
  energy: { version: 1, text: "ΣE", source: "Ledger" },
  pue: { version: 1, text: "E_DC / E_IT", source: "ISO/IEC 30134-2, DIN EN 50600-4-2" },
  ppue: { version: 1, text: "1 + E_sub / E_IT", source: "ISO/IEC 30134-2 (pPUE)" },
  "ups-loss": { version: 1, text: "E_in − E_out", source: "E_in = E_out + E_loss" },
  "ups-efficiency": { version: 1, text: "E_out / E_in", source: "E_in = E_out + E_loss" },
  cer: { version: 1, text: "E_heat / E_cooling", source: "DIN EN 50600-4-7" },
  erf: { version: 1, text: "E_reuse / E_DC", source: "DIN EN 50600-4-6" },
  wue: { version: 1, text: "W_in / E_IT", source: "DIN EN 50600-4-9" },
  ref: { version: 1, text: "(GoO + E_PV − E_feed) / E_DC", source: "DIN EN 50600-4-3" },
  "co2-location": { version: 1, text: "E_grid × f_grid", source: "GHG Protocol, Scope 2" },
  "co2-market": { version: 1, text: "(E_grid − GoO) × f_residual", source: "GHG Protocol, Scope 2" },
  cue: { version: 1, text: "CO₂ / E_IT", source: "DIN EN 50600-4-8" },
  cost: { version: 2, text: "Σ E_grid × p_E + P_max × p_P", source: "StromNEV § 17" },
  peak: { version: 1, text: "max(4 × E_15min)", source: "StromNEV § 17" },
  "peak-cost": { version: 1, text: "(P_max − P_max,2) × p_P", source: "StromNEV § 17" },
  "cooling-model": { version: 1, text: "P_cooling = b0 + b1·P_IT + b2·max(0, T − T0)", source: "ISO 50006" },
  "full-load-hours": { version: 1, text: "E_grid / P_max", source: "StromNEV § 17" },
} as const;
export type FormulaId = keyof typeof formulas;

/** Share of its period that a figure must have behind it for people to release it, and to be published as a metric. */
export const releaseCoverage = 0.9;

/** Why there is no value. */
export type Refusal = "no_meter" | "no_booking" | "it_is_zero" | "it_exceeds_facility" | "output_exceeds_input" | "out_of_range";

/** An energy over a period: what was booked, how complete it is, and whose meters stand behind it. */
export interface Energy {
  readonly kwh: number;
  readonly period: Period;
  /** Share of the period for which every meter has bookings, 0 to 1. */
  readonly coverage: number;
  /** Share of the energy that is estimated or entered by hand, 0 to 1. */
  readonly estimatedShare: number;
  /** Standard uncertainty, relative; meters of one kind are taken as fully correlated. */
  readonly relativeUncertainty: number;
  readonly meters: readonly string[];
}

/** Water over a period, with the same about it. */
export interface Water extends Omit<Energy, "kwh"> {
  readonly m3: number;
}

export interface Kpi {
  readonly formula: FormulaId;
  readonly version: number;
  /** Missing when refused; then `reason` says why. */
  readonly value?: number;
  readonly unit: "1" | "kWh" | "m³/MWh" | "t" | "kg/kWh" | "EUR" | "kW" | "h";
  readonly period: Period;
  /** PUE category: where IT energy is measured (1 UPS output, 2 PDU output, 3 IT input). */
  readonly category?: 1 | 2 | 3;
  readonly coverage: number;
  readonly estimatedShare: number;
  /** Interval with coverage factor k = 2 (about 95 %), from the meters' accuracy classes. */
  readonly interval?: readonly [number, number];
  readonly meters: readonly string[];
  readonly reason?: Refusal;
}

/** What a figure inherits from the energies and volumes it was made of: the worst coverage, all meters. */
export function provenance(formula: FormulaId, period: Period, ...parts: readonly (Energy | Water)[]): Omit<Kpi, "unit"> {
  // Water weighs nothing against energy: its estimated share counts where it is the larger one.
  const energies = parts.filter((part): part is Energy => "kwh" in part);
  const water = parts.filter((part): part is Water => "m3" in part);
  const total = energies.reduce((sum, { kwh }) => sum + Math.abs(kwh), 0);
  return {
    formula,
    version: formulas[formula].version,
    period,
    coverage: parts.length === 0 ? 0 : Math.min(...parts.map(({ coverage }) => coverage)),
    estimatedShare: Math.max(
      total === 0 ? 0 : energies.reduce((sum, { kwh, estimatedShare }) => sum + Math.abs(kwh) * estimatedShare, 0) / total,
      ...water.map(({ estimatedShare }) => estimatedShare),
    ),
    meters: [...new Set(parts.flatMap(({ meters }) => meters))],
  };
}
