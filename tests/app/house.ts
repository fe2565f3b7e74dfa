/** The whole service in one process: every room behind the gate, a mailbox that speaks SMTP, visitors with cookies. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { TestContext } from "node:test";
import type { Express } from "express";
import { Registry } from "prom-client";
import { smtpTransport } from "../../alerts/oncall/mailer.ts";
import { createOnCall } from "../../alerts/oncall/service.ts";
import type { Database } from "../../alerts/oncall/tables.ts";
import { createAccess, type Access } from "../../app/access/access.ts";
import { accessMigrations } from "../../app/access/tables.ts";
import { migrate } from "../../app/database.ts";
import { httpApp } from "../../app/http.ts";
import { createBoard } from "../../dashboards/board/routes.ts";
import { createEnergy } from "../../energy-audit/service.ts";
import { createRunbooks } from "../../runbooks/routes.ts";
import type { Site } from "../../site/inventory.ts";
import type { SampleReader } from "../../site/series.ts";
import { database as energyDatabase } from "../energy/fixture.ts";
import {
  addressOf,
  exampleSite,
  openMailbox,
  openOnCallDatabase,
  silentLog,
  textOf,
  unhurried,
  waitFor,
  type Clock,
  type Mailbox,
} from "../oncall/setup.ts";

export interface House {
  readonly url: string;
  readonly app: Express;
  readonly db: Database;
  readonly energy: Awaited<ReturnType<typeof energyDatabase>>;
  readonly mailbox: Mailbox;
  readonly access: Access;
  /** Set it to change the site file. */
  readonly says: { site: Site };
  visitor(headers?: Record<string, string>): Visitor;
  /** A visitor who has logged in. */
  person(contact: string): Promise<Visitor>;
}

const nothing: SampleReader = {
  instant: () => Promise.resolve([]),
  range: () => Promise.resolve([]),
  raw: () => Promise.resolve([]),
};

export async function openHouse(
  t: TestContext,
  clock: Clock,
  change: (site: Site) => Partial<Site> = () => ({}),
  energyFile?: string,
): Promise<House> {
  const mailbox = await openMailbox(t);
  const says = {
    site: exampleSite((site) => ({
      trusted_proxies: ["127.0.0.1"],
      ...change(site),
      mail: { ...site.mail, relays: [{ host: "127.0.0.1", port: mailbox.port, tls: "none" }] },
    })),
  };
  const db = await openOnCallDatabase(t);
  await migrate(db, "access", accessMigrations);
  const energyDb = await energyDatabase(energyFile);
  t.after(() => energyDb.destroy());
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const common = { site: () => says.site, now: clock.now, log: silentLog };
  const baseUrl = (): string => says.site.public_url ?? url;
  const transport = smtpTransport(unhurried);
  const access = createAccess({ ...common, db, transport, baseUrl });
  const registry = new Registry();
  const oncall = createOnCall({
    ...common,
    db,
    registry,
    baseUrl,
    webhookToken: () => "token-of-the-test",
    deviceAnswers: () => Promise.resolve(true),
    activeAlerts: () => Promise.resolve([]),
    identify: access.identify,
    mailTransport: transport,
    // The clock of these tests jumps, and no Prometheus sends its sign of life.
    chainSilenceMs: Number.POSITIVE_INFINITY,
  });
  const energy = createEnergy({ ...common, db: energyDb, reader: nothing, identify: access.identify });
  const board = createBoard({ ...common, reader: nothing, incidents: { open: () => oncall.openIncidents() } });
  const runbooks = createRunbooks({
    ...common,
    reader: nothing,
    folder: fileURLToPath(new URL("../../runbooks", import.meta.url)),
  });
  const app = httpApp({
    log: silentLog,
    registry,
    samples: () => Promise.resolve([]),
    notReady: () => Promise.resolve(undefined),
    collectorsUrl: "http://127.0.0.1:9",
    trustedProxies: () => says.site.trusted_proxies,
    gate: access.gate,
    identify: access.identify,
    routers: [access.router, board, oncall.router, runbooks, energy.router],
  });
  server.on("request", app);
  await oncall.start();
  t.after(async () => {
    await oncall.stop();
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  let visitors = 0;
  const visitor = (headers: Record<string, string> = {}): Visitor => {
    visitors++;
    return new Visitor(url, { "x-forwarded-for": `192.0.2.${visitors}`, ...headers });
  };
  return {
    url,
    app,
    db,
    energy: energyDb,
    mailbox,
    access,
    says,
    visitor,
    async person(contact) {
      const email = says.site.contacts.find(({ id }) => id === contact)?.email ?? "";
      const who = visitor();
      const before = mailbox.mails.length;
      await who.post("/login", { email });
      const code = await codeFor(mailbox, email, before);
      const answer = await who.post("/login/code", { code });
      if (answer.status !== 303) throw new Error(`login of ${contact}: ${answer.status}`);
      return who;
    },
  };
}

/** The code of the next mail to this address. */
export async function codeFor(mailbox: Mailbox, email: string, after: number): Promise<string> {
  const mail = await waitFor(`a mail to ${email}`, () => mailbox.mails.slice(after).find((one) => addressOf(one) === email));
  return /(\d{4} \d{4})/.exec(textOf(mail))?.[1] ?? "";
}

/** A browser as far as the service can tell: keeps cookies, says where a form came from, follows nothing. */
export class Visitor {
  readonly cookies = new Map<string, string>();
  /** Raw `Set-Cookie` lines of the last answer. */
  set: readonly string[] = [];
  private readonly url: string;
  private readonly headers: Record<string, string>;

  constructor(url: string, headers: Record<string, string>) {
    this.url = url;
    this.headers = headers;
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.send(path, { headers });
  }

  async text(path: string): Promise<string> {
    return (await this.get(path)).text();
  }

  async post(path: string, form: Record<string, string> = {}, headers: Record<string, string> = {}): Promise<Response> {
    return this.send(path, {
      method: "POST",
      body: new URLSearchParams(form),
      headers: { accept: "text/html", "sec-fetch-site": "same-origin", ...headers },
    });
  }

  async upload(path: string, form: FormData): Promise<Response> {
    return this.send(path, { method: "POST", body: form, headers: { accept: "text/html", "sec-fetch-site": "same-origin" } });
  }

  private async send(
    path: string,
    { headers = {}, ...rest }: Omit<RequestInit, "headers"> & { headers?: Record<string, string> },
  ): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(this.url + path, {
      ...rest,
      redirect: "manual",
      headers: { ...this.headers, ...(cookie !== "" && { cookie }), ...headers },
    });
    this.set = answer.headers.getSetCookie();
    for (const line of this.set) {
      const [name = "", value = ""] = (line.split(";")[0] ?? "").split("=", 2);
      if (value === "") this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer;
  }
}
