/**
 * Writes deliveries: pages that escalation wants, ends for everyone who was paged, and digests. A person gets single
 * mails until they come too thick; then what is left over waits a little and comes as one list.
 */
import type { Contact } from "../../site/inventory.ts";
import { alertName, severityOf } from "./alert.ts";
import { digestContent, endContent, pageContent, whatFollows, type Setting } from "./contents.ts";
import type { Notify, People, Turn } from "./escalation.ts";
import type { Policy } from "../../site/inventory.ts";
import type { Incident } from "./incident.ts";
import { appendLog } from "./log.ts";
import { addDelivery } from "./outbox.ts";
import { incidentOf, text, type Database } from "./store.ts";

/** Single mails per person within the window: of one alert, and of all. What exceeds them is held for a digest. */
export const singles = { windowMs: 600_000, ofOneAlert: 3, ofAll: 6 } as const;
/** The first digest waits so long for company; the next one comes so long after the last. */
export const digest = { collectMs: 20_000, everyMs: 300_000 } as const;

const priorities = { critical: 30, warning: 20, info: 10 } as const;
const endPriority = 5;

const domainOf = (setting: Setting): string => setting.site.mail.from.split("@")[1] ?? "leitstand.invalid";

/** Everything that one turn of escalation says about one incident; call it in the transaction that stores its progress. */
export async function writePages(
  db: Database,
  incident: Incident,
  turn: Turn,
  policy: Policy,
  people: People,
  setting: Setting,
): Promise<void> {
  if (turn.notify.length === 0) return;
  const since = text(turn.progress.since);
  const before = await db
    .selectFrom("oncall_delivery")
    .innerJoin("oncall_delivery_incident", "oncall_delivery_incident.delivery", "oncall_delivery.id")
    .select(["contact", "state"])
    .where("incident", "=", incident.id)
    .where("kind", "=", "page")
    .where("created_at", ">=", since)
    .execute();
  const told = [...new Set([...turn.notify.map(({ who }) => who), ...before.map(({ contact }) => contact)])];
  const next = whatFollows(turn, policy, people, setting.site);
  for (const notify of turn.notify) {
    // A page that is still on its way says the same; a second one would only arrive as a double.
    const waiting = before.some(({ contact, state }) => contact === notify.who && ["pending", "leased", "held"].includes(state));
    const person = setting.site.contacts.find(({ id }) => id === notify.who);
    if (person !== undefined && !waiting) await writePage(db, incident, person, notify, told, next, setting);
  }
}

async function writePage(
  db: Database,
  incident: Incident,
  person: Contact,
  notify: Notify,
  told: readonly string[],
  next: ReturnType<typeof whatFollows>,
  setting: Setting,
): Promise<void> {
  const held = await tooMany(db, person.id, "page", alertName(incident.labels), setting.now);
  const thread = await threadOf(db, incident.id, person.id);
  await addDelivery(
    db,
    {
      contact: person,
      content: pageContent(incident, person, notify, told, next, setting),
      incidents: [incident.id],
      domain: domainOf(setting),
      ...(thread !== undefined && { thread }),
      priority: priorities[severityOf(incident.labels)],
      held,
    },
    setting.now,
  );
  const personal = { contact: person.id, name: person.name };
  const data = { reason: notify.reason, step: notify.step };
  await appendLog(db, { kind: held ? "held" : "notified", at: setting.now, incident: incident.id, data, personal });
}

/** Whether this person has had their share of single mails of this kind. */
async function tooMany(db: Database, contact: string, kind: "page" | "end", alert: string, now: Date): Promise<boolean> {
  const rows = await db
    .selectFrom("oncall_delivery")
    .innerJoin("oncall_delivery_incident", "oncall_delivery_incident.delivery", "oncall_delivery.id")
    .innerJoin("oncall_incident", "oncall_incident.id", "oncall_delivery_incident.incident")
    .select("labels")
    .where("contact", "=", contact)
    .where("kind", "=", kind)
    .where("state", "not in", ["held", "merged", "superseded"])
    .where("created_at", ">", text(new Date(now.getTime() - singles.windowMs)))
    .limit(singles.ofAll)
    .execute();
  if (rows.length >= singles.ofAll) return true;
  const same = rows.filter(({ labels }) => alertName(JSON.parse(labels) as Record<string, string>) === alert);
  return same.length >= singles.ofOneAlert;
}

/** Message-ID of the first mail about this incident to this person that left or may have left. */
async function threadOf(db: Database, incident: string, contact: string): Promise<string | undefined> {
  const first = await db
    .selectFrom("oncall_delivery")
    .innerJoin("oncall_delivery_incident", "oncall_delivery_incident.delivery", "oncall_delivery.id")
    .select("message_id")
    .where("incident", "=", incident)
    .where("contact", "=", contact)
    .where("kind", "=", "page")
    .where("attempts", ">", 0)
    .orderBy("created_at")
    .limit(1)
    .executeTakeFirst();
  return first?.message_id;
}

/** Tells the end to everyone whom a mail about the incident reached or may have reached; call it in the transaction of the end. */
export async function writeEnds(db: Database, incident: Incident, setting: Setting): Promise<void> {
  const mails = await db
    .selectFrom("oncall_delivery")
    .innerJoin("oncall_delivery_incident", "oncall_delivery_incident.delivery", "oncall_delivery.id")
    .select(["contact", "name", "address", "state", "attempts"])
    .where("incident", "=", incident.id)
    .where("kind", "in", ["page", "digest"])
    .where("state", "not in", ["held", "merged"])
    .orderBy("created_at")
    .execute();
  const reached = new Map(
    mails.filter(({ state, attempts }) => state !== "superseded" || attempts > 0).map((mail) => [mail.contact, mail]),
  );
  // Held pages of an incident that is over before they left: nobody needs them.
  const own = db.selectFrom("oncall_delivery_incident").select("delivery").where("incident", "=", incident.id);
  await db
    .updateTable("oncall_delivery")
    .set({ state: "superseded", settled_at: text(setting.now) })
    .where("state", "=", "held")
    .where("id", "in", own)
    .execute();
  for (const mail of reached.values()) {
    const locale = setting.site.contacts.find(({ id }) => id === mail.contact)?.locale ?? setting.site.site.locale;
    const thread = await threadOf(db, incident.id, mail.contact);
    await addDelivery(
      db,
      {
        contact: { id: mail.contact, name: mail.name, email: mail.address },
        content: endContent(incident, locale, setting),
        incidents: [incident.id],
        domain: domainOf(setting),
        ...(thread !== undefined && { thread }),
        priority: endPriority,
        held: await tooMany(db, mail.contact, "end", alertName(incident.labels), setting.now),
      },
      setting.now,
    );
  }
}

/** Turns held mails into one digest per person where one is due. @returns how many were written */
export async function writeDigests(db: Database, setting: Setting): Promise<number> {
  const waiting = await db
    .selectFrom("oncall_delivery")
    .select((e) => ["contact", e.fn.min("created_at").as("first")])
    .where("state", "=", "held")
    .groupBy("contact")
    .execute();
  let written = 0;
  for (const { contact, first } of waiting) {
    const last = await db
      .selectFrom("oncall_delivery")
      .select((e) => e.fn.max("created_at").as("at"))
      .where("contact", "=", contact)
      .where("kind", "=", "digest")
      .executeTakeFirst();
    const dueAt = Math.max(
      new Date(first).getTime() + digest.collectMs,
      typeof last?.at === "string" ? new Date(last.at).getTime() + digest.everyMs : 0,
    );
    if (setting.now.getTime() < dueAt) continue;
    await db.transaction().execute((tx) => writeDigest(tx, contact, setting));
    written++;
  }
  return written;
}

async function writeDigest(db: Database, contact: string, setting: Setting): Promise<void> {
  const held = await db
    .selectFrom("oncall_delivery")
    .selectAll()
    .where("state", "=", "held")
    .where("contact", "=", contact)
    .execute();
  const [one] = held;
  if (one === undefined) return;
  const ids = db.selectFrom("oncall_delivery").select("id").where("state", "=", "held").where("contact", "=", contact);
  const rows = await db
    .selectFrom("oncall_incident")
    .selectAll()
    .where("id", "in", db.selectFrom("oncall_delivery_incident").select("incident").where("delivery", "in", ids))
    .orderBy("opened_at")
    .execute();
  const incidents = rows.map(incidentOf);
  const person = setting.site.contacts.find(({ id }) => id === contact);
  await db
    .updateTable("oncall_delivery")
    .set({ state: "merged", settled_at: text(setting.now) })
    .where("state", "=", "held")
    .where("contact", "=", contact)
    .execute();
  await addDelivery(
    db,
    {
      contact: person ?? { id: contact, name: one.name, email: one.address },
      content: digestContent(incidents, person?.locale ?? setting.site.site.locale, setting),
      incidents: incidents.map(({ id }) => id),
      domain: domainOf(setting),
      priority: Math.max(...held.map(({ priority }) => priority)),
      held: false,
    },
    setting.now,
  );
  const personal = { contact, name: person?.name ?? one.name };
  for (const { id } of incidents)
    await appendLog(db, { kind: "notified", at: setting.now, incident: id, data: { reason: "digest" }, personal });
}
