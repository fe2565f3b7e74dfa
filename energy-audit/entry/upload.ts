/**
 * The file of a form (RFC 7578), from the connection straight into a temporary file: in memory a large table holds up the loop,
 * with the pager on it, for a twentieth of a second, piece by piece it does not.
 */
import { randomBytes } from "node:crypto";
import { open, rm } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Bytes of a table that may be sent: a year of fifty meters has fewer. */
export const largestTable = 12 * 1024 * 1024;
/** Bytes at the beginning of a file that a page and a guess of its columns need. */
const headBytes = 20_000;
const writeBytes = 256 * 1024;
/** A head of a part of a form is a few lines. */
const partHeadBytes = 8192;

/** More bytes than may be sent. */
export class TooLargeError extends Error {}

export interface SentFile {
  readonly name: string;
  readonly path: string;
  /** The columns and some rows. */
  readonly head: string;
}

/**
 * The bytes of a form's field `file`, in pieces, however the form was cut on its way. What follows the field is read and dropped.
 * @param found  is told the name of the file before its first byte
 */
export async function* fileBytes(
  form: AsyncIterable<Buffer>,
  boundary: string,
  found: (name: string) => void,
): AsyncGenerator<Buffer> {
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  // The first boundary has no line before it; with one, all of them look alike.
  let rest: Buffer = Buffer.from("\r\n");
  let within: "head" | "file" | "other" | "done" = "other";
  for await (const piece of form) {
    if (within === "done") continue;
    rest = rest.byteLength === 0 ? piece : Buffer.concat([rest, piece]);
    for (let more = true; more && within !== "done";) {
      if (within === "head") {
        const end = rest.indexOf("\r\n\r\n");
        more = end >= 0;
        if (!more && rest.byteLength > partHeadBytes) within = "done";
        if (!more) continue;
        const head = rest.toString("utf8", 0, end);
        rest = rest.subarray(end + 4);
        const name = /;\s*filename="([^"]*)"/i.exec(head)?.[1];
        within = "other";
        if (!/;\s*name="file"/i.test(head) || name === undefined) continue;
        found(name);
        within = "file";
      }
      const end = rest.indexOf(delimiter);
      more = end >= 0;
      // Without a boundary in sight only what may be the beginning of one stays.
      const content = rest.subarray(0, more ? end : Math.max(0, rest.byteLength - delimiter.byteLength + 1));
      if (within === "file" && content.byteLength > 0) yield content;
      rest = rest.subarray(more ? end + delimiter.byteLength : content.byteLength);
      if (more) within = within === "file" ? "done" : "head";
    }
  }
}

/**
 * Writes the file of the form that a request carries; whoever gets it removes it.
 * @returns undefined for a form without a file
 * @throws TooLargeError  more than `largestTable`; nothing is left behind
 */
export async function receiveFile(request: IncomingMessage): Promise<SentFile | undefined> {
  const [, quoted, plain] = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(request.headers["content-type"] ?? "") ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) return undefined;
  if (Number(request.headers["content-length"] ?? 0) > largestTable) {
    request.resume();
    throw new TooLargeError();
  }
  const path = join(tmpdir(), `leitstand-table-${randomBytes(8).toString("hex")}`);
  const file = await open(path, "wx", 0o600);
  let name: string | undefined;
  const head: Buffer[] = [];
  let size = 0;
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  const write = async (): Promise<void> => {
    if (waitingBytes > 0) await file.writev(waiting);
    waiting = [];
    waitingBytes = 0;
  };
  try {
    const named = (one: string): void => {
      name = one;
    };
    const form = counted(request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>);
    for await (const bytes of fileBytes(form, boundary, named)) {
      if (size < headBytes) head.push(Buffer.from(bytes.subarray(0, headBytes - size)));
      size += bytes.byteLength;
      waiting.push(bytes);
      waitingBytes += bytes.byteLength;
      // Each write is a call to another thread: a few pieces at once.
      if (waitingBytes >= writeBytes) await write();
    }
    await write();
    await file.close();
    if (name !== undefined) return { name, path, head: Buffer.concat(head).toString("utf8") };
  } catch (error) {
    // Who still sends would never read the answer.
    request.resume();
    await file.close();
    await rm(path, { force: true });
    throw error;
  }
  await rm(path, { force: true });
  return undefined;
}

/** A sender need not say beforehand how much it sends. */
async function* counted(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const piece of pieces) {
    size += piece.byteLength;
    if (size > largestTable) throw new TooLargeError();
    yield piece;
  }
}
