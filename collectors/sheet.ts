/**
 * The text of a small device as it was last told. Nearly all of it is names and labels: the next poll puts new numbers in the places of
 * the old ones, which costs a quarter of writing every line. Pure.
 */
import { Page } from "./page.ts";

type Value = number | string | undefined;

/** A number may become longer: so many octets more before the text needs other memory. */
const slack = 64;

export class Sheet {
  readonly #page: Page;
  /** Where each number stands and how long it is; 0 while it is absent. */
  readonly #starts: Uint16Array;
  readonly #widths: Uint8Array;
  readonly #numbers: Float64Array;
  readonly #states: readonly Value[];

  /** @param text  below 64 kB, room included */
  constructor(text: Uint8Array, { starts, ends, numbers, states }: Marks) {
    this.#page = new Page(text.length + slack);
    this.#page.copy(text);
    this.#starts = Uint16Array.from(starts);
    this.#widths = Uint8Array.from(ends, (end, at) => end - (starts[at] ?? 0));
    this.#numbers = Float64Array.from(numbers);
    this.#states = states.slice();
  }

  get bytes(): Uint8Array {
    return this.#page.bytes;
  }

  /** Whether this state is told. */
  tells(at: number, state: Value): boolean {
    return this.#states[at] === state;
  }

  /** Puts a number in its place. @returns false when a line would come or go: the text must be written anew */
  put(at: number, value: Value): boolean {
    const width = this.#widths[at] ?? 0;
    if (typeof value !== "number") return width === 0;
    if (width === 0) return false;
    if (value === this.#numbers[at]) return true;
    const start = this.#starts[at] ?? 0;
    const moved = this.#page.replace(start, start + width, value);
    this.#numbers[at] = value;
    if (moved === 0) return true;
    this.#widths[at] = width + moved;
    for (let next = at + 1; next < this.#starts.length; next++) this.#starts[next] = (this.#starts[next] ?? 0) + moved;
    return true;
  }
}

/** Where the values of a text stand, noted while it is written. */
export class Marks {
  /** Where the text begins on its page. */
  readonly #from: number;
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  readonly numbers: number[] = [];
  readonly states: Value[] = [];

  constructor(from: number) {
    this.#from = from;
  }

  /** A number that stands from here to there; an empty span when it is absent. */
  number(value: Value, start: number, end: number): void {
    this.starts.push(start - this.#from);
    this.ends.push(end - this.#from);
    this.numbers.push(typeof value === "number" ? value : Number.NaN);
  }
}
