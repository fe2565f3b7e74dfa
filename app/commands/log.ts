import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { forgetPersons, verifyLog } from "../../alerts/oncall/service.ts";
import type { Locale } from "../../site/locale.ts";
import { formatProblem } from "../../site/problem.ts";
import { findInstallation } from "../installation.ts";
import { oncallFile, openOnCallDatabase } from "../oncall-database.ts";
import { loadSite } from "../site-file.ts";
import { lastGoodSite } from "../state-folder.ts";

const words = {
  de: {
    use: "Aufruf: leitstand log verify | leitstand log forget --before JJJJ-MM-TT   [--data ORDNER] [--site DATEI]",
    forgotten: "Angaben zu Personen vor dem {0} gelöscht: {1} Einträge. Die Kette bleibt geschlossen.",
    none: "Kein Protokoll in {0}.",
    fine: "Protokoll in Ordnung: {0} Einträge, Kette geschlossen.",
    broken: "Protokoll beschädigt bei Eintrag {0}: {1}",
    missing: "er fehlt.",
    changed: "er wurde verändert.",
    "personal part changed": "die Angaben zur Person wurden verändert.",
    "cut off": "ab hier abgeschnitten.",
  },
  en: {
    use: "Use: leitstand log verify | leitstand log forget --before YYYY-MM-DD   [--data FOLDER] [--site FILE]",
    forgotten: "What named persons before {0} is erased: {1} entries. The chain stays closed.",
    none: "No log in {0}.",
    fine: "Log is fine: {0} entries, chain closed.",
    broken: "Log damaged at entry {0}: {1}",
    missing: "it is missing.",
    changed: "it was changed.",
    "personal part changed": "what it says of the person was changed.",
    "cut off": "cut off from here on.",
  },
} as const;

/**
 * `leitstand log verify`: recomputes the hash chain of the on-call log. `leitstand log forget --before DAY`: erases who stands
 * in entries before that day (UTC). @returns 0 whole or erased, 1 damaged or absent, 2 wrong use, 78 wrong site file
 */
export async function logCommand(args: string[], locale: Locale): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      site: { type: "string" },
      data: { type: "string" },
      before: { type: "string" },
      lang: { type: "string" },
    },
  });
  const w = words[locale];
  const before = values.before === undefined ? undefined : new Date(`${values.before}T00:00:00Z`);
  const forget = positionals[0] === "forget" && before !== undefined && !Number.isNaN(before.getTime());
  if (positionals[0] !== "verify" && !forget) {
    process.stderr.write(`${w.use}\n`);
    return 2;
  }
  const { folder, siteFile } = findInstallation(values.site, values.data);
  // A wrong file must not lead to another log than the one that is written: the last good one says where it is.
  const read = loadSite(siteFile);
  const good = "site" in read || !existsSync(lastGoodSite(folder)) ? read : loadSite(lastGoodSite(folder));
  if (!("site" in good)) {
    for (const problem of good.problems) process.stderr.write(`${formatProblem(problem, locale)}\n`);
    return 78;
  }
  const { database } = good.site;
  if (database === undefined && !existsSync(oncallFile(folder))) {
    process.stderr.write(`${w.none.replace("{0}", folder)}\n`);
    return 1;
  }
  const { db } = openOnCallDatabase({ database }, folder);
  try {
    if (forget) {
      const count = await forgetPersons(db, before, new Date());
      process.stdout.write(`${w.forgotten.replace("{0}", values.before ?? "").replace("{1}", String(count))}\n`);
      return 0;
    }
    const result = await verifyLog(db);
    if (result.ok) process.stdout.write(`${w.fine.replace("{0}", String(result.entries))}\n`);
    else process.stdout.write(`${w.broken.replace("{0}", String(result.brokenAt)).replace("{1}", w[result.reason])}\n`);
    return result.ok ? 0 : 1;
  } finally {
    await db.destroy();
  }
}
