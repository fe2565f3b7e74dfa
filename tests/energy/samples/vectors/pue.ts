/** Cases of PUE, and of the uncertainty of meters and of a PUE. */
import type { Energy } from "../../../../energy-audit/kpi/kpi.ts";
import { pue } from "../../../../energy-audit/kpi/pue.ts";
import { meterUncertainty, sumUncertainty } from "../../../../energy-audit/kpi/uncertainty.ts";

const period = { from: 0, to: 900 };
const energy = (kwh: number, relativeUncertainty = 0): Energy => ({
  kwh,
  period,
  coverage: 1,
  estimatedShare: 0,
  relativeUncertainty,
  meters: ["m"],
});

export function pueOfMonths({ months }: { months: Record<string, number | null>[] }): unknown {
  const result: Record<string, unknown> = {};
  const sum = (key: string): number | undefined => {
    const values = months.map((month) => month[key]);
    return values.every((value) => typeof value === "number") ? values.reduce((total, value) => total + value, 0) : undefined;
  };
  const facility = sum("e_dc");
  for (const [category, key] of [
    [1, "ups_out"],
    [2, "pdu_out"],
    [3, "it_in"],
  ] as const) {
    const it = sum(key);
    if (facility !== undefined && it !== undefined) result[`pue${category}`] = pue(energy(facility), energy(it), category).value;
  }
  // Not ours: the wrong way, printed in the file so that nobody takes it for right.
  const ratios = months
    .map((month) => (month["e_dc"] ?? Number.NaN) / (month["ups_out"] ?? Number.NaN))
    .filter((ratio) => Number.isFinite(ratio));
  return { ...result, wrong_mean_of_monthly_pue1: ratios.reduce((total, value) => total + value, 0) / ratios.length };
}

export function uncertainty(input: {
  energy_kwh?: number;
  meter_mpe_percent?: number;
  ct_mpe_percent?: number | null;
  vt_mpe_percent?: number | null;
  e_dc_kwh?: number;
  u_dc_std_percent?: number;
  it_meters?: { energy_kwh: number; u_std_percent: number }[];
  sub_meter_errors?: string;
}): unknown {
  if (!["independent", "correlated", undefined].includes(input.sub_meter_errors)) {
    throw new Error(`sub_meter_errors "${input.sub_meter_errors}": independent or correlated`);
  }
  if (input.it_meters !== undefined) {
    const meters = input.it_meters.map(({ energy_kwh, u_std_percent }) => ({ kwh: energy_kwh, relative: u_std_percent / 100 }));
    const relative = sumUncertainty(meters, input.sub_meter_errors === "correlated");
    const it = meters.reduce((sum, { kwh }) => sum + kwh, 0);
    const figure = pue(energy(input.e_dc_kwh ?? 0, (input.u_dc_std_percent ?? 0) / 100), energy(it, relative), 1);
    const [low = 0, high = 0] = figure.interval ?? [];
    return {
      pue: figure.value,
      u_it_std_percent: relative * 100,
      u_pue_rel_percent: Math.hypot(input.u_dc_std_percent ?? 0, relative * 100),
      U_pue_k2_abs: (high - low) / 2,
      interval_k2: [low, high],
    };
  }
  const limits = [input.meter_mpe_percent, input.ct_mpe_percent, input.vt_mpe_percent].filter(
    (limit) => typeof limit === "number",
  );
  const meter = meterUncertainty(limits);
  return {
    combined_mpe_percent_rss: meter.combinedPercent,
    worst_case_percent: meter.worstCasePercent,
    u_std_percent: meter.standardPercent,
    U_k2_percent: 2 * meter.standardPercent,
    U_k2_kwh: ((input.energy_kwh ?? 0) * 2 * meter.standardPercent) / 100,
  };
}
