/**
 * Compares what we hold with Alertmanager's list: what fires and we do not know is opened (it fired while we were down),
 * what we hold and nobody lists any more is ended with care, and blind incidents are looked at again.
 */
import type { Logger } from "pino";
import type { Labels } from "../../site/series.ts";
import { alertName, watchdog, type ActiveAlert, type Alert } from "./alert.ts";
import type { Setting } from "./contents.ts";
import { applyAlert, sighting, type Incident } from "./incident.ts";
import { applyChanges } from "./changes.ts";
import { takeIn, type IntakeParts } from "./intake.ts";
import { isOwn } from "./own.ts";
import { knownOf, openIncidents, text, updateIncident } from "./store.ts";
import type { Database } from "./tables.ts";

export interface ReconcileParts {
  readonly db: Database;
  readonly log: Logger;
  readonly setting: () => Setting;
  readonly intake: IntakeParts;
  readonly activeAlerts: () => Promise<readonly ActiveAlert[]>;
  readonly answers: (labels: Labels) => Promise<boolean | undefined>;
}

/**
 * How long an alert must be missing from Alertmanager's list before that counts as an end that we were not told: longer
 * than Prometheus takes to tell a freshly started Alertmanager everything again (1 min, and then some).
 */
export const missingMs = 180_000;

/** Remembers since when an open incident's alert is missing from the list; a restart begins to count anew. */
export type Missing = Map<string, Date>;

/** One comparison. @returns whether Alertmanager answered */
export async function reconcile(parts: ReconcileParts, missing: Missing): Promise<boolean> {
  const askedAt = parts.setting().now;
  const list = await parts.activeAlerts().catch((error: unknown) => {
    parts.log.warn({ err: error }, "Alertmanager's list of alerts cannot be read");
    return undefined;
  });
  if (list !== undefined) {
    await openUnknown(parts, list, askedAt);
    await endMissing(parts, list, missing);
  }
  await lookAtBlind(parts, list);
  return list !== undefined;
}

function asAlert({ fingerprint, labels, annotations, startsAt, updatedAt }: ActiveAlert, now: Date): Alert {
  const start = new Date(startsAt);
  const rendered = updatedAt === undefined ? undefined : new Date(updatedAt);
  return {
    fingerprint,
    labels,
    annotations,
    status: "firing",
    startsAt: Number.isNaN(start.getTime()) ? now : start,
    ...(rendered !== undefined && !Number.isNaN(rendered.getTime()) && { renderedAt: rendered }),
  };
}

/** Whether the list brings newer figures for an incident that we hold, for example the minutes left. */
function fresher({ annotations, updatedAt }: ActiveAlert, incident: Incident): boolean {
  if (updatedAt === undefined || !(new Date(updatedAt) > incident.textsAt)) return false;
  return JSON.stringify(annotations) !== JSON.stringify(incident.annotations);
}

/**
 * Takes in every listed alert that we do not hold as open and seen, as if its webhook had just come. What a webhook told
 * after the list was asked for is newer than the list.
 */
async function openUnknown(
  { db, setting, intake, log }: ReconcileParts,
  list: readonly ActiveAlert[],
  askedAt: Date,
): Promise<void> {
  const held = new Map((await openIncidents(db)).map((incident) => [incident.fingerprint, incident]));
  const unknown: Alert[] = [];
  for (const alert of list) {
    const incident = held.get(alert.fingerprint);
    if (alert.status.state === "suppressed" || alertName(alert.labels) === watchdog) continue;
    if (incident === undefined) {
      if (await endedSince(db, alert.fingerprint, askedAt)) continue;
      log.info({ alert: alertName(alert.labels), fingerprint: alert.fingerprint }, "an alert fires that no webhook had told");
    } else {
      const unseen = incident.blindSince ?? incident.quietSince;
      if (unseen === undefined ? !fresher(alert, incident) : unseen >= askedAt) continue;
    }
    unknown.push(asAlert(alert, setting().now));
  }
  const fingerprints = new Set(list.map(({ fingerprint }) => fingerprint));
  // The list itself is the evidence: nobody needs to be asked whether these fire.
  await takeIn({ ...intake, activeFingerprints: () => Promise.resolve(fingerprints) }, unknown);
}

async function endedSince(db: Database, fingerprint: string, since: Date): Promise<boolean> {
  const found = await db
    .selectFrom("oncall_incident")
    .select("id")
    .where("fingerprint", "=", fingerprint)
    .where("ended_at", ">=", text(since))
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

/** An end that no webhook told. The list is believed only while it carries the alert that always fires. */
async function endMissing(parts: ReconcileParts, list: readonly ActiveAlert[], missing: Missing): Promise<void> {
  const { db, setting, answers } = parts;
  const listed = new Set(list.map(({ fingerprint }) => fingerprint));
  const alive = list.some(({ labels }) => alertName(labels) === watchdog);
  // What on-call finds itself is no alert of Alertmanager's; whoever found it ends it.
  const open = (await openIncidents(db)).filter(
    ({ blindSince, quietSince, labels }) => blindSince === undefined && quietSince === undefined && !isOwn(labels),
  );
  const gone = new Set(open.filter(({ fingerprint }) => !listed.has(fingerprint)).map(({ id }) => id));
  for (const id of missing.keys()) if (!alive || !gone.has(id)) missing.delete(id);
  if (!alive) return;
  const { now } = setting();
  for (const incident of open) {
    if (!gone.has(incident.id)) continue;
    const since = missing.get(incident.id) ?? now;
    missing.set(incident.id, since);
    if (now.getTime() - since.getTime() < missingMs || now.getTime() - incident.lastSeenAt.getTime() < missingMs) continue;
    const evidence = { answers: await answers(incident.labels), active: undefined };
    const end: Alert = { ...incident, status: "resolved", endsAt: since };
    await db.transaction().execute(async (tx) => {
      const known = (await knownOf(tx, [incident.fingerprint], now)).get(incident.fingerprint);
      await applyChanges(tx, [applyAlert(known ?? {}, end, now, evidence)], setting());
    });
    missing.delete(incident.id);
  }
}

/** Blind incidents: does the device answer again, and is the alert really over? */
export async function lookAtBlind(
  { db, setting, answers }: ReconcileParts,
  list: readonly ActiveAlert[] | undefined,
): Promise<number> {
  const blind = (await openIncidents(db)).filter(({ blindSince }) => blindSince !== undefined);
  for (const { labels, fingerprint } of blind) {
    const answer = await answers(labels);
    const active = list === undefined ? ("unknown" as const) : list.some((alert) => alert.fingerprint === fingerprint);
    await db.transaction().execute(async (tx) => {
      const open = (await knownOf(tx, [fingerprint], setting().now)).get(fingerprint)?.open;
      if (open === undefined) return;
      const seen = sighting(open, setting().now, { answers: answer, active });
      if (seen.do === "end") await applyChanges(tx, [seen], setting());
      else if (seen.do === "wait") await updateIncident(tx, seen.incident, setting().now);
    });
  }
  return blind.length;
}
