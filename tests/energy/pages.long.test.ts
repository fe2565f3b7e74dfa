import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { Registry } from "prom-client";
import { httpApp } from "../../app/http.ts";
import { createBoard } from "../../dashboards/board/routes.ts";
import { createEnergy } from "../../energy-audit/service.ts";
import { findings, openBrowser, openContext, tooWide, widthOf } from "../dashboards/axe.ts";
import type { Site } from "../../site/inventory.ts";
import { log, recorded } from "./fixture.ts";
import { marchLedger, site } from "./march.ts";

const { db, remove } = await marchLedger();
const now = (): Date => new Date("2026-11-27T12:00:00Z");
const reader = recorded({ site, start: 4e9 });
/** The meter of the grid taken for another use: IT exceeds what enters the site, and the checks stop the report. */
const mistaken: Site = {
  ...site,
  meters: site.meters.map((one) => (one.role === "grid" ? { ...one, role: "other" as const } : one)),
};
let shown: Site = site;
const energy = createEnergy({
  db,
  site: () => shown,
  reader,
  now,
  log,
  identify: () => Promise.resolve({ id: "energie", name: "Energiemanagement", roles: ["energy"] }),
});
const days = Array.from({ length: 31 }, (_, index) => `2025-03-${String(index + 1).padStart(2, "0")};${4 + ((index * 7) % 16)}`);
await energy.importTemperatures(`day;t\n${days.join("\n")}\n`, "t.csv", { day: "day", value: "t" });
const board = createBoard({ site: () => site, reader, incidents: { open: () => Promise.resolve([]) }, now, log });
const app = httpApp({
  log,
  registry: new Registry(),
  samples: () => Promise.resolve([]),
  notReady: () => Promise.resolve(undefined),
  collectorsUrl: "http://127.0.0.1:9",
  trustedProxies: () => [],
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

/** Each page once wide and light, once narrow (a phone, or 400 % of a wide screen: WCAG 1.4.10) and dark. */
for (const [name, path, status = 200] of [
  ["energy, list of reports", "/energy"],
  ["a year's report", "/energy/report/2025.html"],
  ["a quarter's report in English", "/energy/report/2025-q1.html?lang=en"],
  ["a month's report", "/energy/report/2025-03.html"],
  ["a report that the checks stopped", "/energy/report/2025-03.html", 409],
  ["a customer's statement", "/energy/customers/kulturbetriebe/2025-03.html"],
  ["register", "/energy/register"],
  ["a measure in the register", "/energy/register/M-02"],
  ["a new finding as a file", "/energy/register/new_?kind=finding&as=yaml"],
  ["readings and tables", "/energy/entry"],
] as const) {
  test(`${name}: light and dark, wide and at 320 px: nothing to scroll sideways, nothing for axe, nothing refused`, async () => {
    shown = status === 409 ? mistaken : site;
    const context = await openContext(browser, { viewport: { width: 1280, height: 844 }, locale: "de-DE", colorScheme: "light" });
    const page = await context.newPage();
    const refused: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error" && !message.text().includes(String(status))) refused.push(message.text());
    });
    const answer = await page.goto(base + path);
    assert.equal(answer?.status(), status);
    if (path === "/energy") assert.match(await page.locator("main").innerText(), /Wasser der Rückkühler[^\n]*0,0\u00A0m³/);
    // A quarter is a year with fewer months: one look at it, the harder one.
    if (!path.includes("-q")) assert.deepEqual(await findings(page), []);
    await page.setViewportSize({ width: 320, height: 640 });
    await page.emulateMedia({ colorScheme: "dark" });
    const wide = await widthOf(page);
    assert.ok(wide <= 320, `${wide} px wide: ${await tooWide(page, 320)}`);
    assert.deepEqual(await findings(page), []);
    assert.deepEqual(refused, []);
    await context.close();
  });
}
