/** The figures for machines: CSV, JSON with its schema, and the tables of a workbook. Each value with its whole provenance. */
import { z } from "zod";
import { csvCell } from "../../site/csv.ts";
import type { CoolingProfile } from "../baseline/cooling-profile.ts";
import { joulesPerKwh, millilitresPerM3 } from "../ledger/booking.ts";
import type { MeterSeries } from "../kpi/energy.ts";
import type { Management } from "../kpi/management.ts";
import type { BaselineResult } from "../baseline/cooling-baseline.ts";
import { modelSchema, modelsOf } from "./models.ts";
import { coolingExport, coolingRows, coolingSchema } from "./cooling-days.ts";
import { bookingsBehind, type FigureRow } from "./management/figures.ts";
import { dayCell, type Cell, type Look, type Sheet } from "./xlsx.ts";

export const exportSchema = z.strictObject({
  version: z.literal(1),
  site: z.string().describe("Id of the site"),
  period: z.strictObject({ from: z.iso.datetime(), to: z.iso.datetime() }).describe("UTC, from inclusive, to exclusive"),
  time_zone: z.string(),
  status: z.enum(["draft", "ready"]).describe("draft: coverage below what a release needs"),
  figures: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      value: z.number().nullable().describe("null: refused, reason says why"),
      unit: z.string(),
      low: z.number().nullable().describe("Interval with k = 2"),
      high: z.number().nullable(),
      category: z.int().nullable().describe("PUE category"),
      from: z.iso.datetime(),
      to: z.iso.datetime(),
      coverage: z.number().nullable(),
      estimated_share: z.number().nullable(),
      formula: z.string(),
      formula_version: z.int().nullable(),
      meters: z.array(z.string()),
      bookings: z.int().describe("Bookings of these meters in the period"),
      bookings_checksum: z.string(),
      reason: z.string().nullable(),
    }),
  ),
  months: z.array(
    z.strictObject({
      month: z.string(),
      meter: z.string(),
      kwh: z.number().nullable(),
      m3: z.number().nullable(),
      coverage: z.number(),
    }),
  ),
  cooling: coolingSchema.describe("Cooling against outdoor temperature and IT load, by complete local day"),
  models: z.array(modelSchema).describe("How good the models behind figures and charts are, with limits"),
});
export type Export = z.output<typeof exportSchema>;

export interface ExportInput {
  readonly site: { readonly id: string; readonly time_zone: string };
  readonly management: Management;
  readonly figures: readonly FigureRow[];
  readonly series: readonly MeterSeries[];
  readonly cooling: CoolingProfile;
  readonly verifications: readonly BaselineResult[];
  readonly releasable: boolean;
}

export function exportOf({ site, management, figures, series, cooling, verifications, releasable }: ExportInput): Export {
  const { period } = management.span;
  const iso = (seconds: number): string => new Date(seconds * 1000).toISOString();
  return {
    version: 1,
    site: site.id,
    period: { from: iso(period.from), to: iso(period.to) },
    time_zone: site.time_zone,
    status: releasable ? "ready" : "draft",
    figures: figures.map((row) => {
      const behind = bookingsBehind(series, row.meters, period);
      return {
        id: row.id,
        name: row.name,
        value: row.value ?? null,
        unit: row.unit,
        low: row.low ?? null,
        high: row.high ?? null,
        category: row.category ?? null,
        from: row.from,
        to: row.to,
        coverage: row.coverage ?? null,
        estimated_share: row.estimatedShare ?? null,
        formula: row.formula,
        formula_version: row.version ?? null,
        meters: [...row.meters],
        bookings: behind.count,
        bookings_checksum: behind.checksum,
        reason: row.reason ?? null,
      };
    }),
    months: management.months.flatMap(({ key, balance }) =>
      balance.meters.map(({ meter, energy }) => {
        const booked = energy.coverage > 0;
        const water = meter.role === "water";
        // A volume has millilitres where an energy has joules.
        const m3 = (energy.kwh * joulesPerKwh) / millilitresPerM3;
        return {
          month: key,
          meter: meter.id,
          kwh: booked && !water ? energy.kwh : null,
          m3: booked && water ? m3 : null,
          coverage: energy.coverage,
        };
      }),
    ),
    cooling: coolingExport(cooling, bookingsBehind(series, cooling.meters, period)),
    models: modelsOf(cooling, verifications),
  };
}

/** Figures as CSV: UTF-8 with mark, semicolon, decimal point or comma, one line per figure, units in their own column. */
export function csvOf({ figures }: Export, decimal: "." | "," = ","): string {
  const head = [
    "id",
    "name",
    "value",
    "unit",
    "low",
    "high",
    "category",
    "from_utc",
    "to_utc",
    "coverage",
    "estimated_share",
    "formula",
    "formula_version",
    "meters",
    "bookings",
    "bookings_checksum",
    "reason",
  ];
  const number = (value: number | null): string => (value === null ? "" : String(value).replace(".", decimal));
  const lines = figures.map((row) =>
    [
      csvCell(row.id),
      csvCell(row.name),
      number(row.value),
      csvCell(row.unit),
      number(row.low),
      number(row.high),
      number(row.category),
      row.from,
      row.to,
      number(row.coverage),
      number(row.estimated_share),
      csvCell(row.formula),
      number(row.formula_version),
      csvCell(row.meters.join(" ")),
      number(row.bookings),
      row.bookings_checksum,
      csvCell(row.reason ?? ""),
    ].join(";"),
  );
  return `\uFEFF${[head.join(";"), ...lines].join("\r\n")}\r\n`;
}

/** Look of a figure by its unit: amounts whole, ratios and what is small with three digits; the cell keeps the whole number. */
const unitLooks: Readonly<Record<string, Look>> = { kWh: "whole", h: "whole", "€": "cents", t: "cents", kW: "cents" };
const share = (value: number | null): Cell => ({ value, as: "percent" });
const decimals = (value: number | null): Cell => ({ value, as: "thousandths" });

/** Sheets of the workbook: figures, months, provenance. Header rows, no merged cells. */
export function sheetsOf(
  data: Export,
  names: {
    readonly figures: string;
    readonly months: string;
    readonly provenance: string;
    readonly head: readonly string[];
    readonly cooling: { readonly sheet: string; readonly sheetHead: readonly string[] };
    readonly models: { readonly sheet: string; readonly sheetHead: readonly string[]; readonly period: string };
  },
): Sheet[] {
  const [
    name = "",
    value = "",
    low = "",
    high = "",
    unit = "",
    coverage = "",
    month = "",
    meter = "",
    energy = "",
    volume = "",
    formula = "",
    meters = "",
    bookings = "",
    checksum = "",
    from = "",
    to = "",
  ] = names.head;
  return [
    {
      name: names.figures,
      head: [name, value, unit, low, high, coverage],
      rows: data.figures.map((row) => {
        const as = unitLooks[row.unit] ?? "thousandths";
        const cell = (value: number | null): Cell => ({ value, as });
        return [row.name, cell(row.value), row.unit, cell(row.low), cell(row.high), share(row.coverage)];
      }),
      named: data.figures.map(({ id }, row) => ({ name: `leitstand_${id}`, row, column: 1 })),
      widths: [44, 16, 10, 16, 16, 12],
    },
    {
      name: names.months,
      head: [month, meter, energy, volume, coverage],
      rows: data.months.map((row) => [
        row.month,
        row.meter,
        { value: row.kwh, as: "whole" },
        decimals(row.m3),
        share(row.coverage),
      ]),
      widths: [10, 24, 16, 14, 12],
    },
    {
      name: names.cooling.sheet,
      head: names.cooling.sheetHead,
      rows: coolingRows(data.cooling),
      widths: [12, 12, 12, 20, 16, 18],
    },
    {
      name: names.models.sheet,
      head: names.models.sheetHead,
      rows: data.models.map((one) => [
        one.id === "period" ? names.models.period : one.id,
        one.days,
        { value: one.change_point_celsius, as: "cents" },
        decimals(one.r2_adjusted),
        share(one.cv_rmse),
        share(one.cv_rmse_limit),
        share(one.nmbe),
        share(one.nmbe_unseen),
        share(one.nmbe_limit),
        decimals(one.rho1),
      ]),
      widths: [30, 8, 12, 14, 12, 18, 18, 20, 16, 20],
    },
    {
      name: names.provenance,
      head: [name, from, to, formula, meters, bookings, checksum],
      rows: [...data.figures, { name: names.cooling.sheet, ...data.cooling }].map((row) => [
        row.name,
        dayCell(row.from),
        dayCell(row.to),
        row.formula_version === null ? row.formula : `${row.formula} (v${row.formula_version})`,
        row.meters.join(" "),
        { value: row.bookings, as: "whole" },
        row.bookings_checksum,
      ]),
      widths: [44, 18, 18, 28, 40, 12, 16],
    },
  ];
}
