/** Writes what alerts and sightings did to incidents. */
import { alertName } from "./alert.ts";
import type { Setting } from "./contents.ts";
import { quietUntil, type Change, type Incident } from "./incident.ts";
import { appendLog, type LogEntry } from "./log.ts";
import { writeEnds } from "./notify.ts";
import { insertIncidents, newId, text, updateIncident } from "./store.ts";
import type { Database } from "./tables.ts";

/** What names an alert in log entries. */
export const factsOf = ({ labels, fingerprint }: Pick<Incident, "labels" | "fingerprint">): Record<string, string> => ({
  alert: alertName(labels),
  fingerprint,
});

/**
 * Stores what alerts or sightings did to incidents, with log entries and the mails about ends; call it in one
 * transaction with the reading of what was known. No fingerprint may come twice.
 * @param how  `endsAsList`: many ends are found at once and late, so they come as one list and not as a heap
 */
export async function applyChanges(
  db: Database,
  changes: readonly Change[],
  setting: Setting,
  how: { readonly endsAsList?: boolean } = {},
): Promise<void> {
  const { now } = setting;
  const fresh: { incident: Incident; nextActAt: Date | undefined }[] = [];
  const ended: Incident[] = [];
  const entries: LogEntry[] = [];
  for (const change of changes) {
    switch (change.do) {
      case "open":
      case "missed": {
        const incident = { id: newId(), ...change.incident };
        fresh.push({ incident, nextActAt: change.do === "open" ? now : undefined });
        const kind = change.do === "open" ? "opened" : "missed";
        entries.push({ kind, at: now, incident: incident.id, data: factsOf(incident) });
        break;
      }
      case "seen":
        await refresh(db, change.incident);
        if (change.sighted) entries.push({ kind: "sighted", at: now, incident: change.incident.id });
        if (change.flapped) {
          // Escalation rested while it was quiet.
          await updateIncident(db, change.incident, now);
          entries.push({ kind: "flapped", at: now, incident: change.incident.id, data: { flaps: change.incident.flaps } });
        }
        break;
      case "reopen":
        await updateIncident(db, change.incident, now);
        entries.push({ kind: "reopened", at: now, incident: change.incident.id, data: { flaps: change.incident.flaps } });
        break;
      case "quiet":
        await updateIncident(db, change.incident, quietUntil(change.incident));
        break;
      case "blind":
        await updateIncident(db, change.incident, now);
        entries.push({ kind: "blind", at: now, incident: change.incident.id });
        break;
      case "end": {
        await updateIncident(db, change.incident, undefined);
        ended.push(change.incident);
        const data = { alertEndsAt: change.incident.endsAt?.toISOString() };
        entries.push({ kind: "ended", at: now, incident: change.incident.id, data });
        break;
      }
      case "ask":
      case "nothing":
    }
  }
  await insertIncidents(db, fresh);
  await appendLog(db, ...entries);
  await writeEnds(db, ended, setting, how.endsAsList);
}

/** Writes what a resend tells, without touching when escalation looks at the incident next. */
async function refresh(db: Database, incident: Extract<Change, { do: "seen" }>["incident"]): Promise<void> {
  await db
    .updateTable("oncall_incident")
    .set({
      labels: JSON.stringify(incident.labels),
      annotations: JSON.stringify(incident.annotations),
      texts_at: text(incident.textsAt),
      starts_at: text(incident.startsAt),
      newest_start_at: text(incident.newestStartAt),
      last_seen_at: text(incident.lastSeenAt),
      blind_since: null,
      answers_since: null,
    })
    .where("id", "=", incident.id)
    .execute();
}
