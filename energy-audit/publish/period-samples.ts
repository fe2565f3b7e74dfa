/** The figures of one period as samples. What may not leave is absent: never 0, never NaN. */
import type { Labels, Sample } from "../../site/series.ts";
import { joulesPerKwh } from "../ledger/booking.ts";
import type { Energy, Kpi } from "../kpi/kpi.ts";
import type { SpanFigures } from "../kpi/management.ts";
import type { Gate } from "./gate.ts";

/**
 * @param stops  checks that stop the report of the period because figures contradict each other
 * @param period  value of the label `period`
 */
export function periodSamples(figures: SpanFigures, stops: number, gate: Gate, period: string): Sample[] {
  return [
    { metric: "energy_check_stops", labels: {}, value: stops },
    ...completeness(figures, gate),
    ...effectiveness(figures, gate),
    ...uses(figures, gate),
    ...upsSamples(figures, gate),
    ...peakAndCost(figures, gate),
  ].map((sample) => ({ ...sample, labels: { ...sample.labels, period } }));
}

const of = (metric: string, value: number | undefined, labels: Labels = {}): Sample[] =>
  value === undefined || !Number.isFinite(value) ? [] : [{ metric, labels, value }];

/** Both ends of an interval: `energy_pue_ratio` has `energy_pue_bound_ratio`. @param per  base units in one unit of the figure */
export const bounds = (
  name: string,
  unit: string,
  interval: readonly [number, number] | undefined,
  labels: Labels,
  per = 1,
): Sample[] =>
  (["low", "high"] as const).flatMap((bound, index) => {
    const value = interval?.[index];
    return value === undefined ? [] : of(`energy_${name}_bound_${unit}`, value * per, { ...labels, bound });
  });

/** A figure with its interval, if it may leave. */
function kpi(gate: Gate, name: string, unit: string, one: Kpi | undefined, labels: Labels = {}, per = 1): Sample[] {
  const held = gate.held(one);
  if (held === undefined) return [];
  return [...of(`energy_${name}_${unit}`, held.value * per, labels), ...bounds(name, unit, held.interval, labels, per)];
}

/** What is there of each meter and behind each figure (`kpi`: its id in the reports), whatever the checks say. */
function completeness(figures: SpanFigures, gate: Gate): Sample[] {
  const known = kpisOf(figures).filter(([, { reason }]) => reason !== "no_meter");
  const share = (about: string, id: string, coverage: number, estimated: number): Sample[] => [
    ...of(`energy_${about}_coverage_ratio`, gate.soFar(coverage), { [about]: id }),
    ...(coverage > 0 ? of(`energy_${about}_estimated_ratio`, estimated, { [about]: id }) : []),
  ];
  return [
    ...figures.quality.flatMap(({ id, coverage, estimatedShare }) => share("meter", id, coverage, estimatedShare)),
    ...known.flatMap(([id, { coverage, estimatedShare }]) => share("kpi", id, coverage, estimatedShare)),
  ];
}

function kpisOf({ balance, derived }: SpanFigures): [string, Kpi][] {
  const all: [string, Kpi | undefined][] = [
    ...balance.pue.map((one): [string, Kpi] => [`pue${one.category}`, one]),
    ...balance.partial.map((one): [string, Kpi] => [`ppue_${one.id}`, one.kpi]),
    ["ups_efficiency", balance.ups.efficiency],
    ["cer", balance.cer],
    ["wue", balance.wue],
    ["erf", balance.erf],
    ["ref", derived.ref],
    ["cue_location", derived.cueLocation],
    ["cue_market", derived.cueMarket],
    ["cost_net", derived.cost],
    ["peak", derived.peak],
  ];
  return all.flatMap(([id, one]): [string, Kpi][] => (one === undefined ? [] : [[id, one]]));
}

function effectiveness({ balance, derived }: SpanFigures, gate: Gate): Sample[] {
  const carbon = [
    ["location", derived.cueLocation, derived.co2Location],
    ["market", derived.cueMarket, derived.co2Market],
  ] as const;
  return [
    ...balance.pue.flatMap((one) => kpi(gate, "pue", "ratio", one, { category: String(one.category) })),
    ...balance.partial.flatMap((one) => kpi(gate, "ppue", "ratio", one.kpi, { part: one.id })),
    ...kpi(gate, "cer", "ratio", balance.cer),
    ...kpi(gate, "erf", "ratio", balance.erf),
    ...kpi(gate, "ref", "ratio", derived.ref),
    // From m³/MWh, kg/kWh and t.
    ...kpi(gate, "wue", "cubic_meters_per_joule", balance.wue, {}, 1 / (1000 * joulesPerKwh)),
    ...carbon.flatMap(([method, usage, emission]) => [
      ...kpi(gate, "cue", "grams_per_joule", usage, { method }, 1000 / joulesPerKwh),
      ...kpi(gate, "co2", "grams", emission, { method }, 1e6),
    ]),
  ];
}

function uses({ balance: { facility, partsIt, parts } }: SpanFigures, gate: Gate): Sample[] {
  const shown = parts.length > 0 && gate.opens(partsIt.coverage) ? [{ id: "it", energy: partsIt }, ...parts] : [];
  return [
    ...(gate.opens(facility.coverage)
      ? [
          ...of("energy_facility_joules", facility.kwh * joulesPerKwh),
          ...bounds("facility", "joules", intervalOf(facility), {}, joulesPerKwh),
        ]
      : []),
    ...shown.flatMap(({ id, energy }) => [
      ...of("energy_use_joules", energy.kwh * joulesPerKwh, { part: id }),
      ...bounds("use", "joules", intervalOf(energy), { part: id }, joulesPerKwh),
    ]),
  ];
}

const intervalOf = ({ kwh, relativeUncertainty }: Energy): readonly [number, number] => {
  const spread = 2 * relativeUncertainty * Math.abs(kwh);
  return [kwh - spread, kwh + spread];
};

function upsSamples({ ups }: SpanFigures, gate: Gate): Sample[] {
  return ups.flatMap(({ name, kpi: efficiency, loss, expected, meanLoad, lossKwh, measured }) => {
    if (gate.held(efficiency) === undefined) return [];
    const labels = { ups: name };
    return [
      ...kpi(gate, "ups_efficiency", "ratio", efficiency, labels),
      ...of("energy_ups_efficiency_expected_ratio", expected, labels),
      ...of("energy_ups_load_ratio", meanLoad, labels),
      ...of("energy_ups_loss_joules", lossKwh * joulesPerKwh, labels),
      ...bounds("ups_loss", "joules", loss.interval, labels, joulesPerKwh),
      ...measured.flatMap((one) =>
        of("energy_ups_class_efficiency_ratio", one.efficiency, { ...labels, load: loadClass(one.load) }),
      ),
    ];
  });
}

/** Lower end of a class of load, 5 % wide. */
const loadClass = (load: number): string => (Math.floor(load * 20 + 1e-9) / 20).toFixed(2);

function peakAndCost({ derived, load, cost }: SpanFigures, gate: Gate): Sample[] {
  const samples = kpi(gate, "peak", "watts", derived.peak, {}, 1000);
  if (samples.length > 0) samples.push(...of("energy_peak_timestamp_seconds", load?.peak.quarter));
  const paid = gate.held(derived.cost);
  if (paid === undefined || cost === undefined) return samples;
  const components = {
    energy: cost.energyEur,
    grid_power: cost.grid.powerEur,
    grid_energy: cost.grid.energyEur,
    levies: cost.leviesEur,
    tax: cost.taxEur,
    concession: cost.concessionEur,
    metering: cost.meteringEur,
  };
  return [
    ...samples,
    ...cost.stretches.flatMap(({ tariff, netEur }) => of("energy_cost_euros", netEur, { tariff: tariff.from })),
    ...bounds("cost", "euros", paid.interval, {}),
    ...Object.entries(components).flatMap(([component, euros]) => of("energy_cost_component_euros", euros, { component })),
  ];
}
