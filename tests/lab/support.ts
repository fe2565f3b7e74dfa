/** What the lab's tests share: the example site on a free port, a lab in this process, Debian's snmp tools as judges. */
import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { pino } from "pino";
import { removeFolder } from "../folder.ts";
import { freeUdpPort } from "../../app/ports.ts";
import { Lab, type LabOptions } from "../../lab/lab.ts";
import type { Setting } from "../../lab/physics/world.ts";
import type { Site } from "../../site/inventory.ts";
import { formatProblem } from "../../site/problem.ts";
import { readSite } from "../../site/read.ts";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

export const secrets: Readonly<Record<string, string>> = {
  LEITSTAND_SNMP_COMMUNITY: "nur-lesen",
  LEITSTAND_SNMP_AUTH_KEY: "anmeldung-0123456789",
  LEITSTAND_SNMP_PRIV_KEY: "geheimnis-0123456789",
  LEITSTAND_WEBHOOK_TOKEN: "webhook-0123456789abcdef",
};

export const silent = pino({ level: "silent" });

/** A folder that is gone after the test. */
export function folder(t: { after(done: () => void): void }): string {
  const path = mkdtempSync(join(tmpdir(), "leitstand-lab-"));
  t.after(() => removeFolder(path));
  return path;
}

/** The text of `site/example.yaml` with another SNMP port. */
export function exampleText(port: number): string {
  return readFileSync(join(root, "site", "example.yaml"), "utf8").replaceAll(":16161", `:${port}`);
}

export function exampleSite(port: number): Site {
  const result = readSite(exampleText(port), "example.yaml", { env: (name) => secrets[name], file: () => undefined });
  if ("site" in result) return result.site;
  throw new Error(result.problems.map((problem) => formatProblem(problem)).join("\n"));
}

export const setting: Setting = {
  seed: 1,
  timeZone: "Europe/Berlin",
  workforce: 3000,
  sessions: { "vpn-1": 2500, "vpn-2": 2500 },
  addresses: { "vpn-1": 2300, "vpn-2": 2300 },
  licences: 3000,
};

/** Tuesday in the busy hour, a working day without a holiday. */
export const tuesday = new Date("2026-11-24T10:00:00+01:00");

/** A running lab of the whole site that stops after the test. */
export async function runningLab(
  t: { after(done: () => Promise<void> | void): void },
  options: Partial<LabOptions> = {},
): Promise<{ lab: Lab; port: number }> {
  const port = await freeUdpPort();
  const state = folder(t);
  const lab = new Lab({
    site: exampleSite(port),
    state,
    seed: 1,
    speed: 1,
    start: tuesday,
    logger: silent,
    now: () => new Date(),
    ...options,
  });
  await lab.start();
  t.after(() => lab.stop());
  return { lab, port };
}

/** Whether Debian's snmp package is here; without it tests that need an independent judge say so and are skipped. */
export const withoutTools = ((): string | false => {
  const judge = "snmpbulkwalk";
  return spawnSync(judge, ["-V"]).error === undefined ? false : `${judge} (Debian package snmp) is missing`;
})();

const v3 = ["-v3", "-u", "leitstand", "-l", "authPriv", "-a", "SHA-256", "-x", "AES"];

/** Arguments by which the site's credential for this address opens the agent. */
export function access(address: string): string[] {
  return address === "127.0.42.31"
    ? [...v3, "-A", secrets["LEITSTAND_SNMP_AUTH_KEY"] ?? "", "-X", secrets["LEITSTAND_SNMP_PRIV_KEY"] ?? ""]
    : ["-v2c", "-c", secrets["LEITSTAND_SNMP_COMMUNITY"] ?? ""];
}

/** Output of one of the snmp tools; a failure is thrown with what the tool said. */
export function tool(name: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    // No MIB files: names and values as numbers.
    execFile(name, args, { env: { ...process.env, MIBS: "" }, maxBuffer: 32_000_000 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${name}: ${stderr}${stdout}`, { cause: error }));
    });
  });
}

/** Numeric OID to value as snmpbulkwalk prints it; texts without quotes. */
export async function walk(address: string, port: number, below: string): Promise<Map<string, string>> {
  const text = await tool("snmpbulkwalk", ["-Onqe", "-t", "20", "-r", "2", ...access(address), `${address}:${port}`, below]);
  const lines = text.trimEnd().split("\n");
  return new Map(
    lines.map((line) => {
      const space = line.indexOf(" ");
      return [line.slice(1, space), line.slice(space + 1).replaceAll(/^"|"$/g, "")];
    }),
  );
}
