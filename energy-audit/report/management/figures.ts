/** Rows of the key figures: one list for the summary, the tables and the exports. */
import { createHash } from "node:crypto";
import type { Balance } from "../../kpi/balance.ts";
import type { MeterSeries } from "../../kpi/energy.ts";
import { formulas, type FormulaId, type Kpi } from "../../kpi/kpi.ts";
import { kwhOf } from "../../kpi/management.ts";
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

export function figureRows(c: Context): FigureRow[] {
  const { management, w, f, headline, annual } = c;
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
      range: one.coverage > 0 ? `± ${f.energy(spread)}` : dash,
      before: comparable && old.coverage > 0 ? f.energy(old.kwh) : dash,
      coverage: one.coverage,
      estimatedShare: one.estimatedShare,
      ...within(one.period),
      formula: "ΣE",
      meters: one.meters,
      ...(one.coverage === 0 && { reason: "no_booking" }),
    });
  };
  const kpi = (id: string, name: string, one: Kpi, old: Kpi | undefined, text: (value: number) => string): void => {
    rows.push({
      id,
      name,
      ...(one.value !== undefined && { value: one.value }),
      ...(one.interval && { low: one.interval[0], high: one.interval[1] }),
      unit: one.unit,
      text: one.value === undefined ? dash : text(one.value),
      range: one.interval === undefined ? dash : `${text(one.interval[0])} – ${text(one.interval[1])}`,
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
  const plain = (
    id: string,
    name: string,
    value: number | undefined,
    unit: string,
    text: string,
    formula: string,
    meters: readonly string[],
  ): void => {
    if (value === undefined) return;
    rows.push({ id, name, value, unit, text, range: dash, before: dash, ...within(span.period), formula, meters });
  };

  energy("facility", w.facility, balance.facility, previous.facility);
  energy("it", w.it, balance.it, previous.it);
  const two = (value: number): string => f.number(value, 2);
  const short = span.kind !== "year";
  for (const one of balance.pue) {
    const category = String(one.category);
    const old = previous.pue.find((before) => before.category === one.category);
    kpi(`pue${category}`, short ? w.ipue(category) : w.pue(category), one, old, two);
  }
  if (short && annual !== undefined) kpi("pue12", w.pueRolling(String(annual.category)), annual, undefined, two);
  const optional = (id: string, name: string, one: Kpi, old: Kpi, text: (value: number) => string): void => {
    if (one.reason !== "no_meter") kpi(id, name, one, old, text);
  };
  optional("ups_efficiency", w.upsEfficiency, balance.ups.efficiency, previous.ups.efficiency, (value) => f.percent(value, 1));
  optional("ups_loss", w.upsLoss, balance.ups.loss, previous.ups.loss, f.energy);
  optional("cer", w.cer, balance.cer, previous.cer, two);
  optional("wue", w.wue, balance.wue, previous.wue, (value) => `${f.number(value, 3)} m³/MWh`);
  optional("erf", w.erf, balance.erf, previous.erf, (value) => f.percent(value, 1));
  const grid = balance.meters.filter(({ meter }) => meter.role === "grid").map(({ meter }) => meter.id);
  const own = balance.meters.filter(({ meter }) => meter.role === "pv").map(({ meter }) => meter.id);
  if (management.ref !== undefined)
    plain("ref", w.ref, management.ref, "1", f.percent(management.ref, 1), "(GoO + E_PV − E_feed) / E_DC", [...grid, ...own]);
  const { carbon, cost, load } = management;
  plain(
    "co2_location",
    w.co2Location,
    carbon?.locationTonnes,
    "t",
    f.tonnes(carbon?.locationTonnes ?? 0),
    "E_grid × factor",
    grid,
  );
  plain(
    "co2_market",
    w.co2Market,
    carbon?.marketTonnes,
    "t",
    f.tonnes(carbon?.marketTonnes ?? 0),
    "(E_grid − GoO) × residual",
    grid,
  );
  const itMeters = headline?.meters ?? [];
  plain(
    "cue_location",
    w.cueLocation,
    carbon?.cueLocation,
    "kg/kWh",
    `${f.number(carbon?.cueLocation ?? 0, 3)} kg/kWh`,
    "CO₂ / E_IT",
    itMeters,
  );
  plain(
    "cue_market",
    w.cueMarket,
    carbon?.cueMarket,
    "kg/kWh",
    `${f.number(carbon?.cueMarket ?? 0, 3)} kg/kWh`,
    "CO₂ / E_IT",
    itMeters,
  );
  plain("cost_net", w.cost, cost?.netEur, "EUR", f.eur(cost?.netEur ?? 0), "tariff", grid);
  plain("peak", w.peak, load?.peak.kw, "kW", f.kw(load?.peak.kw ?? 0), "max(4 × E_15min)", grid);
  plain(
    "full_load_hours",
    w.fullLoad,
    load?.fullLoadHours,
    "h",
    `${f.number(load?.fullLoadHours ?? 0)} h`,
    "E_grid / P_max",
    grid,
  );
  plain(
    "generated",
    w.nodes.generator,
    kwhOf(balance, "generator") || undefined,
    "kWh",
    f.energy(kwhOf(balance, "generator")),
    "ΣE",
    balance.meters.filter(({ meter }) => meter.role === "generator").map(({ meter }) => meter.id),
  );
  return rows;
}

/** Source of a formula, by the figure's KPI. */
export const formulaSources = Object.entries(formulas).map(([id, { text, source, version }]) => ({
  id: id as FormulaId,
  text,
  source,
  version,
}));

/** Count and checksum of the bookings behind a set of meters: the same ledger gives the same, a correction another. */
export function bookingsBehind(
  series: readonly MeterSeries[],
  meters: readonly string[],
  period: Period,
): { count: number; checksum: string } {
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
