/**
 * The whole way of a trap with real programs: UPS agents that speak SNMP, the collectors, Prometheus with our rules,
 * Alertmanager with our routes, on-call and a mailbox. Rounds of scrape and evaluation can be shorter than in life.
 */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { TestContext } from "node:test";
import express from "express";
import { Registry } from "prom-client";
import { everyAlertmanager } from "../../alerts/alertmanager.ts";
import { alertmanagerConfig, prometheusConfig, rulesFile } from "../../alerts/compile.ts";
import { createConfirmed, type ConfirmedTraps } from "../../alerts/confirmed/service.ts";
import { stateRules } from "../../alerts/confirmed/state.ts";
import { activeAlerts, type ActiveAlert } from "../../app/alertmanager.ts";
import { prometheusReader } from "../../app/prometheus.ts";
import { handOnTo, lookThrough } from "../../app/traps.ts";
import { createCollectors } from "../../collectors/routes.ts";
import { element, integer, octetString } from "../../lab/snmp/ber.ts";
import { encodeOid, parseOid } from "../../lab/snmp/oid.ts";
import { freeTcpPort, freeUdpPort } from "../../app/ports.ts";
import { siteWith, startAgent } from "../collectors/agent.ts";
import { upsFacts, upsObjects, type UpsFacts } from "../collectors/ups-agent.ts";
import {
  openMailbox,
  openWorld,
  silentLog,
  temporaryFolder,
  waitFor,
  type Clock,
  type Mailbox,
  type World,
} from "../oncall/setup.ts";

/** Whatever ends what was begun: a test, or a bench. */
export type After = Pick<TestContext, "after">;

export const programs = ["prometheus", "prometheus-alertmanager"];
export const programsMissing = programs.some((name) => spawnSync(name, ["--version"]).status !== 0);

/** An alert as the webhook told it, with the moment. */
export interface Told {
  readonly status: "firing" | "resolved";
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly atMs: number;
}

export interface TrapWorld {
  readonly facts: ReadonlyMap<string, UpsFacts>;
  readonly mailbox: Mailbox;
  /** What on-call holds, and the clock it goes by: that of the machine, put forward by `pass`. */
  readonly oncall: Pick<World, "db" | "says"> & Clock;
  readonly confirmed: ConfirmedTraps;
  readonly prometheusUrl: string;
  /** Every alert of every webhook body, in order. */
  readonly told: readonly Told[];
  /** Addresses of the Alertmanagers, the machine's own first. */
  readonly alertmanagers: readonly string[];
  /** Sends a datagram to the trap port from the device's own address. */
  send(device: string, datagram: Uint8Array): Promise<void>;
  /** What an Alertmanager lists: the machine's own unless said otherwise. */
  alerts(alertmanager?: string): Promise<ActiveAlert[]>;
  /** The collectors' own list of notifications. */
  traps(): Promise<readonly { readonly result: string; readonly name?: string; readonly handedOn?: string }[]>;
  metrics(): Promise<string>;
}

const oid = (text: string): Buffer => encodeOid(parseOid(text));
const ticks = element(0x43, Buffer.from([1, 0]));

/** A notification of SNMPv2c without variables of its own. */
export const trapV2 = (trap: string): Buffer => {
  const binding = (name: string, value: Uint8Array): Buffer => element(0x30, oid(name), value);
  const list = element(0x30, binding("1.3.6.1.2.1.1.3.0", ticks), binding("1.3.6.1.6.3.1.1.4.1.0", oid(trap)));
  return element(0x30, integer(1), octetString(Buffer.from("x")), element(0xa7, integer(7), integer(0), integer(0), list));
};

/** The same as SNMPv1 sends it: enterprise and specific number. */
export const trapV1 = (trap: string): Buffer => {
  const dot = trap.lastIndexOf(".");
  const address = element(0x40, Buffer.from([127, 0, 0, 1]));
  const pdu = element(
    0xa4,
    oid(trap.slice(0, dot)),
    address,
    integer(6),
    integer(Number(trap.slice(dot + 1))),
    ticks,
    element(0x30),
  );
  return element(0x30, integer(0), octetString(Buffer.from("x")), pdu);
};

export const upsTrapOnBattery = "1.3.6.1.2.1.33.2.1";
const token = "token-of-the-test";

/**
 * @param roundSeconds  seconds between scrapes and between evaluations; 10 in life
 * @param machines  Alertmanagers of a pair; both tell this on-call
 */
export async function trapWorld(
  after: After,
  { devices, roundSeconds, machines = 1 }: { devices: number; roundSeconds: number; machines?: 1 | 2 },
): Promise<TrapWorld> {
  // Of a test's context only the ending is used, here and in what is called.
  const t = after as TestContext;
  const folder = temporaryFolder(t);
  const host = (at: number): string => `127.0.77.${at + 1}`;
  const names = Array.from({ length: devices }, (_, at) => `usv-${at + 1}`);
  const facts = new Map(names.map((name) => [name, upsFacts()]));
  const agents = await Promise.all([...facts.values()].map((one, at) => startAgent(upsObjects(one), { host: host(at) })));
  t.after(() => Promise.all(agents.map((agent) => agent.close())));
  const port = await freeUdpPort();
  const ports = await Promise.all(Array.from({ length: machines }, () => freeTcpPort()));
  const [alertmanagerUrl = "", ...others] = ports.map((one) => `http://127.0.0.1:${one}`);
  const site = siteWith(
    names.map((id, at) => ({ id, class: "ups", address: agents[at]?.address ?? "" })),
    `traps: { listen: 127.0.0.1, port: ${port} }\nalertmanagers: ${JSON.stringify(others)}`,
  );
  const registry = new Registry();

  const mailbox = await openMailbox(t);
  let aheadMs = 0;
  const clock: Clock = { now: () => new Date(Date.now() + aheadMs), pass: (seconds) => void (aheadMs += seconds * 1000) };
  const world = await openWorld(t, { ports: [mailbox.port], token, clock, activeAlerts: () => activeAlerts(alertmanagerUrl) });

  // The webhook stands before on-call and remembers what passes.
  const told: Told[] = [];
  const service = express();
  const server = createServer(service);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const serviceUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const prometheusPort = await freeTcpPort();
  const prometheusUrl = `http://127.0.0.1:${prometheusPort}`;
  const collectors = createCollectors({
    site: () => site,
    log: silentLog,
    registry,
    now: () => new Date(),
    onConfirmed: handOnTo(serviceUrl, token),
  });
  const faster = roundSeconds / 10;
  const confirmed = createConfirmed({
    site: () => site,
    now: () => new Date(),
    log: silentLog,
    registry,
    reader: prometheusReader(() => prometheusUrl),
    alertmanagers: () => everyAlertmanager(alertmanagerUrl, site),
    look: lookThrough(serviceUrl),
    pagesUrl: () => serviceUrl,
    token,
    lookEveryMs: 5000 * faster,
    // Texts are compared word for word: on a busy machine too every figure is waited for.
    patienceMs: 60_000,
    rules: stateRules().map((rule) => ({ ...rule, keepMs: rule.keepMs * faster })),
    lifetimeMs: 6000 * roundSeconds,
  });
  service.use(confirmed.router);
  service.use(collectors.router);
  service.post("/webhooks/alertmanager", express.text({ type: () => true, limit: "8mb" }), (request, response) => {
    const { alerts } = JSON.parse(request.body as string) as { alerts: Told[] };
    told.push(...alerts.map((one) => ({ ...one, atMs: Date.now() })));
    world.post(request.body, { authorization: `Bearer ${token}` }).then(
      ({ status }) => response.status(status).end(),
      () => response.status(503).end(),
    );
  });
  await collectors.listenForTraps();
  t.after(async () => {
    confirmed.close();
    await collectors.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const rules = join(folder, "rules.yml");
  const seconds = `${roundSeconds}s`;
  const round = (text: string): string =>
    text
      .replaceAll(/^( *(?:scrape_interval|evaluation_interval|interval|scrape_timeout): )\d+s$/gm, `$1${seconds}`)
      .replaceAll(/^( *keep_firing_for: )(\d+)(s|m)$/gm, (_match, head: string, count: string, unit: string) => {
        return `${head}${Math.max(1, Math.round(Number(count) * (unit === "m" ? 60 : 1) * faster))}s`;
      });
  writeFileSync(rules, round(rulesFile()));
  const urls = { serviceUrl, collectorsUrl: serviceUrl, prometheusUrl, alertmanagerUrl, pagesUrl: serviceUrl };
  writeFileSync(join(folder, "prometheus.yml"), round(prometheusConfig(site, { ...urls, rulesFile: rules })));
  writeFileSync(
    join(folder, "am.yml"),
    alertmanagerConfig(site, { webhookUrl: `${serviceUrl}/webhooks/alertmanager`, webhookToken: token }),
  );
  const start = (command: string, args: readonly string[]): void => {
    const child: ChildProcess = spawn(command, args, { stdio: "ignore" });
    t.after(async () => {
      if (child.exitCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    });
  };
  for (const one of ports) {
    start("prometheus-alertmanager", [
      `--config.file=${join(folder, "am.yml")}`,
      `--storage.path=${join(folder, `am-${one}`)}`,
      `--web.listen-address=127.0.0.1:${one}`,
      "--cluster.listen-address=",
    ]);
  }
  start("prometheus", [
    `--config.file=${join(folder, "prometheus.yml")}`,
    `--storage.tsdb.path=${join(folder, "prometheus")}`,
    `--web.listen-address=127.0.0.1:${prometheusPort}`,
  ]);
  const answers = (url: string): Promise<true | undefined> =>
    fetch(url).then(
      ({ ok }) => ok || undefined,
      () => undefined,
    );
  for (const url of [alertmanagerUrl, ...others]) await waitFor("Alertmanager", () => answers(`${url}/-/ready`));
  await waitFor("Prometheus", () => answers(`${prometheusUrl}/-/ready`));
  const reader = prometheusReader(() => prometheusUrl);
  await waitFor(
    "every device scraped",
    async () => ((await reader.instant("probe_success == 1").catch(() => [])).length === devices ? true : undefined),
    120_000,
  );
  return {
    facts,
    mailbox,
    oncall: { db: world.db, says: world.says, ...clock },
    confirmed,
    prometheusUrl,
    told,
    async send(device, datagram) {
      const socket = createSocket("udp4");
      await new Promise<void>((resolve) => socket.bind(0, host(names.indexOf(device)), resolve));
      await new Promise((resolve) => socket.send(datagram, port, "127.0.0.1", resolve));
      await new Promise<void>((resolve) => socket.close(() => resolve()));
    },
    alertmanagers: [alertmanagerUrl, ...others],
    alerts: (alertmanager = alertmanagerUrl) => activeAlerts(alertmanager),
    async traps() {
      const answer = (await (await fetch(`${serviceUrl}/traps`)).json()) as { traps: [] };
      return answer.traps;
    },
    metrics: () => registry.metrics(),
  };
}
