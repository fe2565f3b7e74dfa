/** Binds one read of a profile to the rows of one device: every series with the slots that its value comes from. Pure. */
import type { Metric } from "../site/metrics.ts";
import type { Labels } from "../site/series.ts";
import { asksAnything, check, noAbsent, slotOf, type Context } from "./conditions.ts";
import { evaluate, firstOf, type Check, type Source } from "./evaluate.ts";
import type { Place } from "./places.ts";
import type { AnyRead, NumberRead, Rows } from "./profile.ts";
import { numberOf, textOf, type Answers } from "./raw.ts";
import { isPhantom, labelsOf, nameOf } from "./row-labels.ts";
import { look } from "./rows.ts";

/** A series to be, before its labels are made unique. */
export interface Row {
  readonly key: string | undefined;
  readonly labels: Labels;
  /** The instance that gave the interface its name. */
  readonly namedBy?: string | undefined;
  readonly source: Source;
}

/** "Nothing here" for gauges of any agent: the largest numbers of the integer types; -1 unless the read is signed. */
const sentinels = [2_147_483_647, -2_147_483_648, 4_294_967_295];

interface RowSpec {
  readonly key: string | undefined;
  readonly labels: Labels;
  readonly namedBy: string | undefined;
  readonly when: Check;
}

/** Rows of a read that count, with labels and what is left of their condition. */
function rowsOf(keys: readonly (string | undefined)[], specs: readonly (Rows | undefined)[], context: Context): RowSpec[] {
  const out: RowSpec[] = [];
  for (const key of keys) {
    if (isPhantom(specs, key, context.answers)) continue;
    const conditions = specs.map((one) => one?.where).filter((one) => one !== undefined);
    const when = check({ test: "all", of: conditions }, key, context);
    if (when === false) continue;
    const namedBy = context.counter === "none" ? undefined : nameOf(specs, key, context.answers);
    out.push({ key, labels: labelsOf(specs, key, context.answers), namedBy, when });
  }
  return out;
}

/** Factor, divisor and Fahrenheit of one row; undefined when its unit is none of those wanted. */
function conversion(
  read: NumberRead,
  key: string | undefined,
  answers: Answers,
): { factor: number; divisor: number; fahrenheit: boolean } | undefined {
  const scale = read.scale ?? 1;
  let factor = scale;
  let divisor = 1;
  // 2461 × 0.1 is 246.10000000000002; 2461 / 10 is 246.1.
  const inverse = 1 / scale;
  if (scale !== 0 && Math.abs(scale) < 1 && Math.abs(inverse - Math.round(inverse)) < 1e-6)
    [factor, divisor] = [1, Math.round(inverse)];
  let fahrenheit = read.fahrenheit ?? false;
  if (read.unit !== undefined) {
    const text = textOf(look(read.unit.at, key, answers)) ?? "";
    const unit = read.unit.is[text];
    if (unit === undefined) return undefined;
    if (unit === "fahrenheit") fahrenheit = true;
    else factor *= unit;
  }
  const sibling = (at: Place | undefined): number | undefined =>
    at === undefined ? undefined : numberOf(look(at, key, answers));
  divisor *= sibling(read.divisor) || 1;
  divisor *= 10 ** (sibling(read.digits) ?? 0);
  const signed = sibling(read.signedFactor) ?? 0;
  if (signed < 0) divisor *= -signed;
  if (signed > 0) factor *= signed;
  const power = 3 * ((sibling(read.siScale) ?? 9) - 9) + (sibling(read.exponent) ?? 0);
  if (power < 0) divisor *= 10 ** -power;
  if (power > 0) factor *= 10 ** power;
  return { factor, divisor, fahrenheit };
}

/** How the values of a metric count. */
export const counterOf = ({ type, unit }: Metric): Context["counter"] =>
  type !== "counter" ? "none" : ["", "bytes", "seconds"].includes(unit) ? "count" : "amount";

function absentOf(read: { readonly absent?: readonly number[]; readonly signed?: true }, context: Context): ReadonlySet<number> {
  // No counter goes below zero.
  if (context.counter === "count") return new Set([-1, -2_147_483_648, ...(read.absent ?? [])]);
  const family = context.counter === "none" ? context.absent : noAbsent;
  const set = new Set([...sentinels, ...family, ...(read.absent ?? [])]);
  if (read.signed !== true) set.add(-1);
  return set;
}

const phase: Rows = { labels: { phase: { from: "index", parts: [-1], prefix: "L" } } };

const prepared = (rows: Rows | "phase" | undefined): Rows | undefined => (rows === "phase" ? phase : rows);

/** Every row of a read with its source. */
export function bind(read: AnyRead, context: Context): Row[] {
  const { answers } = context;
  switch (read.kind) {
    case "number": {
      const keys = read.table ? answers.rows(read.at) : [undefined];
      const absent = absentOf(read, context);
      const rows: Row[] = [];
      for (const { key, labels, namedBy, when } of rowsOf(keys, [prepared(read.rows), read], context)) {
        const how = conversion(read, key, answers);
        const slot = how === undefined ? -1 : slotOf(key === undefined ? read.at : `${read.at}.${key}`, context);
        if (how !== undefined && slot >= 0)
          rows.push({ key, labels, namedBy, source: { kind: "number", slot, read, ...how, absent, when } });
      }
      return read.fold === undefined ? rows : folded(rows, read.fold);
    }
    case "state": {
      const keys = read.table ? answers.rows(read.at) : [undefined];
      const absent = new Set(read.absent ?? []);
      return rowsOf(keys, [prepared(read.rows), read], context).flatMap(({ key, labels, when }) => {
        const slot = slotOf(key === undefined ? read.at : `${read.at}.${key}`, context);
        return slot < 0 ? [] : [{ key, labels, source: { kind: "state", slot, read, absent, when } satisfies Source }];
      });
    }
    case "cases": {
      const keys = read.per === undefined ? [undefined] : answers.rows(read.per);
      return rowsOf(keys, [read.rows, read], context).flatMap(({ key, labels, when }) => {
        const list = read.cases.map(([of, name]) => [check(of, key, context), name] as const);
        const useful = list.filter(([of]) => of !== false);
        if (
          useful.length === 0 &&
          (read.otherwise === undefined ||
            !asksAnything(
              read.cases.map(([of]) => of),
              key,
              answers,
            ))
        )
          return [];
        const source: Source = {
          kind: "cases",
          cases: useful,
          when,
          ...(read.otherwise === undefined ? {} : { otherwise: read.otherwise }),
        };
        return [{ key, labels, source }];
      });
    }
    case "flags": {
      const slot = slotOf(read.at, context);
      if (slot < 0) return [];
      return Object.entries(read.names).map(([bit, name]) => ({
        key: undefined,
        labels: { [read.label]: name },
        source: { kind: "flag", slot, bit: Number(bit), bits: read.bits },
      }));
    }
    case "listed": {
      if (answers.get(read.counter) === undefined) return [];
      const slots = answers.rows(read.at).map((key) => slotOf(`${read.at}.${key}`, context));
      return Object.entries(read.names).map(([cell, name]) => ({
        key: undefined,
        labels: read.label === "" ? {} : { [read.label]: name },
        source: { kind: "listed", rows: slots.map((slot) => ({ test: "is", slot, values: [cell] })) },
      }));
    }
    case "count": {
      // A row that names alone rule out still proves that the table exists: the count is then 0, not absent.
      const groups = new Map<string, { labels: Labels; checks: Check[] }>();
      for (const key of answers.rows(read.at)) {
        const labels = labelsOf([read], key, answers);
        const id = JSON.stringify(labels);
        const group = groups.get(id) ?? { labels, checks: [] };
        groups.set(id, group);
        const own: Check = { test: "present", slot: slotOf(`${read.at}.${key}`, context) };
        const when = check(read.where, key, context);
        group.checks.push(when === true ? own : when);
      }
      return [...groups.values()].map(({ labels, checks }) => ({
        key: undefined,
        labels,
        source: { kind: "count", read, rows: checks },
      }));
    }
    case "info": {
      const keys = read.per === undefined ? [undefined] : answers.rows(read.per);
      return rowsOf(keys, [read], context).map(({ key, labels, when }) => ({ key, labels, source: { kind: "one", when } }));
    }
    case "computed": {
      const [head = [], ...tail] = read.of.map((part) => bind(part, context));
      // The first row of a key counts.
      const byKey = tail.map((rows) => new Map(rows.toReversed().map((row) => [row.key, row])));
      return head.flatMap((row) => {
        const others = byKey.map(
          (rows, at) => rows.get(row.key) ?? (tail[at]?.[0]?.key === undefined ? tail[at]?.[0] : undefined),
        );
        if (others.some((other) => other === undefined)) return [];
        const of = [row.source, ...others.flatMap((other) => (other === undefined ? [] : [other.source]))];
        const source: Source = {
          kind: "computed",
          op: read.op,
          of,
          ...(read.between === undefined ? {} : { between: read.between }),
        };
        return [{ ...row, source }];
      });
    }
    case "either": {
      let spare: Row[] = [];
      for (const part of read.of) {
        const rows = bind(part, context);
        if (rows.some(({ source }) => evaluate(source, context.values) !== undefined)) return rows;
        if (spare.length === 0) spare = rows;
      }
      return spare;
    }
    case "first": {
      const merged = new Map<string, { row: Row; of: Source[] }>();
      for (const part of read.of) {
        for (const row of bind(part, context)) {
          const id = JSON.stringify([row.key, row.labels]);
          const known = merged.get(id);
          if (known === undefined) merged.set(id, { row, of: [row.source] });
          else known.of.push(row.source);
        }
      }
      return [...merged.values()].map(({ row, of }) => ({ ...row, source: pruned(of, context) }));
    }
  }
}

/** Sources up to the first that has a value now: later ones need not be asked for. */
function pruned(of: readonly Source[], context: Context): Source {
  const found = firstOf(of, context.values);
  const kept = found === undefined ? of : of.slice(0, found.index + 1);
  return kept.length === 1 && kept[0] !== undefined ? kept[0] : { kind: "first", of: kept };
}

function folded(rows: readonly Row[], how: "sum" | "max" | "min" | "mean"): Row[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const id = JSON.stringify(row.labels);
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [row]);
    else group.push(row);
  }
  return [...groups.values()].map((group) => ({
    key: undefined,
    labels: group[0]?.labels ?? {},
    source: { kind: "fold", fold: how, of: group.map(({ source }) => source) },
  }));
}
