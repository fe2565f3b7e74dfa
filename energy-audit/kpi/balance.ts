/** The energy balance of a site: which meters make up facility and IT energy, and where the rest goes. */
import type { Meter, MeterRole } from "../../site/inventory.ts";
import type { Period } from "../ledger/calendar.ts";
import { commonQuarters, energyOf, waterOf, type MeterSeries, type Term } from "./energy.ts";
import { provenance, type Energy, type Kpi } from "./kpi.ts";
import { coolingEfficiency, reuseFactor, waterUsage } from "./ratios.ts";
import { partialPue, pue, upsEfficiency, upsLoss } from "./pue.ts";

const coolingRoles: readonly MeterRole[] = ["cooling", "chiller", "pump", "air_handler"];
/** Role of the meters whose sum is IT energy, by PUE category. */
export const itRoles = { 1: "ups_out", 2: "pdu_out", 3: "it" } as const satisfies Record<number, MeterRole>;

/** One part of PUE − 1: what it needs beside IT. `rest` is what no meter sees. */
export type PartId = "cooling" | "ups" | "distribution" | "other" | "rest";

export interface Part {
  readonly id: PartId;
  readonly energy: Energy;
  /** Contribution to the PUE, E_part / E_IT; undefined when there is no PUE. */
  readonly share?: number;
}

export interface Balance {
  readonly period: Period;
  readonly facility: Energy;
  /** PUE by category, only categories that have meters; the first is the headline. */
  readonly pue: readonly Kpi[];
  /** IT energy of the headline category. */
  readonly it: Energy;
  /** Parts of the headline PUE: 1 + sum of shares = PUE. Empty without cooling or UPS meters. */
  readonly parts: readonly Part[];
  /** IT energy over the quarter hours of the parts: what their shares divide by. */
  readonly partsIt: Energy;
  readonly ups: { readonly input: Energy; readonly output: Energy; readonly loss: Kpi; readonly efficiency: Kpi };
  readonly cer: Kpi;
  readonly erf: Kpi;
  readonly wue: Kpi;
  /** What a part of the site adds to IT (partial PUE): its own energy beside IT's, of the headline category. */
  readonly partial: readonly { readonly id: Exclude<PartId, "rest">; readonly kpi: Kpi }[];
  /** Every meter over the period by itself, in the inventory's order. */
  readonly meters: readonly { readonly meter: Meter; readonly energy: Energy }[];
}

/** Is this meter below one of the given roles? A cycle in the hierarchy ends the climb. */
function below(meter: Meter, roles: readonly MeterRole[], byId: ReadonlyMap<string, Meter>): boolean {
  const seen = new Set<string>();
  for (let id = meter.parent; id !== undefined && !seen.has(id); id = byId.get(id)?.parent) {
    seen.add(id);
    const parent = byId.get(id);
    if (parent !== undefined && roles.includes(parent.role)) return true;
  }
  return false;
}

/** Meters of these roles that do not stand below another of them: those would count twice. */
export function topmost<T extends { readonly meter: Meter }>(all: readonly T[], roles: readonly MeterRole[]): T[] {
  const byId = new Map(all.map(({ meter }) => [meter.id, meter]));
  return all.filter(({ meter }) => roles.includes(meter.role) && !below(meter, roles, byId));
}

/**
 * Balance of a period from the bookings of all meters.
 * Meters of one group that stand below another of the group are left out, they would count twice. Cooling and other
 * meters that hang on a UPS or PDU output are not IT: they are taken off IT energy (ISO/IEC 30134-2, category 1).
 * Each figure uses the quarter hours in which all its meters have bookings; its coverage says how many those are.
 */
export function balanceOf(all: readonly MeterSeries[], period: Period): Balance {
  const byId = new Map(all.map(({ meter }) => [meter.id, meter]));
  const top = (roles: readonly MeterRole[]): MeterSeries[] => topmost(all, roles);
  const plus = (series: readonly MeterSeries[]): Term[] => series.map((one) => ({ series: one, sign: 1 }));
  const minus = (series: readonly MeterSeries[]): Term[] => series.map((one) => ({ series: one, sign: -1 }));

  const facility = [...plus(top(["grid", "pv", "generator"])), ...minus(top(["feed_in"]))];
  const support = top([...coolingRoles, "other"]);
  const itTerms = (category: 1 | 2 | 3): Term[] => {
    const meters = top([itRoles[category]]);
    if (meters.length === 0) return [];
    const onUps = category === 3 ? [] : support.filter(({ meter }) => below(meter, [itRoles[category]], byId));
    return [...plus(meters), ...minus(onUps)];
  };
  // Many figures share their meters: the quarter hours of one set of meters are looked up once.
  const known = new Map<string, Int32Array>();
  const commonOf = (...groups: readonly (readonly Term[])[]): Int32Array => {
    const series = [...new Set(groups.flat().map((term) => term.series))];
    const key = series
      .map(({ meter }) => meter.id)
      .sort()
      .join(" ");
    const quarters = known.get(key) ?? commonQuarters(series, period);
    known.set(key, quarters);
    return quarters;
  };
  const over = (terms: readonly Term[], ...beside: readonly Term[][]): Energy =>
    energyOf(terms, commonOf(terms, ...beside), period);

  const categories = ([1, 2, 3] as const).filter((category) => itTerms(category).length > 0);
  const headline = categories[0] ?? 1;
  const headlineIt = itTerms(headline);
  const figures = categories.map((category) => {
    const it = itTerms(category);
    return pue(over(facility, it), over(it, facility), category);
  });

  const input = plus(top(["ups_in"]));
  const output = plus(top(["ups_out"]));
  const cooling = plus(top(coolingRoles));
  const other = plus(top(["other"]));
  const heat = plus(top(["heat"]));
  const reuse = plus(top(["heat_reuse"]));
  const water = plus(top(["water"]));
  const distribution: Term[] =
    headline === 1 || output.length === 0 ? [] : [...output, ...minus(headlineIt.map(({ series }) => series))];
  const partQuarters = commonOf(facility, headlineIt, input, output, cooling, other);
  const partsIt = energyOf(headlineIt, partQuarters, period);
  const parts = partsOf(headlineIt);

  function partsOf(it: Term[]): Part[] {
    if (facility.length === 0 || it.length === 0 || (input.length === 0 && cooling.length === 0)) return [];
    const quarters = partQuarters;
    const sum = (terms: readonly Term[]): Energy => energyOf(terms, quarters, period);
    const itEnergy = partsIt;
    const ups = input.length === 0 || output.length === 0 ? [] : [...input, ...minus(output.map(({ series }) => series))];
    const parts: { id: PartId; energy: Energy }[] = [
      { id: "cooling", energy: sum(cooling) },
      { id: "ups", energy: sum(ups) },
      { id: "distribution", energy: sum(distribution) },
      { id: "other", energy: sum(other) },
    ];
    const facilityEnergy = sum(facility);
    const taken = [itEnergy, ...parts.map(({ energy }) => energy)];
    const kwh = taken.reduce((left, energy) => left - energy.kwh, facilityEnergy.kwh);
    // A small difference of large numbers: it is as uncertain as all of them together.
    const spread = Math.hypot(...[facilityEnergy, ...taken].map((energy) => energy.kwh * energy.relativeUncertainty));
    const rest: Energy = { ...facilityEnergy, kwh, relativeUncertainty: kwh === 0 ? 0 : spread / Math.abs(kwh) };
    return [...parts.filter(({ energy }) => energy.meters.length > 0), { id: "rest" as const, energy: rest }].map((part) =>
      itEnergy.kwh > 0 ? { ...part, share: part.energy.kwh / itEnergy.kwh } : part,
    );
  }

  function partialOf(): Balance["partial"] {
    const loss = input.length === 0 || output.length === 0 ? [] : [...input, ...minus(output.map(({ series }) => series))];
    const groups = [
      ["cooling", cooling],
      ["ups", loss],
      ["distribution", distribution],
      ["other", other],
    ] as const;
    return groups.flatMap(([id, terms]) =>
      terms.length === 0 ? [] : [{ id, kpi: partialPue(over([...terms], headlineIt), over(headlineIt, [...terms])) }],
    );
  }

  return {
    period,
    facility: over(facility, headlineIt),
    pue: figures,
    it: over(headlineIt, facility),
    parts,
    partsIt,
    ups: {
      input: over(input, output),
      output: over(output, input),
      loss: upsLoss(over(input, output), over(output, input)),
      efficiency: upsEfficiency(over(input, output), over(output, input)),
    },
    cer: coolingEfficiency(over(heat, cooling), over(cooling, heat)),
    erf: reuseFactor(over(reuse, facility), over(facility, reuse)),
    partial: partialOf(),
    wue: waterUsage(waterOf(water, commonOf(water, headlineIt), period), over(headlineIt, water)),
    meters: all.map((series) => ({
      meter: series.meter,
      energy: energyOf([{ series, sign: 1 }], commonQuarters([series], period), period),
    })),
  };
}

/** The PUE that heads a report, or a refusal when the site has no meters for one. */
export function headlinePue({ pue: [first], period }: Balance): Kpi {
  return first ?? { ...provenance("pue", period), unit: "1", reason: "no_meter" };
}
