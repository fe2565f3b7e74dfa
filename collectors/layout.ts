/**
 * The layout of one device: every series it will have and the instance each value comes from, learnt once from its
 * answers. Names, units and divisors are read here and not asked for again; what moves gets a slot. Pure.
 */
import { metricOf, type DeviceClass, type Metric } from "../site/metrics.ts";
import type { Labels } from "../site/series.ts";
import { bind, counterOf, type Row } from "./bind.ts";
import type { Context } from "./conditions.ts";
import { evaluate, type Check, type Source, type Values } from "./evaluate.ts";
import type { NamedRow } from "./names.ts";
import { inScope, listOf } from "./plan.ts";
import type { AnyRead, Profile } from "./profile.ts";
import type { Answers, Raw } from "./raw.ts";

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

/** What the layout knows of one metric: rows, whether any has a value now, and the reads of the profile they are from. */
interface Owned {
  readonly rows: Row[];
  readonly alive: boolean;
  readonly reads: readonly AnyRead[];
}

/** Octets in and out, where an interface counts them. */
const countersPerRow = 2;

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
