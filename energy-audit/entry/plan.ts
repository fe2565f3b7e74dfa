/** What the columns of a table probably mean, so that a person only has to look: times, interval, meters, units. Pure. */
import type { Meter } from "../../site/inventory.ts";
import type { Problem } from "../../site/problem.ts";
import { importUnits, instantFrom, type ImportPlan, type ImportUnit } from "../ledger/import.ts";

/** Names of the columns; empty when the text has no first line. */
export function headerOf(text: string): string[] {
  const line = (text.split(/\r?\n/, 1)[0] ?? "").replace(/^\uFEFF/, "");
  if (line.trim() === "") return [];
  return line.split(line.includes(";") ? ";" : ",").map((cell) => cell.trim());
}

const separate = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9äöüß]+/g, "-");

function unitIn(column: string, meter: Meter): ImportUnit {
  const found = Object.keys(importUnits).find((unit) => new RegExp(`(^|[^A-Za-z])${unit}([^A-Za-z_]|$)`).test(column));
  return (found as ImportUnit | undefined) ?? (meter.role === "water" ? "m3" : "kWh");
}

/** The meter that a column is named after: its id or name, with or without the unit behind it. */
function meterOf(column: string, meters: readonly Meter[]): Meter | undefined {
  const plain = separate(column.replace(/[\s_[(]*(kWh_th|kWh|MWh|Wh|m3)[\])]*$/, ""));
  return meters.find(({ id, name }) => separate(id) === plain || separate(name) === plain);
}

/** A plan for a table; columns that fit no meter are left out. */
export function guessPlan(text: string, file: string, meters: readonly Meter[]): ImportPlan {
  const header = headerOf(text);
  const timeColumn = header.find((name) => /^(utc|time|zeit|timestamp|datum|date|start)/i.test(name)) ?? header[0] ?? "";
  const place = header.indexOf(timeColumn);
  const times = text
    .split(/\r?\n/, 3)
    .slice(1)
    .map((line) => instantFrom(line.split(text.includes(";") ? ";" : ",")[place] ?? ""));
  const seconds = (times[1] ?? Number.NaN) - (times[0] ?? Number.NaN);
  const columns = header.flatMap((column) => {
    const meter = column === timeColumn ? undefined : meterOf(column, meters);
    return meter === undefined ? [] : [{ column, meter: meter.id, unit: unitIn(column, meter) }];
  });
  return { file, timeColumn, label: "start", intervalSeconds: seconds > 0 ? seconds : 900, columns };
}

/** What is wrong with the meanings themselves: two columns for one meter, a unit that the meter does not count. */
export function planProblems({ file, columns }: ImportPlan, meters: readonly Meter[]): Problem[] {
  return columns.flatMap(({ column, meter: id, unit }, index): Problem[] => {
    const first = columns.findIndex(({ meter }) => meter === id);
    const about = { file, line: 1, path: column };
    if (first < index) {
      const expected = { de: "eine Spalte je Zähler", en: "one column for each meter" };
      return [{ ...about, code: "ENERGY_IMPORT_TWICE", found: `${columns[first]?.column}, ${column} → ${id}`, expected }];
    }
    const water = meters.find((meter) => meter.id === id)?.role === "water";
    if (water === (unit === "m3")) return [];
    const expected = water ? "m3" : "Wh, kWh, MWh, kWh_th";
    return [{ ...about, code: "ENERGY_IMPORT_UNIT", found: unit, expected }];
  });
}
