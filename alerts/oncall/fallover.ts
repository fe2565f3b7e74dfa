/** A page that does not get through one way to its person takes the next way to the same person. */
import type { Setting } from "./contents.ts";
import { waysTo } from "./channels.ts";
import { appendLog } from "./log.ts";
import { newId, text } from "./store.ts";
import type { Database, DeliveryRow } from "./tables.ts";

/** A page that no relay has taken after so long goes another way as well; the retries of the first go on. */
export const elsewhereMs = 25_000;

/**
 * Writes the page for the next way to its person that it has not taken yet; call it in the transaction that settles the
 * failed one. @returns whether there was one
 */
export async function goElsewhere(db: Database, row: DeliveryRow, { site, now }: Setting): Promise<boolean> {
  const person = site.contacts.find(({ id }) => id === row.contact);
  if (row.kind !== "page" || row.page === null || person === undefined) return false;
  const taken = await db.selectFrom("oncall_delivery").select("channel").where("page", "=", row.page).execute();
  const next = waysTo(person).find((way) => !taken.some(({ channel }) => channel === way.channel));
  if (next === undefined) return false;
  const id = newId();
  await db
    .insertInto("oncall_delivery")
    .values({
      ...row,
      id,
      ...next,
      thread: null,
      message_id: row.message_id.replace(row.id, id),
      state: "pending",
      created_at: text(now),
      next_at: text(now),
      lease_until: null,
      fence: 0,
      attempts: 0,
      settled_at: null,
      relay: null,
      last_error: null,
    })
    .execute();
  const links = await db.selectFrom("oncall_delivery_incident").select("incident").where("delivery", "=", row.id).execute();
  await db
    .insertInto("oncall_delivery_incident")
    .values(links.map(({ incident }) => ({ delivery: id, incident })))
    .execute();
  const personal = { contact: row.contact, name: row.name };
  const data = { reason: "elsewhere", channel: next.channel };
  await appendLog(db, ...links.map(({ incident }) => ({ kind: "notified" as const, at: now, incident, data, personal })));
  return true;
}
