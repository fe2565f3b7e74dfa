import { existsSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { callOutsOfMonth } from "../../alerts/oncall/service.ts";
import type { Locale } from "../../site/locale.ts";
import { formatProblem } from "../../site/problem.ts";
import { findInstallation } from "../installation.ts";
import { oncallFile, openOnCallDatabase } from "../oncall-database.ts";
import { loadSite } from "../site-file.ts";

const words = {
  de: {
    use: "Aufruf: leitstand callouts --month JJJJ-MM [--out DATEI] [--data ORDNER] [--site DATEI]",
    none: "Keine Datenbank der Rufbereitschaft in {0}.",
    written: "Geschrieben: {0}",
  },
  en: {
    use: "Use: leitstand callouts --month YYYY-MM [--out FILE] [--data FOLDER] [--site FILE]",
    none: "No database of on-call in {0}.",
    written: "Written: {0}",
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
    process.stderr.write(`${w.none.replace("{0}", folder)}\n`);
    return 1;
  }
  const { db } = openOnCallDatabase(site, folder);
  try {
    const csv = await callOutsOfMonth(db, site, values.month ?? "", locale);
    if (csv === undefined) {
      process.stderr.write(`${w.use}\n`);
      return 2;
    }
    if (values.out === undefined) process.stdout.write(csv);
    else {
      writeFileSync(values.out, csv, { mode: 0o600 });
      process.stdout.write(`${w.written.replace("{0}", values.out)}\n`);
    }
    return 0;
  } finally {
    await db.destroy();
  }
}
