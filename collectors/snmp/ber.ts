/** BER as far as frames need it: one element at a time, read where it stands, every bound checked. Pure. */
import type { Raw } from "../raw.ts";

/** Content of the element that `enter` found last. Module state instead of an object for every element. */
export let start = 0;
export let end = 0;

/** Tag of the element at `at`, its content in `start` and `end`; -1 when it does not fit before `limit`. */
export function enter(data: Uint8Array, at: number, limit: number): number {
  if (at + 2 > limit) return -1;
  let length = data[at + 1] ?? 0;
  start = at + 2;
  if (length >= 0x80) {
    const octets = length & 0x7f;
    if (octets === 0 || octets > 4 || start + octets > limit) return -1;
    length = 0;
    for (let i = 0; i < octets; i++) length = length * 256 + (data[start + i] ?? 0);
    start += octets;
  }
  end = start + length;
  return end > limit ? -1 : (data[at] ?? -1);
}

/** A signed integer of one to four octets between `start` and `end`; NaN for another size. */
export function integer(data: Uint8Array): number {
  if (end - start < 1 || end - start > 4) return Number.NaN;
  let value = ((data[start] ?? 0) << 24) >> 24;
  for (let at = start + 1; at < end; at++) value = (value << 8) | (data[at] ?? 0);
  return value;
}

/** A value that this reader leaves to the reference. */
export const unread = Symbol("unread");

const unsigned = (data: Uint8Array): Raw | typeof unread => {
  if (end - start === 5) {
    if (data[start] !== 0) return unread;
    start++;
  }
  const value = integer(data);
  return Number.isNaN(value) ? unread : value >>> 0;
};

/** Counter64: an empty one is 0; above 2^53 the nearest double. */
function unsigned64(data: Uint8Array): Raw | typeof unread {
  if (end - start > 9 || (end - start === 9 && data[start] !== 0)) return unread;
  let high = 0;
  let low = 0;
  const middle = Math.max(start, end - 4);
  for (let at = start; at < middle; at++) high = ((high << 8) | (data[at] ?? 0)) >>> 0;
  for (let at = middle; at < end; at++) low = ((low << 8) | (data[at] ?? 0)) >>> 0;
  return high * 4_294_967_296 + low;
}

/** An object identifier below 0 or 1 as dotted text; sub-identifiers beyond 32 bits are left to the reference. */
function identifier(data: Uint8Array): Raw | typeof unread {
  const first = data[start] ?? 0xff;
  if (first >= 80 || end === start || (data[end - 1] ?? 0xff) >= 0x80) return unread;
  let text = `${Math.trunc(first / 40)}.${first % 40}`;
  let part = 0;
  for (let at = start + 1; at < end; at++) {
    const octet = data[at] ?? 0;
    part = part * 128 + (octet & 0x7f);
    if (part > 0xffff_ffff) return unread;
    if (octet >= 0x80) continue;
    text += `.${part}`;
    part = 0;
  }
  return text;
}

/** The value between `start` and `end`; undefined for NULL and the exceptions of RFC 3416 § 3. */
export function valueOf(tag: number, data: Uint8Array): Raw | undefined | typeof unread {
  switch (tag) {
    case 0x02: {
      const value = integer(data);
      return Number.isNaN(value) ? unread : value;
    }
    case 0x41:
    case 0x42:
    case 0x43:
      return unsigned(data);
    case 0x46:
      return unsigned64(data);
    case 0x04:
    case 0x44:
      // A copy: a view would keep the whole datagram alive.
      return new Uint8Array(data.subarray(start, end));
    case 0x06:
      return identifier(data);
    case 0x40:
      return end - start === 4 ? `${data[start]}.${data[start + 1]}.${data[start + 2]}.${data[start + 3]}` : unread;
    case 0x05:
    case 0x80:
    case 0x81:
    case 0x82:
      return end === start ? undefined : unread;
    default:
      return unread;
  }
}

/** One element around these octets. */
export function element(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const head = length < 0x80 ? [tag, length] : length < 0x100 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Uint8Array.from(head), ...parts]);
}

/** A whole number of up to 32 bits in four octets, so that it can be overwritten in place. */
export const fixedInteger = (value: number): Buffer => {
  const out = Buffer.from([2, 4, 0, 0, 0, 0]);
  out.writeInt32BE(value, 2);
  return out;
};

/** Content octets of an object identifier. */
export function identifierOctets(oid: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = oid.split(".").map(Number);
  const octets: number[] = [];
  for (const part of [first * 40 + second, ...rest]) {
    const groups = [part & 0x7f];
    for (let left = Math.floor(part / 128); left > 0; left = Math.floor(left / 128)) groups.unshift((left & 0x7f) | 0x80);
    octets.push(...groups);
  }
  return Uint8Array.from(octets);
}
