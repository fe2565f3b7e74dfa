import { readFileSync, unwatchFile, watchFile } from "node:fs";
import { Worker } from "node:worker_threads";
import type { Logger } from "pino";
import type { Site } from "../site/inventory.ts";
import { formatProblem, type Problem } from "../site/problem.ts";
import { readSite, type ReadResult } from "../site/read.ts";
import { processSecrets } from "./secrets.ts";
import { writeWhole } from "./state-folder.ts";

/** Reads a site file from disk; a file that cannot be read is a problem like any other. Profile ids are checked when known. */
export function loadSite(path: string, knownProfiles?: Parameters<typeof readSite>[3]): ReadResult {
  const text = textOf(path);
  return "found" in text
    ? { problems: [unreadable(path, text.found)] }
    : readSite(text.text, path, processSecrets, knownProfiles);
}

function textOf(path: string): { readonly text: string } | { readonly found: string } {
  try {
    return { text: readFileSync(path, "utf8") };
  } catch (error) {
    return { found: error instanceof Error ? error.message : String(error) };
  }
}

function unreadable(path: string, found: string): Problem {
  return { code: "SITE_UNREADABLE", file: path, path: "", found, expected: { de: "eine lesbare Datei", en: "a readable file" } };
}

/** Files from this size on, in characters, are read in a thread of their own: about 240 devices, a tenth of a second. */
const largeText = 25_000;

/** Reads a site in a thread of its own. @throws Error  when the thread fails */
function readAside(text: string, path: string): Promise<ReadResult> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("site-reader.ts", import.meta.url), { workerData: { text, path } });
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", (code) => {
      if (code !== 0) reject(new Error(`the reader of the site ended with ${code}`));
    });
  });
}

/** The site in force: reloaded when its file changes; a bad file keeps the old one and says why. */
export interface SiteFile {
  readonly site: () => Site;
  /** Problems of the last reading; empty while the file on disk is the one in force. */
  readonly problems: () => readonly Problem[];
  readonly onChange: (listener: (site: Site) => void) => void;
  /** Told whenever the file on disk became a wrong one. */
  readonly onProblems: (listener: (problems: readonly Problem[]) => void) => void;
  readonly close: () => void;
}

/**
 * Watches a site file.
 * @param lastGood  where the newest good file is kept: a process that starts while the file is wrong begins with that one
 * @throws Error  with all problems as text, when the very first reading fails and no good file is kept
 */
export function watchSite(path: string, log: Logger, lastGood?: string): SiteFile {
  let seen = textOf(path);
  const read = (): ReadResult =>
    "found" in seen ? { problems: [unreadable(path, seen.found)] } : readSite(seen.text, path, processSecrets);
  const keep = (): void => {
    if (lastGood !== undefined && "text" in seen) writeWhole(lastGood, seen.text, 0o600);
  };
  const refuse = (wrong: readonly Problem[]): void =>
    log.error({ problems: wrong.map((problem) => formatProblem(problem)) }, "site file is wrong; the old one stays in force");

  const first = read();
  const begin = "site" in first || lastGood === undefined ? first : loadSite(lastGood);
  if (!("site" in begin)) throw new Error(first.problems.map((problem) => formatProblem(problem)).join("\n"));
  let current = begin.site;
  let problems: readonly Problem[] = first.problems;
  if ("site" in first) keep();
  else refuse(problems);

  const onChange: ((site: Site) => void)[] = [];
  const onProblems: ((problems: readonly Problem[]) => void)[] = [];
  const take = (result: ReadResult): void => {
    problems = result.problems;
    if ("site" in result) {
      current = result.site;
      keep();
      log.info({ devices: current.devices.length }, "site file reloaded");
      for (const listener of onChange) listener(current);
    } else {
      refuse(problems);
      for (const listener of onProblems) listener(problems);
    }
  };
  let reading = false;
  const check = (): void => {
    const now = textOf(path);
    // What changes meanwhile is looked at when this reading is done.
    if (reading || JSON.stringify(now) === JSON.stringify(seen)) return;
    seen = now;
    if (!("text" in now) || now.text.length < largeText) return take(read());
    reading = true;
    readAside(now.text, path)
      .catch(read)
      .then((result) => {
        reading = false;
        take(result);
        return check();
      })
      .catch((error: unknown) => log.error({ err: error }, "site file not taken over"));
  };
  // Polling sees what inotify misses: editors that replace the file, bind mounts, network shares.
  watchFile(path, { interval: 1000, persistent: false }, check);
  // The watch compares with its own first look, which may come after a change that followed our first reading.
  const soon = setTimeout(check, 2000).unref();
  return {
    site: () => current,
    problems: () => problems,
    onChange: (listener) => void onChange.push(listener),
    onProblems: (listener) => void onProblems.push(listener),
    close: () => {
      clearTimeout(soon);
      unwatchFile(path, check);
    },
  };
}
