import { createHash, randomBytes } from "node:crypto";
import { existsSync, readFileSync, readlinkSync, realpathSync, renameSync, writeFileSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { z } from "zod";
import { makeFolder } from "./make-folder.ts";

const runSchema = z.object({
  supervisor: z.number(),
  pids: z.record(z.string(), z.number()),
  addresses: z.record(z.string(), z.string()),
});
/** What runs on this folder: process ids and addresses, for `drill`, for a second `up` and after a crash. */
export type Run = z.infer<typeof runSchema>;

/** Writes a file so that a reader, or a crash, sees the old or the new content and never a part. */
export function writeWhole(path: string, text: string, mode = 0o644): void {
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, text, { mode });
  renameSync(temporary, path);
}

/** The same without holding up what else this process does. Of two at once for one file the later must begin after the earlier. */
export async function writeWholeAside(path: string, text: string, mode = 0o644): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, text, { mode });
  await rename(temporary, path);
}

/** Makes the folder and its parts; only the owner may read it, for it holds secrets and people's addresses. */
export function openStateFolder(path: string): string {
  for (const part of ["", "logs", "prometheus", "alertmanager"]) makeFolder(join(path, part), 0o700);
  return path;
}

/** The newest site file that was right, for a process that starts while the one on disk is wrong. */
export const lastGoodSite = (folder: string): string => join(folder, "site.last-good.yaml");

const runFile = (folder: string): string => join(folder, "run.json");

export function readRun(folder: string): Run | undefined {
  if (!existsSync(runFile(folder))) return undefined;
  try {
    return runSchema.parse(JSON.parse(readFileSync(runFile(folder), "utf8")));
  } catch {
    return undefined;
  }
}

export function writeRun(folder: string, run: Run): void {
  writeWhole(runFile(folder), `${JSON.stringify(run, null, 2)}\n`, 0o600);
}

/** Whether a process lives and its command line or working folder names this state folder: a recycled pid does not. */
export function belongsTo(pid: number, folder: string): boolean {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
    return command.includes(folder) || readFileSync(`/proc/${pid}/environ`, "utf8").includes(`LEITSTAND_STATE=${folder}`);
  } catch {
    return false;
  }
}

/**
 * Takes the folder for this process: an abstract socket has one owner, and the kernel frees it with its owner, however
 * that ends. @returns false when another supervisor on this machine has it
 */
export function holdFolder(folder: string): Promise<boolean> {
  const name = createHash("sha256").update(realpathSync(folder)).digest("hex");
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.unref();
    server.once("error", () => resolve(false));
    server.listen({ path: `\0leitstand-${name}` }, () => resolve(true));
  });
}

/** The supervisor that holds this folder now, or undefined. */
export function holderOf(folder: string): number | undefined {
  const run = readRun(folder);
  if (run === undefined || run.supervisor === process.pid) return undefined;
  try {
    const program = readlinkSync(`/proc/${run.supervisor}/exe`);
    const command = readFileSync(`/proc/${run.supervisor}/cmdline`, "utf8");
    return program.includes("node") && command.includes("cli.ts") ? run.supervisor : undefined;
  } catch {
    return undefined;
  }
}

/** Ends what a killed supervisor left behind, and waits until its ports are free again. */
export async function endLeftovers(folder: string): Promise<string[]> {
  const run = readRun(folder);
  if (run === undefined) return [];
  const left = Object.entries(run.pids).filter(([, pid]) => belongsTo(pid, folder));
  for (const [, pid] of left) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended by itself in between: that is what we wanted.
    }
  }
  for (let turn = 0; turn < 50 && left.some(([, pid]) => belongsTo(pid, folder)); turn++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return left.map(([name]) => name);
}

/** Token between Alertmanager and the service: `up` makes it for every site. */
export const webhookToken = "LEITSTAND_WEBHOOK_TOKEN";
/** Token between the collectors and the service, for confirmed traps: likewise. */
export const trapsToken = "LEITSTAND_TRAPS_TOKEN";
/** Environment variables that `up` fills for the lab. */
export const secretNames = [
  "LEITSTAND_SNMP_COMMUNITY",
  "LEITSTAND_SNMP_AUTH_KEY",
  "LEITSTAND_SNMP_PRIV_KEY",
  webhookToken,
  trapsToken,
];

/** Secrets made once for this folder and kept: SNMP keys of the lab, the token of the webhook. */
export function localSecrets(folder: string): Record<string, string> {
  const file = join(folder, "secrets.json");
  const known = existsSync(file) ? z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(file, "utf8"))) : {};
  const secrets = Object.fromEntries(secretNames.map((name) => [name, known[name] ?? randomBytes(16).toString("hex")]));
  writeWhole(file, `${JSON.stringify(secrets, null, 2)}\n`, 0o600);
  return secrets;
}
