/** The sign of life of whoever runs on this database: what tells, at the next start, that nobody did for a while. */
import { text } from "./store.ts";
import type { Database } from "./tables.ts";

/** Every instance leaves one so often. */
export const aliveMs = 10_000;
const name = "leitstand";

/** Leaves a sign of life. */
export async function noteAlive(db: Database, now: Date): Promise<void> {
  const row = { name, at: text(now) };
  await db
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
