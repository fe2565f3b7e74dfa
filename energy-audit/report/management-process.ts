/**
 * Child process: one management report from a ledger file. The order comes by standard input as JSON; the documents go to
 * standard output (`frames.ts`). Exit 3: checks stopped the report, standard output holds why as JSON. Exit 1 with the reason for all else.
 */
import { text } from "node:stream/consumers";
import type { AuditedSite } from "../kpi/site.ts";
import { openLedgerFile, type AsOf } from "../ledger/file.ts";
import { customerDocument, documentOf, type ReportFormat } from "./documents.ts";
import { framed, type Documents } from "./frames.ts";
import { makeManagement, type ManagementWish } from "./management/make.ts";

export interface ManagementOrder {
  readonly file: string;
  readonly site: AuditedSite;
  readonly wish: ManagementWish;
  /** The ledger as it was then, for a report that was released. */
  readonly asOf?: AsOf;
  /** The statement of this customer instead of the report. */
  readonly customer?: string;
  readonly formats: readonly ReportFormat[];
}

/** @returns documents by format, none for a customer that nobody knows; or why there is none */
function run(order: ManagementOrder): { code: number; answer: Uint8Array[] } {
  const ledger = openLedgerFile(order.file, order.asOf);
  const made = makeManagement(ledger, order.site, order.wish);
  const { audits, findings, measures, baselines } = ledger.register();
  ledger.close();
  const { view } = made;
  if (view === undefined) return { code: 3, answer: [Buffer.from(JSON.stringify(made.checked.stops))] };
  const sound = { ...made, view };
  const records = [...audits, ...findings, ...measures, ...baselines];
  const documents: Documents = {};
  for (const format of order.formats) {
    const document =
      order.customer === undefined
        ? documentOf(sound, order.site, records, format, documents)
        : customerDocument(sound, order.customer, format);
    if (document !== undefined) documents[format] = Buffer.from(document);
  }
  return { code: 0, answer: framed(documents) };
}

try {
  const { code, answer } = run(JSON.parse(await text(process.stdin)) as ManagementOrder);
  process.exitCode = code;
  for (const part of answer) process.stdout.write(part);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
