import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { z } from "zod";
import type { Locale } from "../../site/locale.ts";
import { projectRoot } from "../installation.ts";
import type { DrillTargets } from "./clients.ts";

const readySchema = z.object({
  ready: z.literal(true),
  seconds: z.number(),
  url: z.string(),
  prometheus: z.string(),
  alertmanager: z.string(),
  collectors: z.string(),
  lab: z.string(),
  smtp: z.string(),
  data: z.string(),
  pid: z.number(),
  pids: z.record(z.string(), z.number()),
});

/** A whole installation with the lab, started for a drill or a test by the real command. */
export interface RunningLab {
  readonly targets: DrillTargets;
  readonly ready: z.output<typeof readySchema>;
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

/**
 * Runs `leitstand up` on free ports in a folder of its own and waits for its line.
 * @throws Error  with what it said, when it ends before it is ready
 */
export function startLab(folder: string, locale: Locale, more: readonly string[] = []): Promise<RunningLab> {
  const args = [join(projectRoot, "app", "cli.ts"), "up", "--lab", "--json", "--data", folder, "--lang", locale];
  const ports = ["--port", "0", "--prometheus-port", "0", "--alertmanager-port", "0"];
  const child = spawn(process.execPath, [...args, ...ports, ...more], { cwd: projectRoot, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await gone;
  };
  return new Promise((resolve, reject) => {
    void gone.then(() => reject(new Error(`leitstand up ended before it was ready:\n${said}`)));
    createInterface({ input: child.stdout }).once("line", (line) => {
      const ready = readySchema.parse(JSON.parse(line));
      const { url, lab, prometheus, alertmanager } = ready;
      resolve({ targets: { url, lab, prometheus, alertmanager }, ready, pid: child.pid ?? 0, stop });
    });
  });
}
