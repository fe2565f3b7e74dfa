/**
 * What every report must survive. A stop names figures that contradict each other: no report is made from them. A warning is
 * printed in the report; one marked `unreleasable` makes it a draft.
 */
import type { EnergySection } from "../../site/energy.ts";
import type { Meter } from "../../site/inventory.ts";
import { quartersOf } from "../ledger/calendar.ts";
import type { Balance } from "./balance.ts";
import type { Kpi } from "./kpi.ts";
import { kwhOf, type Management } from "./management.ts";
import { restOf } from "./uncertainty.ts";

export type StopId =
  | "it_exceeds_facility"
  | "share_out_of_range"
  | "months_do_not_add_up"
  | "flows_do_not_close"
  | "calendar_broken"
  | "children_exceed_parent"
  | "value_without_meters";
export type WarningId =
  | "coverage_low"
  | "coverage_below_release"
  | "estimated_share"
  | "rest_large"
  | "rest_negative"
  | "ups_efficiency"
  | "cer_range"
  | "category_order"
  | "factor_fallback"
  | "factor_missing"
  | "tariff_missing"
  | "guarantees_surplus"
  | "months_missing";

export interface Finding<Id extends string> {
  readonly id: Id;
  /** Meter, month, figure: where to look. */
  readonly place: string;
  readonly value?: number;
  /** Bound that the value left. */
  readonly bound?: number;
}

export interface Checked {
  readonly stops: readonly Finding<StopId>[];
  readonly warnings: readonly Finding<WarningId>[];
  /** Enough is measured for the figures to be released. */
  readonly releasable: boolean;
}

/** Bounds of the warnings (project definitions; sources in the room's README). */
const bounds = {
  coverage: 0.995,
  release: 0.9,
  estimated: 0.01,
  rest: 0.05,
  ups: [0.8, 0.995],
  cer: [2, 30],
} as const;

/**
 * @param booked  amounts by meter and month of the span, base units, as the ledger itself adds them up: the year of the report
 *                must be the sum of its months on another way than the one it was made
 */
export function check(
  management: Management,
  energy: EnergySection | undefined,
  booked: ReadonlyMap<string, readonly number[]>,
): Checked {
  const stops = [
    ...balanceStops(management),
    ...sumStops(management, booked),
    ...calendarStops(management),
    ...hierarchyStops(management),
  ];
  const warnings = [...qualityWarnings(management), ...figureWarnings(management), ...masterWarnings(management, energy)];
  return { stops, warnings, releasable: !warnings.some(({ id }) => id === "coverage_below_release") };
}

function sumStops({ balance, months }: Management, booked: ReadonlyMap<string, readonly number[]>): Finding<StopId>[] {
  return balance.meters.flatMap(({ meter, energy }) => {
    const shown = months.reduce(
      (total, { balance: month }) => total + (month.meters.find((one) => one.meter.id === meter.id)?.energy.kwh ?? 0),
      0,
    );
    const inLedger = booked.get(meter.id)?.map((amount) => amount / 3_600_000);
    return [shown, ...(inLedger === undefined ? [] : [inLedger.reduce((total, kwh) => total + kwh, 0)])]
      .filter((sum) => Math.abs(sum - energy.kwh) > 1e-6 * Math.max(1, Math.abs(energy.kwh)))
      .map((value) => ({ id: "months_do_not_add_up" as const, place: meter.id, value, bound: energy.kwh }));
  });
}

function balanceStops({ balance, months, flows, ref }: Management): Finding<StopId>[] {
  const stops: Finding<StopId>[] = [];
  const all: readonly { place: string; balance: Balance }[] = [
    { place: "", balance },
    ...months.map(({ key, balance: month }) => ({ place: key, balance: month })),
  ];
  for (const { place, balance: one } of all) {
    for (const kpi of one.pue) {
      if (kpi.reason === "it_exceeds_facility")
        stops.push({ id: "it_exceeds_facility", place: `${place} ${kpi.meters.join(" ")}`.trim() });
    }
    if (one.erf.reason === "out_of_range") stops.push({ id: "share_out_of_range", place: `${place} ERF`.trim() });
  }
  if (ref !== undefined && (ref < 0 || ref > 1)) stops.push({ id: "share_out_of_range", place: "REF", value: ref, bound: 1 });
  const kpis: readonly Kpi[] = [...balance.pue, balance.cer, balance.erf, balance.wue, balance.ups.loss];
  for (const kpi of kpis) {
    if (kpi.value !== undefined && kpi.meters.length === 0) stops.push({ id: "value_without_meters", place: kpi.formula });
  }
  const into = flows.filter(({ to }) => to === "site").reduce((sum, { kwh }) => sum + kwh, 0);
  const out = flows.filter(({ from }) => from === "site").reduce((sum, { kwh }) => sum + kwh, 0);
  if (Math.abs(into - out) > 1e-6 * Math.max(1, into))
    stops.push({ id: "flows_do_not_close", place: "", value: into, bound: out });
  return stops;
}

function calendarStops({ span }: Management): Finding<StopId>[] {
  const days = span.months.reduce((sum, { period }) => sum + quartersOf(period), 0);
  if (days !== quartersOf(span.period))
    return [{ id: "calendar_broken", place: span.months[0]?.key ?? "", value: days, bound: quartersOf(span.period) }];
  return span.months.flatMap(({ key, period }) =>
    quartersOf(period) % 4 === 0 ? [] : [{ id: "calendar_broken" as const, place: key }],
  );
}

/** Children of a meter may not show more than it, beyond twice the uncertainty. */
function hierarchyStops({ balance }: Management): Finding<StopId>[] {
  const energies = new Map(balance.meters.map(({ meter, energy }) => [meter.id, { meter, energy }]));
  const children = new Map<string, Meter[]>();
  for (const { meter } of balance.meters)
    if (meter.parent !== undefined) children.set(meter.parent, [...(children.get(meter.parent) ?? []), meter]);
  return [...children].flatMap(([parent, list]) => {
    const above = energies.get(parent);
    if (above === undefined || above.meter.role === "heat") return [];
    const measured = list
      .flatMap(({ id }) => energies.get(id)?.energy ?? [])
      .filter(({ coverage }) => coverage === above.energy.coverage);
    if (measured.length === 0 || above.energy.coverage === 0) return [];
    // What the site makes itself also flows into the children of the grid meter.
    const own = above.meter.role === "grid" ? kwhOf(balance, "pv", "generator") - kwhOf(balance, "feed_in") : 0;
    const rest = restOf(
      { kwh: above.energy.kwh + own, relative: above.energy.relativeUncertainty },
      measured.map(({ kwh, relativeUncertainty }) => ({ kwh, relative: relativeUncertainty })),
    );
    return rest.status === "error"
      ? [{ id: "children_exceed_parent" as const, place: parent, value: rest.kwh, bound: -rest.uncertaintyKwh }]
      : [];
  });
}

function qualityWarnings({ quality, balance, span }: Management): Finding<WarningId>[] {
  const warnings: Finding<WarningId>[] = [];
  const needed = new Set(balance.pue.flatMap(({ meters }) => meters));
  for (const { id, name, coverage, estimatedShare } of quality) {
    const below = needed.has(id) && coverage < bounds.release;
    if (below) warnings.push({ id: "coverage_below_release", place: name, value: coverage, bound: bounds.release });
    else if (coverage < bounds.coverage)
      warnings.push({ id: "coverage_low", place: name, value: coverage, bound: bounds.coverage });
    if (estimatedShare > bounds.estimated)
      warnings.push({ id: "estimated_share", place: name, value: estimatedShare, bound: bounds.estimated });
  }
  const empty = span.months.filter((_, index) =>
    quality.filter(({ id }) => needed.has(id)).some(({ monthly }) => (monthly[index] ?? 0) === 0),
  );
  if (empty.length > 0) warnings.push({ id: "months_missing", place: empty.map(({ key }) => key).join(", ") });
  return warnings;
}

function figureWarnings({ balance }: Management): Finding<WarningId>[] {
  const warnings: Finding<WarningId>[] = [];
  const rest = balance.parts.find(({ id }) => id === "rest")?.energy.kwh;
  if (rest !== undefined && balance.facility.kwh > 0) {
    const share = rest / balance.facility.kwh;
    if (share > bounds.rest) warnings.push({ id: "rest_large", place: "", value: share, bound: bounds.rest });
    if (share < 0) warnings.push({ id: "rest_negative", place: "", value: share, bound: 0 });
  }
  const { efficiency } = balance.ups;
  if (efficiency.value !== undefined && (efficiency.value < bounds.ups[0] || efficiency.value > bounds.ups[1])) {
    warnings.push({ id: "ups_efficiency", place: "", value: efficiency.value });
  }
  if (balance.cer.value !== undefined && (balance.cer.value < bounds.cer[0] || balance.cer.value > bounds.cer[1])) {
    warnings.push({ id: "cer_range", place: "", value: balance.cer.value });
  }
  for (const [index, kpi] of balance.pue.entries()) {
    const before = balance.pue[index - 1];
    if (before?.value !== undefined && kpi.value !== undefined && kpi.value < before.value) {
      warnings.push({
        id: "category_order",
        place: `${kpi.category} < ${before.category}`,
        value: kpi.value,
        bound: before.value,
      });
    }
  }
  return warnings;
}

function masterWarnings({ carbon, cost, span }: Management, energy: EnergySection | undefined): Finding<WarningId>[] {
  const warnings: Finding<WarningId>[] = [];
  if (carbon === undefined) warnings.push({ id: "factor_missing", place: String(span.year) });
  if (carbon?.fallback === true)
    warnings.push({ id: "factor_fallback", place: String(span.year), value: [...carbon.factorYears.values()][0] ?? 0 });
  if (carbon !== undefined && carbon.surplusKwh > 0)
    warnings.push({ id: "guarantees_surplus", place: String(span.year), value: carbon.surplusKwh });
  if (span.kind === "year" && cost === undefined) {
    warnings.push({
      id: "tariff_missing",
      place: energy === undefined || energy.tariffs.length === 0 ? "energy.tariffs" : `${span.year}-01-01`,
    });
  }
  return warnings;
}
