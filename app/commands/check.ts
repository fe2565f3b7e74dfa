import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import type { Locale } from "../../site/locale.ts";
import { formatProblem } from "../../site/problem.ts";
import { loadSite } from "../site-file.ts";
import { say } from "../words.ts";

/** `leitstand check [FILE]`: all problems of a site file at once. @returns 0 fine, 78 wrong */
export function checkCommand(args: string[], locale: Locale): Promise<number> {
  const { positionals } = parseArgs({ args, allowPositionals: true, options: { lang: { type: "string" } } });
  const file = positionals[0] ?? (existsSync("site.yaml") ? "site.yaml" : "site/example.yaml");
  const read = loadSite(file);
  if ("site" in read) {
    const { devices, contacts, rotas } = read.site;
    process.stdout.write(
      `${say(locale, "siteFine", { file, devices: devices.length, contacts: contacts.length, rotas: rotas.length })}\n`,
    );
    return Promise.resolve(0);
  }
  process.stdout.write(
    `${read.problems.map((problem) => formatProblem(problem)).join("\n")}\n${say(locale, "problems", { count: read.problems.length, file })}\n`,
  );
  return Promise.resolve(78);
}
