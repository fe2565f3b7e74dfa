/**
 * A city's worth of devices in one collectors' process: 5,000 polled every minute by an HTTP scraper that keeps Prometheus'
 * timetable from the process' start on, a tenth of them dead, one datagram in a hundred lost, `/targets` asked and the site
 * reloaded meanwhile. In the first round every device is still unknown; it is reported apart, and no deadline may be missed in it either.
 * `npm run bench:fleet [-- --devices 5000 --interval 60 --rounds 2 --dead 0.1 --loss 0.01 --json]`; exit code 1 below the bars.
 */
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { removeFolder } from "../folder.ts";
import { collectorsHeap, nodeEnvironment } from "../../app/up/heap.ts";
import { benchDevices, type Kind } from "./devices.ts";
import { Connection, quantile, requestFor } from "./http-load.ts";
import { environment, siteText, type BenchTarget } from "./ours.ts";
import { cpuSeconds, freePort, loadAverage, residentMb, startResponder, startService, stop } from "./processes.ts";

const { values: flags } = parseArgs({
  options: {
    devices: { type: "string", default: "5000" },
    interval: { type: "string", default: "60" },
    rounds: { type: "string", default: "2" },
    dead: { type: "string", default: "0.1" },
    loss: { type: "string", default: "0.01" },
    json: { type: "boolean", default: false },
  },
});
const devices = Number(flags.devices);
const intervalMs = Number(flags.interval) * 1000;
const rounds = Number(flags.rounds);
/** Prometheus' scrape timeout of our configuration. */
const timeoutSeconds = 8;
const longestBlockMs = 200;

const write = (text: string): void => {
  if (!flags.json) process.stdout.write(`${text}\n`);
};

interface Scrape {
  readonly tookMs: number;
  readonly success: boolean;
  readonly reason: string | undefined;
}

/** Reasons with how often each. */
function reasonsOf(scrapes: readonly Scrape[]): string {
  const counts = new Map<string, number>();
  for (const { reason = "late" } of scrapes) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].map(([reason, count]) => `${reason} ${count}`).join(", ");
}

class Scraped {
  readonly target: BenchTarget;
  readonly dead: boolean;
  readonly #connection: Connection;
  readonly #request: Buffer;

  constructor(target: BenchTarget, dead: boolean, port: number) {
    this.target = target;
    this.dead = dead;
    this.#connection = new Connection(port);
    const request = requestFor(`/probe?target=${target.id}`, port).toString("latin1");
    this.#request = Buffer.from(request.replace(/Seconds: \d+/, `Seconds: ${timeoutSeconds}`));
  }

  async scrape(): Promise<Scrape> {
    const started = performance.now();
    // A connection that ends under way is a scrape that failed.
    const { body } = await this.#connection.ask(this.#request).catch((error: unknown) => ({ body: Buffer.from(String(error)) }));
    const success = body.includes("probe_success 1\n");
    const reason = success
      ? undefined
      : (/probe_failure_reason\{state="(\w+)"\} 1/.exec(body.toString("latin1"))?.[1] ?? body.toString("latin1", 0, 60));
    return { tookMs: performance.now() - started, success, reason };
  }

  close(): void {
    this.#connection.close();
  }
}

const folder = mkdtempSync(join(tmpdir(), "bench-fleet-"));
const ends: (() => Promise<void> | void)[] = [];
try {
  const large = Math.round(devices / 5);
  const dead = (count: number): number => Math.round(count * Number(flags.dead));
  const fleets = [
    { kind: "ups" as const, count: devices - large, version: "2c" as const, dead: dead(devices - large) },
    { kind: "edge" as const, count: large, version: "2c" as const, dead: dead(large) },
  ];
  const responder = await startResponder(fleets);
  ends.push(() => stop(responder.child));
  const site = join(folder, "site.yaml");
  const targetsOf = (kind: Kind, ports: readonly number[]): BenchTarget[] =>
    ports.map((port, at) => ({ id: `${kind}-${at}`, deviceClass: benchDevices[kind].deviceClass, port, version: "2c" }));
  const all = fleets.flatMap(({ kind, dead: gone }, at) =>
    targetsOf(kind, responder.ports[at] ?? []).map((target, index) => ({ target, dead: index < gone })),
  );
  writeFileSync(site, siteText(all.map(({ target }) => target)));
  const port = await freePort();
  const heap = collectorsHeap(devices);
  const program = join(import.meta.dirname, "../../app/collectors-process.ts");
  const service = await startService(
    [process.execPath, ...heap, program, "--site", site, "--port", String(port)],
    port,
    "/healthz",
    { ...environment, ...nodeEnvironment(folder), LEITSTAND_STATE: folder },
  );
  ends.push(() => stop(service.child));
  write(
    `${devices} devices (${devices - large} of 60 values, ${large} of 300), ${flags.dead} dead, load average ${loadAverage()}`,
  );

  // Kinds mixed, as they come in life.
  const fleet = all
    .map((one, at) => ({ one, key: (at * 7919) % all.length }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ one }) => new Scraped(one.target, one.dead, port));
  ends.push(() => {
    for (const one of fleet) one.close();
  });
  await responder.behave(0, Number(flags.loss));
  const cold: Scrape[] = [];
  const live: Scrape[] = [];
  const lost: Scrape[] = [];
  const began = performance.now() + 500;
  let cpu = cpuSeconds(service.pid);
  let coldCpu = 0;
  const until = (at: number): Promise<void> => sleep(Math.max(0, at - performance.now()));
  const timetable = fleet.map(async (one, at) => {
    for (let round = 0; round <= rounds; round++) {
      await until(began + round * intervalMs + (at / fleet.length) * intervalMs);
      const result = await one.scrape();
      (one.dead ? lost : round === 0 ? cold : live).push(result);
    }
  });
  // What a blocked event loop looks like from outside, and what discovery takes, all the time.
  const blocks: number[] = [];
  const discoveries: number[] = [];
  const over = new AbortController();
  const ask = async (connection: Connection, path: string, list: number[], pauseMs: number): Promise<void> => {
    const request = requestFor(path, port);
    while (!over.signal.aborted) {
      const started = performance.now();
      // A connection that the service ends while it is asked counts with the time until then, and the next look makes another.
      await connection.ask(request).catch((error: unknown) => write(`${path}: ${String(error)}`));
      list.push(performance.now() - started);
      await sleep(pauseMs);
    }
    connection.close();
  };
  const watchers = [ask(new Connection(port), "/healthz", blocks, 20), ask(new Connection(port), "/targets", discoveries, 1000)];
  await until(began + intervalMs);
  coldCpu = cpuSeconds(service.pid) - cpu;
  cpu += coldCpu;
  const coldBlock = quantile(blocks.splice(0), 1);
  const coldMemory = residentMb(service.pid);
  // Three ways to a new inventory; each ends when discovery shows it.
  await fetch(`http://127.0.0.1:${port}/healthz`);
  const targets = new Connection(port);
  ends.push(() => targets.close());
  const shows = async (id: string): Promise<boolean> =>
    (await targets.ask(requestFor("/targets", port))).body.includes(`"${id}"`);
  const reload = async (id: string, ask: () => Promise<unknown> | undefined): Promise<number> => {
    const text = readFileSync(site, "utf8").replace(/^site: \{ id: [\w-]+,/m, `site: { id: ${id},`);
    writeFileSync(site, text.replace(/name: [\w-]+, class: network/, `name: ${id}, class: network`));
    const asked = performance.now();
    await ask();
    while (!(await shows(id)) && performance.now() - asked < 60_000) await sleep(10);
    return performance.now() - asked;
  };
  await until(began + (1 + rounds / 2) * intervalMs);
  const calm = quantile(blocks, 1);
  const mark = blocks.length;
  const post = await reload("reload-post", () => fetch(`http://127.0.0.1:${port}/-/reload`, { method: "POST" }));
  const hangup = await reload("reload-hangup", () => void process.kill(service.pid, "SIGHUP"));
  const written = await reload("reload-written", () => undefined);
  await sleep(1000);
  const reloadBlock = quantile(blocks.slice(mark), 1);
  await Promise.all(timetable);
  const seconds = (performance.now() - began - intervalMs) / 1000;
  const cpuShare = (cpuSeconds(service.pid) - cpu) / seconds;
  over.abort();
  await Promise.all(watchers);

  const missed = (scrapes: readonly Scrape[]): Scrape[] =>
    scrapes.filter(({ success, tookMs }) => !success || tookMs > timeoutSeconds * 1000);
  const waits = (scrapes: readonly Scrape[]): number[] => scrapes.map(({ tookMs }) => tookMs);
  const memory = residentMb(service.pid);
  const figures = {
    devices,
    scrapes: live.length + lost.length + cold.length,
    missed: missed(live).length,
    reasons: reasonsOf(missed(live)),
    p50Ms: quantile(waits(live), 0.5),
    p99Ms: quantile(waits(live), 0.99),
    longestMs: quantile(waits(live), 1),
    deadLongestMs: quantile(waits(lost), 1),
    targetsP99Ms: quantile(discoveries, 0.99),
    targetsLongestMs: quantile(discoveries, 1),
    loopLongestMs: calm,
    reloadByPostMs: post,
    reloadBySighupMs: hangup,
    reloadByWatchMs: written,
    reloadLoopLongestMs: reloadBlock,
    cores: cpuShare,
    residentMb: memory.now,
    residentPeakMb: memory.peak,
    coldMissed: missed(cold).length,
    coldReasons: reasonsOf(missed(cold)),
    coldP50Ms: quantile(waits(cold), 0.5),
    coldP99Ms: quantile(waits(cold), 0.99),
    coldLoopLongestMs: coldBlock,
    coldCores: coldCpu / (intervalMs / 1000),
    coldResidentPeakMb: coldMemory.peak,
    heap: heap.join(" "),
  };
  const holds = {
    "no missed deadline": figures.missed === 0,
    "no missed deadline in the first round": figures.coldMissed === 0,
    "/targets under 200 ms": figures.targetsLongestMs < longestBlockMs,
    "loop free within 200 ms": Math.max(figures.loopLongestMs, figures.coldLoopLongestMs) < longestBlockMs,
    "reload in effect within 200 ms of asking": Math.max(post, hangup) < longestBlockMs,
    "reload blocks less than 200 ms": figures.reloadLoopLongestMs < longestBlockMs,
  };
  if (flags.json) process.stdout.write(`${JSON.stringify({ ...figures, holds })}\n`);
  for (const [name, value] of Object.entries(figures)) {
    write(`  ${name.padEnd(22)} ${typeof value === "number" ? Math.round(value * 100) / 100 : value}`);
  }
  for (const [name, held] of Object.entries(holds)) write(`  ${name.padEnd(38)} ${held ? "holds" : "MISSED"}`);
  write(`load average at the end ${loadAverage()}`);
  process.exitCode = Object.values(holds).every(Boolean) ? 0 : 1;
} finally {
  for (const end of ends.toReversed()) await end();
  removeFolder(folder);
}
