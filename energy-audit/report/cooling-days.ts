/** The cooling day by day for machines: as a block of the JSON, as CSV and as the rows of a sheet. */
import { z } from "zod";
import { isoPeriod, type CoolingProfile } from "../baseline/cooling-profile.ts";
import { formulas } from "../kpi/kpi.ts";
import { dayCell, type Cell } from "./xlsx.ts";

export const coolingSchema = z.strictObject({
  formula: z.string(),
  formula_version: z.int(),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  meters: z.array(z.string()),
  bookings: z.int(),
  bookings_checksum: z.string(),
  coverage: z.number().describe("Share of the quarter hours that all meters have"),
  day_coverage: z.number().describe("Share of the days that are complete"),
  temperature_coverage: z.number().describe("Share of the complete days with an outdoor temperature"),
  missing: z.array(z.enum(["cooling_meter", "it_meter", "days", "temperature", "line"])),
  model: z
    .strictObject({
      change_point_celsius: z.number().nullable(),
      coefficients: z.array(z.number()).describe("kW; kW per kW of IT; kW per K above the change point"),
      days: z.int(),
      r2_adjusted: z.number(),
      cv_rmse: z.number(),
    })
    .nullable(),
  bands: z.array(z.strictObject({ from_kw: z.number(), to_kw: z.number(), days: z.int() })).describe("Bands of IT load"),
  days: z.array(
    z.strictObject({
      day: z.string(),
      cooling_kw: z.number(),
      it_kw: z.number(),
      outdoor_celsius: z.number().nullable(),
      expected_kw: z.number().nullable(),
      band: z.int().describe("Place in bands, from 1"),
    }),
  ),
});
export type CoolingExport = z.output<typeof coolingSchema>;

export function coolingExport(
  profile: CoolingProfile,
  behind: { readonly count: number; readonly checksum: string },
): CoolingExport {
  const { model } = profile;
  return {
    formula: formulas[profile.formula].text,
    formula_version: profile.version,
    ...isoPeriod(profile.period),
    meters: [...profile.meters],
    bookings: behind.count,
    bookings_checksum: behind.checksum,
    coverage: profile.coverage,
    day_coverage: profile.dayCoverage,
    temperature_coverage: profile.temperatureCoverage,
    missing: [...profile.missing],
    model:
      model === undefined
        ? null
        : {
            change_point_celsius: model.changePoint ?? null,
            coefficients: [...model.coefficients],
            days: model.n,
            r2_adjusted: model.r2Adjusted,
            cv_rmse: model.cvRmse,
          },
    bands: profile.bands.map(({ from, to, days }) => ({ from_kw: from, to_kw: to, days })),
    days: profile.days.map(({ day, coolingKw, itKw, temperature, expectedKw, band }) => ({
      day,
      cooling_kw: coolingKw,
      it_kw: itKw,
      outdoor_celsius: temperature ?? null,
      expected_kw: expectedKw ?? null,
      band: band + 1,
    })),
  };
}

/** One line per complete local day; empty where nothing is known. */
export function coolingCsv({ days }: CoolingExport, decimal: "." | ","): string {
  const number = (value: number | null): string =>
    value === null ? "" : String(Math.round(value * 1e6) / 1e6).replace(".", decimal);
  const lines = days.map(({ day, cooling_kw, it_kw, outdoor_celsius, expected_kw, band }) =>
    [day, number(cooling_kw), number(it_kw), number(outdoor_celsius), number(expected_kw), String(band)].join(";"),
  );
  const head = "day;cooling [kW];it [kW];outdoor [°C];expected [kW];band";
  return `\uFEFF${[head, ...lines].join("\r\n")}\r\n`;
}

export const coolingRows = ({ days }: CoolingExport): Cell[][] =>
  days.map((day) => {
    const cell = (value: number | null): Cell => ({ value, as: "cents" });
    return [dayCell(day.day), cell(day.cooling_kw), cell(day.it_kw), cell(day.outdoor_celsius), cell(day.expected_kw), day.band];
  });
