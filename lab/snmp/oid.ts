/** Object identifiers in the two forms the lab needs: BER content for the wire, a sortable key for the MIB view. */
import { BerError, element, tags } from "./ber.ts";

/**
 * A string that sorts as the OID does (RFC 3416 § 2.2, lexicographical order): two UTF-16 units per sub-identifier, so comparing
 * strings compares sub-identifiers as numbers, and a prefix sorts before what it begins.
 */
export type OidKey = string;

export function keyOf(subIdentifiers: readonly number[]): OidKey {
  const units: number[] = [];
  for (const sub of subIdentifiers) units.push(sub >>> 16, sub & 0xffff);
  return String.fromCharCode(...units);
}

/** Sub-identifiers of dotted text such as `1.3.6.1.2.1`. @throws RangeError for other text, since OIDs are written by us */
export function parseOid(text: string): number[] {
  const parts = text.split(".").map(Number);
  if (parts.length < 2 || parts.some((part) => !Number.isInteger(part) || part < 0 || part >= 2 ** 32)) {
    throw new RangeError(`not an OID: ${text}`);
  }
  return parts;
}

/** Sub-identifiers of BER content octets. @throws BerError when cut off or too large */
export function decodeOid(content: Uint8Array): number[] {
  const first = content[0];
  if (first === undefined) throw new BerError("empty OID");
  const out: number[] = [];
  let value = 0;
  let pending = false;
  for (const byte of content) {
    value = value * 128 + (byte & 0x7f);
    if (value >= 2 ** 32) throw new BerError("sub-identifier too large");
    pending = byte > 0x7f;
    if (pending) continue;
    if (out.length === 0) {
      const root = Math.min(2, Math.floor(value / 40));
      out.push(root, value - 40 * root);
    } else out.push(value);
    if (out.length > 128) throw new BerError("more than 128 sub-identifiers");
    value = 0;
  }
  if (pending) throw new BerError("OID ends too early");
  return out;
}

/** Sub-identifiers after the first two as content octets, seven bits an octet (X.690 § 8.19). */
export function encodeSubIdentifiers(subIdentifiers: readonly number[]): number[] {
  const content: number[] = [];
  for (const sub of subIdentifiers) {
    for (let bits = 28; bits > 0; bits -= 7) if (sub >= 2 ** bits) content.push((Math.floor(sub / 2 ** bits) % 128) | 0x80);
    content.push(sub % 128);
  }
  return content;
}

/** Content octets of a whole OID: the first two sub-identifiers share one. */
export function encodeOidContent([root = 0, second = 0, ...rest]: readonly number[]): number[] {
  return encodeSubIdentifiers([root * 40 + second, ...rest]);
}

/** The OID as a BER element. */
export function encodeOid(subIdentifiers: readonly number[]): Buffer {
  return element(tags.oid, Uint8Array.from(encodeOidContent(subIdentifiers)));
}
