import { readFileSync, unwatchFile, watch, watchFile, type FSWatcher } from "node:fs";
import { basename, dirname } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { Worker } from "node:worker_threads";
import type { Logger } from "pino";
import type { Site } from "../site/inventory.ts";
import { formatProblem, type Problem } from "../site/problem.ts";
import { readSite, type ReadResult } from "../site/read.ts";
import { remember, reread, type Reading } from "../site/reread.ts";
import { processSecrets } from "./secrets.ts";
import { writeWhole, writeWholeAside } from "./state-folder.ts";

/** Reads a site file from disk; a file that cannot be read is a problem like any other. Profile ids are checked when known. */
export function loadSite(path: string, knownProfiles?: Parameters<typeof readSite>[3]): ReadResult {
  const text = textOf(path);
  return "found" in text
    ? { problems: [unreadable(path, text.found)] }
    : readSite(text.text, path, processSecrets, knownProfiles);
}

type Found = NonNullable<Problem["found"]>;

function textOf(path: string): { readonly text: string } | { readonly found: Found } {
  try {
    return { text: readFileSync(path, "utf8") };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT") return { found: { de: "keine Datei dieses Namens", en: "no file of this name" } };
    if (code === "EACCES") return { found: { de: "eine Datei, die wir nicht lesen dürfen", en: "a file that we may not read" } };
    if (code === "EISDIR") return { found: { de: "ein Ordner", en: "a folder" } };
    return { found: error instanceof Error ? error.message : String(error) };
  }
}

function unreadable(path: string, found: Found): Problem {
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
  /** Reads the file now, changed or not: secrets that it refers to may have changed. Resolves when it is in force or refused. */
  readonly reload: () => Promise<void>;
  readonly onChange: (listener: (site: Site) => void) => void;
  /** Told whenever the file on disk became a wrong one. */
  readonly onProblems: (listener: (problems: readonly Problem[]) => void) => void;
  readonly close: () => void;
}

/** A file that was written a moment ago may still be written to. */
const settleMs = 60;

/** A step a turn of the loop, so that what waits has its turn between steps. */
async function inTurns<T>(steps: Generator<unknown, T>): Promise<T> {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    await new Promise((resolve) => setImmediate(resolve));
  }
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
  let kept = Promise.resolve();
  /** Beside the polls, and one after the other: a slow disk holds up nobody. */
  const keep = (): void => {
    if (lastGood === undefined || !("text" in seen)) return;
    const { text } = seen;
    kept = kept
      .then(() => writeWholeAside(lastGood, text, 0o600))
      .catch((error: unknown) => log.error({ err: error }, "last good site file not kept"));
  };
  const refuse = (wrong: readonly Problem[]): void =>
    log.error({ problems: wrong.map((problem) => formatProblem(problem)) }, "site file is wrong; the old one stays in force");

  const first = read();
  const begin = "site" in first || lastGood === undefined ? first : loadSite(lastGood);
  if (!("site" in begin)) throw new Error(first.problems.map((problem) => formatProblem(problem)).join("\n"));
  let current = begin.site;
  let problems: readonly Problem[] = first.problems;
  /** What the next reading need not parse again; only large files are worth it. */
  let known: Reading | undefined;
  const know = (): void => {
    known = "text" in seen && seen.text.length >= largeText ? remember(seen.text, current) : undefined;
  };
  if ("site" in first) {
    // At once: whoever starts wants it there when the first thing goes wrong.
    if (lastGood !== undefined && "text" in seen) writeWhole(lastGood, seen.text, 0o600);
    know();
  } else refuse(problems);

  const onChange: ((site: Site) => void)[] = [];
  const onProblems: ((problems: readonly Problem[]) => void)[] = [];
  const take = (result: ReadResult | Reading): void => {
    problems = "site" in result ? [] : result.problems;
    if ("site" in result) {
      current = result.site;
      if ("entries" in result) known = result;
      else know();
      for (const listener of onChange) listener(current);
      keep();
      log.info({ devices: current.devices.length }, "site file reloaded");
    } else {
      refuse(problems);
      for (const listener of onProblems) listener(problems);
    }
  };
  const change = async (): Promise<void> => {
    if (!("text" in seen) || seen.text.length < largeText) return take(read());
    const quick = known && (await inTurns(reread(seen.text, known, processSecrets)));
    take(quick ?? (await readAside(seen.text, path).catch(read)));
  };
  let reading = Promise.resolve();
  /** One reading at a time; what changes meanwhile is looked at after it. */
  const look = (always: boolean): Promise<void> =>
    (reading = reading
      .then(() => {
        const now = textOf(path);
        if (!always && sameText(now, seen)) return undefined;
        seen = now;
        return change();
      })
      .catch((error: unknown) => log.error({ err: error }, "site file not taken over")));
  const check = (): void => void look(false);

  // Polling sees what inotify misses: editors that replace the file, bind mounts, network shares.
  watchFile(path, { interval: 1000, persistent: false }, check);
  let settled: NodeJS.Timeout | undefined;
  const notice = watchFolder(dirname(path), (name) => {
    if (name !== basename(path)) return;
    clearTimeout(settled);
    settled = setTimeout(check, settleMs).unref();
  });
  // The first change of a large file would find none of that code warm, and take half as long again: it is read once in the quiet.
  const warm = setTimeout(() => {
    if (known === undefined || !("text" in seen)) return;
    inTurns(reread(seen.text, known, processSecrets)).catch((error: unknown) =>
      log.error({ err: error }, "site file not read again"),
    );
  }, 30_000).unref();
  // The watch compares with its own first look, which may come after a change that followed our first reading.
  const soon = setTimeout(check, 2000).unref();
  return {
    site: () => current,
    problems: () => problems,
    reload: () => look(true),
    onChange: (listener) => void onChange.push(listener),
    onProblems: (listener) => void onProblems.push(listener),
    close: () => {
      clearTimeout(soon);
      clearTimeout(warm);
      clearTimeout(settled);
      notice?.close();
      unwatchFile(path, check);
    },
  };
}

type Text = ReturnType<typeof textOf>;
const sameText = (one: Text, other: Text): boolean =>
  "text" in one ? "text" in other && one.text === other.text : "found" in other && isDeepStrictEqual(one.found, other.found);

/** Names of files of a folder that change, as the kernel tells them; where it cannot, polling has to do. */
function watchFolder(folder: string, changed: (name: string | null) => void): FSWatcher | undefined {
  try {
    const watcher = watch(folder, { persistent: false }, (_event, name) => changed(name));
    return watcher.on("error", () => watcher.close());
  } catch {
    return undefined;
  }
}
