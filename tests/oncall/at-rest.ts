// Whether the on-call core has nothing left to do.

import type { Database, DeliveryRow } from "../../alerts/oncall/tables.ts";

/**
 * True when no open incident is due at `at` and no delivery is in one of `states`.
 * One statement, so that both are seen at one moment: an act moves its incident and writes its deliveries in one transaction,
 * and two questions one after the other can both be answered "none" around it.
 * @param later  deliveries whose next attempt is after `at` are left out
 */
export async function atRest(
  db: Database,
  at: Date,
  states: readonly DeliveryRow["state"][] = ["pending", "leased"],
  later = false,
): Promise<true | undefined> {
  const now = at.toISOString();
  const due = db.selectFrom("oncall_incident").select("id").where("open_key", "is not", null).where("next_act_at", "<=", now);
  const waiting = db
    .selectFrom("oncall_delivery")
    .select("id")
    .where("state", "in", states)
    .$if(later, (query) => query.where((where) => where.or([where("state", "=", "leased"), where("next_at", "<=", now)])));
  return (await due.unionAll(waiting).execute()).length === 0 ? true : undefined;
}
