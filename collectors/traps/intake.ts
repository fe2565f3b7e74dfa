/**
 * What happens with one datagram on the trap port: told apart, believed or not, counted and remembered. Does no I/O: the
 * caller sends the reply and hands the trap to the confirming polls. Flood-safe: every step before a known source's
 * bucket costs a map look-up, and nothing is kept for strangers.
 */
import type { Device, Site } from "../../site/inventory.ts";
import { Bucket } from "./bucket.ts";
import { Malformed, type Reader } from "./ber.ts";
import type { TrapEngine } from "./engine.ts";
import { knownTrap, type KnownTrap } from "./known.ts";
import { answered, readMessage, readNotification, readScoped } from "./message.ts";
import { plainAddress, type Sources } from "./sources.ts";

/** How it ended; the label `result` of `leitstand_traps_total`. */
export type TrapResult =
  | "waiting"
  | "confirmed"
  | "unconfirmed"
  | "polled"
  | "poll_failed"
  | "noted"
  | "unknown_trap"
  | "unknown_source"
  | "unauthenticated"
  | "replayed"
  | "discovery"
  | "malformed"
  | "throttled"
  | "queue_full";

export type TrapVersion = "1" | "2c" | "3" | "unknown";

/** One line of `/traps`. Values that came with the trap are left out: they can hold names and secrets. */
export interface TrapRecord {
  readonly at: Date;
  readonly source: string;
  readonly devices: readonly string[];
  readonly version: TrapVersion;
  readonly kind: "trap" | "inform" | undefined;
  readonly trap: string | undefined;
  readonly name: string | undefined;
  result: TrapResult;
  /** When the result was known. */
  endedAt?: Date;
  /** What alerting made of it. */
  handedOn?: string;
}

export interface Waiting {
  readonly record: TrapRecord;
  readonly device: Device;
  readonly known: KnownTrap;
}

export interface Taken {
  readonly reply?: Buffer | undefined;
  /** Whether the reply acknowledges an inform. */
  readonly acknowledged?: boolean;
  /** What a poll is to confirm: one for each device behind the source's address. */
  readonly waiting: readonly Waiting[];
}

export interface IntakeOptions {
  readonly site: () => Site;
  readonly sources: Sources;
  readonly engine: TrapEngine;
  readonly counted: (version: TrapVersion, result: TrapResult) => void;
}

const nothing: Taken = { waiting: [] };
const remembered = 100;

export class TrapIntake {
  readonly #options: IntakeOptions;
  readonly #all = new Bucket(400, 200);
  readonly #noise = new Bucket(5, 0.5);
  readonly #buckets = new Map<string, Bucket>();
  #records: TrapRecord[] = [];

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  /** The last hundred, newest first. */
  get records(): readonly TrapRecord[] {
    return this.#records;
  }

  take(datagram: Uint8Array, from: string, now: Date): Taken {
    const source = plainAddress(from);
    const devices = this.#options.sources.at(source);
    if (devices.length === 0) return this.#drop(source, devices, "unknown", "unknown_source", now);
    const nowMs = now.getTime();
    if (!this.#bucket(source).take(nowMs) || !this.#all.take(nowMs)) {
      return this.#drop(source, devices, "unknown", "throttled", now);
    }
    let version: TrapVersion = "unknown";
    try {
      const message = readMessage(datagram);
      version = message.version;
      if (message.version === "3") return this.#takeSecured(datagram, message.secured, source, devices, now);
      // A device that can speak v3 here is not believed without it. Communities of traps are no secret and not compared.
      const open = this.#served(devices, (kind) => kind !== "3");
      if (open.length === 0) return this.#drop(source, devices, version, "unauthenticated", now);
      const { type, typeAt, pdu } = message;
      return this.#read(type, pdu, { source, devices: open, version, now }, () => answered(datagram, typeAt));
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      return this.#drop(source, devices, version, "malformed", now);
    }
  }

  /** Gives a record its end, and counts it. */
  end(record: TrapRecord, result: TrapResult, now: Date): void {
    if (record.result !== "waiting") return;
    record.result = result;
    record.endedAt = now;
    this.#options.counted(record.version, result);
  }

  #takeSecured(
    datagram: Uint8Array,
    secured: Parameters<TrapEngine["believe"]>[1],
    source: string,
    devices: readonly Device[],
    now: Date,
  ): Taken {
    const { site, engine } = this.#options;
    const secure = this.#served(devices, (kind) => kind === "3");
    const ids = new Set(secure.map(({ credentials }) => credentials));
    const users = site().credentials.flatMap((one) => (one.version === "3" && ids.has(one.id) ? [one] : []));
    const believed = engine.believe(datagram, secured, users, now);
    if (!believed.ok) return { ...this.#drop(source, devices, "3", believed.result, now), reply: believed.reply };
    const { type, typeAt, pdu, whole } = readScoped(believed.scoped);
    return this.#read(type, pdu, { source, devices: secure, version: "3", now }, () => believed.answer(answered(whole, typeAt)));
  }

  #read(
    type: number,
    pdu: Reader,
    about: { source: string; devices: readonly Device[]; version: TrapVersion; now: Date },
    answer: () => Buffer | undefined,
  ): Taken {
    const { source, devices, version, now } = about;
    const notification = readNotification(type, pdu);
    if (notification === undefined) return this.#drop(source, devices, version, "malformed", now);
    const known = knownTrap(notification);
    const record: TrapRecord = {
      at: now,
      source,
      devices: devices.map(({ id }) => id),
      version,
      kind: notification.kind,
      trap: notification.trap,
      name: known?.name,
      result: "waiting",
    };
    this.#remember(record);
    const reply = notification.kind === "inform" ? answer() : undefined;
    const acknowledged = reply !== undefined;
    if (known?.poll === true) return { reply, acknowledged, waiting: devices.map((device) => ({ record, device, known })) };
    this.end(record, known === undefined ? "unknown_trap" : "noted", now);
    return { reply, acknowledged, waiting: [] };
  }

  #served(devices: readonly Device[], fits: (version: string) => boolean): readonly Device[] {
    const { credentials } = this.#options.site();
    return devices.filter((device) => {
      const credential = credentials.find(({ id }) => id === device.credentials);
      return credential !== undefined && fits(credential.version);
    });
  }

  #bucket(source: string): Bucket {
    const known = this.#buckets.get(source);
    if (known !== undefined) return known;
    // Only addresses of the inventory come here; addresses of yesterday's inventory are forgotten in one go.
    if (this.#buckets.size > 2 * this.#options.site().devices.length + 100) this.#buckets.clear();
    const bucket = new Bucket(20, 2);
    this.#buckets.set(source, bucket);
    return bucket;
  }

  #drop(source: string, devices: readonly Device[], version: TrapVersion, result: TrapResult, now: Date): Taken {
    this.#options.counted(version, result);
    // Noise must not wash out of the list what was believed.
    if (this.#noise.take(now.getTime())) {
      const ids = devices.map(({ id }) => id);
      const unread = { kind: undefined, trap: undefined, name: undefined };
      this.#remember({ at: now, source, devices: ids, version, ...unread, result, endedAt: now });
    }
    return nothing;
  }

  #remember(record: TrapRecord): void {
    this.#records = [record, ...this.#records.slice(0, remembered - 1)];
  }
}
