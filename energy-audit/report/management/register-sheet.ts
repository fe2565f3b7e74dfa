/**
 * The fields of the register for data centres in its own order (EnEfG annex 3), and those of regulation (EU) 2024/1364: value,
 * unit, how it was found, its evidence, and the year before. There is no public way to send them by machine, so they are for typing in.
 */
import type { EnergySection } from "../../../site/energy.ts";
import type { MeterRole } from "../../../site/inventory.ts";
import type { Weather } from "../../baseline/weather.ts";
import { topmost, type Balance } from "../../kpi/balance.ts";
import { formulas } from "../../kpi/kpi.ts";
import { kwhOf } from "../../kpi/management.ts";
import { assess } from "../../rules/assess.ts";
import { rulesets } from "../../rules/tables.ts";
import { table, type Block } from "../blocks.ts";
import { dash } from "../format.ts";
import type { Cell } from "../xlsx.ts";
import type { Context } from "./input.ts";

export interface RegisterField {
  readonly name: string;
  /** Shown; a dash where nothing is known. */
  readonly text: string;
  readonly unit: string;
  /** measured, computed, master data, or not within what is metered. */
  readonly how: string;
  /** Meters, formula or the site file: where the value can be looked up. */
  readonly evidence: string;
  readonly before: string;
  /** The same for a spreadsheet. */
  readonly cell: Cell;
  readonly cellBefore: Cell;
}

/** A number with the digits that it is shown with. */
interface Amount {
  readonly value: number;
  readonly digits: number;
}
const digitLooks = ["whole", "tenths", "cents", "thousandths"] as const;

type Entry = NonNullable<EnergySection["register"]>[number];

export function registerFields(c: Context): RegisterField[] {
  const { site, facts, w, f, management, weather } = c;
  const { balance, previous, span } = management;
  const ref = management.derived.ref?.value;
  const refBefore = management.derivedBefore.ref?.value;
  const r = w.registerSheet;
  const master = site.energy?.facts;
  const comparable = previous.facility.coverage >= 0.9;
  const fields: RegisterField[] = [];
  const add = (
    name: string,
    now: string | Amount | undefined,
    unit: string,
    [how, evidence]: readonly [string, string],
    before?: string | Amount,
  ): void => {
    const known = now !== undefined;
    const said = (one: string | Amount = dash): string => (typeof one === "string" ? one : f.number(one.value, one.digits));
    const cell = (one: string | Amount = dash): Cell =>
      typeof one === "string" ? one : { value: one.value, as: digitLooks[one.digits] ?? "thousandths" };
    fields.push({
      name,
      text: said(now),
      unit,
      how: known ? how : r.unknown,
      evidence: known ? evidence : dash,
      before: said(before),
      cell: cell(now),
      cellBefore: cell(before),
    });
  };
  const amount = (value: number | undefined, digits = 0): Amount | undefined =>
    value === undefined ? undefined : { value, digits };
  const byMaster = [r.master, r.siteFile] as const;
  /** What somebody declared for the year, and for the one before. */
  const declared = (name: string, unit: string, of: (entry: Entry) => string | number | undefined, digits = 0): void => {
    const given = (year: number): string | Amount | undefined => {
      const entry = site.energy?.register?.find((one) => one.year === year);
      const value = entry === undefined ? undefined : of(entry);
      return typeof value === "number" ? amount(value, digits) : value;
    };
    add(name, given(span.year), unit, byMaster, given(span.year - 1));
  };
  const measured = (
    name: string,
    of: (balance: Balance) => number | undefined,
    unit: string,
    digits: number,
    found: readonly [string, string],
  ): void => {
    const now = of(balance);
    const then = comparable ? of(previous) : undefined;
    add(name, amount(now, digits), unit, found, amount(then, digits));
  };
  const metersOf = (...roles: readonly MeterRole[]): readonly [string, string] => {
    const ids = topmost(balance.meters, roles).map(({ meter }) => meter.id);
    return [r.measured, ids.join(", ")];
  };
  const computed = (formula: keyof typeof formulas): readonly [string, string] => [r.computed, formulas[formula].text];
  const rules = rulesets.find(({ status }) => status === "in_force");
  const heat = (one: Balance): number | undefined =>
    one.meters.some(({ meter }) => meter.role === "heat") ? kwhOf(one, "heat") - kwhOf(one, "heat_reuse") : undefined;
  const has =
    (role: MeterRole, factor = 1) =>
    (one: Balance): number | undefined =>
      one.meters.some(({ meter }) => meter.role === role) ? kwhOf(one, role) * factor : undefined;
  const facility = (one: Balance): number | undefined => (one.facility.meters.length === 0 ? undefined : one.facility.kwh);
  const supply = metersOf("grid", "pv", "generator", "feed_in");

  add(r.name, site.site.name, "", byMaster);
  add(r.owner, master?.owner, "", byMaster);
  add(r.operator, master?.operator, "", byMaster);
  add(r.size, facts === undefined || rules === undefined ? undefined : assess(facts, c.day, rules).sizeClass, "", [
    r.computed,
    r.siteFile,
  ]);
  add(r.postcode, master?.postcode, "", byMaster);
  add(r.area, amount(master?.building_area_m2), "m²", byMaster);
  add(r.itNominal, amount(master?.it_nominal_kw), "kW", byMaster);
  add(r.nonRedundant, amount(master?.non_redundant_kw), "kW", byMaster);
  measured(r.consumption, facility, "kWh", 0, supply);
  measured(r.purchase, has("grid"), "kWh", 0, metersOf("grid"));
  measured(r.feedIn, has("feed_in"), "kWh", 0, metersOf("feed_in"));
  const percent = (share: number | undefined): Amount | undefined => (share === undefined ? undefined : amount(share * 100, 1));
  add(r.renewable, percent(ref), "%", computed("ref"), percent(refBefore));
  measured(r.heatReleased, heat, "kWh", 0, metersOf("heat", "heat_reuse"));
  declared(r.heatTemperature, "°C", (one) => one.released_heat_celsius, 1);
  measured(r.heatDelivered, has("heat_reuse"), "kWh", 0, metersOf("heat_reuse"));
  declared(r.deliveredTemperature, "°C", (one) => one.delivered_heat_celsius, 1);
  declared(r.stored, "", (one) => one.data_amount);
  for (const { category } of balance.pue) {
    const of = (one: Balance): number | undefined => one.pue.find((kpi) => kpi.category === category)?.value;
    measured(`PUE (${r.category} ${category})`, of, "", 2, computed("pue"));
  }
  measured("ERF", ({ erf }) => erf.value, "", 3, computed("erf"));
  measured("CER", ({ cer }) => cer.value, "", 2, computed("cer"));
  measured("WUE", ({ wue }) => wue.value, "m³/MWh", 3, computed("wue"));

  add(r.installed, amount(master?.it_installed_kw), "kW", byMaster);
  declared(r.dataCentreArea, "m²", (one) => one.data_centre_area_m2);
  declared(r.roomArea, "m²", (one) => one.computer_room_area_m2);
  measured("E_DC", facility, "kWh", 0, supply);
  measured("E_DC-BG", has("generator"), "kWh", 0, metersOf("generator"));
  // At the UPS outputs without what is no IT; at the PDU outputs where the UPS has no meters.
  const it = (one: Balance): number | undefined => (one.it.meters.length === 0 ? undefined : one.it.kwh);
  measured("E_IT", it, "kWh", 0, [r.measured, balance.it.meters.join(", ")]);
  declared(r.battery, "kW", (one) => one.battery_kw);
  declared(r.gridFunctions, "", ({ grid_functions: serves }) => (serves === undefined ? undefined : serves ? r.yes : r.no));
  // A volume has millilitres where an energy has joules.
  measured("W_IN", has("water", 3.6), "m³", 1, metersOf("water"));
  declared(r.potable, "%", ({ potable_water_share: potable }) => (potable === undefined ? undefined : potable * 100), 1);
  measured("E_REUSE", has("heat_reuse"), "kWh", 0, metersOf("heat_reuse"));
  declared(r.heatReused, "°C", (one) => one.delivered_heat_celsius, 1);
  declared(r.intake, "°C", (one) => one.intake_celsius, 1);
  declared(r.refrigerants, "", (one) => one.refrigerants);
  const degrees = (one: Weather | undefined): Amount | undefined =>
    one === undefined || one.known < 0.9 * one.days ? undefined : amount(one.sums.cddEurostat);
  add(r.degreeDays, degrees(weather.now), "K·d", [r.computed, "Σ (T − 21 °C), T ≥ 24 °C"], degrees(weather.before));
  const guarantees = (year: number): number | undefined =>
    site.energy?.guarantees_of_origin.find((one) => one.year === year)?.kwh;
  add("E_RES-GOO", amount(guarantees(span.year)), "kWh", byMaster, amount(guarantees(span.year - 1)));
  declared("E_RES-PPA", "kWh", (one) => one.ppa_kwh);
  const sun = (one: Balance): number | undefined => {
    const made = has("pv")(one);
    return made === undefined ? undefined : Math.max(0, made - kwhOf(one, "feed_in"));
  };
  measured("E_RES-OS", sun, "kWh", 0, metersOf("pv", "feed_in"));
  add(
    "E_RES-TOT",
    ref === undefined ? undefined : amount(ref * balance.facility.kwh),
    "kWh",
    [r.computed, "min(GoO, E_grid) + E_PV − E_feed"],
    refBefore === undefined || !comparable ? undefined : amount(refBefore * previous.facility.kwh),
  );
  declared(r.servers, "", (one) => one.server_capacity);
  declared(r.storage, "", (one) => one.storage_capacity);
  declared(r.traffic, "", (one) => one.traffic);
  declared(r.utilisation, "%", ({ server_utilisation: used }) => (used === undefined ? undefined : used * 100), 1);
  declared(r.efficiency, "", (one) => one.server_efficiency);
  return fields;
}

export function registerSection(c: Context): Block[] {
  const { w } = c;
  const rows = registerFields(c).map(({ name, text, unit, how, evidence, before }) => [name, text, unit, how, evidence, before]);
  return [
    { kind: "text", text: w.registerSheet.note },
    { kind: "table", table: table(w.registerSheet.head, rows, [1, 5]), widths: [2.45, 1.75, 0.7, 0.95, 1.4, 0.9] },
  ];
}
