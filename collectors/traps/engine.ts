/**
 * SNMPv3 for a receiver of notifications: for traps the sender is the authoritative engine, for informs we are (RFC 3414
 * § 1.5.1). Decides whether a message may be believed, and writes the reports and answers that the protocol asks for.
 */
import { createHash, randomBytes } from "node:crypto";
import type { Credential } from "../../site/inventory.ts";
import { element, objectId, tag, unsigned } from "./ber.ts";
import { readScoped, type Secured } from "./message.ts";
import { levelOf, UserAt } from "./usm.ts";

type V3 = Extract<Credential, { version: "3" }>;

export type Believed =
  | { readonly ok: true; readonly scoped: Uint8Array; readonly answer: (scoped: Uint8Array) => Buffer | undefined }
  | { readonly ok: false; readonly result: "discovery" | "unauthenticated" | "replayed"; readonly reply?: Buffer | undefined };

interface Clock {
  readonly boots: number;
  readonly time: number;
}

/** usmStats counters, by the report that carries them (RFC 3414 § 5). */
const reports = {
  unsupportedSecLevels: "1.3.6.1.6.3.15.1.1.1.0",
  notInTimeWindows: "1.3.6.1.6.3.15.1.1.2.0",
  unknownUserNames: "1.3.6.1.6.3.15.1.1.3.0",
  unknownEngineIds: "1.3.6.1.6.3.15.1.1.4.0",
  wrongDigests: "1.3.6.1.6.3.15.1.1.5.0",
  decryptionErrors: "1.3.6.1.6.3.15.1.1.6.0",
} as const;

/** Seconds that clocks may differ (RFC 3414 § 2.2.3). */
const window = 150;
/** snmpEngineBoots counts seconds since then at our start: it grows with every start and nothing has to be kept. */
const bootEpochMs = Date.UTC(2024, 0, 1);
const mostEngines = 2000;

/**
 * Our engine id (RFC 3411 § 5): the enterprise number for examples (RFC 5612), octets of our own choice. It must stay the
 * same over restarts, for senders keep it.
 */
export const engineIdOf = (name: string): Buffer =>
  Buffer.concat([
    Buffer.from("80007ed905", "hex"),
    createHash("sha256").update(`leitstand traps ${name}`).digest().subarray(0, 8),
  ]);

export class TrapEngine {
  readonly #id: Buffer;
  readonly #startedMs: number;
  readonly #users = new Map<string, UserAt>();
  /** Clocks of sending engines, learnt from authentic messages only. */
  readonly #clocks = new Map<string, { readonly boots: number; readonly time: number; readonly atMs: number }>();
  #reports = 0;

  constructor(id: Buffer, startedAt: Date) {
    this.#id = id;
    this.#startedMs = startedAt.getTime();
  }

  /** Whether one of the sender's users vouches for the message. @param users  the v3 credentials of the source's devices */
  believe(datagram: Uint8Array, secured: Secured, users: readonly V3[], now: Date): Believed {
    const toUs = Buffer.from(secured.engineId).equals(this.#id);
    const clock = this.#clock(now);
    const refuse = (counter: keyof typeof reports, user?: UserAt, result: "unauthenticated" | "discovery" = "unauthenticated") =>
      ({ ok: false, result, reply: secured.reportable ? this.#report(secured, counter, clock, user) : undefined }) as const;
    if (secured.engineId.length === 0) return refuse("unknownEngineIds", undefined, "discovery");
    const mine = users.filter(({ user }) => user === secured.user);
    if (mine.length === 0) return refuse(toUs || !secured.reportable ? "unknownUserNames" : "unknownEngineIds");
    const level = secured.encrypted ? "priv" : secured.authenticated ? "auth" : "none";
    const fitting = mine.filter((credential) => levelOf(credential) === level);
    if (fitting.length === 0) return refuse("unsupportedSecLevels");
    let why: "wrongDigests" | "decryptionErrors" = "wrongDigests";
    for (const credential of fitting) {
      const user = this.#user(credential, secured.engineId);
      if (level !== "none" && !user.authentic(datagram, secured.digest)) continue;
      if (level !== "none") {
        if (toUs) {
          const inTime = secured.boots === clock.boots && Math.abs(secured.time - clock.time) <= window;
          if (!inTime) return refuse("notInTimeWindows", user, "discovery");
        } else if (!this.#fresh(secured, now)) return { ok: false, result: "replayed" };
      }
      const scoped = secured.encrypted
        ? user.decrypt(secured.data, secured.boots, secured.time, secured.salt)
        : Buffer.from(secured.data);
      if (scoped === undefined || !looksScoped(scoped)) {
        why = "decryptionErrors";
        continue;
      }
      const answer = (reply: Uint8Array): Buffer | undefined => this.#message(secured, level, reply, user, clock, secured.user);
      return { ok: true, scoped, answer };
    }
    return refuse(why);
  }

  #clock(now: Date): Clock {
    return {
      boots: Math.max(1, Math.floor((this.#startedMs - bootEpochMs) / 1000)),
      time: Math.max(0, Math.floor((now.getTime() - this.#startedMs) / 1000)),
    };
  }

  #user(credential: V3, engineId: Uint8Array): UserAt {
    const name = createHash("sha256").update(JSON.stringify(credential)).update(engineId).digest("base64");
    const known = this.#users.get(name);
    if (known !== undefined) return known;
    const user = new UserAt(credential, engineId);
    if (this.#users.size >= mostEngines) this.#users.clear();
    this.#users.set(name, user);
    return user;
  }

  /** Whether an authentic message is newer than what its engine sent before (RFC 3414 § 3.2, 7b). */
  #fresh({ engineId, boots, time }: Secured, now: Date): boolean {
    const name = Buffer.from(engineId).toString("hex");
    const known = this.#clocks.get(name);
    if (known !== undefined) {
      const expected = known.time + (now.getTime() - known.atMs) / 1000;
      if (boots < known.boots || (boots === known.boots && time < expected - window)) return false;
      if (boots === known.boots && time <= known.time) return true;
    }
    if (known === undefined && this.#clocks.size >= mostEngines) this.#clocks.clear();
    this.#clocks.set(name, { boots, time, atMs: now.getTime() });
    return true;
  }

  #report(secured: Secured, counter: keyof typeof reports, clock: Clock, user?: UserAt): Buffer | undefined {
    this.#reports++;
    const binding = element(tag.sequence, objectId(reports[counter]), unsigned(this.#reports, 0x41));
    const pdu = element(0xa8, unsigned(0), unsigned(0), unsigned(0), element(tag.sequence, binding));
    const scoped = element(tag.sequence, element(tag.octets, this.#id), element(tag.octets), pdu);
    return this.#message(
      secured,
      user === undefined ? "none" : "auth",
      scoped,
      user,
      clock,
      user === undefined ? "" : secured.user,
    );
  }

  #message(
    { id }: Secured,
    level: "none" | "auth" | "priv",
    scoped: Uint8Array,
    user: UserAt | undefined,
    { boots, time }: Clock,
    name: string,
  ): Buffer | undefined {
    const salt = level === "priv" ? randomBytes(8) : Buffer.alloc(0);
    const data = level === "priv" ? user?.encrypt(scoped, boots, time, salt) : scoped;
    if (data === undefined) return undefined;
    const digestLength = level === "none" ? 0 : (user?.digestLength ?? 0);
    const write = (digest: Uint8Array): Buffer => {
      const flags = { none: 0, auth: 1, priv: 3 }[level];
      const header = element(
        tag.sequence,
        unsigned(id),
        unsigned(65_507),
        element(tag.octets, Buffer.from([flags])),
        unsigned(3),
      );
      const security = element(
        tag.sequence,
        element(tag.octets, this.#id),
        unsigned(boots),
        unsigned(time),
        element(tag.octets, Buffer.from(name)),
        element(tag.octets, digest),
        element(tag.octets, salt),
      );
      const body = level === "priv" ? element(tag.octets, data) : Buffer.from(data);
      return element(tag.sequence, unsigned(3), header, element(tag.octets, security), body);
    };
    const blank = write(Buffer.alloc(digestLength));
    return digestLength === 0 || user === undefined ? blank : write(user.digest(blank));
  }
}

function looksScoped(data: Uint8Array): boolean {
  try {
    readScoped(data);
    return true;
  } catch {
    return false;
  }
}
