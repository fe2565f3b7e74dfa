/** What on-call tests share: the example site, a clock one can set, a mailbox that really speaks SMTP, the whole service. */
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import express from "express";
import { simpleParser, type ParsedMail } from "mailparser";
import { pino } from "pino";
import { Registry } from "prom-client";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { removeFolder } from "../folder.ts";
import {
  createOnCall,
  oncallMigrations,
  type ActiveAlert,
  type MailTransport,
  type OnCall,
  type OnCallTables,
} from "../../alerts/oncall/service.ts";
import type { Stepping } from "../../alerts/oncall/clock-step.ts";
import { smtpTransport } from "../../alerts/oncall/mailer.ts";
import type { Database } from "../../alerts/oncall/tables.ts";
import type { Silence } from "../../alerts/oncall/handover.ts";
import { migrate, openDatabase } from "../../app/database.ts";
import { openWithReserve } from "../../app/oncall-database.ts";
import { openPostgres } from "../../app/postgres.ts";
import type { Reserve } from "../../app/reserve.ts";
import type { Site } from "../../site/inventory.ts";
import { readSite } from "../../site/read.ts";
import { atRest } from "./at-rest.ts";
import { databaseOf, emptyDatabase, makeDatabase, testCluster, urlOf } from "./postgres.ts";

/** The example site with made-up secrets; `change` adjusts it. */
export function exampleSite(change: (site: Site) => Partial<Site> = () => ({})): Site {
  const text = readFileSync(join(import.meta.dirname, "..", "..", "site", "example.yaml"), "utf8");
  const read = readSite(text, "example.yaml", { env: () => "secret-of-the-test", file: () => "secret-of-the-test" });
  if (!("site" in read)) throw new Error(JSON.stringify(read.problems));
  return { ...read.site, ...change(read.site) };
}

export interface Clock {
  readonly now: () => Date;
  /** Moves the clock on. */
  readonly pass: (seconds: number) => void;
}

/** A clock that stands still until it is moved. */
export function clockAt(start: string): Clock {
  let at = new Date(start).getTime();
  return { now: () => new Date(at), pass: (seconds) => void (at += seconds * 1000) };
}

export interface Mailbox {
  readonly port: number;
  readonly mails: ParsedMail[];
  /** Resolves with the mails when so many have come. One whose acceptance was not noted before the clock went on comes again: it counts once. */
  until(count: number, ms?: number): Promise<ParsedMail[]>;
  close(): Promise<void>;
}

/** A mail server on a free port of loopback; `behaviour` overrides how it answers. */
export async function openMailbox(t: Pick<TestContext, "after">, behaviour: SMTPServerOptions = {}, port = 0): Promise<Mailbox> {
  const mails: ParsedMail[] = [];
  const server = new SMTPServer({
    disabledCommands: ["STARTTLS", "AUTH"],
    authOptional: true,
    onData(stream, _session, callback) {
      simpleParser(stream, {}, (error: Error | null, mail) => {
        if (error === null) mails.push(mail);
        callback(error);
      });
    },
    ...behaviour,
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  server.on("error", () => undefined);
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  t.after(close);
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    close,
    until: (count, ms) =>
      waitFor(
        () => `${count} mails, have ${mails.length}: ${mails.map((mail) => `${addressOf(mail)} ${mail.subject}`).join("; ")}`,
        () => {
          const different = mails.filter(
            (mail, index) => mails.findIndex(({ messageId }) => messageId === mail.messageId) === index,
          );
          return different.length >= count ? different : undefined;
        },
        ms,
      ),
  };
}

/**
 * Asks again and again until there is an answer.
 * @param ms  longest wait: only a failure takes so long, so it is generous to a machine that is busy
 */
export async function waitFor<Value>(
  what: string | (() => string),
  ask: () => Value | undefined | Promise<Value | undefined>,
  ms = 60_000,
): Promise<Value> {
  const until = performance.now() + ms;
  for (;;) {
    const value = await ask();
    if (value !== undefined) return value;
    if (performance.now() > until) throw new Error(`waited ${ms} ms in vain for ${typeof what === "string" ? what : what()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export function temporaryFolder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), "leitstand-oncall-"));
  t.after(() => removeFolder(path));
  return path;
}

/** The shared clock of the databases on PostgreSQL. */
const sharedClocks = new WeakMap<Database, () => Date>();

/** Databases on PostgreSQL that a test of this file has done with: the next one empties and takes them. */
const spare: string[] = [];

/** The tables of on-call, on the database that `LEITSTAND_TEST_DATABASE` names; the same file leads to the same tables. */
export async function openOnCallDatabase(t: TestContext, file?: string): Promise<Database> {
  const socket = await testCluster();
  const used = file === undefined && socket !== undefined ? spare.pop() : undefined;
  const path = file ?? (socket === undefined ? ":memory:" : (used ?? randomUUID()));
  const { db, now } = await openTables(path);
  t.after(async () => {
    await db.destroy();
    if (file === undefined && socket !== undefined) spare.push(path);
  });
  if (used !== undefined) await emptyDatabase(db);
  if (now !== undefined) sharedClocks.set(db, now);
  return db;
}

/** The same without a test that closes it. `now`: the clock that all its users share, where there may be several. */
export async function openTables(
  file: string,
  reserveBytes?: number,
): Promise<{ readonly db: Database; readonly now?: () => Date; readonly reserve?: Reserve }> {
  const socket = await testCluster();
  if (reserveBytes !== undefined) {
    const { db, reserve } = openWithReserve(dirname(file), reserveBytes);
    await migrate(db, "oncall", oncallMigrations);
    return { db, reserve };
  }
  if (socket === undefined) {
    const db = openDatabase<OnCallTables>({ file, synchronous: "full" });
    await migrate(db, "oncall", oncallMigrations);
    return { db };
  }
  const name = databaseOf(file);
  await makeDatabase(socket, name);
  const { db, clock } = openPostgres<OnCallTables>({ url: urlOf(socket, name), tls: "none" });
  return { db, now: clock.now };
}

export const silentLog = pino({ level: process.env["LOG"] ?? "silent" });

/** Patience with a relay that is known to answer. */
export const unhurried = { relayMs: 120_000, greetingMs: 60_000 } as const;

export interface World {
  readonly url: string;
  readonly oncall: OnCall;
  readonly db: Database;
  readonly registry: Registry;
  /** What the neighbours say; change it while the test runs. */
  readonly says: {
    answers: (device: string) => boolean | undefined;
    active: () => ActiveAlert[] | Error;
    site: Site;
    token: string | undefined;
  };
  post(body: unknown, headers?: Record<string, string>): Promise<Response>;
}

export interface WorldOptions {
  /** Ports of the mail servers, in the order in which they are tried. */
  readonly ports: number[];
  readonly clock?: Clock;
  /** The steps of that clock, when it is one of a machine. */
  readonly stepping?: Stepping;
  readonly db?: Database;
  /** The clock that several instances on `db` share. */
  readonly sharedNow?: () => Date;
  readonly token?: string;
  readonly transport?: MailTransport;
  readonly silences?: () => Promise<readonly Silence[]>;
  /** Instead of what `says.active` says. */
  readonly activeAlerts?: () => Promise<readonly ActiveAlert[]>;
}

/** The whole of on-call behind a real HTTP server, with its worker running. */
export async function openWorld(
  t: TestContext,
  { ports, clock, stepping, db, sharedNow: given, token, transport, silences, activeAlerts }: WorldOptions,
): Promise<World> {
  const says: World["says"] = {
    answers: () => true,
    active: () => [],
    token,
    site: exampleSite((site) => ({
      mail: { ...site.mail, relays: ports.map((port) => ({ host: "127.0.0.1", port, tls: "none" })) },
    })),
  };
  const database = db ?? (await openOnCallDatabase(t));
  const sharedNow = given ?? (sharedClocks.has(database) ? (clock?.now ?? sharedClocks.get(database)) : undefined);
  const registry = new Registry();
  const app = express();
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const oncall = createOnCall({
    db: database,
    site: () => says.site,
    now: clock?.now ?? (() => new Date()),
    log: silentLog,
    registry,
    baseUrl: () => url,
    ...(token !== undefined && { webhookToken: () => says.token ?? token }),
    // A try that fails because this machine is busy is repeated a second later, and a clock that stands still never comes there.
    ...((transport ?? clock) !== undefined && { mailTransport: transport ?? smtpTransport(unhurried) }),
    ...(sharedNow !== undefined && { sharedNow }),
    ...(stepping !== undefined && { clock: stepping }),
    ...(silences !== undefined && { activeSilences: silences }),
    // A clock that jumps brings no sign of life of the chain; a slow machine would hear of its silence, a fast one not.
    ...(clock !== undefined && { chainSilenceMs: Number.POSITIVE_INFINITY }),
    deviceAnswers: (device) => Promise.resolve(says.answers(device)),
    activeAlerts:
      activeAlerts ??
      (() => {
        const list = says.active();
        return list instanceof Error ? Promise.reject(list) : Promise.resolve(list);
      }),
  });
  app.use(oncall.router);
  await oncall.start();
  t.after(async () => {
    await oncall.stop();
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${url}/webhooks/alertmanager`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  return { url, oncall, db: database, registry, says, post };
}

/**
 * Waits until nothing is due and nothing on its way: the clock stands still meanwhile.
 * @param passing  a mail that a busy machine did not take at once is due again later: its seconds pass
 */
export function settled({ db, oncall }: Pick<World, "db" | "oncall">, clock: Clock, passing = false): Promise<true> {
  return waitFor("nothing to be due", async () => {
    if (await atRest(db, clock.now())) return true;
    oncall.wake();
    if (passing && (await quiet(db, clock))) clock.pass(1);
    return undefined;
  });
}

/** Whether nothing is being sent, and nothing is due: what is left waits for a later time. */
const quiet = (db: Database, clock: Clock): Promise<true | undefined> => atRest(db, clock.now(), ["pending", "leased"], true);

/** Waits for that, without a push. */
export const quieted = ({ db }: Pick<World, "db">, clock: Clock): Promise<true> =>
  waitFor("nothing to be under way", () => quiet(db, clock));

/**
 * Lets time pass until there is an answer, step by step, and each step only when nothing is being sent and nothing is due: so
 * the clock never runs ahead of the service, however slow the machine.
 */
export function passUntil<Value>(
  { db, oncall }: Pick<World, "db" | "oncall">,
  clock: Clock,
  what: string,
  ask: () => Value | undefined | Promise<Value | undefined>,
  seconds = 1,
): Promise<Value> {
  return waitFor(what, async () => {
    const value = await ask();
    if (value !== undefined) return value;
    if (await quiet(db, clock)) clock.pass(seconds);
    oncall.wake();
    return undefined;
  });
}

export interface AlertText {
  readonly name?: string;
  readonly device?: string;
  readonly severity?: string;
  readonly status?: "firing" | "resolved";
  readonly startsAt?: string;
  readonly endsAt?: string;
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
}

/** One alert as Alertmanager writes it: a UPS on battery unless said otherwise. */
export function alertJson({
  name = "UpsOnBattery",
  device = "usv-a",
  severity = "critical",
  status = "firing",
  ...rest
}: AlertText = {}) {
  return {
    status,
    labels: { alertname: name, severity, class: "ups", device, room: "rz1", site: "muster-rz", ...rest.labels },
    annotations: {
      summary: `USV läuft auf Batterie: ${device} (Raum rz1)`,
      description:
        "Das Netz am Eingang dieser USV ist weg. Restlaufzeit bei jetziger Last 19 min. Auf Batterie am Standort: usv-a, usv-b.",
      folge:
        "In 19 min ist die Batterie leer und alles an dieser USV stromlos. Das geordnete Herunterfahren muss bei 10 min Restlaufzeit beginnen.",
      erster_schritt:
        "Prüfen, ob auch die andere USV auf Batterie läuft und ob der Ersatzstrom übernommen hat. Nichts an der USV schalten.",
      frist_sekunden: "560",
      runbook_url: `http://leitstand.example/runbooks/${name}`,
      ...rest.annotations,
    },
    startsAt: rest.startsAt ?? "2026-11-23T02:04:00.123Z",
    endsAt: status === "firing" ? "0001-01-01T00:00:00Z" : (rest.endsAt ?? "2026-11-23T02:18:00Z"),
    generatorURL: "http://prometheus.example/graph?g0.expr=x",
  };
}

/** A webhook body of version 4 around these alerts. */
export function bodyOf(...alerts: ReturnType<typeof alertJson>[]) {
  return {
    version: "4",
    groupKey: '{}:{alertname="UpsOnBattery"}',
    truncatedAlerts: 0,
    status: alerts.some(({ status }) => status === "firing") ? "firing" : "resolved",
    receiver: "leitstand",
    groupLabels: {},
    commonLabels: {},
    commonAnnotations: {},
    externalURL: "http://alertmanager.example",
    alerts,
  };
}

export const textOf = (mail: ParsedMail): string => mail.text ?? "";
export const addressOf = (mail: ParsedMail): string => {
  const to = Array.isArray(mail.to) ? mail.to[0] : mail.to;
  return to?.value[0]?.address ?? "";
};

/** Link and code of a mail, as its reader takes them. */
export function ackWay(mail: ParsedMail): { link: string; code: string } {
  const text = textOf(mail);
  const link = /https?:\/\/\S+\/ack\/[\w-]+/.exec(text)?.[0];
  const code = /Code: (\d{4})\b/.exec(text)?.[1];
  if (link === undefined || code === undefined) throw new Error(`no link or code in:\n${text}`);
  return { link, code };
}

/** Types the code of the mail into the form behind its link. */
export async function acknowledgeByMail(mail: ParsedMail): Promise<Response> {
  const { link, code } = ackWay(mail);
  return fetch(link, { method: "POST", body: new URLSearchParams({ code }) });
}
