/** A file of the energy ledger that cannot be used costs the energy pages, never a page to the people on duty. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test, type TestContext } from "node:test";
import express from "express";
import { createEnergyLedger, type EnergyLedger } from "../../app/energy-ledger.ts";
import { freeTcpPort } from "../../app/ports.ts";
import { alertJson, bodyOf, clockAt, exampleSite, openMailbox, silentLog, temporaryFolder, waitFor } from "../oncall/setup.ts";

const root = join(import.meta.dirname, "..", "..");

test("a damaged energy.db: the service pages all the same, says what is wrong and what to do, and books again once the file is mended", async (t) => {
  const state = temporaryFolder(t);
  writeFileSync(join(state, "energy.db"), "kein SQLite".repeat(400));
  const mailbox = await openMailbox(t);
  const example = readFileSync(join(root, "site", "example.yaml"), "utf8");
  writeFileSync(join(state, "site.yaml"), example.replace("port: 16025", `port: ${mailbox.port}`));
  const secrets = Object.fromEntries(
    [...example.matchAll(/\$\{env:(\w+)\}/g)].map(([, name = ""]) => [name, "secret-of-the-test"]),
  );
  const [port, nobody] = [await freeTcpPort(), await freeTcpPort()];
  const url = `http://127.0.0.1:${port}`;
  const peers = ["prometheus", "alertmanager", "collectors"].map((name) => `--${name}=http://127.0.0.1:${nobody}`);
  const service = spawn(
    process.execPath,
    [
      join(root, "app", "service-process.ts"),
      `--site=${join(state, "site.yaml")}`,
      `--state=${state}`,
      `--port=${port}`,
      ...peers,
    ],
    { env: { ...process.env, ...secrets, LEITSTAND_WEBHOOK_TOKEN: "t" }, stdio: "ignore" },
  );
  t.after(() => service.kill("SIGKILL"));
  await waitFor("the service", async () => (await fetch(`${url}/healthz`).catch(() => undefined))?.ok || undefined);
  const headers = { "content-type": "application/json", authorization: "Bearer t" };
  const body = JSON.stringify(bodyOf(alertJson({ startsAt: new Date().toISOString() })));
  assert.equal((await fetch(`${url}/webhooks/alertmanager`, { method: "POST", headers, body })).status, 200);
  const page = await waitFor("the page", () => mailbox.mails.find(({ subject }) => subject?.startsWith("KRITISCH")));
  assert.match(page.subject ?? "", /USV läuft auf Batterie/);

  const energy = await fetch(`${url}/energy`);
  const told = await energy.text();
  assert.equal(energy.status, 503);
  assert.match(told, /Die Datei der Datenbank ist beschädigt oder keine Datenbank; die letzte Sicherung einspielen/);
  assert.match(told, /runbooks\/EnergyLedgerDown/);
  const titles = async (): Promise<string> => (await fetch(`${url}/incidents.json`)).text();
  await waitFor("an incident of its own", async () => (await titles()).includes("Energiebuchungen") || undefined);
  assert.match(await (await fetch(`${url}/`)).text(), /Die Energiebuchungen sind nicht erreichbar/, "the board says it too");

  rmSync(join(state, "energy.db"));
  await waitFor("the energy pages", async () => (await fetch(`${url}/energy`)).ok || undefined);
  await waitFor("the end of the incident", async () => ((await titles()).includes("Energiebuchungen") ? undefined : true));

  // Somebody puts another oncall.db in the place of the open one: it is taken up by a new start, never written past.
  const ended = new Promise((resolve) => service.once("exit", resolve));
  for (const end of ["", "-wal", "-shm"]) rmSync(join(state, `oncall.db${end}`), { force: true });
  const next = JSON.stringify(bodyOf(alertJson({ device: "usv-b", startsAt: new Date().toISOString() })));
  const status = await fetch(`${url}/webhooks/alertmanager`, { method: "POST", headers, body: next }).then(
    (answer) => answer.status,
    () => undefined,
  );
  assert.notEqual(status, 200, "nothing is called stored");
  assert.equal(await ended, 1, "up starts it again");
});

/** A ledger on this file and its pages. */
async function openLedger(
  t: TestContext,
  file: string,
): Promise<{ ledger: EnergyLedger; status: () => Promise<number>; pass: (seconds: number) => void }> {
  const clock = clockAt("2026-11-28T10:00:00Z");
  const site = exampleSite();
  const reader = { instant: () => Promise.resolve([]), range: () => Promise.resolve([]), raw: () => Promise.resolve([]) };
  const ledger = createEnergyLedger({ file, site: () => site, reader, now: clock.now, log: silentLog });
  const app = express();
  app.use(ledger.router);
  app.get("/elsewhere", (_request, response) => void response.send("well"));
  const server = createServer(app).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  t.after(async () => {
    server.closeAllConnections();
    server.close();
    await ledger.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await ledger.look();
  assert.equal(await (await fetch(`${url}/elsewhere`)).text(), "well", "other pages are shown whatever the ledger is like");
  return { ledger, status: async () => (await fetch(`${url}/energy`)).status, pass: clock.pass };
}

test("a locked ledger is waited for; it is a fault when that lasts, and over by itself", async (t) => {
  const file = join(temporaryFolder(t), "energy.db");
  const other = new DatabaseSync(file);
  other.exec("pragma journal_mode = wal; create table a (b); begin exclusive");
  const { ledger, status, pass } = await openLedger(t, file);
  assert.deepEqual([await status(), ledger.fault()], [503, undefined]);
  pass(61);
  await ledger.look();
  assert.match(ledger.fault()?.what ?? "", /Ein anderes Programm hält die Datei der Datenbank gesperrt/);
  other.exec("rollback; drop table a");
  other.close();
  await ledger.look();
  assert.deepEqual([await status(), ledger.fault()], [200, undefined]);
});

test("a ledger that is no file, and one that is damaged while it is open, are faults at once; a newer one is none", async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, "energy.db");
  mkdirSync(file);
  const { ledger, status } = await openLedger(t, file);
  assert.equal(await status(), 503);
  assert.match(ledger.fault()?.what ?? "", /lässt sich nicht öffnen/);
  rmSync(file, { recursive: true });
  await ledger.look();
  assert.deepEqual([await status(), ledger.fault()], [200, undefined]);

  // A newer Leitstand has been here.
  const newer = new DatabaseSync(file);
  newer.exec("insert into migration_energy (name, timestamp) values ('2030-01-01-later', '2030-01-01T00:00:00Z')");
  newer.exec("alter table energy_record add column later text");
  newer.close();
  await ledger.close();
  const again = await openLedger(t, file);
  assert.deepEqual([await again.status(), again.ledger.fault()], [200, undefined]);

  for (const end of ["", "-wal", "-shm"]) rmSync(file + end, { force: true });
  writeFileSync(file, Buffer.alloc(8192, "x"));
  const damaged = await openLedger(t, file);
  assert.equal(await damaged.status(), 503);
  assert.match(damaged.ledger.fault()?.what ?? "", /beschädigt oder keine Datenbank/);
});
