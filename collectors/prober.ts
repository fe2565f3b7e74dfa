/** Polls inventory devices: one `PolledDevice` each, made anew when the inventory changes it. */
import type { Logger } from "pino";
import { seconds, type Device, type Site } from "../site/inventory.ts";
import { deviceLimits } from "../site/limits.ts";
import { metrics } from "../site/metrics.ts";
import { exposition, type Sample } from "../site/series.ts";
import { expositionMeta } from "../site/metrics.ts";
import type { OwnMetrics } from "./own-metrics.ts";
import type { Profile } from "./profile.ts";
import { readLayout } from "./samples.ts";
import { PolledDevice, type Engine, type FailureReason, type PollResult, type Target } from "./snmp/device.ts";
import { Gate } from "./snmp/gate.ts";
import { Hub, type DropReason } from "./snmp/hub.ts";

/** What one probe found: the canonical samples with the probe's own and the device's limits. */
export interface ProbeResult {
  readonly success: boolean;
  /** Why not; undefined after success. */
  readonly reason?: FailureReason;
  readonly detail?: string;
  /** Profiles that serve the device, in order of preference; empty before it was recognised. */
  readonly profiles: readonly string[];
  readonly samples: readonly Sample[];
  /** The same in the exposition format. */
  readonly text: string;
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

const states = metrics.probe_failure_reason.states;

function probeSamples(result: PollResult, now: Date): Sample[] {
  const reason = result.ok ? undefined : result.reason;
  const samples: Sample[] = [
    { metric: "probe_success", labels: {}, value: result.ok ? 1 : 0 },
    { metric: "probe_duration_seconds", labels: {}, value: Math.round(result.tookMs) / 1000 },
    ...states.map((state) => ({ metric: "probe_failure_reason", labels: { state }, value: state === reason ? 1 : 0 })),
  ];
  if (result.ok) {
    const age = Math.max(0, now.getTime() - result.at.getTime() - result.tookMs) / 1000;
    samples.push({ metric: "probe_sample_age_seconds", labels: {}, value: Math.round(age * 1000) / 1000 });
  }
  return samples;
}

export class Prober {
  readonly #options: ProberOptions;
  readonly #own: OwnMetrics;
  readonly #engine: Engine;
  readonly #devices = new Map<string, { readonly print: string; readonly polled: PolledDevice }>();
  readonly #wasUp = new Map<string, boolean>();

  constructor(options: ProberOptions) {
    this.#options = options;
    this.#own = options.own(() => [...this.#devices.values()].filter(({ polled }) => polled.resting).length);
    const own = this.#own;
    this.#engine = {
      hub: new Hub((reason: DropReason) => own.dropped(reason)),
      gate: new Gate(inFlight),
      doubtful: new Gate(inFlightDoubtful),
      profiles: options.profiles,
      now: options.now,
      allowDes: options.allowDes,
      count: { asked: own.asked, timedOut: own.timedOut, learnt: own.learnt },
    };
  }

  /** Polls a device of the inventory, or says why it could not. The poll goes on after the deadline, for the next probe. */
  async device(device: Device, deadlineMs: number): Promise<ProbeResult> {
    const site = this.#options.site();
    const polled = this.#polled(site, device);
    if (polled === undefined) {
      const detail = `no credentials named ${device.credentials}`;
      return this.#result({ ok: false, reason: "authentication", detail, tookMs: 0, at: this.#options.now() }, site, device);
    }
    const result = await withDeadline(polled.poll(), deadlineMs, this.#options.now());
    this.#own.polled(device.class, result.ok ? "ok" : result.reason, result.tookMs / 1000);
    this.#say(device, result);
    return this.#result(result, site, device);
  }

  /** Polls an address that a person named on the command line. */
  async target(target: Target, deadlineMs: number): Promise<ProbeResult> {
    const polled = new PolledDevice(target, this.#engine);
    try {
      return this.#result(await withDeadline(polled.poll(), deadlineMs, this.#options.now()));
    } finally {
      polled.close();
    }
  }

  close(): void {
    for (const { polled } of this.#devices.values()) polled.close();
    this.#devices.clear();
    this.#engine.hub.close();
  }

  #polled(site: Site, device: Device): PolledDevice | undefined {
    const credential = site.credentials.find(({ id }) => id === device.credentials);
    if (credential === undefined) return undefined;
    const target: Target = {
      address: device.address,
      credential,
      deviceClass: device.class,
      profile: device.profile === "auto" ? undefined : device.profile,
      positions: device.positions,
      timeoutMs: device.timeout === undefined ? undefined : seconds(device.timeout) * 1000,
    };
    const print = JSON.stringify(target);
    const known = this.#devices.get(device.id);
    if (known?.print === print) return known.polled;
    known?.polled.close();
    this.#forget(site);
    const polled = new PolledDevice(target, this.#engine);
    this.#devices.set(device.id, { print, polled });
    return polled;
  }

  /** Devices that the inventory does not have any more. */
  #forget(site: Site): void {
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
    if (result.ok)
      log.info({ device: device.id, profiles: result.layout.profiles, series: result.layout.series.length }, "device answers");
    else log.warn({ device: device.id, reason: result.reason, detail: result.detail }, "device does not answer");
  }

  #result(result: PollResult, site?: Site, device?: Device): ProbeResult {
    const extra = [
      ...probeSamples(result, this.#options.now()),
      ...(site === undefined || device === undefined ? [] : deviceLimits(site, device)),
    ];
    const tookSeconds = result.tookMs / 1000;
    if (!result.ok) {
      const text = exposition(extra, expositionMeta);
      return {
        success: false,
        reason: result.reason,
        detail: result.detail,
        profiles: [],
        samples: extra,
        text,
        tookSeconds,
        at: result.at,
      };
    }
    const samples = [...extra, ...readLayout(result.layout, result.values)];
    const text = result.template.render(result.values, extra);
    return { success: true, profiles: result.layout.profiles, samples, text, tookSeconds, at: result.at };
  }
}

async function withDeadline(poll: Promise<PollResult>, deadlineMs: number, at: Date): Promise<PollResult> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<PollResult>((resolve) => {
    const detail = `no complete answer within ${(deadlineMs / 1000).toFixed(1)} s`;
    timer = setTimeout(() => resolve({ ok: false, reason: "deadline", detail, tookMs: deadlineMs, at }), deadlineMs);
  });
  try {
    return await Promise.race([poll, late]);
  } finally {
    clearTimeout(timer);
  }
}
