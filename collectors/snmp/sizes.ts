/** How much of what is asked fits into one answer. Pure. */
import type { Raw } from "../raw.ts";

/** Agents that bound the varbinds of an answer bound them at 64 or above, as far as seen. */
export const mostVarbinds = 64;

/** Octets that an object identifier takes in an answer, its tag and length included. */
function oidOctets(oid: string): number {
  let octets = 1;
  for (const part of oid.split("."))
    octets += Number(part) < 128 ? 1 : Number(part) < 16_384 ? 2 : Number(part) < 2_097_152 ? 3 : 5;
  return octets;
}

/** Tag, length and content of a number, and one octet more for what it may grow until the next learning. */
const numberOctets = (value: number): number => (value < 0 ? 7 : 4 + Math.floor(Math.log2(value + 1) / 8));

const valueOctets = (raw: Raw | undefined): number =>
  raw === undefined ? 2 : typeof raw === "number" ? numberOctets(raw) : raw.length + (typeof raw === "string" ? 2 : 4);

/** Octets of each value in an answer, 255 at most. */
export const sizesOf = (values: readonly (Raw | undefined)[]): Uint8Array =>
  Uint8Array.from(values, (raw) => Math.min(255, valueOctets(raw)));

/** What is reckoned for a value that was never seen: a number of two octets. */
const unknownOctets = 4;

/** Lists of instances whose answers fit into `octets`. @param sizes  octets of the values last seen */
export function framesOf(oids: Iterable<readonly [number, string]>, octets: number, sizes?: Uint8Array): number[][] {
  const frames: number[][] = [];
  let frame: number[] = [];
  let used = 0;
  for (const [index, oid] of oids) {
    const content = oidOctets(oid) + (sizes?.[index] ?? unknownOctets);
    const size = content + (content < 0x80 ? 2 : content < 0x1_00 ? 3 : 4);
    if (frame.length > 0 && (used + size > octets || frame.length >= mostVarbinds)) {
      frames.push(frame);
      frame = [];
      used = 0;
    }
    frame.push(index);
    used += size;
  }
  if (frame.length > 0) frames.push(frame);
  return frames;
}
