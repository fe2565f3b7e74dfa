import { parseDocument } from "yaml";
import { siteSchema, type Site } from "./inventory.ts";
import type { Problem } from "./problem.ts";

/** What reading needs from outside: secrets by reference. Both return undefined when there is no such thing. */
export interface Secrets {
  readonly env: (name: string) => string | undefined;
  readonly file: (path: string) => string | undefined;
}

export type ReadResult = { readonly site: Site; readonly problems: readonly [] } | { readonly problems: readonly Problem[] };

/** `site.yaml` as text to a checked `Site`, or every problem in it at once. */
export function readSite(text: string, file: string, secrets: Secrets): ReadResult {
  const document = parseDocument(text);
  const resolved = JSON.parse(JSON.stringify(document.toJS()), (_key, value: unknown) => {
    if (typeof value !== "string") return value;
    const reference = /^\$\{(env|file):([^}]+)\}$/.exec(value);
    if (reference?.[2] === undefined) return value;
    return reference[1] === "env" ? secrets.env(reference[2]) : secrets.file(reference[2]);
  }) as unknown;
  const result = siteSchema.safeParse(resolved);
  if (result.success) return { site: result.data, problems: [] };
  return {
    problems: result.error.issues.map((issue) => ({
      code: "SITE_INVALID",
      file,
      path: issue.path.join("."),
      found: "something else",
      expected: issue.message,
    })),
  };
}
