/** Addresses that do not work, marked by a refusal or a returned mail. They are still tried: a mark must never cost a page. */
import type { Channel } from "./channels.ts";
import { text } from "./store.ts";
import type { Database } from "./tables.ts";

export interface Mark {
  readonly contact: string;
  readonly channel: Channel;
  readonly address: string;
  readonly failed_at: string;
  readonly reason: string;
}

/** Marks an address, or renews its mark. */
export async function markAddress(db: Database, mark: Omit<Mark, "failed_at">, now: Date): Promise<void> {
  const failed = { failed_at: text(now), reason: mark.reason.slice(0, 300) };
  await db
    .insertInto("oncall_address")
    .values({ ...mark, ...failed })
    .onConflict((conflict) => conflict.columns(["contact", "channel", "address"]).doUpdateSet(failed))
    .execute();
}

/** Every marked address. */
export async function failingAddresses(db: Database): Promise<Mark[]> {
  return db.selectFrom("oncall_address").selectAll().orderBy("contact").execute();
}

/** Contacts of which an ordinary address is marked. */
export async function markedContacts(db: Database): Promise<ReadonlySet<string>> {
  const rows = await db.selectFrom("oncall_address").select("contact").where("channel", "=", "mail").execute();
  return new Set(rows.map(({ contact }) => contact));
}

/** Every mark, oldest first. */
export function marksOf(db: Database): Promise<Mark[]> {
  return db.selectFrom("oncall_address").selectAll().orderBy("failed_at").execute();
}
