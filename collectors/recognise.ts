/** Which profiles serve a device, by what it answers and never by its name alone. Pure. */
import type { DeviceClass } from "../site/metrics.ts";
import type { Evidence, Profile } from "./profile.ts";

const list = (of: string | readonly string[] | undefined): readonly string[] =>
  of === undefined ? [] : typeof of === "string" ? [of] : of;

/** What recognition looks at. */
type Family = Pick<Profile, "id" | "recognises">;

interface Lists {
  readonly sysObjectID: readonly string[];
  readonly answers: readonly string[];
}

const lists = new WeakMap<Family, readonly Lists[]>();

/** The evidence of a family with everything as a list, made once: every device is held against every family. */
function evidenceOf(family: Family): readonly Lists[] {
  let known = lists.get(family);
  if (known === undefined) {
    const all = Array.isArray(family.recognises) ? (family.recognises as readonly Evidence[]) : [family.recognises as Evidence];
    known = all.map(({ sysObjectID, answers }) => ({ sysObjectID: list(sysObjectID), answers: list(answers) }));
    lists.set(family, known);
  }
  return known;
}

const below = (oid: string, prefix: string): boolean =>
  oid.startsWith(prefix) && (oid.length === prefix.length || oid[prefix.length] === ".");

/** Whether the part of the evidence that lies in sysObjectID holds; true if none is wanted. */
function fits({ sysObjectID: wanted }: Lists, sysObjectID: string): boolean {
  return wanted.length === 0 || wanted.some((prefix) => below(sysObjectID, prefix));
}

/** Objects that decide between profiles, given the sysObjectID: ask the agent for each of them once. */
export function questionsFor(families: readonly Family[], sysObjectID: string): string[] {
  const asked = families.flatMap((family) =>
    evidenceOf(family)
      .filter((evidence) => fits(evidence, sysObjectID))
      .flatMap(({ answers }) => answers),
  );
  return [...new Set(asked)];
}

/**
 * Profiles whose evidence holds, in the order given.
 * @param answered  whether the agent answers anything at or below an object
 */
export function recognised<One extends Family>(
  families: readonly One[],
  sysObjectID: string,
  answered: (oid: string) => boolean,
): readonly One[] {
  return families.filter((family) => {
    const evidence = evidenceOf(family);
    if (evidence.length === 0) return true;
    return evidence.some((one) => {
      return fits(one, sysObjectID) && (one.answers.length === 0 || one.answers.some(answered));
    });
  });
}

const enterprises = "1.3.6.1.4.1";

/** Subtrees of makers that sysObjectIDs of families name; an agent that answers below one of them may be of such a family. */
export const makersTrees = (profiles: readonly Profile[]): string[] =>
  [...new Set(profiles.flatMap((profile) => evidenceOf(profile).flatMap(({ sysObjectID }) => sysObjectID))).values()].filter(
    (oid) => below(oid, enterprises),
  );

/**
 * Families by what alone proves them under anybody's sysObjectID: an answer below the subtree that their own
 * sysObjectID would name. Cards that run net-snmp name that, relabelled devices another maker.
 * @param trees  of makers, in which the agent answers something
 */
export function underAnyName(profiles: readonly Profile[], trees: readonly string[]): readonly Family[] {
  return profiles.flatMap((profile) => {
    const own = evidenceOf(profile).flatMap((evidence) => {
      const wanted = evidence.sysObjectID.filter((prefix) => trees.includes(prefix));
      // Where the name alone is the evidence, anything in its subtree is.
      const answers =
        evidence.answers.length === 0 ? wanted : evidence.answers.filter((oid) => wanted.some((prefix) => below(oid, prefix)));
      return answers.length === 0 ? [] : [{ answers }];
    });
    return own.length === 0 ? [] : [{ id: profile.id, recognises: own }];
  });
}

/** Whether a profile makes a device of this class a known one; interfaces alone are enough for a network device only. */
export function serves(profile: Profile, deviceClass: DeviceClass | undefined): boolean {
  if (profile.of === "all") return false;
  const classes: readonly DeviceClass[] = typeof profile.of === "string" ? [profile.of] : profile.of;
  return deviceClass === undefined ? classes.length > 0 : classes.includes(deviceClass);
}
