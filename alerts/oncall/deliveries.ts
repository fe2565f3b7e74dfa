/** Delivery rows as they are written, and what later mails must know of earlier ones. */
import type { Channel, Way } from "./channels.ts";
import type { Content } from "./content.ts";
import type { Setting } from "./contents.ts";
import { inParts, newId, text } from "./store.ts";
import type { Database, DeliveryRow } from "./tables.ts";

export interface NewDelivery {
  /** Its name, when the writer must know it. */
  readonly id?: string;
  readonly contact: { readonly id: string; readonly name: string };
  readonly way: Way;
  /** What the same page to the same person over other channels carries too. */
  readonly page?: string;
  readonly kind: DeliveryRow["kind"];
  /** What to say; `unmade`: that could not be computed, a plain text goes out; undefined: it is held for a digest, which finds its own words. */
  readonly content: Content | "unmade" | undefined;
  readonly incidents: readonly string[];
  /** Name of the alert, for counting how many mails of one alert a person has had. */
  readonly alert: string;
  /** Domain of the Message-ID: that of the sender's address. */
  readonly domain: string;
  readonly thread: string | undefined;
  readonly priority: number;
}

export const priorities = { critical: 30, warning: 20, info: 10 } as const;
export const endPriority = 5;

export const domainOf = ({ site }: Setting): string => site.mail.from.split("@")[1] ?? "leitstand.invalid";

/** A content, or the mark that it could not be made: whatever stands in a label or a file, something goes out. */
export function tried(make: () => Content): Content | "unmade" {
  try {
    return make();
  } catch {
    return "unmade";
  }
}

/**
 * Writes delivery rows; call it in the transaction of what they tell.
 * @param since  since when what they tell waits
 */
export async function addDeliveries(
  db: Database,
  deliveries: readonly NewDelivery[],
  now: Date,
  since: Date = now,
): Promise<void> {
  const links: { delivery: string; incident: string }[] = [];
  const rows = deliveries.map(({ id: given, contact, way, page, kind, content, incidents, alert, domain, thread, priority }) => {
    const id = given ?? newId();
    for (const incident of incidents) links.push({ delivery: id, incident });
    return {
      id,
      kind,
      contact: contact.id,
      name: contact.name,
      ...way,
      page: page ?? null,
      alert,
      payload: content === undefined ? "" : content === "unmade" ? "{}" : JSON.stringify(content),
      thread: thread ?? null,
      message_id: `<${id}@${domain}>`,
      priority,
      state: content === undefined ? ("held" as const) : ("pending" as const),
      created_at: text(since),
      next_at: text(now),
      lease_until: null,
      fence: 0,
      attempts: 0,
      settled_at: null,
      relay: null,
      last_error: null,
    };
  });
  await inParts(rows, (part) =>
    db
      .insertInto("oncall_delivery")
      .values([...part])
      .execute(),
  );
  await inParts(links, (part) =>
    db
      .insertInto("oncall_delivery_incident")
      .values([...part])
      .execute(),
  );
}

/** A mail about one incident, as far as later mails depend on it. */
export interface MailAbout {
  readonly id: string;
  readonly incident: string;
  readonly kind: DeliveryRow["kind"];
  readonly contact: string;
  readonly name: string;
  readonly channel: Channel;
  readonly address: string;
  readonly state: DeliveryRow["state"];
  readonly attempts: number;
  readonly createdAt: Date;
  readonly messageId: string;
}

/** All pages, digests and status mails about these incidents, oldest first, by incident. */
export async function mailsAbout(db: Database, incidents: readonly string[]): Promise<Map<string, MailAbout[]>> {
  const found = new Map<string, MailAbout[]>(incidents.map((id) => [id, []]));
  if (incidents.length === 0) return found;
  const rows = await db
    .selectFrom("oncall_delivery_incident")
    .innerJoin("oncall_delivery", "oncall_delivery.id", "oncall_delivery_incident.delivery")
    .select(["id", "incident", "kind", "contact", "name", "channel", "address", "state", "attempts", "created_at", "message_id"])
    .where("incident", "in", incidents)
    .where("kind", "in", ["page", "digest", "status"])
    .orderBy("created_at")
    .execute();
  for (const { created_at, message_id, ...row } of rows) {
    found.get(row.incident)?.push({ ...row, createdAt: new Date(created_at), messageId: message_id });
  }
  return found;
}
