import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import type { SampleReader } from "../../site/series.ts";
import { findings, openBrowser, openContext, widthOf } from "./axe.ts";
import { changed, exampleSite, healthySeries, inState, readerOf, silenced } from "./healthy.ts";
import { servePages, type Served } from "./pages.ts";

const site = exampleSite();
const now = new Date("2026-11-23T02:04:12Z");
const healthy = healthySeries(site, now);
/** A bad night: on battery, a house cut off, a device silent. */
const bad = silenced(
  inState(
    inState(healthy, "ups_power_source", { device: "usv-a" }, "battery"),
    "interface_oper_state",
    { device: "fw-oper" },
    "down",
  ),
  "wlan-tdjw",
  125,
  now,
);
const incident = {
  id: "8f1c",
  title: "UpsOnBattery",
  severity: "critical",
  class: "ups",
  device: "usv-a",
  state: "open",
  since: new Date(now.getTime() - 240_000),
  summary: "USV läuft auf Batterie: USV A (Anlage Strang A), Rechenzentrum Raum 1",
} as const;

let browser: Browser;
let served: Served;
before(async () => {
  browser = await openBrowser();
  served = await servePages({ reader: readerOf(bad), incidents: [incident], now: () => now });
});
after(async () => {
  await browser.close();
  served.close();
});

async function opened(path: string, width: number, options: Parameters<Browser["newContext"]>[0] = {}): Promise<Page> {
  const context = await openContext(browser, { viewport: { width, height: 844 }, locale: "de-DE", ...options });
  const page = await context.newPage();
  const answer = await page.goto(served.url + path);
  assert.equal(answer?.status(), 200);
  return page;
}

for (const [name, path, width, colorScheme] of [
  ["board on a phone", "/", 390, "light"],
  ["board on a phone at night", "/", 390, "dark"],
  ["board on the smallest phone", "/", 320, "dark"],
  ["board on a desktop", "/", 1280, "light"],
  ["board at 200 % on a small screen", "/", 640, "light"],
  ["wall", "/board/wall", 1920, "light"],
  ["index of the runbooks", "/runbooks", 390, "light"],
  ["runbook on a phone", "/runbooks/UpsOnBattery?device=usv-a", 390, "dark"],
] as const) {
  test(`${name}: nothing to scroll sideways, nothing for axe to find, nothing refused by the policy`, async () => {
    const context = await openContext(browser, { viewport: { width, height: 1080 }, locale: "de-DE", colorScheme });
    const page = await context.newPage();
    const said: string[] = [];
    page.on("console", (message) => said.push(message.text()));
    await page.goto(served.url + path);
    assert.equal(await widthOf(page), width);
    assert.deepEqual(await findings(page), []);
    assert.deepEqual(said, []);
    await context.close();
  });
}

test("without JavaScript the whole board is there and reloads itself", async () => {
  const page = await opened("/", 390, { javaScriptEnabled: false });
  assert.match(await page.locator("h1").innerText(), /USV A .* läuft auf Batterie/);
  assert.equal(await page.locator(".tile").count(), 6);
  assert.equal(await page.locator('meta[http-equiv="refresh"]').getAttribute("content"), "15");
  await page.context().close();
});

test("with JavaScript the values change in place, and a lost connection is said", async () => {
  let reader: SampleReader = readerOf(healthy);
  let at = now;
  const own = await servePages({ reader: { ...reader, raw: (...ask) => reader.raw(...ask) }, now: () => at });
  const context = await openContext(browser, { locale: "de-DE" });
  const page = await context.newPage();
  await page.clock.install({ time: now });
  await page.goto(own.url);
  assert.match(await page.locator("h1").innerText(), /Alles in Ordnung/);
  await page.evaluate("globalThis.mark = 1");
  reader = readerOf(changed(inState(healthy, "ups_power_source", {}, "battery"), "ups_battery_charge_ratio", {}, () => 0.5));
  at = new Date(now.getTime() + 5000);
  await page.clock.runFor(15_500);
  await page.locator("h1", { hasText: "Netzausfall" }).waitFor();
  assert.equal(await page.evaluate("globalThis.mark"), 1, "the page was loaded anew");
  assert.match(await page.title(), /^kritisch: Netzausfall/);
  await page.evaluate("getSelection().selectAllChildren(document.querySelector('h1'))");
  reader = readerOf(healthy);
  at = new Date(now.getTime() + 9000);
  await page.clock.runFor(15_500);
  await page.waitForTimeout(300);
  assert.match(await page.locator("h1").innerText(), /Netzausfall/, "a selected text stays");
  own.close();
  await page.evaluate("getSelection().removeAllRanges()");
  await page.clock.runFor(15_500);
  const lost = page.locator("#verbindung");
  await lost.waitFor({ state: "visible" });
  assert.match(
    await lost.innerText(),
    /^Verbindung zum Leitstand verloren\. Diese Seite zeigt den Stand von \S+, \d\d\.\d\d\.\d{4}, 03:04:17\.$/,
  );
  await context.close();
});

test("the keyboard reaches the content first, then the menu and the incident", async () => {
  const page = await opened("/", 1280);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate("document.activeElement.textContent"), "Zum Inhalt");
  await page.locator('a[href="/incidents/8f1c"]').focus();
  assert.equal(await page.locator(":focus").innerText(), incident.summary);
  await page.context().close();
});

test("style and script stay small", async () => {
  for (const [file, most] of [
    ["style.css", 8192],
    ["board.js", 2048],
  ] as const) {
    const answer = await fetch(`${served.url}/${file}`);
    const size = (await answer.arrayBuffer()).byteLength;
    assert.ok(size <= most, `${file} has ${size} bytes`);
  }
});
