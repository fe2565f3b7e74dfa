/** Labels of one device's series as the octets that stand before their values, each text once. Pure. */
import { escapeLabel, type Labels } from "../site/series.ts";
import { octetsOf, textOfOctets } from "./page.ts";

const pairs = (labels: Labels): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}="${escapeLabel(value)}"`)
    .join(",");

/** What stands between a metric's name and its value. */
export function closedText(labels: Labels): string {
  const text = pairs(labels);
  return text === "" ? " " : `{${text}} `;
}

/** Octets of a text that a state's own label replaces: the closing brace and the blank. */
export const closingOctets = 2;

const pair = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;
const unescaped: Readonly<Record<string, string>> = { "\\\\": "\\", '\\"': '"', "\\n": "\n" };

/** All texts end to end; a text is known by its number. */
export class LabelTexts {
  readonly octets: Uint8Array;
  /** Where each text begins, and behind the last one where it ends. */
  readonly starts: Uint32Array;

  constructor(texts: Iterable<string>) {
    const all = Array.from(texts, octetsOf);
    this.starts = new Uint32Array(all.length + 1);
    for (const [at, text] of all.entries()) this.starts[at + 1] = (this.starts[at] ?? 0) + text.length;
    this.octets = new Uint8Array(this.starts.at(-1) ?? 0);
    for (const [at, text] of all.entries()) this.octets.set(text, this.starts[at]);
  }

  /** The labels that a text was made of. */
  labels(number: number): Record<string, string> {
    const labels: Record<string, string> = {};
    const text = textOfOctets(this.octets.subarray(this.starts[number], this.starts[number + 1]));
    for (const [, name = "", value = ""] of text.matchAll(pair)) {
      labels[name] = value.replaceAll(/\\[\\"n]/g, (escape) => unescaped[escape] ?? escape);
    }
    return labels;
  }
}
