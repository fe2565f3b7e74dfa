import { join } from "node:path";
import { keepRunning, type Child } from "../child.ts";
import { codeVariable } from "../code.ts";
import type { Addresses } from "../configs.ts";
import { projectRoot as root } from "../installation.ts";
import { collectorsHeap, nodeEnvironment } from "./heap.ts";
import { answers } from "./readiness.ts";
import type { Ports } from "./ports.ts";

const loopback = "127.0.0.1";

/** Paths of the programs that are not ours. */
export interface Programs {
  readonly prometheus: string;
  readonly alertmanager: string;
  /** The blackbox exporter, where it is installed. */
  readonly blackbox?: string | undefined;
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
  /** Devices of the inventory at the start. */
  readonly devices: number;
  /** Fingerprint of the code that this one was started with. */
  readonly code: string;
}

/**
 * Starts every process; whoever ends is started again. The collectors come first and alone, for Prometheus asks them for
 * its targets at once, and asks again only after 5 s.
 * @param children  receives each as it starts, so that a stop in between ends them all
 */
export async function startChildren(
  plan: Plan,
  children: Child[],
  onExit: (name: string, reason: string, pauseMs: number) => void,
): Promise<void> {
  const { folder, path, ports, addresses, programs } = plan;
  const env = { LEITSTAND_STATE: folder, [codeVariable]: plan.code, ...nodeEnvironment(folder) };
  const logFile = (name: string): string => join(folder, "logs", `${name}.log`);
  const start = (name: string, command: readonly string[]): Child => {
    return keepRunning({ name, command, env, logFile: logFile(name) }, (reason, pauseMs) => onExit(name, reason, pauseMs));
  };
  const node = (
    name: string,
    file: string,
    flags: Readonly<Record<string, string | number>>,
    engine: readonly string[] = [],
  ): Child =>
    start(name, [
      process.execPath,
      ...engine,
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
  const collectors = node(
    "collectors",
    "app/collectors-process.ts",
    { site: path, port: ports.collectors, service: addresses.url },
    collectorsHeap(plan.devices),
  );
  children.push(collectors);
  for (let turn = 0; turn < 60 && !(await answers(`${addresses.collectors}/healthz`)); turn++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  if (addresses.blackbox !== undefined && programs.blackbox !== undefined) {
    children.push(
      start("blackbox", [
        programs.blackbox,
        `--config.file=${join(folder, "blackbox.yml")}`,
        `--web.listen-address=${loopback}:${ports.blackbox}`,
      ]),
    );
  }
  children.push(
    ...(plan.lab ? [lab()] : []),
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
  );
}
