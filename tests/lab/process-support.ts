/** The lab as its own process, for tests that kill it. */
import { spawn, type ChildProcess } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { exampleText, root, secrets } from "./support.ts";

export interface LabProcess {
  readonly child: ChildProcess;
  readonly http: string;
  readonly smtpPort: number;
  readonly devices: number;
  /** Resolves with exit code or signal. */
  readonly ended: Promise<number | string>;
  /** What it wrote to stderr so far. */
  readonly log: () => string;
}

/** A site file with this SNMP port in the folder. */
export function siteFile(folder: string, port: number): string {
  const file = join(folder, "site.yaml");
  writeFileSync(file, exampleText(port));
  return file;
}

export function spawnLab(args: readonly string[]): { child: ChildProcess; ended: Promise<number | string>; log: () => string } {
  const child = spawn(process.execPath, [join(root, "lab", "lab-process.ts"), ...args], {
    env: { ...process.env, ...secrets },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let text = "";
  child.stderr.on("data", (part: Buffer) => (text += part.toString()));
  const ended = new Promise<number | string>((resolve) => child.once("exit", (code, signal) => resolve(code ?? signal ?? "?")));
  return { child, ended, log: () => text };
}

/** Starts the lab and waits for its ready line. @throws Error with its log when it ends before */
export async function startLab(site: string, state: string, more: readonly string[] = []): Promise<LabProcess> {
  const { child, ended, log } = spawnLab(["--site", site, "--state", state, "--http-port", "0", "--smtp-port", "0", ...more]);
  if (child.stdout === null) throw new Error("no stdout");
  const lines = createInterface({ input: child.stdout });
  const first = new Promise<string>((resolve) => lines.once("line", resolve));
  const line = await Promise.race([first, ended.then((how) => Promise.reject(new Error(`the lab ended (${how}): ${log()}`)))]);
  const { http, smtp, devices } = JSON.parse(line) as { http: string; smtp: string; devices: number };
  return { child, http, smtpPort: Number(smtp.split(":")[1]), devices, ended, log };
}

export async function post(
  http: string,
  path: string,
  body: unknown,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${http}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
