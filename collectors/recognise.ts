/** Which profiles serve a device, by what it answers and never by its name alone. Pure. */
import type { DeviceClass } from "../site/metrics.ts";
import type { Evidence, Profile } from "./profile.ts";

const list = (of: string | readonly string[] | undefined): readonly string[] =>
  of === undefined ? [] : typeof of === "string" ? [of] : of;

const evidenceOf = (profile: Profile): readonly Evidence[] =>
  Array.isArray(profile.recognises) ? (profile.recognises as readonly Evidence[]) : [profile.recognises as Evidence];

const below = (oid: string, prefix: string): boolean => oid === prefix || oid.startsWith(`${prefix}.`);

/** Whether the part of the evidence that lies in sysObjectID holds; true if none is wanted. */
function fits(evidence: Evidence, sysObjectID: string): boolean {
  const wanted = list(evidence.sysObjectID);
  return wanted.length === 0 || wanted.some((prefix) => below(sysObjectID, prefix));
}

/** Objects that decide between profiles, given the sysObjectID: ask the agent for each of them once. */
export function questionsFor(profiles: readonly Profile[], sysObjectID: string): string[] {
  const asked = profiles.flatMap((profile) =>
    evidenceOf(profile)
      .filter((evidence) => fits(evidence, sysObjectID))
      .flatMap((evidence) => list(evidence.answers)),
  );
  return [...new Set(asked)];
}

/**
 * Profiles whose evidence holds, in the order given.
 * @param answered  whether the agent answers anything at or below an object
 */
export function recognised(
  profiles: readonly Profile[],
  sysObjectID: string,
  answered: (oid: string) => boolean,
): readonly Profile[] {
  return profiles.filter((profile) => {
    const evidence = evidenceOf(profile);
    if (evidence.length === 0) return true;
    return evidence.some((one) => {
      const objects = list(one.answers);
      return fits(one, sysObjectID) && (objects.length === 0 || objects.some(answered));
    });
  });
}

/** Whether a profile makes a device of this class a known one; interfaces alone are enough for a network device only. */
export function serves(profile: Profile, deviceClass: DeviceClass | undefined): boolean {
  if (profile.of === "all") return false;
  const classes: readonly DeviceClass[] = typeof profile.of === "string" ? [profile.of] : profile.of;
  return deviceClass === undefined ? classes.length > 0 : classes.includes(deviceClass);
}
