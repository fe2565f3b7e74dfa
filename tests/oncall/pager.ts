/** Starts on-call in a process of its own (`pager-process.ts`) and talks to it as Alertmanager and a person would. */
import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
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
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Largest resident memory so far, bytes. */
  peak(): number;
}

export async function startPager(
  t: Pick<TestContext, "after">,
  options: Partial<PagerOptions> & Pick<PagerOptions, "file" | "ports">,
  env: Readonly<Record<string, string>> = {},
): Promise<Pager> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "pager-process.ts"), JSON.stringify(options)], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...env },
  });
  t.after(() => child.kill("SIGKILL"));
  const gone = new Promise((resolve) => child.once("exit", resolve));
  for await (const url of createInterface({ input: child.stdout })) {
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
      setOffset: (seconds) => fetch(`${url}/test/offset/${seconds}`, { method: "POST" }),
      kill: async () => {
        child.kill("SIGKILL");
        await gone;
      },
      peak: () => Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1] ?? 0) * 1024,
    };
  }
  throw new Error("the pager process ended before it listened");
}
