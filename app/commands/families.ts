import { parseArgs } from "node:util";
import { familiesMarkdown, familiesTable } from "../../collectors/families.ts";
import type { Locale } from "../../site/locale.ts";
import { fill } from "../words.ts";

const words = {
  de: 'Keine Gerätefamilie passt auf "{0}"; ohne Wort stehen alle da.',
  en: 'No device family fits "{0}"; without a word all are listed.',
} as const;

/** `leitstand families [WORD] [--markdown]`: the device families that are known, with evidence and source. @returns 0, 1 when none fits */
export function familiesCommand(args: string[], locale: Locale): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { markdown: { type: "boolean", default: false }, lang: { type: "string" } },
  });
  const word = positionals.join(" ");
  const text = values.markdown ? familiesMarkdown() : familiesTable(word || undefined);
  process.stdout.write(text);
  if (text === "") process.stderr.write(`${fill(words[locale], word)}\n`);
  return Promise.resolve(text === "" ? 1 : 0);
}
