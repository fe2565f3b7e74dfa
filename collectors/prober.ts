/** Polls inventory devices: one `PolledDevice` each, made anew when the inventory changes it. */
import type { Logger } from "pino";
import { seconds, type Device, type Site } from "../site/inventory.ts";
import { deviceLimits } from "../site/limits.ts";
import { expositionMeta, metrics } from "../site/metrics.ts";
import { exposition, type Sample } from "../site/series.ts";
import type { OwnMetrics } from "./own-metrics.ts";
import type { Profile } from "./profile.ts";
import { octetsOf, Page } from "./page.ts";
import { besideOf, type Beside } from "./template.ts";
import { PolledDevice, type Engine, type FailureReason, type PollResult, type Target } from "./snmp/device.ts";
import { Gate } from "./snmp/gate.ts";
import { Turns } from "./snmp/turns.ts";
import { Hub, type DropReason } from "./snmp/hub.ts";

/** What one probe found: the canonical samples with the probe's own and the device's limits. */
export interface ProbeResult {
  readonly success: boolean;
  /** Why not; undefined after success. */
  readonly reason?: FailureReason;
  readonly detail?: string;
  /** Profiles that serve the device, in order of preference; empty before it was recognised. */
  readonly profiles: readonly string[];
  /** Made when asked for: who scrapes reads the text. */
  readonly samples: readonly Sample[];
  /** The same in the exposition format; made when asked for. */
  readonly text: string;
  /** Writes that text. */
  writeTo(page: Page): void;
  readonly tookSeconds: number;
  /** When the poll behind it began. */
  readonly at: Date;
}

export interface ProberOptions {
  readonly site: () => Site;
  readonly log: Logger;
  readonly now: () => Date;
  readonly profiles: readonly Profile[];
  readonly allowDes: boolean;
  readonly own: (resting: () => number) => OwnMetrics;
}

/** Requests in flight over all devices: more overflow the socket's buffer. */
const inFlight = 48;
const inFlightDoubtful = 24;
/** Devices that are learnt at once: enough for cards that take seconds, and so few that each is done well before its deadline. */
const mostLearning = 32;

const states = metrics.probe_failure_reason.states;

/** Seconds to the millisecond. */
const seconds3 = (milliseconds: number): number => Math.round(milliseconds) / 1000;
const ageMs = (result: PollResult, now: Date): number => Math.max(0, now.getTime() - result.at.getTime() - result.tookMs);

function probeSamples(result: PollResult, now: Date): Sample[] {
  const reason = result.ok ? undefined : result.reason;
  const samples: Sample[] = [
    { metric: "probe_success", labels: {}, value: result.ok ? 1 : 0 },
    { metric: "probe_duration_seconds", labels: {}, value: seconds3(result.tookMs) },
    ...states.map((state) => ({ metric: "probe_failure_reason", labels: { state }, value: state === reason ? 1 : 0 })),
  ];
  if (result.ok) samples.push({ metric: "probe_sample_age_seconds", labels: {}, value: seconds3(ageMs(result, now)) });
  return samples;
}

/** One device with what the site says of it. */
interface Known {
  readonly print: string;
  readonly polled: PolledDevice;
  site: Site;
  device: Device;
  limits: readonly Sample[];
  beside: Beside;
}

const noBeside: Beside = new Map();

/** The probe's own samples after success, as text that is written at every scrape: as far as its duration, then as far as its age. */
const headOf = (metric: string): string => exposition([{ metric, labels: {}, value: 0 }], expositionMeta).slice(0, -2);
const successHead = octetsOf(
  exposition(
    [
      { metric: "probe_success", labels: {}, value: 1 },
      ...states.map((state) => ({ metric: "probe_failure_reason", labels: { state }, value: 0 })),
    ],
    expositionMeta,
  ) + headOf("probe_duration_seconds"),
);
const ageHead = octetsOf(`\n${headOf("probe_sample_age_seconds")}`);

/** A poll that succeeded; samples and text are made when asked for. */
class Success implements ProbeResult {
  readonly success = true;
  readonly #result: Extract<PollResult, { ok: true }>;
  readonly #now: Date;
  readonly #limits: readonly Sample[];
  readonly #beside: Beside;
  #samples: readonly Sample[] | undefined;

  constructor(result: Extract<PollResult, { ok: true }>, now: Date, limits: readonly Sample[], beside: Beside) {
    this.#result = result;
    this.#now = now;
    this.#limits = limits;
    this.#beside = beside;
  }

  get profiles(): readonly string[] {
    return this.#result.profiles;
  }

  get samples(): readonly Sample[] {
    const { template, values } = this.#result;
    this.#samples ??= [...probeSamples(this.#result, this.#now), ...this.#limits, ...template.samples(values)];
    return this.#samples;
  }

  get text(): string {
    const page = new Page();
    this.writeTo(page);
    return page.bytes.toString();
  }

  writeTo(page: Page): void {
    const { template, values, tookMs } = this.#result;
    template.write(page, values, this.#beside);
    page.copy(successHead);
    page.number(seconds3(tookMs));
    page.copy(ageHead);
    page.number(seconds3(ageMs(this.#result, this.#now)));
    page.put("\n");
  }

  get tookSeconds(): number {
    return this.#result.tookMs / 1000;
  }

  get at(): Date {
    return this.#result.at;
  }
}

export class Prober {
  readonly #options: ProberOptions;
  readonly #own: OwnMetrics;
  readonly #engine: Engine;
  readonly #devices = new Map<string, Known>();
  #forgottenFor: Site | undefined;
  readonly #wasUp = new Map<string, boolean>();

  constructor(options: ProberOptions) {
    this.#options = options;
    this.#own = options.own(() => [...this.#devices.values()].filter(({ polled }) => polled.resting).length);
    const own = this.#own;
    this.#engine = {
      hub: new Hub((reason: DropReason) => own.dropped(reason)),
      gate: new Gate(inFlight),
      doubtful: new Gate(inFlightDoubtful),
      learning: new Turns(mostLearning),
      profiles: options.profiles,
      now: options.now,
      allowDes: options.allowDes,
      count: { asked: own.asked, timedOut: own.timedOut, learnt: own.learnt },
    };
  }

  /** Polls a device of the inventory, or says why it could not. The poll goes on after the deadline, for the next probe. */
  async device(device: Device, deadlineMs: number): Promise<ProbeResult> {
    const site = this.#options.site();
    const known = this.#known(site, device);
    if (known === undefined) {
      const detail = `no credentials named ${device.credentials}`;
      const result = { ok: false, reason: "authentication", detail, tookMs: 0, at: this.#options.now() } as const;
      return this.#result(result, deviceLimits(site, device));
    }
    const result = await withDeadline(known.polled.poll(deadlineMs), deadlineMs, this.#options.now());
    this.#own.polled(device.class, result.ok ? "ok" : result.reason, result.tookMs / 1000);
    this.#say(device, result);
    return this.#result(result, known.limits, known.beside);
  }

  /** Polls an address that a person named on the command line. */
  async target(target: Target, deadlineMs: number): Promise<ProbeResult> {
    const polled = new PolledDevice(target, this.#engine);
    try {
      return this.#result(await withDeadline(polled.poll(deadlineMs), deadlineMs, this.#options.now()));
    } finally {
      polled.close();
    }
  }

  close(): void {
    for (const { polled } of this.#devices.values()) polled.close();
    this.#devices.clear();
    this.#engine.hub.close();
  }

  #known(site: Site, device: Device): Known | undefined {
    const before = this.#devices.get(device.id);
    if (before?.site === site && before.device === device) return before;
    const credential = site.credentials.find(({ id }) => id === device.credentials);
    if (credential === undefined) return undefined;
    this.#forget(site);
    const target: Target = {
      address: device.address,
      credential,
      deviceClass: device.class,
      profile: device.profile === "auto" ? undefined : device.profile,
      positions: device.positions,
      timeoutMs: device.timeout === undefined ? undefined : seconds(device.timeout) * 1000,
    };
    const print = JSON.stringify(target);
    if (before !== undefined && before.print !== print) before.polled.close();
    const polled = before?.print === print ? before.polled : new PolledDevice(target, this.#engine);
    const limits = deviceLimits(site, device);
    const known: Known = { print, polled, site, device, limits, beside: besideOf(limits) };
    this.#devices.set(device.id, known);
    return known;
  }

  /** Devices that the inventory does not have any more. */
  #forget(site: Site): void {
    if (this.#forgottenFor === site) return;
    this.#forgottenFor = site;
    const ids = new Set(site.devices.map(({ id }) => id));
    for (const [id, { polled }] of this.#devices) {
      if (ids.has(id)) continue;
      polled.close();
      this.#devices.delete(id);
      this.#wasUp.delete(id);
    }
  }

  #say(device: Device, result: PollResult): void {
    const before = this.#wasUp.get(device.id);
    this.#wasUp.set(device.id, result.ok);
    if (before === result.ok) return;
    const { log } = this.#options;
    if (result.ok) log.info({ device: device.id, profiles: result.profiles, series: result.template.size }, "device answers");
    else log.warn({ device: device.id, reason: result.reason, detail: result.detail }, "device does not answer");
  }

  #result(result: PollResult, limits: readonly Sample[] = [], beside = noBeside): ProbeResult {
    const now = this.#options.now();
    if (result.ok) return new Success(result, now, limits, beside);
    const samples = [...probeSamples(result, now), ...limits];
    const { reason, detail, at, tookMs } = result;
    const text = exposition(samples, expositionMeta);
    const writeTo = (page: Page): void => page.copy(octetsOf(text));
    return { success: false, reason, detail, profiles: [], samples, text, writeTo, tookSeconds: tookMs / 1000, at };
  }
}

/** The poll's result, or that it was too late for whoever asked. The poll never rejects. */
function withDeadline(poll: Promise<PollResult>, deadlineMs: number, at: Date): Promise<PollResult> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      const detail = `no complete answer within ${(deadlineMs / 1000).toFixed(1)} s`;
      resolve({ ok: false, reason: "deadline", detail, tookMs: deadlineMs, at });
    }, deadlineMs);
    void poll.then((result) => {
      clearTimeout(timer);
      return resolve(result);
    });
  });
}
