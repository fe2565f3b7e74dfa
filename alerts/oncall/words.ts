/** Everything that mails and pages of on-call say, in both languages (`words-de.ts`, `words-en.ts`). */
import type { Dictionary, Locale } from "../../site/locale.ts";
import { de } from "./words-de.ts";
import { en } from "./words-en.ts";

export type Word = keyof typeof de;

const words: Dictionary<Word> = { de, en };

/** The word or sentence with its `{names}` filled; an unfilled name stays visible. */
export function say(locale: Locale, word: Word, fill: Readonly<Record<string, string | number>> = {}): string {
  return words[locale][word].replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const value = fill[name];
    return value === undefined ? whole : String(value);
  });
}
