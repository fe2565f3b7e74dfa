import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Locale } from "../../site/locale.ts";
import { BackupFailed, makeBackup } from "../backup.ts";
import { findInstallation } from "../installation.ts";
import { loadSite } from "../site-file.ts";
import { formatProblem } from "../../site/problem.ts";
import { fill } from "../words.ts";

const words = {
  de: {
    made: "Gesichert nach {0}: {1}. Der Ordner enthält Geheimnisse und Namen.",
    failed: "Die Sicherung ist gescheitert: {0}",
    there: "{0} gibt es schon; --to nennt einen Ordner, den es noch nicht gibt.",
  },
  en: {
    made: "Backed up to {0}: {1}. The folder holds secrets and names.",
    failed: "The backup failed: {0}",
    there: "{0} exists; --to names a folder that is not there yet.",
  },
} as const;

/** `leitstand backup [--to FOLDER]`: a copy of databases, site file and secrets. @returns 0 made, 1 failed, 78 wrong site file */
export async function backupCommand(args: string[], locale: Locale): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { site: { type: "string" }, data: { type: "string" }, to: { type: "string" }, lang: { type: "string" } },
  });
  const { folder, siteFile } = findInstallation(values.site, values.data);
  const read = loadSite(siteFile);
  if (!("site" in read)) {
    for (const problem of read.problems) process.stderr.write(`${formatProblem(problem, locale)}\n`);
    return 78;
  }
  const now = new Date();
  const to = resolve(values.to ?? join(folder, "backups", now.toISOString().replaceAll(/[:.]/g, "-")));
  if (existsSync(to)) {
    process.stderr.write(`${fill(words[locale].there, to)}\n`);
    return 1;
  }
  try {
    const files = await makeBackup({ folder, siteFile, database: read.site.database, to, now });
    process.stdout.write(`${fill(words[locale].made, to, files.join(", "))}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof BackupFailed)) throw error;
    process.stderr.write(`${fill(words[locale].failed, error.message)}\n`);
    return 1;
  }
}
