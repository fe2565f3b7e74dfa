import type { Locale } from "./locale.ts";

/** What a person reads, in both languages; a plain text is the same in both (a quoted value, a number). */
export type Words = string | Readonly<Record<Locale, string>>;

/** One thing that a person wrote wrongly: where it stands, what was found, what was expected, what to do. */
export interface Problem {
  /** Stable name for searching, for example `SITE_PROFILE_UNKNOWN`. */
  readonly code: string;
  /** File as the person knows it, for example `site.yaml`. */
  readonly file: string;
  /** 1-based line in that file, or undefined when the whole file is meant. */
  readonly line?: number;
  /** Path inside the document, for example `devices[4].profile`. */
  readonly path: string;
  readonly found: Words;
  readonly expected: Words;
  /** The known word nearest to what was found. */
  readonly closest?: string;
  /** What to do about it, when `expected` does not already say it. */
  readonly remedy?: Words;
}

/** Words in one language. */
export function say(words: Words, locale: Locale): string {
  return typeof words === "string" ? words : words[locale];
}

const frame: Readonly<Record<Locale, (found: string, expected: string) => string>> = {
  de: (found, expected) => `gefunden: ${found}; erwartet: ${expected}`,
  en: (found, expected) => `found ${found}, expected ${expected}`,
};
const nearest: Readonly<Record<Locale, string>> = { de: "am nächsten:", en: "closest is" };

/** A problem as two or three lines of text, the form of the house style ("An error"). */
export function formatProblem(problem: Problem, locale: Locale = "de"): string {
  const where = problem.line === undefined ? problem.file : `${problem.file}:${problem.line}`;
  const head = [problem.code, where, problem.path].filter((part) => part !== "").join("  ");
  const closest = problem.closest === undefined ? "" : `; ${nearest[locale]} "${problem.closest}"`;
  const remedy = problem.remedy === undefined ? "" : `\n  ${say(problem.remedy, locale)}`;
  return `${head}\n  ${frame[locale](say(problem.found, locale), say(problem.expected, locale))}${closest}${remedy}`;
}

/** Problems in the order of the file; those of the whole file first. */
export function byLine(problems: readonly Problem[]): Problem[] {
  return problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
}

/** Levenshtein distance of two words. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The candidate nearest to `word`, or undefined when none is near enough to be a slip of the pen. */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const d = distance(word.toLowerCase(), candidate.toLowerCase());
    if (d < bestDistance) {
      best = candidate;
      bestDistance = d;
    }
  }
  return best;
}
