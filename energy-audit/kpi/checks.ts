/**
 * What every report must survive. A stop names figures that contradict each other: no report is made from them. A warning is
 * printed in the report; one marked `unreleasable` makes it a draft.
 */
import type { Meter } from "../../site/inventory.ts";
import { localDay, localParts, quartersOf } from "../ledger/calendar.ts";
import type { Ruleset } from "../rules/tables.ts";
import { itRoles, type Balance } from "./balance.ts";
import { joulesPerKwh } from "../ledger/booking.ts";
import type { Kpi } from "./kpi.ts";
import { kwhOf, type SpanFigures } from "./management.ts";
import { openNode } from "./sankey.ts";
import { restOf } from "./uncertainty.ts";
import { warningsOf, type WarningId, type WarningInput } from "./warnings.ts";

export type StopId =
  | "it_exceeds_facility"
  | "battery_carried_it"
  | "share_out_of_range"
  | "months_do_not_add_up"
  | "flows_do_not_close"
  | "calendar_broken"
  | "children_exceed_parent"
  | "value_without_meters"
  | "ratio_averaged"
  | "factor_year_unsaid"
  | "draft_rule";
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

export interface StopInput {
  readonly management: SpanFigures;
  readonly timeZone: string;
  /**
   * Amounts by meter and month of the span, base units, as the ledger itself adds them up: the year of the report must be the
   * sum of its months on another way than the one it was made.
   */
  readonly booked: ReadonlyMap<string, readonly number[]>;
  /** Rules that the verdicts of the report are made from; undefined without one in force. */
  readonly rules: Ruleset | undefined;
}

export type CheckInput = StopInput & WarningInput;

/** What stops a report of these figures: nothing when it can be made. */
export function stopsOf({ management, booked, rules, timeZone }: StopInput): Finding<StopId>[] {
  return [
    ...balanceStops(management),
    ...meterlessStops(management),
    ...sumStops(management, booked),
    ...calendarStops(management, timeZone),
    ...hierarchyStops(management),
    ...ruleStops(management, rules),
  ];
}

export function check(input: CheckInput): Checked {
  const warnings = warningsOf(input);
  return { stops: stopsOf(input), warnings, releasable: !warnings.some(({ id }) => id === "coverage_below_release") };
}

/** A draft decides nothing; a factor of another year is said. */
function ruleStops({ carbon, span }: SpanFigures, rules: Ruleset | undefined): Finding<StopId>[] {
  const stops: Finding<StopId>[] = [];
  if (rules !== undefined && rules.status !== "in_force") stops.push({ id: "draft_rule", place: rules.id });
  const other = [...(carbon?.factorYears ?? [])].some(([year, used]) => year !== used);
  if (carbon !== undefined && other && !carbon.fallback) stops.push({ id: "factor_year_unsaid", place: String(span.year) });
  return stops;
}

/** No figure without the meters behind it. */
function meterlessStops({ balance, cost, carbon, load, derived }: SpanFigures): Finding<StopId>[] {
  const kpis: readonly Kpi[] = [
    ...balance.pue,
    ...balance.partial.map(({ kpi }) => kpi),
    balance.cer,
    balance.erf,
    balance.wue,
    balance.ups.loss,
    balance.ups.efficiency,
    ...Object.values(derived as Readonly<Record<string, Kpi>>),
  ];
  const empty = kpis.filter(({ value, meters }) => value !== undefined && meters.length === 0).map(({ formula }) => formula);
  const metered = balance.meters.some(({ meter }) => meter.role === "grid");
  const priced = Object.entries({ cost, carbon, load }).filter(([, value]) => value !== undefined);
  const grid = metered ? [] : priced.map(([name]) => name);
  return [...empty, ...grid].map((place) => ({ id: "value_without_meters", place }));
}

function sumStops({ balance, months }: SpanFigures, booked: ReadonlyMap<string, readonly number[]>): Finding<StopId>[] {
  return balance.meters.flatMap(({ meter, energy }) => {
    const shown = months.reduce(
      (total, { balance: month }) => total + (month.meters.find((one) => one.meter.id === meter.id)?.energy.kwh ?? 0),
      0,
    );
    const inLedger = booked.get(meter.id)?.map((amount) => amount / joulesPerKwh);
    return [shown, ...(inLedger === undefined ? [] : [inLedger.reduce((total, kwh) => total + kwh, 0)])]
      .filter((sum) => Math.abs(sum - energy.kwh) > 1e-6 * Math.max(1, Math.abs(energy.kwh)))
      .map((value) => ({ id: "months_do_not_add_up" as const, place: meter.id, value, bound: energy.kwh }));
  });
}

/** Whether what is missing at the supply came from batteries: then no meter is wrong, the period is only too short. */
const fromBattery = (missingKwh: number, { batteryKwh }: SpanFigures): boolean => missingKwh > 0 && missingKwh <= batteryKwh;

function balanceStops(management: SpanFigures): Finding<StopId>[] {
  const { balance, months, flows, derived } = management;
  const { ref } = derived;
  const stops: Finding<StopId>[] = [];
  const all: readonly { place: string; balance: Balance }[] = [
    { place: "", balance },
    ...months.map(({ key, balance: month }) => ({ place: key, balance: month })),
  ];
  for (const { place, balance: one } of all) {
    for (const kpi of one.pue) {
      if (kpi.reason !== "it_exceeds_facility") continue;
      const it = kwhOf(one, itRoles[kpi.category ?? 1]);
      stops.push({
        id: fromBattery(it - one.facility.kwh, management) ? "battery_carried_it" : "it_exceeds_facility",
        place: `${place} ${kpi.meters.join(" ")} (kWh)`.trim(),
        value: it,
        bound: one.facility.kwh,
      });
    }
    if (one.erf.reason === "out_of_range")
      stops.push({
        id: "share_out_of_range",
        place: `${place} ERF`.trim(),
        value: kwhOf(one, "heat_reuse") / one.facility.kwh,
        bound: 1,
      });
  }
  if (ref?.reason === "out_of_range") stops.push({ id: "share_out_of_range", place: "REF" });
  // Σ facility / Σ IT over the months: whoever averages ratios gets another number.
  const facility = months.reduce((sum, { balance: month }) => sum + month.facility.kwh, 0);
  const it = months.reduce((sum, { balance: month }) => sum + month.it.kwh, 0);
  const [first] = balance.pue;
  if (first?.value !== undefined && it > 0 && Math.abs(facility / it - first.value) > 1e-6)
    stops.push({ id: "ratio_averaged", place: `PUE ${first.category}`, value: first.value, bound: facility / it });
  const open = openNode(flows);
  if (open !== undefined) stops.push({ id: "flows_do_not_close", place: open.node, value: open.into, bound: open.out });
  return stops;
}

/** Days have 92, 96 or 100 quarter hours, a month as many hours as its days say, give or take the change of clocks. */
function calendarStops({ span }: SpanFigures, timeZone: string): Finding<StopId>[] {
  const all = span.months.reduce((sum, { period }) => sum + quartersOf(period), 0);
  const broken: Finding<StopId>[] = [];
  if (all !== quartersOf(span.period))
    broken.push({ id: "calendar_broken", place: span.months[0]?.key ?? "", value: all, bound: quartersOf(span.period) });
  for (const { key, period } of span.months) {
    let days = 0;
    for (let start = period.from; start < period.to; days += 1) {
      const day = localDay(localParts(start, timeZone).date, timeZone);
      const quarters = quartersOf(day);
      if (![92, 96, 100].includes(quarters))
        broken.push({ id: "calendar_broken", place: localParts(start, timeZone).date, value: quarters });
      start = day.to;
    }
    const expected = days * 96;
    if (Math.abs(quartersOf(period) - expected) > 4)
      broken.push({ id: "calendar_broken", place: key, value: quartersOf(period), bound: expected });
  }
  return broken;
}

/** Children of a meter may not show more than it, beyond twice the uncertainty. */
function hierarchyStops(management: SpanFigures): Finding<StopId>[] {
  const { balance } = management;
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
      ? [
          {
            id: fromBattery(-rest.kwh, management) ? ("battery_carried_it" as const) : ("children_exceed_parent" as const),
            place: parent,
            value: rest.kwh,
            bound: -rest.uncertaintyKwh,
          },
        ]
      : [];
  });
}
