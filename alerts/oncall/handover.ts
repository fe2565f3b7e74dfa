/** Shift hand-overs: when the person on duty changes, and what the one who comes must know. Pure. */
import { seconds, type Contact, type Rota, type Site } from "../../site/inventory.ts";
import { formatDay, formatMoment, type Locale } from "../../site/locale.ts";
import { severityOf } from "./alert.ts";
import type { NoteContent } from "./content.ts";
import { incidentTitle, type Setting } from "./contents.ts";
import { acknowledged, type Incident } from "./incident.ts";
import { letterFrame } from "./letters.ts";
import { planned, windowAt } from "./maintenance.ts";
import { clean, placeOf } from "./place.ts";
import { shiftAt, wholeShifts, type Shift } from "./rota.ts";
import { englishTitles } from "./titles-en.ts";
import { nameOf } from "./views.ts";
import { say, type Word } from "./words.ts";

/** A change of the person on duty. */
export interface Handover {
  readonly at: Date;
  /** Who had the duty; undefined: nobody. */
  readonly from: string | undefined;
  readonly to: string;
  /** When the next change is. */
  readonly until: Date;
}

/** Shifts of one person in a row that are looked through; more than a year of weeks. */
const longestRow = 100;

/** The last change up to `now` of who is on duty; undefined when nobody is. A person's next shift in a row is no change. */
export function lastHandover(rota: Rota, zone: string, now: Date): Handover | undefined {
  const current = shiftAt(rota, zone, now);
  if (current === undefined) return undefined;
  let first = current;
  let before: Shift | undefined;
  for (let row = 0; row < longestRow; row++) {
    before = shiftAt(rota, zone, new Date(first.from.getTime() - 1));
    if (before?.contact !== current.contact) break;
    first = before;
  }
  let last = current;
  for (let row = 0; row < longestRow; row++) {
    const after = shiftAt(rota, zone, last.until);
    if (after?.contact !== current.contact) break;
    last = after;
  }
  return { at: first.from, from: before?.contact, to: current.contact, until: last.until };
}

/** A silence of Alertmanager that is in force. */
export interface Silence {
  readonly matchers: readonly {
    readonly name: string;
    readonly value: string;
    /** Left out: the value as it stands. */
    readonly isEqual?: boolean | undefined;
    readonly isRegex?: boolean | undefined;
  }[];
  readonly comment: string;
  readonly createdBy: string;
  readonly endsAt: Date;
}

/** A planned duty, as it is kept to see later what has changed. */
export interface PlannedDuty {
  readonly contact: string;
  readonly from: string;
  readonly until: string;
}

const planDays = 14;

/** The duties of the next fortnight. */
export function planOf(rota: Rota, zone: string, now: Date): PlannedDuty[] {
  return wholeShifts(rota, zone, now, new Date(now.getTime() + planDays * 86_400_000)).map(({ contact, from, until }) => ({
    contact,
    from: from.toISOString(),
    until: until.toISOString(),
  }));
}

/** Duties ahead that were planned otherwise at the last hand-over, as far as that plan reached. */
export function planChanges(before: readonly PlannedDuty[], rota: Rota, zone: string, now: Date): Shift[] {
  const reach = before.at(-1)?.until;
  if (reach === undefined || new Date(reach) <= now) return [];
  const had = (shift: Shift): boolean =>
    before.some(
      ({ contact, from, until }) => contact === shift.contact && new Date(from) <= shift.from && shift.until <= new Date(until),
    );
  const until = new Date(Math.min(new Date(reach).getTime(), now.getTime() + planDays * 86_400_000));
  return wholeShifts(rota, zone, now, until).filter((shift) => shift.until <= new Date(reach) && !had(shift));
}

/** Everything that a hand-over tells. */
export interface HandoverFacts {
  readonly rota: Rota;
  readonly handover: Handover;
  readonly incidents: readonly Incident[];
  /** Undefined: Alertmanager did not answer. */
  readonly silences: readonly Silence[] | undefined;
  readonly changes: readonly Shift[];
  /** Ways out that do not work, and addresses that fail, in words. */
  readonly broken: readonly string[];
}

/** Lines of each list that a mail shows. */
const mostLines = 8;

/** What the one who comes reads: first how much there is, then each list. */
export function handoverContent(facts: HandoverFacts, person: Contact, setting: Setting): NoteContent {
  const { rota, handover, silences, changes, broken } = facts;
  const { site, baseUrl, now } = setting;
  const { locale } = person;
  const zone = site.site.time_zone;
  const day = (at: Date): string => formatDay(at, zone, locale);
  const until = day(handover.until);
  const confirmBy = new Date(now.getTime() + seconds(site.duty.confirm_handover) * 1000);
  const lists = listsOf(facts, locale, setting);
  const counts = lists.filter(({ lines }) => lines.length > 0).map(({ word, lines }) => `${say(locale, word)} ${lines.length}`);
  const next = shiftAt(rota, zone, handover.until);
  const list = (word: Word, lines: readonly string[]) =>
    lines.length === 0
      ? []
      : [
          [
            { text: `${say(locale, word)}:` },
            ...lines.slice(0, mostLines).map((line) => ({ text: `- ${line}` })),
            ...(lines.length > mostLines ? [{ text: say(locale, "andMore", { count: lines.length - mostLines }) }] : []),
          ],
        ];
  const subject = say(locale, "handoverSubject", { rota: rota.name, until });
  return {
    ...letterFrame(locale, setting),
    subject,
    groups: [
      [
        { text: say(locale, "handoverPlease", { time: formatMoment(confirmBy, now, zone, locale) }) },
        { text: counts.length === 0 ? say(locale, "handoverQuiet") : counts.join(", ") },
        {
          text: say(locale, handover.from === undefined ? "handoverFromNobody" : "handoverFrom", {
            name: nameOf(handover.from ?? "", site),
            time: day(handover.at),
          }),
        },
        ...(next === undefined ? [] : [{ text: say(locale, "handoverNext", { name: nameOf(next.contact, site), time: until }) }]),
      ],
      ...lists.flatMap(({ word, lines }) => list(word, lines)),
      ...(silences === undefined ? [[{ text: say(locale, "handoverNoSilences") }]] : []),
      ...list(
        "handoverChanged",
        changes.map(({ contact, from, until }) => `${day(from)} – ${day(until)}: ${nameOf(contact, site)}`),
      ),
      ...list("handoverBroken", broken),
      [
        { label: say(locale, "incidents"), text: `${baseUrl}/incidents`, link: true },
        { label: say(locale, "oncall"), text: `${baseUrl}/oncall`, link: true },
      ],
    ],
    short: say(locale, "handoverShort", { rota: rota.name, until, open: facts.incidents.length }),
    url: `${baseUrl}/oncall`,
  };
}

function listsOf(facts: HandoverFacts, locale: Locale, { site, now }: Setting): { word: Word; lines: string[] }[] {
  const zone = site.site.time_zone;
  const rank = { critical: 0, warning: 1, info: 2 } as const;
  const sorted = [...facts.incidents].sort((a, b) => rank[severityOf(a.labels)] - rank[severityOf(b.labels)]);
  const watched = sorted.filter((one) => one.blindSince !== undefined || windowAt(one.labels, site, now) !== undefined);
  const rest = sorted.filter((one) => !watched.includes(one));
  const line = (one: Incident, more = ""): string => {
    const severity = say(locale, severityOf(one.labels));
    const title = clean(incidentTitle(one, site, locale), 60);
    return `${formatDay(one.startsAt, zone, locale)} ${severity}: ${title} – ${placeOf(one.labels, site).short}${more}`;
  };
  const onIt = (one: Incident): string =>
    one.acknowledgement === undefined
      ? ""
      : ` (${nameOf(one.acknowledgement.by, site)}, ${formatMoment(one.acknowledgement.at, now, zone, locale)})`;
  const why = (one: Incident): string => {
    const window = windowAt(one.labels, site, now);
    if (window === undefined) return ` (${say(locale, "stateBlind")})`;
    return ` (${say(locale, "maintenance")} ${say(locale, "until", { time: formatDay(window.until, zone, locale) })})`;
  };
  return [
    { word: "handoverOpen", lines: rest.filter((one) => !acknowledged(one, now)).map((one) => line(one)) },
    { word: "handoverAcknowledged", lines: rest.filter((one) => acknowledged(one, now)).map((one) => line(one, onIt(one))) },
    { word: "handoverWatched", lines: watched.map((one) => line(one, why(one))) },
    { word: "handoverSilenced", lines: (facts.silences ?? []).map((silence) => silenceLine(silence, locale, site)) },
    { word: "handoverWorks", lines: worksUntil(facts.handover.until, site, locale, now) },
  ];
}

function silenceLine({ matchers, comment, createdBy, endsAt }: Silence, locale: Locale, site: Site): string {
  const until = say(locale, "until", { time: formatDay(endsAt, site.site.time_zone, locale) });
  const what = matchers.map((matcher) => silenced(matcher, locale, site)).join(", ");
  return clean(`${what} ${until}: ${comment} (${nameOf(createdBy, site)})`, 160);
}

/** What a matcher is about in the words of the site; one that we have no word for stands as Alertmanager writes it. */
function silenced(
  { name, value, isEqual = true, isRegex = false }: Silence["matchers"][number],
  locale: Locale,
  site: Site,
): string {
  const raw = `${name}${isEqual ? "=" : "!"}${isRegex ? "~" : isEqual ? "" : "="}${value}`;
  if (!isEqual || isRegex) return raw;
  if (name === "device" || name === "room" || name === "house") return placeOf({ [name]: value }, site).short;
  const title = name === "alertname" && locale === "en" ? englishTitles.get(value) : undefined;
  return name === "alertname" ? (title ?? value) : raw;
}

function worksUntil(end: Date, site: Site, locale: Locale, now: Date): string[] {
  const zone = site.site.time_zone;
  return planned(site, now)
    .filter(({ from }) => from < end)
    .map(({ from, until, reason, names }) =>
      say(locale, "maintenanceItem", {
        from: formatDay(from, zone, locale),
        until: formatDay(until, zone, locale),
        reason,
        names: names.join(", "),
      }),
    );
}
