/**
 * What is kept of a layout between polls: names, labels and formulas, joined once. A poll only fills in numbers. Texts of
 * labels are shared between the series of a row, and series of one read are a list of slots. Pure.
 */
import { expositionMeta, type Metric } from "../site/metrics.ts";
import type { Sample } from "../site/series.ts";
import type { Values } from "./evaluate.ts";
import { closedText, closingOctets, LabelTexts } from "./label-texts.ts";
import type { BoundSeries, Layout } from "./layout.ts";
import { octetsOf, Page, textOfOctets } from "./page.ts";
import { runsOf, valueOf, type Run } from "./runs.ts";
import { Marks, Sheet } from "./sheet.ts";

/** What all devices share of a metric. */
interface Style {
  readonly metric: string;
  /** HELP and TYPE, without the last line's end. */
  readonly meta: Uint8Array;
  /** Line's end and name. */
  readonly lead: Uint8Array;
  /** Last label and value of a state that does not hold, and of one that does; the label behind others, with its comma. */
  readonly states: readonly { readonly name: string; readonly no: Uint8Array; readonly yes: Uint8Array }[] | undefined;
}

type States = readonly (number | string | undefined)[];

/** All series of one metric. */
interface Block {
  readonly style: Style;
  readonly runs: readonly Run[];
  /** States of ports are most lines of a switch and seldom change: as long as all of them are as before, so are their lines. */
  kept?: { readonly states: States; readonly lines: Uint8Array };
  /** They are not worth keeping. */
  short?: boolean;
}

const styles = new Map<string, Style>();
const newline = octetsOf("\n");
const brace = octetsOf("{");
/** Octets of lines from which on they are kept: fewer are written sooner than a device's memory is worth. */
const worthKeeping = 4096;
/** Texts of so many octets are kept whole: a UPS has 8 kB, a switch 170. */
const mostKept = 16_384;

const metaOf = (metric: string, { help, type }: { readonly help: string; readonly type: string }): string =>
  `# HELP ${metric} ${help}\n# TYPE ${metric} ${type}`;

function styleOf(metric: string, about: Metric): Style {
  let style = styles.get(metric);
  if (style === undefined) {
    const type = about.type === "counter" ? "counter" : "gauge";
    style = {
      metric,
      meta: octetsOf(metaOf(metric, { help: about.help, type })),
      lead: octetsOf(`\n${metric}`),
      states: about.states?.map((name) => ({
        name,
        no: octetsOf(`,state="${name}"} 0`),
        yes: octetsOf(`,state="${name}"} 1`),
      })),
    };
    styles.set(metric, style);
  }
  return style;
}

/** Samples from elsewhere by metric, as lines that begin with a line's end. */
export type Beside = ReadonlyMap<string, Uint8Array>;

export function besideOf(samples: readonly Sample[]): Beside {
  const beside = new Map<string, string>();
  for (const { metric, labels, value } of samples) {
    beside.set(metric, `${beside.get(metric) ?? ""}\n${metric}${closedText(labels)}${value}`);
  }
  return new Map([...beside].map(([metric, lines]) => [metric, octetsOf(lines)]));
}

/** The same by blocks: what comes before their lines, and what belongs to none of them. */
interface Placed {
  readonly of: Beside;
  readonly before: readonly (Uint8Array | undefined)[];
  readonly tail: Uint8Array;
}

/** Whether every state of the block is as in this list. */
function sameStates(runs: readonly Run[], states: States, values: Values): boolean {
  let next = 0;
  for (const run of runs) {
    for (let at = 0; at < run.rows.length; at++) if (valueOf(run, at, values) !== states[next++]) return false;
  }
  return true;
}

export class Template {
  /** How many series it has. */
  readonly size: number;
  readonly #texts: LabelTexts;
  readonly #blocks: readonly Block[];
  #beside: Placed | undefined;
  /** What was written last, for this beside; undefined before. */
  #sheet: Sheet | undefined;
  /** It is not worth its memory. */
  #long = false;

  constructor({ series }: Pick<Layout, "series">) {
    this.size = series.length;
    const numbers = new Map<string, number>();
    const numberOf = (text: string): number => {
      const number = numbers.get(text) ?? numbers.size;
      numbers.set(text, number);
      return number;
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
      return [{ style: styleOf(metric, about), runs: runsOf(group, (labels) => numberOf(closedText(labels))) }];
    });
    this.#texts = new LabelTexts(numbers.keys());
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
    const sheet = this.#sheet;
    if (sheet !== undefined && this.#beside?.of === beside && sheet.refresh(values)) return page.copy(sheet.bytes);
    const from = page.length;
    const marks = this.#long ? undefined : new Marks(from);
    this.#writeAll(page, values, beside, marks);
    this.#long = page.length - from > mostKept;
    this.#sheet = marks === undefined || this.#long ? undefined : new Sheet(page.since(from), marks);
  }

  #writeAll(page: Page, values: Values, beside: Beside, marks: Marks | undefined): void {
    const { before, tail } = this.#besideBlocks(beside);
    for (let at = 0; at < this.#blocks.length; at++) {
      const block = this.#blocks[at];
      if (block === undefined) continue;
      const { style, runs } = block;
      const from = page.length;
      page.copy(style.meta);
      const empty = page.length;
      const others = before[at];
      if (others !== undefined) page.copy(others);
      if (style.states === undefined) for (const run of runs) this.#writeNumbers(page, style.lead, run, values, marks);
      else this.#writeStates(page, block, style.states, values, marks);
      if (page.length === empty) page.cut(from);
      else page.part(newline, 0, 1);
    }
    page.copy(tail);
  }

  #writeNumbers(page: Page, lead: Uint8Array, run: Run, values: Values, marks: Marks | undefined): void {
    const { octets, starts } = this.#texts;
    const { rows } = run;
    for (let at = 0; at < rows.length; at++) {
      const value = valueOf(run, at, values);
      if (typeof value !== "number") {
        marks?.number(run, at, value, page.length, page.length);
        continue;
      }
      const row = rows[at] ?? 0;
      page.part(lead, 0, lead.length);
      page.part(octets, starts[row] ?? 0, starts[row + 1] ?? 0);
      const begin = page.length;
      page.number(value);
      marks?.number(run, at, value, begin, page.length);
    }
  }

  #writeStates(page: Page, block: Block, names: NonNullable<Style["states"]>, values: Values, marks: Marks | undefined): void {
    const { kept, runs, style } = block;
    // While marks are taken each state must be seen.
    if (marks === undefined && kept !== undefined && sameStates(runs, kept.states, values)) return page.copy(kept.lines);
    const { octets, starts } = this.#texts;
    const from = page.length;
    const states: (number | string | undefined)[] = [];
    const keeping = marks === undefined && block.short !== true;
    for (const run of runs) {
      for (let at = 0; at < run.rows.length; at++) {
        const state = valueOf(run, at, values);
        if (keeping) states.push(state);
        marks?.state(run, at, state);
        if (state === undefined) continue;
        const row = run.rows[at] ?? 0;
        const begin = starts[row] ?? 0;
        const end = (starts[row + 1] ?? 0) - closingOctets;
        for (const { name, yes, no } of names) {
          const last = name === state ? yes : no;
          page.part(style.lead, 0, style.lead.length);
          page.part(octets, begin, end);
          // No label stands before it.
          if (end < begin) page.part(brace, 0, 1);
          page.part(last, end < begin ? 1 : 0, last.length);
        }
      }
    }
    block.short = page.length - from < worthKeeping;
    if (keeping && !block.short) block.kept = { states, lines: page.since(from) };
  }

  /** Samples from elsewhere where they belong: before the lines of their metric, or behind everything. */
  #besideBlocks(of: Beside): Placed {
    if (this.#beside?.of === of) return this.#beside;
    const known = new Set(this.#blocks.map(({ style }) => style.metric));
    let tail = "";
    for (const [metric, octets] of of) {
      if (known.has(metric)) continue;
      const about = expositionMeta(metric);
      const lines = textOfOctets(octets);
      tail += about === undefined ? `${lines.slice(1)}\n` : `${metaOf(metric, about)}${lines}\n`;
    }
    const before = this.#blocks.map(({ style }) => of.get(style.metric));
    this.#beside = { of, before, tail: octetsOf(tail) };
    return this.#beside;
  }

  /** The same as samples. */
  samples(values: Values): Sample[] {
    const samples: Sample[] = [];
    for (const { style, runs } of this.#blocks) {
      const { metric, states } = style;
      for (const run of runs) {
        for (let at = 0; at < run.rows.length; at++) {
          const value = valueOf(run, at, values);
          if (value === undefined) continue;
          const labels = this.#texts.labels(run.rows[at] ?? 0);
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
