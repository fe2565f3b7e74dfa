/**
 * The layout of one device: every series it will have and the instance each value comes from, learnt once from its
 * answers. Names, units and divisors are read here and not asked for again; what moves gets a slot. Pure.
 */
import { metricOf, type DeviceClass, type Metric } from "../site/metrics.ts";
import type { Labels } from "../site/series.ts";
import { evaluate, firstOf, holds, type Check, type Source, type Values } from "./evaluate.ts";
import type { Condition, LabelSource, Place } from "./places.ts";
import type { NamedRow } from "./names.ts";
import { inScope, isScalar, listOf } from "./plan.ts";
import type { AnyRead, NumberRead, Profile, Rows } from "./profile.ts";
import { numberOf, textOf, type Answers, type Raw } from "./raw.ts";

export interface BoundSeries {
  readonly metric: string;
  readonly about: Metric;
  readonly labels: Labels;
  readonly source: Source;
}

export interface Layout {
  /** Instances to ask for at every poll; a slot is an index into this list. */
  readonly asks: readonly string[];
  /** Sorted by metric in the order of `site/metrics.ts` within each profile. */
  readonly series: readonly BoundSeries[];
  /** Values that must not change: slot and the value while learning. */
  readonly watches: readonly { readonly slot: number; readonly value: Raw | undefined }[];
  /** Interfaces that have a name and counters. */
  readonly named: readonly NamedRow[];
  /** What the profiles expected and the values while learning, for a first answer without another poll. */
  readonly values: Values;
  readonly profiles: readonly string[];
}

export interface LayoutOptions {
  /** Metrics of other classes are left out; undefined keeps all. */
  readonly deviceClass?: DeviceClass | undefined;
  /** Position of a sensor by its name, as the inventory has it. */
  readonly positions?: Readonly<Record<string, string>> | undefined;
}

interface Context {
  readonly answers: Answers;
  readonly slots: Map<string, number>;
  readonly asks: string[];
  /** What was answered for each of them. */
  readonly values: (Raw | undefined)[];
  readonly absent: ReadonlySet<number>;
  /** Counted events, octets or time keep the largest numbers; amounts (energy) have sentinels like gauges. */
  readonly counter: "none" | "count" | "amount";
}

interface Row {
  readonly key: string | undefined;
  readonly labels: Labels;
  /** The instance that gave the interface its name. */
  readonly namedBy?: string | undefined;
  readonly source: Source;
}

/** What the layout knows of one metric: rows, whether any has a value now, and the reads of the profile they are from. */
interface Owned {
  readonly rows: Row[];
  readonly alive: boolean;
  readonly reads: readonly AnyRead[];
}

/** "Nothing here" for gauges of any agent: the largest numbers of the integer types; -1 unless the read is signed. */
const sentinels = [2_147_483_647, -2_147_483_648, 4_294_967_295];
const longestLabel = 120;
/** Octets in and out, where an interface counts them. */
const countersPerRow = 2;
const noAbsent: ReadonlySet<number> = new Set();

/** Slot of an instance; -1 if the agent does not have it. */
function slotOf(oid: string | undefined, context: Context): number {
  const value = oid === undefined ? undefined : context.answers.get(oid);
  if (oid === undefined || value === undefined) return -1;
  let slot = context.slots.get(oid);
  if (slot === undefined) {
    slot = context.asks.length;
    context.slots.set(oid, slot);
    context.asks.push(oid);
    context.values.push(value);
  }
  return slot;
}

const pick = (key: string, parts: readonly number[]): string => {
  const all = key.split(".");
  return parts.length === 0 ? key : parts.map((part) => all.at(part) ?? "").join(".");
};

/** The instance that a place means in this row; undefined when a pointer leads nowhere. */
function instance(at: Place, key: string | undefined, answers: Answers): string | undefined {
  if (typeof at === "string") return key === undefined || isScalar(at) ? at : `${at}.${key}`;
  if (at.how === "scalar") return at.oid;
  if (at.how === "parts") return key === undefined ? undefined : `${at.oid}.${pick(key, at.parts ?? [])}`;
  if (at.how === "neighbour") {
    const parts = (key ?? "").split(".").map(Number);
    parts.push((parts.pop() ?? 0) + (at.parts?.[0] ?? 0));
    return `${at.oid}.${parts.join(".")}`;
  }
  const pointer = at.pointer ?? "";
  const target = answers.get(key === undefined || isScalar(pointer) ? pointer : `${pointer}.${key}`);
  return typeof target === "number" || typeof target === "string" ? `${at.oid}.${target}` : undefined;
}

const look = (at: Place, key: string | undefined, answers: Answers): Raw | undefined => {
  const oid = instance(at, key, answers);
  return oid === undefined ? undefined : answers.get(oid);
};

function check(subject: Condition | undefined, key: string | undefined, context: Context): Check {
  if (subject === undefined) return true;
  switch (subject.test) {
    case "matches":
      return subject.pattern.test(textOf(look(subject.at, key, context.answers)) ?? "");
    case "index":
      return subject.values.includes(Number((key ?? "").split(".").at(subject.part)));
    case "index-text":
      return subject.pattern.test(indexText(key, subject.start, subject.counted) ?? "");
    case "once":
      return holdsNow(subject.of, key, context.answers);
    case "not": {
      const inner = check(subject.of, key, context);
      return typeof inner === "boolean" ? !inner : { test: "not", of: inner };
    }
    case "all":
    case "any": {
      const parts = subject.of.map((part) => check(part, key, context)).filter((part) => part !== (subject.test === "all"));
      if (parts.some((part) => part === (subject.test === "any"))) return subject.test === "any";
      return parts.length === 0 ? subject.test === "all" : { test: subject.test, of: parts };
    }
    case "is":
    case "above":
    case "below":
    case "present": {
      const slot = slotOf(instance(subject.at, key, context.answers), context);
      if (slot < 0) return false;
      if (subject.test === "is") return { test: "is", slot, values: subject.values };
      return subject.test === "present" ? { test: "present", slot } : { test: subject.test, slot, limit: subject.limit };
    }
  }
}

/** Whether a condition holds with the values seen while learning. */
function holdsNow(subject: Condition, key: string | undefined, answers: Answers): boolean {
  const context: Context = { answers, slots: new Map(), asks: [], values: [], absent: noAbsent, counter: "none" };
  return holds(check(subject, key, context), context.values);
}

/** Characters in an index: `counted` with their number before them, else to the end. */
function indexText(key: string | undefined, start: number, counted: boolean): string | undefined {
  const parts = (key ?? "").split(".").map(Number);
  const [length = 0] = parts.slice(start);
  return textOf(Uint8Array.from(counted ? parts.slice(start + 1, start + 1 + length) : parts.slice(start)));
}

function labelText(source: LabelSource, key: string | undefined, answers: Answers): string | undefined {
  if (typeof source === "string") return source;
  const parts = (key ?? "").split(".").map(Number);
  switch (source.from) {
    case "index": {
      const text = pick(key ?? "", source.parts);
      return source.words?.[Number(text)] ?? `${source.prefix}${text}`;
    }
    case "index-text":
      return indexText(key, source.start, source.counted);
    case "mac":
      return parts
        .slice(source.start, source.start + 6)
        .map((octet) => octet.toString(16).padStart(2, "0"))
        .join(":");
    case "text":
      if (source.where !== undefined && !holdsNow(source.where, key, answers)) return undefined;
      for (const at of source.at) {
        const found = textOf(look(at, key, answers));
        if (found === undefined || found === "") continue;
        if (source.words !== undefined) {
          const word = source.words.find(([pattern]) => pattern.test(found));
          if (word !== undefined) return word[1];
          continue;
        }
        if (source.pattern === undefined) return found;
        const match = source.pattern.exec(found);
        if (match !== null) return (match[1] ?? match[0]).trim();
      }
      return undefined;
    case "joined": {
      const texts = source.of.map((part) => labelText(part, key, answers)).filter((part) => part !== undefined && part !== "");
      return texts.length === 0 ? undefined : texts.join(source.separator);
    }
  }
}

const phase: Rows = { labels: { phase: { from: "index", parts: [-1], prefix: "L" } } };

/** Labels that a set of rows gives to one row: many reads have the same set, so they are read once for these answers. */
const labelsRead = new WeakMap<Answers, Map<Rows, Map<string | undefined, Labels>>>();

function labelsBy(one: Rows, key: string | undefined, answers: Answers): Labels {
  let read = labelsRead.get(answers);
  if (read === undefined) labelsRead.set(answers, (read = new Map()));
  let byKey = read.get(one);
  if (byKey === undefined) read.set(one, (byKey = new Map()));
  const known = byKey.get(key);
  if (known !== undefined) return known;
  const labels: Record<string, string> = {};
  for (const [name, source] of Object.entries(one.labels ?? {})) {
    const text = labelText(source, key, answers);
    if (text !== undefined && text !== "") labels[name] = text.slice(0, longestLabel);
  }
  byKey.set(key, labels);
  return labels;
}

function labelsOf(rows: readonly (Rows | undefined)[], key: string | undefined, answers: Answers): Labels {
  const labels: Record<string, string> = {};
  for (const one of rows) if (one?.labels !== undefined) Object.assign(labels, labelsBy(one, key, answers));
  return labels;
}

/** A row of a phase that the device does not have (RFC 1628 agents that always answer three rows). */
function isPhantom(rows: readonly (Rows | undefined)[], key: string | undefined, answers: Answers): boolean {
  const spec = rows.find((one) => one?.phantom !== undefined)?.phantom;
  if (spec === undefined || key === undefined) return false;
  const line = Number(key.split(".").at(-1));
  if (line <= 1) return false;
  const lines = spec.lines === undefined ? undefined : numberOf(answers.get(spec.lines));
  if (lines !== undefined && lines > 0 && line > lines) return true;
  if (spec.voltage === undefined) return false;
  const others = answers.rows(spec.voltage);
  const alive = others.some((row) => (numberOf(answers.get(`${spec.voltage}.${row}`)) ?? 0) > 0);
  const own = numberOf(answers.get(`${spec.voltage}.${key}`));
  const first = others[0] === undefined ? undefined : numberOf(answers.get(`${spec.voltage}.${others[0]}`));
  return alive && own === 0 && first !== undefined && first > 0;
}

/** The instance that an interface's name was read from; undefined when the row has no such name. */
function nameOf(specs: readonly (Rows | undefined)[], key: string | undefined, answers: Answers): string | undefined {
  const source = specs.findLast((one) => one?.labels?.["interface"] !== undefined)?.labels?.["interface"];
  if (source === undefined || typeof source === "string" || source.from !== "text") return undefined;
  return source.at.map((at) => instance(at, key, answers)).find((oid) => oid !== undefined && textOf(answers.get(oid)));
}

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
  const si = 3 * ((sibling(read.siScale) ?? 9) - 9);
  if (si < 0) divisor *= 10 ** -si;
  if (si > 0) factor *= 10 ** si;
  return { factor, divisor, fahrenheit };
}

const counterOf = ({ type, unit }: Metric): Context["counter"] =>
  type !== "counter" ? "none" : ["", "bytes", "seconds"].includes(unit) ? "count" : "amount";

function absentOf(read: { readonly absent?: readonly number[]; readonly signed?: true }, context: Context): ReadonlySet<number> {
  // No counter goes below zero.
  if (context.counter === "count") return new Set([-1, -2_147_483_648, ...(read.absent ?? [])]);
  const family = context.counter === "none" ? context.absent : noAbsent;
  const set = new Set([...sentinels, ...family, ...(read.absent ?? [])]);
  if (read.signed !== true) set.add(-1);
  return set;
}

const prepared = (rows: Rows | "phase" | undefined): Rows | undefined => (rows === "phase" ? phase : rows);

/** Every row of a read with its source. */
function bind(read: AnyRead, context: Context): Row[] {
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

/** Whether the agent has any object that these conditions look at. */
function asksAnything(conditions: readonly Condition[], key: string | undefined, answers: Answers): boolean {
  const inner = (of: Condition): boolean => {
    switch (of.test) {
      case "all":
      case "any":
        return of.of.some(inner);
      case "not":
      case "once":
        return inner(of.of);
      case "index":
      case "index-text":
        return false;
      case "is":
      case "matches":
      case "above":
      case "below":
      case "present":
        return look(of.at, key, answers) !== undefined;
    }
  };
  return conditions.some(inner);
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

/** Rows whose labels are taken get their index behind the first text label, so that no value is lost or doubled. */
function unique(rows: readonly Row[], taken: Set<string>): Row[] {
  const out: Row[] = [];
  for (const row of rows) {
    let { labels } = row;
    let print = JSON.stringify(labels);
    if (taken.has(print)) {
      const name =
        ["sensor", "unit", "interface", "outlet", "contact", "tunnel", "component", "ap"].find((one) => one in labels) ??
        Object.keys(labels)[0];
      if (name === undefined || row.key === undefined) continue;
      labels = { ...labels, [name]: `${labels[name]} (${row.key})` };
      print = JSON.stringify(labels);
      if (taken.has(print)) continue;
    }
    taken.add(print);
    out.push({ ...row, labels });
  }
  return out;
}

/**
 * Binds profiles to the answers of one device.
 * A metric belongs to the first profile (in the order given) that has a value for it; others stay silent about it.
 */
export function layoutOf(profiles: readonly Profile[], answers: Answers, options: LayoutOptions = {}): Layout {
  const slots = new Map<string, number>();
  const asks: string[] = [];
  const values: (Raw | undefined)[] = [];
  const owned = new Map<string, Owned>();
  for (const profile of profiles) {
    for (const [metric, reads] of Object.entries(profile.reads)) {
      const about = metricOf(metric);
      const known = owned.get(metric);
      if (about === undefined || !inScope(about, options.deviceClass) || known?.alive === true) continue;
      const absent = new Set(profile.absent);
      const context: Context = { answers, slots, asks, values, absent, counter: counterOf(about) };
      const taken = new Set<string>();
      const rows = listOf(reads)
        .flatMap((read) =>
          unique(
            named(bind(read, context), about).map((row) => place(identified(row, metric, profile, profiles), options)),
            taken,
          ),
        )
        .filter(({ labels }) => about.type !== "info" || Object.keys(labels).length > 0);
      const alive = rows.some(({ source }) => evaluate(source, values) !== undefined);
      if (alive || (known === undefined && rows.length > 0)) owned.set(metric, { rows, alive, reads: listOf(reads) });
    }
  }
  return compact(owned, profiles, asks, answers);
}

/** `device_info` names the profiles that serve the device, and the vendor where the device itself does not. */
function identified(row: Row, metric: string, owner: Profile, profiles: readonly Profile[]): Row {
  if (metric !== "device_info") return row;
  const vendor = [owner, ...profiles].find((profile) => profile.vendor !== "generic")?.vendor;
  const serving = profiles.filter((profile) => profile.precedence !== "fallback").map(({ id }) => id);
  const profile = serving.length === 0 ? {} : { profile: serving.join(" ") };
  return { ...row, labels: { ...(vendor === undefined ? {} : { vendor }), ...row.labels, ...profile } };
}

/** Rows of a table that nothing names are named by their index, under the metric's first label. */
function named(rows: readonly Row[], about: Metric): readonly Row[] {
  const [label] = about.labels;
  const nameless = rows.filter(({ key, labels }) => key !== undefined && Object.keys(labels).length === 0);
  if (label === undefined || nameless.length < 2) return rows;
  return rows.map((row) => (nameless.includes(row) ? { ...row, labels: { [label]: row.key ?? "" } } : row));
}

/** The inventory's word for where a sensor hangs goes before the profile's. */
function place(row: Row, { positions }: LayoutOptions): Row {
  const sensor = row.labels["sensor"];
  const position = sensor === undefined ? undefined : positions?.[sensor];
  return position === undefined ? row : { ...row, labels: { ...row.labels, position } };
}

/** Renumbers slots so that only what the kept series need is asked for. */
function compact(
  owned: ReadonlyMap<string, Owned>,
  profiles: readonly Profile[],
  old: readonly string[],
  answers: Answers,
): Layout {
  const asks: string[] = [];
  const slots = new Map<number, number>();
  const renumber = (slot: number): number => {
    let now = slots.get(slot);
    if (now === undefined) {
      now = asks.length;
      slots.set(slot, now);
      asks.push(old[slot] ?? "");
    }
    return now;
  };
  const done = new Set<object>();
  const visitCheck = (of: Check): void => {
    if (typeof of === "boolean" || done.has(of)) return;
    done.add(of);
    if ("slot" in of) of.slot = renumber(of.slot);
    else for (const part of Array.isArray(of.of) ? (of.of as readonly Check[]) : [of.of as Check]) visitCheck(part);
  };
  const visit = (source: Source): void => {
    if (done.has(source)) return;
    done.add(source);
    if ("slot" in source) source.slot = renumber(source.slot);
    if ("when" in source) visitCheck(source.when);
    if (source.kind === "cases") for (const [when] of source.cases) visitCheck(when);
    if (source.kind === "count" || source.kind === "listed") for (const when of source.rows) visitCheck(when);
    if ("of" in source) for (const part of source.of) visit(part);
  };
  const series: BoundSeries[] = [];
  const counted = new Map<string, number[]>();
  for (const [metric, { rows }] of owned) {
    const about = metricOf(metric);
    if (about === undefined) continue;
    for (const { labels, namedBy, source } of rows) {
      visit(source);
      series.push({ metric, about, labels, source });
      // Of several counters the last is the one that had a value.
      const counter = source.kind === "first" ? source.of.at(-1) : source;
      if (namedBy === undefined || counter?.kind !== "number") continue;
      const known = counted.get(namedBy);
      if (known === undefined) counted.set(namedBy, [counter.slot]);
      else if (known.length < countersPerRow) known.push(counter.slot);
    }
  }
  const named = [...counted].flatMap(([oid, slots]) => {
    const name = answers.get(oid);
    return name === undefined ? [] : [{ oid, name, slots }];
  });
  // A table that lists what holds has more or fewer rows when its counter changes.
  const counters = [...owned.values()].flatMap(({ reads }) =>
    reads.flatMap((read) => (read.kind === "listed" ? [read.counter] : [])),
  );
  const watches = [...new Set([...profiles.flatMap((profile) => profile.watches ?? []), ...counters])].flatMap((oid) => {
    const value = answers.get(oid);
    if (value === undefined) return [];
    let slot = asks.indexOf(oid);
    if (slot < 0) slot = asks.push(oid) - 1;
    return [{ slot, value }];
  });
  return { asks, series, watches, named, values: asks.map((oid) => answers.get(oid)), profiles: profiles.map(({ id }) => id) };
}
