import { createHash } from "node:crypto";
import { readFileSync, unwatchFile, watchFile } from "node:fs";
import type { Logger } from "pino";
import type { Site } from "../site/inventory.ts";
import { formatProblem, type Problem } from "../site/problem.ts";
import { readSite, type ReadResult, type Secrets } from "../site/read.ts";

/** Secrets as the processes see them: environment variables, and files without their closing newline. */
export const processSecrets: Secrets = {
  env: (name) => process.env[name],
  file: (path) => {
    try {
      return readFileSync(path, "utf8").replace(/\r?\n$/, "");
    } catch {
      return undefined;
    }
  },
};

/** Reads a site file from disk; a file that cannot be read is a problem like any other. Profile ids are checked when known. */
export function loadSite(path: string, knownProfiles?: Parameters<typeof readSite>[3]): ReadResult {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    return { problems: [{ code: "SITE_UNREADABLE", file: path, path: "", found, expected: "a readable site file" }] };
  }
  return readSite(text, path, processSecrets, knownProfiles);
}

/** The site in force: reloaded when its file changes; a bad file keeps the old one and says why. */
export interface SiteFile {
  readonly site: () => Site;
  /** Problems of the last reading; empty while the file on disk is the one in force. */
  readonly problems: () => readonly Problem[];
  readonly onChange: (listener: (site: Site) => void) => void;
  readonly close: () => void;
}

/**
 * Watches a site file.
 * @throws Error  with all problems as text, when the very first reading fails
 */
export function watchSite(path: string, log: Logger): SiteFile {
  const first = loadSite(path);
  if (!("site" in first)) throw new Error(first.problems.map((problem) => formatProblem(problem)).join("\n"));
  let current = first.site;
  let problems: readonly Problem[] = [];
  let seen = digest(path);
  const listeners: ((site: Site) => void)[] = [];
  const check = (): void => {
    const now = digest(path);
    if (now === seen) return;
    seen = now;
    const result = loadSite(path);
    if ("site" in result) {
      current = result.site;
      problems = [];
      log.info({ devices: current.devices.length }, "site file reloaded");
      for (const listener of listeners) listener(current);
    } else {
      problems = result.problems;
      log.error(
        { problems: problems.map((problem) => formatProblem(problem)) },
        "site file is wrong; the old one stays in force",
      );
    }
  };
  // Polling sees what inotify misses: editors that replace the file, bind mounts, network shares.
  watchFile(path, { interval: 1000, persistent: false }, check);
  return {
    site: () => current,
    problems: () => problems,
    onChange: (listener) => void listeners.push(listener),
    close: () => unwatchFile(path, check),
  };
}

function digest(path: string): string {
  try {
    return createHash("sha256").update(readFileSync(path)).digest("hex");
  } catch {
    return "";
  }
}
