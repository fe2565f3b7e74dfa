import { existsSync, readFileSync } from "node:fs";
import { isIPv6 } from "node:net";
import { join, resolve } from "node:path";
import { pino } from "pino";
import type { Site } from "../../site/inventory.ts";
import { formatNumber, type Locale } from "../../site/locale.ts";
import { formatProblem } from "../../site/problem.ts";
import { alertmanagerProgram, aptLine, blackboxProgram, findProgram, installPackages, prometheusProgram } from "../debian.ts";
import { runningCode } from "../code.ts";
import { writeConfigs, type Addresses } from "../configs.ts";
import { loadSite, watchSite } from "../site-file.ts";
import {
  endLeftovers,
  holdFolder,
  holderOf,
  lastGoodSite,
  localSecrets,
  openStateFolder,
  trapsToken,
  webhookToken,
  writeRun,
  writeWhole,
} from "../state-folder.ts";
import { say, type Word } from "../words.ts";
import { projectRoot as root, siteIdOf } from "../installation.ts";
import { choosePorts, PortTaken, type Ports } from "./ports.ts";
import type { Child } from "../child.ts";
import { startChildren, type Programs } from "./processes.ts";
import { untilReady } from "./readiness.ts";

export interface UpOptions {
  readonly site?: string;
  /** The lab even where a site.yaml lies. */
  readonly lab: boolean;
  readonly data?: string;
  readonly port: number;
  readonly prometheusPort: number;
  readonly alertmanagerPort: number;
  readonly install: boolean;
  readonly json: boolean;
  readonly locale: Locale;
  /** Speed of the lab's clock; 1 is real time. */
  readonly labSpeed: number;
}

const loopback = "127.0.0.1";
/** How often `up` looks whether the code on disk is still the one that it started. */
const codeLookMs = 30_000;

/** Programs that read their configuration anew on SIGHUP. */
const reloadable = new Set(["prometheus", "alertmanager", "blackbox"]);

class Refusal extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Starts everything on one machine, keeps it running and stops it on SIGINT or SIGTERM. @returns the exit code */
export async function up(options: UpOptions): Promise<number> {
  const started = Date.now();
  const seconds = (): number => (Date.now() - started) / 1000;
  const inWords = (): string => formatNumber(seconds(), options.locale, 1);
  const tell = (text: string): void => void process.stderr.write(`${text}\n`);
  const speak = (word: Word, values: Readonly<Record<string, string | number>> = {}): void =>
    tell(say(options.locale, word, values));
  try {
    return await run();
  } catch (error) {
    if (error instanceof PortTaken) {
      speak("portTaken", { port: error.port, name: error.program, option: error.option });
      return 1;
    }
    if (!(error instanceof Refusal)) throw error;
    tell(error.message);
    return error.exitCode;
  }

  async function run(): Promise<number> {
    const siteFile = options.lab ? undefined : (options.site ?? (existsSync("site.yaml") ? "site.yaml" : undefined));
    const lab = siteFile === undefined;
    if (lab) speak("lab");
    const programs = await ensurePrograms(options);
    // What we and our children write holds secrets and people's addresses.
    process.umask(0o077);

    const original = lab ? join(root, "site", "example.yaml") : resolve(siteFile);
    const folder = openStateFolder(resolve(options.data ?? join(root, "var", lab ? "lab" : siteIdOf(original))));
    const free = await holdFolder(folder);
    const holder = holderOf(folder);
    if (!free || holder !== undefined) throw new Refusal(say(options.locale, "running", { pid: holder ?? "?", folder }), 1);
    const left = await endLeftovers(folder);
    if (left.length > 0) speak("leftovers", { names: left.join(", ") });
    writeRun(folder, { supervisor: process.pid, pids: {}, addresses: {} });

    const secrets = localSecrets(folder);
    for (const [name, value] of Object.entries(secrets)) {
      if (lab || name === webhookToken || name === trapsToken) process.env[name] ??= value;
    }
    const ports = await choosePorts(options);
    const path = lab ? labSite(original, folder, ports) : original;
    const read = loadSite(path);
    if (!("site" in read)) {
      const text = read.problems.map((problem) => formatProblem(problem, options.locale)).join("\n");
      throw new Refusal(`${text}\n${say(options.locale, "problems", { count: read.problems.length, file: path })}`, 78);
    }

    const listen = lab ? loopback : read.site.listen;
    const everywhere = listen === "0.0.0.0" || listen === "::";
    const pagesHost = everywhere ? loopback : isIPv6(listen) ? `[${listen}]` : listen;
    const addresses: Addresses = {
      url: `http://${pagesHost}:${ports.service}`,
      prometheus: `http://${loopback}:${ports.prometheus}`,
      alertmanager: `http://${loopback}:${ports.alertmanager}`,
      collectors: `http://${loopback}:${ports.collectors}`,
      ...(programs.blackbox !== undefined && { blackbox: `http://${loopback}:${ports.blackbox}` }),
      ...(lab && { lab: `http://${loopback}:${ports.lab}`, smtp: `smtp://${loopback}:${ports.smtp}` }),
    };
    const configs = { folder, addresses, webhookToken: process.env[webhookToken] ?? "" };
    writeConfigs(read.site, configs);

    const hintServices = ({ services }: Site): void => {
      if (services.length === 0 || programs.blackbox !== undefined) return;
      speak("servicesUnchecked", { count: services.length, line: aptLine([blackboxProgram.package]) });
    };
    hintServices(read.site);

    speak("starting");
    const code = await runningCode(root);
    const stop = stopSignal();
    const children: Child[] = [];
    const remember = (): void => {
      const pids = Object.fromEntries(children.map((child) => [child.name, child.pid() ?? 0]).filter(([, pid]) => pid !== 0));
      writeRun(folder, { supervisor: process.pid, pids: pids as Record<string, number>, addresses: { ...addresses } });
    };
    await startChildren(
      {
        folder,
        path,
        ports,
        listen,
        addresses,
        lab,
        programs,
        labSpeed: options.labSpeed,
        devices: read.site.devices.length,
        code: code.fingerprint,
      },
      children,
      (name, reason, pauseMs) => {
        const pause = pauseMs === 0 ? "" : say(options.locale, "afterPause", { ms: pauseMs });
        speak("restarted", { name, reason, pause });
        // The pid of the new process is known only after its start.
        setTimeout(remember, pauseMs + 50);
      },
    );
    remember();

    const watched = watchSite(path, pino({ level: "silent" }), lastGoodSite(folder));
    watched.onProblems((problems) => {
      speak("siteWrong");
      for (const problem of problems) tell(formatProblem(problem, options.locale));
    });
    watched.onChange((site) => {
      writeConfigs(site, configs);
      speak("siteReloaded", { devices: site.devices.length });
      hintServices(site);
      for (const child of children) if (reloadable.has(child.name)) child.signal("SIGHUP");
    });

    let codeTold = false;
    const lookAtCode = async (): Promise<void> => {
      const changed = await code.changed();
      if (changed && !codeTold) speak("codeChanged");
      codeTold = changed;
    };
    const codeLooks = setInterval(() => void lookAtCode(), codeLookMs);

    const ready = untilReady(
      { addresses, devices: () => watched.site().devices.length, lab, speak, seconds, inWords, folder },
      stop.signal,
    );
    await Promise.race([ready, stop.promise]);
    if (!stop.signal.aborted) {
      remember();
      if (options.json) {
        const pids = Object.fromEntries(children.map((child) => [child.name, child.pid()]));
        process.stdout.write(
          `${JSON.stringify({ ready: true, seconds: Number(seconds().toFixed(1)), ...addresses, data: folder, pid: process.pid, pids })}\n`,
        );
      }
      showAddresses(addresses, folder);
      await stop.promise;
    }
    speak("stopping");
    clearInterval(codeLooks);
    watched.close();
    await Promise.all(children.map((child) => child.stop()));
    speak("stopped");
    return 0;
  }

  function showAddresses(addresses: Addresses, folder: string): void {
    speak("look", { seconds: inWords() });
    const rows: [string, string][] = [
      [say(options.locale, "board"), `${addresses.url}/`],
      [say(options.locale, "incidents"), `${addresses.url}/incidents`],
      [say(options.locale, "oncall"), `${addresses.url}/oncall`],
      [say(options.locale, "runbooks"), `${addresses.url}/runbooks`],
      [say(options.locale, "energy"), `${addresses.url}/energy`],
      ["Prometheus", addresses.prometheus],
      ["Alertmanager", addresses.alertmanager],
    ];
    if (addresses.lab !== undefined) rows.push([say(options.locale, "mailbox"), addresses.lab]);
    const width = Math.max(...rows.map(([name]) => name.length));
    for (const [name, url] of rows) tell(`  ${name.padEnd(width)}  ${url}`);
    speak("stopHint", { folder });
  }
}

function ensurePrograms(options: UpOptions): Promise<Programs> {
  const all = [prometheusProgram, alertmanagerProgram];
  const missing = all.filter((program) => findProgram(program) === undefined).map((program) => program.package);
  if (missing.length > 0) {
    const line = aptLine(missing);
    const names = missing.join(", ");
    if (!options.install) {
      throw new Refusal(
        `${say(options.locale, "missing", { packages: names })}\n${say(options.locale, "missingLine", { line })}`,
        1,
      );
    }
    process.stderr.write(`${say(options.locale, "installing", { packages: names, line })}\n`);
    const error = installPackages(missing);
    if (error !== undefined) throw new Refusal(say(options.locale, "installFailed", { error, line }), 1);
  }
  const prometheus = findProgram(prometheusProgram);
  const alertmanager = findProgram(alertmanagerProgram);
  if (prometheus === undefined || alertmanager === undefined) {
    throw new Refusal(say(options.locale, "missing", { packages: missing.join(", ") }), 1);
  }
  return Promise.resolve({ prometheus, alertmanager, blackbox: findProgram(blackboxProgram) });
}

function stopSignal(): { readonly promise: Promise<void>; readonly signal: AbortSignal } {
  const controller = new AbortController();
  const promise = new Promise<void>((done) => {
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(name, () => {
        controller.abort();
        done();
      });
    }
  });
  return { promise, signal: controller.signal };
}

/** The lab's copy of the example site, with the ports that were free. */
function labSite(original: string, folder: string, ports: Ports): string {
  const path = join(folder, "site.yaml");
  const text = readFileSync(original, "utf8")
    .replaceAll(":16161", `:${ports.snmp}`)
    .replaceAll("port: 16025", `port: ${ports.smtp}`)
    .replaceAll("port: 16162", `port: ${ports.traps}`)
    .replaceAll("127.0.0.1:16080", `127.0.0.1:${ports.lab}`);
  writeWhole(path, `# Written by "leitstand up" from site/example.yaml at every start of the lab.\n${text}`);
  return path;
}
