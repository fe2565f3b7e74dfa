import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

/** A program that Leitstand starts, where it may be, and the Debian package that brings it. */
export interface Program {
  readonly package: string;
  readonly names: readonly string[];
  /** Environment variable that names another one. */
  readonly variable: string;
}

export const prometheusProgram: Program = { package: "prometheus", names: ["prometheus"], variable: "PROMETHEUS_BIN" };
export const alertmanagerProgram: Program = {
  package: "prometheus-alertmanager",
  names: ["prometheus-alertmanager", "alertmanager"],
  variable: "ALERTMANAGER_BIN",
};

/** Checks services from outside; Leitstand uses it when it is there and never installs it. */
export const blackboxProgram: Program = {
  package: "prometheus-blackbox-exporter",
  names: ["prometheus-blackbox-exporter", "blackbox_exporter"],
  variable: "BLACKBOX_BIN",
};

/** Path of a program, or undefined when it is not installed. */
export function findProgram(program: Program): string | undefined {
  const named = process.env[program.variable];
  if (named !== undefined && named !== "") return named;
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    for (const name of program.names) {
      const path = join(folder, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // Not here; the next folder may have it.
      }
    }
  }
  return undefined;
}

/** The exact line that installs these Debian packages. */
export function aptLine(packages: readonly string[]): string {
  return `apt-get install -y --no-install-recommends ${packages.join(" ")}`;
}

const policy = "/usr/sbin/policy-rc.d";

/**
 * Installs Debian packages without starting their services: while it runs, a policy-rc.d of ours refuses every start
 * (deb-systemd-invoke and invoke-rc.d ask it), and afterwards the new units are disabled.
 * @returns what went wrong, or undefined
 */
export function installPackages(packages: readonly string[]): string | undefined {
  const root = process.getuid?.() === 0;
  const run = (command: readonly string[]): { ok: boolean; output: string } => {
    const [program = "", ...rest] = root ? command : ["sudo", ...command];
    const result = spawnSync(program, rest, {
      encoding: "utf8",
      stdio: ["inherit", "pipe", "pipe"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
    return { ok: result.status === 0, output: `${result.stdout ?? ""}${result.stderr ?? ""}${result.error?.message ?? ""}` };
  };
  const ours = root && !existsSync(policy);
  if (ours) writeFileSync(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    const install = aptLine(packages).split(" ");
    let result = run(install);
    if (!result.ok) {
      run(["apt-get", "update"]);
      result = run(install);
    }
    if (!result.ok) return result.output.split("\n").slice(-12).join("\n");
    if (existsSync("/run/systemd/system")) run(["systemctl", "disable", "--now", ...packages]);
    return undefined;
  } finally {
    if (ours) rmSync(policy, { force: true });
  }
}
