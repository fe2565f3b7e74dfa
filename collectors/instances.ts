/** A long list of instances kept small: columns once, rows as numbers. Pure. */

export class Instances {
  readonly #columns: readonly string[];
  readonly #column: Uint16Array;
  /** Last part of each instance. */
  readonly #row: Uint32Array;

  constructor(oids: readonly string[]) {
    const columns = new Map<string, number>();
    this.#column = new Uint16Array(oids.length);
    this.#row = new Uint32Array(oids.length);
    for (const [at, oid] of oids.entries()) {
      const dot = oid.lastIndexOf(".");
      const column = oid.slice(0, dot);
      const number = columns.get(column) ?? columns.size;
      columns.set(column, number);
      this.#column[at] = number;
      this.#row[at] = Number(oid.slice(dot + 1));
    }
    if (columns.size > 0xffff) throw new RangeError(`${columns.size} columns are more than a layout can have`);
    this.#columns = [...columns.keys()];
  }

  get length(): number {
    return this.#row.length;
  }

  at(index: number): string {
    return `${this.#columns[this.#column[index] ?? 0] ?? ""}.${this.#row[index] ?? 0}`;
  }

  slice(from: number, to: number): string[] {
    return Array.from({ length: Math.max(0, Math.min(to, this.length) - from) }, (_, at) => this.at(from + at));
  }
}
