import { join } from "node:path";
import { keepRunning, type Child } from "../child.ts";
import type { Addresses } from "../configs.ts";
import { projectRoot as root } from "../installation.ts";
import type { Ports } from "./ports.ts";

const loopback = "127.0.0.1";

/** Paths of the programs that are not ours. */
export interface Programs {
  readonly prometheus: string;
  readonly alertmanager: string;
}

/** What the processes of one installation need to know. */
export interface Plan {
  readonly folder: string;
  readonly path: string;
  readonly ports: Ports;
  readonly listen: string;
  readonly addresses: Addresses;
  readonly lab: boolean;
  readonly programs: Programs;
  readonly labSpeed: number;
}

/** Starts every process; whoever ends is started again. */
export function startChildren(plan: Plan, onExit: (name: string, reason: string, pauseMs: number) => void): Child[] {
  const { folder, path, ports, addresses, programs } = plan;
  const env = { LEITSTAND_STATE: folder };
  const logFile = (name: string): string => join(folder, "logs", `${name}.log`);
  const start = (name: string, command: readonly string[]): Child => {
    return keepRunning({ name, command, env, logFile: logFile(name) }, (reason, pauseMs) => onExit(name, reason, pauseMs));
  };
  const node = (name: string, file: string, flags: Readonly<Record<string, string | number>>): Child =>
    start(name, [
      process.execPath,
      join(root, file),
      ...Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, String(value)]),
    ]);
  const lab = (): Child =>
    node("lab", "lab/lab-process.ts", {
      site: path,
      state: join(folder, "lab"),
      "http-port": ports.lab,
      "smtp-port": ports.smtp,
      speed: plan.labSpeed,
    });
  return [
    ...(plan.lab ? [lab()] : []),
    node("collectors", "app/collectors-process.ts", { site: path, port: ports.collectors }),
    start("alertmanager", [
      programs.alertmanager,
      `--config.file=${join(folder, "alertmanager.yml")}`,
      `--storage.path=${join(folder, "alertmanager")}`,
      `--web.listen-address=${loopback}:${ports.alertmanager}`,
      "--cluster.listen-address=",
    ]),
    start("prometheus", [
      programs.prometheus,
      `--config.file=${join(folder, "prometheus.yml")}`,
      `--storage.tsdb.path=${join(folder, "prometheus")}`,
      "--storage.tsdb.retention.time=180d",
      "--storage.tsdb.retention.size=20GB",
      "--storage.tsdb.no-lockfile",
      `--web.listen-address=${loopback}:${ports.prometheus}`,
    ]),
    node("service", "app/service-process.ts", {
      site: path,
      state: folder,
      listen: plan.listen,
      port: ports.service,
      url: addresses.url,
      prometheus: addresses.prometheus,
      alertmanager: addresses.alertmanager,
      collectors: addresses.collectors,
    }),
  ];
}
