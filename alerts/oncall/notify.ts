/**
 * Writes deliveries: pages that escalation wants, and ends for everyone who was paged. A person gets single mails until
 * they come too thick; then what is left over waits a little and comes as one list (`digests.ts`).
 */
import type { Policy } from "../../site/inventory.ts";
import { alertName, severityOf } from "./alert.ts";
import { markedContacts } from "./addresses.ts";
import { waysTo } from "./channels.ts";
import { endContent, pageContent, whatFollows, type Setting } from "./contents.ts";
import type { People, Turn } from "./escalation.ts";
import type { Incident } from "./incident.ts";
import { appendLog, type LogEntry } from "./log.ts";
import {
  addDeliveries,
  domainOf,
  endPriority,
  mailsAbout,
  priorities,
  tried,
  type MailAbout,
  type NewDelivery,
} from "./deliveries.ts";
import { newId, text } from "./store.ts";
import type { Database } from "./tables.ts";

/**
 * Single mails per person within the window: of one alert, and of all. What exceeds them is held for a digest, so that with two
 * digests five mails in ten minutes are the most. A critical incident has a lane of its own as long as no other open one of the
 * same alert was told to the person in this window or waits for their list, so that no storm hides it: what has ended is no
 * storm, and whoever was told that it is over must hear at once that it is back. One after the other is a storm too: once three single
 * mails were about others of the alert, the next one goes into a list.
 */
export const singles = { windowMs: 600_000, ofOneAlert: 2, ofAll: 3, ofAllCritical: 16 } as const;

/** How many single pages each person has had lately; counts on while a batch is written. */
interface Shares {
  /** Takes one mail from the person's share. @returns false when there is none left: it is held */
  take(contact: string, page: { alert: string; incident: string; critical: boolean }): Promise<boolean>;
}

async function sharesOf(db: Database, contacts: readonly string[], now: Date): Promise<Shares> {
  const counts = new Map<string, number>();
  const countOf = (...key: readonly string[]): number => counts.get(key.join(" ")) ?? 0;
  const add = (key: readonly string[], count: number): void => void counts.set(key.join(" "), countOf(...key) + count);
  // What a person gets over several channels is one message to them: the fullest channel counts.
  const perChannel = new Map<string, number>();
  const fullest = (key: readonly string[], channel: string, count: number): void => {
    const ofChannel = [...key, channel].join("/");
    const own = (perChannel.get(ofChannel) ?? 0) + count;
    perChannel.set(ofChannel, own);
    counts.set(key.join(" "), Math.max(countOf(...key), own));
  };
  const since = text(new Date(now.getTime() - singles.windowMs));
  /** Open incidents that the person was paged about, or will read of in a list, by contact and alert. */
  const heardOf = new Map<string, Set<string>>();
  const hear = (contact: string, alert: string, incident: string): void => {
    const key = `${contact} ${alert}`;
    heardOf.set(key, (heardOf.get(key) ?? new Set()).add(incident));
  };
  const rows = await db
    .selectFrom("oncall_delivery as d")
    .innerJoin("oncall_delivery_incident as about", "about.delivery", "d.id")
    .innerJoin("oncall_incident as i", "i.id", "about.incident")
    .select((e) => ["d.contact", "d.alert", "d.channel", "about.incident", "i.open_key", e.fn.countAll().as("count")])
    .where("d.contact", "in", contacts)
    .where("d.kind", "=", "page")
    .where("d.state", "in", ["pending", "leased", "accepted", "failed"])
    .where("d.created_at", ">", since)
    .groupBy(["d.contact", "d.alert", "d.channel", "about.incident", "i.open_key"])
    .execute();
  for (const { contact, alert, channel, incident, open_key, count } of rows) {
    fullest([contact], channel, Number(count));
    fullest([contact, alert], channel, Number(count));
    fullest([contact, incident], channel, Number(count));
    if (open_key !== null) hear(contact, alert, incident);
  }
  const isAlone = (contact: string, alert: string, incident: string): boolean =>
    [...(heardOf.get(`${contact} ${alert}`) ?? [])].every((other) => other === incident);
  /** Another open incident of the alert that is in a list of this person; asked only for what looks alone, a storm has thousands. */
  const hearLists = async (contact: string, alert: string, incident: string): Promise<void> => {
    const other = await db
      .selectFrom("oncall_delivery as d")
      .innerJoin("oncall_delivery_incident as about", "about.delivery", "d.id")
      .innerJoin("oncall_incident as i", "i.id", "about.incident")
      .select("about.incident")
      .where("d.contact", "=", contact)
      .where("d.alert", "=", alert)
      .where("d.kind", "=", "page")
      .where("d.state", "in", ["held", "merged"])
      .where("d.created_at", ">", since)
      .where("i.open_key", "is not", null)
      .where("about.incident", "!=", incident)
      .limit(1)
      .executeTakeFirst();
    if (other !== undefined) hear(contact, alert, other.incident);
  };
  return {
    async take(contact, { alert, incident, critical }) {
      const ofOthers = countOf(contact, alert) - countOf(contact, incident);
      const room = countOf(contact) < singles.ofAllCritical && ofOthers < singles.ofAll;
      const candidate = critical && room && isAlone(contact, alert, incident);
      if (candidate) await hearLists(contact, alert, incident);
      const lane = candidate && isAlone(contact, alert, incident);
      const full = countOf(contact) >= (lane ? singles.ofAllCritical : singles.ofAll);
      hear(contact, alert, incident);
      if (full || (!lane && countOf(contact, alert) >= singles.ofOneAlert)) return false;
      for (const key of [[contact], [contact, alert], [contact, incident]]) add(key, 1);
      return true;
    },
  };
}

/** Message-ID of the first mail about an incident to this person that left or may have left. */
function threadOf(mails: readonly MailAbout[], contact: string): string | undefined {
  return mails.find(
    (mail) => mail.contact === contact && mail.channel === "mail" && ["page", "status"].includes(mail.kind) && mail.attempts > 0,
  )?.messageId;
}

/** What a turn of escalation says about one incident. */
export interface Paging {
  readonly incident: Incident;
  readonly turn: Turn;
  readonly policy: Policy;
  /** Mails about it so far. */
  readonly mails: readonly MailAbout[];
}

/** Everything that a batch of turns wants said; call it in the transaction that stores their progress. */
export async function writePages(db: Database, pagings: readonly Paging[], people: People, setting: Setting): Promise<void> {
  const contacts = [...new Set(pagings.flatMap(({ turn }) => turn.notify.map(({ who }) => who)))];
  if (contacts.length === 0) return;
  const { site, now } = setting;
  const shares = await sharesOf(db, contacts, now);
  const marked = await markedContacts(db);
  const deliveries: NewDelivery[] = [];
  const entries: LogEntry[] = [];
  for (const { incident, turn, policy, mails } of pagings) {
    const run = mails.filter(({ kind, createdAt }) => kind === "page" && createdAt >= turn.progress.since);
    const told = [...new Set([...turn.notify.map(({ who }) => who), ...run.map(({ contact }) => contact)])];
    for (const notify of turn.notify) {
      const person = site.contacts.find(({ id }) => id === notify.who);
      if (person === undefined) continue;
      // A page that is still on its way says the same; a second one would only arrive as a double.
      const waiting = run.filter(({ contact, state }) => contact === person.id && ["pending", "leased", "held"].includes(state));
      const critical = severityOf(incident.labels) === "critical" || notify.daysOffUntil !== undefined;
      const all = waysTo(person);
      // What is critical goes every way at once, and so does everything to whom mail does not reach; anything else goes
      // the ordinary way, and another only when that fails.
      const ways = (critical || marked.has(person.id) ? all : all.slice(0, 1)).filter(
        (way) => !waiting.some(({ channel }) => channel === way.channel),
      );
      if (ways.length === 0) continue;
      const alert = alertName(incident.labels);
      const single = await shares.take(person.id, { alert, incident: incident.id, critical });
      const page = newId();
      const personal = { contact: person.id, name: person.name };
      for (const way of single ? ways : all.slice(0, 1)) {
        deliveries.push({
          contact: person,
          way,
          page,
          kind: "page",
          content: single
            ? tried(() => pageContent(incident, person, notify, told, whatFollows(turn, policy, people, site), setting))
            : undefined,
          incidents: [incident.id],
          alert,
          domain: domainOf(setting),
          thread: way.channel === "mail" ? threadOf(mails, person.id) : undefined,
          priority: priorities[critical ? "critical" : severityOf(incident.labels)],
        });
        const data = { reason: notify.reason, step: notify.step, channel: way.channel };
        entries.push({ kind: single ? "notified" : "held", at: now, incident: incident.id, data, personal });
      }
    }
  }
  await addDeliveries(db, deliveries, now);
  await appendLog(db, ...entries);
}

/** So many that wait for one person are a storm; with fewer, an end of its own comes at once. */
const gathering = 5;

/** Those of the contacts who lately got a list, or for whom a long one is gathering: there is more than single mails can tell. */
async function haveLists(db: Database, contacts: readonly string[], now: Date): Promise<ReadonlySet<string>> {
  if (contacts.length === 0) return new Set();
  const deliveries = db.selectFrom("oncall_delivery").select("contact").where("contact", "in", contacts).groupBy("contact");
  const rows = await deliveries
    .where("kind", "=", "digest")
    .where("created_at", ">", text(new Date(now.getTime() - singles.windowMs)))
    .union(deliveries.where("state", "=", "held").having((e) => e.fn.countAll<number>(), ">=", gathering))
    .execute();
  return new Set(rows.map(({ contact }) => contact));
}

/** Tells the ends to everyone whom a mail about the incident reached, may have reached or was to reach; call it in the transaction of the ends. */
export async function writeEnds(db: Database, incidents: readonly Incident[], setting: Setting, asList = false): Promise<void> {
  if (incidents.length === 0) return;
  const { site, now } = setting;
  const ids = incidents.map(({ id }) => id);
  const mails = await mailsAbout(db, ids);
  const reached = incidents.map((incident) => {
    const about = mails.get(incident.id) ?? [];
    const left = about.filter(
      ({ state, attempts }) => !["held", "merged", "failed"].includes(state) && (state !== "superseded" || attempts > 0),
    );
    return { incident, about, ways: new Map(left.map((mail) => [`${mail.contact} ${mail.channel}`, mail])) };
  });
  // Held pages of an incident that is over before they left: who has heard of it hears the end; to whoever has not, the next list
  // says that it came and went.
  const unheard = reached.flatMap(({ about, ways }) => {
    const heard = new Set([...ways.values()].map(({ contact }) => contact));
    return about.flatMap(({ id, kind, state, contact }) =>
      kind === "page" && state === "held" && !heard.has(contact) ? id : [],
    );
  });
  if (unheard.length > 0)
    await db.updateTable("oncall_delivery").set({ kind: "end", priority: endPriority }).where("id", "in", unheard).execute();
  await db
    .updateTable("oncall_delivery")
    .set({ state: "superseded", settled_at: text(now) })
    .where("state", "=", "held")
    .where("kind", "=", "page")
    .where("id", "in", db.selectFrom("oncall_delivery_incident").select("delivery").where("incident", "in", ids))
    .execute();
  const flooded = await haveLists(db, [...new Set([...mails.values()].flat().map(({ contact }) => contact))], now);
  const deliveries = reached.flatMap(({ incident, about, ways }) =>
    [...ways.values()].map((mail): NewDelivery => {
      const locale = site.contacts.find(({ id }) => id === mail.contact)?.locale ?? site.site.locale;
      // Who had a message of its own about it hears the end the same way; who saw it in a list, or is in a storm, in a list.
      const own = about.some(
        ({ contact, channel, kind, attempts }) =>
          contact === mail.contact && channel === mail.channel && ["page", "status"].includes(kind) && attempts > 0,
      );
      return {
        contact: { id: mail.contact, name: mail.name },
        way: { channel: mail.channel, address: mail.address },
        kind: "end",
        content: own && !asList && !flooded.has(mail.contact) ? tried(() => endContent(incident, locale, setting)) : undefined,
        incidents: [incident.id],
        alert: alertName(incident.labels),
        domain: domainOf(setting),
        thread: mail.channel === "mail" ? threadOf(about, mail.contact) : undefined,
        priority: endPriority,
      };
    }),
  );
  await addDeliveries(db, deliveries, now);
}
