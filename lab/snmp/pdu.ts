/** The protocol operations of RFC 3416 (and RFC 1157 for v1) on a MIB view. Pure: a PDU in, a PDU out. */
import { BerError, element, empty, headerSize, integer, tags, type BerReader } from "./ber.ts";
import type { MibView } from "./mib.ts";
import { decodeOid, keyOf, type OidKey } from "./oid.ts";

export const pduTags = {
  get: 0xa0,
  getNext: 0xa1,
  response: 0xa2,
  set: 0xa3,
  getBulk: 0xa5,
  inform: 0xa6,
  report: 0xa8,
} as const;

export const errors = { none: 0, tooBig: 1, noSuchName: 2, readOnly: 4, genErr: 5, notWritable: 17 } as const;

/** A binding of the request: the name as element and as key, and the value as it came. */
interface Binding {
  readonly name: Buffer;
  readonly key: OidKey;
  readonly value: Buffer;
}

export interface Pdu {
  readonly type: number;
  readonly requestId: number;
  /** error-status, or non-repeaters of a GETBULK. */
  readonly first: number;
  /** error-index, or max-repetitions of a GETBULK. */
  readonly second: number;
  readonly bindings: readonly Binding[];
}

/** @throws BerError for anything that is not a PDU */
export function readPdu(reader: BerReader): Pdu {
  const type = reader.peek();
  const body = reader.enter(type);
  const requestId = body.integer();
  const first = body.integer();
  const second = body.integer();
  const list = body.enter(tags.sequence);
  const bindings: Binding[] = [];
  while (list.position < list.end) {
    const binding = list.enter(tags.sequence);
    const content = binding.octets(tags.oid);
    const { tag, content: value } = binding.any();
    bindings.push({ name: element(tags.oid, content), key: keyOf(decodeOid(content)), value: element(tag, value) });
    if (bindings.length > 2000) throw new BerError("too many bindings");
  }
  return { type, requestId, first, second, bindings };
}

/** A PDU as element from bindings that are elements already. */
export function writePdu(type: number, requestId: number, status: number, index: number, bindings: readonly Buffer[]): Buffer {
  return element(type, integer(requestId), integer(status), integer(index), element(tags.sequence, ...bindings));
}

const bind = (name: Buffer, value: Buffer): Buffer => element(tags.sequence, name, value);
const noSuchObject = empty(tags.noSuchObject);
const noSuchInstance = empty(tags.noSuchInstance);
const endOfMibView = empty(tags.endOfMibView);

/** What a message may hold: collects bindings and says when the next one would not fit. */
class Bindings {
  readonly list: Buffer[] = [];
  private size = 0;
  private readonly room: number;
  constructor(room: number) {
    this.room = room;
  }
  /** Adds it unless it does not fit. PDU header, request id, status and index take up to 30 octets. */
  add(binding: Buffer): boolean {
    if (this.size + binding.length + headerSize(this.size + binding.length) + 30 > this.room) return false;
    this.size += binding.length;
    this.list.push(binding);
    return true;
  }
}

/**
 * The answer to one request.
 * @param room  octets that the whole PDU may take; beyond it GETBULK is cut (RFC 3416 § 4.2.3), everything else answers tooBig
 * @returns the response PDU as element, or undefined when the PDU is none that is answered
 */
export function answer(pdu: Pdu, view: MibView, v1: boolean, room: number): Buffer | undefined {
  const fail = (status: number, index: number): Buffer =>
    writePdu(
      pduTags.response,
      pdu.requestId,
      status,
      index,
      status === errors.tooBig && !v1 ? [] : pdu.bindings.map(({ name, value }) => bind(name, value)),
    );
  const out = new Bindings(room);
  switch (pdu.type) {
    case pduTags.get:
    case pduTags.getNext: {
      for (const [i, { name, key }] of pdu.bindings.entries()) {
        let binding: Buffer | undefined;
        if (pdu.type === pduTags.getNext) {
          const next = view.next(key, v1);
          if (next !== undefined) binding = bind(next.instance.name, next.value);
          else if (!v1) binding = bind(name, endOfMibView);
        } else {
          const value = view.get(key, v1);
          if (typeof value !== "number") binding = bind(name, value);
          else if (!v1) binding = bind(name, value === tags.noSuchObject ? noSuchObject : noSuchInstance);
        }
        if (binding === undefined) return fail(errors.noSuchName, i + 1);
        if (!out.add(binding)) return fail(errors.tooBig, 0);
      }
      break;
    }
    case pduTags.getBulk:
      if (v1) return undefined;
      bulk(pdu, view, out);
      break;
    case pduTags.set:
      return fail(v1 ? errors.noSuchName : errors.notWritable, pdu.bindings.length === 0 ? 0 : 1);
    default:
      return undefined;
  }
  return writePdu(pduTags.response, pdu.requestId, errors.none, 0, out.list);
}

/** GETBULK (RFC 3416 § 4.2.3): non-repeaters once, the rest row by row, until full, asked for or all at the end. */
function bulk(pdu: Pdu, view: MibView, out: Bindings): void {
  const nonRepeaters = Math.min(Math.max(pdu.first, 0), pdu.bindings.length);
  for (const { name, key } of pdu.bindings.slice(0, nonRepeaters)) {
    const next = view.next(key, false);
    if (!out.add(next === undefined ? bind(name, endOfMibView) : bind(next.instance.name, next.value))) return;
  }
  const repeaters = pdu.bindings.slice(nonRepeaters).map(({ name, key }) => ({ name, key, ended: false }));
  for (let repetition = 0; repetition < pdu.second; repetition++) {
    if (repeaters.every(({ ended }) => ended)) return;
    for (const column of repeaters) {
      const next = column.ended ? undefined : view.next(column.key, false);
      if (next === undefined) {
        column.ended = true;
        if (!out.add(bind(column.name, endOfMibView))) return;
      } else {
        if (!out.add(bind(next.instance.name, next.value))) return;
        column.name = next.instance.name;
        column.key = next.instance.key;
      }
    }
  }
}
