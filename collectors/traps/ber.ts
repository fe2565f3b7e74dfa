/** BER as far as notifications need it (RFC 3417 § 8: definite lengths, few types). Pure; every step checks its bounds. */

/** Bytes that are not what they should be; the datagram is dropped. */
export class Malformed extends Error {}

export const tag = { integer: 2, octets: 4, oid: 6, sequence: 0x30, ipAddress: 0x40, timeTicks: 0x43 } as const;

/** Longest object identifier (RFC 2578 § 3.5) and the largest arc. */
const mostArcs = 128;
const largestArc = 2 ** 32 - 1;

export class Reader {
  readonly data: Uint8Array;
  readonly end: number;
  at: number;

  constructor(data: Uint8Array, at = 0, end = data.length) {
    this.data = data;
    this.at = at;
    this.end = end;
  }

  get empty(): boolean {
    return this.at >= this.end;
  }

  /** The next element as a reader of its content, with its tag and where it began. */
  any(): { readonly tag: number; readonly start: number; readonly content: Reader } {
    const start = this.at;
    const found = this.#octet();
    let length = this.#octet();
    if (length >= 0x80) {
      const octets = length & 0x7f;
      if (octets === 0 || octets > 4) throw new Malformed("length");
      length = 0;
      for (let i = 0; i < octets; i++) length = length * 256 + this.#octet();
    }
    if (this.at + length > this.end) throw new Malformed("beyond the end");
    const content = new Reader(this.data, this.at, this.at + length);
    this.at += length;
    return { tag: found, start, content };
  }

  enter(expected: number): Reader {
    const { tag: found, content } = this.any();
    if (found !== expected) throw new Malformed("another type");
    return content;
  }

  /** A signed integer of at most 32 bits, or an unsigned one with a leading zero octet. */
  integer(expected: number = tag.integer): number {
    return this.enter(expected).wholeNumber();
  }

  /** The content of an octet string: a view, not a copy. */
  octets(): Uint8Array {
    const { data, at, end } = this.enter(tag.octets);
    return data.subarray(at, end);
  }

  oid(): string {
    return this.enter(tag.oid).arcs();
  }

  /** The whole content as a number; 9 octets are an unsigned 64-bit counter with its leading zero. */
  wholeNumber(): number {
    const size = this.end - this.at;
    if (size < 1 || size > 9) throw new Malformed("number");
    let value = (this.data[this.at] ?? 0) >= 0x80 ? -1 : 0;
    while (!this.empty) value = value * 256 + this.#octet();
    return value;
  }

  /** The whole content as an object identifier in dots. */
  arcs(): string {
    if (this.empty) throw new Malformed("empty object identifier");
    const arcs: number[] = [];
    while (!this.empty) {
      let arc = 0;
      let octet;
      do {
        octet = this.#octet();
        arc = arc * 128 + (octet & 0x7f);
        if (arc > largestArc) throw new Malformed("arc");
      } while (octet >= 0x80);
      if (arcs.length === 0) {
        const first = Math.min(2, Math.floor(arc / 40));
        arcs.push(first, arc - 40 * first);
      } else arcs.push(arc);
      if (arcs.length > mostArcs) throw new Malformed("object identifier");
    }
    return arcs.join(".");
  }

  #octet(): number {
    const octet = this.at < this.end ? this.data[this.at] : undefined;
    if (octet === undefined) throw new Malformed("ends too early");
    this.at++;
    return octet;
  }
}

/** One element from its parts. */
export function element(type: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([type, ...size]), content]);
}

/** A number of 0 to 2³²-1 in as few octets as possible. */
export function unsigned(value: number, type: number = tag.integer): Buffer {
  const octets = [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) & 0xff);
  while (octets.length > 1 && octets[0] === 0 && (octets[1] ?? 0) < 0x80) octets.shift();
  if ((octets[0] ?? 0) >= 0x80) octets.unshift(0);
  return element(type, Buffer.from(octets));
}

/** An object identifier from its dots; its arcs are known to be right. */
export function objectId(dots: string): Buffer {
  const [first = 0, second = 0, ...rest] = dots.split(".").map(Number);
  const octets = [first * 40 + second, ...rest].flatMap((arc) => {
    const groups = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) groups.unshift((left % 128) + 128);
    return groups;
  });
  return element(tag.oid, Buffer.from(octets));
}
