/**
 * The fields of the register for data centres in its own order (EnEfG annex 3), and those of regulation (EU) 2024/1364: value,
 * unit, how it was found, and the year before. There is no public way to send them by machine, so they are for typing in.
 */
import type { MeterRole } from "../../../site/inventory.ts";
import type { Balance } from "../../kpi/balance.ts";
import { kwhOf } from "../../kpi/management.ts";
import { assess } from "../../rules/assess.ts";
import { rulesets } from "../../rules/tables.ts";
import { table, type Block } from "../blocks.ts";
import { dash } from "../format.ts";
import type { Context } from "./input.ts";

export interface RegisterField {
  readonly name: string;
  /** Shown; a dash where nothing is known. */
  readonly text: string;
  readonly unit: string;
  /** measured, computed, master data, or not within what is metered. */
  readonly how: string;
  readonly before: string;
}

export function registerFields(c: Context): RegisterField[] {
  const { site, facts, w, f, management } = c;
  const { balance, previous } = management;
  const ref = management.derived.ref?.value;
  const r = w.registerSheet;
  const master = site.energy?.facts;
  const comparable = previous.facility.coverage >= 0.9;
  const fields: RegisterField[] = [];
  const add = (name: string, text: string | undefined, unit: string, how: string, before: string = dash): void => {
    fields.push({ name, text: text ?? dash, unit, how: text === undefined ? r.unknown : how, before });
  };
  const measured = (
    name: string,
    of: (balance: Balance) => number | undefined,
    unit: string,
    digits: number,
    how = r.measured,
  ): void => {
    const now = of(balance);
    const then = comparable ? of(previous) : undefined;
    add(
      name,
      now === undefined ? undefined : f.number(now, digits),
      unit,
      how,
      then === undefined ? dash : f.number(then, digits),
    );
  };
  const rules = rulesets.find(({ status }) => status === "in_force");
  const heat = (one: Balance): number | undefined =>
    one.meters.some(({ meter }) => meter.role === "heat") ? kwhOf(one, "heat") - kwhOf(one, "heat_reuse") : undefined;
  const has =
    (role: MeterRole) =>
    (one: Balance): number | undefined =>
      one.meters.some(({ meter }) => meter.role === role) ? kwhOf(one, role) : undefined;

  add(r.name, site.site.name, "", r.master);
  add(r.owner, master?.owner, "", r.master);
  add(r.operator, master?.operator, "", r.master);
  add(r.size, facts === undefined || rules === undefined ? undefined : assess(facts, c.day, rules).sizeClass, "", r.computed);
  add(r.postcode, master?.postcode, "", r.master);
  add(r.area, master === undefined ? undefined : f.number(master.building_area_m2), "m²", r.master);
  add(r.itNominal, master === undefined ? undefined : f.number(master.it_nominal_kw), "kW", r.master);
  add(r.nonRedundant, master === undefined ? undefined : f.number(master.non_redundant_kw), "kW", r.master);
  measured(r.consumption, ({ facility }) => facility.kwh, "kWh", 0);
  measured(r.purchase, (one) => kwhOf(one, "grid"), "kWh", 0);
  measured(r.feedIn, has("feed_in"), "kWh", 0);
  add(r.renewable, ref === undefined ? undefined : f.number(ref * 100, 1), "%", r.computed);
  measured(r.heatReleased, heat, "kWh", 0);
  add(r.heatTemperature, undefined, "°C", r.unknown);
  measured(r.heatDelivered, has("heat_reuse"), "kWh", 0);
  add(r.deliveredTemperature, undefined, "°C", r.unknown);
  add(r.stored, undefined, "", r.unknown);
  for (const category of [1, 2, 3] as const) {
    if (balance.pue.some((kpi) => kpi.category === category)) {
      measured(
        `PUE (${r.category} ${category})`,
        (one) => one.pue.find((kpi) => kpi.category === category)?.value,
        "",
        2,
        r.computed,
      );
    }
  }
  measured("ERF", ({ erf }) => erf.value, "", 3, r.computed);
  measured("CER", ({ cer }) => cer.value, "", 2, r.computed);
  measured("WUE", ({ wue }) => wue.value, "m³/MWh", 3, r.computed);
  measured("E_DC", ({ facility }) => facility.kwh, "kWh", 0);
  measured("E_DC-BG", has("generator"), "kWh", 0);
  measured("E_IT", (one) => kwhOf(one, "ups_out"), "kWh", 0);
  measured("E_REUSE", has("heat_reuse"), "kWh", 0);
  add("E_RES-TOT", ref === undefined ? undefined : f.number(ref * balance.facility.kwh), "kWh", r.computed);
  return fields;
}

export function registerSection(c: Context): Block[] {
  const { w } = c;
  const rows = registerFields(c).map(({ name, text, unit, how, before }) => [name, text, unit, how, before]);
  return [
    { kind: "text", text: w.registerSheet.note },
    { kind: "table", table: table(w.registerSheet.head, rows, [1, 4]), widths: [2.4, 1.5, 0.7, 1, 1] },
  ];
}
