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

/** All values at a shape such as `devices[].feeds[]`, in the order of the document; what is not there is left out. */
export function each(value: unknown, shape: string): Entry[] {
  let entries: Entry[] = value === undefined ? [] : [{ path: [], value }];
  for (const step of shape.split(/\.|(?=\[\])/)) {
    const found: Entry[] = [];
    const add = (path: Path, at: string | number, item: unknown): void => {
      if (item !== undefined) found.push({ path: [...path, at], value: item });
    };
    for (const { path, value: here } of entries) {
      if (step !== "[]") add(path, step, member(here, step));
      else if (Array.isArray(here)) here.forEach((item: unknown, index) => add(path, index, item));
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
