/** From a ledger to a management report: reads two years of bookings, computes, checks, and gives view and figures. */
import type { Site } from "../../../site/inventory.ts";
import type { Locale } from "../../../site/locale.ts";
import { check, type Checked } from "../../kpi/checks.ts";
import type { MeterSeries } from "../../kpi/energy.ts";
import { managementOf, type Management } from "../../kpi/management.ts";
import { spanOf, twelveMonths, yearBefore, type SpanWish } from "../../kpi/span.ts";
import type { Period } from "../../ledger/calendar.ts";
import type { Column } from "../../ledger/store.ts";
import type { Register } from "../../register/records.ts";
import type { ReportView } from "../blocks.ts";
import { figureRows, type FigureRow } from "./figures.ts";
import { contextOf } from "./input.ts";
import { managementView } from "./view.ts";

export interface ManagementWish extends SpanWish {
  readonly locale: Locale;
  /** Day that duties and dates are judged on, ISO date. */
  readonly day: string;
}

/** What a ledger must be able to do; a file and a live store both can. */
export interface LedgerSource {
  column(meter: string, period: Period): Column;
  register(): Register;
}

export interface Made {
  readonly management: Management;
  readonly checked: Checked;
  readonly series: readonly MeterSeries[];
  readonly figures: readonly FigureRow[];
  /** Missing when a check stopped the report: no figure leaves the house then. */
  readonly view?: ReportView;
}

/** @throws RangeError  no such month or quarter */
export function makeManagement(ledger: LedgerSource, site: Site, wish: ManagementWish): Made {
  const zone = site.site.time_zone;
  const span = spanOf(wish, zone);
  const period = { from: Math.min(yearBefore(span, zone).period.from, twelveMonths(span, zone).from), to: span.period.to };
  const series = site.meters.map((meter) => ({ meter, ...ledger.column(meter.id, period) }));
  const management = managementOf(series, site, span);
  const checked = check(management, site.energy);
  const input = { management, checked, register: ledger.register(), site, locale: wish.locale, day: wish.day };
  const figures = figureRows(contextOf(input));
  return { management, checked, series, figures, ...(checked.stops.length === 0 && { view: managementView(input, series) }) };
}
