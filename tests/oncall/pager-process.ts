/**
 * On-call in a process of its own, to be killed: `node pager-process.ts '{"file":…,"ports":[…],"offset":0,"die":"claimed"}'`.
 * It prints its address when it listens. `die`: SIGKILL to itself after the claim, before anything is sent (`claimed`), or
 * after the relay has accepted, before that is written down (`sent`).
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { Registry } from "prom-client";
import { z } from "zod";
import { smtpTransport, type MailTransport } from "../../alerts/oncall/mailer.ts";
import { createOnCall, oncallMigrations, type OnCallTables } from "../../alerts/oncall/service.ts";
import { migrate, openDatabase } from "../../app/database.ts";
import { exampleSite, silentLog } from "./setup.ts";

const options = z
  .object({ file: z.string(), ports: z.array(z.number()), offset: z.number(), die: z.enum(["claimed", "sent", "never"]) })
  .parse(JSON.parse(process.argv[2] ?? "{}"));
const real = smtpTransport();
const die = (): void => void process.kill(process.pid, "SIGKILL");
const mailTransport: MailTransport = {
  async send(relay, mail) {
    if (options.die === "claimed") die();
    const answer = await real.send(relay, mail);
    if (options.die === "sent") die();
    return answer;
  },
  probe: (relay) => real.probe(relay),
};
const site = exampleSite((site) => ({
  mail: { ...site.mail, relays: options.ports.map((port) => ({ host: "127.0.0.1", port, tls: "none" })) },
}));
const db = openDatabase<OnCallTables>({ file: options.file, synchronous: "full" });
await migrate(db, "oncall", oncallMigrations);
const app = express();
const server = createServer(app);
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const oncall = createOnCall({
  db,
  site: () => site,
  now: () => new Date(Date.now() + options.offset * 1000),
  log: silentLog,
  registry: new Registry(),
  baseUrl: () => url,
  deviceAnswers: () => Promise.resolve(true),
  activeAlerts: () => Promise.resolve([]),
  mailTransport,
});
app.use(oncall.router);
process.stdout.write(`${url}\n`);
await oncall.start();
