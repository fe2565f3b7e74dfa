/**
 * On-call under load, as a process of its own against a mail server that really speaks SMTP and takes 50 ms for each mail:
 * `npm run bench:oncall [-- --alerts 10000 --pages 100 --kills 0 --json]`. Exit code 1 when a bar is missed.
 *
 * - pages: one critical alert after the other; webhook to the answer after the durable write (p99 50 ms), to the mail accepted (p99 3 s)
 * - storm: alerts one by one within 60 s, then one critical alert of another kind: none lost, at most 5 mails for a person in
 *   10 minutes, the other one within 10 s, less than 512 MB
 * - four bodies: the same alerts at once: all stored, the service hears others within 100 ms all the while
 * - kills: SIGKILL so many times, at every point of the way (`tests/oncall/kills.ts`): none lost, a message repeated once at most
 */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { removeFolder } from "../folder.ts";
import { addressOf, alertJson, bodyOf, openMailbox, waitFor } from "../oncall/setup.ts";
import { killAgainAndAgain, wordsOf } from "../oncall/kills.ts";
import { startPager, type Pager } from "../oncall/pager.ts";
import { quantile } from "./http-load.ts";
import { loadAverage } from "./processes.ts";

const { values: flags } = parseArgs({
  options: {
    alerts: { type: "string", default: "10000" },
    pages: { type: "string", default: "100" },
    kills: { type: "string", default: "0" },
    json: { type: "boolean", default: false },
  },
});
const [alerts, pages, kills] = [Number(flags.alerts), Number(flags.pages), Number(flags.kills)];

interface Line {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** Highest value that holds; left out for what is only told. */
  readonly bar?: number;
}
const lines: Line[] = [];
const tell = (what: string, value: number, unit: string, bar?: number): void => {
  lines.push({ what, value, unit, ...(bar !== undefined && { bar }) });
  if (flags.json) return;
  const verdict = bar === undefined ? "" : `  bar ${bar} ${unit} ${value <= bar ? "met" : "MISSED"}`;
  process.stdout.write(`${what.padEnd(52)}${value.toFixed(value < 10 ? 2 : 0).padStart(8)} ${unit}${verdict}\n`);
};

const ends: (() => unknown)[] = [];
const cleanUp = { after: (end: () => unknown): void => void ends.push(end) };
/** Pages that are not counted: the process has just started and compiles what it runs. */
const warmUp = 10;
/** How long the mail server thinks about each mail. */
const relayMs = 50;

const openRelay = () =>
  openMailbox(cleanUp, {
    onMailFrom: (_address, _session, callback) => void setTimeout(callback, relayMs),
  });

/** Posts one body and waits for the answer. @returns milliseconds, and the status */
async function posted(pager: Pager, body: object): Promise<{ tookMs: number; status: number }> {
  const started = performance.now();
  const { status } = await pager.post(body);
  return { tookMs: performance.now() - started, status };
}

/** Prometheus' sign of life: without it the service would page about that too. */
const watchdog = alertJson({ name: "Watchdog", device: "", severity: "info", startsAt: "2026-01-01T00:00:00Z" });

async function measurePages(folder: string): Promise<void> {
  const relay = await openRelay();
  const pager = await startPager(cleanUp, { file: join(folder, "pages.db"), ports: [relay.port] });
  const answers: number[] = [];
  const mails: number[] = [];
  let first = 0;
  // The clock moves on by 11 minutes for each, so that no person has had too many single mails.
  for (let index = 0; index < warmUp + pages; index++) {
    const offset = index * 660;
    await pager.setOffset(offset);
    const startsAt = new Date(Date.now() + offset * 1000).toISOString();
    const alert = (status: "firing" | "resolved") =>
      bodyOf(alertJson({ name: `Bench${index}`, device: "usv-a", status, startsAt, endsAt: startsAt }), watchdog);
    const before = relay.mails.length;
    const started = performance.now();
    const { tookMs, status } = await posted(pager, alert("firing"));
    if (status !== 200) throw new Error(`the webhook answered ${status}`);
    if (index === 0) first = tookMs;
    if (index >= warmUp) answers.push(tookMs);
    await waitFor(`the mail of alert ${index}`, () => (relay.mails.length > before ? true : undefined), 20_000);
    if (index >= warmUp) mails.push(performance.now() - started);
    await pager.post(alert("resolved"));
    await quietOf(relay.mails);
  }
  tell("webhook answered, the first one after the start", first, "ms");
  tell("webhook answered after the durable write, p50", quantile(answers, 0.5), "ms");
  tell("webhook answered after the durable write, p99", quantile(answers, 0.99), "ms", 50);
  tell("webhook to mail accepted, p50", quantile(mails, 0.5), "ms");
  tell("webhook to mail accepted, p99", quantile(mails, 0.99), "ms", 3000);
}

/** Waits until no mail has come for a moment: the next measurement must not take an old mail for its own. */
async function quietOf(mails: readonly unknown[]): Promise<void> {
  for (let seen = -1; seen !== mails.length;) {
    seen = mails.length;
    await sleep(250);
  }
}

async function measureStorm(folder: string): Promise<void> {
  const relay = await openRelay();
  const pager = await startPager(cleanUp, { file: join(folder, "storm.db"), ports: [relay.port] });
  const startsAt = new Date().toISOString();
  const started = performance.now();
  const answers: number[] = [];
  let lost = 0;
  const note = async (body: object): Promise<void> => {
    try {
      const { tookMs, status } = await posted(pager, body);
      answers.push(tookMs);
      if (status !== 200) lost += 1;
    } catch {
      lost += 1;
    }
  };
  const open: Promise<void>[] = [];
  for (let index = 0; index < alerts; index++) {
    const due = started + (index / alerts) * 60_000;
    const waitMs = due - performance.now();
    if (waitMs > 0) await sleep(waitMs);
    const body = bodyOf(
      alertJson({ name: "DeviceSilent", device: `sw-${index}`, startsAt, labels: { class: "network", severity: "critical" } }),
    );
    open.push(note(body));
  }
  await Promise.all(open);
  tell("storm: webhook answered, p99", quantile(answers, 0.99), "ms");
  tell("storm: bodies without a 2xx", lost, "", 0);
  const other = performance.now();
  await posted(pager, bodyOf(alertJson({ name: "UpsOnBattery", device: "usv-a", startsAt })));
  await waitFor("the unrelated page", () => relay.mails.find(({ subject }) => subject?.includes("USV A")), 60_000).catch(
    () => undefined,
  );
  tell("storm: unrelated critical to mail accepted", (performance.now() - other) / 1000, "s", 10);
  const first = relay.mails[0];
  if (first === undefined) throw new Error("no mail at all");
  const metrics = await (await fetch(`${pager.url}/metrics`)).text();
  const incidents = Array.from(metrics.matchAll(/^leitstand_incidents_open\{[^}]*\} (\d+)/gm), ([, count]) => Number(count));
  tell("storm: incidents missing", alerts + 1 - incidents.reduce((sum, count) => sum + count, 0), "", 0);
  // The rest of the ten minutes: half of it as it passes, then the clock is moved to its end.
  await pager.post(bodyOf(watchdog));
  await sleep(60_000);
  await pager.setOffset(420);
  await pager.post(bodyOf(watchdog));
  await sleep(20_000);
  const perPerson = new Map<string, number>();
  for (const mail of relay.mails) perPerson.set(addressOf(mail), (perPerson.get(addressOf(mail)) ?? 0) + 1);
  // Whose mails they were, should there be too many.
  if ([...perPerson.values()].some((count) => count > 5))
    process.stderr.write(`${relay.mails.map((mail) => `${addressOf(mail)}: ${mail.subject}`).join("\n")}\n`);
  tell("storm: mails for one person in 10 minutes", Math.max(...perPerson.values()), "", 5);
  tell("storm: peak of resident memory", pager.peak() / 1e6, "MB", 512);
}

/** The same alerts at once, in four bodies: how long nobody else is heard. */
async function measureBodies(folder: string): Promise<void> {
  const relay = await openRelay();
  const pager = await startPager(cleanUp, { file: join(folder, "bodies.db"), ports: [relay.port] });
  const startsAt = new Date().toISOString();
  const one = (index: number) =>
    alertJson({ name: "DeviceSilent", device: `sw-${index}`, startsAt, labels: { class: "network" } });
  const bodies = Array.from({ length: 4 }, (_, part) =>
    JSON.stringify(bodyOf(...Array.from({ length: alerts / 4 }, (__, index) => one((part * alerts) / 4 + index)))),
  );
  const blockMs = async (): Promise<number> => {
    const text = await (await fetch(`${pager.url}/metrics`)).text();
    return Number(/^nodejs_eventloop_lag_max_seconds (\S+)/m.exec(text)?.[1]) * 1000;
  };
  await pager.post(bodyOf(watchdog));
  await blockMs();
  const started = performance.now();
  const statuses = await Promise.all(bodies.map((body) => pager.post(body).then(({ status }) => status)));
  tell("four bodies: stored after", (performance.now() - started) / 1000, "s");
  tell("four bodies: without a 2xx", statuses.filter((status) => status !== 200).length, "", 0);
  tell("four bodies: longest time in which nobody was heard", await blockMs(), "ms", 100);
}

async function measureKills(folder: string): Promise<void> {
  const say = (line: string): void => void (flags.json || process.stdout.write(`${line}\n`));
  const report = await killAgainAndAgain(cleanUp, join(folder, "kills.db"), kills, say);
  for (const line of wordsOf(report)) say(line);
  tell("kills: alerts lost", report.lost.length, "", 0);
  tell("kills: most repetitions of one message", Math.max(...report.again), "", 1);
  tell("kills: most repetitions for one kill", Math.max(...report.cost), "", 2);
  tell("kills: repeated without a kill between", report.unprovoked, "", 0);
}

const folder = mkdtempSync(join(tmpdir(), "leitstand-bench-oncall-"));
try {
  if (pages > 0) await measurePages(folder);
  if (alerts > 0) await measureStorm(folder);
  if (alerts > 0) await measureBodies(folder);
  if (kills > 0) await measureKills(folder);
} finally {
  for (const end of ends.toReversed()) await end();
  removeFolder(folder);
}
const holds = lines.every(({ value, bar }) => bar === undefined || value <= bar);
if (flags.json) process.stdout.write(`${JSON.stringify({ lines, load: loadAverage(), holds })}\n`);
process.exitCode = holds ? 0 : 1;
