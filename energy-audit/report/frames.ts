/**
 * Documents from the report process to the asking one: a line of JSON with formats and lengths, then the bytes one after the
 * other. Cutting views from them costs the pager nothing; megabytes of base64 in JSON had to be parsed on its loop.
 */
import type { ReportFormat } from "./documents.ts";

export type Documents = Partial<Record<ReportFormat, Uint8Array>>;

export function framed(documents: Documents): Uint8Array[] {
  const list = Object.entries(documents);
  const head = JSON.stringify(list.map(([format, bytes]) => [format, bytes.byteLength]));
  return [Buffer.from(`${head}\n`), ...list.map(([, bytes]) => bytes)];
}

/** @throws Error  the line of lengths is missing, or fewer bytes than it says */
export function unframed(output: Buffer): Partial<Record<ReportFormat, Buffer>> {
  const end = output.indexOf("\n");
  if (end < 0) throw new Error("the report process did not say what it made");
  const lengths = JSON.parse(output.toString("utf8", 0, end)) as [ReportFormat, number][];
  let from = end + 1;
  const documents = lengths.map(([format, length]): [ReportFormat, Buffer] => {
    const to = from + length;
    if (to > output.byteLength) throw new Error(`the report process ended within ${format}`);
    const document: [ReportFormat, Buffer] = [format, output.subarray(from, to)];
    from = to;
    return document;
  });
  return Object.fromEntries(documents);
}
