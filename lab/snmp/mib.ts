/**
 * What one agent answers: objects with their instances, each with a value that is read at the moment of the answer.
 * Pure; the responder walks it.
 */
import { counter32, counter64, element, gauge32, integer, octetString, tags, timeTicks } from "./ber.ts";
import { encodeOid, encodeOidContent, encodeSubIdentifiers, keyOf, parseOid, type OidKey } from "./oid.ts";

/** A value now, or `undefined` while the instance does not exist. */
export type Now<T> = () => T | undefined;

/** A value of an instance as a BER element; constants are encoded once. */
export interface Variable {
  readonly read: () => Buffer | undefined;
  /** Counter64 does not exist in SNMPv1 (RFC 3584 § 4.2.2.1). */
  readonly counter64: boolean;
}

function variable<T>(value: T | Now<T>, encode: (value: T) => Buffer, counter64 = false): Variable {
  if (typeof value === "function") {
    const now = value as Now<T>;
    return {
      counter64,
      read: () => {
        const current = now();
        return current === undefined ? undefined : encode(current);
      },
    };
  }
  const constant = encode(value);
  return { counter64, read: () => constant };
}

/** INTEGER, Integer32 and enumerations; numbers are rounded to the nearest whole one. */
export const int = (value: number | Now<number>): Variable => variable(value, (v) => integer(Math.round(v)));
/** Gauge32, Unsigned32; rounded to the nearest whole number. */
export const gauge = (value: number | Now<number>): Variable => variable(value, (v) => gauge32(Math.round(v)));
/** Counter32; cut, not rounded, so that it never runs ahead. */
export const count32 = (value: number | Now<number>): Variable => variable(value, counter32);
export const count64 = (value: number | Now<number>): Variable => variable(value, counter64, true);
/** TimeTicks from seconds. */
export const ticks = (seconds: number | Now<number>): Variable => variable(seconds, (v) => timeTicks(v * 100));
export const text = (value: string | Now<string>): Variable => variable(value, octetString);
export const bytes = (value: Uint8Array | Now<Uint8Array>): Variable => variable(value, octetString);
export const objectId = (value: string | Now<string>): Variable => variable(value, (v) => encodeOid(parseOid(v)));

/** One object type with its instances: `0` for a scalar, the row's index for a column. */
export interface MibObject {
  readonly oid: string;
  readonly instances: readonly (readonly [index: string, variable: Variable])[];
}

/** A scalar; `oid` is the object without its `.0`. */
export function scalar(oid: string, value: Variable): MibObject {
  return { oid, instances: [["0", value]] };
}

/** Scalars below one group: numbers to values. */
export function group(prefix: string, objects: Readonly<Record<number, Variable>>): MibObject[] {
  return Object.entries(objects).map(([id, value]) => scalar(`${prefix}.${id}`, value));
}

/**
 * A conceptual table (RFC 2578 § 7.1.12).
 * @param entry    OID of the entry object, for example ifEntry `1.3.6.1.2.1.2.2.1`
 * @param index    the row's index as dotted text
 * @param columns  column number to what a row holds; `undefined` where the row has no such column
 */
export function table<Row>(
  entry: string,
  rows: readonly Row[],
  index: (row: Row) => string,
  columns: Readonly<Record<number, (row: Row) => Variable | undefined>>,
): MibObject[] {
  return Object.entries(columns).map(([column, cell]) => ({
    oid: `${entry}.${column}`,
    instances: rows.flatMap((row) => {
      const value = cell(row);
      return value === undefined ? [] : [[index(row), value] as const];
    }),
  }));
}

/** An instance as the responder needs it. */
export interface Instance {
  readonly key: OidKey;
  /** The name as BER element. */
  readonly name: Buffer;
  readonly variable: Variable;
}

/** All instances of one agent in lexicographical order. */
export class MibView {
  readonly instances: readonly Instance[];
  private readonly keys: readonly OidKey[];
  private readonly objects = new Set<OidKey>();

  /** @throws RangeError when two instances have the same name: a mistake in a family's table */
  constructor(objects: readonly MibObject[]) {
    const instances: Instance[] = [];
    for (const { oid, instances: rows } of objects) {
      const base = parseOid(oid);
      const content = Uint8Array.from(encodeOidContent(base));
      this.objects.add(keyOf(base));
      for (const [index, variable] of rows) {
        const row = index.split(".").map(Number);
        const name = element(tags.oid, content, Uint8Array.from(encodeSubIdentifiers(row)));
        instances.push({ key: keyOf([...base, ...row]), name, variable });
      }
    }
    instances.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
    for (const [i, { key, name }] of instances.entries()) {
      if (key === instances[i - 1]?.key) throw new RangeError(`an instance is defined twice: ${name.toString("hex")}`);
    }
    this.instances = instances;
    this.keys = instances.map(({ key }) => key);
  }

  /** Index of the first instance whose name is `key` or after it. */
  private lowerBound(key: OidKey): number {
    let low = 0;
    let high = this.keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.keys[middle] ?? "") < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The value of exactly this instance, or which of the two exceptions of RFC 3416 § 4.2.1 it is. */
  get(key: OidKey, v1: boolean): Buffer | typeof tags.noSuchObject | typeof tags.noSuchInstance {
    const found = this.instances[this.lowerBound(key)];
    if (found?.key === key && !(v1 && found.variable.counter64)) {
      const value = found.variable.read();
      if (value !== undefined) return value;
    }
    for (let length = key.length; length >= 2; length -= 2) {
      if (this.objects.has(key.slice(0, length))) return tags.noSuchInstance;
    }
    return tags.noSuchObject;
  }

  /** The first instance that exists after `key`, with its value. */
  next(key: OidKey, v1: boolean): { instance: Instance; value: Buffer } | undefined {
    let at = this.lowerBound(key);
    if (this.keys[at] === key) at += 1;
    for (; at < this.instances.length; at++) {
      const instance = this.instances[at];
      if (instance === undefined || (v1 && instance.variable.counter64)) continue;
      const value = instance.variable.read();
      if (value !== undefined) return { instance, value };
    }
    return undefined;
  }
}
