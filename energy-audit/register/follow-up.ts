/** What follows from the register on a day: values of measures, what is overdue, and what the next audit still needs. Pure. */
import { Temporal } from "temporal-polyfill";
import type { EnergySection } from "../../site/energy.ts";
import { extrapolationLimit } from "../baseline/savings.ts";
import { sensitivity, valuation, type Investment, type Sensitivity, type Valuation } from "../measures/valeri.ts";
import { thresholds } from "../rules/tables.ts";
import type { Audit, Measure, Register } from "./records.ts";

export interface ValuedMeasure {
  readonly measure: Measure;
  /** undefined without a price. */
  readonly valuation?: Valuation;
  readonly sensitivity: readonly Sensitivity[];
  readonly overdue: boolean;
  /** The saving may be called proven: its interval is above 0 and the period stays within the baseline's range. */
  readonly proven: boolean;
}

/** Price of a saved kilowatt-hour: as given, else energy, lower grid price, levies, tax and concession of the tariff in force. */
export function savedPrice(energy: EnergySection | undefined, day: string): number | undefined {
  if (energy?.price_eur_per_kwh !== undefined) return energy.price_eur_per_kwh;
  const tariff = energy?.tariffs.filter(({ from }) => from <= day).at(-1);
  if (tariff === undefined) return undefined;
  const levies = Object.values(tariff.levies_ct_per_kwh).reduce((sum, cents) => sum + cents, 0);
  const grid = tariff.grid_fee.from_2500_hours.energy_ct_per_kwh;
  return (tariff.energy_ct_per_kwh + grid + levies + tariff.tax_ct_per_kwh + tariff.concession_ct_per_kwh) / 100;
}

export function valued(measure: Measure, energy: EnergySection | undefined, day: string): ValuedMeasure {
  const price = savedPrice(energy, day);
  const open = !["rejected", "implemented", "verified"].includes(measure.status);
  const { verified } = measure;
  const about = {
    measure,
    overdue: open && measure.due !== undefined && measure.due < day,
    proven: verified !== undefined && verified.low > 0 && verified.outside_share <= extrapolationLimit,
  };
  if (price === undefined) return { ...about, sensitivity: [] };
  const investment: Investment = {
    investmentEur: measure.actual_cost_eur ?? measure.investment_eur,
    fundingEur: measure.funding_eur,
    usefulLifeYears: measure.useful_life_years,
    savingKwhFirstYear: measure.saving_kwh_per_year,
    priceEurPerKwhFirstYear: price,
    priceChangePerYear: measure.price_change_per_year,
    opexEurFirstYear: measure.opex_eur_per_year,
    opexChangePerYear: measure.opex_change_per_year,
    discountRate: energy?.discount_rate ?? 0.05,
    degradationPerYear: measure.degradation_per_year,
    residualValueEur: measure.residual_value_eur,
    reinvestments: measure.reinvestments ?? [],
  };
  return { ...about, valuation: valuation(investment), sensitivity: sensitivity(investment) };
}

export interface NextAudit {
  readonly last?: Audit;
  /** ISO date; undefined without an audit, and when a certified management system replaces it. */
  readonly due?: string;
  /** Last day to declare the last audit (EDL-G § 8c), ISO date. */
  readonly declareBy?: string;
  readonly overdue: boolean;
  readonly replaced: boolean;
  /** What the data package still lacks. */
  readonly missing: readonly Missing[];
}
export type Missing =
  | { readonly what: "coverage"; readonly found: number }
  | { readonly what: "verification_plan"; readonly measures: readonly string[] }
  | { readonly what: "undecided"; readonly measures: readonly string[] }
  | { readonly what: "unsettled"; readonly findings: readonly string[] }
  | { readonly what: "load_profile"; readonly meters: readonly string[] };

/**
 * The next audit to DIN EN 16247: due four years after the last one (EDL-G § 8 (1)), and what is missing for it: 90 % of
 * consumption measured, every finding settled, every measure decided, a way to verify every implemented one.
 * @param measuredShare  share of the site's consumption that sub-meters see, 0 to 1
 * @param gappy  meters whose load profile has gaps
 */
export function nextAudit(
  register: Register,
  day: string,
  { certified, measuredShare, gappy }: { certified: boolean; measuredShare: number; gappy: readonly string[] },
): NextAudit {
  const last = register.audits.at(-1);
  const due = last === undefined || certified ? undefined : addYears(last.completed);
  const missing: Missing[] = [];
  if (measuredShare < thresholds.audit.coverage) missing.push({ what: "coverage", found: measuredShare });
  const ids = (measures: readonly Measure[]): string[] => measures.map(({ id }) => id);
  const unplanned = ids(
    register.measures.filter(({ status, verification_plan }) => status === "implemented" && verification_plan === undefined),
  );
  const undecided = ids(register.measures.filter(({ status }) => status === "proposed" || status === "in_review"));
  const known = new Set(ids(register.measures));
  const unsettled = register.findings
    .filter(
      ({ type, settled, measure }) =>
        type !== "none" && type !== "positive" && settled === undefined && !known.has(measure ?? ""),
    )
    .map(({ id }) => id);
  if (unplanned.length > 0) missing.push({ what: "verification_plan", measures: unplanned });
  if (undecided.length > 0) missing.push({ what: "undecided", measures: undecided });
  if (unsettled.length > 0) missing.push({ what: "unsettled", findings: unsettled });
  if (gappy.length > 0) missing.push({ what: "load_profile", meters: gappy });
  return {
    ...(last && { last }),
    ...(due !== undefined && { due }),
    ...(last !== undefined && {
      declareBy: Temporal.PlainDate.from(last.completed).add({ months: thresholds.audit.declarationMonths }).toString(),
    }),
    overdue: due !== undefined && due < day,
    replaced: certified,
    missing,
  };
}

const addYears = (date: string): string => Temporal.PlainDate.from(date).add({ years: thresholds.audit.years }).toString();
