/** What must be asked to learn a device: the union of everything its profiles mention. Pure. */
import { metricOf, type DeviceClass, type Metric } from "../site/metrics.ts";
import type { Condition, LabelSource, Place } from "./places.ts";
import type { AnyRead, Profile, Rows } from "./profile.ts";

export interface Needs {
  /** Instances to ask for by GET. */
  readonly scalars: ReadonlySet<string>;
  /** Columns to walk. */
  readonly columns: ReadonlySet<string>;
}

interface Found {
  readonly scalars: Set<string>;
  readonly columns: Set<string>;
}

/** An instance by its own notation: `.0` at the end. */
export const isScalar = (oid: string): boolean => oid.endsWith(".0");

function place(at: Place, table: boolean, into: Found): void {
  if (typeof at === "string") (table && !isScalar(at) ? into.columns : into.scalars).add(at);
  else if (at.how === "scalar") into.scalars.add(at.oid);
  else {
    into.columns.add(at.oid);
    if (at.pointer !== undefined) (table ? into.columns : into.scalars).add(at.pointer);
  }
}

function condition(subject: Condition, table: boolean, into: Found): void {
  switch (subject.test) {
    case "all":
    case "any":
      for (const part of subject.of) condition(part, table, into);
      break;
    case "not":
    case "once":
      condition(subject.of, table, into);
      break;
    case "index":
    case "index-text":
      break;
    case "is":
    case "matches":
    case "above":
    case "below":
    case "present":
      place(subject.at, table, into);
  }
}

function label(subject: LabelSource, table: boolean, into: Found): void {
  if (typeof subject === "string") return;
  if (subject.from === "text") {
    for (const at of subject.at) place(at, table, into);
    if (subject.where !== undefined) condition(subject.where, table, into);
  }
  if (subject.from === "joined") for (const part of subject.of) label(part, table, into);
}

function rows(subject: Rows, table: boolean, into: Found): void {
  for (const source of Object.values(subject.labels ?? {})) label(source, table, into);
  if (subject.where !== undefined) condition(subject.where, table, into);
  if (subject.phantom?.lines !== undefined) into.scalars.add(subject.phantom.lines);
  if (subject.phantom?.voltage !== undefined) into.columns.add(subject.phantom.voltage);
}

function read(subject: AnyRead, into: Found): void {
  switch (subject.kind) {
    case "number":
      place(subject.table ? subject.at : { oid: subject.at, how: "scalar" }, subject.table, into);
      for (const at of [
        subject.divisor,
        subject.digits,
        subject.signedFactor,
        subject.siScale,
        subject.exponent,
        subject.unit?.at,
      ]) {
        if (at !== undefined) place(at, subject.table, into);
      }
      rows(subject, subject.table, into);
      if (subject.rows !== undefined && subject.rows !== "phase") rows(subject.rows, subject.table, into);
      break;
    case "state":
      place(subject.table ? subject.at : { oid: subject.at, how: "scalar" }, subject.table, into);
      rows(subject, subject.table, into);
      if (subject.rows !== undefined && subject.rows !== "phase") rows(subject.rows, subject.table, into);
      break;
    case "cases":
      if (subject.per !== undefined) into.columns.add(subject.per);
      for (const [when] of subject.cases) condition(when, subject.per !== undefined, into);
      rows(subject, subject.per !== undefined, into);
      if (subject.rows !== undefined) rows(subject.rows, subject.per !== undefined, into);
      break;
    case "count":
      into.columns.add(subject.at);
      rows(subject, true, into);
      break;
    case "flags":
      into.scalars.add(subject.at);
      break;
    case "listed":
      into.columns.add(subject.at);
      into.scalars.add(subject.counter);
      break;
    case "info":
      if (subject.per !== undefined) into.columns.add(subject.per);
      rows(subject, subject.per !== undefined, into);
      break;
    case "computed":
    case "either":
    case "first":
      for (const part of subject.of) read(part, into);
      break;
  }
}

/** Whether a device of this class may have the metric; of an unknown class, any. */
export const inScope = (about: Metric | undefined, deviceClass: DeviceClass | undefined): boolean =>
  about !== undefined && (deviceClass === undefined || about.scopes.includes("all") || about.scopes.includes(deviceClass));

/** Instances and columns that these profiles need for learning. */
export function needsOf(profiles: readonly Profile[], deviceClass?: DeviceClass): Needs {
  const found: Found = { scalars: new Set(), columns: new Set() };
  for (const profile of profiles) {
    for (const [metric, reads] of Object.entries(profile.reads)) {
      if (inScope(metricOf(metric), deviceClass)) for (const one of listOf(reads)) read(one, found);
    }
    for (const watch of profile.watches ?? []) found.scalars.add(watch);
  }
  return found;
}

/** Reads of one metric as a list. */
export function listOf(reads: AnyRead | readonly AnyRead[]): readonly AnyRead[] {
  return Array.isArray(reads) ? (reads as readonly AnyRead[]) : [reads as AnyRead];
}
