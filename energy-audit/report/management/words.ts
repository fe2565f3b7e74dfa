/** What the management report says, in both languages, by section. Shared words (roles, qualities, reasons) stand in `../words.ts`. */
import { dataWords } from "./data-words.ts";
import { dutyWords } from "./duty-words.ts";
import { energyWords } from "./energy-words.ts";
import { followUpWords } from "./follow-up-words.ts";
import { frameWords } from "./frame-words.ts";
import type { Locale } from "../../../site/locale.ts";

const wordsOf = (locale: Locale) => ({
  ...frameWords[locale],
  ...energyWords[locale],
  ...followUpWords[locale],
  ...dutyWords[locale],
  ...dataWords[locale],
});

export type ManagementWords = ReturnType<typeof wordsOf>;

export const managementWords: Readonly<Record<Locale, ManagementWords>> = { de: wordsOf("de"), en: wordsOf("en") };
