/** Bound reads: what is left of a profile once the rows of one device are known, and how it turns values into numbers. Pure. */
import type { CountRead, FlagsRead, NumberRead, StateRead } from "./profile.ts";
import { numberOf, textOf, type Raw } from "./raw.ts";

/** Values of one poll by slot; the layout says which instance a slot is. */
export type Values = readonly (Raw | undefined)[];

/** A condition bound to slots; what names and indices decided is a constant already. */
export type Check =
  | boolean
  | { readonly test: "is"; slot: number; readonly values: readonly (number | string)[] }
  | { readonly test: "above" | "below"; slot: number; readonly limit: number }
  | { readonly test: "present"; slot: number }
  | { readonly test: "all" | "any"; readonly of: readonly Check[] }
  | { readonly test: "not"; readonly of: Check };

/** Where one series takes its value from. Slots are mutable because they are renumbered once, at the end of learning. */
export type Source =
  | {
      readonly kind: "number";
      slot: number;
      readonly read: NumberRead;
      readonly factor: number;
      readonly divisor: number;
      readonly fahrenheit: boolean;
      readonly absent: ReadonlySet<number>;
      readonly when: Check;
    }
  | {
      readonly kind: "state";
      slot: number;
      readonly read: StateRead<string>;
      readonly absent: ReadonlySet<number>;
      readonly when: Check;
    }
  | {
      readonly kind: "cases";
      readonly cases: readonly (readonly [Check, string])[];
      readonly otherwise?: string;
      readonly when: Check;
    }
  | { readonly kind: "flag"; slot: number; readonly bit: number; readonly bits: FlagsRead["bits"] }
  | { readonly kind: "count"; readonly read: CountRead; readonly rows: readonly Check[] }
  | { readonly kind: "listed"; readonly rows: readonly Check[] }
  | {
      readonly kind: "computed";
      readonly op: "quotient" | "sum" | "difference" | "product" | "least" | "greatest";
      readonly of: readonly Source[];
      readonly between?: readonly [number, number];
    }
  | { readonly kind: "fold"; readonly fold: "sum" | "max" | "min" | "mean"; readonly of: readonly Source[] }
  | { readonly kind: "first"; readonly of: readonly Source[] }
  | { readonly kind: "one"; readonly when: Check };

const same = (raw: Raw | undefined, values: readonly (number | string)[]): boolean => {
  if (raw === undefined) return false;
  const number = numberOf(raw);
  const text = typeof raw === "number" ? undefined : textOf(raw)?.toLowerCase();
  for (const value of values) if (typeof value === "number" ? value === number : value.toLowerCase() === text) return true;
  return false;
};

/** Whether a bound condition holds; a value that is not there makes every comparison false. */
export function holds(check: Check, values: Values): boolean {
  if (typeof check === "boolean") return check;
  switch (check.test) {
    case "is":
      return same(values[check.slot], check.values);
    case "above":
    case "below": {
      const number = numberOf(values[check.slot]);
      return number !== undefined && (check.test === "above" ? number > check.limit : number < check.limit);
    }
    case "present":
      return values[check.slot] !== undefined;
    case "all":
      for (const part of check.of) if (!holds(part, values)) return false;
      return true;
    case "any":
      for (const part of check.of) if (holds(part, values)) return true;
      return false;
    case "not":
      return !holds(check.of, values);
  }
}

export type NumberSource = Extract<Source, { kind: "number" }>;
export type StateSource = Extract<Source, { kind: "state" }>;

/** The number that a source makes of a raw value, its condition aside. */
export function numberOfSource(source: NumberSource, raw: Raw | undefined): number | undefined {
  const { read } = source;
  if (raw === undefined) return undefined;
  if (read.codes !== undefined) {
    const code = read.codes[typeof raw === "number" ? raw : (textOf(raw)?.toLowerCase() ?? "")];
    return code;
  }
  const n = numberOf(raw, read.pattern);
  if (n === undefined || source.absent.has(n) || (read.zeroIsAbsent === true && n === 0)) return undefined;
  let value = (n * source.factor) / source.divisor;
  if (source.fahrenheit) value = Math.round(((value - 32) * 5e6) / 9) / 1e6;
  if (read.milliwatts === true) {
    if (value <= 0) return undefined;
    value = 10 * Math.log10(value);
  }
  if (read.offset !== undefined) value += read.offset;
  if (read.tenthsAbove !== undefined && Math.abs(value) > read.tenthsAbove) value /= 10;
  if (read.between !== undefined && (value < read.between[0] || value > read.between[1])) return undefined;
  return value;
}

/** The name of the state that a source makes of a raw value, its condition aside. */
export function stateOfSource({ read, absent }: StateSource, raw: Raw | undefined): string | undefined {
  if (raw === undefined) return undefined;
  const code = typeof raw === "number" ? raw : (textOf(raw)?.toLowerCase() ?? "");
  if (code === "" || (typeof code === "number" && absent.has(code))) return undefined;
  return read.codes[code] ?? read.codes["*"] ?? "unknown";
}

function flag(raw: Raw | undefined, bit: number, bits: FlagsRead["bits"]): number | undefined {
  if (raw === undefined) return undefined;
  if (bits === "integer") return typeof raw === "number" ? Math.floor(raw / 2 ** bit) % 2 : undefined;
  if (bits === "octets") {
    const octet = typeof raw === "object" ? raw[bit >> 3] : undefined;
    return octet === undefined ? undefined : (octet >> (7 - (bit & 7))) & 1;
  }
  const character = textOf(raw)?.[bit - 1];
  return character === "1" ? 1 : character === "0" ? 0 : undefined;
}

type Computed = Extract<Source, { kind: "computed" }>;

function joined(op: Computed["op"], left: number, right: number): number | undefined {
  switch (op) {
    case "sum":
      return left + right;
    case "product":
      return left * right;
    case "least":
      return Math.min(left, right);
    case "greatest":
      return Math.max(left, right);
    case "difference":
      return left - right;
    case "quotient":
      return right === 0 ? undefined : left / right;
  }
}

/** The parts joined from the left; nothing when one of them has no value. */
function computed({ op, of, between }: Computed, values: Values): number | undefined {
  let value: number | undefined;
  for (const part of of) {
    const next = evaluate(part, values);
    if (typeof next !== "number") return undefined;
    value = value === undefined ? next : joined(op, value, next);
    if (value === undefined) return undefined;
  }
  const outside = value === undefined || (between !== undefined && (value < between[0] || value > between[1]));
  return outside ? undefined : value;
}

function fold(how: "sum" | "max" | "min" | "mean", values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  if (how === "max") return Math.max(...values);
  if (how === "min") return Math.min(...values);
  const total = values.reduce((sum, value) => sum + value, 0);
  return how === "mean" ? total / values.length : total;
}

const defined = (value: number | string | undefined): value is number => typeof value === "number";

/** A zero that a later source of the same `first` may correct. */
function doubtful(source: Source, value: number | string): boolean {
  return source.kind === "number" && source.read.doubtZero === true && value === 0;
}

/** The first source with a value that is beyond doubt; a doubtful zero if no other has one. */
export function firstOf(
  sources: readonly Source[],
  values: Values,
): { readonly index: number; readonly value: number | string } | undefined {
  let doubt: { index: number; value: number | string } | undefined;
  for (let index = 0; index < sources.length; index++) {
    const source = sources[index];
    const value = source === undefined ? undefined : evaluate(source, values);
    if (source === undefined || value === undefined || (value === 0 && doubt !== undefined)) continue;
    if (!doubtful(source, value)) return { index, value };
    doubt ??= { index, value };
  }
  return doubt;
}

/** The value of a source: a number, the name of a state, or undefined when there is nothing to say. */
export function evaluate(source: Source, values: Values): number | string | undefined {
  switch (source.kind) {
    case "number":
      return holds(source.when, values) ? numberOfSource(source, values[source.slot]) : undefined;
    case "state":
      return holds(source.when, values) ? stateOfSource(source, values[source.slot]) : undefined;
    case "cases":
      if (!holds(source.when, values)) return undefined;
      for (const one of source.cases) if (holds(one[0], values)) return one[1];
      return source.otherwise;
    case "flag":
      return flag(values[source.slot], source.bit, source.bits);
    case "count":
      return source.rows.reduce((total, check) => total + (holds(check, values) ? 1 : 0), 0);
    case "listed":
      return source.rows.some((check) => holds(check, values)) ? 1 : 0;
    case "computed":
      return computed(source, values);
    case "fold":
      return fold(source.fold, source.of.map((part) => evaluate(part, values)).filter(defined));
    case "first":
      return firstOf(source.of, values)?.value;
    case "one":
      return holds(source.when, values) ? 1 : undefined;
  }
}
