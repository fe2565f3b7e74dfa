/** Carries out what `escalation.ts` computes, in batches: progress, pages and log in one transaction. */
import type { Logger } from "pino";
import type { Policy } from "../../site/inventory.ts";
import type { Setting } from "./contents.ts";
import { calmed, emergencyPolicy, nextSteps, nextStepsBeside, peopleOf, policyFor, type Page, type Turn } from "./escalation.ts";
import { applyChanges } from "./changes.ts";
import { quietUntil, type Incident } from "./incident.ts";
import { appendLog, type LogEntry } from "./log.ts";
import { writePages, type Paging } from "./notify.ts";
import { writeStatuses, type Status } from "./status.ts";
import { nextWorkingInstant } from "./calendar.ts";
import { mailsAbout, type MailAbout } from "./deliveries.ts";
import { incidentOf, text, updateProgress } from "./store.ts";
import type { Database } from "./tables.ts";

export interface EscalateParts {
  readonly db: Database;
  readonly log: Logger;
  readonly setting: () => Setting;
}

const never = new Date(8.64e15);

/** Incidents per transaction of escalation. */
export const batch = 100;

/** Carries out what is due for up to `batch` incidents. @returns how many were looked at */
export async function escalate(parts: EscalateParts): Promise<number> {
  const { db, setting, log } = parts;
  const due = (order: "asc" | "desc") =>
    db
      .selectFrom("oncall_incident")
      .select("id")
      .where("next_act_at", "<=", text(setting().now))
      .where("open_key", "is not", null)
      .orderBy("next_act_at", order)
      .limit(batch / 2)
      .execute();
  // Half of a batch are the newest: what comes into a storm must not stand behind all of it.
  const ids = [...new Set([...(await due("asc")), ...(await due("desc"))].map(({ id }) => id))];
  if (ids.length === 0) return 0;
  try {
    await db.transaction().execute((tx) => actOn(tx, log, ids, setting()));
  } catch (error) {
    log.error({ err: error }, "escalation of several incidents failed, each is tried by itself");
    await oneByOne(parts, ids);
  }
  return ids.length;
}

/** What cannot be carried out for one incident must not stop the others; it is tried again soon. */
async function oneByOne({ db, log, setting }: EscalateParts, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    try {
      await db.transaction().execute((tx) => actOn(tx, log, [id], setting()));
    } catch (error) {
      log.error({ err: error, incident: id }, "escalation of one incident failed");
      const again = text(new Date(setting().now.getTime() + 30_000));
      await db.updateTable("oncall_incident").set({ next_act_at: again }).where("id", "=", id).execute();
    }
  }
}

/** Carries out what is due for these incidents, where it still is. */
async function actOn(db: Database, log: Logger, ids: readonly string[], setting: Setting): Promise<void> {
  const { site, now } = setting;
  const rows = await db
    .selectFrom("oncall_incident")
    .selectAll()
    .where("id", "in", ids)
    .where("open_key", "is not", null)
    .where("next_act_at", "<=", text(now))
    .execute();
  const mails = await mailsAbout(db, ids);
  const pagings: Paging[] = [];
  const entries: LogEntry[] = [];
  const statuses: Status[] = [];
  const incidents = rows.map(incidentOf);
  const over = incidents.filter((incident) => (quietUntil(incident) ?? never) <= now);
  await applyChanges(
    db,
    over.map((incident) => ({ do: "end", incident: { ...incident, endedAt: now } })),
    setting,
  );
  for (const incident of incidents.filter((one) => !over.includes(one))) {
    const about = mails.get(incident.id) ?? [];
    const run = about.filter(({ kind, createdAt }) => kind !== "status" && createdAt >= incident.progress.since);
    const pages = run.map(({ contact, state }) => ({ who: contact, failed: state === "failed" }));
    const had = about.filter(({ kind, channel }) => kind === "page" && channel === "mail").map(({ contact }) => contact);
    const { policy, turn: due } = decide(incident, pages, setting, log);
    const turn = calmed(due, incident, now, had);
    if (policy !== undefined) pagings.push({ incident, turn, policy, mails: about });
    if (turn.window !== undefined) {
      const data = { until: text(turn.window.until), reason: turn.window.reason };
      entries.push({ kind: "maintenance", at: now, incident: incident.id, data });
    }
    if (turn.progress.since.getTime() !== incident.progress.since.getTime()) {
      const kind =
        turn.released === true ? "days-off" : turn.after === undefined ? "acknowledgement-expired" : "maintenance-ended";
      entries.push({ kind, at: now, incident: incident.id });
    }
    if (turn.notify.some(({ reason }) => reason === "fallback")) {
      entries.push({ kind: "unreachable", at: now, incident: incident.id, data: { policy: policy?.id } });
    }
    const informing = policy === undefined ? undefined : informAt(incident, policy, turn, about, setting);
    if (informing !== undefined && informing <= now)
      statuses.push({ incident, roles: policy?.inform?.roles ?? [], told: [...turn.notify.map(({ who }) => who), ...had] });
    const later = informing !== undefined && informing > now ? informing : undefined;
    const dueAt = turn.nextAt === undefined || (later !== undefined && later < turn.nextAt) ? later : turn.nextAt;
    // A repetition of 0 s in the file must not become a busy loop.
    const nextAt = dueAt && new Date(Math.max(dueAt.getTime(), now.getTime() + 1000));
    const { acknowledgement, ...free } = incident;
    const kept = acknowledgement === undefined || turn.released === true ? free : incident;
    await updateProgress(db, { ...kept, progress: turn.progress }, nextAt);
  }
  await appendLog(db, ...entries);
  await writePages(db, pagings, peopleOf(site), setting);
  await writeStatuses(db, statuses, setting);
}

/** When the people that the policy informs hear of the incident; undefined: they have, or it informs nobody. */
function informAt(
  incident: Incident,
  { inform }: Policy,
  turn: Turn,
  about: readonly MailAbout[],
  { site }: Setting,
): Date | undefined {
  if (inform === undefined || turn.window !== undefined || about.some(({ kind }) => kind === "status")) return undefined;
  return inform.working_hours_only ? nextWorkingInstant(incident.openedAt, peopleOf(site).working) : incident.openedAt;
}

/** What is due by the file; when that cannot be computed (a rota or time that makes no sense), by the emergency policy. */
function decide(
  incident: Incident,
  pages: readonly Page[],
  { site, now }: Setting,
  log: Logger,
): { policy: Policy | undefined; turn: Turn } {
  try {
    const policy = policyFor(incident, site.policies, site.contacts);
    return { policy, turn: nextStepsBeside(site, incident, policy, now, pages) };
  } catch (error) {
    log.error({ err: error, incident: incident.id }, "the site's policy cannot be followed, the emergency policy is");
    const policy = emergencyPolicy(site.contacts);
    return { policy, turn: nextSteps(incident, policy, peopleOf(site), now, pages) };
  }
}

/** Makes every open incident be looked at: at start, and when the site file has changed. */
export async function lookAtAll(db: Database, now: Date): Promise<void> {
  await db.transaction().execute((tx) =>
    tx
      .updateTable("oncall_incident")
      .set({ next_act_at: text(now) })
      .where("open_key", "is not", null)
      .execute(),
  );
}
