import { rmSync } from "node:fs";

/** Removes a folder in which a process that is just ending may still write: what appears meanwhile is removed at the next try. */
export function removeFolder(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}
