/** Files into the database: everything is checked before anything is written. */
import type { Meter } from "../site/inventory.ts";
import type { Problem } from "../site/problem.ts";
import { outdoorTemperature, readDrivers, type Drivers } from "./ledger/drivers.ts";
import { importIntervals, type ImportedMeter, type ImportPlan } from "./ledger/import.ts";
import type { BookingAct, LedgerStore } from "./ledger/store.ts";
import { readRecords } from "./register/file.ts";
import type { Change, RegisterStore } from "./register/store.ts";

export interface ImportResult {
  /** Records or quarter hours written; 0 with problems. */
  readonly written: number;
  readonly problems: readonly Problem[];
}

export async function importRecords(register: RegisterStore, text: string, file: string, change: Change): Promise<ImportResult> {
  const { records, problems } = readRecords(text, file, await register.all());
  if (problems.length > 0) return { written: 0, problems };
  return { written: await register.write(records, change), problems };
}

/** What a table would book, or every problem; nothing is written. */
export interface PlannedTable {
  readonly problems: readonly Problem[];
  /** Empty when there are problems. */
  readonly meters: readonly ImportedMeter[];
}

/** Quarter hours that are booked already are a problem: another amount for them is a correction, with a reason. */
export async function planTable(
  store: LedgerStore,
  text: string,
  plan: ImportPlan,
  meters: readonly Meter[] = [],
): Promise<PlannedTable> {
  const imported = importIntervals(text, plan, new Map(meters.map(({ id, max_watts }) => [id, max_watts])));
  if (imported.problems.length > 0) return { problems: imported.problems, meters: [] };
  const problems: Problem[] = [];
  for (const { meter, bookings } of imported.meters) {
    const [first] = bookings;
    const last = bookings.at(-1);
    if (first === undefined || last === undefined) continue;
    const booked = new Set(
      (await store.entries(meter, { from: first.quarter, to: last.quarter + 900 })).map(({ quarter }) => quarter),
    );
    const twice = bookings.filter(({ quarter }) => booked.has(quarter));
    if (twice.length === 0) continue;
    const from = new Date((twice[0]?.quarter ?? 0) * 1000).toISOString();
    problems.push({
      code: "ENERGY_IMPORT_BOOKED",
      file: plan.file,
      path: meter,
      found: {
        de: `${twice.length} Viertelstunden ab ${from}, die schon gebucht sind`,
        en: `${twice.length} quarter hours from ${from} that are booked already`,
      },
      expected: { de: "Viertelstunden ohne Buchung", en: "quarter hours without a booking" },
      remedy: {
        de: "Aus der Tabelle schneiden, oder mit Begründung korrigieren.",
        en: "Cut them from the table, or correct them with a reason.",
      },
    });
  }
  return { problems, meters: problems.length > 0 ? [] : imported.meters };
}

export async function importTable(
  store: LedgerStore,
  text: string,
  plan: ImportPlan,
  act: BookingAct,
  known: readonly Meter[] = [],
): Promise<ImportResult> {
  const { problems, meters } = await planTable(store, text, plan, known);
  if (problems.length > 0) return { written: 0, problems };
  await store.enter(meters, act);
  return { written: meters.reduce((sum, { bookings }) => sum + bookings.length, 0), problems };
}

export async function importTemperatures(
  drivers: Drivers,
  text: string,
  file: string,
  columns: { readonly day: string; readonly value: string },
): Promise<ImportResult> {
  const { days, problems } = readDrivers(text, file, columns);
  if (problems.length > 0) return { written: 0, problems };
  return { written: await drivers.write(outdoorTemperature, days, file), problems };
}
