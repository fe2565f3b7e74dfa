/**
 * User-based security model of SNMPv3 as one agent (an authoritative engine) plays it: RFC 3414, with HMAC-SHA-2 (RFC 7860)
 * and AES-128-CFB (RFC 3826). Written on node:crypto, so it shares no code with the library that collectors use.
 */
import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** Hash of node:crypto and length of the truncated MAC (RFC 3414 § 6, RFC 7860 § 4.1). */
const macs = {
  md5: { hash: "md5", length: 12 },
  sha: { hash: "sha1", length: 12 },
  sha224: { hash: "sha224", length: 16 },
  sha256: { hash: "sha256", length: 24 },
  sha384: { hash: "sha384", length: 32 },
  sha512: { hash: "sha512", length: 48 },
} as const;

export type AuthProtocol = keyof typeof macs;

/** The user that may read, as the site's credential names it. */
export interface User {
  readonly name: string;
  readonly authentication?: { readonly protocol: AuthProtocol; readonly key: string };
  readonly privacy?: { readonly key: string };
}

/** Password to key, localised to the engine (RFC 3414 § A.2). */
export function localisedKey(hash: string, password: string, engineId: Buffer): Buffer {
  const secret = Buffer.from(password, "utf8");
  const megabyte = Buffer.alloc(1_048_576);
  for (let at = 0; at < megabyte.length; at += secret.length) secret.copy(megabyte, at);
  const key = createHash(hash).update(megabyte).digest();
  return createHash(hash).update(key).update(engineId).update(key).digest();
}

export class Security {
  readonly level: "noAuth" | "auth" | "priv";
  readonly user: User;
  private readonly mac: (typeof macs)[AuthProtocol] | undefined;
  private readonly authKey: Buffer = Buffer.alloc(0);
  private readonly privKey: Buffer = Buffer.alloc(0);
  private salt = randomBytes(8).readBigUInt64BE();

  constructor(user: User, engineId: Buffer) {
    this.user = user;
    this.level = user.authentication === undefined ? "noAuth" : user.privacy === undefined ? "auth" : "priv";
    if (user.authentication === undefined) return;
    this.mac = macs[user.authentication.protocol];
    this.authKey = localisedKey(this.mac.hash, user.authentication.key, engineId);
    if (user.privacy !== undefined) {
      this.privKey = localisedKey(this.mac.hash, user.privacy.key, engineId).subarray(0, 16);
    }
  }

  get macLength(): number {
    return this.mac?.length ?? 0;
  }

  /** MAC over a whole message whose authentication parameters are zeros. */
  digest(message: Uint8Array): Buffer {
    if (this.mac === undefined) return Buffer.alloc(0);
    return createHmac(this.mac.hash, this.authKey).update(message).digest().subarray(0, this.mac.length);
  }

  /** Whether `parameters`, a view into `message`, is the MAC of it. Leaves the message as it was. */
  authentic(message: Buffer, parameters: Buffer): boolean {
    if (parameters.length !== this.macLength) return false;
    const given = Buffer.from(parameters);
    parameters.fill(0);
    const expected = this.digest(message);
    given.copy(parameters);
    return timingSafeEqual(given, expected);
  }

  /** Scoped PDU to ciphertext and the eight octets of salt (RFC 3826 § 3.1). */
  encrypt(plain: Uint8Array, boots: number, time: number): { encrypted: Buffer; salt: Buffer } {
    this.salt = (this.salt + 1n) & 0xffff_ffff_ffff_ffffn;
    const salt = Buffer.alloc(8);
    salt.writeBigUInt64BE(this.salt);
    const cipher = createCipheriv("aes-128-cfb", this.privKey, this.vector(boots, time, salt));
    return { encrypted: Buffer.concat([cipher.update(plain), cipher.final()]), salt };
  }

  decrypt(encrypted: Uint8Array, boots: number, time: number, salt: Buffer): Buffer {
    const decipher = createDecipheriv("aes-128-cfb", this.privKey, this.vector(boots, time, salt));
    return Buffer.concat([decipher.update(encrypted), decipher.final()]);
  }

  private vector(boots: number, time: number, salt: Buffer): Buffer {
    const vector = Buffer.alloc(16);
    vector.writeUInt32BE(boots, 0);
    vector.writeUInt32BE(time, 4);
    salt.copy(vector, 8);
    return vector;
  }
}
