/** Open sessions. One holds while the inventory still knows its person with the same address and no role fewer. */
import type { Contact } from "../../site/inventory.ts";
import type { Person } from "../../site/person.ts";
import { newToken, sha256 } from "./codes.ts";
import type { AccessDatabase, AccessTables } from "./tables.ts";

/** A session ends so long after the login, whatever happens. */
export const longestSeconds = 12 * 3600;
/** And so long after its last request. */
export const idleSeconds = 2 * 3600;
/** The last request is noted to the minute: a write for every page would be too much. */
const noteMs = 60_000;

type Row = AccessTables["access_session"];
export type EndReason = "absolute" | "idle" | "left" | "address" | "roles";

/** Opens a session; call it inside the transaction of the login. @returns the cookie */
export async function openSession(tx: AccessDatabase, contact: Contact, now: Date): Promise<string> {
  const token = newToken();
  const at = now.toISOString();
  await tx
    .insertInto("access_session")
    .values({
      hash: sha256(token),
      contact: contact.id,
      email: contact.email,
      roles: JSON.stringify(contact.roles),
      opened_at: at,
      seen_at: at,
    })
    .execute();
  return token;
}

/** Why a session holds no longer; undefined while it does. Pure. */
export function endOf(row: Row, contact: Contact | undefined, now: Date): EndReason | undefined {
  const past = (at: string): number => (now.getTime() - new Date(at).getTime()) / 1000;
  if (contact === undefined) return "left";
  if (contact.email !== row.email) return "address";
  const had = JSON.parse(row.roles) as readonly Contact["roles"][number][];
  if (had.some((role) => !contact.roles.includes(role))) return "roles";
  if (past(row.opened_at) >= longestSeconds) return "absolute";
  return past(row.seen_at) >= idleSeconds ? "idle" : undefined;
}

/** The person of a session that holds, and notes that it was used. */
export async function personOf(
  db: AccessDatabase,
  token: string,
  contacts: readonly Contact[],
  now: Date,
): Promise<Person | undefined> {
  const row = await db.selectFrom("access_session").selectAll().where("hash", "=", sha256(token)).executeTakeFirst();
  const contact = contacts.find(({ id }) => id === row?.contact);
  if (row === undefined || contact === undefined || endOf(row, contact, now) !== undefined) return undefined;
  if (now.getTime() - new Date(row.seen_at).getTime() >= noteMs) {
    await db.updateTable("access_session").set({ seen_at: now.toISOString() }).where("hash", "=", row.hash).execute();
  }
  return { id: contact.id, name: contact.name, roles: contact.roles };
}

/** When this session ends at the latest; undefined when there is none. */
export async function latestEnd(db: AccessDatabase, token: string): Promise<Date | undefined> {
  const row = await db.selectFrom("access_session").select("opened_at").where("hash", "=", sha256(token)).executeTakeFirst();
  return row && new Date(new Date(row.opened_at).getTime() + longestSeconds * 1000);
}

export async function endSession(tx: AccessDatabase, token: string): Promise<void> {
  await tx.deleteFrom("access_session").where("hash", "=", sha256(token)).execute();
}

export async function endAllOf(tx: AccessDatabase, contact: string): Promise<void> {
  await tx.deleteFrom("access_session").where("contact", "=", contact).execute();
}

/** Removes sessions that hold no longer. @returns whose they were, and why they ended */
export async function endStale(
  tx: AccessDatabase,
  contacts: readonly Contact[],
  now: Date,
): Promise<{ contact: string; reason: EndReason }[]> {
  const ended: { contact: string; reason: EndReason }[] = [];
  for (const row of await tx.selectFrom("access_session").selectAll().execute()) {
    const contact = contacts.find(({ id }) => id === row.contact);
    const reason = endOf(row, contact, now);
    if (reason === undefined) continue;
    await tx.deleteFrom("access_session").where("hash", "=", row.hash).execute();
    ended.push({ contact: row.contact, reason });
  }
  return ended;
}
