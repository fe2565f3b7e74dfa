/** Just enough of PromQL's grammar to see which metrics and labels an expression uses. promtool checks the rest. */

type Token = { readonly kind: "word" | "string" | "other"; readonly text: string; readonly at: number };

const pattern = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|[a-zA-Z_:][\w:]*|\d[\w.:]*|=~|!~|==|!=|<=|>=|[^\s\w]/g;

export function tokens(promql: string): Token[] {
  return [...promql.matchAll(pattern)].map(({ 0: text, index }) => ({
    kind: /^["'`]/.test(text) ? "string" : /^[a-zA-Z_:]/.test(text) ? "word" : "other",
    text,
    at: index,
  }));
}

const keywords = new Set([
  "and",
  "or",
  "unless",
  "bool",
  "offset",
  "inf",
  "nan",
  "by",
  "without",
  "on",
  "ignoring",
  "group_left",
  "group_right",
]);
const lists = new Set(["by", "without", "on", "ignoring", "group_left", "group_right"]);

export interface Matcher {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
}

export interface Selector {
  readonly metric: string;
  readonly matchers: readonly Matcher[];
}

/** Every metric with its matchers, and every label named in a grouping or matching list. */
export function usedIn(promql: string): { selectors: Selector[]; labels: string[] } {
  const all = tokens(promql);
  const selectors: Selector[] = [];
  const labels: string[] = [];
  const text = (index: number): string => all[index]?.text ?? "";
  let index = 0;
  while (index < all.length) {
    const token = all[index];
    index += 1;
    if (token === undefined || token.kind !== "word") continue;
    if (lists.has(token.text)) {
      if (text(index) !== "(") continue;
      for (index += 1; text(index) !== ")" && index < all.length; index += 1) if (text(index) !== ",") labels.push(text(index));
      index += 1;
      continue;
    }
    if (keywords.has(token.text) || text(index) === "(" || (lists.has(text(index)) && aggregations.has(token.text))) continue;
    const matchers: Matcher[] = [];
    if (text(index) === "{") {
      for (index += 1; text(index) !== "}" && index < all.length;) {
        matchers.push({ label: text(index), operator: text(index + 1), value: text(index + 2).slice(1, -1) });
        index += 3;
        if (text(index) === ",") index += 1;
      }
      index += 1;
    }
    selectors.push({ metric: token.text, matchers });
  }
  return { selectors, labels };
}

const aggregations = new Set(["sum", "min", "max", "avg", "count", "group", "stddev", "topk", "bottomk"]);

const reversed: Readonly<Record<string, string>> = { "==": "!=", "!=": "==", ">": "<=", "<": ">=", ">=": "<", "<=": ">" };

/** The expression once per comparison, that one reversed. Matchers between braces are no comparisons. */
export function mutations(promql: string): string[] {
  let depth = 0;
  return tokens(promql).flatMap(({ kind, text, at }) => {
    if (text === "{") depth += 1;
    if (text === "}") depth -= 1;
    const other = kind === "other" && depth === 0 ? reversed[text] : undefined;
    return other === undefined ? [] : [promql.slice(0, at) + other + promql.slice(at + text.length)];
  });
}
