/**
 * Side by side with Debian's prometheus-snmp-exporter: same responder, same devices, same resulting information, both on
 * one core's worth of threads, in turns. `npm run bench:scrape [-- --rounds 5 --seconds 2 --only ups,switch --v3 no|only --json]`
 * Exit code 1 below the bars.
 */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { removeFolder } from "../folder.ts";
import { collectorsHeap, nodeEnvironment } from "../../app/up/heap.ts";
import { benchDevices, type Kind } from "./devices.ts";
import { median, scrapeFor, type Answer } from "./http-load.ts";
import { environment, siteText, type BenchTarget } from "./ours.ts";
import { layoutFor, peerModule, type Tuning } from "./peer.ts";
import {
  cpuSeconds,
  freePort,
  loadAverage,
  residentMb,
  startResponder,
  startService,
  stop,
  type ResponderHandle,
  type Service,
} from "./processes.ts";

const { values: flags } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "1.5" },
    only: { type: "string", default: "ups,switch,vpn" },
    v3: { type: "string", default: "yes" },
    memory: { type: "string", default: "yes" },
    distant: { type: "string", default: "yes" },
    profile: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
const rounds = Number(flags.rounds);
const roundMs = Number(flags.seconds) * 1000;
type Compared = Exclude<Kind, "edge">;
const kinds = flags.only.split(",") as Compared[];
/** Devices of one kind that are scraped at the same time; each is its own agent. */
const devicesPerKind = 16;
const distantMs = 50;
/** Until nothing is compiled any more; devices with fewer values need more scrapes for it. */
const warmScrapes: Readonly<Record<Compared, number>> = { ups: 20_000, switch: 600, vpn: 800 };

type Version = "2c" | "3";
const versions: readonly Version[] = flags.v3 === "no" ? ["2c"] : flags.v3 === "only" ? ["3"] : ["2c", "3"];
const bars: Readonly<Record<Compared, number>> = { ups: 4, switch: 8, vpn: 7 };
const goals: Readonly<Record<Compared, number>> = { ups: 12, switch: 20, vpn: 15 };

interface Contender {
  readonly name: string;
  readonly service: Service;
  readonly path: (target: BenchTarget) => string;
  readonly good: (answer: Answer) => boolean;
}

interface Figures {
  readonly perCpuSecond: number;
  readonly pdus: number;
}

const write = (text: string): void => {
  if (!flags.json) process.stdout.write(`${text}\n`);
};
let failed = false;
const verdicts: Readonly<Record<string, unknown>>[] = [];
/** What the verdicts that follow are about. */
let subject = "";

/** One line of the verdict: a ratio against its bar and its goal. */
function verdict(what: string, ratio: number, bar: number, goal?: number): void {
  const met = ratio >= bar;
  failed ||= !met;
  verdicts.push({ subject, what, ratio, bar, met, ...(goal !== undefined && { goal, goalMet: ratio >= goal }) });
  const aim = goal === undefined ? "" : `  goal ${String(goal).padStart(4)} ${ratio >= goal ? "met" : "not yet"}`;
  write(
    `  ${what.padEnd(44)} ${ratio.toFixed(1).padStart(6)}  bar ${String(bar).padStart(4)} ${met ? "met   " : "MISSED"}${aim}`,
  );
}

async function measure(contender: Contender, targets: readonly BenchTarget[], responder: ResponderHandle): Promise<Figures> {
  const cpu = cpuSeconds(contender.service.pid);
  const requests = await responder.requests();
  const { scrapes } = await scrapeFor(roundMs, contender.service.port, targets.map(contender.path), contender.good);
  const used = cpuSeconds(contender.service.pid) - cpu;
  return { perCpuSecond: scrapes / used, pdus: ((await responder.requests()) - requests) / scrapes };
}

async function startOurs(folder: string, targets: readonly BenchTarget[]): Promise<Contender> {
  const site = join(folder, `site-${targets.length}.yaml`);
  writeFileSync(site, siteText(targets));
  const port = await freePort();
  const extra = flags.profile ? ["--cpu-prof", `--cpu-prof-dir=${folder}-profile`] : [];
  const command = [
    process.execPath,
    // As `up` starts it for so many devices.
    ...collectorsHeap(targets.length),
    ...extra,
    join(import.meta.dirname, "../../app/collectors-process.ts"),
    "--site",
    site,
    "--port",
    String(port),
  ];
  const service = await startService(command, port, "/healthz", { ...environment, ...nodeEnvironment(folder) });
  return {
    name: "leitstand",
    service,
    path: ({ id }) => `/probe?target=${id}`,
    good: ({ status, body }) => status === 200 && body.includes("probe_success 1\n"),
  };
}

async function startPeer(folder: string, tuning: Tuning): Promise<Contender> {
  const config = join(folder, `snmp-${tuning}.yml`);
  const modules = kinds.flatMap((kind) =>
    versions.map((version) => peerModule(`${kind}${version}`, benchDevices[kind], version, tuning)),
  );
  writeFileSync(config, modules.join("\n"));
  const port = await freePort();
  const command = [
    "prometheus-snmp-exporter",
    `--config.file=${config}`,
    `--web.listen-address=127.0.0.1:${port}`,
    "--log.level=error",
  ];
  const tuned = tuning === "expert" ? { GOGC: "400" } : {};
  const service = await startService(command, port, "/", { GOMAXPROCS: "1", ...tuned });
  return {
    name: `snmp_exporter (${tuning})`,
    service,
    path: (target) => `/snmp?module=${target.id.split("-")[0]}${target.version}&target=127.0.0.1:${target.port}`,
    good: ({ status, body }) => status === 200 && body.includes("snmp_scrape_pdus_returned"),
  };
}

const folder = mkdtempSync(join(tmpdir(), "bench-scrape-"));
const ends: (() => Promise<void>)[] = [];
try {
  const fleets = kinds.flatMap((kind) => versions.map((version) => ({ kind, count: devicesPerKind, version })));
  const responder = await startResponder(fleets);
  ends.push(() => stop(responder.child));
  const targets = fleets.flatMap(({ kind, version }, fleet) =>
    (responder.ports[fleet] ?? []).map((port, at): BenchTarget => {
      return { id: `${kind}-v${version}-${at}`, deviceClass: benchDevices[kind].deviceClass, port, version };
    }),
  );
  const ours = await startOurs(folder, targets);
  const tables = await startPeer(folder, "tables");
  const expert = await startPeer(folder, "expert");
  const contenders = [ours, tables, expert];
  ends.push(
    ...contenders.map(
      ({ service }) =>
        () =>
          stop(service.child),
    ),
  );
  write(
    `${devicesPerKind} devices of a kind side by side, ${rounds} rounds of ${flags.seconds} s in turns, load average ${loadAverage()}`,
  );

  for (const version of versions) {
    for (const kind of kinds) {
      const group = targets.filter(({ id }) => id.startsWith(`${kind}-v${version}-`));
      const { layout } = layoutFor(benchDevices[kind]);
      const cold = performance.now();
      const coldRequests = await responder.requests();
      await Promise.all(group.map((target) => scrapeFor(0.001, ours.service.port, [ours.path(target)], ours.good)));
      const coldMs = performance.now() - cold;
      const coldPdus = ((await responder.requests()) - coldRequests) / group.length;
      const figures = new Map<Contender, Figures[]>(contenders.map((contender) => [contender, []]));
      // Steady state on both sides: ours is compiled while it runs, so that it needs scrapes and not seconds.
      for (const contender of contenders) await scrapeFor(300, contender.service.port, group.map(contender.path), contender.good);
      const warm = performance.now();
      for (let scrapes = 0; scrapes < warmScrapes[kind] && performance.now() - warm < 15_000;) {
        scrapes += (await scrapeFor(300, ours.service.port, group.map(ours.path), ours.good)).scrapes;
      }
      for (let round = 0; round < rounds; round++) {
        const order = round % 2 === 0 ? contenders : contenders.toReversed();
        for (const contender of order) figures.get(contender)?.push(await measure(contender, group, responder));
      }
      const paired = (peer: Contender, of: (figures: Figures) => number): number =>
        median((figures.get(ours) ?? []).map((own, round) => of(own) / of(figures.get(peer)?.[round] ?? own)));
      subject = `${kind} v${version}`;
      write(`\n${kind} over SNMPv${version}: ${layout.asks.length} values, ${layout.series.length} series`);
      for (const contender of contenders) {
        const list = figures.get(contender) ?? [];
        const rate = median(list.map(({ perCpuSecond }) => perCpuSecond));
        write(
          `  ${contender.name.padEnd(26)} ${rate.toFixed(0).padStart(6)} scrapes per CPU-second  ${(1e6 / rate).toFixed(0).padStart(6)} µs  ${median(
            list.map(({ pdus }) => pdus),
          )
            .toFixed(1)
            .padStart(6)} PDUs`,
        );
      }
      write(`  cold first polls of ${group.length} at once: ${coldMs.toFixed(0)} ms, ${coldPdus.toFixed(0)} PDUs each`);
      const share = version === "3" ? 0.5 : 1;
      verdict(
        "scrapes per CPU-second, against tables",
        paired(tables, (one) => one.perCpuSecond),
        bars[kind] * share,
        goals[kind] * share,
      );
      write(
        `  ${"(the same against the expert's configuration)".padEnd(44)} ${paired(expert, (one) => one.perCpuSecond)
          .toFixed(1)
          .padStart(6)}`,
      );
      verdict("PDUs of the peer per PDU of ours", 1 / paired(tables, (one) => one.pdus), 3);

      if (flags.distant === "yes") {
        await responder.behave(distantMs);
        const one = group.slice(0, 1);
        const waits: number[][] = [];
        for (const contender of [ours, tables]) {
          const list: number[] = [];
          for (let round = 0; round < 3; round++) {
            list.push(median((await scrapeFor(1, contender.service.port, one.map(contender.path), contender.good)).waits));
          }
          waits.push(list);
        }
        await responder.behave(0);
        const [own = 0, peer = 0] = waits.map(median);
        write(`  one scrape at ${distantMs} ms round trip: ${own.toFixed(0)} ms, peer ${peer.toFixed(0)} ms`);
        verdict("wall time of the peer per ours at 50 ms", peer / own, 8 * share);
      }
    }
  }

  if (flags.memory === "yes") {
    const many = await startResponder([
      { kind: "ups", count: 800, version: "2c" },
      { kind: "switch", count: 150, version: "2c" },
      { kind: "vpn", count: 50, version: "2c" },
    ]);
    ends.push(() => stop(many.child));
    const fleet = (["ups", "switch", "vpn"] as const).flatMap((kind, at) =>
      (many.ports[at] ?? []).map((port, n): BenchTarget => ({
        id: `${kind}-${n}`,
        deviceClass: benchDevices[kind].deviceClass,
        port,
        version: "2c",
      })),
    );
    const server = await startOurs(folder, fleet);
    ends.push(() => stop(server.service.child));
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let target = fleet[next++]; target !== undefined; target = fleet[next++]) {
        await scrapeFor(0.001, server.service.port, [server.path(target)], server.good);
      }
    };
    for (let pass = 0; pass < 3; pass++) {
      next = 0;
      await Promise.all(Array.from({ length: 32 }, worker));
    }
    const { now, peak } = residentMb(server.service.pid);
    subject = "memory";
    write(
      `\nmemory with 1,000 devices (800 ups, 150 switch, 50 vpn) after three rounds: ${now.toFixed(0)} MB, highest ${peak.toFixed(0)} MB (${collectorsHeap(fleet.length).join(" ")})`,
    );
    verdict("250 MB per MB resident", 250 / now, 1);
  }
  write(`\nour process ran with ${collectorsHeap(targets.length).join(" ")}; load average at the end ${loadAverage()}`);
  if (flags.json) process.stdout.write(`${JSON.stringify({ verdicts, holds: !failed })}\n`);
} finally {
  for (const end of ends.toReversed()) await end();
  removeFolder(folder);
}
process.exitCode = failed ? 1 : 0;
