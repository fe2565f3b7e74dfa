/** Status mails: people beside the stand-by duty, such as the crisis team, hear of an incident and have nothing to acknowledge. */
import type { Contact } from "../../site/inventory.ts";
import { formatInstant, formatMoment } from "../../site/locale.ts";
import { alertName } from "./alert.ts";
import type { NoteContent } from "./content.ts";
import { deadlineOf, incidentTitle, incidentUrl, ruleText, type Setting } from "./contents.ts";
import { addDeliveries, domainOf, type NewDelivery } from "./deliveries.ts";
import type { Incident } from "./incident.ts";
import { appendLog, type LogEntry } from "./log.ts";
import { clean, placeOf } from "./place.ts";
import { text } from "./store.ts";
import type { Database } from "./tables.ts";
import { nameOf } from "./views.ts";
import { say } from "./words.ts";

export interface Status {
  readonly incident: Incident;
  readonly roles: readonly Contact["roles"][number][];
  /** Contact ids of those who are paged. */
  readonly told: readonly string[];
}

/** Status mails that one person gets within ten minutes; what exceeds them stands on the board. */
const most = 6;
const windowMs = 600_000;

/** Writes the status mails of a batch of incidents; call it in the transaction that stores their progress. */
export async function writeStatuses(db: Database, statuses: readonly Status[], setting: Setting): Promise<void> {
  if (statuses.length === 0) return;
  const { site, now } = setting;
  const counts = new Map<string, number>();
  const rows = await db
    .selectFrom("oncall_delivery")
    .select((e) => ["contact", e.fn.countAll().as("count")])
    .where("kind", "=", "status")
    .where("created_at", ">", text(new Date(now.getTime() - windowMs)))
    .groupBy("contact")
    .execute();
  for (const { contact, count } of rows) counts.set(contact, Number(count));
  const deliveries: NewDelivery[] = [];
  const entries: LogEntry[] = [];
  for (const { incident, roles, told } of statuses) {
    for (const person of site.contacts.filter((contact) => contact.roles.some((role) => roles.includes(role)))) {
      const had = counts.get(person.id) ?? 0;
      // Whoever is paged for it knows already.
      if (told.includes(person.id) || had >= most) continue;
      counts.set(person.id, had + 1);
      deliveries.push({
        contact: person,
        way: { channel: "mail", address: person.email },
        kind: "status",
        content: statusContent(incident, person, told, setting),
        incidents: [incident.id],
        alert: alertName(incident.labels),
        domain: domainOf(setting),
        thread: undefined,
        priority: 20,
      });
      entries.push({ kind: "informed", at: now, incident: incident.id, personal: { contact: person.id, name: person.name } });
    }
  }
  await addDeliveries(db, deliveries, now);
  await appendLog(db, ...entries);
}

/** What a status mail to one person says. */
export function statusContent(incident: Incident, person: Contact, told: readonly string[], setting: Setting): NoteContent {
  const { site, baseUrl, now } = setting;
  const { locale } = person;
  const zone = site.site.time_zone;
  const title = incidentTitle(incident, site, locale);
  const place = placeOf(incident.labels, site);
  const names = [...new Set(told)].map((id) => nameOf(id, site));
  const deadline = deadlineOf(incident);
  const line = (label: Parameters<typeof say>[1], value: string | undefined, most: number) =>
    value === undefined ? [] : [{ label: say(locale, label), text: clean(value, most) }];
  const subject = say(locale, "statusSubject", { title, place: place.short });
  return {
    kind: "note",
    locale,
    zone,
    createdAt: now.toISOString(),
    subject,
    groups: [
      [
        {
          text:
            names.length === 0
              ? say(locale, "statusIntroNobody")
              : say(locale, "statusIntro", { names: names.slice(0, 3).join(", ") }),
        },
      ],
      [
        ...line("where", place.full, 240),
        ...line("since", say(locale, "asOfAt", { time: formatInstant(incident.startsAt, zone, locale) }), 60),
        ...line("deadline", deadline && say(locale, "asOfAt", { time: formatMoment(deadline, now, zone, locale) }), 60),
        ...line("what", ruleText(incident, "description", site, locale), 260),
        ...line("consequence", ruleText(incident, "folge", site, locale), 200),
      ],
      [
        { label: say(locale, "board"), text: `${baseUrl}/`, link: true },
        { label: say(locale, "incident"), text: incidentUrl(baseUrl, incident.id), link: true },
      ],
    ],
    short: subject,
    url: incidentUrl(baseUrl, incident.id),
  };
}
