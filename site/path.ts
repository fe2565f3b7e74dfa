/** Way to a value inside a document: keys and indices. */
export type Path = readonly (string | number)[];

/** A path as a message names it: `devices[4].profile`, `devices[2].positions["Sensor 1"]`. */
export function formatPath(path: Path): string {
  return path
    .map((step, index) => {
      if (typeof step === "number") return `[${step}]`;
      if (!/^\w[\w-]*$/.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join("");
}

/** A path without its indices, the place a schema knows: `devices[].profile`. */
export function shapeOf(path: Path): string {
  return formatPath(path).replaceAll(/\[\d+\]/g, "[]");
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** The member of an object or list; undefined when there is none. */
export function member(value: unknown, step: string | number): unknown {
  if (Array.isArray(value)) return typeof step === "number" ? value[step] : undefined;
  return isObject(value) && typeof step === "string" && Object.hasOwn(value, step) ? value[step] : undefined;
}

/** The member if it is text. */
export function textOf(value: unknown, key: string): string | undefined {
  const found = member(value, key);
  return typeof found === "string" ? found : undefined;
}

export interface Entry {
  readonly path: Path;
  readonly value: unknown;
}

/** A value that knows where it stands. The way is put together when asked for: of thousands of entries few are ever named. */
class Found implements Entry {
  readonly value: unknown;
  readonly #around: Found | undefined;
  readonly #step: string | number;

  constructor(value: unknown, around?: Found, step: string | number = "") {
    this.value = value;
    this.#around = around;
    this.#step = step;
  }

  get path(): Path {
    return this.#around === undefined ? [] : [...this.#around.path, this.#step];
  }
}

/** Steps of the shapes that were asked for; there are some dozens. */
const stepsOf = new Map<string, readonly string[]>();

/** All values at a shape such as `devices[].feeds[]`, in the order of the document; what is not there is left out. */
export function each(value: unknown, shape: string): readonly Entry[] {
  let steps = stepsOf.get(shape);
  if (steps === undefined) stepsOf.set(shape, (steps = shape.split(/\.|(?=\[\])/)));
  let entries: Found[] = value === undefined ? [] : [new Found(value)];
  for (const step of steps) {
    const found: Found[] = [];
    for (const entry of entries) {
      const here = entry.value;
      if (step !== "[]") {
        const item = member(here, step);
        if (item !== undefined) found.push(new Found(item, entry, step));
      } else if (Array.isArray(here)) {
        for (const [index, item] of here.entries()) if (item !== undefined) found.push(new Found(item, entry, index));
      }
    }
    entries = found;
  }
  return entries;
}

/** Every value that is neither list nor section, with its path. */
export function leaves(value: unknown, path: Path = []): Entry[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => leaves(item, [...path, index]));
  if (isObject(value)) return Object.entries(value).flatMap(([key, item]) => leaves(item, [...path, key]));
  return [{ path, value }];
}

/** A copy of the document with its leaves replaced. */
export function mapLeaves(value: unknown, change: (entry: Entry) => unknown, path: Path = []): unknown {
  if (Array.isArray(value)) return value.map((item, index) => mapLeaves(item, change, [...path, index]));
  if (!isObject(value)) return change({ path, value });
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapLeaves(item, change, [...path, key])]));
}
