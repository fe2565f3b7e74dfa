/** Rows of the key figures: one list for the summary, the tables and the exports. */
import { createHash } from "node:crypto";
import type { MeterRole } from "../../../site/inventory.ts";
import { topmost, type Balance } from "../../kpi/balance.ts";
import type { Derived } from "../../kpi/derived.ts";
import type { MeterSeries } from "../../kpi/energy.ts";
import { formulas, type Energy, type FormulaId, type Kpi } from "../../kpi/kpi.ts";
import { quarterSeconds, type Period } from "../../ledger/calendar.ts";
import { dash } from "../format.ts";
import type { Context } from "./input.ts";

/** A figure as it leaves the house: with everything one needs to check it. */
export interface FigureRow {
  readonly id: string;
  readonly name: string;
  /** Missing when refused; `reason` says why. */
  readonly value?: number;
  readonly unit: string;
  readonly text: string;
  readonly range: string;
  readonly low?: number;
  readonly high?: number;
  readonly before: string;
  readonly coverage?: number;
  readonly estimatedShare?: number;
  readonly category?: number;
  readonly from: string;
  readonly to: string;
  readonly formula: string;
  readonly version?: number;
  readonly meters: readonly string[];
  readonly reason?: string;
}

/** A value in writing; with `more` digits than usual. */
type Text = (value: number, more?: number) => string;

export function figureRows(c: Context): FigureRow[] {
  const { management, w, f, shared, annual } = c;
  const { balance, previous, span } = management;
  const rows: FigureRow[] = [];
  const comparable = previous.facility.coverage >= 0.9;
  const iso = (seconds: number): string => new Date(seconds * 1000).toISOString();
  const within = ({ from, to }: Period) => ({ from: iso(from), to: iso(to) });

  const energy = (id: string, name: string, one: Balance["facility"], old: Balance["facility"]): void => {
    const spread = 2 * one.relativeUncertainty * Math.abs(one.kwh);
    rows.push({
      id,
      name,
      ...(one.coverage > 0 && { value: one.kwh, low: one.kwh - spread, high: one.kwh + spread }),
      unit: "kWh",
      text: one.coverage > 0 ? f.energy(one.kwh) : dash,
      range: one.coverage > 0 ? `± ${f.spread(spread, one.kwh)}` : dash,
      before: comparable && old.coverage > 0 ? f.energy(old.kwh) : dash,
      coverage: one.coverage,
      estimatedShare: one.estimatedShare,
      ...within(one.period),
      formula: formulas.energy.text,
      version: formulas.energy.version,
      meters: one.meters,
      ...(one.coverage === 0 && { reason: "no_booking" }),
    });
  };
  const kpi = (id: string, name: string, one: Kpi, old: Kpi | undefined, text: Text): void => {
    rows.push({
      id,
      name,
      ...(one.value !== undefined && { value: one.value }),
      ...(one.interval && { low: one.interval[0], high: one.interval[1] }),
      unit: one.unit,
      text: one.value === undefined ? dash : text(one.value),
      range: one.interval === undefined ? dash : rangeText(one.interval, text, one.value),
      before: comparable && old?.value !== undefined ? text(old.value) : dash,
      coverage: one.coverage,
      estimatedShare: one.estimatedShare,
      ...(one.category !== undefined && { category: one.category }),
      ...within(one.period),
      formula: formulas[one.formula].text,
      version: one.version,
      meters: one.meters,
      ...(one.reason !== undefined && { reason: one.reason }),
    });
  };
  /** An interval whose ends read alike says nothing: it gets one digit more. */
  const rangeText = ([low, high]: readonly [number, number], text: Text, value = high): string => {
    if (text === f.energy) return f.energyRange(low, high, value);
    const more = text(low) === text(high) && low !== high ? 1 : 0;
    return `${text(low, more)} – ${text(high, more)}`;
  };

  energy("facility", w.facility, balance.facility, previous.facility);
  energy("it", w.it, balance.it, previous.it);
  const digits =
    (count: number, unit = ""): Text =>
    (value, more = 0) =>
      `${f.number(value, count + more)}${unit === "" ? "" : `\u00A0${unit}`}`;
  const percent: Text = (value, more = 0) => f.percent(value, 1 + more);
  const two = digits(2);
  const short = span.kind !== "year";
  for (const one of balance.pue) {
    const category = String(one.category);
    const old = previous.pue.find((before) => before.category === one.category);
    kpi(`pue${category}`, short ? w.ipue(category) : w.pue(category), one, old, two);
  }
  if (short && annual !== undefined) kpi("pue12", w.pueRolling(String(annual.category)), annual, undefined, two);
  const optional = (id: string, name: string, one: Kpi, old: Kpi, text: Text): void => {
    if (one.reason !== "no_meter") kpi(id, name, one, old, text);
  };
  optional("ups_efficiency", w.upsEfficiency, balance.ups.efficiency, previous.ups.efficiency, percent);
  optional("ups_loss", w.upsLoss, balance.ups.loss, previous.ups.loss, f.energy);
  optional("cer", w.cer, balance.cer, previous.cer, two);
  optional("wue", w.wue, balance.wue, previous.wue, digits(3, "m³/MWh"));
  optional("erf", w.erf, balance.erf, previous.erf, percent);
  for (const { id, kpi: one } of balance.partial) {
    const old = previous.partial.find((before) => before.id === id)?.kpi;
    kpi(`ppue_${id}`, w.ppue(shared.partNames[id]), one, old, digits(3));
  }
  const { derived, derivedBefore } = management;
  const given = (id: string, name: string, key: keyof Derived, text: Text): void => {
    const one = derived[key];
    if (one !== undefined) kpi(id, name, one, derivedBefore[key], text);
  };
  const perKwh = digits(3, "kg/kWh");
  given("ref", w.ref, "ref", percent);
  given("co2_location", w.co2Location, "co2Location", f.tonnes);
  given("co2_market", w.co2Market, "co2Market", f.tonnes);
  given("cue_location", w.cueLocation, "cueLocation", perKwh);
  given("cue_market", w.cueMarket, "cueMarket", perKwh);
  given("cost_net", w.cost, "cost", f.eur);
  given("peak", w.peak, "peak", f.kw);
  given("peak_cost", w.peakCost, "peakCost", f.eur);
  given("full_load_hours", w.fullLoad, "fullLoadHours", digits(0, "h"));
  const generated = energyOfRole(balance, "generator");
  if (generated !== undefined && generated.kwh > 0)
    energy("generated", w.nodes.generator, generated, energyOfRole(previous, "generator") ?? generated);
  return rows;
}

/** Energy of the only meter of a role, or of several as one; undefined without one. */
function energyOfRole({ meters }: Balance, role: MeterRole): Energy | undefined {
  const own = topmost(meters, [role]).map(({ energy }) => energy);
  const [first] = own;
  if (first === undefined) return undefined;
  const kwh = own.reduce((sum, one) => sum + one.kwh, 0);
  const spread = own.reduce((sum, one) => sum + Math.abs(one.kwh) * one.relativeUncertainty, 0);
  const estimated = own.reduce((sum, one) => sum + Math.abs(one.kwh) * one.estimatedShare, 0);
  return {
    kwh,
    period: first.period,
    coverage: Math.min(...own.map(({ coverage }) => coverage)),
    estimatedShare: kwh === 0 ? 0 : estimated / kwh,
    relativeUncertainty: kwh === 0 ? 0 : spread / kwh,
    meters: own.flatMap((one) => one.meters),
  };
}

/** Source of a formula, by the figure's KPI. */
export const formulaSources = Object.entries(formulas).map(([id, { text, source, version }]) => ({
  id: id as FormulaId,
  text,
  source,
  version,
}));

interface Behind {
  readonly count: number;
  readonly checksum: string;
}
/** Many figures share their meters, and every format asks anew: each set is looked through once. */
const known = new WeakMap<readonly MeterSeries[], Map<string, Behind>>();

/** Count and checksum of the bookings behind a set of meters: the same ledger gives the same, a correction another. */
export function bookingsBehind(series: readonly MeterSeries[], meters: readonly string[], period: Period): Behind {
  const key = `${period.from} ${period.to} ${meters.toSorted().join(" ")}`;
  const found = known.get(series) ?? new Map<string, Behind>();
  known.set(series, found);
  const before = found.get(key);
  if (before !== undefined) return before;
  const behind = lookThrough(series, meters, period);
  found.set(key, behind);
  return behind;
}

function lookThrough(series: readonly MeterSeries[], meters: readonly string[], period: Period): Behind {
  const hash = createHash("sha256");
  let count = 0;
  for (const one of series) {
    if (!meters.includes(one.meter.id)) continue;
    const first = (period.from - one.from) / quarterSeconds;
    const amounts = one.amounts.slice(Math.max(0, first), first + (period.to - period.from) / quarterSeconds);
    hash.update(one.meter.id).update(new Uint8Array(amounts.buffer, amounts.byteOffset, amounts.byteLength));
    const { from, to } = one.valid ?? period;
    for (const [place, amount] of amounts.entries()) {
      const quarter = Math.max(period.from, one.from) + place * quarterSeconds;
      if (!Number.isNaN(amount) && quarter >= from && quarter < to) count += 1;
    }
  }
  return { count, checksum: hash.digest("hex").slice(0, 12) };
}
