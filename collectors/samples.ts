/** From a layout and the values of one poll to samples, series by series: the plain way, against which the template is held. Pure. */
import type { Sample } from "../site/series.ts";
import { evaluate, type Values } from "./evaluate.ts";
import { layoutOf, type BoundSeries, type Layout, type LayoutOptions } from "./layout.ts";
import type { Profile } from "./profile.ts";
import type { Answers } from "./raw.ts";

export { Template } from "./template.ts";

/** Samples of one series: one, or one per state, or none when there is nothing to say. */
function samplesFrom({ metric, about, labels, source }: BoundSeries, values: Values): Sample[] {
  const value = evaluate(source, values);
  if (value === undefined) return [];
  if (about.states === undefined) return typeof value === "number" ? [{ metric, labels, value }] : [];
  return about.states.map((state) => ({ metric, labels: { ...labels, state }, value: state === value ? 1 : 0 }));
}

/** Canonical samples of one poll. */
export function readLayout(layout: Layout, values: Values): Sample[] {
  return layout.series.flatMap((series) => samplesFrom(series, values));
}

/** What these profiles make of these answers: learning and reading in one step. */
export function samplesOf(profiles: readonly Profile[], answers: Answers, options: LayoutOptions = {}): Sample[] {
  const layout = layoutOf(profiles, answers, options);
  return readLayout(layout, layout.values);
}
