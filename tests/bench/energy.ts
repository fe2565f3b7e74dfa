/**
 * `node tests/bench/energy.ts`: 50 meters over 5 years in the ledger (8.77 million bookings). Measures booking, monthly sums,
 * a year's report in all formats, and how long the loop of the asking process stands still meanwhile. Exit code 1 beyond a bar.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import express from "express";
import { pino } from "pino";
import { removeFolder } from "../folder.ts";
import { localMonth, localYear } from "../../energy-audit/ledger/calendar.ts";
import { createLedgerStore } from "../../energy-audit/ledger/store.ts";
import { renderManagement } from "../../energy-audit/report/render.ts";
import { tableWorker } from "../../app/tables.ts";
import { startLauncher } from "../../energy-audit/child.ts";
import { createEnergy } from "../../energy-audit/service.ts";
import { auditedSite } from "../../energy-audit/kpi/site.ts";
import { createPublisher } from "../../energy-audit/publish/publisher.ts";
import { database, log } from "../energy/fixture.ts";
import { yearMeters, yearSite } from "../energy/year.ts";

const zone = "Europe/Berlin";
const years = [2021, 2022, 2023, 2024, 2025];
const folder = mkdtempSync(join(tmpdir(), "leitstand-bench-"));
const file = join(folder, "energy.db");
const results: { what: string; value: string; bar: string; ok: boolean }[] = [];

function note(what: string, milliseconds: number, barMs: number | undefined): void {
  const ok = barMs === undefined || milliseconds <= barMs;
  results.push({
    what,
    value: `${(milliseconds / 1000).toFixed(2)} s`,
    bar: barMs === undefined ? "-" : `${barMs / 1000} s`,
    ok,
  });
}

/** Watches this process' loop: the longest standstill by the clock, and the most CPU time that one turn took of its thread, milliseconds. */
function watchLoop(): () => { readonly ownMs: number; readonly clockMs: number } {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  const used = (): number => {
    const { user, system } = process.threadCpuUsage();
    return user + system;
  };
  let last = used();
  let most = 0;
  const timer = setInterval(() => {
    const now = used();
    most = Math.max(most, now - last);
    last = now;
  }, 5);
  delay.enable();
  return () => {
    delay.disable();
    clearInterval(timer);
    return { ownMs: most / 1000, clockMs: delay.max / 1e6 };
  };
}

/** The bar is for the clock; the CPU time tells what this process did itself from what a busy machine gave to others. */
function noteLoop(what: string, { ownMs, clockMs }: ReturnType<ReturnType<typeof watchLoop>>): void {
  note(`${what}: longest standstill of the asking loop`, clockMs, 50);
  note("  most CPU time of one turn", ownMs, undefined);
}

/** 50 meters: those of the sample year, and sub-meters of other uses. */
const extra = Array.from({ length: 50 - yearMeters.length }, (_, index) => ({
  id: `unter-${index + 1}`,
  name: `Unterzähler ${index + 1}`,
  role: "other" as const,
  accuracy_percent: 1,
  resolution_wh: 100,
  max_watts: 100_000,
}));
const site = { ...yearSite(), meters: [...yearMeters, ...extra] };
const share: Readonly<Record<string, number>> = {
  grid: 340,
  ups_in: 118,
  ups_out: 112,
  pdu_out: 220,
  it: 216,
  chiller: 16,
  air_handler: 18,
  other: 5,
  heat: 240,
};

/** Sends a table near the limit through HTTP from another process, three times. */
async function upload(): Promise<ReturnType<ReturnType<typeof watchLoop>>> {
  const energy = createEnergy({
    db,
    site: () => site,
    reader: { raw: () => Promise.resolve([]), range: () => Promise.resolve([]), instant: () => Promise.resolve([]) },
    now: () => new Date(),
    log: pino({ level: "silent" }),
    tables: tableWorker(file),
    identify: () => Promise.resolve({ id: "energie", name: "Energiemanagement", roles: ["energy"] }),
  });
  const server = express().use(energy.router).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/energy/entry/import`;
  // The client is there before the measurement begins: a start copies the page table of this process, which has booked millions.
  const client = `for await (const _ of process.stdin) break;
    const form = new FormData();
    form.append("file", new File(["utc;netz\\n" + "2025-01-01T00:00Z;1,5\\n".repeat(520000)], "netz.csv"));
    const answer = await fetch(${JSON.stringify(url)}, { method: "POST", body: form, redirect: "manual", headers: { "sec-fetch-site": "same-origin" } });
    if (answer.status !== 303) throw new Error(answer.status + " " + await answer.text());
    process.exit(0);`;
  const clients = [1, 2, 3].map(() =>
    spawn(process.execPath, ["--input-type=module", "-e", client], { stdio: ["pipe", "inherit", "inherit"] }),
  );
  const stood = watchLoop();
  for (const child of clients) {
    child.stdin.end("go\n");
    const [code] = (await once(child, "exit")) as [number | null];
    if (code !== 0) throw new Error("the table of 12 MB was not taken");
  }
  const result = stood();
  server.close();
  return result;
}

// As the service does: while this process is small.
startLauncher();
const db = await database(file);
const store = createLedgerStore(db);
let started = performance.now();
for (const meter of site.meters) {
  const kw = share[meter.role] ?? 1;
  for (const year of years) {
    const { from, to } = localYear(year, zone);
    const bookings = Array.from({ length: (to - from) / 900 }, (_, index) => ({
      quarter: from + index * 900,
      amount: Math.round(kw * 900_000 * (1 + 0.1 * Math.sin(index / 15))),
      method: "measured" as const,
      quality: "good" as const,
      measuredSeconds: 900,
    }));
    await store.enter([{ meter: meter.id, unit: "J", bookings }], { source: "bench", at: new Date(0) });
  }
}
note(`${site.meters.length} meters × ${years.length} years booked`, performance.now() - started, undefined);
results.push({ what: "database", value: `${(statSync(file).size / 1e6).toFixed(0)} MB`, bar: "-", ok: true });

const borders = years.flatMap((year) => Array.from({ length: 12 }, (_, index) => localMonth(year, index + 1, zone)));
started = performance.now();
const sums = await store.sums(borders);
const counted = [...sums.values()].reduce((total, list) => total + list.filter((amount) => amount !== null).length, 0);
note(`monthly sums of all meters (${counted} sums)`, performance.now() - started, 700);
if (counted !== site.meters.length * borders.length)
  throw new Error(`${counted} sums instead of ${site.meters.length * borders.length}`);

const reported = watchLoop();
started = performance.now();
const wish = { year: 2025, locale: "de", day: "2026-02-16" } as const;
const formats = ["pdf", "xlsx", "csv", "json", "view"] as const;
const made = await renderManagement({ file, site: auditedSite(site), wish, formats });
note(`report of a year, ${formats.length} formats`, performance.now() - started, 10_000);
noteLoop("report", reported());
if (Object.keys(made).length !== formats.length) throw new Error("a format is missing");

const published = createPublisher({ db, site: () => site, now: () => new Date("2025-12-15T12:07:00Z"), log });
const computed = watchLoop();
started = performance.now();
await published.refresh();
note(`figures as metrics (${published.samples().length} samples), once an hour`, performance.now() - started, 10_000);
noteLoop("figures", computed());
if (published.samples().length < 300) throw new Error("figures are missing");
const order = JSON.stringify({ file, site: auditedSite(site), now: Date.parse("2025-12-15T12:07:00Z") / 1000, which: "month" });
started = performance.now();
const month = spawnSync(process.execPath, [new URL("../../energy-audit/publish/publish-process.ts", import.meta.url).pathname], {
  input: order,
  encoding: "utf8",
});
note("the running month alone, each quarter hour", performance.now() - started, 2000);
if (month.status !== 0) throw new Error(month.stderr);

const program = new URL("../../energy-audit/report/management-process.ts", import.meta.url).pathname;
noteLoop("a table of 12 MB", await upload());

const timed = spawnSync("/usr/bin/env", ["time", "-f", "%M", process.execPath, program], {
  input: JSON.stringify({ file, site: auditedSite(site), wish, formats }),
  encoding: "utf8",
  maxBuffer: 64 * 1024 * 1024,
});
const kilobytes = Number(timed.stderr.trim().split("\n").at(-1));
if (Number.isFinite(kilobytes) && kilobytes > 0) {
  results.push({
    what: "memory of the report process",
    value: `${(kilobytes / 1024).toFixed(0)} MB`,
    bar: "700 MB",
    ok: kilobytes / 1024 < 700,
  });
}
await db.destroy();
removeFolder(folder);
for (const { what, value, bar, ok } of results)
  process.stdout.write(`${ok ? "ok  " : "SLOW"}  ${what.padEnd(52)} ${value.padStart(10)}  (bar ${bar})\n`);
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;
