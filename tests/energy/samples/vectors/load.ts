/** Cases of load: peak of quarter hours and grid fee. */
import { gridCost } from "../../../../energy-audit/kpi/cost.ts";
import { peakOf } from "../../../../energy-audit/kpi/load.ts";
import { epoch, stamp } from "./instants.ts";

interface Fees {
  ge2500: { power_eur_per_kw_a: number; energy_ct_per_kwh: number };
  lt2500: { power_eur_per_kw_a: number; energy_ct_per_kwh: number };
}
export const feesOf = ({ ge2500, lt2500 }: Fees) => ({
  from2500: { powerEurPerKw: ge2500.power_eur_per_kw_a, energyCtPerKwh: ge2500.energy_ct_per_kwh },
  below2500: { powerEurPerKw: lt2500.power_eur_per_kw_a, energyCtPerKwh: lt2500.energy_ct_per_kwh },
});
export const bandName = { from2500: "ge2500", below2500: "lt2500" } as const;

export function load(input: {
  values_kwh_per_quarter_hour?: (number | null)[];
  first_timestamp_utc?: string;
  label?: string;
  e_kwh?: number;
  peak_kw?: number;
  tariff?: Fees;
}): unknown {
  const values = (input.values_kwh_per_quarter_hour ?? []).map((value) => value ?? Number.NaN);
  const first = epoch(input.first_timestamp_utc ?? "") - (/end/.test(input.label ?? "") ? 900 : 0);
  const peak = peakOf(values, first);
  const known = values.filter((value) => !Number.isNaN(value));
  const total = known.reduce((sum, value) => sum + value, 0);
  const measured = values.length > 0 && {
    peak_kw: peak?.kw,
    peak_interval_start_utc: peak && Number.isFinite(first) && stamp(peak.quarter),
    energy_kwh: total,
    mean_kw: total / (known.length / 4),
  };
  if (input.tariff === undefined) return { ...measured };
  const cost = gridCost(input.e_kwh ?? total, input.peak_kw ?? peak?.kw ?? 0, feesOf(input.tariff));
  return {
    ...measured,
    full_load_hours: cost.fullLoadHours,
    band: bandName[cost.band],
    power_eur: cost.powerEur,
    energy_eur: cost.energyEur,
    total_eur: cost.powerEur + cost.energyEur,
  };
}
