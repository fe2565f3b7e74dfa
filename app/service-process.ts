/** The service: on-call, board, runbooks, crisis capacity and the energy ledger behind one address. */
import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Gauge, Registry, collectDefaultMetrics } from "prom-client";
import { everyAlertmanager } from "../alerts/alertmanager.ts";
import { createConfirmed } from "../alerts/confirmed/service.ts";
import { createOnCall } from "../alerts/oncall/service.ts";
import { readCapacity } from "../crisis/read.ts";
import { capacitySamples } from "../crisis/samples.ts";
import { createBoard } from "../dashboards/board/routes.ts";
import { createRunbooks } from "../runbooks/routes.ts";
import { siteLimits } from "../site/limits.ts";
import type { Sample } from "../site/series.ts";
import { smtpTransport } from "../alerts/oncall/mailer.ts";
import { createAccess } from "./access/access.ts";
import { alertHistory } from "./alert-history.ts";
import { activeAlerts, activeSilences } from "./alertmanager.ts";
import { codeVariable, runningCode } from "./code.ts";
import { databaseFault } from "./database-fault.ts";
import { FileReplacedError } from "./database.ts";
import { createEnergyLedger } from "./energy-ledger.ts";
import { httpApp } from "./http.ts";
import { openLog } from "./log.ts";
import { mailSender } from "./mail.ts";
import { migrateWhenReached, oncallFile, openOnCallDatabase, type OnCallDatabase } from "./oncall-database.ts";
import { prometheusReader } from "./prometheus.ts";
import { startSchedule, type Act } from "./schedule.ts";
import { lookThrough } from "./traps.ts";
import { serve } from "./server.ts";
import { steadyClock } from "./steady-clock.ts";
import { lastGoodSite } from "./state-folder.ts";
import { watchSite } from "./site-file.ts";
import { watchSurroundings } from "./surroundings.ts";
import { startLauncher } from "../energy-audit/child.ts";
import { tableWorker } from "./tables.ts";

const { values } = parseArgs({
  options: {
    site: { type: "string", default: "site.yaml" },
    state: { type: "string", default: "var" },
    listen: { type: "string", default: "127.0.0.1" },
    port: { type: "string", default: "8480" },
    url: { type: "string", default: "http://127.0.0.1:8480" },
    prometheus: { type: "string", default: "http://127.0.0.1:8490" },
    alertmanager: { type: "string", default: "http://127.0.0.1:8493" },
    collectors: { type: "string", default: "http://127.0.0.1:8481" },
  },
});
const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const log = openLog("service");
const now = (): Date => new Date();
mkdirSync(values.state, { recursive: true });
const file = watchSite(values.site, log, lastGoodSite(values.state));
const site = file.site;
const reader = prometheusReader(() => values.prometheus);

const registry = new Registry();
collectDefaultMetrics({ register: registry });
const siteInForce = new Gauge({
  name: "leitstand_site_reload_success",
  help: "1 while the site file on disk is the one in force, 0 while a wrong one is ignored",
  registers: [registry],
  collect(this: Gauge): void {
    this.set(file.problems().length === 0 ? 1 : 0);
  },
});
siteInForce.set(1);
const code = await runningCode(root, process.env[codeVariable]);
let codeIsCurrent = true;
async function lookAtCode(): Promise<boolean> {
  const changed = await code.changed();
  if (changed && codeIsCurrent) log.warn("the code on disk is another version than the one that runs; restart Leitstand");
  codeIsCurrent = !changed;
  return changed;
}
const codeInForce = new Gauge({
  name: "leitstand_code_current",
  help: "1 while the code on disk is the one that runs, 0 after an update without a restart",
  registers: [registry],
  collect(this: Gauge): void {
    this.set(codeIsCurrent ? 1 : 0);
  },
});
codeInForce.set(1);
watchSurroundings(registry, values.state, { prometheus: values.prometheus, alertmanager: values.alertmanager }, now);

/** A file of SQLite that cannot be used ends the process with the reason as its last line, which `up` shows; it is started again. */
function explain(error: unknown): never {
  const fault = databaseFault(error, site().site.locale);
  if (fault === undefined) throw error;
  log.fatal({ err: error }, fault);
  process.stderr.write(`error: ${fault}\n`);
  process.exit(1);
}
let oncallDatabase: OnCallDatabase;
try {
  // Whoever puts a backup in the place of the file has it taken up at once: the process ends and is started again.
  oncallDatabase = openOnCallDatabase(site(), values.state, log, () => explain(new FileReplacedError(oncallFile(values.state))));
} catch (error) {
  explain(error);
}
const { reserve } = oncallDatabase;
let stopping = false;
const reached = migrateWhenReached(oncallDatabase, log, () => stopping);
// A server that is out of reach must not keep the pages from showing that.
const patience = oncallDatabase.clock === undefined ? [] : [new Promise((resolve) => setTimeout(resolve, 4000))];
await Promise.race([reached, ...patience]).catch(explain);
/** Whether the device's last probe had an answer; undefined when Prometheus cannot tell. */
async function deviceAnswers(device: string): Promise<boolean | undefined> {
  const samples = await reader.instant(`probe_success{device=${JSON.stringify(device)}}`);
  return samples[0] === undefined ? undefined : samples[0].value === 1;
}

/** How a phone reaches the pages. */
const baseUrl = (): string => site().public_url ?? values.url;
/** What `up` made, unless the site names one. Whoever starts this process without either gets no alerts, rather than anybody's. */
const ownToken = process.env["LEITSTAND_WEBHOOK_TOKEN"] ?? randomBytes(16).toString("hex");
const access = createAccess({
  db: oncallDatabase.db,
  site,
  now,
  log: log.child({ room: "access" }),
  transport: smtpTransport(),
  baseUrl,
});
process.on("SIGHUP", () => void file.reload());
file.onChange(() => void access.endStale().catch((error: unknown) => log.error({ err: error }, "sessions not looked at")));
/** In a pair the database's clock counts, alone that of this machine; neither steps before what is due has been moved with it. */
const shared = oncallDatabase.clock;
const clock = shared ?? steadyClock();
// Reports, tables and figures are made by processes that a small one starts: this one would stand still for each start.
startLauncher(lookAtCode);
const energyFile = join(values.state, "energy.db");
const energy = createEnergyLedger({
  file: energyFile,
  site,
  reader,
  now,
  log: log.child({ room: "energy" }),
  identify: access.identify,
  baseUrl,
  send: mailSender(site, log.child({ room: "mail" })),
  tables: tableWorker(energyFile),
});
const oncall = createOnCall({
  db: oncallDatabase.db,
  now: clock.now,
  clock,
  ...(shared !== undefined && { sharedNow: shared.now }),
  ...(reserve !== undefined && { diskShortSince: reserve.shortSince }),
  ledgerFault: energy.fault,
  site,
  log: log.child({ room: "oncall" }),
  registry,
  baseUrl,
  webhookToken: () => site().webhook_token ?? ownToken,
  deviceAnswers,
  identify: access.identify,
  activeAlerts: () => activeAlerts(values.alertmanager),
  activeSilences: () => activeSilences(values.alertmanager),
  alertHistory: (from, until) => alertHistory(reader, from, until, site().site.id),
});
const confirmed = createConfirmed({
  site,
  now,
  log: log.child({ room: "traps" }),
  registry,
  reader,
  alertmanagers: () => everyAlertmanager(values.alertmanager, site()),
  look: lookThrough(values.collectors),
  pagesUrl: baseUrl,
  token: process.env["LEITSTAND_TRAPS_TOKEN"],
});
const board = createBoard({
  site,
  reader,
  incidents: { open: () => oncall.openIncidents(), unwritableSince: oncall.unwritableSince },
  now,
  log: log.child({ room: "board" }),
});
const runbooks = createRunbooks({ site, reader, now, log: log.child({ room: "runbooks" }), folder: join(root, "runbooks") });

/** Figures of the rooms at the moment of the scrape; a room that cannot compute is missing, never wrong, and spoils no other. */
async function samples(): Promise<Sample[]> {
  const sources: readonly [string, () => Promise<Sample[]>][] = [
    ["limits", () => Promise.resolve(siteLimits(site()))],
    [
      "crisis",
      async () => {
        const capacity = await readCapacity(site(), reader);
        return capacity === undefined ? [] : capacitySamples(capacity, site().site.id);
      },
    ],
    ["energy", () => energy.samples()],
  ];
  const results = await Promise.allSettled(sources.map(([, source]) => source()));
  return results.flatMap((result, index) => {
    if (result.status === "fulfilled") return result.value;
    log.warn({ room: sources[index]?.[0], err: result.reason as unknown }, "figures missing in this scrape");
    return [];
  });
}

async function notReady(): Promise<string | undefined> {
  try {
    await reader.instant("vector(1)");
    await oncall.openIncidents();
    return undefined;
  } catch (error) {
    return databaseFault(error, "de") ?? (error instanceof Error ? error.message : String(error));
  }
}

const app = httpApp({
  log,
  registry,
  samples,
  notReady,
  collectorsUrl: values.collectors,
  trustedProxies: () => site().trusted_proxies,
  gate: access.gate,
  identify: access.identify,
  routers: [access.router, board, oncall.router, confirmed.router, runbooks, energy.router],
});
// What must go out is due now, whether or not a page can be shown: the pager starts before the listener.
const paging = reached.then(() => (stopping ? undefined : oncall.start()));
if (shared === undefined) await paging;
else paging.catch((error: unknown) => log.error({ err: error }, "on-call could not start"));
// After the pager: a ledger that cannot be opened, or takes long, is no reason for it to wait.
await energy.look();
/** Of a pair one machine keeps the ledger: bookings, readings by hand and releases stand in its file alone. */
const ledgerOn = site().database?.ledger_on;
const keepsLedger = ledgerOn === undefined || ledgerOn === hostname();
if (!keepsLedger) log.info({ on: ledgerOn, here: hostname() }, "the energy ledger is kept on another machine");
const energyActs: readonly Act[] = [
  { name: "energy ledger", when: "20 * * * * *", run: () => energy.book() },
  { name: "energy figures", when: "30 * * * * *", run: () => energy.publish() },
  { name: "energy reports", when: "40 * * * * *", run: () => energy.mailReports() },
];
const stopSchedule = startSchedule(
  [
    ...(keepsLedger ? energyActs : []),
    { name: "on-call routine", when: "*/10 * * * * *", run: () => oncall.routine() },
    { name: "energy ledger's file", when: "*/10 * * * * *", run: () => energy.look() },
    ...(reserve === undefined ? [] : [{ name: "reserve", when: "*/10 * * * * *", run: () => reserve.look() }]),
    { name: "code on disk", when: "*/30 * * * * *", run: lookAtCode },
    { name: "sessions", when: "40 */5 * * * *", run: () => access.endStale() },
  ],
  site().site.time_zone,
  log,
);
await serve(app, { host: values.listen, port: Number(values.port) }, log, async () => {
  stopping = true;
  stopSchedule();
  confirmed.close();
  file.close();
  await oncall.stop();
  await Promise.all([oncallDatabase.db.destroy(), energy.close()]);
});
log.info({ port: Number(values.port) }, "service listens");
