import { checks } from "./checks/all.ts";
import { profiles, type KnownProfiles } from "./checks/devices.ts";
import type { Draft } from "./checks/draft.ts";
import { problemOf } from "./fault.ts";
import { findings } from "./findings.ts";
import { siteSchema, type Site } from "./inventory.ts";
import { faultsOfShape } from "./issues.ts";
import { byLine, type Problem } from "./problem.ts";
import { resolveSecrets, type Secrets } from "./secrets.ts";
import { readSource } from "./source.ts";

export type { Secrets } from "./secrets.ts";

/** A site with what `check` would mention about it, or every problem at once, in the order of the file. */
export type ReadResult =
  | { readonly site: Site; readonly problems: readonly []; readonly findings: readonly Problem[] }
  | { readonly problems: readonly Problem[] };

/**
 * `site.yaml` as text to a checked `Site`.
 * @param file  name of the file, as messages should give it
 * @param knownProfiles  profile ids by class; without them profiles are not checked
 */
export function readSite(text: string, file: string, secrets: Secrets, knownProfiles?: KnownProfiles): ReadResult {
  const source = readSource(text, file);
  if (!source.readable) return { problems: byLine(source.problems) };
  const { value, faults: ofSecrets } = resolveSecrets(source.value, secrets);
  const shape = siteSchema.safeParse(value);
  const draft: Draft = { value, lineOf: source.lineOf };
  const asked = knownProfiles === undefined ? checks : [...checks, profiles(knownProfiles)];
  const problems = firstAtEachPath([
    source.problems,
    ofSecrets.map((fault) => problemOf(fault, source)),
    (shape.success ? [] : faultsOfShape(shape.error, value)).map((fault) => problemOf(fault, source)),
    asked.flatMap((check) => check(draft)).map((fault) => problemOf(fault, source)),
  ]);
  if (!shape.success || problems.length > 0) return { problems: byLine(problems) };
  return { site: shape.data, problems: [], findings: byLine(findings(shape.data, source)) };
}

/** Problems of all stages; a path that an earlier stage complains of is left alone by the later ones. */
function firstAtEachPath(stages: readonly (readonly Problem[])[]): Problem[] {
  const kept: Problem[] = [];
  for (const stage of stages) {
    const taken = new Set(kept.map(({ path }) => path));
    kept.push(...stage.filter(({ path }) => !taken.has(path)));
  }
  return kept;
}
