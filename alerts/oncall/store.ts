/** How an incident lies in its table, and the questions that the rest of on-call asks about it. */
import { randomBytes } from "node:crypto";
import type { Selectable } from "kysely";
import { severityOf } from "./alert.ts";
import { reopenMs, type Incident, type IncidentDraft, type Known } from "./incident.ts";
import type { Database, IncidentTable } from "./tables.ts";

/** A new name for a row: 80 random bits in letters and digits that nobody confuses. */
export function newId(): string {
  const letters = "abcdefghjkmnpqrstuvwxyz023456789";
  return Array.from(randomBytes(16), (byte) => letters[byte % 32]).join("");
}

export const text = (at: Date): string => at.toISOString();
const textOrNull = (at: Date | undefined): string | null => at?.toISOString() ?? null;

const isLabels = (value: unknown): value is Record<string, string> =>
  typeof value === "object" && value !== null && Object.values(value).every((one) => typeof one === "string");

/** Labels or annotations from their column. @throws Error  the column was not written by us */
function labelsOf(json: string): Record<string, string> {
  const value: unknown = JSON.parse(json);
  if (!isLabels(value)) throw new TypeError("labels in the database that are none");
  return value;
}

export function incidentOf(row: Selectable<IncidentTable>): Incident {
  const date = (value: string | null): Date | undefined => (value === null ? undefined : new Date(value));
  const blindSince = date(row.blind_since);
  const answersSince = date(row.answers_since);
  const quietSince = date(row.quiet_since);
  const endsAt = date(row.ends_at);
  const endedAt = date(row.ended_at);
  const notifiedAt = date(row.run_notified_at);
  const expiresAt = date(row.ack_expires_at);
  return {
    id: row.id,
    fingerprint: row.fingerprint,
    labels: labelsOf(row.labels),
    annotations: labelsOf(row.annotations),
    textsAt: new Date(row.texts_at),
    startsAt: new Date(row.starts_at),
    newestStartAt: new Date(row.newest_start_at),
    openedAt: new Date(row.opened_at),
    lastSeenAt: new Date(row.last_seen_at),
    progress: { since: new Date(row.run_since), steps: row.run_steps, ...(notifiedAt && { notifiedAt }) },
    ...(blindSince && { blindSince }),
    ...(answersSince && { answersSince }),
    ...(row.flaps > 0 && { flaps: row.flaps }),
    ...(quietSince && { quietSince }),
    ...(row.ack_by !== null &&
      row.ack_at !== null && { acknowledgement: { by: row.ack_by, at: new Date(row.ack_at), ...(expiresAt && { expiresAt }) } }),
    ...(endsAt && { endsAt }),
    ...(endedAt && { endedAt }),
  };
}

function columnsOf(incident: IncidentDraft): Omit<IncidentTable, "id" | "next_act_at"> {
  const { acknowledgement, progress } = incident;
  return {
    open_key: incident.endedAt === undefined ? incident.fingerprint : null,
    fingerprint: incident.fingerprint,
    severity: severityOf(incident.labels),
    labels: JSON.stringify(incident.labels),
    annotations: JSON.stringify(incident.annotations),
    texts_at: text(incident.textsAt),
    starts_at: text(incident.startsAt),
    newest_start_at: text(incident.newestStartAt),
    opened_at: text(incident.openedAt),
    last_seen_at: text(incident.lastSeenAt),
    blind_since: textOrNull(incident.blindSince),
    answers_since: textOrNull(incident.answersSince),
    flaps: incident.flaps ?? 0,
    quiet_since: textOrNull(incident.quietSince),
    ack_by: acknowledgement?.by ?? null,
    ack_at: textOrNull(acknowledgement?.at),
    ack_expires_at: textOrNull(acknowledgement?.expiresAt),
    run_since: text(progress.since),
    run_steps: progress.steps,
    run_notified_at: textOrNull(progress.notifiedAt),
    ends_at: textOrNull(incident.endsAt),
    ended_at: textOrNull(incident.endedAt),
  };
}

/** Writes any number of rows in statements that no database finds too long. */
export async function inParts<Row>(rows: readonly Row[], write: (part: readonly Row[]) => Promise<unknown>): Promise<void> {
  for (let start = 0; start < rows.length; start += 500) await write(rows.slice(start, start + 500));
}

/** Stores new incidents. `nextActAt`: when escalation looks at it; undefined: never. */
export async function insertIncidents(
  db: Database,
  incidents: readonly { readonly incident: Incident; readonly nextActAt: Date | undefined }[],
): Promise<void> {
  const rows = incidents.map(({ incident, nextActAt }) => ({
    id: incident.id,
    ...columnsOf(incident),
    next_act_at: textOrNull(nextActAt),
  }));
  await inParts(rows, (part) =>
    db
      .insertInto("oncall_incident")
      .values([...part])
      .execute(),
  );
}

export async function updateIncident(db: Database, incident: Incident, nextActAt: Date | undefined): Promise<void> {
  await db
    .updateTable("oncall_incident")
    .set({ ...columnsOf(incident), next_act_at: textOrNull(nextActAt) })
    .where("id", "=", incident.id)
    .execute();
}

/** Writes that a person is on these incidents, until an instant or until they end. */
export function noteAcknowledged(
  db: Database,
  ids: readonly string[],
  by: string,
  at: Date,
  expiresAt: Date | undefined,
): Promise<void> {
  const until = textOrNull(expiresAt);
  return inParts(ids, (part) =>
    db
      .updateTable("oncall_incident")
      .set({ ack_by: by, ack_at: text(at), ack_expires_at: until, next_act_at: until })
      .where("id", "in", [...part])
      .execute(),
  );
}

/** Writes how far escalation has come, and an acknowledgement that counts no longer; nothing else of the incident. */
export async function updateProgress(db: Database, incident: Incident, nextActAt: Date | undefined): Promise<void> {
  const { run_since, run_steps, run_notified_at, ack_by, ack_at, ack_expires_at } = columnsOf(incident);
  await db
    .updateTable("oncall_incident")
    .set({ run_since, run_steps, run_notified_at, ack_by, ack_at, ack_expires_at, next_act_at: textOrNull(nextActAt) })
    .where("id", "=", incident.id)
    .execute();
}

/** What is known of these fingerprints at `now`; one that was never seen has an empty entry. */
export async function knownOf(db: Database, fingerprints: readonly string[], now: Date): Promise<Map<string, Known>> {
  const known = new Map<string, Known>(fingerprints.map((fingerprint) => [fingerprint, {}]));
  if (fingerprints.length === 0) return known;
  const ends = await db
    .selectFrom("oncall_incident")
    .select((e) => ["fingerprint", e.fn.max("ends_at").as("ends")])
    .where("fingerprint", "in", fingerprints)
    .where("ended_at", "is not", null)
    .groupBy("fingerprint")
    .execute();
  for (const { fingerprint, ends: at } of ends) if (typeof at === "string") known.set(fingerprint, { lastEnd: new Date(at) });
  const lately = await db
    .selectFrom("oncall_incident")
    .selectAll()
    .where("fingerprint", "in", fingerprints)
    .where("ended_at", ">=", text(new Date(now.getTime() - reopenMs)))
    .orderBy("ended_at")
    .execute();
  for (const row of lately) known.set(row.fingerprint, { ...known.get(row.fingerprint), last: incidentOf(row) });
  const open = await db.selectFrom("oncall_incident").selectAll().where("open_key", "in", fingerprints).execute();
  for (const row of open) known.set(row.fingerprint, { ...known.get(row.fingerprint), open: incidentOf(row) });
  return known;
}

/** All open incidents, newest first. */
export async function openIncidents(db: Database): Promise<Incident[]> {
  const rows = await db
    .selectFrom("oncall_incident")
    .select("id")
    .where("open_key", "is not", null)
    .orderBy("opened_at", "desc")
    .execute();
  return incidentsByIds(
    db,
    rows.map(({ id }) => id),
  );
}

/** Incidents in the order of their ids. Read in parts: between two of them other work has its turn. */
export async function incidentsByIds(db: Database, ids: readonly string[]): Promise<Incident[]> {
  const found = new Map<string, Incident>();
  for (let start = 0; start < ids.length; start += 500) {
    const part = ids.slice(start, start + 500);
    const rows = await db.selectFrom("oncall_incident").selectAll().where("id", "in", part).execute();
    for (const row of rows) found.set(row.id, incidentOf(row));
  }
  return ids.flatMap((id) => found.get(id) ?? []);
}

export async function incidentById(db: Database, id: string): Promise<Incident | undefined> {
  const row = await db.selectFrom("oncall_incident").selectAll().where("id", "=", id).executeTakeFirst();
  return row && incidentOf(row);
}

/** The incidents that a delivery speaks of, in order of their opening. */
export async function incidentsOfDelivery(db: Database, delivery: string): Promise<Incident[]> {
  const rows = await db
    .selectFrom("oncall_incident")
    .innerJoin("oncall_delivery_incident", "oncall_delivery_incident.incident", "oncall_incident.id")
    .select("oncall_incident.id")
    .where("oncall_delivery_incident.delivery", "=", delivery)
    .orderBy("oncall_incident.opened_at")
    .execute();
  return incidentsByIds(
    db,
    rows.map(({ id }) => id),
  );
}
