import type { Fault } from "../fault.ts";
import type { Path } from "../path.ts";

/**
 * The document before it is a `Site`: plain data with references resolved, perhaps with faults of shape. Checks read it
 * leniently, so that one fault hides no other.
 */
export interface Draft {
  readonly value: unknown;
  readonly lineOf: (path: Path) => number | undefined;
}

/** One question to the whole document. It leaves alone what the schema complains of already. */
export type Check = (draft: Draft) => readonly Fault[];

/** Ids that lie on a circle of `next`, each circle once, by its first member. */
export function circles(next: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  const walk = (id: string, way: readonly string[]): void => {
    const start = way.indexOf(id);
    if (start >= 0) found.push(way.slice(start));
    if (start >= 0 || done.has(id)) return;
    for (const following of new Set(next.get(id))) walk(following, [...way, id]);
    done.add(id);
  };
  for (const id of next.keys()) walk(id, []);
  return found;
}
