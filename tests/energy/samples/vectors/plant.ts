/** Cases of plant: cooling and UPS. */
import { cer, heatPower } from "../../../../energy-audit/kpi/cooling.ts";
import { inParallel, onCurve } from "../../../../energy-audit/kpi/ups-curve.ts";

export function cooling(input: {
  heat_removed_kwhth?: number;
  electric_kwh?: Record<string, number>;
  flow_m3_per_h?: number;
  delta_t_k?: number;
  hours?: number;
  cp_kj_per_kg_k?: number;
  rho_kg_per_m3?: number;
}): unknown {
  if (input.electric_kwh !== undefined) {
    const electric = Object.values(input.electric_kwh).reduce((sum, value) => sum + value, 0);
    const heat = input.heat_removed_kwhth ?? 0;
    const { chiller, chillers = chiller } = input.electric_kwh;
    return { cooling_electric_kwh: electric, cer: cer(heat, electric), chiller_only_eer: cer(heat, chillers ?? Number.NaN) };
  }
  const power = heatPower(input.flow_m3_per_h ?? 0, input.delta_t_k ?? 0, input.cp_kj_per_kg_k, input.rho_kg_per_m3);
  return { power_kw: power, energy_kwh: power * (input.hours ?? 0) };
}

export function ups(input: {
  e_in_kwh?: number;
  e_out_kwh?: number;
  hours?: number;
  rated_kw?: number;
  points?: [number, number][];
  loads_kw?: number[];
  modules?: number;
  total_load_kw?: number;
  rated_kw_each?: number;
  a?: number;
  b?: number;
  c?: number;
}): unknown {
  const rated = input.rated_kw ?? 0;
  if (input.points !== undefined) {
    const points = input.points.map(([share, efficiency]) => ({ load: share, efficiency }));
    return {
      rows: (input.loads_kw ?? []).map((kw) => {
        const { load: share, efficiency, lossKw } = onCurve(points, rated, kw);
        return { load_kw: kw, load_fraction: share, efficiency, loss_kw: lossKw };
      }),
    };
  }
  if (input.modules !== undefined) {
    const model = { a: input.a ?? 0, b: input.b ?? 0, c: input.c ?? 0 };
    const all = inParallel(model, input.modules, input.rated_kw_each ?? 0, input.total_load_kw ?? 0);
    const less = inParallel(model, input.modules - 1, input.rated_kw_each ?? 0, input.total_load_kw ?? 0);
    return {
      loss_all_kw: all.lossKw,
      efficiency_all: all.efficiency,
      loss_one_off_kw: less.lossKw,
      efficiency_one_off: less.efficiency,
      saving_kw_one_off: all.lossKw - less.lossKw,
      saving_kwh_a_one_off: (all.lossKw - less.lossKw) * (input.hours ?? 8760),
      load_fraction_all: all.load,
      load_fraction_one_off: less.load,
    };
  }
  const { e_in_kwh: input_kwh = 0, e_out_kwh: output_kwh = 0, hours = 0 } = input;
  return {
    efficiency: output_kwh / input_kwh,
    loss_kwh: input_kwh - output_kwh,
    mean_loss_kw: (input_kwh - output_kwh) / hours,
    mean_load_kw: output_kwh / hours,
    mean_load_fraction: output_kwh / hours / rated,
  };
}
