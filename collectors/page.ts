/** A text that is put together from many pieces as octets, without making a string of it; one page is written over and over. */

const billion = 1e9;

/** A text as the octets of its UTF-8 form, one a character: such pieces are copied as they stand. */
export const octetsOf = (text: string): string => Buffer.from(text).toString("latin1");
/** The text again. */
export const textOfOctets = (octets: string): string => Buffer.from(octets, "latin1").toString();

export class Page {
  #bytes: Buffer;
  #length = 0;

  constructor(size = 16_384) {
    this.#bytes = Buffer.allocUnsafeSlow(size);
  }

  get length(): number {
    return this.#length;
  }

  /** What is written so far; it stays only as long as nothing else is written. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Begins again from here. */
  cut(length = 0): void {
    this.#length = length;
  }

  /** A copy of what was written since. */
  since(from: number): Uint8Array {
    return Uint8Array.prototype.slice.call(this.#bytes, from, this.#length);
  }

  /** @param octets  one character an octet */
  put(octets: string): void {
    if (this.#length + octets.length > this.#bytes.length) this.#grow(octets.length);
    this.#length += this.#bytes.write(octets, this.#length, "latin1");
  }

  copy(octets: Uint8Array): void {
    if (this.#length + octets.length > this.#bytes.length) this.#grow(octets.length);
    this.#bytes.set(octets, this.#length);
    this.#length += octets.length;
  }

  /** A number as JavaScript writes it. */
  number(value: number): void {
    if (!Number.isInteger(value) || value < 0 || value > Number.MAX_SAFE_INTEGER || Object.is(value, -0))
      return this.put(String(value));
    if (this.#length + 16 > this.#bytes.length) this.#grow(16);
    this.#length = value < billion ? this.#small(value) : this.#large(value);
  }

  #small(value: number): number {
    let digits = 1;
    for (let limit = 10; value >= limit; limit *= 10) digits++;
    return this.#digits(value, this.#length, digits);
  }

  #large(value: number): number {
    const high = Math.floor(value / billion);
    this.#length = this.#small(high);
    return this.#digits(value - high * billion, this.#length, 9);
  }

  /** Writes exactly so many digits of a whole number below 10^9. @returns the end */
  #digits(value: number, at: number, count: number): number {
    let rest = value | 0;
    for (let place = at + count - 1; place >= at; place--) {
      const tenth = (rest / 10) | 0;
      this.#bytes[place] = 48 + rest - tenth * 10;
      rest = tenth;
    }
    return at + count;
  }

  #grow(octets: number): void {
    const larger = Buffer.allocUnsafeSlow(2 ** Math.ceil(Math.log2(this.#length + octets + 1)));
    larger.set(this.bytes);
    this.#bytes = larger;
  }
}
