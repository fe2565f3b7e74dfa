/** The sign of life of whoever runs on this database: what tells, at the next start, that nobody did for a while. */
import { text } from "./store.ts";
import type { Database } from "./tables.ts";

/** Every instance leaves one so often. */
export const aliveMs = 10_000;
const name = "leitstand";

/** The query for it, for whoever reads it beside the tables: `at`, as text. */
export const lastSign = `select at from oncall_heartbeat where name = '${name}'`;

/** Leaves a sign of life, in a transaction: its beginning tells whether a shared clock has stepped, and an old time would deceive the others. */
export async function noteAlive(tx: Database, now: Date): Promise<void> {
  const row = { name, at: text(now) };
  await tx
    .insertInto("oncall_heartbeat")
    .values(row)
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ at: row.at }))
    .execute();
}

/** When somebody last ran; undefined: nobody ever did. */
export async function lastAlive(db: Database): Promise<Date | undefined> {
  const row = await db.selectFrom("oncall_heartbeat").select("at").where("name", "=", name).executeTakeFirst();
  return row && new Date(row.at);
}
