/**
 * Child process: the figures that are published as metrics, from a ledger file. The order comes by standard input as JSON, the
 * samples go to standard output. Exit 1 with the reason on standard error.
 */
import { text } from "node:stream/consumers";
import type { AuditedSite } from "../kpi/site.ts";
import { openLedgerFile } from "../ledger/file.ts";
import { monthSamples, publishedSamples } from "./publish.ts";

export interface PublishOrder {
  readonly file: string;
  readonly site: AuditedSite;
  /** Epoch seconds. */
  readonly now: number;
  /** All figures, or those of the running month alone. */
  readonly which: "all" | "month";
}

try {
  const { file, site, now, which } = JSON.parse(await text(process.stdin)) as PublishOrder;
  const ledger = openLedgerFile(file);
  process.stdout.write(JSON.stringify((which === "all" ? publishedSamples : monthSamples)(ledger, site, now)));
  ledger.close();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
