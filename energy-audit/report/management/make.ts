/** From a ledger to a management report: reads two years of bookings, computes, checks, and gives view and figures. */
import { createHash } from "node:crypto";
import type { AuditedSite } from "../../kpi/site.ts";
import type { Locale } from "../../../site/locale.ts";
import { check, type Checked } from "../../kpi/checks.ts";
import { seriesOf, type MeterSeries } from "../../kpi/energy.ts";
import { customersOf } from "../../kpi/customers.ts";
import { managementOf, type Management } from "../../kpi/management.ts";
import { coolingProfile, type CoolingProfile } from "../../baseline/cooling-profile.ts";
import { temperaturesOf, verificationsOf } from "../../baseline/verifications.ts";
import type { BaselineResult } from "../../baseline/cooling-baseline.ts";
import { usualCooling, weatherOf } from "../../baseline/weather.ts";
import { ruleInForce } from "../../rules/tables.ts";
import { spanOf, twelveMonths, yearBefore, type SpanWish } from "../../kpi/span.ts";
import type { Period } from "../../ledger/calendar.ts";
import type { Column } from "../../ledger/store.ts";
import type { Register } from "../../register/records.ts";
import type { ReportView } from "../blocks.ts";
import { exportOf, type Export } from "../exports.ts";
import { figureRows, type FigureRow } from "./figures.ts";
import { contextOf, type Context } from "./input.ts";
import { registerFields, type RegisterField } from "./register-sheet.ts";
import { managementView } from "./view.ts";

export interface ManagementWish extends SpanWish {
  readonly locale: Locale;
  /** Day that duties and dates are judged on, ISO date. */
  readonly day: string;
  /** Who released these figures when; undefined while nobody did. */
  readonly release?: { readonly people: readonly [string, string]; readonly at: string };
  /** What was booked after the release, for the report of today. */
  readonly supplement?: readonly { readonly meter: string; readonly kwh: number; readonly quarters: number }[];
}

/** What a ledger must be able to do; a file and a live store both can. */
export interface LedgerSource {
  column(meter: string, period: Period): Column;
  /** Amounts of a meter in periods, base units, summed by the ledger itself. */
  sums(meter: string, periods: readonly Period[]): number[];
  register(): Register;
  drivers(name: string, from: string, to: string): Map<string, number>;
}

export interface Made {
  readonly management: Management;
  readonly checked: Checked;
  readonly series: readonly MeterSeries[];
  readonly figures: readonly FigureRow[];
  readonly cooling: CoolingProfile;
  readonly verifications: readonly BaselineResult[];
  readonly register: readonly RegisterField[];
  /** What views are made of. */
  readonly context: Context;
  /** Missing when a check stopped the report: no figure leaves the house then. */
  readonly view?: ReportView;
}

/** @throws RangeError  no such month or quarter */
export function makeManagement(ledger: LedgerSource, site: AuditedSite, wish: ManagementWish): Made {
  const zone = site.site.time_zone;
  const span = spanOf(wish, zone);
  const period = { from: Math.min(yearBefore(span, zone).period.from, twelveMonths(span, zone).from), to: span.period.to };
  const series = site.meters.map((meter) => seriesOf(meter, ledger.column(meter.id, period), zone));
  const management = managementOf(series, site, span);
  const months = span.months.map((month) => month.period);
  const booked = new Map(site.meters.map(({ id }) => [id, ledger.sums(id, months)]));
  const register = ledger.register();
  const verifications = verificationsOf(ledger, register, series, span, zone);
  const temperatures = temperaturesOf(ledger, span.period, zone);
  const cooling = coolingProfile(series, span.period, temperatures, zone);
  const base = cooling.model?.changePoint ?? usualCooling;
  const before = yearBefore(span, zone).period;
  const weather = {
    base,
    now: weatherOf(temperatures, span.period, base),
    before: weatherOf(temperaturesOf(ledger, before, zone), before, base),
  };
  const rules = ruleInForce;
  const checked = check({ management, energy: site.energy, series, verifications, timeZone: zone, booked, rules });
  const customers = customersOf(series, site.energy?.customers ?? [], span);
  const about = { site, locale: wish.locale, day: wish.day, wish };
  const input = { management, checked, register, verifications, coolingProfile: cooling, weather, customers, ...about };
  const context = contextOf(input);
  const figures = figureRows(context);
  const made = { management, checked, series, figures, cooling, verifications, context, register: registerFields(context) };
  if (checked.stops.length > 0) return made;
  const data = exportOf({ site: site.site, ...made, releasable: checked.releasable });
  return { ...made, view: managementView(input, series, checksumOf(data, register)) };
}

/** What people sign: values, ranges, bookings behind them, months and the register; no words, no dates of reading. */
function checksumOf({ figures, months, period, site }: Export, register: Register): string {
  const numbers = figures.map(({ name: _name, ...row }) => row);
  return createHash("sha256").update(JSON.stringify({ site, period, numbers, months, register })).digest("hex").slice(0, 16);
}
