/**
 * The file of a form (RFC 7578), from the connection straight into a temporary file: in memory a large table holds up the loop,
 * with the pager on it, for a twentieth of a second, piece by piece it does not.
 */
import { randomBytes } from "node:crypto";
import { createWriteStream, rm } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream";
import type { Request, Response } from "express";
import multer from "multer";

/** Bytes of a table that may be sent: a year of fifty meters has fewer. */
export const largestTable = 12 * 1024 * 1024;
/** Bytes at the beginning of a file that a page and a guess of its columns need. */
const headBytes = 20_000;

/** More bytes than may be sent. */
export class TooLargeError extends Error {}

export interface SentFile {
  readonly name: string;
  readonly path: string;
  /** The columns and some rows. */
  readonly head: string;
}

/** A file of its own for each, which only this user reads. */
const storage: multer.StorageEngine = {
  _handleFile(_request, { stream }, done) {
    const path = join(tmpdir(), `leitstand-table-${randomBytes(8).toString("hex")}`);
    pipeline(stream, createWriteStream(path, { flags: "wx", mode: 0o600 }), (error) => {
      if (error === null || error === undefined) done(null, { path });
      else rm(path, { force: true }, () => done(error));
    });
  },
  _removeFile(_request, { path }, done) {
    rm(path, { force: true }, done);
  },
};

const receive = multer({
  storage,
  defParamCharset: "utf8",
  limits: { fileSize: largestTable, files: 1, fields: 10, fieldSize: 1000 },
}).single("file");

/**
 * Writes the file of the form that a request carries; whoever gets it removes it.
 * @returns undefined for a form without a file, or what is none
 * @throws TooLargeError  more than `largestTable`; nothing is left behind
 */
export async function receiveFile(request: Request, response: Response): Promise<SentFile | undefined> {
  const failed = await new Promise<unknown>((resolve) => {
    receive(request, response, resolve);
  });
  if (failed instanceof multer.MulterError && failed.code === "LIMIT_FILE_SIZE") throw new TooLargeError();
  // A full disk is ours to tell, a broken form is the sender's.
  if (failed instanceof Error && "syscall" in failed) throw failed;
  const { file } = request;
  if (failed !== undefined || file === undefined) return undefined;
  return { name: file.originalname, path: file.path, head: await beginningOf(file.path) };
}

async function beginningOf(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes));
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await file.close();
  }
}
