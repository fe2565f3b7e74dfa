/** What a command line asks for and no command understands, in the words of whoever typed it. */
import type { Locale } from "../site/locale.ts";
import { fill } from "./words.ts";

const words = {
  de: {
    unknown: "Die Option {0} gibt es hier nicht.",
    missing: "Nach {0} fehlt ein Wert.",
    noValue: "{0} nimmt keinen Wert.",
    unexpected: 'Mit "{0}" kann dieser Befehl nichts anfangen.',
  },
  en: {
    unknown: "There is no option {0} here.",
    missing: "A value is missing after {0}.",
    noValue: "{0} takes no value.",
    unexpected: 'This command has no use for "{0}".',
  },
} as const;

/** The sentences of Node's `parseArgs` (node:util), which are English only, and ours for them. */
const sentences: readonly (readonly [RegExp, keyof (typeof words)["de"]])[] = [
  [/^Unknown option '([^']+)'/, "unknown"],
  [/^Unexpected argument '([^']*)'/, "unexpected"],
  [/^Option '(?:-\w, )?([^' ]+)[^']*' does not take an argument/, "noValue"],
  [/^Option '(?:-\w, )?([^' ]+)[^']*' argument (?:missing|is ambiguous)/, "missing"],
];

/** @returns undefined when the error does not come from `parseArgs` */
export function wrongUse(error: unknown, locale: Locale): string | undefined {
  if (!(error instanceof TypeError) || !("code" in error) || !String(error.code).startsWith("ERR_PARSE_ARGS")) return undefined;
  for (const [pattern, word] of sentences) {
    const [, what] = pattern.exec(error.message) ?? [];
    if (what !== undefined) return fill(words[locale][word], what);
  }
  return error.message;
}
