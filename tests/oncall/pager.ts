/** Starts on-call in a process of its own (`pager-process.ts`) and talks to it as Alertmanager and a person would. */
import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { PagerOptions } from "./pager-process.ts";

export interface Pager {
  readonly process: ChildProcess;
  readonly url: string;
  /** Resolves when the process is gone. */
  readonly gone: Promise<unknown>;
  post(body: object | string | Buffer<ArrayBuffer>, headers?: Record<string, string>): Promise<Response>;
  /** From now on its clock is ahead by so many seconds. */
  setOffset(seconds: number): Promise<unknown>;
  /** It kills itself there (`pager-process.ts`). */
  dieAt(when: string | number): Promise<unknown>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Largest resident memory so far, bytes. */
  peak(): number;
}

export async function startPager(
  t: Pick<TestContext, "after">,
  options: Options,
  env: Readonly<Record<string, string>> = {},
): Promise<Pager> {
  const child = run(t, [JSON.stringify(options)], env);
  return pagerAt(child, await firstLine(child));
}

type Options = Partial<PagerOptions> & Pick<PagerOptions, "file" | "ports">;

/** A process that has loaded what it needs and waits for its options: it takes over as fast as one that stands by. */
export async function standBy(t: Pick<TestContext, "after">, env: Readonly<Record<string, string>> = {}) {
  const child = run(t, [], env);
  await firstLine(child);
  return async (options: Options): Promise<Pager> => {
    child.stdin?.end(`${JSON.stringify(options)}\n`);
    return pagerAt(child, await firstLine(child));
  };
}

function run(t: Pick<TestContext, "after">, options: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
  const child = spawn(process.execPath, [join(import.meta.dirname, "pager-process.ts"), ...options], {
    stdio: [options.length === 0 ? "pipe" : "ignore", "pipe", "inherit"],
    env: { ...process.env, ...env },
  });
  t.after(() => child.kill("SIGKILL"));
  return child;
}

function firstLine({ stdout }: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    if (stdout === null) return reject(new Error("the pager process has no output"));
    let text = "";
    const hear = (part: Buffer): void => {
      text += part.toString();
      if (!text.includes("\n")) return;
      stdout.off("data", hear).off("end", ended);
      resolve(text.slice(0, text.indexOf("\n")));
    };
    const ended = (): void => reject(new Error("the pager process ended before it listened"));
    stdout.on("data", hear).on("end", ended);
  });
}

function pagerAt(child: ChildProcess, url: string): Pager {
  const gone = new Promise((resolve) =>
    (child.exitCode ?? child.signalCode) === null ? child.once("exit", resolve) : resolve(0),
  );
  return {
    process: child,
    url,
    gone,
    post: (body, headers = {}) =>
      fetch(`${url}/webhooks/alertmanager`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body),
      }),
    setOffset: (seconds) => {
      const order = (): Promise<unknown> => fetch(`${url}/test/offset/${seconds}`, { method: "POST" });
      // A connection that was kept may be closed from the other side at that moment; the order says the same twice.
      return order().catch(order);
    },
    dieAt: (when) => fetch(`${url}/test/die/${when}`, { method: "POST" }),
    kill: async () => {
      child.kill("SIGKILL");
      await gone;
    },
    peak: () => Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1] ?? 0) * 1024,
  };
}
