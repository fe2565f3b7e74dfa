/** Series of one metric cut into runs, which are small to keep and quick to read. Pure. */
import type { Labels } from "../site/series.ts";
import {
  evaluate,
  stateOfSource,
  type Check,
  type NumberSource,
  type Source,
  type StateSource,
  type Values,
} from "./evaluate.ts";
import { formulaOf, type Formula } from "./formula.ts";
import type { BoundSeries } from "./layout.ts";

/** Numbers of label texts, or slots: one for each series of a run. */
type Numbers = ArrayLike<number>;

/** Consecutive series that differ in slot and labels only, or any others with their sources. */
export type Run =
  | { readonly kind: "numbers"; readonly rows: Numbers; readonly slots: Numbers; readonly formula: Formula }
  | { readonly kind: "states"; readonly rows: Numbers; readonly slots: Numbers; readonly source: StateSource }
  | { readonly kind: "others"; readonly rows: Numbers; readonly sources: readonly Source[] };

/** A typed array of few numbers is larger than a plain one. */
function compact(list: readonly number[]): Numbers {
  if (list.length <= 16) return list;
  return Math.max(...list) > 0xffff ? Uint32Array.from(list) : Uint16Array.from(list);
}

const isNumber = (source: Source | undefined): source is NumberSource => source?.kind === "number" && source.when === true;
const isState = (source: Source | undefined): source is StateSource => source?.kind === "state" && source.when === true;

const sameCodes = (a: StateSource, b: StateSource): boolean =>
  a.read === b.read && a.absent.size === b.absent.size && [...a.absent].every((value) => b.absent.has(value));

/** State sources that differ in their slots only, shared by all devices. */
const stateSources = new WeakMap<object, StateSource[]>();

function sharedState(source: StateSource): StateSource {
  let known = stateSources.get(source.read);
  if (known === undefined) stateSources.set(source.read, (known = []));
  let shared = known.find((one) => sameCodes(one, source));
  if (shared === undefined) known.push((shared = { ...source, slot: -1 }));
  return shared;
}

/** Cuts the series of one metric into runs. @param row  number of the text of these labels */
export function runsOf(series: readonly BoundSeries[], row: (labels: Labels) => number): Run[] {
  const runs: Run[] = [];
  let at = 0;
  /** Takes series as long as they are alike. */
  const take = (alike: (source: Source) => boolean): { rows: Numbers; sources: readonly Source[] } => {
    const from = at;
    for (let next = series[at]; next !== undefined && alike(next.source); next = series[at]) at++;
    const part = series.slice(from, at);
    return { rows: compact(part.map(({ labels }) => row(labels))), sources: part.map(({ source }) => source) };
  };
  const slotsOf = (sources: readonly Source[]): Numbers => compact(sources.map((source) => ("slot" in source ? source.slot : 0)));
  while (at < series.length) {
    const first = series[at]?.source;
    if (isNumber(first)) {
      const formula = formulaOf(first);
      const { rows, sources } = take((source) => isNumber(source) && formula.fits(source));
      runs.push({ kind: "numbers", rows, slots: slotsOf(sources), formula });
    } else if (isState(first)) {
      const { rows, sources } = take((source) => isState(source) && sameCodes(first, source));
      runs.push({ kind: "states", rows, slots: slotsOf(sources), source: sharedState(first) });
    } else runs.push({ kind: "others", ...take((source) => !isNumber(source) && !isState(source)) });
  }
  // A list that grew has room for more than its few runs.
  return runs.slice();
}

/** Value of one series of a run. */
export function valueOf(run: Run, at: number, values: Values): number | string | undefined {
  switch (run.kind) {
    case "numbers":
      return run.formula.of(values[run.slots[at] ?? 0]);
    case "states":
      return stateOfSource(run.source, values[run.slots[at] ?? 0]);
    case "others": {
      const source = run.sources[at];
      return source === undefined ? undefined : evaluate(source, values);
    }
  }
}

const isDecided = (check: Check): boolean => typeof check === "boolean";

/** Whether this series has the same value as long as the layout holds: marks of things that are there, alarms that nothing lists. */
export function isConstant(run: Run, at: number): boolean {
  const source = run.kind === "others" ? run.sources[at] : undefined;
  if (source?.kind === "one") return isDecided(source.when);
  return (source?.kind === "listed" || source?.kind === "count") && source.rows.every(isDecided);
}
