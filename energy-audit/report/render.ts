/** Makes reports in processes of their own: the typesetter's memory grows with every document, and no report may stop a page. */
import { runProgram, type ChildAnswer } from "../child.ts";
import type { Finding, StopId } from "../kpi/checks.ts";
import type { ReportView } from "./blocks.ts";
import type { InterimView } from "./interim-view.ts";
import type { ReportFormat } from "./documents.ts";
import { unframed } from "./frames.ts";
import { stopLines } from "./stop-lines.ts";
import type { ManagementOrder } from "./management-process.ts";

export interface RenderedReport {
  readonly pdf: Uint8Array;
  /** Name for the file, ASCII. */
  readonly name: string;
}

/** Figures contradict each other: no report is made. */
export class ReportStoppedError extends Error {
  readonly stops: readonly Finding<StopId>[];
  constructor(stops: readonly Finding<StopId>[]) {
    super(stopLines(stops, "en").join(" "));
    this.stops = stops;
  }
}

const run = (program: string, order: unknown): Promise<ChildAnswer> =>
  runProgram(new URL(program, import.meta.url), order, "the report was not made");

/** The interim report as PDF/UA-1. The same view gives the same bytes. @throws Error  the typesetter's reason */
export async function renderInterim(view: InterimView): Promise<RenderedReport> {
  const { output } = await run("render-process.ts", { template: "interim", view });
  const day = new Date(view.timestamp * 1000).toISOString().slice(0, 16).replaceAll(/[-:]/g, "").replace("T", "-");
  return { pdf: output, name: `energiebericht-zwischenstand-${day}.pdf` };
}

/**
 * A management report in several formats, from the ledger's file; one reading of the ledger serves all of them.
 * @throws ReportStoppedError  the checks found figures that contradict each other
 * @throws Error  the ledger cannot be read, or the typesetter's reason
 */
export async function renderManagement(order: ManagementOrder): Promise<Partial<Record<ReportFormat, Buffer>>> {
  const { code, output } = await run("management-process.ts", order);
  if (code === 3) throw new ReportStoppedError(JSON.parse(output.toString("utf8")) as Finding<StopId>[]);
  return unframed(output);
}

/** One format of a management report. @throws like `renderManagement` */
export async function renderOne(order: Omit<ManagementOrder, "formats">, format: ReportFormat): Promise<Buffer> {
  const { [format]: document } = await renderManagement({ ...order, formats: [format] });
  if (document === undefined) throw new Error(`the report process did not make ${format}`);
  return document;
}

/** The report as blocks, for a page. @throws like `renderManagement` */
export async function managementBlocks(order: Omit<ManagementOrder, "formats">): Promise<ReportView> {
  return JSON.parse((await renderOne(order, "view")).toString("utf8")) as ReportView;
}
