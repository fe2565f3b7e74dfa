/**
 * The mapping language: what a vendor profile is made of. A profile is data; it says what it recognises, what it
 * reads, what it lacks and why, and where this is written. `layout.ts` gives the words their meaning.
 */
import type { DeviceClass, MetricOf, StateOf, metrics } from "../site/metrics.ts";
import type { Condition, LabelSource, Place } from "./places.ts";

export type { Condition, LabelSource, Place } from "./places.ts";
export { above, all, any, below, indexIs, indexMatches, is, matches, not, once, present } from "./places.ts";
export { asText, fixed, index, indexText, joinedText, mac, neighbour, scalar, text, via, withParts } from "./places.ts";

/** Labels and rows of a table: which rows count, and what they are called. */
export interface Rows {
  readonly labels?: Readonly<Record<string, LabelSource>>;
  /** Only rows for which this holds; a missing value makes every comparison false. */
  readonly where?: Condition;
  /** Rows of phases that do not exist: above the number of lines, or 0 V on row 2 and later while row 1 is alive. */
  readonly phantom?: { readonly lines?: string; readonly voltage?: string };
}

export interface NumberOptions extends Rows {
  /** A prepared set of rows; own `labels` are added to its labels, own `where` to its condition. */
  readonly rows?: Rows | "phase";
  /** Raw × scale = base unit (0.1 for tenths, 60 for minutes, 0.01 for percent). */
  readonly scale?: number;
  /** Added after scaling. */
  readonly offset?: number;
  /** The raw value, after `scale`, is degrees Fahrenheit. */
  readonly fahrenheit?: true;
  /** The raw value, after `scale`, is milliwatts and wanted in dBm; nothing or less than nothing is absent. */
  readonly milliwatts?: true;
  /** A divisor in a sibling column (10, 100); 0 counts as 1. */
  readonly divisor?: Place;
  /** Number of decimal digits in a sibling column: value × 10^-digits. */
  readonly digits?: Place;
  /** Rittal's way: negative divides, positive multiplies, 0 leaves alone. */
  readonly signedFactor?: Place;
  /** SI scale of ENTITY-SENSOR-MIB in a sibling column: 9 units, 8 milli, 10 kilo. */
  readonly siScale?: Place;
  /** A power of ten in a sibling column: value × 10^exponent. */
  readonly exponent?: Place;
  /** The unit's text in a sibling column → factor into the base unit; rows with other units are left out. */
  readonly unit?: { readonly at: Place; readonly is: Readonly<Record<string, number | "fahrenheit">> };
  /** Codes → numbers; other codes are absent. */
  readonly codes?: Readonly<Record<string, number>>;
  /** Finds the number inside a text; the first group is the number. */
  readonly pattern?: RegExp;
  /** Raw values that mean "nothing here", besides those of the profile and of every agent. */
  readonly absent?: readonly number[];
  /** The value may be -1 (temperature, current, reactive power): do not take -1 for "not available". */
  readonly signed?: true;
  /** Raw 0 means "not fitted". */
  readonly zeroIsAbsent?: true;
  /** In `first(...)`: a 0 counts only if no later source says more. */
  readonly doubtZero?: true;
  /** Believable range in the base unit; values outside are absent. */
  readonly between?: readonly [number, number];
  /** A scaled value above this is in tenths (agents that answer 2360 for 236.0 V). */
  readonly tenthsAbove?: number;
  /** Rows with the same labels become one value. */
  readonly fold?: "sum" | "max" | "min" | "mean";
}

export interface StateOptions extends Rows {
  readonly rows?: Rows | "phase";
  readonly absent?: readonly number[];
}

export interface NumberRead extends NumberOptions {
  readonly kind: "number";
  readonly at: string;
  readonly table: boolean;
}
export interface ComputedRead {
  readonly kind: "computed";
  readonly op: "quotient" | "sum" | "difference" | "product" | "least" | "greatest";
  readonly of: readonly NumericRead[];
  readonly between?: readonly [number, number];
}
export interface CountRead extends Rows {
  readonly kind: "count";
  readonly at: string;
}
export interface FlagsRead {
  readonly kind: "flags";
  readonly at: string;
  readonly label: string;
  readonly bits: "characters" | "octets" | "integer";
  readonly names: Readonly<Record<number, string>>;
}
export interface ListedRead {
  readonly kind: "listed";
  readonly at: string;
  readonly label: string;
  readonly names: Readonly<Record<string, string>>;
  readonly counter: string;
}
export type NumericRead = NumberRead | ComputedRead | CountRead | FirstOf<NumericRead> | EitherOf<NumericRead>;

export interface StateRead<State extends string> extends StateOptions {
  readonly kind: "state";
  readonly at: string;
  readonly table: boolean;
  readonly codes: Readonly<Record<string, State>>;
}
export interface CasesRead<State extends string> extends Rows {
  readonly kind: "cases";
  readonly rows?: Rows;
  /** Column whose rows these are; undefined for the device as a whole. */
  readonly per?: string;
  readonly cases: readonly (readonly [Condition, State])[];
  readonly otherwise?: State;
}
export type StatefulRead<State extends string> =
  | StateRead<State>
  | CasesRead<State>
  | FirstOf<StatefulRead<State>>
  | EitherOf<StatefulRead<State>>;

export interface InfoRead extends Rows {
  readonly kind: "info";
  /** Column whose rows these are; undefined for the device as a whole. */
  readonly per?: string;
}
export interface FirstOf<Read> {
  readonly kind: "first";
  readonly of: readonly Read[];
}

export interface EitherOf<Read> {
  readonly kind: "either";
  readonly of: readonly Read[];
}

/** Reads by kind of metric: texts for infos, states for state sets (checked by the compiler), numbers for the rest. */
type ReadOf<Name extends MetricOf<DeviceClass>> = [StateOf<Name>] extends [never]
  ? (typeof metrics)[Name]["type"] extends "info"
    ? InfoRead
    : NumericRead | FlagsRead | ListedRead
  : StatefulRead<StateOf<Name> & string>;
type OneOrMore<Read> = Read | readonly Read[];

export type AnyRead = NumericRead | FlagsRead | ListedRead | StatefulRead<string> | InfoRead;

/** Evidence of one device family. Everything given must hold; within a list, any one. */
export interface Evidence {
  /** sysObjectID is this or lies below it. */
  readonly sysObjectID?: string | readonly string[];
  /** The agent answers something at or below this object. */
  readonly answers?: string | readonly string[];
}

interface About<Class extends DeviceClass> {
  readonly id: string;
  readonly vendor: string;
  /** Classes of devices it serves; `all` adds to a device of any class but never makes it recognised alone. */
  readonly of: Class | readonly Class[] | "all";
  /** MIB, RFC or manual with its revision. */
  readonly source: string;
  /** `recording`: proved on an answer of a real device; `mib`: written from the MIB alone. */
  readonly evidence: "recording" | "mib";
  /** Who wins a metric that two profiles read: the vendor's own MIB, then a standard's, then a fallback. */
  readonly precedence?: "vendor" | "standard" | "fallback";
  /** One kind of evidence is enough; an empty list means every device. */
  readonly recognises: Evidence | readonly Evidence[];
  /** Raw values that mean "nothing here" in the whole family. */
  readonly absent?: readonly number[];
  /** Objects whose change means that the rows may have changed. */
  readonly watches?: readonly string[];
  /** Rows of this family come and go: learn anew after so long (default 15 minutes). */
  readonly relearnSeconds?: number;
}

export interface ProfileSpec<Class extends DeviceClass> extends About<Class> {
  readonly reads: { readonly [Name in MetricOf<Class>]?: OneOrMore<ReadOf<Name>> };
  readonly lacks: { readonly [Name in MetricOf<Class>]?: string };
}

export interface Profile extends About<DeviceClass> {
  readonly kind: "profile";
  readonly reads: Readonly<Record<string, OneOrMore<AnyRead>>>;
  readonly lacks: Readonly<Record<string, string>>;
}

/** A device family. The compiler checks metrics and states; `tests/collectors/profiles.test.ts` labels and OIDs. */
export function profile<const Class extends DeviceClass>(spec: ProfileSpec<Class>): Profile {
  return { kind: "profile", ...spec } as unknown as Profile;
}

/** One instance, for example `1.3.6.1.2.1.33.1.2.4.0`. */
export const value = (at: string, options: NumberOptions = {}): NumberRead => ({ kind: "number", at, table: false, ...options });

/** One column of a table, one sample per row. */
export const column = (at: string, options: NumberOptions = {}): NumberRead => ({ kind: "number", at, table: true, ...options });

/** One instance as a state: code → state. A code that is not listed becomes `unknown`. */
export const state = <const State extends string>(
  at: string,
  codes: Readonly<Record<string, State>>,
  options: StateOptions = {},
): StateRead<State> => ({ kind: "state", at, table: false, codes, ...options });

/** A column of states, one state set per row. */
export const stateColumn = <const State extends string>(
  at: string,
  codes: Readonly<Record<string, State>>,
  options: StateOptions = {},
): StateRead<State> => ({ kind: "state", at, table: true, codes, ...options });

/** A state decided by conditions, the first that holds; no state at all if none holds and `otherwise` is left out. */
export const cases = <const State extends string>(
  list: readonly (readonly [Condition, State])[],
  options: Rows & { readonly per?: string; readonly rows?: Rows; readonly otherwise?: NoInfer<State> } = {},
): CasesRead<State> => ({ kind: "cases", cases: list, ...options });

/** The first source that has a value; sources after a good one are not even asked for. */
export const first = <const Reads extends readonly AnyRead[]>(...of: Reads): FirstOf<Reads[number]> => ({ kind: "first", of });

/**
 * The first of these reads that has any row with a value, and that one alone: two tables that tell of the same things
 * under other names. (`first` decides row by row and wants equal labels.)
 */
export const either = <const Reads extends readonly AnyRead[]>(...of: Reads): EitherOf<Reads[number]> => ({ kind: "either", of });

/** Part over whole, row by row; no value if the whole is 0. */
export const quotient = (part: NumericRead, whole: NumericRead, between?: readonly [number, number]): ComputedRead => ({
  kind: "computed",
  op: "quotient",
  of: [part, whole],
  ...(between === undefined ? {} : { between }),
});
/** Sum, row by row; all parts must be there. */
export const sum = (...of: readonly NumericRead[]): ComputedRead => ({ kind: "computed", op: "sum", of });
export const difference = (from: NumericRead, less: NumericRead): ComputedRead => ({
  kind: "computed",
  op: "difference",
  of: [from, less],
});
export const product = (...of: readonly NumericRead[]): ComputedRead => ({ kind: "computed", op: "product", of });

/** The smallest or largest of these, row by row; labels are those of the first. */
export const least = (...of: readonly NumericRead[]): ComputedRead => ({ kind: "computed", op: "least", of });
export const greatest = (...of: readonly NumericRead[]): ComputedRead => ({ kind: "computed", op: "greatest", of });

/** Number of rows of a column for which `where` holds; 0 if rows exist and none does. */
export const count = (at: string, options: Rows = {}): CountRead => ({ kind: "count", at, ...options });

/**
 * Named flags of one object, one 0/1 sample each under `label`: the n-th character of a text of 0 and 1 (from 1), the
 * n-th bit of a BITS value (from 0, most significant first), or bit n of an integer (from 0, least significant first).
 */
export const flags = (
  at: string,
  names: Readonly<Record<number, string>>,
  options: { readonly label: string; readonly bits: FlagsRead["bits"] },
): FlagsRead => ({ kind: "flags", at, names, ...options });

/**
 * Named conditions that a table lists only while they hold: one 0/1 sample per name, 1 while any cell of the column is that
 * value (an object identifier or a text). `counter` is the instance that says how many rows there are: without it
 * nothing is known, and when it changes the rows are learnt anew. Without `label` there may be one name only.
 */
export const listed = (
  at: string,
  names: Readonly<Record<string, string>>,
  options: { readonly label?: string; readonly counter: string },
): ListedRead => ({ kind: "listed", at, names, label: options.label ?? "", counter: options.counter });

/** Texts as labels of a series that is always 1. */
export const info = (labels: Readonly<Record<string, LabelSource>>, per?: string): InfoRead => ({
  kind: "info",
  labels,
  ...(per === undefined ? {} : { per }),
});
