/**
 * Going on after a hole in the record: nobody ran for a while, or the database is one of yesterday. The log says so, and what
 * was due then is looked at before anybody is paged: old pages in a heap would hide the one that counts.
 */
import type { Logger } from "pino";
import type { Labels } from "../../site/series.ts";
import { alertName, watchdog, type ActiveAlert, type Alert } from "./alert.ts";
import { applyChanges } from "./changes.ts";
import type { Setting } from "./contents.ts";
import { applyAlert } from "./incident.ts";
import { appendLog } from "./log.ts";
import { moveAll } from "./clock-step.ts";
import { isOwn } from "./own.ts";
import { lastAlive, noteAlive } from "./presence.ts";
import { knownOf, openIncidents, text } from "./store.ts";
import type { Database } from "./tables.ts";

/** A longer time without a sign of life is declared. */
const holeMs = 900_000;
/** What waited and pages nobody (ends, hand-overs, statuses, reports) still leaves, unless it is of another day. */
const staleMs = 86_400_000;
/** Two instances may differ by some seconds. */
const futureMs = 30_000;
/** Pages wait so long for what Alertmanager's list and the reconciliation say of their incidents. */
const graceMs = 240_000;

export interface ResumeParts {
  readonly db: Database;
  readonly log: Logger;
  readonly setting: () => Setting;
  readonly activeAlerts: () => Promise<readonly ActiveAlert[]>;
  readonly answers: (labels: Labels) => Promise<boolean | undefined>;
}

/**
 * At start: declares the hole since the last sign of life, sets aside the pages that waited to be sent, and begins escalation of
 * what still fires anew. What Alertmanager does not list any more ends, told as one list. A record from the future is of
 * a clock that has been set back since: its times are moved.
 */
export async function resumeAfterHole(parts: ResumeParts, lastSeen: Date | undefined): Promise<void> {
  const { db, log, setting, activeAlerts } = parts;
  const { now } = setting();
  const away = lastSeen === undefined ? 0 : now.getTime() - lastSeen.getTime();
  if (lastSeen !== undefined && away < -futureMs) {
    log.warn({ record: lastSeen }, "the record is from the future: the clock has been set back");
    await db.transaction().execute(async (tx) => {
      // Another instance may have moved them meanwhile.
      const seen = await lastAlive(tx);
      if (seen === undefined || now.getTime() - seen.getTime() >= -futureMs) return;
      await moveAll(tx, away, lastSeen);
      await appendLog(tx, { kind: "clock-stepped", at: now, data: { seconds: Math.round(away / 1000) } });
    });
  }
  if (lastSeen === undefined || away < holeMs) return db.transaction().execute((tx) => noteAlive(tx, setting().now));
  log.warn({ since: lastSeen }, "the record has a hole: nobody ran, or the database was restored");
  await db.transaction().execute(async (tx) => {
    await noteAlive(tx, now);
    await appendLog(tx, { kind: "hole", at: now, data: { since: text(lastSeen) } });
    await tx
      .updateTable("oncall_delivery")
      .set({ state: "superseded", settled_at: text(now), lease_until: null })
      .where("state", "in", ["pending", "leased", "held"])
      .where((e) => e.or([e("kind", "in", ["page", "digest"]), e("created_at", "<", text(new Date(now.getTime() - staleMs)))]))
      .execute();
    await tx
      .updateTable("oncall_incident")
      .set({
        run_since: text(now),
        run_steps: 0,
        run_notified_at: null,
        next_act_at: text(new Date(now.getTime() + graceMs)),
      })
      .where("open_key", "is not", null)
      .where("ack_by", "is", null)
      .execute();
  });
  const list = await activeAlerts().catch(() => undefined);
  if (list !== undefined && list.some(({ labels }) => alertName(labels) === watchdog)) await sort(parts, list);
}

/** By Alertmanager's list: what fires is due now, what does not is over. */
async function sort({ db, setting, answers }: ResumeParts, list: readonly ActiveAlert[]): Promise<void> {
  const listed = new Set(list.map(({ fingerprint }) => fingerprint));
  for (const incident of await openIncidents(db)) {
    if (isOwn(incident.labels)) continue;
    const { now } = setting();
    if (listed.has(incident.fingerprint)) {
      await db
        .updateTable("oncall_incident")
        .set({ next_act_at: text(now) })
        .where("id", "=", incident.id)
        .execute();
      continue;
    }
    const evidence = { answers: await answers(incident.labels), active: false };
    const end: Alert = { ...incident, status: "resolved", endsAt: now };
    await db.transaction().execute(async (tx) => {
      const known = (await knownOf(tx, [incident.fingerprint], now)).get(incident.fingerprint) ?? {};
      await applyChanges(tx, [applyAlert(known, end, now, evidence)], setting(), { endsAsList: true });
    });
  }
}
