/** Traps and informs of SNMPv1, v2c and v3 out of a datagram, without trusting a byte of it. Pure. */
import { Malformed, Reader, tag } from "./ber.ts";

/** Value of a variable: a number, an object identifier or address in dots, raw octets; undefined for anything else. */
export type BindingValue = number | string | Uint8Array | undefined;

export interface Notification {
  /** `trap` for v1 traps and v2 traps, `inform` for what wants an answer. */
  readonly kind: "trap" | "inform";
  /** snmpTrapOID; v1 traps translated by RFC 3584 § 3.1. */
  readonly trap: string;
  /** Variables after snmpTrapOID, at most 64. */
  readonly bindings: readonly { readonly oid: string; readonly value: BindingValue }[];
}

/** The parts of an SNMPv3 message that stand outside its encryption (RFC 3412 § 6, RFC 3414 § 2.4). */
export interface Secured {
  readonly id: number;
  readonly authenticated: boolean;
  readonly encrypted: boolean;
  readonly reportable: boolean;
  readonly engineId: Uint8Array;
  readonly boots: number;
  readonly time: number;
  readonly user: string;
  /** Where the digest stands in the datagram. */
  readonly digest: { readonly start: number; readonly end: number };
  readonly salt: Uint8Array;
  /** The scoped PDU, or its ciphertext. */
  readonly data: Uint8Array;
}

export type Message =
  | { readonly version: "1" | "2c"; readonly pdu: Reader; readonly type: number; readonly typeAt: number }
  | { readonly version: "3"; readonly secured: Secured };

const pduTypes = { getRequest: 0xa0, trapV1: 0xa4, inform: 0xa6, trapV2: 0xa7 } as const;
const mostBindings = 64;
const snmpTraps = "1.3.6.1.6.3.1.1.5";
const sysUpTime = "1.3.6.1.2.1.1.3.0";
const snmpTrapOid = "1.3.6.1.6.3.1.1.4.1.0";

/** @throws Malformed */
export function readMessage(datagram: Uint8Array): Message {
  const message = new Reader(datagram).enter(tag.sequence);
  const version = message.integer();
  if (version === 0 || version === 1) {
    message.octets();
    const { tag: type, start, content } = message.any();
    return { version: version === 0 ? "1" : "2c", pdu: content, type, typeAt: start };
  }
  if (version !== 3) throw new Malformed("version");
  return { version: "3", secured: readSecured(message) };
}

function readSecured(message: Reader): Secured {
  const header = message.enter(tag.sequence);
  const id = header.integer();
  header.integer();
  const flags = header.octets();
  const model = header.integer();
  // 3: the user-based security model, the only one there is.
  if (flags.length !== 1 || model !== 3) throw new Malformed("header");
  const bits = flags[0] ?? 0;
  const parameters = new Reader(message.data, ...spanOf(message.enter(tag.octets))).enter(tag.sequence);
  const engineId = parameters.octets();
  const boots = parameters.integer();
  const time = parameters.integer();
  const user = Buffer.from(parameters.octets()).toString("utf8");
  const digest = parameters.enter(tag.octets);
  const salt = parameters.octets();
  if (engineId.length > 32 || user.length > 32 || boots < 0 || time < 0) throw new Malformed("security parameters");
  const encrypted = (bits & 2) !== 0;
  const authenticated = (bits & 1) !== 0;
  if (encrypted && !authenticated) throw new Malformed("privacy without authentication");
  const { tag: type, start, content } = message.any();
  if (type !== (encrypted ? tag.octets : tag.sequence)) throw new Malformed("scoped PDU");
  return {
    id,
    authenticated,
    encrypted,
    reportable: (bits & 4) !== 0,
    engineId,
    boots,
    time,
    user,
    digest: { start: digest.at, end: digest.end },
    salt,
    data: message.data.subarray(encrypted ? content.at : start, content.end),
  };
}

const spanOf = ({ at, end }: Reader): [number, number] => [at, end];

/** Enters a scoped PDU (RFC 3412 § 6.8). @throws Malformed */
export function readScoped(data: Uint8Array): {
  readonly type: number;
  readonly pdu: Reader;
  readonly typeAt: number;
  readonly whole: Uint8Array;
} {
  const scoped = new Reader(data).enter(tag.sequence);
  scoped.octets();
  scoped.octets();
  const { tag: type, start, content } = scoped.any();
  // Without the padding that a block cipher leaves behind.
  return { type, pdu: content, typeAt: start, whole: data.subarray(0, content.end) };
}

/** The notification in a PDU; undefined for a request, which is none. @throws Malformed */
export function readNotification(type: number, pdu: Reader): Notification | undefined {
  if (type === pduTypes.trapV1) return readTrapV1(pdu);
  if (type !== pduTypes.inform && type !== pduTypes.trapV2) return undefined;
  pdu.integer();
  pdu.integer();
  pdu.integer();
  const [uptime, name, ...bindings] = readBindings(pdu);
  if (uptime?.oid !== sysUpTime || name?.oid !== snmpTrapOid || typeof name.value !== "string") throw new Malformed("bindings");
  return { kind: type === pduTypes.inform ? "inform" : "trap", trap: name.value, bindings };
}

/** The answer to an inform: the same PDU as a Response (RFC 3416 § 4.2.7). @param whole  the message or scoped PDU around it */
export function answered(whole: Uint8Array, typeAt: number): Buffer {
  const answer = Buffer.from(whole);
  answer[typeAt] = 0xa2;
  return answer;
}

function readTrapV1(pdu: Reader): Notification {
  const enterprise = pdu.oid();
  pdu.any();
  const generic = pdu.integer();
  const specific = pdu.integer();
  pdu.integer(tag.timeTicks);
  if (generic < 0 || generic > 6 || specific < 0) throw new Malformed("generic trap");
  const trap = generic < 6 ? `${snmpTraps}.${generic + 1}` : `${enterprise}.0.${specific}`;
  return { kind: "trap", trap, bindings: readBindings(pdu) };
}

function readBindings(pdu: Reader): Notification["bindings"] {
  const list = pdu.enter(tag.sequence);
  const bindings = [];
  while (!list.empty && bindings.length < mostBindings) {
    const binding = list.enter(tag.sequence);
    bindings.push({ oid: binding.oid(), value: valueOf(binding) });
  }
  return bindings;
}

/** INTEGER, Counter32, Gauge32, TimeTicks and Counter64 (RFC 2578 § 7.1). */
const numbers = new Set([0x02, 0x41, 0x42, 0x43, 0x46]);

function valueOf(binding: Reader): BindingValue {
  const { tag: type, content } = binding.any();
  if (numbers.has(type)) return content.wholeNumber();
  if (type === tag.oid) return content.arcs();
  const octets = content.data.subarray(content.at, content.end);
  if (type === tag.octets) return octets;
  return type === tag.ipAddress && octets.length === 4 ? octets.join(".") : undefined;
}
