/** A ledger file with March of two years (743 hours), one day without cooling values, and the register of the sample operator. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeFolder } from "../folder.ts";
import { localMonth } from "../../energy-audit/ledger/calendar.ts";
import { createLedgerStore } from "../../energy-audit/ledger/store.ts";
import { readRecords } from "../../energy-audit/register/file.ts";
import { createRegisterStore } from "../../energy-audit/register/store.ts";
import { database } from "./fixture.ts";
import { energyTable, importTable, yearRecords, yearSite } from "./year.ts";

export const zone = "Europe/Berlin";
export const site = yearSite();
export const march = { year: 2025, month: 3, locale: "de", day: "2026-11-23" } as const;

export async function marchLedger() {
  const folder = mkdtempSync(join(tmpdir(), "leitstand-management-"));
  const file = join(folder, "energy.db");
  const hole = Date.parse("2025-03-10T00:00:00Z") / 1000;
  const db = await database(file);
  const store = createLedgerStore(db);
  await importTable(store, energyTable(localMonth(2024, 3, zone), 1));
  await importTable(
    store,
    energyTable(localMonth(2025, 3, zone), 1.03, (meter, start) => meter === "umluft" && start >= hole && start < hole + 86_400),
  );
  const { records } = readRecords(yearRecords, "register.yaml", []);
  await createRegisterStore(db).write(records, { person: "energie", at: new Date(0), note: "Anfangsbestand" });
  return {
    file,
    db,
    remove: async (): Promise<void> => {
      await db.destroy();
      removeFolder(folder);
    },
  };
}
