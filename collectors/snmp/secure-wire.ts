/**
 * SNMPv3 on the fast way (RFC 3414, RFC 3826, RFC 7860): the library's session finds the engine, its clock and the keys;
 * requests and answers of a known layout are sealed and opened here. Whatever is not a plain authentic answer inside
 * the time window is left to the session, reports included.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  randomBytes,
  timingSafeEqual,
  type KeyObject,
} from "node:crypto";
import snmp from "net-snmp";
import type { Raw } from "../raw.ts";
import { element, end, enter, fixedInteger, integer, start } from "./ber.ts";
import { answerPdu, frameFor, readAnswer, type Frame } from "./frame.ts";
import type { Request, Wire } from "./wire.ts";

/** What the library knows beyond its published types. */
interface Knowing {
  readonly msgSecurityParameters?: { readonly msgAuthoritativeEngineID?: unknown };
  getEngineTime(): { readonly engineBoots: number; readonly engineTime: number } | null;
}

interface Algorithms {
  readonly Authentication: {
    readonly algorithms: Readonly<
      Record<string, { readonly CRYPTO_ALGORITHM: string; readonly AUTHENTICATION_CODE_LENGTH: number } | undefined>
    >;
    passwordToKey(protocol: string, password: string, engine: Buffer): Buffer;
  };
  readonly Encryption: {
    readonly algorithms: Readonly<
      Record<
        string,
        | {
            readonly CRYPTO_ALGORITHM: string;
            localizationAlgorithm(cipher: unknown, authentication: string, password: string, engine: Buffer): Buffer;
          }
        | undefined
      >
    >;
  };
}

const { Authentication, Encryption } = snmp as unknown as Algorithms;
const windowSeconds = 150;

/** Counts from a random start, so that no salt comes twice under a key (RFC 3826 § 3.1.2.1). */
let lastSalt = randomBytes(8).readBigUInt64BE();

function nextSalt(): Buffer {
  const salt = Buffer.alloc(8);
  lastSalt = BigInt.asUintN(64, lastSalt + 1n);
  salt.writeBigUInt64BE(lastSalt);
  return salt;
}

/** Keys and constant parts for one engine. Keys are made ready once: from octets that costs more than a message. */
interface Sealing {
  readonly engine: Buffer;
  readonly hash: string;
  readonly macLength: number;
  readonly authKey: KeyObject;
  readonly cipher: string | undefined;
  readonly privKey: KeyObject;
  readonly user: Buffer;
}

/** A whole number in as few octets as possible. */
function shortInteger(value: number): Buffer {
  let size = 1;
  while (size < 4 && value >= 2 ** (8 * size - 1)) size++;
  const out = Buffer.alloc(2 + size);
  out[0] = 2;
  out[1] = size;
  out.writeIntBE(value, 2, size);
  return out;
}

export class SecureWire implements Wire {
  readonly #session: Knowing;
  readonly #user: snmp.User;
  readonly #context: Uint8Array;
  #sealing: Sealing | undefined;

  private constructor(session: Knowing, user: snmp.User, context: string) {
    this.#session = session;
    this.#user = user;
    this.#context = element(4, Buffer.from(context));
  }

  /** @returns undefined for DES and for users without authentication: the library alone speaks those */
  static over(session: snmp.Session, user: snmp.User, context: string): SecureWire | undefined {
    const wanted = user.level === snmp.SecurityLevel.authNoPriv || user.level === snmp.SecurityLevel.authPriv;
    if (!wanted || ("privProtocol" in user && user.privProtocol === snmp.PrivProtocols.des)) return undefined;
    return new SecureWire(session as unknown as Knowing, user, context);
  }

  epoch(): object | undefined {
    const engine = this.#session.msgSecurityParameters?.msgAuthoritativeEngineID;
    if (!Buffer.isBuffer(engine) || engine.length === 0 || this.#session.getEngineTime() === null) return undefined;
    if (this.#sealing === undefined || !this.#sealing.engine.equals(engine)) this.#sealing = this.#seal(Buffer.from(engine));
    return this.#sealing;
  }

  #seal(engine: Buffer): Sealing | undefined {
    const { name, authProtocol, authKey, privProtocol, privKey } = this.#user as unknown as Record<string, string | undefined>;
    const authentication = authProtocol === undefined ? undefined : Authentication.algorithms[authProtocol];
    if (authentication === undefined || authProtocol === undefined || authKey === undefined) return undefined;
    const cipher = privProtocol === undefined ? undefined : Encryption.algorithms[privProtocol];
    return {
      engine,
      hash: authentication.CRYPTO_ALGORITHM,
      macLength: authentication.AUTHENTICATION_CODE_LENGTH,
      authKey: createSecretKey(Authentication.passwordToKey(authProtocol, authKey, engine)),
      cipher: cipher?.CRYPTO_ALGORITHM,
      privKey: createSecretKey(cipher?.localizationAlgorithm(cipher, authProtocol, privKey ?? "", engine) ?? Buffer.alloc(1)),
      user: Buffer.from(name ?? ""),
    };
  }

  frame(oids: readonly string[], from: number): Frame | undefined {
    const engine = this.#sealing?.engine;
    return engine === undefined ? undefined : frameFor([element(4, engine), this.#context], oids, from);
  }

  request(frame: Frame, id: number): Request | undefined {
    const sealing = this.#sealing;
    const clock = this.#session.getEngineTime();
    if (sealing === undefined || clock === null) return undefined;
    frame.message.writeInt32BE(id, frame.idAt);
    const flags = sealing.cipher === undefined ? 1 : 3;
    const salt = flags === 3 ? nextSalt() : Buffer.alloc(0);
    const body =
      flags === 3 ? element(4, crypt(sealing, frame.message, clock.engineBoots, clock.engineTime, salt, true)) : frame.message;
    const mac = Buffer.alloc(sealing.macLength);
    const parameters = element(
      0x30,
      element(4, sealing.engine),
      shortInteger(clock.engineBoots),
      shortInteger(clock.engineTime),
      element(4, sealing.user),
      element(4, mac),
      element(4, salt),
    );
    // Largest message 65507, reportable, user-based security model.
    const header = element(
      0x30,
      fixedInteger(id),
      Uint8Array.of(2, 3, 0, 0xff, 0xe3),
      Uint8Array.of(4, 1, flags | 4),
      Uint8Array.of(2, 1, 3),
    );
    const datagram = element(0x30, Uint8Array.of(2, 1, 3), header, element(4, parameters), body);
    const macAt = datagram.length - body.length - 2 - salt.length - mac.length;
    digest(sealing, datagram).copy(datagram, macAt);
    return { datagram, read: (data, values) => this.#read(data, frame, id, flags, sealing, values) };
  }

  #read(data: Buffer, frame: Frame, id: number, flags: number, sealing: Sealing, values: (Raw | undefined)[]): boolean {
    if (enter(data, 0, data.length) !== 0x30 || end !== data.length) return false;
    if (enter(data, start, data.length) !== 2 || integer(data) !== 3) return false;
    if (enter(data, end, data.length) !== 0x30) return false;
    const headerEnd = end;
    if (enter(data, start, headerEnd) !== 2 || integer(data) !== id) return false;
    if (enter(data, end, headerEnd) !== 2) return false;
    if (enter(data, end, headerEnd) !== 4 || end - start !== 1 || ((data[start] ?? 0) & 3) !== flags) return false;
    if (enter(data, end, headerEnd) !== 2 || integer(data) !== 3) return false;
    if (enter(data, headerEnd, data.length) !== 4) return false;
    const bodyAt = end;
    if (enter(data, start, bodyAt) !== 0x30) return false;
    const limit = end;
    if (enter(data, start, limit) !== 4 || !sealing.engine.equals(data.subarray(start, end))) return false;
    if (enter(data, end, limit) !== 2) return false;
    const boots = integer(data);
    if (enter(data, end, limit) !== 2) return false;
    const time = integer(data);
    if (enter(data, end, limit) !== 4 || !sealing.user.equals(data.subarray(start, end))) return false;
    if (enter(data, end, limit) !== 4 || end - start !== sealing.macLength) return false;
    const mac = data.subarray(start, end);
    if (enter(data, end, limit) !== 4) return false;
    const salt = data.subarray(start, end);
    const given = Buffer.from(mac);
    mac.fill(0);
    if (!timingSafeEqual(digest(sealing, data), given)) return false;
    const clock = this.#session.getEngineTime();
    if (clock?.engineBoots !== boots || Math.abs(clock.engineTime - time) > windowSeconds) return false;
    let scoped = data.subarray(bodyAt);
    if (flags === 3) {
      if (salt.length !== 8 || enter(data, bodyAt, data.length) !== 4) return false;
      scoped = crypt(sealing, data.subarray(start, end), boots, time, salt, false);
    }
    const at = answerPdu(scoped, frame);
    return at >= 0 && readAnswer(scoped, at, scoped.length, frame, values);
  }
}

const digest = ({ hash, authKey, macLength }: Sealing, message: Uint8Array): Buffer =>
  createHmac(hash, authKey).update(message).digest().subarray(0, macLength);

/** AES in CFB mode; the vector is boots, time and salt (RFC 3826 § 3.1.2.1). */
function crypt(
  { cipher = "", privKey }: Sealing,
  text: Uint8Array,
  boots: number,
  time: number,
  salt: Uint8Array,
  encrypt: boolean,
): Buffer {
  const vector = Buffer.alloc(16);
  vector.writeInt32BE(boots, 0);
  vector.writeInt32BE(time, 4);
  vector.set(salt, 8);
  // A stream mode: `update` gives everything, `final` nothing.
  return (encrypt ? createCipheriv(cipher, privKey, vector) : createDecipheriv(cipher, privKey, vector)).update(text);
}
