/**
 * Whether the code on disk is still the code that runs. After an update without a restart, a program that is started now would read
 * new code while the service and its tables are those of the old one: whoever starts programs asks here first.
 */
import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

/** Variable by which `up` tells its processes which code it was started with. */
export const codeVariable = "LEITSTAND_CODE";

/** What runs; texts that are read anew at every use (runbooks, documentation) are no matter. */
const rooms = ["alerts", "app", "collectors", "crisis", "dashboards", "energy-audit", "lab", "runbooks", "site"];
const isCode = (name: string): boolean => /\.(ts|typ)$/.test(name);

/** @returns computes the fingerprint of the code below a folder; a file that did not change since is not read again */
export function fingerprintOf(root: string): () => Promise<string> {
  const known = new Map<string, { readonly mtimeMs: number; readonly size: number; readonly hash: string }>();

  const hashOf = async (file: string): Promise<string> => {
    const path = join(root, file);
    // In the middle of an update a file may be gone: that is a change like any other.
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) return "gone";
    const before = known.get(file);
    if (before?.mtimeMs === found.mtimeMs && before.size === found.size) return before.hash;
    const content = await readFile(path).catch(() => Buffer.of());
    const hash = createHash("sha256").update(content).digest("hex");
    known.set(file, { mtimeMs: found.mtimeMs, size: found.size, hash });
    return hash;
  };
  const filesOf = async (room: string): Promise<string[]> => {
    const names = await readdir(join(root, room), { recursive: true }).catch(() => []);
    return names.filter(isCode).map((name) => join(room, name));
  };
  return async () => {
    const files = ["package-lock.json", ...(await Promise.all(rooms.map(filesOf))).flat().sort()];
    const lines = await Promise.all(files.map(async (file) => `${file} ${await hashOf(file)}`));
    return createHash("sha256").update(lines.join("\n")).digest("hex");
  };
}

export interface RunningCode {
  /** What `codeVariable` is to say to processes that belong to this one. */
  readonly fingerprint: string;
  /** Whether the code on disk is another one now. Never rejects. */
  changed(): Promise<boolean>;
}

/** @param started  fingerprint of the code that `up` was started with; left out: that of this moment */
export async function runningCode(root: string, started?: string): Promise<RunningCode> {
  const now = fingerprintOf(root);
  const fingerprint = started ?? (await now());
  return { fingerprint, changed: async () => (await now()) !== fingerprint };
}
