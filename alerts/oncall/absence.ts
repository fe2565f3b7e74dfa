/**
 * What began and ended while Leitstand did not run: Alertmanager delivers neither beginning nor end of it later, but
 * Prometheus remembers (`ALERTS`). It is recorded, and whoever is on duty hears of the critical ones in one mail.
 */
import type { Logger } from "pino";
import type { Labels } from "../../site/series.ts";
import { alertName, fingerprintOf, severityOf, watchdog, type Alert } from "./alert.ts";
import { applyChanges } from "./changes.ts";
import { digestContent, type Setting } from "./contents.ts";
import { addDeliveries, domainOf, priorities, tried, type NewDelivery } from "./deliveries.ts";
import { peopleOf, policyFor, reachedBy } from "./escalation.ts";
import { applyAlert, type Incident } from "./incident.ts";
import { appendLog } from "./log.ts";
import { windowAt } from "./maintenance.ts";
import { incidentOf, text } from "./store.ts";
import type { Database } from "./tables.ts";

/** An alert fired from the first to the last sample. */
export interface AlertSpan {
  /** As Alertmanager would have them. */
  readonly labels: Labels;
  readonly from: Date;
  /** Undefined: it fires still. */
  readonly until?: Date;
}

/** Alerts that fired between two instants, from Prometheus' memory; rejects when it does not answer. */
export type AlertHistory = (from: Date, until: Date) => Promise<readonly AlertSpan[]>;

/** Known intervals may differ by so much from what Prometheus remembers: scrape, evaluation, delivery. */
const toleranceMs = 60_000;
/** A shorter absence than this hides nothing: Alertmanager comes again, and holds an alert at least so long. */
const shortestMs = 15_000;
/** Further back Prometheus is not asked: what is older is no news. */
const longestMs = 2 * 86_400_000;
/** Prometheus may need a while after a start; it is asked again after so long. */
const againMs = 30_000;
/** What says that we were away is no news once we are back. */
const ofAbsence: readonly string[] = [watchdog, "AlertmanagerCannotReachLeitstand"];

export interface AbsenceParts {
  readonly db: Database;
  readonly log: Logger;
  readonly setting: () => Setting;
  readonly history: AlertHistory;
  /** Mails were written. */
  readonly wake: () => void;
}

/**
 * To be called every few seconds: asks for what happened since somebody last ran until there is an answer.
 * @param since  when that was, before this start
 */
export function watchAbsence(
  { db, log, setting, history, wake }: AbsenceParts,
  since: Date,
  startedAt: Date,
): () => Promise<void> {
  let done = startedAt.getTime() - since.getTime() < shortestMs;
  let askedAt = Number.NEGATIVE_INFINITY;
  return async () => {
    if (done || performance.now() - askedAt < againMs) return;
    askedAt = performance.now();
    try {
      const { now } = setting();
      const oldest = new Date(Math.max(since.getTime(), now.getTime() - longestMs));
      const missed = await recallAbsence(db, history, oldest, now, setting);
      done = true;
      log.info({ since, missed }, "looked for what happened while nobody ran");
      if (missed > 0) wake();
    } catch (error) {
      log.warn({ err: error }, "Prometheus cannot tell yet what happened while nobody ran");
    }
  };
}

/**
 * Records what happened from `since` to `until` and nobody heard of, and writes the mails about it.
 * @returns how many incidents were found; rejects when Prometheus does not answer
 */
async function recallAbsence(
  db: Database,
  history: AlertHistory,
  since: Date,
  until: Date,
  setting: () => Setting,
): Promise<number> {
  const spans = await history(since, until);
  return db.transaction().execute(async (tx) => {
    const now = setting();
    const missed: Alert[] = [];
    for (const span of spans) {
      if (span.until === undefined || ofAbsence.includes(alertName(span.labels))) continue;
      const fingerprint = fingerprintOf(span.labels);
      if (await known(tx, fingerprint, span.from, span.until)) continue;
      const annotations = await earlierTexts(tx, fingerprint);
      missed.push({ fingerprint, status: "resolved", labels: span.labels, annotations, startsAt: span.from, endsAt: span.until });
    }
    await appendLog(tx, { kind: "absent", at: now.now, data: { from: text(since), until: text(until), missed: missed.length } });
    if (missed.length === 0) return 0;
    const before = await idsOf(tx, missed);
    for (const alert of missed) await applyChanges(tx, [applyAlert({}, alert, now.now, { answers: true, active: false })], now);
    const fresh = (await idsOf(tx, missed)).filter((id) => !before.includes(id));
    const rows = await tx.selectFrom("oncall_incident").selectAll().where("id", "in", fresh).execute();
    await tell(tx, rows.map(incidentOf), since, until, now);
    return missed.length;
  });
}

async function idsOf(db: Database, alerts: readonly Alert[]): Promise<string[]> {
  const fingerprints = alerts.map(({ fingerprint }) => fingerprint);
  const rows = await db.selectFrom("oncall_incident").select("id").where("fingerprint", "in", fingerprints).execute();
  return rows.map(({ id }) => id);
}

/** Whether an interval of this alert that overlaps has been recorded. */
async function known(db: Database, fingerprint: string, from: Date, until: Date): Promise<boolean> {
  const row = await db
    .selectFrom("oncall_incident")
    .select("id")
    .where("fingerprint", "=", fingerprint)
    .where("starts_at", "<=", text(new Date(until.getTime() + toleranceMs)))
    .where((e) => e.or([e("ends_at", "is", null), e("ends_at", ">=", text(new Date(from.getTime() - toleranceMs)))]))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Prometheus keeps no texts; what the same alert was called before still names it. Its figures would be of another time. */
async function earlierTexts(db: Database, fingerprint: string): Promise<Record<string, string>> {
  const row = await db
    .selectFrom("oncall_incident")
    .selectAll()
    .where("fingerprint", "=", fingerprint)
    .orderBy("opened_at", "desc")
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return {};
  const { annotations } = incidentOf(row);
  const kept = ["summary", "runbook_url"].flatMap((name) => (annotations[name] === undefined ? [] : [[name, annotations[name]]]));
  return Object.fromEntries(kept) as Record<string, string>;
}

/** One mail to each person whom the first step would have reached; planned work and what is not critical stay on the board. */
async function tell(db: Database, missed: readonly Incident[], since: Date, until: Date, setting: Setting): Promise<void> {
  const { site, now } = setting;
  const perPerson = new Map<string, Incident[]>();
  for (const incident of missed) {
    if (severityOf(incident.labels) !== "critical" || windowAt(incident.labels, site, incident.startsAt) !== undefined) continue;
    const step = policyFor(incident, site.policies, site.contacts)?.steps[0];
    for (const id of step === undefined ? [] : reachedBy(step, peopleOf(site), now))
      perPerson.set(id, [...(perPerson.get(id) ?? []), incident]);
  }
  const span = { from: text(since), until: text(until) };
  const deliveries = [...perPerson].flatMap(([id, incidents]): NewDelivery[] => {
    const person = site.contacts.find((contact) => contact.id === id);
    if (person === undefined) return [];
    const content = tried(() => digestContent(incidents, person.locale, setting, { about: "absence", span }));
    const way = { channel: "mail", address: person.email } as const;
    return [
      {
        contact: person,
        way,
        kind: "digest",
        content,
        incidents: incidents.map(({ id }) => id),
        alert: "",
        domain: domainOf(setting),
        thread: undefined,
        priority: priorities.warning,
      },
    ];
  });
  await addDeliveries(db, deliveries, now);
  const told = deliveries.flatMap(({ contact, incidents }) =>
    incidents.map((incident) => ({
      kind: "notified" as const,
      at: now,
      incident,
      data: { reason: "absence", channel: "mail" },
      personal: { contact: contact.id, name: contact.name },
    })),
  );
  await appendLog(db, ...told);
}
