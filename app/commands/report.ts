import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createEnergy, type EnergyTables } from "../../energy-audit/service.ts";
import type { Locale } from "../../site/locale.ts";
import { openDatabase } from "../database.ts";
import { findInstallation } from "../installation.ts";
import { openLog } from "../log.ts";
import { prometheusReader } from "../prometheus.ts";
import { loadSite } from "../site-file.ts";

const words = {
  de: {
    use: "Aufruf: leitstand report energy [--hours N] [--out DATEI] [--data ORDNER]",
    none: "Kein Energiebuch in {0}. Läuft leitstand up schon eine Viertelstunde?",
    written: "Geschrieben: {0}",
    failed: "Kein Bericht: {0}",
    wrongSite: "{0} ist fehlerhaft; leitstand check {0} nennt alle Fehler.",
  },
  en: {
    use: "Use: leitstand report energy [--hours N] [--out FILE] [--data FOLDER]",
    none: "No energy ledger in {0}. Has leitstand up run for a quarter of an hour?",
    written: "Written: {0}",
    failed: "No report: {0}",
    wrongSite: "{0} is wrong; leitstand check {0} lists all problems.",
  },
} as const;

/** `leitstand report energy`: the interim report as PDF/UA. @returns 0 written, 1 no figures yet, 2 wrong use, 78 wrong site file */
export async function reportCommand(args: string[], locale: Locale): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      site: { type: "string" },
      data: { type: "string" },
      hours: { type: "string" },
      out: { type: "string", default: "energiebericht.pdf" },
      lang: { type: "string" },
    },
  });
  const w = words[locale];
  const hours = values.hours === undefined ? undefined : Number(values.hours);
  if (positionals[0] !== "energy" || (hours !== undefined && !(hours > 0))) {
    process.stderr.write(`${w.use}\n`);
    return 2;
  }
  const { siteFile, folder, run } = findInstallation(values.site, values.data);
  const file = join(folder, "energy.db");
  if (!existsSync(file)) {
    process.stderr.write(`${w.none.replace("{0}", folder)}\n`);
    return 1;
  }
  const read = loadSite(siteFile);
  if (!("site" in read)) {
    process.stderr.write(`${w.wrongSite.replaceAll("{0}", siteFile)}\n`);
    return 78;
  }
  const db = openDatabase<EnergyTables>({ file, synchronous: "normal" });
  try {
    const reader = prometheusReader(() => run?.addresses["prometheus"] ?? "http://127.0.0.1:8490");
    const energy = createEnergy({ db, site: () => read.site, reader, now: () => new Date(), log: openLog("report") });
    const report = await energy.report({ locale, ...(hours !== undefined && { hours }) });
    writeFileSync(values.out, report.pdf);
    process.stdout.write(`${w.written.replace("{0}", values.out)}\n`);
    return 0;
  } catch (error) {
    process.stderr.write(`${w.failed.replace("{0}", error instanceof Error ? error.message : String(error))}\n`);
    return 1;
  } finally {
    await db.destroy();
  }
}
