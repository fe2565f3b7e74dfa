import { formatDuration, formatInstant, formatNumber, formatPercent, type Locale } from "../site/locale.ts";
import type { Site } from "../site/inventory.ts";
import { escapeLabel, type Sample } from "../site/series.ts";
import { words } from "./words.ts";

/** How a value is written. */
export const formats = ["duration", "celsius", "percent", "watts", "number", "state", "timestamp", "people"] as const;
export type Format = (typeof formats)[number];

/** What must hold for a check to be fulfilled: a comparison with a number or a state, or no series at all. */
export type Condition =
  | { readonly kind: "number"; readonly operator: Operator; readonly than: number }
  | { readonly kind: "state"; readonly equal: boolean; readonly states: readonly string[] }
  | { readonly kind: "absent" };

const operators = ["<", "<=", ">", ">=", "==", "!="] as const;
type Operator = (typeof operators)[number];

/** One line of a `live` block: what it is called, what is asked, how it is written, what must hold. */
export interface LiveLine {
  readonly label: string;
  readonly promql: string;
  readonly format: Format;
  readonly condition?: Condition;
}

/** What the query string of a runbook may say; a name that is not given stands for all. */
export const variableNames = ["device", "room", "house", "site", "resource"] as const;
export type Variables = Readonly<Partial<Record<(typeof variableNames)[number], string>>>;

/** A line that cannot be read, shown in its place and found by the tests. */
export interface BrokenLine {
  readonly broken: string;
  readonly why: string;
}

/** The lines of one `live` block; empty lines vanish. */
export function readLines(block: string): (LiveLine | BrokenLine)[] {
  return block
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map(readLine);
}

/** `Label | promql | format [| condition]`; a bar between quotes belongs to the query. */
function readLine(line: string): LiveLine | BrokenLine {
  const cells = (line.match(/(?:"(?:[^"\\]|\\.)*"|[^|"])+/g) ?? []).map((cell) => cell.trim());
  const [label, promql, format, wanted] = cells;
  if (label === undefined || promql === undefined || format === undefined || cells.length > 4) {
    return { broken: line, why: "expected: Label | promql | format [| condition]" };
  }
  const known = formats.find((name) => name === format);
  if (known === undefined) return { broken: line, why: `format "${format}" is none of ${formats.join(", ")}` };
  if (wanted === undefined) return { label, promql, format: known };
  const condition = readCondition(wanted);
  if (condition === undefined) return { broken: line, why: `condition "${wanted}" is no comparison` };
  return { label, promql, format: known, condition };
}

/** `< 27`, `>= 600`, `== mains`, `!= battery`, `== running, standby`, `absent`. */
function readCondition(text: string): Condition | undefined {
  if (text === "absent") return { kind: "absent" };
  const match = /^(<=|>=|==|!=|<|>)\s*(.+)$/.exec(text);
  const operator = operators.find((one) => one === match?.[1]);
  const than = match?.[2]?.trim();
  if (operator === undefined || than === undefined) return undefined;
  const number = Number(than);
  if (!Number.isNaN(number)) return { kind: "number", operator, than: number };
  if (operator !== "==" && operator !== "!=") return undefined;
  const states = than.split(",").map((state) => state.trim());
  return states.every((state) => /^[a-z_]+$/.test(state)) ? { kind: "state", equal: operator === "==", states } : undefined;
}

const regexp = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/** The query with its variables filled in; a matcher whose variable is not given matches everything. */
export function fillIn(promql: string, variables: Variables): string {
  return promql.replaceAll(/(!=|!~|=~|=)\s*"\$(\w+)"/g, (whole, operator: string, name: string) => {
    const known = variableNames.find((one) => one === name);
    if (known === undefined) return whole;
    const value = variables[known];
    if (value === undefined) return operator.startsWith("!") ? '!~""' : '=~".*"';
    return `${operator}"${escapeLabel(operator.endsWith("~") ? regexp(value) : value)}"`;
  });
}

/** One value of a line: what it is about (empty for a single value), as written, and whether the condition holds. */
export interface LiveValue {
  readonly about: string;
  readonly text: string;
  /** Undefined when the line has no condition. */
  readonly fulfilled?: boolean;
}

/** The samples of one line as a person reads them, in the order of their names; a state set speaks with the state that holds. */
export function liveValues(line: LiveLine, samples: readonly Sample[], site: Site, locale: Locale): LiveValue[] {
  const speaking = line.format === "state" ? holding(samples) : samples;
  const several = speaking.length > 1;
  return speaking
    .map((sample) => {
      const fulfilled = line.condition && meets(line.condition, sample);
      return {
        about: several ? aboutOf(sample, speaking, site) : "",
        text: written(sample, line.format, site, locale),
        ...(fulfilled !== undefined && { fulfilled }),
      };
    })
    .sort((a, b) => a.about.localeCompare(b.about, locale, { numeric: true }));
}

/** Of a state set only the state that holds; a single state that was asked for stays, so that it can say no. */
function holding(samples: readonly Sample[]): readonly Sample[] {
  const sets = Map.groupBy(samples, ({ labels }) =>
    JSON.stringify({ ...labels, state: labels["state"] === undefined ? "none" : "some" }),
  );
  return [...sets.values()].flatMap((set) => (set.length === 1 ? set : set.filter(({ value }) => value !== 0)));
}

function meets(condition: Condition, { value, labels }: Sample): boolean {
  if (condition.kind === "absent") return false;
  if (condition.kind === "state") return condition.states.includes(labels["state"] ?? "") === condition.equal;
  const { operator, than } = condition;
  switch (operator) {
    case "<":
      return value < than;
    case "<=":
      return value <= than;
    case ">":
      return value > than;
    case ">=":
      return value >= than;
    case "==":
      return value === than;
    case "!=":
      return value !== than;
  }
}

const identity = new Set(["device", "room", "house", "class", "role", "site", "job", "instance", "state", "__name__", "ifindex"]);

/** In what the series differ: device, room or house by the inventory's name, then row labels such as the phase. */
function aboutOf({ labels }: Sample, all: readonly Sample[], site: Site): string {
  const differ = (label: string): boolean => all.some((other) => other.labels[label] !== labels[label]);
  const named = (list: readonly { readonly id: string; readonly name: string }[], id: string | undefined): string | undefined =>
    list.find((one) => one.id === id)?.name ?? id;
  const places = differ("device")
    ? [named(site.devices, labels["device"])]
    : [differ("room") && named(site.rooms, labels["room"]), differ("house") && named(site.houses, labels["house"])];
  const rows = Object.keys(labels).filter((label) => !identity.has(label) && differ(label));
  return [...places, ...rows.map((label) => labels[label])].filter((part) => typeof part === "string").join(", ");
}

function written({ value, labels }: Sample, format: Format, site: Site, locale: Locale): string {
  const w = words[locale];
  switch (format) {
    case "duration":
      return formatDuration(value, locale);
    case "celsius":
      return `${formatNumber(value, locale, 1)} °C`;
    case "percent":
      return formatPercent(value, locale, value !== 0 && Math.abs(value) < 0.1 ? 1 : 0);
    case "watts":
      return Math.abs(value) < 1000 ? `${formatNumber(value, locale)} W` : `${formatNumber(value / 1000, locale, 1)} kW`;
    case "number":
      return formatNumber(value, locale, Number.isInteger(value) ? 0 : 2);
    case "people":
      return formatNumber(Math.round(value), locale);
    case "timestamp":
      return formatInstant(new Date(value * 1000), site.site.time_zone, locale);
    case "state": {
      const state = labels["state"];
      return value === 0 ? w.no : state === undefined ? w.yes : (w.states[state] ?? state);
    }
  }
}
