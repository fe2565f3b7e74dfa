import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { Registry } from "prom-client";
import { httpApp } from "../../app/http.ts";
import { createBoard } from "../../dashboards/board/routes.ts";
import { createEnergy } from "../../energy-audit/service.ts";
import { findings, openBrowser, tooWide, widthOf } from "../dashboards/axe.ts";
import { log, recorded } from "./fixture.ts";
import { marchLedger, site } from "./march.ts";

const { db, remove } = await marchLedger();
const now = (): Date => new Date("2026-11-27T12:00:00Z");
const reader = recorded({ site, start: 4e9 });
const energy = createEnergy({ db, site: () => site, reader, now, log });
const board = createBoard({ site: () => site, reader, incidents: { open: () => Promise.resolve([]) }, now, log });
const app = httpApp({
  log,
  registry: new Registry(),
  samples: () => Promise.resolve([]),
  notReady: () => Promise.resolve(undefined),
  collectorsUrl: "http://127.0.0.1:9",
  trustedProxies: [],
  gate: (_request, _response, next) => next(),
  routers: [board, energy.router],
});
const server = app.listen(0, "127.0.0.1");
await once(server, "listening");
const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
let browser: Browser;
before(async () => {
  browser = await openBrowser();
});
after(async () => {
  await browser.close();
  server.close();
  server.closeAllConnections();
  await remove();
});

for (const [name, path, width] of [
  ["energy, list of reports", "/energy", 390],
  ["management report", "/energy/report/2025-03.html", 1280],
  ["management report on a phone", "/energy/report/2025-03.html?lang=en", 390],
  ["a customer's statement on a phone", "/energy/customers/kulturbetriebe/2025-03.html", 390],
  ["register", "/energy/register", 390],
] as const) {
  test(`${name}: nothing to scroll sideways, nothing for axe to find, nothing refused by the policy`, async () => {
    const context = await browser.newContext({ viewport: { width, height: 844 }, locale: "de-DE" });
    const page = await context.newPage();
    const refused: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error") refused.push(message.text());
    });
    const answer = await page.goto(base + path);
    assert.equal(answer?.status(), 200);
    const wide = await widthOf(page);
    assert.ok(wide <= width, `${wide} px wide: ${await tooWide(page, width)}`);
    assert.deepEqual(await findings(page), []);
    assert.deepEqual(refused, []);
    await context.close();
  });
}
