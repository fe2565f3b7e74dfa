/**
 * After a step of the machine's clock: everything that our own clock has written and that decides what is due is moved by the
 * same step, so that an escalation, a retry or an acknowledgement falls due when it would have. What the log and ended
 * incidents say stays as it was written; the log tells of the step.
 */
import { calmMs } from "./quarantine.ts";
import { reopenMs } from "./incident.ts";
import { appendLog } from "./log.ts";
import { singles } from "./notify.ts";
import { text } from "./store.ts";
import type { Database } from "./tables.ts";

/** Where the machine's clock is away from the one that on-call goes by (`app/steady-clock.ts`). */
export interface Stepping {
  /** Milliseconds by which it is ahead; 0: it has not stepped. */
  readonly step: () => number;
  /** Makes it the clock that counts. @returns takes that back */
  readonly accept: () => () => void;
  /** Where several share a clock: milliseconds by which this one has followed a step of which another took care, since this was last asked. */
  readonly followed?: () => number;
}

/** Columns of an incident that hold instants of our clock; those of the alert itself are Prometheus'. */
const ofIncident = [
  "texts_at",
  "opened_at",
  "last_seen_at",
  "blind_since",
  "answers_since",
  "quiet_since",
  "ack_at",
  "ack_expires_at",
  "run_since",
  "run_notified_at",
  "ended_at",
  "next_act_at",
] as const;
const ofDelivery = ["created_at", "next_at", "lease_until"] as const;

/** Moves what is due by a step of the clock and makes the stepped clock the one that counts. @returns the step, ms; 0: none */
export async function followStep(db: Database, clock: Stepping, now: () => Date): Promise<number> {
  if (clock.step() === 0) return 0;
  let undo: (() => void) | undefined;
  try {
    return await db.transaction().execute(async (tx) => {
      // Anew: whoever waited for the turn to write may meet another step.
      const step = clock.step();
      if (step === 0) return 0;
      await moveAll(tx, step, now());
      // Before anybody else has a turn: moved times and the old clock must never meet.
      undo = clock.accept();
      await appendLog(tx, { kind: "clock-stepped", at: now(), data: { seconds: Math.round(step / 1000) } });
      return step;
    });
  } catch (error) {
    undo?.();
    throw error;
  }
}

/** Moves the times. @param before  now, by the clock that has counted so far */
export async function moveAll(db: Database, step: number, before: Date): Promise<void> {
  const moved = (at: string): string => text(new Date(new Date(at).getTime() + step));
  const ago = (ms: number): string => text(new Date(before.getTime() - ms));
  function change<Column extends string>(
    row: Readonly<Record<Column, string | null>>,
    columns: readonly Column[],
  ): Partial<Record<Column, string>> {
    const changed: Partial<Record<Column, string>> = {};
    for (const column of columns) {
      const at = row[column];
      if (at !== null) changed[column] = moved(at);
    }
    return changed;
  }

  const incidents = await db
    .selectFrom("oncall_incident")
    .select(["id", ...ofIncident])
    .where((e) => e.or([e("open_key", "is not", null), e("ended_at", ">=", ago(reopenMs))]))
    .execute();
  for (const row of incidents)
    await db.updateTable("oncall_incident").set(change(row, ofIncident)).where("id", "=", row.id).execute();
  // Also those that have left: they tell which run they belong to, and how many a person has had lately.
  const deliveries = await db
    .selectFrom("oncall_delivery")
    .select(["id", ...ofDelivery])
    .where((e) =>
      e.or([
        e("state", "in", ["pending", "leased", "held"]),
        e("created_at", ">=", ago(singles.windowMs)),
        e(
          "id",
          "in",
          db
            .selectFrom("oncall_delivery_incident")
            .innerJoin("oncall_incident", "oncall_incident.id", "oncall_delivery_incident.incident")
            .select("delivery")
            .where("open_key", "is not", null),
        ),
      ]),
    )
    .execute();
  for (const row of deliveries)
    await db.updateTable("oncall_delivery").set(change(row, ofDelivery)).where("id", "=", row.id).execute();
  for (const { name, at } of await db.selectFrom("oncall_heartbeat").selectAll().execute())
    await db
      .updateTable("oncall_heartbeat")
      .set({ at: moved(at) })
      .where("name", "=", name)
      .execute();
  for (const { id, at } of await db.selectFrom("oncall_quarantine").select(["id", "at"]).where("at", ">=", ago(calmMs)).execute())
    await db
      .updateTable("oncall_quarantine")
      .set({ at: moved(at) })
      .where("id", "=", id)
      .execute();
}
