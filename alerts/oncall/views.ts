/** What pages and the board show of incidents, read from the database. */
import { breather } from "./breathe.ts";
import type { Site } from "../../site/inventory.ts";
import { alertName, severityOf, type Severity } from "./alert.ts";
import { incidentTitle, runbookUrl } from "./contents.ts";
import { acknowledged, stateOf, type Incident, type IncidentState } from "./incident.ts";
import { windowAt } from "./maintenance.ts";
import { clean, placeOf } from "./place.ts";
import { incidentOf, openIncidents, text } from "./store.ts";
import type { Database } from "./tables.ts";

/** An open incident for the board and for programs (`/incidents.json`). */
export interface IncidentView {
  readonly id: string;
  /** Name of the alert, which is also its runbook's. */
  readonly title: string;
  readonly severity: Severity;
  readonly class: string;
  readonly device?: string;
  readonly room?: string;
  readonly house?: string;
  readonly state: Exclude<IncidentState, "ended">;
  /** How often it came back soon after an end; left out: never. */
  readonly flaps?: number;
  readonly since: Date;
  /** Name of the person who is on it. */
  readonly acknowledgedBy?: string;
  /** What happened and where, with names, for people. */
  readonly summary: string;
  /** The same in English; `summary` is in the language of the site. */
  readonly summaryEnglish: string;
  readonly runbookUrl: string;
  /** Planned work that covers it now: nobody is paged until its end. */
  readonly maintenance?: { readonly until: Date; readonly reason: string };
  /** When escalation acts next; undefined: nothing is planned. */
  readonly nextActAt?: Date;
}

export function nameOf(id: string, site: Site): string {
  return site.contacts.find((contact) => contact.id === id)?.name ?? id;
}

export function viewOf(incident: Incident, nextActAt: Date | undefined, site: Site, baseUrl: string, now: Date): IncidentView {
  const { labels, acknowledgement } = incident;
  const { device, room, house } = labels;
  const state = stateOf(incident, now);
  const window = windowAt(labels, site, now);
  return {
    id: incident.id,
    title: clean(alertName(labels), 80),
    severity: severityOf(labels),
    class: labels["class"] ?? "",
    ...(device !== undefined && { device }),
    ...(room !== undefined && { room }),
    ...(house !== undefined && { house }),
    state: state === "ended" ? "open" : state,
    ...(incident.flaps !== undefined && { flaps: incident.flaps }),
    since: incident.startsAt,
    ...(acknowledgement !== undefined && acknowledged(incident, now) && { acknowledgedBy: nameOf(acknowledgement.by, site) }),
    summary: `${incidentTitle(incident, site, site.site.locale)}: ${placeOf(labels, site).short}`,
    summaryEnglish: `${incidentTitle(incident, site, "en")}: ${placeOf(labels, site).short}`,
    runbookUrl: runbookUrl(incident, baseUrl),
    ...(window !== undefined && { maintenance: { until: window.until, reason: window.reason } }),
    ...(nextActAt !== undefined && { nextActAt }),
  };
}

/** Open incidents, the most severe first, then the newest. */
export async function openViews(db: Database, site: Site, baseUrl: string, now: Date): Promise<IncidentView[]> {
  const rank = { critical: 0, warning: 1, info: 2 } as const;
  const rows = await db.selectFrom("oncall_incident").select(["id", "next_act_at"]).where("open_key", "is not", null).execute();
  const next = new Map(rows.map(({ id, next_act_at }) => [id, next_act_at]));
  const breathe = breather();
  const views: IncidentView[] = [];
  for (const incident of await openIncidents(db)) {
    const at = next.get(incident.id) ?? null;
    views.push(viewOf(incident, at === null ? undefined : new Date(at), site, baseUrl, now));
    await breathe();
  }
  return views.sort((a, b) => rank[a.severity] - rank[b.severity]);
}

/** Incidents that ended within the last days, the latest first; those that nobody was paged for too. */
export async function recentlyEnded(db: Database, now: Date, days: number, most: number): Promise<Incident[]> {
  const rows = await db
    .selectFrom("oncall_incident")
    .selectAll()
    .where("ended_at", ">", text(new Date(now.getTime() - days * 86_400_000)))
    .orderBy("ended_at", "desc")
    .limit(most)
    .execute();
  return rows.map(incidentOf);
}

export interface TimelineEntry {
  readonly at: Date;
  readonly kind: string;
  /** Name of the person concerned, if the entry names one and it has not been erased. */
  readonly name?: string;
  /** How the person was or was to be told. */
  readonly channel?: string;
}

/** The log of one incident, oldest first. */
export async function timelineOf(db: Database, incident: string): Promise<TimelineEntry[]> {
  const rows = await db
    .selectFrom("oncall_log")
    .select(["at", "kind", "personal", "data"])
    .where("incident", "=", incident)
    .orderBy("seq")
    .limit(500)
    .execute();
  // Of many returns in a row the last one is enough to see.
  const shown = rows.filter(({ kind }, index) => kind !== "flapped" || rows[index + 1]?.kind !== "flapped");
  return shown.map(({ at, kind, personal, data }) => {
    const name = personal === null ? undefined : (JSON.parse(personal) as Readonly<Record<string, string>>)["name"];
    const { channel } = JSON.parse(data) as { readonly channel?: string };
    return { at: new Date(at), kind, ...(name !== undefined && { name }), ...(channel !== undefined && { channel }) };
  });
}
