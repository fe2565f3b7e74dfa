/**
 * The text of a small device as it was last told. Nearly all of it is names and labels: the next poll puts new numbers in the places of
 * the old ones, which costs a quarter of writing every line. Pure.
 */
import type { Values } from "./evaluate.ts";
import type { Formula } from "./formula.ts";
import { Page } from "./page.ts";
import { isConstant, valueOf, type Run } from "./runs.ts";

type Value = number | string | undefined;

/** One series, and the state that is told of it. */
interface Spot {
  readonly run: Run;
  readonly row: number;
  readonly told?: Value;
}

/** A number may become longer: so many octets more before the text needs other memory. */
const slack = 64;

/** Where the values of a text stand and what they come from, noted while it is written; what can never change is left out. */
export class Marks {
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  readonly numbers: number[] = [];
  readonly slots: number[] = [];
  readonly formulas: (Formula | undefined)[] = [];
  readonly others: Spot[] = [];
  readonly states: Spot[] = [];
  /** Where the text begins on its page. */
  readonly #from: number;

  constructor(from: number) {
    this.#from = from;
  }

  /** A number that stands from here to there; an empty span when it is absent. */
  number(run: Run, row: number, value: Value, start: number, end: number): void {
    if (isConstant(run, row)) return;
    this.starts.push(start - this.#from);
    this.ends.push(end - this.#from);
    this.numbers.push(typeof value === "number" ? value : Number.NaN);
    if (run.kind === "numbers") {
      this.formulas.push(run.formula);
      this.slots.push(run.slots[row] ?? 0);
    } else {
      this.formulas.push(undefined);
      this.slots.push(this.others.length);
      this.others.push({ run, row });
    }
  }

  state(run: Run, row: number, told: Value): void {
    if (!isConstant(run, row)) this.states.push({ run, row, told });
  }
}

export class Sheet {
  readonly #page: Page;
  /** Where each number stands, in the order of the text, and how long it is; 0 while it is absent. */
  readonly #starts: Uint16Array;
  readonly #widths: Uint8Array;
  readonly #numbers: Float64Array;
  /** What most numbers come from: a slot and what is done to its value. */
  readonly #formulas: readonly (Formula | undefined)[];
  /** Slots; for numbers without a formula, which of the others they are. */
  readonly #slots: Uint16Array;
  readonly #others: readonly Spot[];
  readonly #states: readonly Spot[];

  /** @param text  below 32 kB */
  constructor(text: Uint8Array, { starts, ends, numbers, formulas, slots, others, states }: Marks) {
    this.#page = new Page(text.length + slack);
    this.#page.copy(text);
    this.#starts = Uint16Array.from(starts);
    this.#widths = Uint8Array.from(ends, (end, at) => end - (starts[at] ?? 0));
    this.#numbers = Float64Array.from(numbers);
    // Lists that grew have room for more.
    this.#formulas = formulas.slice();
    this.#slots = Uint16Array.from(slots);
    this.#others = others.slice();
    this.#states = states.slice();
  }

  get bytes(): Uint8Array {
    return this.#page.bytes;
  }

  /** Brings it up to date. @returns false when lines come, go or tell another state: the text must be written anew */
  refresh(values: Values): boolean {
    for (let at = 0; at < this.#slots.length; at++) {
      const formula = this.#formulas[at];
      const slot = this.#slots[at] ?? 0;
      const value = formula === undefined ? valueAt(this.#others[slot], values) : formula.of(values[slot]);
      if (typeof value !== "number" || value !== this.#numbers[at]) {
        if (!this.#put(at, value)) return false;
      }
    }
    for (const spot of this.#states) if (valueAt(spot, values) !== spot.told) return false;
    return true;
  }

  #put(at: number, value: Value): boolean {
    const width = this.#widths[at] ?? 0;
    if (typeof value !== "number") return width === 0;
    if (width === 0) return false;
    const start = this.#starts[at] ?? 0;
    const moved = this.#page.replace(start, start + width, value);
    this.#numbers[at] = value;
    if (moved === 0) return true;
    this.#widths[at] = width + moved;
    for (let next = at + 1; next < this.#starts.length; next++) this.#starts[next] = (this.#starts[next] ?? 0) + moved;
    return true;
  }
}

const valueAt = (spot: Spot | undefined, values: Values): Value =>
  spot === undefined ? undefined : valueOf(spot.run, spot.row, values);
