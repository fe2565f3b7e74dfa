import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, copyFileSync, existsSync, openSync, readFileSync, statSync, truncateSync } from "node:fs";

/** One program that `up` keeps running. */
export interface ChildPlan {
  /** Short name, also that of its log file: `prometheus`, `service`. */
  readonly name: string;
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly logFile: string;
}

export interface Child {
  readonly name: string;
  readonly pid: () => number | undefined;
  readonly restarts: () => number;
  /** Sends a signal to the running program, if there is one. */
  readonly signal: (name: NodeJS.Signals) => void;
  /** SIGTERM, after `graceMs` SIGKILL; resolves when it is gone and will not come back. */
  readonly stop: (graceMs?: number) => Promise<void>;
}

const setpriv = "/usr/bin/setpriv";
const largestLog = 20_000_000;
/** How often a log is looked at while its program runs. */
const logLookMs = 60_000;

/**
 * Keeps a log small while its program writes on: what is there moves to `<file>.1`, the file begins anew. The program has it open
 * for appending, so it goes on at the new beginning. A line written in between is lost. A full disk leaves the file as it is.
 * @param largest  bytes that it may have
 */
export function trimLog(file: string, largest = largestLog): void {
  try {
    if (statSync(file).size <= largest) return;
    copyFileSync(file, `${file}.1`);
    truncateSync(file);
  } catch {
    // No file yet, or no room for a copy: the next look tries again.
  }
}

/** What a program said last, the last line with an error first: the reason, when it ends again and again. */
function lastLine(file: string): string {
  try {
    const lines = readFileSync(file, "utf8").trimEnd().split("\n").slice(-40);
    const reason = lines.findLast((line) => /\berr(or)?\b/i.test(line)) ?? lines.at(-1);
    return reason?.slice(0, 300) ?? "";
  } catch {
    return "";
  }
}

/**
 * Starts a program and starts it again whenever it ends, at once the first time and then with a growing pause (at most 5 s).
 * The kernel ends it when we die (PR_SET_PDEATHSIG), so no orphan holds a port after SIGKILL.
 * @param onExit  told of every unexpected end, with the pause before the next start
 */
export function keepRunning(plan: ChildPlan, onExit: (text: string, pauseMs: number) => void): Child {
  let process_: ChildProcess | undefined;
  let stopped = false;
  let restarts = 0;
  let startedAt = 0;
  let quickEnds = 0;
  let timer: NodeJS.Timeout | undefined;
  let gone: (() => void) | undefined;

  const start = (): void => {
    timer = undefined;
    trimLog(plan.logFile);
    const log = openSync(plan.logFile, "a");
    const [program = "", ...rest] = existsSync(setpriv) ? [setpriv, "--pdeathsig", "KILL", "--", ...plan.command] : plan.command;
    startedAt = Date.now();
    const child = spawn(program, rest, { stdio: ["ignore", log, log], env: { ...process.env, ...plan.env } });
    closeSync(log);
    process_ = child;
    let ended = false;
    const onEnd = (text: string): void => {
      if (ended) return;
      ended = true;
      process_ = undefined;
      if (stopped) {
        gone?.();
        return;
      }
      quickEnds = Date.now() - startedAt < 10_000 ? quickEnds + 1 : 0;
      const pauseMs = quickEnds === 0 ? 0 : Math.min(5000, 250 * 2 ** quickEnds);
      restarts++;
      onExit(quickEnds > 1 ? `${text}: ${lastLine(plan.logFile)}` : text, pauseMs);
      timer = setTimeout(start, pauseMs);
    };
    child.once("error", (error) => onEnd(error.message));
    child.once("exit", (code, signal) => onEnd(signal ?? `exit ${code}`));
  };
  start();
  const logLooks = setInterval(() => trimLog(plan.logFile), logLookMs);
  logLooks.unref();

  return {
    name: plan.name,
    pid: () => process_?.pid,
    restarts: () => restarts,
    signal: (name) => void process_?.kill(name),
    stop: (graceMs = 5000) => {
      stopped = true;
      clearInterval(logLooks);
      if (timer !== undefined) clearTimeout(timer);
      const running = process_;
      if (running === undefined) return Promise.resolve();
      return new Promise((resolve) => {
        const hard = setTimeout(() => running.kill("SIGKILL"), graceMs);
        gone = () => {
          clearTimeout(hard);
          resolve();
        };
        running.kill("SIGTERM");
      });
    },
  };
}
