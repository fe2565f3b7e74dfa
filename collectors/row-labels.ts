/** What a row is called, and whether it is a row at all. Pure. */
import type { Labels } from "../site/series.ts";
import { holdsNow } from "./conditions.ts";
import type { LabelSource } from "./places.ts";
import type { Rows } from "./profile.ts";
import { numberOf, textOf, type Answers } from "./raw.ts";
import { indexText, instance, look, pick } from "./rows.ts";

const longestLabel = 120;

function labelText(source: LabelSource, key: string | undefined, answers: Answers): string | undefined {
  if (typeof source === "string") return source;
  const parts = (key ?? "").split(".").map(Number);
  switch (source.from) {
    case "index": {
      const text = pick(key ?? "", source.parts);
      return source.words?.[Number(text)] ?? `${source.prefix}${text}`;
    }
    case "index-text":
      return indexText(key, source.start, source.counted);
    case "mac":
      return parts
        .slice(source.start, source.start + 6)
        .map((octet) => octet.toString(16).padStart(2, "0"))
        .join(":");
    case "text":
      if (source.where !== undefined && !holdsNow(source.where, key, answers)) return undefined;
      for (const at of source.at) {
        const found = textOf(look(at, key, answers));
        if (found === undefined || found === "") continue;
        if (source.words !== undefined) {
          const word = source.words.find(([pattern]) => pattern.test(found));
          if (word !== undefined) return word[1];
          continue;
        }
        if (source.pattern === undefined) return found;
        const match = source.pattern.exec(found);
        if (match !== null) return (match[1] ?? match[0]).trim();
      }
      return undefined;
    case "joined": {
      const texts = source.of.map((part) => labelText(part, key, answers)).filter((part) => part !== undefined && part !== "");
      return texts.length === 0 ? undefined : texts.join(source.separator);
    }
  }
}

/** Labels that a set of rows gives to one row: many reads have the same set, so they are read once for these answers. */
const labelsRead = new WeakMap<Answers, Map<Rows, Map<string | undefined, Labels>>>();

function labelsBy(one: Rows, key: string | undefined, answers: Answers): Labels {
  let read = labelsRead.get(answers);
  if (read === undefined) labelsRead.set(answers, (read = new Map()));
  let byKey = read.get(one);
  if (byKey === undefined) read.set(one, (byKey = new Map()));
  const known = byKey.get(key);
  if (known !== undefined) return known;
  const labels: Record<string, string> = {};
  for (const [name, source] of Object.entries(one.labels ?? {})) {
    const text = labelText(source, key, answers);
    if (text !== undefined && text !== "") labels[name] = text.slice(0, longestLabel);
  }
  byKey.set(key, labels);
  return labels;
}

export function labelsOf(rows: readonly (Rows | undefined)[], key: string | undefined, answers: Answers): Labels {
  const labels: Record<string, string> = {};
  for (const one of rows) if (one?.labels !== undefined) Object.assign(labels, labelsBy(one, key, answers));
  return labels;
}

/** A row of a phase that the device does not have (RFC 1628 agents that always answer three rows). */
export function isPhantom(rows: readonly (Rows | undefined)[], key: string | undefined, answers: Answers): boolean {
  const spec = rows.find((one) => one?.phantom !== undefined)?.phantom;
  if (spec === undefined || key === undefined) return false;
  const line = Number(key.split(".").at(-1));
  if (line <= 1) return false;
  const lines = spec.lines === undefined ? undefined : numberOf(answers.get(spec.lines));
  if (lines !== undefined && lines > 0 && line > lines) return true;
  if (spec.voltage === undefined) return false;
  const others = answers.rows(spec.voltage);
  const alive = others.some((row) => (numberOf(answers.get(`${spec.voltage}.${row}`)) ?? 0) > 0);
  const own = numberOf(answers.get(`${spec.voltage}.${key}`));
  const first = others[0] === undefined ? undefined : numberOf(answers.get(`${spec.voltage}.${others[0]}`));
  return alive && own === 0 && first !== undefined && first > 0;
}

/** The instance that an interface's name was read from; undefined when the row has no such name. */
export function nameOf(specs: readonly (Rows | undefined)[], key: string | undefined, answers: Answers): string | undefined {
  const source = specs.findLast((one) => one?.labels?.["interface"] !== undefined)?.labels?.["interface"];
  if (source === undefined || typeof source === "string" || source.from !== "text") return undefined;
  return source.at.map((at) => instance(at, key, answers)).find((oid) => oid !== undefined && textOf(answers.get(oid)));
}
