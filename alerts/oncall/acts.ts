/** What somebody who is logged in does with an incident: acknowledge, take over from somebody else, hand back. */
import type { Person } from "../../site/person.ts";
import { acknowledge } from "./acknowledge.ts";
import type { Setting } from "./contents.ts";
import { acknowledged } from "./incident.ts";
import { appendLog } from "./log.ts";
import { incidentById, updateIncident } from "./store.ts";
import type { Database } from "./tables.ts";

export const incidentActs = ["acknowledge", "take-over", "hand-back"] as const;
export type IncidentAct = (typeof incidentActs)[number];

export type ActResult =
  | { readonly outcome: "done" | "ended" | "not-yours" | "unknown" }
  /** Somebody else is on it. */
  | { readonly outcome: "already"; readonly by: string };

/** Carries the act out, with its log entry, in one transaction. Who comes second learns who was first. */
export function actOnIncident(db: Database, id: string, act: IncidentAct, person: Person, setting: Setting): Promise<ActResult> {
  return db.transaction().execute(async (tx): Promise<ActResult> => {
    if (act === "hand-back") return handBack(tx, id, person, setting);
    const [result] = await acknowledge(tx, [id], person, setting, { over: act === "take-over" });
    if (result === undefined) return { outcome: "unknown" };
    if (result.outcome === "ended") return { outcome: "ended" };
    return result.outcome === "already" && result.by !== person.id ? { outcome: "already", by: result.by } : { outcome: "done" };
  });
}

/** Nobody is on it any more: the steps begin anew, at once. */
async function handBack(tx: Database, id: string, person: Person, { now }: Setting): Promise<ActResult> {
  const incident = await incidentById(tx, id);
  if (incident === undefined) return { outcome: "unknown" };
  if (incident.endedAt !== undefined) return { outcome: "ended" };
  const { acknowledgement: held, ...free } = incident;
  if (held === undefined || !acknowledged(incident, now)) return { outcome: "done" };
  if (held.by !== person.id && !person.roles.includes("admin")) return { outcome: "not-yours" };
  await updateIncident(tx, { ...free, progress: { since: now, steps: 0 } }, now);
  await appendLog(tx, { kind: "handed-back", at: now, incident: id, personal: { contact: person.id, name: person.name } });
  return { outcome: "done" };
}
