/**
 * A changed site file read at the price of its change. Entries of the long lists whose text is the one that was read before keep the
 * values they had; only the others, and what stands around the lists, are parsed. What this cannot vouch for is left to `readSite`.
 */
import { checks } from "./checks/all.ts";
import { siteSchema, type Site } from "./inventory.ts";
import { resolveSecrets, type Secrets } from "./secrets.ts";
import { readSource } from "./source.ts";

/** Lists that grow with a site. */
const lists = ["devices", "services", "meters"] as const;
type List = (typeof lists)[number];
type Entry = Site[List][number];

/** A good site with the text that each entry of its long lists was read from. */
export interface Reading {
  readonly site: Site;
  readonly entries: Readonly<Record<List, ReadonlyMap<string, Entry>>>;
}

/** A file cut before each entry of a long list: pieces of anything else, and entries with their list. */
interface Piece {
  readonly text: string;
  readonly list?: List;
}

/** Anchors, aliases, directives and document marks reach beyond an entry. */
const reachesFar = /(?:^|[\s[{,:?-])[&*][^\s,[\]{}]|^%|^---|^\.\.\./m;

/**
 * Where entries begin, judged by their indentation. A line inside a text of several lines may look like a beginning; then
 * the entry before it is no YAML of its own, and whoever parses it sees that.
 * @returns undefined when the file is of a form in which entries cannot be told apart
 */
function cut(text: string): Piece[] | undefined {
  if (reachesFar.test(text)) return undefined;
  const pieces: Piece[] = [];
  let list: List | undefined;
  let opening: RegExp | undefined;
  let from = 0;
  let at = 0;
  const seen = new Set<List>();
  const end = (to: number, inEntry: boolean): void => {
    if (to > from) pieces.push({ text: text.slice(from, to), ...(inEntry && list !== undefined && { list }) });
    from = to;
  };
  while (at < text.length) {
    const feed = text.indexOf("\n", at);
    const next = feed < 0 ? text.length : feed + 1;
    const line = text.slice(at, next);
    if (/^[^\s#-]/.test(line)) {
      end(at, opening !== undefined);
      list = lists.find((name) => line.startsWith(`${name}:`) && /^:\s*(?:#.*)?\s*$/.test(line.slice(name.length)));
      opening = undefined;
      if (list !== undefined && seen.size === seen.add(list).size) return undefined;
    } else if (list !== undefined && !/^\s*(?:#|$)/.test(line)) {
      if (opening === undefined) {
        const indent = /^ *(?=-(?:\s|$))/.exec(line)?.[0];
        if (indent === undefined) return undefined;
        opening = new RegExp(`^${indent}-(?:\\s|$)`);
        end(at, false);
      } else if (opening.test(line)) end(at, true);
    }
    at = next;
  }
  end(at, opening !== undefined);
  return pieces;
}

const entriesOf = (pieces: readonly Piece[], list: List): string[] =>
  pieces.filter((piece) => piece.list === list).map(({ text }) => text);

/** What there is to remember of a file that `readSite` found good; undefined when its entries cannot be told apart. */
export function remember(text: string, site: Site): Reading | undefined {
  const pieces = cut(text);
  if (pieces === undefined) return undefined;
  const entries = {} as Record<List, ReadonlyMap<string, Entry>>;
  for (const list of lists) {
    const texts = entriesOf(pieces, list);
    // Every entry begins where one was seen to begin, so equal numbers mean equal beginnings.
    if (texts.length > 0 && texts.length !== site[list].length) return undefined;
    entries[list] = new Map(site[list].slice(0, texts.length).map((entry, index) => [texts[index] ?? "", entry]));
  }
  return { site, entries };
}

/** Entries that are parsed at a time: some ten milliseconds. */
const batch = 24;
/** Characters around the lists, from which on parsing them takes too long to be done between other work. */
const mostAround = 50_000;

/**
 * Reads a changed file. Yields between steps of some ten milliseconds, so that other work has its turn.
 * @returns exactly the site that `readSite` would give; undefined when it is not good, or when only `readSite` can tell
 */
export function* reread(text: string, last: Reading, secrets: Secrets): Generator<undefined, Reading | undefined> {
  const pieces = cut(text);
  if (pieces === undefined) return undefined;
  yield;
  const read = (part: string): { readonly [key: string]: unknown } | undefined => {
    const source = readSource(part, "");
    if (source.problems.length > 0 || typeof source.value !== "object" || source.value === null) return undefined;
    const { value, faults } = resolveSecrets(source.value, secrets);
    return faults.length > 0 ? undefined : (value as { readonly [key: string]: unknown });
  };

  // The file with one entry in each list: valid if the whole is, as far as a schema can tell.
  const first = new Set(lists.map((list) => pieces.find((piece) => piece.list === list)));
  const textAround = pieces
    .filter((piece) => piece.list === undefined || first.has(piece))
    .map((piece) => piece.text)
    .join("");
  const around = textAround.length > mostAround ? undefined : read(textAround);
  const shape = siteSchema.safeParse(around);
  if (around === undefined || !shape.success) return undefined;
  yield;

  const entries = {} as Record<List, Map<string, Entry>>;
  const whole: Record<string, unknown> = { ...shape.data };
  const given: Record<string, unknown> = { ...around };
  for (const list of lists) {
    const texts = entriesOf(pieces, list);
    const known = (entries[list] = new Map<string, Entry>());
    // Without entries on lines of their own the list stands in what is around: empty, or in brackets.
    if (texts.length === 0) continue;
    if (shape.data[list].length !== 1) return undefined;
    const fresh = texts.filter((entry) => !last.entries[list].has(entry));
    const made = new Map<string, Entry>();
    for (let from = 0; from < fresh.length; from += batch) {
      const some = fresh.slice(from, from + batch);
      const parsed = siteSchema.shape[list].safeParse(read(`${list}:\n${some.join("")}`)?.[list]);
      if (!parsed.success || parsed.data.length !== some.length) return undefined;
      parsed.data.forEach((entry, index) => made.set(some[index] ?? "", entry));
      yield;
    }
    const items: Entry[] = [];
    for (const entry of texts) {
      const item = made.get(entry) ?? last.entries[list].get(entry);
      if (item === undefined) return undefined;
      known.set(entry, item);
      items.push(item);
    }
    whole[list] = items;
    given[list] = items;
    yield;
  }
  for (const check of checks) {
    if (check({ value: given, lineOf: () => undefined }).length > 0) return undefined;
    yield;
  }
  return { site: whole as Site, entries };
}
