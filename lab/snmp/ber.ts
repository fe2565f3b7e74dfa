/** BER as SNMP uses it (RFC 3416 with the restrictions of RFC 3417 § 8): definite lengths, few types. Pure. */

export const tags = {
  integer: 0x02,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  sequence: 0x30,
  counter32: 0x41,
  gauge32: 0x42,
  timeTicks: 0x43,
  counter64: 0x46,
  noSuchObject: 0x80,
  noSuchInstance: 0x81,
  endOfMibView: 0x82,
} as const;

/** A datagram that is not what it should be; the receiver drops it (RFC 3412 § 7.2), nothing else happens. */
export class BerError extends Error {}

/** Reads one BER structure; every step checks its bounds, so any bytes at all are safe to read. */
export class BerReader {
  readonly bytes: Buffer;
  position: number;
  readonly end: number;

  constructor(bytes: Buffer, start = 0, end = bytes.length) {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
  }

  private byte(): number {
    const value = this.position < this.end ? this.bytes[this.position] : undefined;
    if (value === undefined) throw new BerError("ends too early");
    this.position += 1;
    return value;
  }

  /** Tag of the next element without reading it; 0 at the end. */
  peek(): number {
    return this.position < this.end ? (this.bytes[this.position] ?? 0) : 0;
  }

  /** The content of the next element; `expected` undefined takes any tag. */
  private content(expected?: number): { tag: number; start: number; end: number } {
    const tag = this.byte();
    if (expected !== undefined && tag !== expected) throw new BerError(`tag ${tag} where ${expected} was expected`);
    let length = this.byte();
    if (length > 0x80) {
      const count = length & 0x7f;
      if (count > 4) throw new BerError("length too long");
      length = 0;
      for (let i = 0; i < count; i++) length = length * 256 + this.byte();
    } else if (length === 0x80) throw new BerError("indefinite length");
    const start = this.position;
    const end = start + length;
    if (end > this.end) throw new BerError("length beyond the end");
    this.position = end;
    return { tag, start, end };
  }

  /** Enters a constructed element and returns a reader of its content. */
  enter(tag: number): BerReader {
    const { start, end } = this.content(tag);
    return new BerReader(this.bytes, start, end);
  }

  /** Any element: its tag and content octets. */
  any(): { tag: number; content: Buffer } {
    const { tag, start, end } = this.content();
    return { tag, content: this.bytes.subarray(start, end) };
  }

  octets(tag: number = tags.octetString): Buffer {
    const { start, end } = this.content(tag);
    return this.bytes.subarray(start, end);
  }

  integer(tag: number = tags.integer): number {
    const { start, end } = this.content(tag);
    if (end === start || end - start > 5) throw new BerError("integer of wrong size");
    const first = this.bytes[start] ?? 0;
    let value = first > 0x7f ? first - 256 : first;
    for (let i = start + 1; i < end; i++) value = value * 256 + (this.bytes[i] ?? 0);
    return value;
  }
}

/** Length octets: short form below 128. */
function lengthOf(length: number): number[] {
  if (length < 0x80) return [length];
  if (length < 0x100) return [0x81, length];
  if (length < 0x10000) return [0x82, length >> 8, length & 0xff];
  return [0x83, length >> 16, (length >> 8) & 0xff, length & 0xff];
}

/** Octets that tag and length take in front of content of this size. */
export function headerSize(length: number): number {
  return length < 0x80 ? 2 : length < 0x100 ? 3 : length < 0x10000 ? 4 : 5;
}

/** One element: tag, length, content parts in order. */
export function element(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  let size = 0;
  for (const part of parts) size += part.length;
  const head = [tag, ...lengthOf(size)];
  const out = Buffer.allocUnsafe(head.length + size);
  out.set(head, 0);
  let at = head.length;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** A signed INTEGER in as few octets as possible; values outside Integer32 stick to its ends (RFC 2578 § 7.1.1). */
export function integer(value: number, tag: number = tags.integer): Buffer {
  if (Number.isNaN(value)) throw new RangeError("an integer object was given no number");
  const v = Math.min(2_147_483_647, Math.max(-2_147_483_648, Math.trunc(value)));
  let size = 1;
  while (size < 4 && (v < -(2 ** (8 * size - 1)) || v >= 2 ** (8 * size - 1))) size += 1;
  const out = Buffer.allocUnsafe(2 + size);
  out[0] = tag;
  out[1] = size;
  out.writeIntBE(v, 2, size);
  return out;
}

/** An unsigned whole number below 2^64 with a leading zero octet where the sign bit would be set. */
function unsigned(tag: number, high: number, low: number): Buffer {
  const bytes = [high >>> 24, (high >>> 16) & 0xff, (high >>> 8) & 0xff, high & 0xff];
  bytes.push(low >>> 24, (low >>> 16) & 0xff, (low >>> 8) & 0xff, low & 0xff);
  let skip = 0;
  while (skip < 7 && bytes[skip] === 0) skip += 1;
  if ((bytes[skip] ?? 0) > 0x7f) bytes.splice(skip, 0, 0);
  const out = Buffer.allocUnsafe(2 + bytes.length - skip);
  out[0] = tag;
  out[1] = bytes.length - skip;
  for (let i = skip; i < bytes.length; i++) out[2 + i - skip] = bytes[i] ?? 0;
  return out;
}

const word = 2 ** 32;

function whole(value: number): number {
  if (!(value >= 0)) throw new RangeError(`an unsigned object was given ${value}`);
  return Math.floor(value);
}

/** Gauge32: latches at its maximum (RFC 2578 § 7.1.7). */
export function gauge32(value: number): Buffer {
  return unsigned(tags.gauge32, 0, Math.min(word - 1, whole(value)) >>> 0);
}

/** Counter32: wraps at 2^32 (RFC 2578 § 7.1.6). */
export function counter32(value: number): Buffer {
  return unsigned(tags.counter32, 0, whole(value) % word);
}

/** Counter64 (RFC 2578 § 7.1.10); exact up to 2^53, which no counter of the lab reaches. */
export function counter64(value: number): Buffer {
  const v = whole(value);
  return unsigned(tags.counter64, Math.floor(v / word) % word, v % word);
}

/** TimeTicks: hundredths of a second, wrap at 2^32 (RFC 2578 § 7.1.8). */
export function timeTicks(hundredths: number): Buffer {
  return unsigned(tags.timeTicks, 0, whole(hundredths) % word);
}

export function octetString(value: string | Uint8Array): Buffer {
  return element(tags.octetString, typeof value === "string" ? Buffer.from(value, "utf8") : value);
}

/** Element without content: null and the three exceptions of RFC 3416 § 3. */
export function empty(tag: number): Buffer {
  return Buffer.from([tag, 0]);
}
