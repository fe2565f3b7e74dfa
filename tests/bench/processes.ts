/** Processes of a bench: started on free ports, measured by /proc, ended by their id. */
import { fork, spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Fleet, Order } from "./responder-process.ts";

const ticksPerSecond = 100;

/** Seconds of CPU that all threads of a process have used so far. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** Resident memory in megabytes: now and at its highest. */
export function residentMb(pid: number): { now: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, "latin1");
  const kb = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]);
  return { now: kb("VmRSS") / 1024, peak: kb("VmHWM") / 1024 };
}

export const loadAverage = (): string => readFileSync("/proc/loadavg", "latin1").split(" ")[0] ?? "";

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

const running = new Set<ChildProcess>();
// A bench that fails midway leaves nothing behind.
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

function kept(child: ChildProcess): ChildProcess {
  running.add(child);
  child.once("exit", () => running.delete(child));
  return child;
}

export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await Promise.race([ended, sleep(3000).then(() => child.kill("SIGKILL"))]);
}

export interface Service {
  readonly pid: number;
  readonly port: number;
  readonly child: ChildProcess;
}

/** Starts a command that listens on `port` and waits until `path` answers. */
export async function startService(
  command: readonly string[],
  port: number,
  path: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Service> {
  const [file = "", ...rest] = command;
  const child = spawn(file, rest, { stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, ...env } });
  kept(child);
  let said = "";
  child.stderr.on("data", (data: Buffer) => (said = (said + data.toString()).slice(-2000)));
  // Whoever measures a process that died on the way must see why.
  child.once("exit", (code, signal) => {
    if (code !== 0 && signal !== "SIGTERM") process.stderr.write(`${file} ended with ${code ?? signal}: ${said}\n`);
  });
  for (let tries = 0; tries < 1200; tries++) {
    if (child.exitCode !== null) throw new Error(`${file} ended: ${said}`);
    const answers = await fetch(`http://127.0.0.1:${port}${path}`).then(
      () => true,
      () => false,
    );
    if (answers && child.pid !== undefined) return { pid: child.pid, port, child };
    await sleep(50);
  }
  throw new Error(`${file} does not listen: ${said}`);
}

export interface ResponderHandle {
  readonly pid: number;
  readonly child: ChildProcess;
  /** UDP ports by fleet. */
  readonly ports: readonly (readonly number[])[];
  behave(delayMs: number, loss?: number): Promise<void>;
  /** Datagrams received so far. */
  requests(): Promise<number>;
}

export async function startResponder(fleets: readonly Fleet[]): Promise<ResponderHandle> {
  const child = fork(join(import.meta.dirname, "responder-process.ts"), { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  kept(child);
  const ask = <Answer>(order: Order): Promise<Answer> =>
    new Promise((resolve, reject) => {
      child.once("exit", reject);
      child.once("message", (answer) => {
        child.off("exit", reject);
        resolve(answer as Answer);
      });
      child.send(order);
    });
  const { ports } = await ask<{ ports: number[][] }>({ do: "start", fleets });
  return {
    pid: child.pid ?? 0,
    child,
    ports,
    behave: async (delayMs, loss = 0) => void (await ask({ do: "behave", delayMs, loss })),
    requests: async () => (await ask<{ requests: number }>({ do: "count" })).requests,
  };
}
