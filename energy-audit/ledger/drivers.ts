/** Values that explain energy, one per local day: the mean outdoor temperature as sensors of the site measured it. */
import type { Kysely } from "kysely";
import type { Logger } from "pino";
import type { Site } from "../../site/inventory.ts";
import { closest, type Problem } from "../../site/problem.ts";
import type { SampleReader } from "../../site/series.ts";
import { epochSeconds, instantOf, localDay, localParts } from "./calendar.ts";
import type { EnergyTables } from "./tables.ts";

export const outdoorTemperature = "outdoor_temperature_celsius";
const expression = 'air_temperature_celsius{position="outdoor"}';
/** Days that are looked up again when Leitstand was away. */
const lookbackDays = 30;
/** A day counts when this share of it has samples, at the usual interval. */
const enoughSamples = 0.9;
const usualInterval = 60;

export interface DriverOptions {
  readonly db: Kysely<EnergyTables>;
  readonly site: () => Site;
  readonly reader: SampleReader;
  readonly log: Logger;
}

export type Drivers = ReturnType<typeof createDrivers>;

export function createDrivers({ db, site, reader, log }: DriverOptions) {
  /** First values count; a day that is known stays as it was. */
  async function write(
    name: string,
    days: readonly { readonly day: string; readonly value: number }[],
    source: string,
  ): Promise<number> {
    let written = 0;
    for (const { day, value } of days) {
      const result = await db
        .insertInto("energy_driver")
        .values({ name, day, value, source })
        .onConflict((conflict) => conflict.columns(["name", "day"]).doNothing())
        .executeTakeFirst();
      written += Number(result.numInsertedOrUpdatedRows ?? 0n);
    }
    return written;
  }

  /** Mean temperature of the complete days of the last month that are not known yet. Never rejects. */
  async function collect(now: Date): Promise<number> {
    const zone = site().site.time_zone;
    let end = localDay(localParts(epochSeconds(now), zone).date, zone).from;
    const found: { day: string; value: number }[] = [];
    try {
      for (let count = 0; count < lookbackDays; count += 1) {
        const { date } = localParts(end - 1, zone);
        const { from, to } = localDay(date, zone);
        end = from;
        const known = await db
          .selectFrom("energy_driver")
          .select("day")
          .where("name", "=", outdoorTemperature)
          .where("day", "=", date)
          .executeTakeFirst();
        if (known !== undefined) break;
        const span = to - from;
        const [counted] = await reader.instant(`max(count_over_time(${expression}[${span}s]))`, instantOf(to));
        if (counted === undefined || counted.value < (enoughSamples * span) / usualInterval) continue;
        const [mean] = await reader.instant(`avg(avg_over_time(${expression}[${span}s]))`, instantOf(to));
        if (mean !== undefined) found.push({ day: date, value: mean.value });
      }
      return await write(outdoorTemperature, found, `prometheus ${expression}`);
    } catch (error) {
      log.info({ err: error }, "outdoor temperatures are read again later");
      return 0;
    }
  }

  return { write, collect };
}

/** Daily means from a table: a column with ISO days and one with °C. All problems at once, or the values. */
export function readDrivers(
  text: string,
  file: string,
  columns: { readonly day: string; readonly value: string },
): { days: { day: string; value: number }[]; problems: Problem[] } {
  const [header = "", ...lines] = text.split(/\r?\n/);
  const separator = header.includes(";") ? ";" : ",";
  const names = header
    .replace(/^\uFEFF/, "")
    .split(separator)
    .map((name) => name.trim());
  const problems: Problem[] = [columns.day, columns.value]
    .filter((name) => !names.includes(name))
    .map((name) => {
      const near = closest(name, names);
      return {
        code: "ENERGY_IMPORT_COLUMN",
        file,
        line: 1,
        path: name,
        found: { de: `Spalten ${names.join(", ")}`, en: `columns ${names.join(", ")}` },
        expected: { de: `eine Spalte ${name}`, en: `a column ${name}` },
        ...(near !== undefined && { closest: near }),
      };
    });
  const days: { day: string; value: number }[] = [];
  if (problems.length > 0) return { days, problems };
  for (const [index, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const cells = line.split(separator).map((cell) => cell.trim());
    const day = cells[names.indexOf(columns.day)] ?? "";
    const cell = cells[names.indexOf(columns.value)] ?? "";
    const value = Number(separator === ";" ? cell.replace(",", ".") : cell);
    const right = /^\d{4}-\d{2}-\d{2}$/.test(day) && cell !== "" && Number.isFinite(value) && value > -60 && value < 60;
    if (right) days.push({ day, value });
    else {
      problems.push({
        code: "ENERGY_IMPORT_VALUE",
        file,
        line: index + 2,
        path: columns.value,
        found: `${day} ${cell}`,
        expected: {
          de: "ein Tag wie 2025-01-31 und eine Temperatur in °C",
          en: "a day such as 2025-01-31 and a temperature in °C",
        },
      });
    }
  }
  return { days: problems.length > 0 ? [] : days, problems };
}
