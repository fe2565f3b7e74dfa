import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createEnergy, ReportStoppedError, stopLines, type Energy, type EnergyTables } from "../../energy-audit/service.ts";
import { reportFileFormats, type ReportFileFormat } from "../../site/energy.ts";
import type { Site } from "../../site/inventory.ts";
import type { Locale } from "../../site/locale.ts";
import { openDatabase } from "../database.ts";
import { fileFault } from "../file-fault.ts";
import { findInstallation } from "../installation.ts";
import { openLog } from "../log.ts";
import { prometheusReader } from "../prometheus.ts";
import { loadSite } from "../site-file.ts";
import { fill, say } from "../words.ts";

const words = {
  de: {
    use: `Aufruf: leitstand report energy [--hours N]                        Zwischenstand (PDF)
        leitstand report energy --year JJJJ [--quarter 1-4 | --month 1-12]
                                [--format F] [--issue] [--customer ID]
        außerdem: [--out DATEI] [--data ORDNER] [--site DATEI] [--lang de|en]
Formate: ${reportFileFormats.join(", ")} (ohne Angabe: pdf). --issue nimmt die freigegebene Fassung,
--customer macht den Nachweis für einen Kunden (pdf, csv).`,
    none: "Kein Energiebuch in {0}. Läuft leitstand up schon eine Viertelstunde?",
    written: "Geschrieben: {0}",
    failed: "Kein Bericht: {0}",
    notReleased: "Diesen Zeitraum hat noch niemand freigegeben.",
    customer: 'Einen Kunden "{0}" gibt es nicht; eingetragen sind: {1}',
    noCustomers: "keine (Abschnitt energy.customers der Standortdatei)",
    wrongSite: "{0} ist fehlerhaft; leitstand check {0} nennt alle Fehler.",
  },
  en: {
    use: `Use: leitstand report energy [--hours N]                        interim report (PDF)
     leitstand report energy --year YYYY [--quarter 1-4 | --month 1-12]
                             [--format F] [--issue] [--customer ID]
     also: [--out FILE] [--data FOLDER] [--site FILE] [--lang de|en]
Formats: ${reportFileFormats.join(", ")} (pdf if left out). --issue takes the released version,
--customer makes the statement for a customer (pdf, csv).`,
    none: "No energy ledger in {0}. Has leitstand up run for a quarter of an hour?",
    written: "Written: {0}",
    failed: "No report: {0}",
    notReleased: "Nobody has released this period yet.",
    customer: 'There is no customer "{0}"; known are: {1}',
    noCustomers: "none (section energy.customers of the site file)",
    wrongSite: "{0} is wrong; leitstand check {0} lists all problems.",
  },
} as const;

/** A number in the text within its bounds; undefined for a text left out, NaN for anything else. */
function whole(text: string | undefined, from: number, to: number): number | undefined {
  if (text === undefined) return undefined;
  return /^\d+$/.test(text) && Number(text) >= from && Number(text) <= to ? Number(text) : Number.NaN;
}

interface Wish {
  readonly hours: number | undefined;
  readonly year: number | undefined;
  readonly quarter: number | undefined;
  readonly month: number | undefined;
  readonly format: ReportFileFormat;
  readonly issue: boolean;
  readonly customer: string | undefined;
}

const formatOf = (text: string): ReportFileFormat | undefined => reportFileFormats.find((format) => format === text);

/** What goes into the file, and its name when nobody gave one; a sentence says why there is nothing. */
async function make(
  energy: Energy,
  site: Site,
  wish: Wish,
  locale: Locale,
): Promise<{ readonly content: Uint8Array; readonly name: string } | { readonly why: string }> {
  const { hours, year, quarter, month, format, customer } = wish;
  const w = words[locale];
  if (year === undefined) {
    const { pdf } = await energy.report({ locale, ...(hours !== undefined && { hours }) });
    return { content: pdf, name: "energiebericht.pdf" };
  }
  const span = { year, ...(quarter !== undefined && { quarter }), ...(month !== undefined && { month }) };
  const part = quarter !== undefined ? `-q${quarter}` : month !== undefined ? `-${String(month).padStart(2, "0")}` : "";
  if (customer !== undefined) {
    const known = (site.energy?.customers ?? []).map(({ id }) => id);
    if (!known.includes(customer)) return { why: fill(w.customer, customer, known.join(", ") || w.noCustomers) };
    const content = await energy.statement(customer, span, format, locale);
    return { content, name: `energienachweis-${customer}-${year}${part}.${format}` };
  }
  const content = await (wish.issue ? energy.issue(span, format, locale) : energy.management(span, format, locale));
  return content === undefined ? { why: w.notReleased } : { content, name: `energiebericht-${year}${part}.${format}` };
}

/** `leitstand report energy`: interim or management report as a file. @returns 0 written, 1 none can be made, 2 wrong use, 78 wrong site file */
export async function reportCommand(args: string[], locale: Locale): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      site: { type: "string" },
      data: { type: "string" },
      hours: { type: "string" },
      year: { type: "string" },
      quarter: { type: "string" },
      month: { type: "string" },
      format: { type: "string", default: "pdf" },
      issue: { type: "boolean", default: false },
      customer: { type: "string" },
      out: { type: "string" },
      lang: { type: "string" },
    },
  });
  const w = words[locale];
  const format = formatOf(values.format);
  const wish: Wish = {
    hours: whole(values.hours, 1, 744),
    year: whole(values.year, 2000, 2999),
    quarter: whole(values.quarter, 1, 4),
    month: whole(values.month, 1, 12),
    format: format ?? "pdf",
    issue: values.issue,
    customer: values.customer,
  };
  const numbers = [wish.hours, wish.year, wish.quarter, wish.month];
  const wrong =
    positionals[0] !== "energy" ||
    positionals.length > 1 ||
    format === undefined ||
    numbers.some((number) => Number.isNaN(number)) ||
    (wish.quarter !== undefined && wish.month !== undefined) ||
    (wish.year === undefined
      ? [wish.quarter, wish.month, wish.customer].some((part) => part !== undefined) || wish.issue || format !== "pdf"
      : wish.hours !== undefined) ||
    (wish.customer !== undefined && (wish.issue || (format !== "pdf" && format !== "csv")));
  if (wrong) {
    const strange = (["hours", "year", "quarter", "month"] as const).filter((name) => Number.isNaN(wish[name]));
    for (const name of [...strange, ...(format === undefined ? (["format"] as const) : [])])
      process.stderr.write(`${say(locale, "wrongOption", { error: `--${name} ${values[name]}` })}\n`);
    process.stderr.write(`${w.use}\n`);
    return 2;
  }
  const { siteFile, folder, run } = findInstallation(values.site, values.data);
  const file = join(folder, "energy.db");
  if (!existsSync(file)) {
    process.stderr.write(`${fill(w.none, folder)}\n`);
    return 1;
  }
  const read = loadSite(siteFile);
  if (!("site" in read)) {
    process.stderr.write(`${fill(w.wrongSite, siteFile)}\n`);
    return 78;
  }
  const db = openDatabase<EnergyTables>({ file, synchronous: "normal" });
  try {
    const reader = prometheusReader(() => run?.addresses["prometheus"] ?? "http://127.0.0.1:8490");
    const energy = createEnergy({ db, site: () => read.site, reader, now: () => new Date(), log: openLog("report") });
    const made = await make(energy, read.site, wish, locale);
    if ("why" in made) {
      process.stderr.write(`${fill(w.failed, made.why)}\n`);
      return 1;
    }
    const out = values.out ?? made.name;
    writeFileSync(out, made.content);
    process.stdout.write(`${fill(w.written, out)}\n`);
    return 0;
  } catch (error) {
    const why =
      error instanceof ReportStoppedError
        ? ["", ...stopLines(error.stops, locale).map((line) => `- ${line}`)].join("\n")
        : (fileFault(error, locale) ?? (error instanceof Error ? error.message : String(error)));
    process.stderr.write(`${fill(w.failed, why)}\n`);
    return 1;
  } finally {
    await db.destroy();
  }
}
