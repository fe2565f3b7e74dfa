/** Where values stand, what rows are called, and which rows count: the small words of the mapping language. */

/**
 * An object seen from a row. As text: a column of the same table (the row's index is appended), or an instance when
 * it ends in `.0`. `scalar`, `withParts` and `via` say otherwise.
 */
export interface Ref {
  readonly oid: string;
  readonly how: "scalar" | "parts" | "via" | "neighbour";
  readonly parts?: readonly number[];
  readonly pointer?: string;
}
export type Place = string | Ref;

/** Exactly this instance, whatever the row. */
export const scalar = (oid: string): Ref => ({ oid, how: "scalar" });
/** A column of another table, whose index is these parts of ours (0 first, -1 last). */
export const withParts = (oid: string, ...parts: readonly number[]): Ref => ({ oid, how: "parts", parts });
/** A column of another table, in the row that the value of `pointer` in our row names. */
export const via = (oid: string, pointer: string): Ref => ({ oid, how: "via", pointer });

/** The same column, in the row whose last index part is so much more (or less). */
export const neighbour = (oid: string, step: number): Ref => ({ oid, how: "neighbour", parts: [step] });

/** What must hold for a row or value to count. Names (`matches`, `indexIs`) are looked at when learning, states at every poll. */
export type Condition =
  | { readonly test: "is"; readonly at: Place; readonly values: readonly (number | string)[] }
  | { readonly test: "matches"; readonly at: Place; readonly pattern: RegExp }
  | { readonly test: "above" | "below"; readonly at: Place; readonly limit: number }
  | { readonly test: "present"; readonly at: Place }
  | { readonly test: "index"; readonly part: number; readonly values: readonly number[] }
  | { readonly test: "index-text"; readonly start: number; readonly counted: boolean; readonly pattern: RegExp }
  | { readonly test: "all" | "any"; readonly of: readonly Condition[] }
  | { readonly test: "not" | "once"; readonly of: Condition };

/** The value is one of these: numbers compare with numbers, texts with texts (upper and lower case alike). */
export const is = (at: Place, ...values: readonly (number | string)[]): Condition => ({ test: "is", at, values });
/** The text matches; looked at only when learning, so for names, not for states. */
export const matches = (at: Place, pattern: RegExp): Condition => ({ test: "matches", at, pattern });
export const above = (at: Place, limit: number): Condition => ({ test: "above", at, limit });
export const below = (at: Place, limit: number): Condition => ({ test: "below", at, limit });
/** The agent answers this instance. */
export const present = (at: Place): Condition => ({ test: "present", at });
/** A part of the row's index (0 first, -1 last) is one of these. */
export const indexIs = (part: number, ...values: readonly number[]): Condition => ({ test: "index", part, values });
/** Characters in the row's index match, as `indexText` reads them. */
export const indexMatches = (pattern: RegExp, start = 0, counted = true): Condition => ({
  test: "index-text",
  start,
  counted,
  pattern,
});
export const all = (...of: readonly Condition[]): Condition => ({ test: "all", of });
export const any = (...of: readonly Condition[]): Condition => ({ test: "any", of });
export const not = (of: Condition): Condition => ({ test: "not", of });
/** Looked at only when learning: for kinds and types that do not change while the device runs. */
export const once = (of: Condition): Condition => ({ test: "once", of });

/** Where a label's text comes from; a source without text leaves the label out. */
export type LabelSource =
  | string
  | { readonly from: "index"; readonly parts: readonly number[]; readonly prefix: string; readonly words?: Words }
  | { readonly from: "index-text"; readonly start: number; readonly counted: boolean }
  | { readonly from: "mac"; readonly start: number }
  | {
      readonly from: "text";
      readonly at: readonly Place[];
      readonly pattern?: RegExp;
      readonly words?: readonly (readonly [RegExp, string])[];
      readonly where?: Condition;
    }
  | { readonly from: "joined"; readonly of: readonly LabelSource[]; readonly separator: string };
type Words = Readonly<Record<number, string>>;

/** A label that is the same for every row. */
export const fixed = (text: string): LabelSource => text;
/** Parts of the row's index, joined by dots; without parts the whole index. */
export const index = (...parts: readonly number[]): LabelSource => ({ from: "index", parts, prefix: "" });
/** One part of the row's index in words: `{ 1: "L1" }`, other numbers as they are behind the prefix. */
export const asText = (part: number, words: Words, prefix = ""): LabelSource => ({ from: "index", parts: [part], prefix, words });
/** Characters in the index: `counted` with their number before them, else to the end. */
export const indexText = (start: number, counted = true): LabelSource => ({ from: "index-text", start, counted });
/** Six parts of the index as a MAC address. */
export const mac = (start: number): LabelSource => ({ from: "mac", start });
/** Text of the first of these objects that has one; `pattern` cuts its first group out, `words` picks by what matches, `where` asks first. */
export const text = (
  at: Place | readonly Place[],
  options: {
    readonly pattern?: RegExp;
    readonly words?: readonly (readonly [RegExp, string])[];
    readonly where?: Condition;
  } = {},
): LabelSource => ({ from: "text", at: Array.isArray(at) ? (at as readonly Place[]) : [at as Place], ...options });
/** Several sources in one label; those without text are left out. */
export const joinedText = (separator: string, ...of: readonly LabelSource[]): LabelSource => ({ from: "joined", of, separator });
