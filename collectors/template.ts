/**
 * What is kept of a layout between polls: names, labels and formulas, joined once. A poll only fills in numbers. Texts of
 * labels are shared between the series of a row, and series of one read are a list of slots. Pure.
 */
import { expositionMeta, type Metric } from "../site/metrics.ts";
import { escapeLabel, type Labels, type Sample } from "../site/series.ts";
import { evaluate, numberOfSource, type NumberSource, type Source, type Values } from "./evaluate.ts";
import type { BoundSeries, Layout } from "./layout.ts";
import { octetsOf, Page, textOfOctets } from "./page.ts";

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
  /** States seldom change: as long as all of them are as before, so are their lines. */
  kept?: { readonly states: readonly (number | string | undefined)[]; readonly lines: Uint8Array };
}

const styles = new Map<string, Style>();

function styleOf(metric: string, about: Metric): Style {
  let style = styles.get(metric);
  if (style === undefined) {
    const type = about.type === "counter" ? "counter" : "gauge";
    style = {
      metric,
      meta: octetsOf(`# HELP ${metric} ${about.help}\n# TYPE ${metric} ${type}`),
      lead: `\n${metric}`,
      states: about.states?.map((name) => ({ name, no: `state="${name}"} 0`, yes: `state="${name}"} 1` })),
    };
    styles.set(metric, style);
  }
  return style;
}

/** Samples from elsewhere by metric, as octets of lines that begin with a line's end. */
export type Beside = ReadonlyMap<string, string>;

export function besideOf(samples: readonly Sample[]): Beside {
  const beside = new Map<string, string>();
  for (const { metric, labels, value } of samples) {
    beside.set(metric, `${beside.get(metric) ?? ""}\n${metric}${octetsOf(rowText(labels))}${value}`);
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
  for (const [, name = "", value = ""] of textOfOctets(row).matchAll(pair)) {
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

function writeNumbers(page: Page, lead: string, run: Run, values: Values): void {
  const { rows } = run;
  if ("slots" in run) {
    const { source, slots } = run;
    for (let at = 0; at < slots.length; at++) {
      const value = numberOfSource(source, values[slots[at] ?? 0]);
      if (value === undefined) continue;
      page.put(lead);
      page.put(rows[at] ?? "");
      page.number(value);
    }
    return;
  }
  const { sources } = run;
  for (let at = 0; at < sources.length; at++) {
    const source = sources[at];
    const value = source === undefined ? undefined : evaluate(source, values);
    if (typeof value !== "number") continue;
    page.put(lead);
    page.put(rows[at] ?? "");
    page.number(value);
  }
}

/** Whether every state of the block is as in this list. */
function sameStates(runs: readonly Run[], states: readonly (number | string | undefined)[], values: Values): boolean {
  let at = 0;
  for (const run of runs) {
    if (!("sources" in run)) continue;
    for (const source of run.sources) if (evaluate(source, values) !== states[at++]) return false;
  }
  return true;
}

function writeStates(page: Page, block: Block, names: NonNullable<Style["states"]>, values: Values): void {
  const { kept, runs, style } = block;
  if (kept !== undefined && sameStates(runs, kept.states, values)) return page.copy(kept.lines);
  const from = page.length;
  const states: (number | string | undefined)[] = [];
  for (const run of runs) {
    if (!("sources" in run)) continue;
    for (const [at, source] of run.sources.entries()) {
      const state = evaluate(source, values);
      states.push(state);
      if (state === undefined) continue;
      for (const { name, yes, no } of names) {
        page.put(style.lead);
        page.put(run.rows[at] ?? "");
        page.put(name === state ? yes : no);
      }
    }
  }
  block.kept = { states, lines: page.since(from) };
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
      const flat = octetsOf(text);
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
   * @param extra  samples from elsewhere (limits), each put beside its metric
   */
  render(values: Values, extra: readonly Sample[] = []): string {
    const page = new Page();
    this.write(page, values, besideOf(extra));
    return page.bytes.toString();
  }

  /** Writes the same. @param beside  the same object is written faster again */
  write(page: Page, values: Values, beside: Beside): void {
    for (const block of this.#blocks) {
      const { style } = block;
      const from = page.length;
      page.put(style.meta);
      const empty = page.length;
      const before = beside.size === 0 ? undefined : beside.get(style.metric);
      if (before !== undefined) page.put(before);
      if (style.states === undefined) for (const run of block.runs) writeNumbers(page, style.lead, run, values);
      else writeStates(page, block, style.states, values);
      if (page.length === empty) page.cut(from);
      else page.put("\n");
    }
    if (this.#tail?.beside !== beside) this.#tail = { beside, text: this.#tailOf(beside) };
    page.put(this.#tail.text);
  }

  /** Samples whose metrics the layout does not have. */
  #tailOf(beside: Beside): string {
    const known = new Set(this.#blocks.map(({ style }) => style.metric));
    let text = "";
    for (const [metric, lines] of beside) {
      if (known.has(metric)) continue;
      const about = expositionMeta(metric);
      const meta = about === undefined ? "" : octetsOf(`# HELP ${metric} ${about.help}\n# TYPE ${metric} ${about.type}`);
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
