/**
 * Whose row is it still? An agent may give its interfaces other numbers without a restart and without saying so
 * (ifTableLastChange is missing or stands still): the number of port A then leads to port B. Reading all names at every poll
 * would cost a frame for every forty ports. Instead, names of some rows travel where the last frame has room, and counters
 * are watched, which cost nothing. Where rows change places either one of their counters falls, or one row now shows at least what
 * another one had: then names are read before anything is told, all of them or those of such rows. Where rows move up, the last row has
 * another name. All names are read every two minutes besides. Pure.
 */
import { Instances } from "./instances.ts";
import type { Layout } from "./layout.ts";
import { numberOf, textOf, type Raw } from "./raw.ts";

/** A row with a name: where the name stands, what it was, and slots of counters of that row. */
export interface NamedRow {
  readonly oid: string;
  readonly name: Raw;
  readonly slots: readonly number[];
}

const mostSentries = 16;
/** All names are read again after so long, whatever the counters say. */
const namesEveryMs = 120_000;

/** The last row, which moves with every shift, and others spread evenly. */
function spread<One>(rows: readonly One[], count: number): One[] {
  const picked = new Set(Array.from({ length: count }, (_, at) => Math.floor((at * rows.length) / count)));
  picked.add(rows.length - 1);
  return rows.filter((_, at) => picked.has(at)).slice(-count);
}

/**
 * The layout with names of some rows among what is asked and must not change: as many as need no further frame, but always the last one's.
 * @param frames  how many frames such a list of instances takes
 */
export function withSentries(layout: Layout, frames: (asks: readonly string[], values: Layout["values"]) => number): Layout {
  const rows = layout.named.filter(({ oid }) => !layout.asks.includes(oid));
  const before = frames(layout.asks, layout.values);
  for (let count = Math.min(mostSentries, rows.length); count > 0; count >>= 1) {
    const sentries = spread(rows, count);
    const asks = [...layout.asks, ...sentries.map(({ oid }) => oid)];
    const values = [...layout.values, ...sentries.map(({ name }) => name)];
    if (count > 1 && frames(asks, values) > before) continue;
    const watches = sentries.map(({ name }, at) => ({ slot: layout.asks.length + at, value: name }));
    return { ...layout, asks, values, watches: [...layout.watches, ...watches] };
  }
  return layout;
}

/** Where a row stands in the order of first counters; rows without one stand last. */
function height(counters: Float64Array, row = 0): number {
  const counter = counters[2 * row] ?? Number.NaN;
  return Number.isNaN(counter) ? Number.MAX_VALUE : counter;
}

/** Counters of the rows that are looked at: one list for all devices. */
let shown = new Float64Array(64);

/** What is kept of the named rows between polls. */
export class RowNames {
  /** Where the names stand. */
  readonly oids: Instances;
  /** What they were. */
  readonly texts: readonly string[];
  /** Two counters of each row; the same one twice where it has one only. */
  readonly #slots: Uint32Array;
  /** These counters as last seen; NaN where there was none. */
  readonly #last: Float64Array;
  /** Rows by their first counter as last seen, the lowest first. */
  readonly #order: Uint32Array;
  #checkedAt: number;

  constructor({ named, values }: Layout, now: number) {
    this.oids = new Instances(named.map(({ oid }) => oid));
    this.texts = named.map(({ name }) => textOf(name) ?? "");
    this.#slots = Uint32Array.from(named.flatMap(({ slots: [first = 0, second = first] }) => [first, second]));
    this.#checkedAt = now;
    this.#last = new Float64Array(this.#slots.length);
    this.#count(values, this.#last);
    this.#order = Uint32Array.from(named.keys()).sort((a, b) => height(this.#last, a) - height(this.#last, b));
  }

  /** Writes the counters of all rows in these values. */
  #count(values: Layout["values"], into: Float64Array): void {
    for (let at = 0; at < this.#slots.length; at++) into[at] = numberOf(values[this.#slots[at] ?? 0]) ?? Number.NaN;
  }

  /** Rows whose names must be read before these values are told. */
  doubtful(values: Layout["values"], now: number): readonly number[] {
    if (shown.length < this.#slots.length) shown = new Float64Array(2 * this.#slots.length);
    this.#count(values, shown);
    let all = Math.abs(now - this.#checkedAt) >= namesEveryMs;
    for (let at = 0; at < this.#last.length; at++) {
      const last = this.#last[at] ?? Number.NaN;
      all ||= !Number.isNaN(last) && !((shown[at] ?? Number.NaN) >= last);
    }
    if (all) return Array.from(this.texts.keys());
    const rows: number[] = [];
    for (let place = 0; place < this.#order.length; place++) {
      if (this.#mayBeAnother(place)) rows.push(this.#order[place] ?? 0);
    }
    return rows;
  }

  /**
   * Whether the row at this place of the order shows at least what another one had that stood level with it or higher. Where
   * rows change places and no counter falls, that holds for one of them, unless all show the same.
   */
  #mayBeAnother(place: number): boolean {
    const row = this.#order[place] ?? 0;
    const [first, second, firstBefore] = [shown[2 * row] ?? 0, shown[2 * row + 1] ?? 0, this.#last[2 * row] ?? 0];
    if (first === firstBefore && second === this.#last[2 * row + 1]) return false;
    const couldBe = (other: number): boolean => {
      const [theirFirst, theirSecond] = [this.#last[2 * other] ?? 0, this.#last[2 * other + 1] ?? 0];
      if (theirSecond > second) return false;
      const level = theirFirst === firstBefore && theirSecond === this.#last[2 * row + 1];
      return !level || shown[2 * other] !== first || shown[2 * other + 1] !== second;
    };
    for (let at = place + 1; at < this.#order.length; at++) {
      const other = this.#order[at] ?? 0;
      if (!((this.#last[2 * other] ?? 0) <= first)) break;
      if (couldBe(other)) return true;
    }
    for (let at = place - 1; at >= 0; at--) {
      const other = this.#order[at] ?? 0;
      if (this.#last[2 * other] !== firstBefore) break;
      if (couldBe(other)) return true;
    }
    return false;
  }

  /** Takes over the counters of values that are believed. @param checked  when all names were read and are what they were */
  seen(values: Layout["values"], checked = this.#checkedAt): void {
    this.#checkedAt = checked;
    this.#count(values, this.#last);
    const order = this.#order;
    // As good as sorted already.
    for (let from = 1; from < order.length; from++) {
      const row = order[from] ?? 0;
      const own = height(this.#last, row);
      let to = from;
      for (; to > 0 && height(this.#last, order[to - 1]) > own; to--) order[to] = order[to - 1] ?? 0;
      order[to] = row;
    }
  }

  /** Whether the names of these rows are what they were. */
  same(rows: readonly number[], names: readonly (Raw | undefined)[]): boolean {
    return rows.every((row, at) => (textOf(names[at]) ?? "") === this.texts[row]);
  }
}
