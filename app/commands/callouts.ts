import { existsSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { callOutsOfMonth } from "../../alerts/oncall/service.ts";
import type { Locale } from "../../site/locale.ts";
import { formatProblem } from "../../site/problem.ts";
import { findInstallation } from "../installation.ts";
import { oncallFile, openOnCallDatabase } from "../oncall-database.ts";
import { loadSite } from "../site-file.ts";
import { fill } from "../words.ts";

const words = {
  de: {
    use: "Aufruf: leitstand callouts --month JJJJ-MM [--out DATEI] [--data ORDNER] [--site DATEI]",
    none: "Keine Datenbank der Rufbereitschaft in {0}.",
    month: "--month: gefunden {0}; erwartet ein Monat wie 2026-11",
    written: "Geschrieben: {0} (Einsätze: {1})",
    empty: "Im Monat {0} keine beendeten Einsätze, die jemand übernommen hatte.",
  },
  en: {
    use: "Use: leitstand callouts --month YYYY-MM [--out FILE] [--data FOLDER] [--site FILE]",
    none: "No database of on-call in {0}.",
    month: "--month: found {0}; expected a month such as 2026-11",
    written: "Written: {0} (call-outs: {1})",
    empty: "No call-outs in {0} that somebody had taken on and that have ended.",
  },
} as const;

/** `leitstand callouts --month YYYY-MM`: the month's call-outs by duty, without names, as CSV. @returns 0, 1 no database, 2 wrong use, 78 wrong site file */
export async function calloutsCommand(args: string[], locale: Locale): Promise<number> {
  const text = { type: "string" } as const;
  const { values } = parseArgs({ args, options: { month: text, out: text, site: text, data: text, lang: text } });
  const w = words[locale];
  const { folder, siteFile } = findInstallation(values.site, values.data);
  const read = loadSite(siteFile);
  if (!("site" in read)) {
    for (const problem of read.problems) process.stderr.write(`${formatProblem(problem, locale)}\n`);
    return 78;
  }
  const { site } = read;
  if (site.database === undefined && !existsSync(oncallFile(folder))) {
    process.stderr.write(`${fill(w.none, folder)}\n`);
    return 1;
  }
  const { db } = openOnCallDatabase(site, folder);
  try {
    const csv = await callOutsOfMonth(db, site, values.month ?? "", locale);
    if (csv === undefined) {
      if (values.month !== undefined) process.stderr.write(`${fill(w.month, values.month)}\n`);
      process.stderr.write(`${w.use}\n`);
      return 2;
    }
    const count = csv.trimEnd().split("\n").length - 1;
    if (count === 0) process.stderr.write(`${fill(w.empty, values.month ?? "")}\n`);
    if (values.out !== undefined) {
      writeFileSync(values.out, csv, { mode: 0o600 });
      process.stdout.write(`${fill(w.written, values.out, count)}\n`);
    } else process.stdout.write(process.stdout.isTTY ? csv.replace(/^\u{FEFF}/u, "") : csv);
    return 0;
  } finally {
    await db.destroy();
  }
}
