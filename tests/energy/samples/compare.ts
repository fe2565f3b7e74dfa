/** Expected numbers with the digits they were printed with, and the comparison that respects both tolerances. */
import { readFileSync } from "node:fs";

/** A number of a file of expectations; rounding to its digits is no mistake of ours. */
export class Printed {
  readonly value: number;
  readonly digits: number;
  constructor(value: number, source: string) {
    this.value = value;
    const mantissa = /^-?\d+(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(source);
    this.digits = (mantissa?.[1]?.length ?? 0) - Number(mantissa?.[2] ?? 0);
  }
}

export interface Case {
  readonly title: string;
  readonly id: string;
  readonly wrong: readonly string[];
  /** Numbers, texts and flags compared; 0 means that nothing was proven. */
  readonly compared: number;
}

/** The reviver's third argument (the text of a number) is newer than the types of the language. */
type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown;
const parse = JSON.parse as (text: string, reviver: Reviver) => unknown;

/** JSON with every number as `Printed`. */
export function readExpected(file: string): unknown {
  return parse(textOf(file), (_key, value, context) =>
    typeof value === "number" ? new Printed(value, context.source ?? String(value)) : value,
  );
}

/** JSON as it is. */
export function readJson(file: string): unknown {
  return JSON.parse(textOf(file));
}

/** Without the mark that some editors put first. */
const textOf = (file: string): string => readFileSync(file, "utf8").replace(/^\uFEFF/, "");

/** A number that was written as text. */
function unquoted(text: string): Printed | undefined {
  return /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? new Printed(Number(text), text.replace(/^\+/, "")) : undefined;
}

/** Plain values again. */
export function plain(value: unknown): unknown {
  if (value instanceof Printed) return value.value;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]));
  return value;
}

/** Remarks for readers: nothing computes them. */
const remark = /^(comment|notes?|.*_note|true_.*|truth_.*)$/;

/** Events in time, those of one instant by name: which of two that happened together is named first says nothing. */
function inTime(list: readonly unknown[]): readonly unknown[] {
  const key = (entry: unknown): string => {
    const { at, event } = entry as { at?: unknown; event?: unknown };
    return typeof at === "string" && typeof event === "string" ? `${at} ${event}` : "";
  };
  return list.every((entry) => typeof entry === "object" && entry !== null && key(entry) !== "")
    ? [...list].sort((a, b) => (key(a) < key(b) ? -1 : 1))
    : list;
}

/** Digits that the numbers of one list or record were rounded to: those of the longest, since a writer drops trailing zeros. */
function digitsOf(parts: readonly unknown[]): number {
  return parts.reduce<number>((most, part) => {
    if (part instanceof Printed) return Math.max(most, part.digits);
    return Array.isArray(part) ? Math.max(most, digitsOf(part)) : most;
  }, 0);
}

/** Half a unit of the last printed digit; with few digits it would swallow a mistake: two are enough from 1 on, fewer never. */
function rounding(digits: number, value: number): number {
  return digits >= 3 || (digits === 2 && Math.abs(value) >= 1) ? 0.500001 * 10 ** -digits : 0;
}

/**
 * Compares what was computed with what is expected, down to the last leaf. Every expected leaf must be there; more may be.
 * @param tolerance  relative; half a unit of the last printed digit is always allowed from three digits on, from two if it is 1 or more
 * @param digits  that the numbers around it were rounded to: 4.61 among 4.609 and 4.613 is 4.610
 * @param listed  the numbers around it are of its own kind
 * @returns the differences as sentences, and how many leaves were compared
 */
export function compare(
  expected: unknown,
  actual: unknown,
  tolerance: number,
  path = "",
  digits = 0,
  listed = false,
): { wrong: string[]; compared: number } {
  const quoted = typeof expected === "string" && typeof actual === "number" ? unquoted(expected) : undefined;
  if (quoted !== undefined) return compare(quoted, actual, tolerance, path, digits);
  if (expected instanceof Printed) {
    const { value } = expected;
    const own = listed && digits > expected.digits && expected.digits < 3 ? 0 : rounding(expected.digits, value);
    const allowed = Math.max(tolerance * Math.abs(value), own, rounding(digits, value), 5e-9);
    const fine = typeof actual === "number" && Math.abs(actual - expected.value) <= allowed;
    return { wrong: fine ? [] : [`${path}: ${show(actual)} computed, ${expected.value} expected`], compared: 1 };
  }
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) {
      return { wrong: [`${path}: ${show(actual)} computed, ${show(plain(expected))} expected`], compared: 1 };
    }
    if (expected.length === 0) return { wrong: [], compared: 1 };
    const [left, right] = [inTime(expected), inTime(actual)];
    const around = Math.max(digits, digitsOf(expected));
    return gather(left.map((part, index) => compare(part, right[index], tolerance, `${path}[${index}]`, around, true)));
  }
  if (typeof expected === "object" && expected !== null) {
    const found = typeof actual === "object" && actual !== null ? (actual as Record<string, unknown>) : {};
    const parts = Object.entries(expected).filter(([key]) => !remark.test(key));
    // Nothing expected means that there is nothing: no gap, no day of another length.
    if (parts.length === 0) {
      const extra = Object.keys(expected).length === 0 ? Object.keys(found) : [];
      return { wrong: extra.length === 0 ? [] : [`${path}: ${extra.join(", ")} computed, nothing expected`], compared: 1 };
    }
    const around = digitsOf(parts.map(([, part]) => part));
    return gather(parts.map(([key, part]) => compare(part, found[key], tolerance, path === "" ? key : `${path}.${key}`, around)));
  }
  // JSON has no NaN and no infinity: what cannot be computed is null there.
  const none = actual === undefined || actual === null || (typeof actual === "number" && !Number.isFinite(actual));
  const fine = expected === actual || (expected === null && none);
  return { wrong: fine ? [] : [`${path}: ${show(actual)} computed, ${show(expected)} expected`], compared: 1 };
}

const show = (value: unknown): string => (value === undefined ? "nothing" : (JSON.stringify(value)?.slice(0, 120) ?? "nothing"));

function gather(parts: readonly { wrong: string[]; compared: number }[]): { wrong: string[]; compared: number } {
  return { wrong: parts.flatMap(({ wrong }) => wrong), compared: parts.reduce((sum, { compared }) => sum + compared, 0) };
}
