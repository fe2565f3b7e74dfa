/**
 * Interval energies from a table (CSV) to bookings. Reading is pure and finds all problems at once; nothing is booked while
 * there is one. Intervals are whole quarter hours; a longer one is split evenly and says so.
 */
import { closest, type Problem, type Words } from "../../site/problem.ts";
import { joulesPerKwh, millilitresPerM3, type Booking, type Unit } from "./booking.ts";
import { quarterSeconds } from "./calendar.ts";

/** Units that a column can have, in base units of the ledger. */
export const importUnits = {
  Wh: { base: 3600, unit: "J" },
  kWh: { base: joulesPerKwh, unit: "J" },
  MWh: { base: 1000 * joulesPerKwh, unit: "J" },
  kWh_th: { base: joulesPerKwh, unit: "J" },
  m3: { base: millilitresPerM3, unit: "ml" },
} as const satisfies Record<string, { base: number; unit: Unit }>;
export type ImportUnit = keyof typeof importUnits;

export interface ImportPlan {
  /** File as the person knows it, for messages. */
  readonly file: string;
  /** Column with the instant of the interval: UTC or with offset, never local time alone. */
  readonly timeColumn: string;
  readonly label: "start" | "end";
  readonly intervalSeconds: number;
  readonly columns: readonly { readonly column: string; readonly meter: string; readonly unit: ImportUnit }[];
}

export interface ImportedMeter {
  readonly meter: string;
  readonly unit: Unit;
  readonly bookings: readonly Booking[];
  /** Starts of intervals without a value, epoch seconds. */
  readonly missing: readonly number[];
}

export interface Imported {
  readonly problems: readonly Problem[];
  /** Empty when there are problems. */
  readonly meters: readonly ImportedMeter[];
  /** Interval starts in order and values by column as read, NaN for empty cells: temperatures and other drivers. */
  readonly starts: readonly number[];
  readonly columns: ReadonlyMap<string, readonly number[]>;
}

/** Problems beyond this are the same mistake again. */
const problemsShown = 20;

/** `2025-01-01T00Z`, `2025-01-01T00:15:00+01:00` → epoch seconds; undefined without a zone. */
export function instantFrom(text: string): number | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2})(?::(\d{2})(?::(\d{2}))?)?(Z|[+-]\d{2}:\d{2})$/.exec(text.trim());
  if (match === null) return undefined;
  const [, date, hour, minute = "00", second = "00", zone = "Z"] = match;
  const milliseconds = Date.parse(`${date}T${hour}:${minute}:${second}${zone}`);
  return Number.isNaN(milliseconds) ? undefined : milliseconds / 1000;
}

/** A number with decimal point, or with decimal comma in a table that is separated by semicolons. */
function numberFrom(cell: string, decimalComma: boolean): number {
  const text = decimalComma ? cell.replaceAll(".", "").replace(",", ".") : cell;
  return /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
}

/**
 * Reads a table of interval energies. The first line names the columns; comma or semicolon separates (with semicolon a
 * decimal comma is read too). An empty cell means that no value was recorded.
 * @param maxWatts  highest power by meter: an interval that would need more has the wrong unit or belongs to another meter
 */
export function importIntervals(text: string, plan: ImportPlan, maxWatts: ReadonlyMap<string, number> = new Map()): Imported {
  const problems: Problem[] = [];
  const report = (code: string, line: number, path: string, found: Words, expected: Words, more: Partial<Problem> = {}): void => {
    if (problems.length < problemsShown) problems.push({ code, file: plan.file, line, path, found, expected, ...more });
  };
  const lines = text.split(/\r?\n/);
  const separator = (lines[0] ?? "").includes(";") ? ";" : ",";
  const header = (lines[0] ?? "")
    .replace(/^\uFEFF/, "")
    .split(separator)
    .map((cell) => cell.trim());
  const wanted = [plan.timeColumn, ...plan.columns.map(({ column }) => column)];
  for (const column of wanted) {
    if (header.includes(column)) continue;
    const near = closest(column, header);
    report(
      "ENERGY_IMPORT_COLUMN",
      1,
      column,
      { de: `Spalten ${header.join(", ")}`, en: `columns ${header.join(", ")}` },
      { de: `eine Spalte ${column}`, en: `a column ${column}` },
      near === undefined ? {} : { closest: near },
    );
  }
  if (plan.intervalSeconds % quarterSeconds !== 0) {
    report("ENERGY_IMPORT_INTERVAL", 1, "interval", `${plan.intervalSeconds} s`, {
      de: "ganze Viertelstunden",
      en: "whole quarter hours",
    });
  }
  const starts: number[] = [];
  const columns = new Map(header.map((name) => [name, [] as number[]]));
  if (problems.length > 0) return { problems, meters: [], starts, columns };

  const timeIndex = header.indexOf(plan.timeColumn);
  const most = new Map(plan.columns.map((one) => [one.column, mostOf(one, plan.intervalSeconds, maxWatts)]));
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line.trim() === "") continue;
    const number = index + 1;
    const cells = line.split(separator).map((cell) => cell.trim());
    if (cells.length !== header.length) {
      report(
        "ENERGY_IMPORT_CELLS",
        number,
        "",
        { de: `${cells.length} Zellen`, en: `${cells.length} cells` },
        { de: `${header.length} Zellen`, en: `${header.length} cells` },
      );
      continue;
    }
    const at = instantFrom(cells[timeIndex] ?? "");
    if (at === undefined) {
      report(
        "ENERGY_IMPORT_TIME",
        number,
        plan.timeColumn,
        cells[timeIndex] ?? "",
        { de: "ein Zeitpunkt mit Zone, etwa 2025-01-01T00:00Z", en: "an instant with zone such as 2025-01-01T00:00Z" },
        {
          remedy: {
            de: "Ortszeit ohne Zone ist im Oktober mehrdeutig: UTC oder mit Versatz ausgeben lassen.",
            en: "Local time without a zone is ambiguous in October: export UTC or an offset.",
          },
        },
      );
      continue;
    }
    const start = plan.label === "end" ? at - plan.intervalSeconds : at;
    const previous = starts.at(-1);
    if (start % quarterSeconds !== 0) {
      report("ENERGY_IMPORT_TIME", number, plan.timeColumn, cells[timeIndex] ?? "", {
        de: "die Grenze einer Viertelstunde",
        en: "the border of a quarter hour",
      });
      continue;
    }
    if (previous !== undefined && start < previous + plan.intervalSeconds) {
      report("ENERGY_IMPORT_ORDER", number, plan.timeColumn, cells[timeIndex] ?? "", {
        de: "ein Zeitpunkt nach der Zeile davor, ohne Überlappung",
        en: "an instant after the line before, no overlap",
      });
      continue;
    }
    starts.push(start);
    for (const [place, name] of header.entries()) {
      if (place === timeIndex) continue;
      const cell = cells[place] ?? "";
      const value = cell === "" ? Number.NaN : numberFrom(cell, separator === ";");
      columns.get(name)?.push(value);
      if (cell !== "" && !Number.isFinite(value) && wanted.includes(name)) {
        report("ENERGY_IMPORT_VALUE", number, name, cell, {
          de: "eine Zahl, oder nichts, wo kein Wert aufgezeichnet ist",
          en: "a number, or nothing when no value was recorded",
        });
      } else if (value < 0 && plan.columns.some(({ column }) => column === name)) {
        report(
          "ENERGY_IMPORT_VALUE",
          number,
          name,
          cell,
          { de: "0 oder mehr", en: "0 or more" },
          {
            remedy: {
              de: "Rückgespeiste Energie hat einen eigenen Zähler (role feed_in).",
              en: "Energy that is fed back has a meter of its own (role feed_in).",
            },
          },
        );
      } else if (value > (most.get(name) ?? Number.POSITIVE_INFINITY)) {
        const { unit = "kWh", meter = "" } = plan.columns.find(({ column }) => column === name) ?? {};
        const bound = `${Number((most.get(name) ?? 0).toPrecision(6))} ${unit}`;
        report(
          "ENERGY_IMPORT_POWER",
          number,
          name,
          `${cell} ${unit}`,
          {
            de: `höchstens ${bound.replace(".", ",")} in ${plan.intervalSeconds / 60} min (max_watts von ${meter})`,
            en: `at most ${bound} in ${plan.intervalSeconds / 60} min (max_watts of ${meter})`,
          },
          {
            remedy: {
              de: "Einheit der Spalte prüfen (Wh statt kWh?), sonst max_watts des Zählers in der Standortdatei berichtigen.",
              en: "Check the unit of the column (Wh instead of kWh?), else correct max_watts of the meter in the site file.",
            },
          },
        );
      }
    }
  }
  if (problems.length > 0) return { problems, meters: [], starts, columns };
  const meters = plan.columns.map(({ column, meter, unit }) => {
    const { base, unit: ledgerUnit } = importUnits[unit];
    return { meter, unit: ledgerUnit, ...intervalBookings(starts, columns.get(column) ?? [], plan.intervalSeconds, base) };
  });
  return { problems, meters, starts, columns };
}

/** Most that a meter can count in an interval, in the unit of its column; a tenth more for clocks and rounding. Water has no power. */
function mostOf(
  { meter, unit }: ImportPlan["columns"][number],
  intervalSeconds: number,
  maxWatts: ReadonlyMap<string, number>,
): number {
  const watts = maxWatts.get(meter);
  if (watts === undefined || importUnits[unit].unit !== "J") return Number.POSITIVE_INFINITY;
  return (1.1 * watts * intervalSeconds) / importUnits[unit].base;
}

/** Interval amounts as bookings; the borders of a split are rounded, so that the parts add up to the interval. */
export function intervalBookings(
  starts: readonly number[],
  values: readonly number[],
  intervalSeconds: number,
  base: number,
): { bookings: Booking[]; missing: number[] } {
  const parts = intervalSeconds / quarterSeconds;
  const bookings: Booking[] = [];
  const missing: number[] = [];
  for (const [index, start] of starts.entries()) {
    const value = values[index] ?? Number.NaN;
    if (Number.isNaN(value)) {
      missing.push(start);
      continue;
    }
    const amount = Math.round(value * base);
    for (let part = 0; part < parts; part += 1) {
      bookings.push({
        quarter: start + part * quarterSeconds,
        amount: Math.round((amount * (part + 1)) / parts) - Math.round((amount * part) / parts),
        method: parts === 1 ? "measured" : "difference",
        quality: parts === 1 ? "good" : "split",
        measuredSeconds: quarterSeconds,
      });
    }
  }
  return { bookings, missing };
}
