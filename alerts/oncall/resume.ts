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
import { isOwn } from "./own.ts";
import { knownOf, openIncidents, text } from "./store.ts";
import type { Database } from "./tables.ts";

/** Every instance leaves a sign of life so often; a hole of more than `holeMs` is declared. */
export const aliveMs = 60_000;
const holeMs = 900_000;
/** Pages wait so long for what Alertmanager's list and the reconciliation say of their incidents. */
const graceMs = 240_000;
const name = "Leitstand";

export interface ResumeParts {
  readonly db: Database;
  readonly log: Logger;
  readonly setting: () => Setting;
  readonly activeAlerts: () => Promise<readonly ActiveAlert[]>;
  readonly answers: (labels: Labels) => Promise<boolean | undefined>;
}

/** Leaves a sign of life in the database. */
export async function noteAlive(db: Database, now: Date): Promise<void> {
  const row = { name, at: text(now) };
  await db
    .insertInto("oncall_heartbeat")
    .values(row)
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ at: row.at }))
    .execute();
}

/**
 * At start: declares the hole since the last sign of life, sets aside what waited to be sent, and begins escalation of what
 * still fires anew. What Alertmanager does not list any more ends, told as one list. @returns whether there was a hole
 */
export async function resumeAfterHole(parts: ResumeParts): Promise<boolean> {
  const { db, log, setting, activeAlerts } = parts;
  const { now } = setting();
  const row = await db.selectFrom("oncall_heartbeat").select("at").where("name", "=", name).executeTakeFirst();
  if (row === undefined || now.getTime() - new Date(row.at).getTime() < holeMs) {
    await noteAlive(db, now);
    return false;
  }
  log.warn({ since: row.at }, "the record has a hole: nobody ran, or the database was restored");
  await db.transaction().execute(async (tx) => {
    await noteAlive(tx, now);
    await appendLog(tx, { kind: "hole", at: now, data: { since: row.at } });
    await tx
      .updateTable("oncall_delivery")
      .set({ state: "superseded", settled_at: text(now), lease_until: null })
      .where("state", "in", ["pending", "leased", "held"])
      .where("created_at", "<", text(now))
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
  return true;
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
