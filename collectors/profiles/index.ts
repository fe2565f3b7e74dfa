/**
 * Every profile below this folder, found by looking: a new family is one new file and nothing else. In order of
 * preference: the vendor's own MIB before a standard's, a standard's before fallbacks; then by name.
 */
import { readdirSync } from "node:fs";
import type { Profile } from "../profile.ts";

const order = { vendor: 0, standard: 1, fallback: 2 };
const folder = import.meta.dirname;

const isProfile = (value: unknown): value is Profile =>
  typeof value === "object" && value !== null && "kind" in value && value.kind === "profile";

const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && file.includes("/"))
  .sort();
const modules = await Promise.all(files.map((file) => import(`./${file}`) as Promise<Record<string, unknown>>));

export const profiles: readonly Profile[] = modules
  .flatMap((module) => Object.values(module).flat().filter(isProfile)) // a list: models of one family
  .sort((a, b) => order[a.precedence ?? "vendor"] - order[b.precedence ?? "vendor"] || a.id.localeCompare(b.id));
