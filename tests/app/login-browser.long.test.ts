/**
 * A day with the login, in the real service process and a real browser on a phone: the code comes from the lab's mailbox, a
 * measure is edited, a month is imported after its preview, two people sign it, and a third finds nothing left to sign.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { pino } from "pino";
import { chromium, type Browser, type Page } from "playwright-core";
import { removeFolder } from "../folder.ts";
import { verifyLog, type OnCallTables } from "../../alerts/oncall/service.ts";
import { openDatabase } from "../../app/database.ts";
import { freeTcpPort } from "../../app/ports.ts";
import { startMailbox, type Mailbox } from "../../lab/mailbox.ts";
import { waitFor } from "../oncall/setup.ts";

const root = join(import.meta.dirname, "..", "..");
const axe = readFileSync(join(root, "node_modules/axe-core/axe.min.js"), "utf8");
/** Folder for pictures of every page, for people who want to look; none by default. */
const pictures = process.env["PICTURES"];

interface Running {
  readonly url: string;
  readonly state: string;
  readonly mailbox: Mailbox;
}

/** The service as `up` starts it, with the lab's mailbox as everybody's; no Prometheus answers, which is no hindrance. */
async function runService(t: TestContext): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), "leitstand-login-"));
  const mailbox = await startMailbox({
    folder: join(folder, "mails"),
    port: 0,
    faults: () => [],
    logger: pino({ level: "silent" }),
    now: () => new Date(),
  });
  const example = readFileSync(join(root, "site/example.yaml"), "utf8");
  const people = [
    "  - { id: controlling, name: Energiecontrolling, email: controlling@leitstand.example, roles: [energy] }",
    "  - { id: pruefung, name: Prüfung, email: pruefung@leitstand.example, roles: [auditor] }",
  ];
  const site = example
    .replace("port: 16025", `port: ${mailbox.port}`)
    .replace(/^contacts:$/m, `contacts:\n${people.join("\n")}`)
    .replace(/^ {2}mailings:\n(?: {4}.*\n)+/m, "");
  writeFileSync(join(folder, "site.yaml"), site);
  const port = await freeTcpPort();
  const url = `http://127.0.0.1:${port}`;
  const state = join(folder, "state");
  const secrets = [...new Set([...example.matchAll(/\$\{env:(\w+)\}/g)].map(([, name = ""]) => [name, "secret-of-the-test"]))];
  const flags = { site: join(folder, "site.yaml"), state, port: String(port), url };
  const child = spawn(
    process.execPath,
    [join(root, "app/service-process.ts"), ...Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, value])],
    { env: { ...process.env, ...(Object.fromEntries(secrets) as Record<string, string>) }, stdio: ["ignore", "ignore", "pipe"] },
  );
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)));
  t.after(async () => {
    child.kill("SIGKILL");
    await mailbox.close();
    removeFolder(folder);
  });
  await waitFor(
    `the service: ${said}`,
    async () => {
      if (child.exitCode !== null) throw new Error(`the service has ended: ${said}`);
      return (await fetch(`${url}/healthz`).catch(() => undefined))?.ok === true ? true : undefined;
    },
    60_000,
  );
  return { url, state, mailbox };
}

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** Reads until it stands there: what a click sends may come back a while later. */
async function reads(page: Page, selector: string, expected: RegExp): Promise<void> {
  let last = "";
  const there = async (): Promise<true | undefined> => {
    last = await page.innerText(selector).catch(String);
    return expected.test(last) || undefined;
  };
  await waitFor(() => `${expected.source} in ${selector} of ${page.url()}: ${last}`, there, 120_000);
}

/** Looks at a page as its reader on a phone: nothing for axe to find, nothing to scroll sideways; and takes a picture of it. */
async function looked(page: Page, name: string): Promise<void> {
  await page.evaluate(axe);
  const result: { violations: Finding[] } = await page.evaluate(
    `axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })`,
  );
  assert.deepEqual(
    result.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${name}: ${id}: ${node.html} – ${node.failureSummary}`)),
    [],
  );
  assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 360, `${name} is too wide`);
  if (pictures === undefined) return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}

/** Logs in as a person would: address, mail, code. */
async function login(browser: Browser, { url, mailbox }: Running, contact: string, next: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: "de-DE", javaScriptEnabled: true });
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  await page.goto(`${url}/login?next=${encodeURIComponent(next)}`);
  if (contact === "energie") await looked(page, "login");
  const before = mailbox.mails().length;
  await page.fill("#email", `${contact}@leitstand.example`);
  await page.click("button");
  await page.waitForSelector("#code");
  if (contact === "energie") await looked(page, "login-code");
  const mail = await waitFor("the mail", () => (mailbox.mails().length > before ? mailbox.mails()[0] : undefined));
  assert.deepEqual(mail.to, [`${contact}@leitstand.example`]);
  await page.fill("#code", /(\d{4} \d{4})/.exec(mail.text)?.[1] ?? "");
  await page.click("button");
  await page.waitForURL(({ pathname }) => pathname === new URL(next, url).pathname);
  return page;
}

/** Powers of October 2026, kW: 745 hours, for every meter of the example. */
const kilowatts = { netz: 130, "usv-a-ein": 50, "usv-a-aus": 47, "usv-b-ein": 48, "usv-b-aus": 45.2, kaelte: 24 };

function october(): string {
  const names = Object.keys(kilowatts) as (keyof typeof kilowatts)[];
  const first = Date.parse("2026-09-30T22:00:00Z");
  const lines = Array.from({ length: 745 }, (_, hour) => {
    const wave = 1 + 0.05 * Math.sin((hour / 24) * 2 * Math.PI);
    const at = new Date(first + hour * 3_600_000).toISOString().replace(":00.000Z", "Z");
    return [at, ...names.map((name) => (kilowatts[name] * wave).toFixed(3))].join(",");
  });
  return [["time_utc", ...names.map((name) => `${name}_kWh`)].join(","), ...lines].join("\n");
}

test("log in with the code of the mail, edit a measure, import a month after its preview, sign it by two; a third is refused", async (t) => {
  const running = await runService(t);
  const { url } = running;
  const args =
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: args.split(" "), timeout: 180_000 });
  t.after(() => browser.close());

  const energie = await login(browser, running, "energie", "/energy/register?lang=de");
  assert.ok((await energie.content()).length < 14_000);
  await energie.click("a:text-is('Maßnahme')");
  await energie.waitForSelector('[name="investment_eur"]');
  await looked(energie, "measure-new");
  for (const [name, value] of Object.entries({
    id: "M-01",
    title: "USV A erneuern",
    saving_kwh_per_year: "62000",
    useful_life_years: "12",
    investment_eur: "96000",
    owner: "Betrieb Rechenzentrum",
    note: "aus dem Audit",
  }))
    await energie.fill(`[name="${name}"]`, value);
  await energie.click("button:text-is('Speichern')");
  await reads(energie, "h1", /M-01: USV A erneuern/);
  await energie.selectOption('[name="status"]', "rejected");
  await energie.fill('[name="note"]', "Haushalt");
  await energie.click("button:text-is('Speichern')");
  await reads(energie, "[role=alert]", /Grund: wird beim Stand „abgelehnt“ gebraucht/);
  await looked(energie, "measure-wrong");
  await energie.selectOption('[name="status"]', "accepted");
  await energie.fill('[name="decided"]', "2026-11-20");
  await energie.click("button:text-is('Speichern')");
  await energie.waitForSelector("[role=alert]", { state: "detached" });
  await reads(energie, "main", /beschlossen[\s\S]*Haushalt/);
  await looked(energie, "measure");

  await energie.goto(`${url}/energy/entry?lang=de`);
  await looked(energie, "entry");
  await energie.setInputFiles("#import-file", { name: "oktober.csv", mimeType: "text/csv", buffer: Buffer.from(october()) });
  await energie.click("button:text-is('Vorschau')");
  await reads(
    energie,
    "main",
    /Netzeinspeisung[\s\S]*96\.\d{3},\d kWh[\s\S]*2\.980[\s\S]*01\.10\.2026, 00:00[\s\S]*01\.11\.2026, 00:00/,
  );
  await looked(energie, "import-preview");
  await energie.click("button:text-is('So buchen')");
  await reads(energie, "[role=status]", /17\.880 Viertelstunden/);

  const report = `${url}/energy/report/2026-10.html?lang=de`;
  await energie.goto(report);
  await energie.click("button:text-is('Diese Zahlen freigeben')");
  await energie.waitForSelector("text=Unterschriften unter diese Zahlen");
  const leitung = await login(browser, running, "leitung", "/oncall?lang=de");
  await leitung.fill("#cover-from", "2030-01-07T08:00");
  await leitung.fill("#cover-to", "2030-01-08T08:00");
  await leitung.selectOption("#cover-contact", "technik-1");
  await leitung.click("form[action^='/oncall/covers'] button");
  await reads(leitung, "main", /Bereitschaft Gebäudetechnik 1 vertritt Bereitschaft IT \d von 2030-01-07 08:00/);
  await looked(leitung, "oncall");
  await leitung.goto(report);
  const checksum = await leitung.inputValue('[name="checksum"]');
  await leitung.click("button:text-is('Diese Zahlen freigeben')");
  await leitung.waitForSelector("text=Freigegebene Fassung");
  if (pictures !== undefined) await leitung.screenshot({ path: join(pictures, "released.png") });

  const third = await login(browser, running, "controlling", "/energy");
  await third.goto(report);
  assert.equal(await third.locator("text=Diese Zahlen freigeben").count(), 0);
  const cookies = await third.context().cookies();
  const refused = await fetch(`${url}/energy/report/2026-10/sign?lang=de`, {
    method: "POST",
    body: new URLSearchParams({ checksum }),
    headers: { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; "), origin: url },
  });
  assert.equal(refused.status, 409);
  assert.match(await refused.text(), /eine dritte Freigabe gibt es nicht/);

  const auditor = await login(browser, running, "pruefung", "/energy/register/M-01?lang=de");
  assert.equal(await auditor.locator("form").count(), 0, "the auditor reads");
  await looked(auditor, "measure-auditor");

  const db = openDatabase<OnCallTables>({ file: join(running.state, "oncall.db"), synchronous: "full" });
  const check = await verifyLog(db);
  const kinds = (await db.selectFrom("oncall_log").select("kind").execute()).map(({ kind }) => kind);
  await db.destroy();
  assert.equal(check.ok, true);
  assert.equal(kinds.filter((kind) => kind === "login").length, 4);
  assert.ok(kinds.includes("act-refused"));
});
