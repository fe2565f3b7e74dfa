/** What is kept of persons, and how long: who was told and who acted is forgotten after a while, what happened is not. */
import { appendLog } from "./log.ts";
import { text } from "./store.ts";
import type { Database } from "./tables.ts";

/** How long persons stay in the record (BSI minimum standard for logging v2.1 takes 90 days as its example). */
export const personalDays = 90;

/** Rows per statement: none may take long, for writers wait in line. */
const part = 10_000;

/**
 * Erases who stands in log entries, settled deliveries and ended incidents before an instant. The chain of the log holds
 * only commitments to those parts and still verifies; the act itself is logged. @returns how many log entries lost their part
 */
export async function forgetPersons(db: Database, before: Date, now: Date): Promise<number> {
  const limit = text(before);
  let forgotten = 0;
  for (;;) {
    const count = await db.transaction().execute(async (tx) => {
      const rows = await tx
        .selectFrom("oncall_log")
        .select("seq")
        .where("at", "<", limit)
        .where("personal", "is not", null)
        .orderBy("seq")
        .limit(part)
        .execute();
      const [first, last] = [rows[0]?.seq, rows.at(-1)?.seq];
      if (first === undefined || last === undefined) return 0;
      await tx
        .updateTable("oncall_log")
        .set({ personal: null, salt: null })
        .where("seq", ">=", first)
        .where("seq", "<=", last)
        .where("at", "<", limit)
        .execute();
      return rows.length;
    });
    forgotten += count;
    if (count < part) break;
  }
  await db.transaction().execute(async (tx) => {
    const old = tx
      .selectFrom("oncall_delivery")
      .select("id")
      .where("created_at", "<", limit)
      .where("state", "in", ["accepted", "failed", "superseded", "merged"]);
    await tx.deleteFrom("oncall_token").where("delivery", "in", old).execute();
    await tx
      .updateTable("oncall_delivery")
      .set({ contact: "", name: "", address: "", payload: "", last_error: null })
      .where("id", "in", old)
      .where("contact", "!=", "")
      .execute();
    await tx
      .updateTable("oncall_incident")
      .set({ ack_by: null })
      .where("ended_at", "<", limit)
      .where("ack_by", "is not", null)
      .execute();
    if (forgotten > 0) await appendLog(tx, { kind: "forgotten", at: now, data: { before: limit, entries: forgotten } });
  });
  return forgotten;
}
