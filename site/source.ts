import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type YAMLError } from "yaml";
import type { Place } from "./fault.ts";
import { formatPath, member, shapeOf, type Path } from "./path.ts";
import type { Problem, Words } from "./problem.ts";
import { secretPattern, secretPlaces } from "./secrets.ts";

/** A YAML file as plain data that still knows where everything stands. */
export interface Source extends Place {
  readonly value: unknown;
  /** What is wrong with it as YAML. */
  readonly problems: readonly Problem[];
  /** Whether it can be read at all: doubled keys can, broken syntax cannot. */
  readonly readable: boolean;
  /** Line of the key or list item at the path, or of the nearest one around it. */
  readonly lineOf: Place["lineOf"];
  /** What stands at the path, as a person wrote it: of a secret only the reference, never its text. */
  readonly found: Place["found"];
}

/** Nodes that aliases may expand to; more is a mistake or an attack ("billion laughs"). */
const aliasBudget = 100_000;

export function readSource(text: string, file: string): Source {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, uniqueKeys: false });
  const lines = new Map<string, number>();
  const texts = new Map<string, string>();
  // One slip of the indentation breaks ten lines after it: they would hide where it is.
  const problems: Problem[] = [...document.errors.slice(0, 1), ...document.warnings].map((error) =>
    syntaxProblem(error, file, text, counter),
  );
  const readable = problems.length === 0;
  let expanded = 0;

  const mark = (path: Path, offset: number | undefined): void => {
    if (offset !== undefined) lines.set(formatPath(path), counter.linePos(offset).line);
  };
  const report = (code: string, path: Path, found: Words, expected: Words): void => {
    const line = lineOf(path);
    problems.push({ code, file, ...(line !== undefined && { line }), path: formatPath(path), found, expected });
  };

  function plain(node: unknown, path: Path, inAlias = false): unknown {
    if (inAlias && ++expanded > aliasBudget) return undefined;
    if (isAlias(node)) {
      const target = node.resolve(document);
      if (target === undefined) {
        report("SITE_YAML_ALIAS", path, `*${node.source}`, {
          de: "ein Anker, der davor steht",
          en: "an anchor that stands before it",
        });
      }
      return plain(target, path, true);
    }
    if (isSeq(node)) {
      return node.items.map((item, index) => {
        mark([...path, index], offsetOf(item));
        return plain(item, [...path, index], inAlias);
      });
    }
    if (isMap(node)) {
      const members = new Map<string, unknown>();
      for (const { key, value } of node.items) {
        if (!isScalar(key)) {
          mark([...path, "?"], offsetOf(key));
          report(
            "SITE_KEY_FORM",
            [...path, "?"],
            { de: "ein Abschnitt oder eine Liste", en: "a section or a list" },
            { de: "ein Schlüssel", en: "a key" },
          );
          continue;
        }
        const name = String(key.value);
        const here = [...path, name];
        if (members.has(name)) {
          const first = lines.get(formatPath(here));
          mark(here, offsetOf(key));
          report("SITE_KEY_DUPLICATE", here, `"${name}"`, {
            de: `jeder Schlüssel einmal; er steht schon in Zeile ${first}`,
            en: `each key once; it stands already in line ${first}`,
          });
        }
        mark(here, offsetOf(key));
        members.set(name, plain(value, here, inAlias));
      }
      return Object.fromEntries(members);
    }
    if (!isScalar(node)) return null;
    texts.set(formatPath(path), node.source ?? String(node.value));
    return node.value;
  }

  function lineOf(path: Path): number | undefined {
    for (let length = path.length; length > 0; length--) {
      const line = lines.get(formatPath(path.slice(0, length)));
      if (line !== undefined) return line;
    }
    return undefined;
  }

  const value = readable ? plain(document.contents, []) : undefined;
  if (expanded > aliasBudget) {
    report(
      "SITE_YAML_ALIAS",
      [],
      { de: "Aliasse, die sich vervielfachen", en: "aliases that multiply" },
      { de: `höchstens ${aliasBudget} Werte aus Aliassen`, en: `at most ${aliasBudget} values from aliases` },
    );
  }
  return {
    file,
    value,
    problems,
    readable: readable && expanded <= aliasBudget,
    lineOf,
    found: (path) => {
      const found = path.reduce(member, value);
      if (secretPlaces.has(shapeOf(path)) && !isHarmless(found)) return { de: "Klartext", en: "plain text" };
      return describe(found, texts.get(formatPath(path)));
    },
  };
}

/** Lists, sections, nothing and references show no secret. */
const isHarmless = (value: unknown): boolean =>
  value === undefined || typeof value === "object" || (typeof value === "string" && secretPattern.test(value));

const offsetOf = (node: unknown): number | undefined =>
  isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node.range?.[0] : undefined;

const longest = 60;
const cut = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text);

function describe(value: unknown, text: string | undefined): Words {
  if (value === undefined || value === null) return { de: "nichts", en: "nothing" };
  if (Array.isArray(value)) {
    return value.length === 0 ? { de: "eine leere Liste", en: "an empty list" } : { de: "eine Liste", en: "a list" };
  }
  if (typeof value === "object") return { de: "ein Abschnitt", en: "a section" };
  const written = cut(text ?? JSON.stringify(value)).replaceAll(/\s+/g, " ");
  return typeof value === "string" ? `"${written}"` : written;
}

const syntax: Readonly<Record<string, Words>> = {
  BAD_INDENT: { de: "eine Einrückung, die zu den Zeilen darüber passt", en: "indentation that fits the lines above" },
  TAB_AS_INDENT: { de: "Leerzeichen statt Tabulatoren am Zeilenanfang", en: "spaces instead of tabs at the start of the line" },
  MISSING_CHAR: {
    de: "ein schließendes Zeichen (Anführungszeichen, Klammer, Komma) davor, oder die Einrückung der Zeilen darüber",
    en: "a closing character before it (quote, bracket, comma), or the indentation of the lines above",
  },
  BAD_SCALAR_START: {
    de: "ein Wert in Anführungszeichen, weil er mit einem Sonderzeichen beginnt",
    en: "a value in quotes, since it begins with a special character",
  },
  BLOCK_AS_IMPLICIT_KEY: {
    de: "eine Einrückung, die zu den Zeilen darüber passt, und Text mit Doppelpunkt in Anführungszeichen",
    en: "indentation that fits the lines above, and a text with a colon in quotes",
  },
  BLOCK_IN_FLOW: {
    de: "Kommas zwischen den Angaben in { } oder [ ], und die schließende Klammer",
    en: "commas between what stands in { } or [ ], and the closing bracket",
  },
  MULTIPLE_DOCS: { de: "ein einziges Dokument, ohne Zeile ---", en: "a single document, without a line ---" },
};

/** A syntax error; its line is shown, but not what stands after a key of a secret. */
function syntaxProblem(error: YAMLError, file: string, text: string, counter: LineCounter): Problem {
  const { line } = counter.linePos(error.pos[0]);
  const written = (text.split(/\r?\n/)[line - 1] ?? "").trim();
  // The library's message may quote the document after a colon.
  const message = error.message.split(":")[0] ?? "";
  return {
    code: "SITE_YAML_SYNTAX",
    file,
    line,
    path: "",
    found: written === "" ? { de: "das Ende", en: "the end" } : `"${cut(withoutSecrets(written))}"`,
    expected: syntax[error.code] ?? { de: `gültiges YAML (${message})`, en: `valid YAML (${message})` },
    ...(written.includes("${") && {
      remedy: {
        de: 'Zwischen geschweiften Klammern steht ein Verweis in Anführungszeichen: "${env:NAME}".',
        en: 'Between braces a reference stands in quotes: "${env:NAME}".',
      },
    }),
  };
}

const secretKeys = [...secretPlaces].map((place) => place.split(".").at(-1)).join("|");
const secretValue = new RegExp(`\\b(${secretKeys})\\s*:.*`);
const withoutSecrets = (line: string): string =>
  line.replace(secretValue, (whole, key: string) => (whole.includes("${") ? whole : `${key}: …`));
