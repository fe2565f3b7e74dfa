/**
 * The part of Go's text/template and of Prometheus' functions that annotations of our rules use, so that an alert that a
 * trap brings forward reads word for word as the rule's own will. What is not known here is an error, never a guess.
 */
import type { Sample } from "../../site/series.ts";

export interface TemplateContext {
  readonly labels: Readonly<Record<string, string>>;
  readonly externalLabels: Readonly<Record<string, string>>;
  /** The value of the rule's expression. */
  readonly value: number;
  /** Samples of a PromQL expression, sorted by their labels. */
  readonly query: (expression: string) => Promise<readonly Sample[]>;
}

type Value = string | number | Sample | readonly Sample[] | Readonly<Record<string, string>> | undefined;
type Node =
  | { readonly text: string }
  | { readonly pipeline: string }
  | {
      readonly block: "with" | "if" | "range";
      readonly pipeline: string;
      /** Names of index and element of a range. */
      readonly names: readonly string[];
      readonly body: readonly Node[];
      readonly otherwise: readonly Node[];
    };

const opening = /^(with|if)\s+(.+)$|^range\s+(\$\w+),\s*(\$\w+)\s*:=\s*(.+)$/s;

function parse(template: string): readonly Node[] {
  const parts = template.split(/\{\{\s*((?:`[^`]*`|"(?:[^"\\]|\\.)*"|[^}`"])*?)\s*\}\}/s);
  let at = 0;
  const sequence = (ends: readonly string[]): { nodes: Node[]; end: string | undefined } => {
    const nodes: Node[] = [];
    while (at < parts.length) {
      const part = parts[at] ?? "";
      const isAction = at % 2 === 1;
      at++;
      if (!isAction) {
        if (part !== "") nodes.push({ text: part });
        continue;
      }
      if (ends.includes(part)) return { nodes, end: part };
      const found = opening.exec(part);
      if (found === null) {
        nodes.push({ pipeline: part });
        continue;
      }
      const [, block = "range", simple, index = "", element = "", ranged] = found;
      const body = sequence(["else", "end"]);
      const otherwise = body.end === "else" ? sequence(["end"]).nodes : [];
      const names = [index, element].filter((name) => name !== "");
      nodes.push({
        block: block as "with" | "if" | "range",
        pipeline: simple ?? ranged ?? "",
        names,
        body: body.nodes,
        otherwise,
      });
    }
    if (ends.length > 0) throw new Error("the template has no end for one of its blocks");
    return { nodes, end: undefined };
  };
  return sequence([]).nodes;
}

/** Go rounds ties of the written number to even, JavaScript up. */
function fixed(value: number, digits: number): string {
  const scaled = value * 10 ** digits;
  const low = Math.floor(scaled);
  const tie = scaled - low === 0.5 && scaled / 10 ** digits === value;
  if (!tie) return value.toFixed(digits);
  return ((low % 2 === 0 ? low : low + 1) / 10 ** digits).toFixed(digits);
}

/** A value in the text; nothing for nothing. @throws Error  for a list or a sample, which Go would print as its insides */
function textOf(value: Value): string {
  if (typeof value === "object") throw new Error("a list or a sample stands where a text belongs");
  return value === undefined ? "" : String(value);
}

function printf([format, ...values]: readonly Value[]): string {
  let next = 0;
  return textOf(format).replaceAll(/%(?:%|\.(\d)f|[qsvd])/g, (verb, digits: string | undefined) => {
    if (verb === "%%") return "%";
    const value = values[next++];
    if (digits !== undefined) return typeof value === "number" ? fixed(value, Number(digits)) : `%!f(${textOf(value)})`;
    return verb === "%q" ? JSON.stringify(textOf(value)) : textOf(value);
  });
}

/** Go's url.QueryEscape. */
const queryEscape = (text: string): string =>
  encodeURIComponent(text)
    .replaceAll(/[!'()*]/g, (character) => `%${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+");

const isList = (value: Value): value is readonly Sample[] => Array.isArray(value);
const isSample = (value: Value): value is Sample => typeof value === "object" && !isList(value) && "metric" in value;

async function call(name: string, values: readonly Value[], context: TemplateContext): Promise<Value> {
  const last = values.at(-1);
  switch (name) {
    case "printf":
      return printf(values);
    case "query":
      return context.query(textOf(last));
    case "first":
      if (!isList(last) || last.length === 0) throw new Error("first() of nothing");
      return last[0];
    case "value":
      if (!isSample(last)) throw new Error("value of something that is no sample");
      return last.value;
    case "urlquery":
      return queryEscape(textOf(last));
    case "reReplaceAll":
      return textOf(last).replaceAll(new RegExp(textOf(values[0]), "g"), textOf(values[1]));
    default:
      throw new Error(`the template function ${name} is not known here`);
  }
}

type Names = Readonly<Record<string, Value>>;

function operand(word: string, dot: Value, names: Names): Value {
  if (word.startsWith("`")) return word.slice(1, -1);
  if (word.startsWith('"')) return JSON.parse(word) as string;
  if (/^-?\d/.test(word)) return Number(word);
  if (word === ".") return dot;
  const [name = "", ...fields] = word.split(".");
  if (!Object.hasOwn(names, name)) throw new Error(`${word} is not known here`);
  let value = names[name];
  for (const field of fields) {
    if (isSample(value)) {
      if (field !== "Labels") throw new Error(`${word} is not known here`);
      value = value.labels;
    } else value = (value as Readonly<Record<string, string>>)[field] ?? "";
  }
  return value;
}

const wordPattern = /`[^`]*`|"(?:[^"\\]|\\.)*"|\||[^\s|]+/g;

async function evaluate(pipeline: string, dot: Value, names: Names, context: TemplateContext): Promise<Value> {
  const words = pipeline.match(wordPattern) ?? [];
  const commands: string[][] = [[]];
  for (const word of words)
    if (word === "|") commands.push([]);
    else commands.at(-1)?.push(word);
  let piped: readonly Value[] = [];
  for (const [head = "", ...rest] of commands) {
    const values = [...rest.map((word) => operand(word, dot, names)), ...piped];
    const result = /^[a-zA-Z]/.test(head) ? await call(head, values, context) : operand(head, dot, names);
    piped = [result];
  }
  return piped[0];
}

const empty = (value: Value): boolean =>
  value === undefined || value === "" || value === 0 || (isList(value) && value.length === 0);

async function run(nodes: readonly Node[], dot: Value, names: Names, context: TemplateContext): Promise<string> {
  let out = "";
  for (const node of nodes) {
    if ("text" in node) out += node.text;
    else if (!("block" in node)) out += textOf(await evaluate(node.pipeline, dot, names, context));
    else {
      const value = await evaluate(node.pipeline, dot, names, context);
      if (empty(value)) out += await run(node.otherwise, dot, names, context);
      else if (node.block !== "range") out += await run(node.body, node.block === "with" ? value : dot, names, context);
      else if (isList(value)) {
        const [index = "", element = ""] = node.names;
        for (const [at, one] of value.entries())
          out += await run(node.body, one, { ...names, [index]: at, [element]: one }, context);
      } else throw new Error("range over something that is no list");
    }
  }
  return out;
}

/**
 * The text of a template.
 * @throws Error  for a function, variable or form that is not known here
 */
export async function renderGoTemplate(template: string, context: TemplateContext): Promise<string> {
  const names = { $labels: context.labels, $externalLabels: context.externalLabels, $value: context.value };
  return run(parse(template), undefined, names, context);
}
