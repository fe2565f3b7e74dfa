import type { z } from "zod";
import type { Fault } from "./fault.ts";
import { forms, type Form } from "./forms.ts";
import { member, shapeOf, type Path } from "./path.ts";
import { closest, type Words } from "./problem.ts";
import { keysAt } from "./schema.ts";

type Issue = z.core.$ZodIssue;

/** What the schema found wrong, in our words. A mistyped key that is required is one fault, not two. */
export function faultsOfShape(error: z.ZodError, document: unknown): Fault[] {
  const faults = error.issues.flatMap((issue) => faultsOf(issue, [], document));
  const mistyped = new Set(faults.map((fault) => keyOf(fault.path, fault.closest)));
  return faults.filter(({ code, path }) => code !== "SITE_KEY_MISSING" || !mistyped.has(JSON.stringify(path)));
}

const keyOf = (path: Path, key: string | undefined): string => JSON.stringify([...path.slice(0, -1), key]);

function faultsOf(issue: Issue, before: Path, document: unknown): Fault[] {
  const path = [...before, ...issue.path.map((step) => (typeof step === "symbol" ? String(step) : step))];
  const value = path.reduce<unknown>(member, document);
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey([...path, key]));
  if (issue.code === "invalid_union" && issue.errors.length > 0) return ofUnion(issue.errors, path, document);
  const expected = expectedBy(issue);
  if (value === undefined) return [{ code: "SITE_KEY_MISSING", path, expected }];
  const options = optionsOf(issue);
  const words = options.filter((option) => typeof option === "string");
  return [
    {
      code: codes[issue.code] ?? "SITE_VALUE_WRONG",
      path,
      expected,
      closest: typeof value === "string" ? closest(value, words) : undefined,
      ...(isUnquoted(issue, value, options) && { remedy: quotes }),
    },
  ];
}

const codes: Readonly<Record<string, string>> = {
  invalid_type: "SITE_TYPE_WRONG",
  invalid_value: "SITE_VALUE_UNKNOWN",
  invalid_union: "SITE_VALUE_UNKNOWN",
  invalid_format: "SITE_FORMAT_WRONG",
  too_small: "SITE_VALUE_RANGE",
  too_big: "SITE_VALUE_RANGE",
};

const quotes: Words = {
  de: "In Anführungszeichen setzen, damit es als Text gilt.",
  en: "Put it in quotes, so that it counts as text.",
};

/** Whether a number or boolean stands where its text would have been right: `version: 3`. */
function isUnquoted(issue: Issue, value: unknown, options: readonly unknown[]): boolean {
  if (typeof value !== "number" && typeof value !== "boolean") return false;
  return options.includes(String(value)) || (issue.code === "invalid_type" && issue.expected === "string");
}

function unknownKey(path: Path): Fault {
  const key = String(path.at(-1));
  const known = keysAt(shapeOf(path.slice(0, -1)));
  const list = known.join(", ");
  return {
    code: "SITE_KEY_UNKNOWN",
    path,
    found: `"${key}"`,
    expected: { de: `einer der Schlüssel ${list}`, en: `one of the keys ${list}` },
    closest: closest(key, known),
  };
}

/** The faults against the variant that fits best; when none stands out, that exactly one was wanted. */
function ofUnion(errors: readonly (readonly Issue[])[], path: Path, document: unknown): Fault[] {
  const fewest = Math.min(...errors.map(({ length }) => length));
  const best = errors.filter(({ length }) => length === fewest);
  const known = keysAt(shapeOf(path));
  const mistyped = best[0]?.some((issue) => issue.code === "unrecognized_keys" && issue.keys.some((key) => !known.includes(key)));
  if (best[0] !== undefined && (best.length === 1 || mistyped === true)) {
    return best[0].flatMap((issue) => faultsOf(issue, path, document));
  }
  const list = known.join(", ");
  return [
    {
      code: "SITE_VALUE_WRONG",
      path,
      expected: { de: `genau einer der Schlüssel ${list}`, en: `exactly one of the keys ${list}` },
    },
  ];
}

function optionsOf(issue: Issue): readonly unknown[] {
  if (issue.code === "invalid_value") return issue.values;
  if (issue.code === "invalid_union") return "options" in issue && Array.isArray(issue.options) ? issue.options : [];
  return [];
}

const types: Readonly<Record<string, Words>> = {
  string: { de: "Text", en: "text" },
  number: { de: "eine Zahl", en: "a number" },
  int: { de: "eine ganze Zahl", en: "a whole number" },
  boolean: { de: "true oder false", en: "true or false" },
  array: { de: "eine Liste", en: "a list" },
  object: { de: "ein Abschnitt mit Schlüsseln", en: "a section with keys" },
  record: { de: "ein Abschnitt mit Schlüsseln", en: "a section with keys" },
};

function expectedBy(issue: Issue): Words {
  if (issue.code === "invalid_type") return types[issue.expected] ?? issue.expected;
  if (issue.code === "invalid_format") return forms[formOf(issue)] ?? issue.message;
  if (issue.code === "too_small") return bound(issue.origin, Number(issue.minimum), issue.inclusive === true ? "≥" : ">");
  if (issue.code === "too_big") return bound(issue.origin, Number(issue.maximum), issue.inclusive === true ? "≤" : "<");
  const options = optionsOf(issue);
  if (options.length === 0) return issue.message;
  if (options.length === 1) return String(options[0]);
  return { de: `eines von ${options.join(", ")}`, en: `one of ${options.join(", ")}` };
}

/** Our own forms have their name as the message; those of the library are named by what they check. */
function formOf(issue: Issue & { readonly code: "invalid_format" }): Form {
  return (issue.format === "regex" ? issue.message : issue.format) as Form;
}

function bound(origin: string, limit: number, sign: string): Words {
  if (origin === "string" && limit === 1) return { de: "Text, der nicht leer ist", en: "text that is not empty" };
  if (origin === "string") return { de: `Text, Länge ${sign} ${limit}`, en: `text of length ${sign} ${limit}` };
  if (origin === "array") {
    return limit === 1
      ? { de: "mindestens ein Eintrag", en: "at least one entry" }
      : { de: `Einträge ${sign} ${limit}`, en: `entries ${sign} ${limit}` };
  }
  return { de: `eine Zahl ${sign} ${limit}`, en: `a number ${sign} ${limit}` };
}
