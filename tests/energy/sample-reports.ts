/**
 * The sample reports of `docs/samples/`, from an invented data centre: run it to write them anew after the report changed
 * (`node tests/energy/sample-reports.ts`). `sample-reports.long.test.ts` compares them with what the code makes.
 */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { removeFolder } from "../folder.ts";
import { localYear } from "../../energy-audit/ledger/calendar.ts";
import { createLedgerStore } from "../../energy-audit/ledger/store.ts";
import { readRecords } from "../../energy-audit/register/file.ts";
import { createRegisterStore } from "../../energy-audit/register/store.ts";
import { createEnergy } from "../../energy-audit/service.ts";
import { database, exampleSite, log, recorded } from "./fixture.ts";
import { energyTable, importTable, temperatureTable, yearRecords, yearSite } from "./year.ts";

export const sampleFolder = fileURLToPath(new URL("../../docs/samples/", import.meta.url));

/** Reports by file name. */
export async function sampleReports(): Promise<ReadonlyMap<string, Uint8Array>> {
  const folder = mkdtempSync(join(tmpdir(), "leitstand-samples-"));
  try {
    const db = await database(join(folder, "year.db"));
    const store = createLedgerStore(db);
    await importTable(store, energyTable(localYear(2024, "Europe/Berlin"), 1));
    await importTable(store, energyTable(localYear(2025, "Europe/Berlin"), 1.03));
    const { records } = readRecords(yearRecords, "register.yaml", []);
    await createRegisterStore(db).write(records, { person: "Energiemanagement", at: new Date(0), note: "Anfangsbestand" });
    const yearly = yearSite();
    const year = createEnergy({
      db,
      site: () => yearly,
      reader: recorded({ site: yearly, start: 4e9 }),
      now: () => new Date("2026-02-16T09:00:00Z"),
      log,
    });
    const both = { from: localYear(2024, "Europe/Berlin").from, to: localYear(2025, "Europe/Berlin").to };
    await year.importTemperatures(temperatureTable(both), "wetter.csv", { day: "day", value: "t" });
    await year.makeBaseline(
      { id: "B-2024", title: "Kälte 2024", from: "2024-01-01", to: "2024-12-31", static_factors: "zwei Räume, N+1" },
      { person: "Energiemanagement", at: new Date(0), note: "Basisjahr" },
    );
    const annual = await year.management({ year: 2025 }, "pdf");
    const month = await year.management({ year: 2025, month: 7 }, "page.pdf");
    const statement = await year.statement("kulturbetriebe", { year: 2025 }, "pdf");
    await db.destroy();

    const small = await database();
    const site = exampleSite();
    const start = Date.parse("2026-11-23T06:00:00Z") / 1000;
    const energy = createEnergy({
      db: small,
      site: () => site,
      reader: recorded({ site, start, has: (meter, at) => meter !== "kaelte" || at < start + 9000 || at > start + 9600 }),
      now: () => new Date("2026-11-23T12:07:00Z"),
      log,
    });
    await energy.book();
    const { pdf } = await energy.report();
    await small.destroy();
    return new Map([
      ["energiebericht-2025.pdf", annual],
      ["energiebericht-2025-07.pdf", month],
      ["energienachweis-2025.pdf", statement],
      ["energiebericht-zwischenstand.pdf", pdf],
    ]);
  } finally {
    removeFolder(folder);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, bytes] of await sampleReports()) writeFileSync(join(sampleFolder, name), bytes);
}
