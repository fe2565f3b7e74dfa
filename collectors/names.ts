/**
 * Whose row is it still? An agent may give its interfaces other numbers without a restart and without saying so
 * (ifTableLastChange is missing or stands still): the number of port A then leads to port B. Reading all names at every poll
 * would cost a frame for every forty ports. Instead, names of some rows travel where the last frame has room, and counters
 * are watched, which cost nothing: where rows change places, one of their counters falls; where they move up, the last row has another name.
 * Rows whose counters are equal (ports that nobody uses) are looked at as soon as one of them counts, and all names every two minutes:
 * what two busy rows have counted may lie so near that the time between two polls makes up for it. Pure.
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

/** What is kept of the named rows between polls. */
export class RowNames {
  /** Where the names stand. */
  readonly oids: Instances;
  /** What they were. */
  readonly texts: readonly string[];
  readonly #slots: Uint32Array;
  /** The counters as last seen; NaN where there was none. */
  readonly #last: Float64Array;
  /** Counters of each row: one or two. */
  readonly #widths: Uint8Array;
  /** 1 for the counters of a row that has them in common with another row. */
  readonly #tied: Uint8Array;
  #checkedAt: number;

  constructor({ named, values }: Layout, now: number) {
    this.oids = new Instances(named.map(({ oid }) => oid));
    this.texts = named.map(({ name }) => textOf(name) ?? "");
    this.#slots = Uint32Array.from(named.flatMap(({ slots }) => slots));
    this.#last = new Float64Array(this.#slots.length);
    this.#widths = Uint8Array.from(named, ({ slots }) => slots.length);
    this.#tied = new Uint8Array(this.#slots.length);
    this.#checkedAt = now;
    this.seen(values);
    this.checked(values, now);
  }

  /**
   * Whether the names must be read before these values are told: a counter fell or is gone (a wrap, a reset, another row), one of
   * several equal rows counts, or it was long ago.
   */
  doubtful(values: Layout["values"], now: number): boolean {
    if (this.#slots.length > 0 && now - this.#checkedAt >= namesEveryMs) return true;
    return this.#slots.some((slot, at) => {
      const last = this.#last[at] ?? Number.NaN;
      const value = numberOf(values[slot]) ?? Number.NaN;
      return !Number.isNaN(last) && (this.#tied[at] === 1 ? value !== last : !(value >= last));
    });
  }

  /** The names were read and are what they were. Rows that count alike (a bundle and its only member) are not looked at again and again. */
  checked(values: Layout["values"], now: number): void {
    const before = this.#counted();
    this.seen(values);
    this.#checkedAt = now;
    const rows = this.#counted();
    const alike = new Map<string, number>();
    for (const row of rows) alike.set(row, (alike.get(row) ?? 0) + 1);
    let from = 0;
    for (const [at, row] of rows.entries()) {
      const to = from + (this.#widths[at] ?? 0);
      this.#tied.fill(row === before[at] && (alike.get(row) ?? 0) > 1 ? 1 : 0, from, to);
      from = to;
    }
  }

  /** The counters of each row as one text. */
  #counted(): string[] {
    let from = 0;
    return Array.from(this.#widths, (width) => this.#last.subarray(from, (from += width)).join());
  }

  /** Takes over the counters of values that are believed. */
  seen(values: Layout["values"]): void {
    for (let at = 0; at < this.#slots.length; at++) this.#last[at] = numberOf(values[this.#slots[at] ?? 0]) ?? Number.NaN;
  }

  /** Whether the names are what they were. */
  same(names: readonly (Raw | undefined)[]): boolean {
    return this.texts.every((text, at) => (textOf(names[at]) ?? "") === text);
  }
}
