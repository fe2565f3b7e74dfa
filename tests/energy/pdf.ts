import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeFolder } from "../folder.ts";

/** Runs a command on a document (`FILE` stands for it) and returns what it prints. */
export function inspect(document: Uint8Array, command: string, ...args: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "leitstand-document-"));
  const file = join(folder, "document");
  writeFileSync(file, document);
  try {
    return execFileSync(
      command,
      args.map((arg) => (arg === "FILE" ? file : arg)),
      { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], maxBuffer: 64 * 1024 * 1024 },
    );
  } finally {
    removeFolder(folder);
  }
}
