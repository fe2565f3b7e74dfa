/** A device's answers as a recording for a bug report: walked from end to end, and without whose they are. */
import type { Site } from "../site/inventory.ts";
import { needsOf } from "./plan.ts";
import { profiles } from "./profiles/index.ts";
import { sanitise, type Sanitised } from "./record/sanitize.ts";
import { walkAll } from "./record/walk.ts";
import type { Target } from "./snmp/device.ts";

export interface Recording extends Sanitised {
  /** Why the walk is not complete; undefined when it is. */
  readonly cut?: string;
}

/** Texts and secrets that must not be in a recording of any device of this site. */
function namesOf(site: Site): { readonly secrets: string[]; readonly names: string[] } {
  return {
    secrets: site.credentials.flatMap(secretsOf),
    names: [
      site.site.id,
      site.site.name,
      ...[...site.rooms, ...site.houses, ...site.devices, ...site.contacts].flatMap(({ id, name }) => [id, name]),
      ...site.contacts.map(({ email }) => email),
    ],
  };
}

/** Words that profiles look for: in patterns for names, as texts that mean a state or a unit. */
function wordsOf(part: unknown, into: Set<string> = new Set()): Set<string> {
  const add = (text: string): void => {
    for (const word of text.replaceAll(/\\[a-z]/gi, " ").match(/\p{L}{3,}/gu) ?? []) into.add(word.toLowerCase());
  };
  if (part instanceof RegExp) add(part.source);
  else if (typeof part === "object" && part !== null) {
    for (const [key, value] of Object.entries(part)) {
      add(key);
      wordsOf(value, into);
    }
  }
  return into;
}

const secretsOf = (credential: Target["credential"]): string[] =>
  credential.version === "3"
    ? [credential.user, credential.context ?? "", credential.authentication?.key ?? "", credential.privacy?.key ?? ""]
    : [credential.community];

/**
 * Walks a device and writes its recording.
 * @param site  whose names must not stand in it; undefined for an address that a person named
 * @throws SnmpError when the device does not answer
 */
export async function record(target: Target, site: Site | undefined, progress?: (values: number) => void): Promise<Recording> {
  const { variables, cut } = await walkAll(target, progress);
  const about = site === undefined ? { secrets: [], names: [] } : namesOf(site);
  const { scalars, columns } = needsOf(profiles);
  const done = sanitise(variables, {
    secrets: [...about.secrets, ...secretsOf(target.credential)],
    names: about.names,
    read: new Set([...scalars, ...columns]),
    words: wordsOf(profiles.map(({ reads }) => reads)),
  });
  return { ...done, ...(cut !== undefined && { cut }) };
}
