/**
 * A rota, cover or policy that changes while an incident is open: whoever was told stays informed, the next step goes by
 * the new plan, and the log of the incident says so.
 */
import type { Site } from "../../site/inventory.ts";
import { peopleOf, policyFor, reachedBy } from "./escalation.ts";
import { acknowledged, type Incident } from "./incident.ts";
import { appendLog, type LogEntry } from "./log.ts";
import { incidentOf } from "./store.ts";
import type { Database } from "./tables.ts";

/** Of more open incidents the log does not tell one by one. */
const mostIncidents = 300;

/** Whom the next step reaches by that file; nobody when it cannot be computed. */
function nextPeople(incident: Incident, site: Site, at: Date): readonly string[] {
  try {
    const steps = policyFor(incident, site.policies, site.contacts)?.steps ?? [];
    const step = steps[incident.progress.steps] ?? steps.at(-1);
    return step === undefined ? [] : reachedBy(step, peopleOf(site), at).toSorted();
  } catch {
    return [];
  }
}

/** Writes an entry for every open incident whose next step now goes to others; `before` is the site as it was. */
export async function noteDutyChange(db: Database, before: Site, after: Site, now: Date): Promise<void> {
  const rows = await db
    .selectFrom("oncall_incident")
    .selectAll()
    .where("open_key", "is not", null)
    .where("next_act_at", "is not", null)
    .orderBy("opened_at", "desc")
    .limit(mostIncidents)
    .execute();
  const entries = rows.flatMap((row): LogEntry[] => {
    const incident = incidentOf(row);
    const at = new Date(row.next_act_at ?? now);
    const [was, is] = [nextPeople(incident, before, at), nextPeople(incident, after, at)];
    if (acknowledged(incident, now) || was.join() === is.join()) return [];
    const names = is.map((id) => after.contacts.find((contact) => contact.id === id)?.name ?? id);
    const personal = { contact: is.join(", "), name: names.join(", ") || "–", before: was.join(", ") };
    return [{ kind: "duty-changed", at: now, incident: incident.id, personal }];
  });
  if (entries.length > 0) await db.transaction().execute((tx) => appendLog(tx, ...entries));
}
