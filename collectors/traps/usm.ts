/**
 * The user-based security model as the receiver of notifications plays it (RFC 3414; HMAC-SHA-2: RFC 7860; AES: RFC
 * 3826; 256-bit keys after Blumenthal or, as Cisco does, after Reeder). On node:crypto; keys never leave this file.
 */
import { createCipheriv, createDecipheriv, createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { Credential } from "../../site/inventory.ts";

type V3 = Extract<Credential, { version: "3" }>;
export type Level = "none" | "auth" | "priv";

/** Hash of node:crypto and octets of the digest in a message. */
const hashes = {
  md5: ["md5", 12],
  sha: ["sha1", 12],
  sha224: ["sha224", 16],
  sha256: ["sha256", 24],
  sha384: ["sha384", 32],
  sha512: ["sha512", 48],
} as const;

/** Password to key costs a megabyte of hashing (RFC 3414 § A.2); the same password is asked for again and again. */
const masterKeys = new Map<string, Buffer>();
const mostMasterKeys = 500;

function masterKey(hash: string, password: Buffer): Buffer {
  const name = createHash("sha256").update(hash).update("\0").update(password).digest("base64");
  const known = masterKeys.get(name);
  if (known !== undefined) return known;
  const megabyte = Buffer.alloc(1_048_576, password);
  const key = createHash(hash).update(megabyte).digest();
  if (masterKeys.size >= mostMasterKeys) masterKeys.clear();
  masterKeys.set(name, key);
  return key;
}

function localised(hash: string, password: Buffer, engineId: Uint8Array): Buffer {
  const key = masterKey(hash, password);
  return createHash(hash).update(key).update(engineId).update(key).digest();
}

/** Octets of an AES key by protocol. */
const keyLengths = { aes: 16, aes192b: 24, aes192r: 24, aes256b: 32, aes256r: 32 } as const;

/** So many octets of key where the hash gives fewer. */
function extended(kind: keyof typeof keyLengths, hash: string, short: Buffer, engineId: Uint8Array): Buffer {
  const length = keyLengths[kind];
  let key = short;
  for (let last = short; key.length < length;) {
    // Reeder's next part comes from the whole way of password to key, which is not worth remembering.
    const next: Buffer = kind.endsWith("b") ? createHash(hash).update(key).digest() : localisedOnce(hash, last, engineId);
    last = next;
    key = Buffer.concat([key, next]);
  }
  return key.subarray(0, length);
}

function localisedOnce(hash: string, password: Buffer, engineId: Uint8Array): Buffer {
  const key = createHash(hash).update(Buffer.alloc(1_048_576, password)).digest();
  return createHash(hash).update(key).update(engineId).update(key).digest();
}

export const levelOf = ({ authentication, privacy }: V3): Level =>
  authentication === undefined ? "none" : privacy === undefined ? "auth" : "priv";

/** Keys of one user at one authoritative engine. */
export class UserAt {
  readonly digestLength: number;
  readonly #hash: string;
  readonly #authKey: Buffer;
  readonly #privKey: Buffer;
  readonly #cipher: "des" | keyof typeof keyLengths | undefined;

  constructor({ authentication, privacy }: V3, engineId: Uint8Array) {
    const [hash, length] = hashes[authentication?.protocol ?? "sha"];
    this.#hash = hash;
    this.digestLength = authentication === undefined ? 0 : length;
    const none = Buffer.alloc(0);
    this.#authKey = authentication === undefined ? none : localised(hash, Buffer.from(authentication.key), engineId);
    this.#cipher = privacy?.protocol;
    if (privacy === undefined) this.#privKey = none;
    else {
      const key = localised(hash, Buffer.from(privacy.key), engineId);
      this.#privKey = privacy.protocol === "des" ? key.subarray(0, 16) : extended(privacy.protocol, hash, key, engineId);
    }
  }

  /** Digest over a message whose own digest is zeros. */
  digest(message: Uint8Array): Buffer {
    return createHmac(this.#hash, this.#authKey).update(message).digest().subarray(0, this.digestLength);
  }

  /** Whether the digest at `start` to `end` is that of the datagram. */
  authentic(datagram: Uint8Array, { start, end }: { readonly start: number; readonly end: number }): boolean {
    if (this.digestLength === 0 || end - start !== this.digestLength) return false;
    const given = Buffer.from(datagram.subarray(start, end));
    const blank = Buffer.from(datagram);
    blank.fill(0, start, end);
    return timingSafeEqual(given, this.digest(blank));
  }

  /** Plain text of a scoped PDU; undefined when it cannot be had (no key, wrong salt, DES without its provider). */
  decrypt(data: Uint8Array, boots: number, time: number, salt: Uint8Array): Buffer | undefined {
    if (this.#cipher === undefined || salt.length !== 8) return undefined;
    try {
      if (this.#cipher === "des") {
        const decipher = createDecipheriv("des-cbc", this.#privKey.subarray(0, 8), this.#desVector(salt)).setAutoPadding(false);
        return Buffer.concat([decipher.update(data), decipher.final()]);
      }
      const decipher = createDecipheriv(this.#aes(), this.#privKey, aesVector(boots, time, salt));
      return Buffer.concat([decipher.update(data), decipher.final()]);
    } catch {
      return undefined;
    }
  }

  encrypt(data: Uint8Array, boots: number, time: number, salt: Uint8Array): Buffer | undefined {
    if (this.#cipher === undefined) return undefined;
    try {
      if (this.#cipher === "des") {
        const padded = Buffer.concat([data, Buffer.alloc((8 - (data.length % 8)) % 8)]);
        const cipher = createCipheriv("des-cbc", this.#privKey.subarray(0, 8), this.#desVector(salt)).setAutoPadding(false);
        return Buffer.concat([cipher.update(padded), cipher.final()]);
      }
      const cipher = createCipheriv(this.#aes(), this.#privKey, aesVector(boots, time, salt));
      return Buffer.concat([cipher.update(data), cipher.final()]);
    } catch {
      return undefined;
    }
  }

  #aes(): string {
    return `aes-${this.#privKey.length * 8}-cfb`;
  }

  /** Pre-IV xor salt (RFC 3414 § 8.1.1.1). */
  #desVector(salt: Uint8Array): Buffer {
    return Buffer.from(salt.map((octet, index) => octet ^ (this.#privKey[8 + index] ?? 0)));
  }
}

/** Boots, time, salt (RFC 3826 § 3.1.2.1). */
function aesVector(boots: number, time: number, salt: Uint8Array): Buffer {
  const vector = Buffer.alloc(16);
  vector.writeUInt32BE(boots >>> 0, 0);
  vector.writeUInt32BE(time >>> 0, 4);
  vector.set(salt, 8);
  return vector;
}
