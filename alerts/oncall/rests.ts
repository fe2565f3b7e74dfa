/** Hints about rest, from the database: to the person who was called out and to the leads, once. */
import { seconds, type Contact } from "../../site/inventory.ts";
import { formatDay, formatDuration } from "../../site/locale.ts";
import type { NoteContent } from "./content.ts";
import { incidentTitle, type Setting } from "./contents.ts";
import { peopleOf } from "./escalation.ts";
import type { Incident } from "./incident.ts";
import { leads, letterFrame, once, writeLetters } from "./letters.ts";
import { appendLog } from "./log.ts";
import { restAfter, swapFor, type CallOut, type Rest, type Swap } from "./rest.ts";
import { incidentOf, text } from "./store.ts";
import type { Database } from "./tables.ts";
import { nameOf } from "./views.ts";
import { say } from "./words.ts";

/** Call-outs that ended longer ago are history. */
const lookBackMs = 12 * 3_600_000;

const callOutOf = ({ id, acknowledgement, endedAt }: Incident): CallOut | undefined =>
  acknowledgement === undefined || endedAt === undefined
    ? undefined
    : { contact: acknowledgement.by, incident: id, from: acknowledgement.at, until: endedAt };

/** Ended incidents that somebody had taken on, with the call-out that they were; `ended_at` in `from` ≤ t < `until`. */
export async function callOuts(db: Database, from: Date, until: Date): Promise<{ incident: Incident; callOut: CallOut }[]> {
  const rows = await db
    .selectFrom("oncall_incident")
    .selectAll()
    .where("ended_at", ">=", text(from))
    .where("ended_at", "<", text(until))
    .where("ack_by", "is not", null)
    .orderBy("ended_at")
    .execute();
  return rows.map(incidentOf).flatMap((incident) => {
    const callOut = callOutOf(incident);
    return callOut === undefined ? [] : [{ incident, callOut }];
  });
}

/** Writes the hints that are due. @returns whether there were any */
export async function keepRest(db: Database, setting: Setting): Promise<boolean> {
  const { site, now } = setting;
  const { working } = peopleOf(site);
  const restMs = seconds(site.duty.rest) * 1000;
  let wrote = false;
  for (const { incident, callOut } of await callOuts(db, new Date(now.getTime() - lookBackMs), now)) {
    const rest = restAfter(callOut, restMs, working);
    const person = site.contacts.find(({ id }) => id === callOut.contact);
    if (rest === undefined || person === undefined) continue;
    const key = `rest ${callOut.incident} ${callOut.contact}`;
    if ((await db.selectFrom("oncall_once").select("key").where("key", "=", key).executeTakeFirst()) !== undefined) continue;
    const swaps = site.rotas.flatMap((rota) => swapFor(rota, working.zone, callOut, rest) ?? []);
    wrote =
      (await db.transaction().execute(async (tx) => {
        if (!(await once(tx, key, now))) return false;
        const readers = [person, ...leads(site.contacts).filter(({ id }) => id !== person.id)];
        const content = (reader: Contact) => restContent({ incident, callOut, rest, swaps }, reader, setting);
        await writeLetters(
          tx,
          readers.map((to) => ({ to, content: content(to) })),
          setting,
        );
        const personal = { contact: person.id, name: person.name };
        await appendLog(tx, { kind: "rest-hint", at: now, incident: incident.id, personal });
        return true;
      })) || wrote;
  }
  return wrote;
}

export interface RestFacts {
  readonly incident: Incident;
  readonly callOut: CallOut;
  readonly rest: Rest;
  readonly swaps: readonly Swap[];
}

export function restContent({ incident, callOut, rest, swaps }: RestFacts, { locale }: Contact, setting: Setting): NoteContent {
  const { site, baseUrl } = setting;
  const day = (at: Date): string => formatDay(at, site.site.time_zone, locale);
  const name = nameOf(callOut.contact, site);
  const subject = say(locale, "restSubject", { name, until: day(rest.until) });
  const url = `${baseUrl}/oncall`;
  return {
    ...letterFrame(locale, setting),
    subject,
    groups: [
      [
        {
          text: say(locale, "restFacts", {
            title: incidentTitle(incident, site, locale),
            from: day(callOut.from),
            until: day(callOut.until),
          }),
        },
        {
          text: say(locale, "restBody", {
            rest: formatDuration(seconds(site.duty.rest), locale).replace(/ 00 min$/, ""),
            until: day(rest.until),
            work: day(rest.workBegins),
          }),
        },
      ],
      swaps.map(({ rota, contact }) => ({
        text: say(locale, "restSwap", {
          rota: site.rotas.find(({ id }) => id === rota)?.name ?? rota,
          name: nameOf(contact, site),
          from: day(callOut.until),
          until: day(rest.until),
        }),
      })),
      [{ text: say(locale, "restNote") }],
      [{ label: say(locale, "oncall"), text: url, link: true }],
    ],
    short: subject,
    url,
  };
}
