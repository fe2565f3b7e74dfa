import { parse } from "yaml";
import { z } from "zod";

/** Classes of runbooks in the order of the index. */
export const classes = ["ups", "cooling", "vpn", "network", "services", "energy", "self"] as const;

const shape = z.object({
  alert: z.string(),
  /** Duty that keeps the text right. */
  owner: z.string(),
  class: z.enum(classes),
  /** Whether its steps need remote access, which may be what is gone. */
  needs_vpn: z.boolean(),
  risk_class: z.enum(["niedrig", "mittel", "hoch"]),
  last_changed: z.iso.date(),
});
export type Head = z.output<typeof shape>;

/**
 * The head of a runbook (YAML between two lines of `---`) and its text.
 * @returns an undefined head when it is missing or not of this shape; the text is whole all the same
 */
export function readHead(file: string): { readonly head: Head | undefined; readonly text: string } {
  const match = /^---\n(.*?)\n---\n/s.exec(file);
  if (match?.[1] === undefined) return { head: undefined, text: file };
  const text = file.slice(match[0].length);
  try {
    const head = shape.safeParse(parse(match[1]));
    return { head: head.success ? head.data : undefined, text };
  } catch {
    return { head: undefined, text };
  }
}
