/**
 * A query as Prometheus would answer it had it scraped this moment: the samples of the confirming poll stand before the
 * stored ones of the same series. Pure text: Prometheus itself computes. Ranges and recordings stay as they are stored.
 */
import { escapeLabel, type Labels, type Sample } from "../../site/series.ts";

/** More samples of one selector than this are left to the next scrape. */
const mostPerSelector = 50;

/** The labels that a sample of a probe has in Prometheus: a label of the target wins, the probe's own becomes `exported_…`. */
export function storedLabels(target: Labels, row: Labels): Record<string, string> {
  const all: Record<string, string> = { ...target };
  for (const [name, value] of Object.entries(row)) all[name in target ? `exported_${name}` : name] = value;
  return all;
}

const selector = /"(?:[^"\\]|\\.)*"|\b([a-zA-Z_:][\w:]*)(\{(?:"(?:[^"\\]|\\.)*"|[^}"])*\})?(\s*\[[^\]]*\]|\s*offset\b)?/g;
const matcher = /(\w+)\s*(=~|!~|!=|=)\s*("(?:[^"\\]|\\.)*")/g;

function fits(labels: Labels, matchers: string): boolean {
  return [...matchers.matchAll(matcher)].every(([, name = "", how, quoted = '""']) => {
    const wanted = JSON.parse(quoted) as string;
    const value = labels[name] ?? "";
    if (how === "=" || how === "!=") return (value === wanted) === (how === "=");
    return new RegExp(`^(?:${wanted})$`).test(value) === (how === "=~");
  });
}

/** A sample as PromQL: a vector of one with exactly these labels. */
const literal = (value: number, labels: Labels): string =>
  Object.entries(labels).reduce(
    (inner, [name, text]) => `label_replace(${inner}, "${name}", "${escapeLabel(text).replaceAll("$", "$$$$")}", "", "")`,
    `vector(${value})`,
  );

/** @param fresh  samples with the labels that they will have when stored */
export function overlaid(expression: string, fresh: readonly Sample[]): string {
  return expression.replaceAll(
    selector,
    (whole: string, metric: string | undefined, matchers: string | undefined, window: string | undefined) => {
      if (metric === undefined || window !== undefined) return whole;
      const own = fresh.filter(
        (sample) => sample.metric === metric && Number.isFinite(sample.value) && fits(sample.labels, matchers ?? ""),
      );
      if (own.length === 0 || own.length > mostPerSelector) return whole;
      return `(${[...own.map(({ value, labels }) => literal(value, labels)), whole].join(" or ")})`;
    },
  );
}
