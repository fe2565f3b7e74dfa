/**
 * On-call in a process of its own, to be killed: `node pager-process.ts '{"file":…,"ports":[…],"offset":0,"die":"claimed"}'`.
 * It prints its address when it listens. Without options it loads what it needs, prints "ready" and waits for them as a line on
 * its input: the next process stands by before the one before it is killed.
 *
 * `die`: SIGKILL to itself after the claim, before anything is sent (`claimed`), after the relay has accepted, before that is
 * written down (`sent`), when a webhook is stored, before it is answered (`stored`), or at an instant of those before and after
 * each statement of the database, counted from the order on (`POST /test/die/12`; every other order by its name).
 */
import { flushCompileCache } from "node:module";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import express from "express";
import { collectDefaultMetrics, Registry } from "prom-client";
import { z } from "zod";
import { smtpTransport, type MailTransport } from "../../alerts/oncall/mailer.ts";
import { createOnCall } from "../../alerts/oncall/service.ts";
import { alertHistory } from "../../app/alert-history.ts";
import { activeAlerts } from "../../app/alertmanager.ts";
import { prometheusReader } from "../../app/prometheus.ts";
import { serve } from "../../app/server.ts";
import { exampleSite, openTables, silentLog } from "./setup.ts";

const optionsSchema = z.object({
  file: z.string(),
  ports: z.array(z.number()),
  /** Seconds by which its clock is ahead. */
  offset: z.number().default(0),
  die: z.enum(["claimed", "sent", "stored", "never"]).default("never"),
  /** Base address of the Alertmanager whose list is asked; left out: an empty list. */
  alertmanager: z.string().optional(),
  /** Base address of the Prometheus that remembers what fired while nobody ran. */
  prometheus: z.string().optional(),
  token: z.string().optional(),
  tls: z.enum(["none", "starttls", "tls"]).default("none"),
  /** Where its sign of life goes, every second. */
  heartbeat: z.string().optional(),
  /** Seconds between the steps of every policy; those of the example when left out. */
  steps: z.number().optional(),
  /** Room kept for the database beside its file, bytes; none when left out. */
  reserve: z.number().optional(),
  /** How long the database must take no writes before alerts leave from memory, milliseconds. */
  unstoredAfter: z.number().optional(),
});
export type PagerOptions = z.input<typeof optionsSchema>;

/** The first line on the input, read when everything is loaded. */
async function lineOfInput(): Promise<string> {
  // A process that is killed would leave nothing of what it has compiled to the next one.
  flushCompileCache();
  process.stdout.write("ready\n");
  const lines = createInterface({ input: process.stdin });
  for await (const line of lines) return line;
  process.exit(0);
}
const options = optionsSchema.parse(JSON.parse(process.argv[2] ?? (await lineOfInput())));
const { prometheus } = options;
let { offset } = options;
let doom: string = options.die;
const real = smtpTransport();
const die = (): void => void process.kill(process.pid, "SIGKILL");
const mailTransport: MailTransport = {
  async send(relay, mail) {
    if (doom === "claimed") die();
    const answer = await real.send(relay, mail);
    if (doom === "sent") die();
    return answer;
  },
  probe: (relay) => real.probe(relay),
};
const { steps: between } = options;
const site = exampleSite((site) => ({
  ...(options.heartbeat !== undefined && { heartbeat: { url: options.heartbeat, method: "POST", every: "1s" } }),
  ...(between !== undefined && {
    policies: site.policies.map((policy) => ({
      ...policy,
      steps: policy.steps.map((step, index) => ({ ...step, after: `${index * between}s` })),
    })),
  }),
  mail: { ...site.mail, relays: options.ports.map((port) => ({ host: "127.0.0.1", port, tls: options.tls })) },
}));
const { db: tables, now: sharedNow, reserve } = await openTables(options.file, options.reserve);
/** Instants before and after each statement since the last order to die. */
let instants = 0;
const instant = (): void => {
  instants += 1;
  if (doom === String(instants)) die();
};
const db = tables.withPlugin({
  transformQuery({ node }) {
    instant();
    return node;
  },
  transformResult({ result }) {
    instant();
    return Promise.resolve(result);
  },
});
const app = express();
app.use("/webhooks", (_request, response, next) => {
  const end = response.end.bind(response);
  response.end = ((...text: Parameters<typeof end>) => {
    if (doom === "stored") die();
    return end(...text);
  }) as typeof end;
  next();
});
let stop = (): Promise<void> => Promise.resolve();
const server = await serve(
  app,
  { host: "127.0.0.1", port: 0 },
  silentLog,
  () => stop(),
  // A test that pauses must not meet a connection that is being closed.
  (server) => void (server.keepAliveTimeout = 120_000),
);
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const registry = new Registry();
collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 5 });
const { token } = options;
const oncall = createOnCall({
  db,
  site: () => site,
  now: () => new Date(Date.now() + offset * 1000),
  log: silentLog,
  registry,
  baseUrl: () => url,
  deviceAnswers: () => Promise.resolve(true),
  ...(token !== undefined && { webhookToken: () => token }),
  activeAlerts: () => (options.alertmanager === undefined ? Promise.resolve([]) : activeAlerts(options.alertmanager)),
  mailTransport,
  ...(reserve !== undefined && { diskShortSince: reserve.shortSince }),
  ...(options.unstoredAfter !== undefined && { unstoredAfterMs: options.unstoredAfter }),
  ...(prometheus !== undefined && {
    alertHistory: (from: Date, until: Date) =>
      alertHistory(
        prometheusReader(() => prometheus),
        from,
        until,
        site.site.id,
      ),
  }),
  ...(sharedNow !== undefined && { sharedNow: () => new Date(sharedNow().getTime() + offset * 1000) }),
});
stop = async () => {
  await oncall.stop();
  await db.destroy();
};
app.use(oncall.router);
app.post("/test/offset/:seconds", (request, response) => {
  offset = Number(request.params.seconds);
  oncall.wake();
  response.end();
});
app.post("/test/die/:when", (request, response) => {
  doom = request.params.when;
  instants = 0;
  response.end();
});
app.get("/test/instants", (_request, response) => void response.send(String(instants)));
app.get("/metrics", async (_request, response) => void response.send(await registry.metrics()));
await reserve?.look();
setInterval(() => void reserve?.look(), 500).unref();
process.stdout.write(`${url}\n`);
await oncall.start();
