/** A real Alertmanager with our configuration, and a webhook that remembers what reached it. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { removeFolder } from "../folder.ts";
import { freeTcpPort } from "../../app/ports.ts";
import { alertmanagerConfig } from "../../alerts/compile.ts";
import type { Site } from "../../site/inventory.ts";
import { exampleSite } from "./series.ts";

type Labels = Readonly<Record<string, string>>;

export interface Told {
  readonly status: "firing" | "resolved";
  readonly labels: Labels;
  readonly annotations: Labels;
}

interface Body {
  readonly alerts: readonly Told[];
}

export interface Lab {
  /** Alerts in the order they reached the webhook. */
  readonly told: Told[];
  readonly tokens: Set<string>;
  readonly url: string;
  /** Posts alerts as Prometheus does; ended ones with an end in the past. */
  post(alerts: readonly Labels[], state?: "firing" | "ended", annotations?: Labels): Promise<void>;
  stop(): Promise<void>;
}

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** Waits until something holds. @throws Error  after so many seconds */
export async function until(holds: () => boolean | Promise<boolean>, what: string, seconds = 60): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`after ${seconds} s still not: ${what}`);
    await sleep(50);
  }
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(true)).on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });

async function end(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null) return;
  process.kill("SIGTERM");
  await once(process, "exit");
}

export async function startAlertmanager(site: Site = exampleSite): Promise<Lab> {
  const told: Told[] = [];
  const tokens = new Set<string>();
  const webhook = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      tokens.add(request.headers.authorization ?? "");
      told.push(...(JSON.parse(text) as Body).alerts);
      response.end();
    });
  });
  const webhookUrl = `http://127.0.0.1:${await listen(webhook)}/webhooks/alertmanager`;
  const folder = mkdtempSync(join(tmpdir(), "leitstand-am-"));
  const port = await freeTcpPort();
  writeFileSync(join(folder, "am.yml"), alertmanagerConfig(site, { webhookUrl, webhookToken: "probe" }));
  const alertmanager = spawn(
    "prometheus-alertmanager",
    [
      `--config.file=${join(folder, "am.yml")}`,
      `--storage.path=${join(folder, "data")}`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--cluster.listen-address=",
    ],
    { stdio: "ignore" },
  );
  const url = `http://127.0.0.1:${port}`;
  const lab: Lab = {
    told,
    tokens,
    url,
    async post(alerts, state = "firing", annotations = {}) {
      const at = Date.now();
      const body = alerts.map((labels) => ({
        labels: { site: exampleSite.site.id, ...labels },
        annotations,
        startsAt: new Date(at - 60_000).toISOString(),
        endsAt: new Date(state === "firing" ? at + 240_000 : at - 1000).toISOString(),
      }));
      const response = await fetch(`${url}/api/v2/alerts`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      });
      if (!response.ok) throw new Error(`Alertmanager answered ${response.status}: ${await response.text()}`);
    },
    async stop() {
      await end(alertmanager);
      webhook.closeAllConnections();
      webhook.close();
      removeFolder(folder);
    },
  };
  try {
    await until(() => answers(port), "Alertmanager listens");
    await until(async () => (await fetch(`${url}/-/ready`)).ok, "Alertmanager is ready");
  } catch (error) {
    await lab.stop();
    throw error;
  }
  return lab;
}
