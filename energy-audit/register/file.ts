/** Records from a file (YAML or JSON, a list): all problems at once, and links between records that must hold. */
import { LineCounter, parseDocument, stringify } from "yaml";
import { closest, type Problem } from "../../site/problem.ts";
import { record, type RegisterRecord } from "./records.ts";

/** The whole register as a file that can be read in again. */
export const registerFile = (records: readonly RegisterRecord[]): string => stringify(records);

/**
 * Reads and checks a list of records.
 * @param known  records that are there already; links may lead to them
 */
export function readRecords(
  text: string,
  file: string,
  known: readonly RegisterRecord[],
): { records: RegisterRecord[]; problems: Problem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const problems: Problem[] = document.errors.map(({ message, pos }) => ({
    code: "ENERGY_RECORDS_SYNTAX",
    file,
    line: lines.linePos(pos[0]).line,
    path: "",
    found: message.split("\n")[0] ?? message,
    expected: { de: "YAML oder JSON", en: "YAML or JSON" },
  }));
  if (problems.length > 0) return { records: [], problems };
  const content: unknown = document.toJS();
  const list = Array.isArray(content) ? content : [];
  // A missing key has no place of its own: then the line of what it is missing in.
  const lineOf = (path: readonly PropertyKey[]): { line?: number } => {
    for (let length = path.length; length > 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
      const offset = node?.range?.[0];
      if (offset !== undefined) return { line: lines.linePos(offset).line };
    }
    return {};
  };
  if (!Array.isArray(content)) {
    problems.push({
      code: "ENERGY_RECORDS_LIST",
      file,
      path: "",
      found: typeof content,
      expected: { de: "eine Liste von Audits, Feststellungen und Maßnahmen", en: "a list of audits, findings and measures" },
    });
  }
  const records: RegisterRecord[] = [];
  for (const [index, entry] of list.entries()) {
    const result = record.safeParse(entry);
    if (result.success) records.push(result.data);
    else {
      for (const issue of result.error.issues) {
        problems.push({
          code: "ENERGY_RECORD_INVALID",
          file,
          ...lineOf([index, ...issue.path]),
          path: [`[${index}]`, ...issue.path].join("."),
          found: JSON.stringify(valueAt(entry, issue.path)) ?? { de: "nichts", en: "nothing" },
          expected: issue.message,
        });
      }
    }
  }
  return { records: problems.length > 0 ? [] : records, problems: [...problems, ...broken(records, known, file, list, lineOf)] };
}

function valueAt(entry: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined),
    entry,
  );
}

/** A finding belongs to an audit that exists, a measure to a finding that exists; no id stands twice. */
function broken(
  records: readonly RegisterRecord[],
  known: readonly RegisterRecord[],
  file: string,
  list: readonly unknown[],
  lineOf: (path: readonly PropertyKey[]) => { line?: number },
): Problem[] {
  const problems: Problem[] = [];
  const ids = (kind: RegisterRecord["kind"]): string[] =>
    [...known, ...records].filter((one) => one.kind === kind).map((one) => one.id);
  const link = (one: RegisterRecord, key: string, target: string | undefined, kind: RegisterRecord["kind"]): void => {
    if (target === undefined || ids(kind).includes(target)) return;
    const index = list.findIndex((entry) => valueAt(entry, ["id"]) === one.id);
    const near = closest(target, ids(kind));
    problems.push({
      code: "ENERGY_RECORD_LINK",
      file,
      ...lineOf([index, key]),
      path: `[${index}].${key}`,
      found: `"${target}"`,
      expected: { de: `die Kennung eines Eintrags der Art ${kind}`, en: `the id of an existing ${kind}` },
      ...(near !== undefined && { closest: near }),
    });
  };
  const seen = new Map<string, RegisterRecord>();
  for (const one of records) {
    const other = seen.get(one.id) ?? known.find(({ id, kind }) => id === one.id && kind !== one.kind);
    if (other !== undefined) {
      problems.push({
        code: "ENERGY_RECORD_TWICE",
        file,
        path: one.id,
        found: { de: `${one.kind} und ${other.kind} ${one.id}`, en: `${one.kind} and ${other.kind} ${one.id}` },
        expected: { de: "ein Eintrag je Kennung", en: "one record for each id" },
      });
    }
    seen.set(one.id, one);
    if (one.kind === "finding") {
      link(one, "audit", one.audit, "audit");
      link(one, "measure", one.measure, "measure");
    }
    if (one.kind === "measure") link(one, "finding", one.finding, "finding");
  }
  return problems;
}
