/** The outside of an SNMP message, read without trusting a byte: enough to know whose answer a datagram claims to be. Pure. */

export interface Envelope {
  readonly version: 0 | 1 | 3;
  /** Request id (v1, v2c) or message id (v3). */
  readonly id: number;
  /** v3: the message carries a digest. */
  readonly authenticated: boolean;
  /** v3: the message is a Report, which may come without a digest. */
  readonly report: boolean;
}

interface Element {
  readonly tag: number;
  readonly start: number;
  readonly end: number;
}

/** Tag, start and end of the element at `at`; undefined when it does not fit into the datagram. */
function element(data: Uint8Array, at: number, end: number): Element | undefined {
  const tag = data[at];
  const first = data[at + 1];
  if (tag === undefined || first === undefined || at + 2 > end) return undefined;
  let start = at + 2;
  let length = first;
  if (first >= 0x80) {
    const octets = first & 0x7f;
    if (octets === 0 || octets > 4) return undefined;
    length = 0;
    for (let i = 0; i < octets; i++) length = length * 256 + (data[start + i] ?? 0);
    start += octets;
  }
  return start + length > end ? undefined : { tag, start, end: start + length };
}

function integer(data: Uint8Array, { tag, start, end }: Element): number | undefined {
  if (tag !== 2 || end - start < 1 || end - start > 5) return undefined;
  let value = (data[start] ?? 0) >= 0x80 ? -1 : 0;
  for (let at = start; at < end; at++) value = value * 256 + (data[at] ?? 0);
  return value;
}

/** Reads the envelope; undefined when the datagram is not an SNMP message. */
export function envelopeOf(data: Uint8Array): Envelope | undefined {
  const message = element(data, 0, data.length);
  if (message?.tag !== 0x30) return undefined;
  const versionElement = element(data, message.start, message.end);
  if (versionElement === undefined) return undefined;
  const version = integer(data, versionElement);
  const second = element(data, versionElement.end, message.end);
  if (second === undefined) return undefined;
  if (version === 0 || version === 1) {
    const pdu = element(data, second.end, message.end);
    const idElement = pdu === undefined ? undefined : element(data, pdu.start, pdu.end);
    const id = idElement === undefined ? undefined : integer(data, idElement);
    return id === undefined ? undefined : { version, id, authenticated: false, report: false };
  }
  if (version !== 3 || second.tag !== 0x30) return undefined;
  const idElement = element(data, second.start, second.end);
  const size = idElement === undefined ? undefined : element(data, idElement.end, second.end);
  const flags = size === undefined ? undefined : element(data, size.end, second.end);
  if (idElement === undefined || flags === undefined || flags.tag !== 4 || flags.end - flags.start !== 1) return undefined;
  const id = integer(data, idElement);
  if (id === undefined) return undefined;
  const bits = data[flags.start] ?? 0;
  return { version: 3, id, authenticated: (bits & 1) === 1, report: (bits & 2) === 0 && isReport(data, second.end, message.end) };
}

/** Whether the plain scoped PDU behind the security parameters is a Report (tag 0xa8). */
function isReport(data: Uint8Array, at: number, end: number): boolean {
  const security = element(data, at, end);
  const scoped = security === undefined ? undefined : element(data, security.end, end);
  if (scoped?.tag !== 0x30) return false;
  const engine = element(data, scoped.start, scoped.end);
  const context = engine === undefined ? undefined : element(data, engine.end, scoped.end);
  const pdu = context === undefined ? undefined : element(data, context.end, scoped.end);
  return pdu?.tag === 0xa8;
}
