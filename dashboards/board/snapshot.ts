import type { Labels, Series } from "../../site/series.ts";
import type { Reading } from "./state.ts";

interface Row {
  readonly labels: Labels;
  readonly value: number;
  readonly at: Date;
  readonly points: Series["points"];
}

/** Raw series of the last minutes, asked by metric and labels; the instant of every value is that of its scrape. */
export interface Snapshot {
  /** The newest sample of every series that carries these labels; series without a sample are left out. */
  all(metric: string, labels?: Labels): readonly Row[];
  /** The newest of all these series; of equally new ones the largest. */
  newest(metric: string, labels?: Labels): Reading;
  /** The largest value among series that were measured at most `withinSeconds` before the newest of them. */
  largest(metric: string, labels?: Labels, withinSeconds?: number): Reading;
  /** The state that holds: the one with value 1 at the newest scrape; undefined if none or several hold. */
  state(metric: string, labels?: Labels): Reading<string>;
}

const matches = (labels: Labels, wanted: Labels): boolean =>
  Object.entries(wanted).every(([name, value]) => (labels[name] ?? "") === value);

/** An index over raw series, for one site: series of another site are left out. */
export function snapshot(series: readonly Series[], site: string): Snapshot {
  const index = new Map<string, Row[]>();
  for (const { metric, labels, points } of series) {
    const last = points.findLast(({ value }) => !Number.isNaN(value));
    if (last === undefined || (labels["site"] ?? site) !== site) continue;
    const row = { labels, value: last.value, at: last.at, points };
    const rows = index.get(metric);
    if (rows === undefined) index.set(metric, [row]);
    else rows.push(row);
  }
  const all = (metric: string, labels: Labels = {}): Row[] =>
    (index.get(metric) ?? []).filter((row) => matches(row.labels, labels));
  const latest = (rows: readonly Row[]): number => Math.max(...rows.map(({ at }) => at.getTime()));

  return {
    all,
    newest: (metric, labels) => {
      const rows = all(metric, labels).sort((a, b) => b.at.getTime() - a.at.getTime() || b.value - a.value);
      return rows[0] && { value: rows[0].value, at: rows[0].at };
    },
    largest: (metric, labels, withinSeconds = 60) => {
      const rows = all(metric, labels);
      const since = latest(rows) - withinSeconds * 1000;
      const best = rows.filter(({ at }) => at.getTime() >= since).sort((a, b) => b.value - a.value)[0];
      return best && { value: best.value, at: best.at };
    },
    state: (metric, labels) => {
      const rows = all(metric, labels);
      const newest = latest(rows);
      const holding = rows.filter(({ at, value }) => at.getTime() === newest && value === 1);
      const state = holding[0]?.labels["state"];
      return holding.length === 1 && holding[0] && state !== undefined ? { value: state, at: holding[0].at } : undefined;
    },
  };
}

/** Increase per second of a counter over its points, from the last restart on; undefined with fewer than two points. */
export function perSecond(points: Series["points"]): number | undefined {
  let from = 0;
  for (let i = 1; i < points.length; i++) {
    if ((points[i]?.value ?? 0) < (points[i - 1]?.value ?? 0)) from = i;
  }
  const first = points[from];
  const last = points.at(-1);
  if (first === undefined || last === undefined || last.at <= first.at) return undefined;
  return (last.value - first.value) / ((last.at.getTime() - first.at.getTime()) / 1000);
}
