import type { MetricName } from "../site/metrics.ts";

/** Recordings of the alert rules that dashboards draw; the rooms share their names only. */
export type RecordingName = "room:air_dew_point:celsius";

/** One question to Prometheus: the expression, how its series are called, and how it is drawn. */
export interface Query {
  readonly expression: string;
  /** Legend as Grafana fills it: `{{device}}`. */
  readonly legend: string;
  /** Drawn as a dashed line in the colour of its bound: what the value is compared with. */
  readonly limit?: "warning" | "critical";
  /** Upper end of a band: shaded down to the series with this legend. */
  readonly bandTo?: string;
  /** Drawn against an axis of its own on the right, in this unit. */
  readonly right?: string;
  /** Steps of this answer alone, where the same number means something else than in the others of its panel. */
  readonly steps?: Steps;
}

/** Where a figure changes its colour; the first step is the base colour. */
export type Steps = readonly [base: string, ...rest: readonly (readonly [from: number, color: string])[]];

/** Base colour of what nobody knows yet: no value takes the first step's colour, so this one must not judge. */
export const unknown = "blue";
/** Begin of the step for whatever is below the others, where the base is kept for no value. */
export const below = -1e9;

export const ask = (expression: string, legend: string): Query => ({ expression, legend });
/** Both ends of an interval as a shaded band. */
export const band = (low: string, high: string, name: string): [Query, Query] => [
  { ...ask(low, `${name}, unteres Ende`), bandTo: "" },
  { ...ask(high, `${name}, oberes Ende`), bandTo: `${name}, unteres Ende` },
];
/** What stands on the axis at the right: another unit over the same time. */
export const onRight = (expression: string, legend: string, right: string): Query => ({ ...ask(expression, legend), right });
export const limit = (expression: string, legend: string, bound: "warning" | "critical" = "critical"): Query => ({
  ...ask(expression, legend),
  limit: bound,
});

/** Series of a canonical metric of the chosen site; further matchers as PromQL writes them. */
export const of = (metric: MetricName, ...matchers: readonly string[]): string =>
  `${metric}{${['site="$site"', ...matchers].join(",")}}`;

/** Series of the service that are not about one site, such as those of the alarm chain. */
export const anywhere = (metric: MetricName, ...matchers: readonly string[]): string =>
  matchers.length === 0 ? metric : `${metric}{${matchers.join(",")}}`;

/** Series of a recording of the alert rules of the chosen site. */
export const recorded = (name: RecordingName, ...matchers: readonly string[]): string =>
  `${name}{${['site="$site"', ...matchers].join(",")}}`;

/** The expression with a label `what`: German words for the codes of another label, or that label's own text. */
export const inWords = (expression: string, label: string, words: Readonly<Record<string, string>>): string =>
  Object.entries({ "(.*)": "$1", ...words }).reduce(
    (inner, [code, word]) => `label_replace(${inner}, "what", "${word}", "${label}", "${code}")`,
    expression,
  );

/**
 * Power or current summed over phases, by subject: the device's own total where it gives one (no label `phase`), else the
 * sum of its phases. Never both, which would count everything twice.
 */
export function total(metric: MetricName, by: string, ...matchers: readonly string[]): string {
  return `sum by (${by}) (${of(metric, 'phase=""', ...matchers)}) or sum by (${by}) (${of(metric, 'phase!=""', ...matchers)})`;
}

/** A state in a picture: what the number stands for. */
export interface StateLook {
  readonly state: string;
  readonly text: string;
  readonly color: "green" | "blue" | "yellow" | "orange" | "red" | "purple" | "text";
}

/** A state set as one number per subject: 1 for the first state of the list, 2 for the second, and so on. */
export function stateNumber(metric: MetricName, by: string, looks: readonly StateLook[], ...matchers: readonly string[]): string {
  return looks
    .map(({ state }, index) => `max by (${by}) (${of(metric, `state="${state}"`, ...matchers)} == 1) * ${index + 1}`)
    .join(" or ");
}

/** Series of 0 and 1 as rows of a picture of states. */
export const asRow = (expression: string, legend: string): Query => ask(`${expression} + 1`, legend);
/** Rows of what should be 1. */
export const works: readonly StateLook[] = [
  { state: "no", text: "gestört", color: "red" },
  { state: "yes", text: "in Ordnung", color: "green" },
];
/** Rows of what should be 0. */
export const happens: readonly StateLook[] = [
  { state: "no", text: "nein", color: "green" },
  { state: "yes", text: "ja", color: "red" },
];
