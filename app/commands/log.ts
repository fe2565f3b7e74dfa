import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { forgetPersons, readLog, verifyLog, type LogLine } from "../../alerts/oncall/service.ts";
import type { Locale } from "../../site/locale.ts";
import { formatProblem } from "../../site/problem.ts";
import { findInstallation } from "../installation.ts";
import { oncallFile, openOnCallDatabase } from "../oncall-database.ts";
import { loadSite } from "../site-file.ts";
import { lastGoodSite } from "../state-folder.ts";
import { fill } from "../words.ts";

const words = {
  de: {
    use: "Aufruf: leitstand log verify | log show [--since JJJJ-MM-TT] [--json] | log forget --before JJJJ-MM-TT   [--data ORDNER] [--site DATEI]",
    day: "{0}: gefunden {1}; erwartet ein Tag wie 2026-11-28",
    future: "--before: gefunden {0}; erwartet ein Tag bis heute, {1} (UTC). Nichts gelöscht.",
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
    use: "Use: leitstand log verify | log show [--since YYYY-MM-DD] [--json] | log forget --before YYYY-MM-DD   [--data FOLDER] [--site FILE]",
    day: "{0}: found {1}, expected a day such as 2026-11-28",
    future: "--before: found {0}, expected a day up to today, {1} (UTC). Nothing erased.",
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

const weekMs = 7 * 86_400_000;

/** Begin of a day (UTC); undefined for what is none. */
function dayOf(day: string | undefined): Date | undefined {
  if (day === undefined || !/^\d{4}-\d\d-\d\d$/.test(day)) return undefined;
  const at = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(at.getTime()) ? undefined : at;
}

/** One line: number, local time, kind, then what the entry knows as `key=value`. Texts come from outside: no control characters. */
function lineOf({ seq, at, kind, incident, data, personal }: LogLine, zone: string): string {
  const facts = Object.entries({ ...(incident !== undefined && { incident }), ...data, ...personal });
  const texts = facts.map(([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`);
  const two = "2-digit" as const;
  const fields = { year: "numeric", month: two, day: two, hour: two, minute: two, second: two, timeZoneName: "short" } as const;
  const time = at.toLocaleString("sv-SE", { timeZone: zone, ...fields });
  return [String(seq), time, kind, ...texts].join("  ").replaceAll(/\p{C}+/gu, " ");
}

/**
 * `leitstand log verify`: recomputes the hash chain of the on-call log. `leitstand log show`: its entries since a day, else of the
 * last seven days. `leitstand log forget --before DAY`: erases who stands in entries before that day (days are UTC). @returns 0 whole or erased, 1 damaged or absent, 2 wrong use, 78 wrong site file
 */
export async function logCommand(args: string[], locale: Locale): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      site: { type: "string" },
      data: { type: "string" },
      before: { type: "string" },
      since: { type: "string" },
      json: { type: "boolean", default: false },
      lang: { type: "string" },
    },
  });
  const w = words[locale];
  const [act, ...more] = positionals;
  const before = dayOf(values.before);
  const since = values.since === undefined ? new Date(Date.now() - weekMs) : dayOf(values.since);
  const forget = act === "forget" && before !== undefined;
  const show = act === "show" && since !== undefined;
  if ((act !== "verify" && !forget && !show) || more.length > 0) {
    for (const name of ["before", "since"] as const)
      if (values[name] !== undefined && dayOf(values[name]) === undefined)
        process.stderr.write(`${fill(w.day, `--${name}`, values[name])}\n`);
    process.stderr.write(`${w.use}\n`);
    return 2;
  }
  const today = new Date().toISOString().slice(0, 10);
  if (forget && (values.before ?? "") > today) {
    process.stderr.write(`${fill(w.future, values.before ?? "", today)}\n`);
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
  const { database, site } = good.site;
  if (database === undefined && !existsSync(oncallFile(folder))) {
    process.stderr.write(`${fill(w.none, folder)}\n`);
    return 1;
  }
  const { db } = openOnCallDatabase({ database }, folder);
  try {
    if (forget) {
      const count = await forgetPersons(db, before, new Date());
      process.stdout.write(`${fill(w.forgotten, values.before ?? "", count)}\n`);
      return 0;
    }
    if (show) {
      for await (const line of readLog(db, since))
        process.stdout.write(`${values.json ? JSON.stringify(line) : lineOf(line, site.time_zone)}\n`);
      return 0;
    }
    const result = await verifyLog(db);
    if (result.ok) process.stdout.write(`${fill(w.fine, result.entries)}\n`);
    else process.stdout.write(`${fill(w.broken, result.brokenAt, w[result.reason])}\n`);
    return result.ok ? 0 : 1;
  } finally {
    await db.destroy();
  }
}
