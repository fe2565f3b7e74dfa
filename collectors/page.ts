/** A text that is put together from many pieces as octets, without making a string of it; one page is written over and over. */

const billion = 1e9;

/** The octets of a text in UTF-8, in memory of their own. */
export const octetsOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const decoder = new TextDecoder();
/** The text again. */
export const textOfOctets = (bytes: Uint8Array): string => decoder.decode(bytes);

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

  /** @param text  ASCII */
  put(text: string): void {
    if (this.#length + text.length > this.#bytes.length) this.#grow(text.length);
    this.#length += this.#bytes.write(text, this.#length, "latin1");
  }

  copy(piece: Uint8Array): void {
    if (this.#length + piece.length > this.#bytes.length) this.#grow(piece.length);
    this.#bytes.set(piece, this.#length);
    this.#length += piece.length;
  }

  /** A short part of these octets: some dozens are copied sooner than a call is made. */
  part(of: Uint8Array, from: number, to: number): void {
    if (this.#length + to - from > this.#bytes.length) this.#grow(to - from);
    const bytes = this.#bytes;
    let at = this.#length;
    for (let next = from; next < to; next++) bytes[at++] = of[next] ?? 0;
    this.#length = at;
  }

  /** A number as JavaScript writes it. */
  number(value: number): void {
    if (this.#length + 24 > this.#bytes.length) this.#grow(24);
    if (value < 0) this.#bytes[this.#length++] = 0x2d;
    const size = Math.abs(value);
    if (Number.isSafeInteger(size)) return this.#whole(size);
    // Up to three decimals, as most devices have them: no shorter text means the same number.
    const thousandths = Math.round(size * 1000);
    if (thousandths < billion && thousandths > 0 && thousandths / 1000 === size) return this.#decimals(thousandths);
    this.put(String(Number.isNaN(value) ? value : size));
  }

  /** Puts a number in the place of these octets. @returns by how many octets it is longer: all that follows has moved so far */
  replace(from: number, to: number, value: number): number {
    const end = this.#length;
    // Behind everything first, where it has room whatever its length is.
    this.number(value);
    const bytes = this.#bytes;
    const size = this.#length - end;
    const moved = size - (to - from);
    if (moved > 0 && this.#length + moved > bytes.length) {
      this.#grow(moved);
      this.cut(end);
      return this.replace(from, to, value);
    }
    const written = end + moved;
    if (moved !== 0) bytes.copyWithin(to + moved, to, this.#length);
    for (let at = 0; at < size; at++) bytes[from + at] = bytes[written + at] ?? 0;
    this.#length = written;
    return moved;
  }

  #whole(value: number): void {
    const high = value < billion ? 0 : Math.floor(value / billion);
    if (high > 0) this.#small(high);
    if (high > 0) this.#digits(value - high * billion, 9);
    else this.#small(value);
  }

  #decimals(thousandths: number): void {
    const whole = Math.floor(thousandths / 1000);
    this.#small(whole);
    this.#bytes[this.#length++] = 0x2e;
    this.#digits(thousandths - whole * 1000, 3);
    while (this.#bytes[this.#length - 1] === 0x30) this.#length--;
  }

  /** A whole number below 10^9. */
  #small(value: number): void {
    let digits = 1;
    for (let limit = 10; value >= limit; limit *= 10) digits++;
    this.#digits(value, digits);
  }

  /** Exactly so many digits of a whole number below 10^9. */
  #digits(value: number, count: number): void {
    let rest = value | 0;
    const from = this.#length;
    this.#length = from + count;
    for (let place = from + count - 1; place >= from; place--) {
      const tenth = (rest / 10) | 0;
      this.#bytes[place] = 48 + rest - tenth * 10;
      rest = tenth;
    }
  }

  #grow(more: number): void {
    const larger = Buffer.allocUnsafeSlow(2 ** Math.ceil(Math.log2(this.#length + more + 1)));
    larger.set(this.bytes);
    this.#bytes = larger;
  }
}
