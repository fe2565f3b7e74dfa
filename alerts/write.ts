import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rulesFile } from "./compile.ts";

/** The rule file that is committed and that Prometheus reads. */
export const rulesPath = join(dirname(fileURLToPath(import.meta.url)), "generated", "leitstand.rules.yml");

/**
 * Writes the rule file, whole or not at all.
 * @returns whether its content changed
 */
export function writeRules(path: string = rulesPath): boolean {
  const text = rulesFile();
  if (content(path) === text) return false;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
  return true;
}

function content(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
