/** From a layout and the values of one poll to samples and to exposition text. Pure. */
import { expositionMeta } from "../site/metrics.ts";
import { escapeLabel, exposition, type Sample } from "../site/series.ts";
import { evaluate, type Values } from "./evaluate.ts";
import { layoutOf, type BoundSeries, type Layout, type LayoutOptions } from "./layout.ts";
import type { Profile } from "./profile.ts";
import type { Answers } from "./raw.ts";

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

const line = (metric: string, labels: Readonly<Record<string, string>>): string => {
  const text = Object.entries(labels)
    .map(([name, value]) => `${name}="${escapeLabel(value)}"`)
    .join(",");
  return text === "" ? `${metric} ` : `${metric}{${text}} `;
};

interface Piece {
  /** HELP and TYPE, on the first series of a metric. */
  readonly meta: string;
  readonly series: BoundSeries;
  /** Name and labels up to the value: one, or one per state. */
  readonly heads: readonly string[];
}

/** A layout's exposition text with the values left out. Made once per learning; a scrape only fills in numbers. */
export class Template {
  readonly #pieces: readonly Piece[];

  constructor(layout: Layout) {
    let last = "";
    this.#pieces = layout.series.map((series) => {
      const { metric, about, labels } = series;
      const type = about.type === "counter" ? "counter" : "gauge";
      const meta = metric === last ? "" : `# HELP ${metric} ${about.help}\n# TYPE ${metric} ${type}\n`;
      last = metric;
      const heads = about.states?.map((state) => line(metric, { ...labels, state })) ?? [line(metric, labels)];
      return { meta, series, heads };
    });
  }

  /**
   * The exposition of one poll; a metric without any value is left out whole.
   * @param extra  samples from elsewhere (limits, the probe's own), each put beside its metric
   */
  render(values: Values, extra: readonly Sample[] = []): string {
    const beside = new Map<string, Sample[]>();
    for (const sample of extra) beside.set(sample.metric, [...(beside.get(sample.metric) ?? []), sample]);
    let text = "";
    let pending = "";
    for (const { meta, series, heads } of this.#pieces) {
      if (meta !== "") pending = meta;
      const value = evaluate(series.source, values);
      if (value === undefined) continue;
      const { states } = series.about;
      if (states === undefined && typeof value !== "number") continue;
      if (pending !== "") {
        text += pending + (beside.get(series.metric) ?? []).map(sampleLine).join("");
        beside.delete(series.metric);
        pending = "";
      }
      if (states === undefined) text += `${heads[0]}${value}\n`;
      else for (const [index, head] of heads.entries()) text += `${head}${states[index] === value ? 1 : 0}\n`;
    }
    return text + exposition([...beside.values()].flat(), expositionMeta);
  }
}

const sampleLine = ({ metric, labels, value }: Sample): string => `${line(metric, labels)}${value}\n`;
