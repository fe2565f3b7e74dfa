/**
 * What is kept of a layout between polls: names, labels and formulas, joined once. A poll only fills in numbers. Texts of
 * labels are shared between the series of a row, and series of one read are a list of slots. Pure.
 */
import { expositionMeta, type Metric } from "../site/metrics.ts";
import { escapeLabel, type Labels, type Sample } from "../site/series.ts";
import { evaluate, numberOfSource, type NumberSource, type Source, type Values } from "./evaluate.ts";
import type { BoundSeries, Layout } from "./layout.ts";

/** Consecutive series that differ in slot and labels only, or any others with their sources. */
type Run =
  | { readonly rows: readonly string[]; readonly source: NumberSource; readonly slots: ArrayLike<number> }
  | { readonly rows: readonly string[]; readonly sources: readonly Source[] };

/** What all devices share of a metric. */
interface Style {
  readonly metric: string;
  /** HELP and TYPE, without the last line's end. */
  readonly meta: string;
  /** Line's end and name. */
  readonly lead: string;
  /** Last label and value of a state that does not hold, and of one that does. */
  readonly states: readonly { readonly name: string; readonly no: string; readonly yes: string }[] | undefined;
}

/** All series of one metric. */
interface Block {
  readonly style: Style;
  readonly runs: readonly Run[];
}

const styles = new Map<string, Style>();

function styleOf(metric: string, about: Metric): Style {
  let style = styles.get(metric);
  if (style === undefined) {
    const type = about.type === "counter" ? "counter" : "gauge";
    style = {
      metric,
      meta: `# HELP ${metric} ${about.help}\n# TYPE ${metric} ${type}`,
      lead: `\n${metric}`,
      states: about.states?.map((name) => ({ name, no: `state="${name}"} 0`, yes: `state="${name}"} 1` })),
    };
    styles.set(metric, style);
  }
  return style;
}

/** Samples from elsewhere by metric, as lines that begin with a line's end. */
export type Beside = ReadonlyMap<string, string>;

export function besideOf(samples: readonly Sample[]): Beside {
  const beside = new Map<string, string>();
  for (const { metric, labels, value } of samples) {
    beside.set(metric, `${beside.get(metric) ?? ""}\n${metric}${rowText(labels)}${value}`);
  }
  return beside;
}

const pairs = (labels: Labels): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}="${escapeLabel(value)}"`)
    .join(",");

/** Labels and the blank before the value. */
function rowText(labels: Labels): string {
  const text = pairs(labels);
  return text === "" ? " " : `{${text}} `;
}

/** Labels of a series with states, as far as the state's own. */
function openText(labels: Labels): string {
  const text = pairs(labels);
  return text === "" ? "{" : `{${text},`;
}

const pair = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;
const unescaped: Readonly<Record<string, string>> = { "\\\\": "\\", '\\"': '"', "\\n": "\n" };

function labelsOf(row: string): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const [, name = "", value = ""] of row.matchAll(pair)) {
    labels[name] = value.replaceAll(/\\[\\"n]/g, (escape) => unescaped[escape] ?? escape);
  }
  return labels;
}

const sameFormula = (a: NumberSource, b: NumberSource): boolean =>
  a.read === b.read &&
  a.factor === b.factor &&
  a.divisor === b.divisor &&
  a.fahrenheit === b.fahrenheit &&
  a.absent === b.absent &&
  b.when === true;

const sets = new Map<string, ReadonlySet<number>>();

/** The source with its set of absent values shared by all devices. */
function slim(source: Source): Source {
  if (source.kind !== "number" && source.kind !== "state") return source;
  const key = [...source.absent].join(" ");
  const absent = sets.get(key) ?? source.absent;
  sets.set(key, absent);
  return { ...source, absent };
}

/** Cuts the series of one metric into runs. */
function runsOf(series: readonly BoundSeries[], row: (labels: Labels) => string): Run[] {
  const runs: Run[] = [];
  let at = 0;
  while (at < series.length) {
    const from = at;
    const first = series[from]?.source;
    if (first?.kind === "number" && first.when === true) {
      const same = (one: BoundSeries | undefined): boolean => one?.source.kind === "number" && sameFormula(first, one.source);
      while (same(series[at])) at++;
      const part = series.slice(from, at);
      const list = part.map(({ source }) => (source.kind === "number" ? source.slot : 0));
      // A typed array of few numbers is larger than a plain one.
      const slots = list.length > 32 ? Uint32Array.from(list) : list;
      runs.push({ rows: part.map(({ labels }) => row(labels)), source: slim(first) as NumberSource, slots });
      continue;
    }
    const plain = (one: BoundSeries | undefined): boolean => one?.source.kind === "number" && one.source.when === true;
    while (at < series.length && !plain(series[at])) at++;
    const part = series.slice(from, at);
    runs.push({ rows: part.map(({ labels }) => row(labels)), sources: part.map(({ source }) => slim(source)) });
  }
  return runs;
}

export class Template {
  /** How many series it has. */
  readonly size: number;
  readonly #blocks: readonly Block[];
  #tail: { readonly beside: Beside; readonly text: string } | undefined;

  constructor({ series }: Pick<Layout, "series">) {
    this.size = series.length;
    const shared = new Map<string, string>();
    const share = (text: string): string => {
      const known = shared.get(text);
      if (known !== undefined) return known;
      // One piece: a text put together from parts keeps all of them.
      const flat = Buffer.from(text).toString();
      shared.set(flat, flat);
      return flat;
    };
    const groups = new Map<string, BoundSeries[]>();
    for (const one of series) {
      const group = groups.get(one.metric);
      if (group === undefined) groups.set(one.metric, [one]);
      else group.push(one);
    }
    this.#blocks = [...groups].flatMap(([metric, group]) => {
      const about = group[0]?.about;
      if (about === undefined) return [];
      const row = (labels: Labels): string => share(about.states === undefined ? rowText(labels) : openText(labels));
      return [{ style: styleOf(metric, about), runs: runsOf(group, row) }];
    });
  }

  /**
   * The exposition of one poll; a metric without any value is left out whole.
   * @param extra  samples from elsewhere (limits), each put beside its metric; the same object renders faster again
   */
  render(values: Values, extra: Beside | readonly Sample[] = []): string {
    const beside: Beside = extra instanceof Map ? extra : besideOf(extra as readonly Sample[]);
    let text = "";
    for (const block of this.#blocks) {
      const lines = this.#lines(block, values, beside.size === 0 ? "" : (beside.get(block.style.metric) ?? ""));
      if (lines === "") continue;
      text += block.style.meta;
      text += lines;
      text += "\n";
    }
    if (this.#tail?.beside !== beside) this.#tail = { beside, text: this.#tailOf(beside) };
    return text + this.#tail.text;
  }

  #lines({ style: { lead, states }, runs }: Block, values: Values, before: string): string {
    let text = before;
    for (const run of runs) {
      const { rows } = run;
      if ("slots" in run) {
        const { source, slots } = run;
        for (let at = 0; at < slots.length; at++) {
          const value = numberOfSource(source, values[slots[at] ?? 0]);
          if (value === undefined) continue;
          text += lead;
          text += rows[at];
          text += value;
        }
        continue;
      }
      const { sources } = run;
      for (let at = 0; at < sources.length; at++) {
        const source = sources[at];
        const value = source === undefined ? undefined : evaluate(source, values);
        if (value === undefined) continue;
        if (states !== undefined) {
          for (const { name, yes, no } of states) {
            text += lead;
            text += rows[at];
            text += name === value ? yes : no;
          }
        } else if (typeof value === "number") {
          text += lead;
          text += rows[at];
          text += value;
        }
      }
    }
    return text;
  }

  /** Samples whose metrics the layout does not have. */
  #tailOf(beside: Beside): string {
    const known = new Set(this.#blocks.map(({ style }) => style.metric));
    let text = "";
    for (const [metric, lines] of beside) {
      if (known.has(metric)) continue;
      const about = expositionMeta(metric);
      const meta = about === undefined ? "" : `# HELP ${metric} ${about.help}\n# TYPE ${metric} ${about.type}`;
      text += meta === "" ? `${lines.slice(1)}\n` : `${meta}${lines}\n`;
    }
    return text;
  }

  /** The same as samples. */
  samples(values: Values): Sample[] {
    const samples: Sample[] = [];
    for (const { style, runs } of this.#blocks) {
      const { metric, states } = style;
      for (const run of runs) {
        for (const [at, row] of run.rows.entries()) {
          const source = "slots" in run ? { ...run.source, slot: run.slots[at] ?? 0 } : run.sources[at];
          const value = source === undefined ? undefined : evaluate(source, values);
          if (value === undefined) continue;
          const labels = labelsOf(row);
          if (states === undefined) {
            if (typeof value === "number") samples.push({ metric, labels, value });
          } else {
            for (const { name } of states)
              samples.push({ metric, labels: { ...labels, state: name }, value: name === value ? 1 : 0 });
          }
        }
      }
    }
    return samples;
  }
}
