import { parseArgs } from "node:util";
import { familiesMarkdown, familiesTable } from "../../collectors/families.ts";
import type { Locale } from "../../site/locale.ts";

/** `leitstand families [WORD] [--markdown]`: the device families that are known, with evidence and source. */
export function familiesCommand(args: string[], _locale: Locale): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { markdown: { type: "boolean", default: false }, lang: { type: "string" } },
  });
  process.stdout.write(values.markdown ? familiesMarkdown() : familiesTable(positionals.join(" ") || undefined));
  return Promise.resolve(0);
}
