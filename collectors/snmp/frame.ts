/** A request that is made once and sent at every poll, and its answer read against it. Pure. */
import type { Raw } from "../raw.ts";
import { element, end, enter, fixedInteger, identifierOctets, integer, start, unread, valueOf } from "./ber.ts";

const get = 0xa0;
const response = 0xa2;
/** Longer names would need longer headers in every varbind; they are left to the reference. */
const longestName = 120;

/** One GET for consecutive slots of a layout. */
export interface Frame {
  readonly from: number;
  readonly count: number;
  /** The message of v1 and v2c, the scoped PDU of v3. */
  readonly message: Buffer;
  /** Four octets of the request id. */
  readonly idAt: number;
  readonly pduAt: number;
  /** First varbind. */
  readonly listAt: number;
}

/**
 * Makes the request for these instances.
 * @param head  elements before the PDU: version and community, or the context of v3
 * @returns undefined when a name is too long for it
 */
export function frameFor(head: readonly Uint8Array[], oids: readonly string[], from: number): Frame | undefined {
  const names = oids.map(identifierOctets);
  if (names.some((name) => name.length > longestName)) return undefined;
  const empty = Uint8Array.of(5, 0);
  const content = Buffer.concat(names.map((name) => element(0x30, element(6, name), empty)));
  const zero = Uint8Array.of(2, 1, 0);
  const pdu = element(get, fixedInteger(0), zero, zero, element(0x30, content));
  // In memory of its own: what `concat` returns may hold a whole shared pool, and frames live for hours.
  const made = element(0x30, ...head, pdu);
  const message = Buffer.alloc(made.length);
  made.copy(message);
  const pduAt = message.length - pdu.length;
  return {
    from,
    count: oids.length,
    message,
    idAt: pduAt + headerOctets(pdu) + 2,
    pduAt,
    listAt: message.length - content.length,
  };
}

const headerOctets = (pdu: Uint8Array): number => 2 + ((pdu[1] ?? 0) < 0x80 ? 0 : (pdu[1] ?? 0) & 0x7f);

/** Whether the octets at `at` are those of the request at `asked`. */
function sameOctets(data: Uint8Array, at: number, request: Uint8Array, asked: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (data[at + i] !== request[asked + i]) return false;
  return true;
}

/** Where the PDU begins if everything before it is as in the request, community or context; else -1. */
export function answerPdu(data: Uint8Array, { message, pduAt }: Frame): number {
  if (enter(data, 0, data.length) !== 0x30 || end !== data.length) return -1;
  const at = start;
  enter(message, 0, message.length);
  const length = pduAt - start;
  return sameOctets(data, at, message, start, length) ? at + length : -1;
}

/**
 * Reads a response PDU into the slots of its frame.
 * @returns false for anything but a plain answer to exactly this request: an error status, other names, another number of
 *   them, a type or length that is unusual. Slots may then hold part of it; the caller clears or asks them again.
 */
export function readAnswer(data: Uint8Array, at: number, limit: number, frame: Frame, values: (Raw | undefined)[]): boolean {
  const { message, idAt, count, from } = frame;
  if (enter(data, at, limit) !== response) return false;
  const pduEnd = end;
  if (enter(data, start, pduEnd) !== 2 || end - start !== 4 || !sameOctets(data, start, message, idAt, 4)) return false;
  if (enter(data, end, pduEnd) !== 2 || integer(data) !== 0) return false;
  if (enter(data, end, pduEnd) !== 2 || Number.isNaN(integer(data))) return false;
  if (enter(data, end, pduEnd) !== 0x30) return false;
  const listEnd = end;
  let next = start;
  let asked = frame.listAt;
  for (let slot = from; slot < from + count; slot++) {
    if (enter(data, next, listEnd) !== 0x30) return false;
    next = end;
    const nameLength = message[asked + 3] ?? 0;
    if (enter(data, start, next) !== 6 || end - start !== nameLength) return false;
    if (!sameOctets(data, start, message, asked + 4, nameLength)) return false;
    asked += nameLength + 6;
    const tag = enter(data, end, next);
    if (end !== next) return false;
    const value = valueOf(tag, data);
    if (value === unread) return false;
    values[slot] = value;
  }
  return next === listEnd;
}
