/** Lists: what came too thick for single mails, and what had to wait while the way out was closed. */
import type { Contact } from "../../site/inventory.ts";
import type { Locale } from "../../site/locale.ts";
import { alertName } from "./alert.ts";
import { contentSchema, type DigestContent } from "./content.ts";
import { digestContent, endContent, pageContent, whatFollows, type Setting } from "./contents.ts";
import { addDeliveries, domainOf, endPriority, mailsAbout, tried, type MailAbout, type NewDelivery } from "./deliveries.ts";
import { nextStepsBeside, peopleOf, policyFor } from "./escalation.ts";
import { acknowledged, type Incident } from "./incident.ts";
import { appendLog } from "./log.ts";
import { incidentsByIds, newId, text } from "./store.ts";
import type { Database } from "./tables.ts";

/** The first digest waits so long for company; the next one comes so long after the last: five mails in ten minutes are the most that help. */
export const digest = { collectMs: 20_000, everyMs: 300_000 } as const;
/** Mails to one person that wait for a closed way are summed up when the oldest has waited so long: until then each is still fresh. */
export const staleMs = 60_000;

type Why = Pick<DigestContent, "about" | "span">;

/** Turns held mails into one digest per person where one is due. */
export async function writeDigests(db: Database, setting: Setting): Promise<void> {
  const waiting = await db
    .selectFrom("oncall_delivery")
    .select((e) => ["contact", e.fn.min("created_at").as("first")])
    .where("state", "=", "held")
    .groupBy("contact")
    .execute();
  for (const { contact, first } of waiting) {
    if (setting.now.getTime() < new Date(first).getTime() + digest.collectMs) continue;
    if (await hadList(db, contact, setting.now)) continue;
    await db.transaction().execute((tx) => writeDigest(tx, contact, setting, { about: "storm" }));
  }
}

/**
 * Whether held mails were merged for the person a short while ago, be it into a list of one: several alone in a row must not
 * become single mails by the way of lists. A time in the future was written before the clock was set back, and counts for nothing.
 */
async function hadList(db: Database, contact: string, now: Date): Promise<boolean> {
  const row = await db
    .selectFrom("oncall_delivery")
    .select("id")
    .where("contact", "=", contact)
    .where("state", "=", "merged")
    // For the index: held mails never wait so long.
    .where("created_at", ">", text(new Date(now.getTime() - 2 * digest.everyMs)))
    .where("settled_at", ">", text(new Date(now.getTime() - digest.everyMs)))
    .where("settled_at", "<=", text(now))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * A list of what waited; if that is a single incident, the mail it would have been, for a list of one hides the first step.
 * @param unheard  no message about any of it has left so far
 */
async function whatWaited(
  db: Database,
  incidents: readonly Incident[],
  person: Contact | undefined,
  locale: Locale,
  setting: Setting,
  why: Why,
  unheard: boolean,
): Promise<Pick<NewDelivery, "kind" | "content" | "alert" | "page">> {
  const [only, ...others] = incidents;
  if (only !== undefined && others.length === 0 && person !== undefined) {
    const alert = alertName(only.labels);
    if (only.endedAt !== undefined)
      return {
        kind: "end",
        alert,
        content: tried(() => ({ ...endContent(only, locale, setting), ...(unheard && { unheard }) })),
      };
    const notify = { do: "notify", who: person.id, reason: "step", step: 0 } as const;
    const about = (await mailsAbout(db, [only.id])).get(only.id) ?? [];
    const run = about.filter(({ kind, createdAt }) => kind !== "status" && createdAt >= only.progress.since);
    const told = [...new Set([person.id, ...run.map(({ contact }) => contact)])];
    const content = tried(() => pageContent(only, person, notify, told, followsNow(only, run, setting), setting));
    // With a name as a page, so that it takes the next way when this one fails.
    return { kind: "page", page: newId(), alert, content };
  }
  return { kind: "digest", alert: "", content: tried(() => digestContent(incidents, locale, setting, why)) };
}

/** Who is told next if nobody acknowledges; undefined when somebody is on it, or when the file's way cannot be walked. */
function followsNow(incident: Incident, run: readonly MailAbout[], { site, now }: Setting): ReturnType<typeof whatFollows> {
  if (acknowledged(incident, now)) return undefined;
  const pages = run.map(({ contact, state }) => ({ who: contact, failed: state === "failed" }));
  try {
    const policy = policyFor(incident, site.policies, site.contacts);
    return policy && whatFollows(nextStepsBeside(site, incident, policy, now, pages), policy, peopleOf(site), site);
  } catch {
    return undefined;
  }
}

/** Merges everything that is held for a person into one mail. @param since  when the oldest of it was to leave */
async function writeDigest(db: Database, contact: string, setting: Setting, why: Why, since = setting.now): Promise<void> {
  const { site, now } = setting;
  const held = await db
    .selectFrom("oncall_delivery")
    .select(["id", "name", "address", "priority", "page"])
    .where("state", "=", "held")
    .where("contact", "=", contact)
    .execute();
  const [one] = held;
  if (one === undefined) return;
  const ids = db.selectFrom("oncall_delivery").select("id").where("state", "=", "held").where("contact", "=", contact);
  const rows = await db
    .selectFrom("oncall_incident")
    .select("id")
    .where("id", "in", db.selectFrom("oncall_delivery_incident").select("incident").where("delivery", "in", ids))
    .orderBy("opened_at")
    .execute();
  const incidents = await incidentsByIds(
    db,
    rows.map(({ id }) => id),
  );
  const person = site.contacts.find(({ id }) => id === contact) ?? {
    id: contact,
    name: one.name,
    email: one.address,
    locale: site.site.locale,
  };
  await db
    .updateTable("oncall_delivery")
    .set({ state: "merged", settled_at: text(now) })
    .where("state", "=", "held")
    .where("contact", "=", contact)
    .execute();
  const delivery: NewDelivery = {
    contact: person,
    way: { channel: "mail", address: person.email },
    ...(await whatWaited(
      db,
      incidents,
      site.contacts.find(({ id }) => id === contact),
      person.locale,
      setting,
      why,
      // Its page has become the end before it left (`writeEnds`).
      held.every(({ page }) => page !== null),
    )),
    incidents: incidents.map(({ id }) => id),
    domain: domainOf(setting),
    thread: undefined,
    priority: held.reduce((most, { priority }) => Math.max(most, priority), endPriority),
  };
  await addDeliveries(db, [delivery], now, since);
  const personal = { contact, name: person.name };
  await appendLog(
    db,
    ...incidents.map(({ id }) => ({ kind: "notified" as const, at: now, incident: id, data: { reason: "digest" }, personal })),
  );
}

/**
 * One mail with the state of things instead of several that have gone stale while no relay took them; call it in the
 * transaction that is about to send one of them. @returns whether there was more than one
 */
export async function sumUp(db: Database, contact: string, setting: Setting): Promise<boolean> {
  const { now } = setting;
  const waiting = await db
    .selectFrom("oncall_delivery")
    .select(["id", "kind", "payload", "created_at"])
    .where("contact", "=", contact)
    .where("channel", "=", "mail")
    .where("state", "=", "pending")
    .orderBy("created_at")
    .execute();
  const [oldest] = waiting;
  if (oldest === undefined || waiting.length < 2) return false;
  const since = new Date(oldest.created_at);
  if (now.getTime() - since.getTime() < staleMs) return false;
  const ids = waiting.map(({ id }) => id);
  await db.updateTable("oncall_delivery").set({ state: "held" }).where("id", "in", ids).execute();
  const from = waiting.flatMap(({ kind, payload }) => (kind === "digest" ? (spanOf(payload)?.from ?? []) : []));
  const earliest = [text(since), ...from].sort()[0] ?? text(since);
  await writeDigest(db, contact, setting, { about: "outage", span: { from: earliest, until: text(now) } }, since);
  return true;
}

function spanOf(payload: string): DigestContent["span"] {
  try {
    const content = contentSchema.parse(JSON.parse(payload));
    return content.kind === "digest" ? content.span : undefined;
  } catch {
    return undefined;
  }
}
