/**
 * Child process: one management report from a ledger file. The order comes by standard input as JSON; the documents go to
 * standard output. Exit 3: checks stopped the report, standard output holds why as JSON. Exit 1 with the reason for all else.
 */
import { text } from "node:stream/consumers";
import type { AuditedSite } from "../kpi/site.ts";
import { openLedgerFile, type AsOf } from "../ledger/file.ts";
import { csvOf, exportOf, sheetsOf } from "./exports.ts";
import { loadProfile } from "./load-profile.ts";
import { makeManagement, type ManagementWish } from "./management/make.ts";
import { managementWords } from "./management/words.ts";
import { typesetView } from "./typeset.ts";
import { workbook } from "./xlsx.ts";

export type ReportFormat = "view" | "pdf" | "xlsx" | "csv" | "json" | "load.csv";

export interface ManagementOrder {
  readonly file: string;
  readonly site: AuditedSite;
  readonly wish: ManagementWish;
  /** The ledger as it was then, for a report that was released. */
  readonly asOf?: AsOf;
  readonly formats: readonly ReportFormat[];
}

/** Documents by format, base64. */
export type ManagementAnswer = Partial<Record<ReportFormat, string>>;

function run(order: ManagementOrder): { code: number; answer: unknown } {
  const ledger = openLedgerFile(order.file, order.asOf);
  const made = makeManagement(ledger, order.site, order.wish);
  ledger.close();
  const { view } = made;
  if (view === undefined) return { code: 3, answer: made.checked.stops };
  const { locale } = order.wish;
  const data = exportOf({ site: order.site.site, ...made, releasable: made.checked.releasable });
  const make: Record<ReportFormat, () => string | Uint8Array> = {
    view: () => JSON.stringify(view),
    pdf: () => typesetView("management", view),
    json: () => `${JSON.stringify(data, undefined, 2)}\n`,
    "load.csv": () =>
      loadProfile(made.series, made.management.span.period, order.site.site.time_zone, locale === "de" ? "," : "."),
    csv: () => csvOf(data, locale === "de" ? "," : "."),
    xlsx: () => {
      const w = managementWords[locale];
      const names = { figures: w.figures, months: w.month, provenance: w.sections.provenance, head: w.exportHead };
      const register = {
        name: w.sections.register,
        head: w.registerSheet.head,
        rows: made.register.map((field) => [field.name, field.text, field.unit, field.how, field.before]),
        widths: [50, 24, 10, 16, 16],
      };
      return workbook([...sheetsOf(data, names), register], `${w.title} ${view.period}`);
    },
  };
  const answer: ManagementAnswer = Object.fromEntries(
    order.formats.map((format) => [format, Buffer.from(make[format]()).toString("base64")]),
  );
  return { code: 0, answer };
}

try {
  const { code, answer } = run(JSON.parse(await text(process.stdin)) as ManagementOrder);
  process.exitCode = code;
  process.stdout.write(JSON.stringify(answer));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
