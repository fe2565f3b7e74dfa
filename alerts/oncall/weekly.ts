/** The weekly report for the team: figures, what was only noted, what is open, who is next. Once a week, on its first working morning. */
import { Temporal } from "temporal-polyfill";
import type { Contact } from "../../site/inventory.ts";
import { formatDay } from "../../site/locale.ts";
import { severityOf } from "./alert.ts";
import { instantOf, localTime, nextWorkingInstant } from "./calendar.ts";
import { calledIn, teamSize } from "./called.ts";
import type { NoteContent } from "./content.ts";
import { incidentTitle, type Setting } from "./contents.ts";
import { peopleOf } from "./escalation.ts";
import { beginning } from "./handovers.ts";
import type { Incident } from "./incident.ts";
import { letterFrame, once, writeLetters } from "./letters.ts";
import { appendLog } from "./log.ts";
import { clean, placeOf } from "./place.ts";
import { rotaPage } from "./rota-page.ts";
import { incidentOf, openIncidents, text } from "./store.ts";
import type { Database } from "./tables.ts";
import { teamFigures, type TeamFigures } from "./team.ts";
import { figureLines } from "./team-page.ts";
import { nameOf } from "./views.ts";
import { say } from "./words.ts";

const weekMs = 7 * 86_400_000;
/** A report later than this is of no use any more. */
const latestMs = 86_400_000;
const mostLines = 8;

/** When the report of the running week leaves: with its first start of work. */
export function weeklyAt(now: Date, setting: Setting): { readonly key: string; readonly at: Date } {
  const { working } = peopleOf(setting.site);
  const today = localTime(now, working.zone).toPlainDate();
  const monday = today.subtract({ days: today.dayOfWeek - 1 });
  const midnight = instantOf(monday.toPlainDateTime(Temporal.PlainTime.from("00:00")), working.zone);
  return { key: `weekly ${monday.toString()}`, at: nextWorkingInstant(midnight, working) };
}

/** Writes the report where it is due. @returns whether it did */
export async function keepWeekly(db: Database, setting: Setting): Promise<boolean> {
  const { site, now } = setting;
  if (!site.duty.weekly_report) return false;
  const { key, at } = weeklyAt(now, setting);
  if (now < at || now.getTime() - at.getTime() > latestMs || at <= (await beginning(db, now))) return false;
  const known = await db.selectFrom("oncall_once").select("key").where("key", "=", key).executeTakeFirst();
  if (known !== undefined) return false;
  const from = new Date(at.getTime() - weekMs);
  const figures = teamFigures(await calledIn(db, site, from, at), from, at, teamSize(site));
  const rows = await db
    .selectFrom("oncall_incident")
    .selectAll()
    .where("severity", "=", "info")
    .where("opened_at", ">=", text(from))
    .where("opened_at", "<", text(at))
    .orderBy("opened_at")
    .execute();
  const open = (await openIncidents(db)).filter(({ labels }) => severityOf(labels) !== "info");
  return db.transaction().execute(async (tx) => {
    if (!(await once(tx, key, now))) return false;
    const team = site.contacts.filter(({ roles }) => roles.includes("on-call") || roles.includes("lead"));
    const facts = { from, until: at, figures, noted: rows.map(incidentOf), open };
    await writeLetters(
      tx,
      team.map((person) => ({ to: person, content: weeklyContent(facts, person, setting) })),
      setting,
    );
    await appendLog(
      tx,
      ...team.map(({ id, name }) => ({ kind: "weekly-report" as const, at: now, personal: { contact: id, name } })),
    );
    return true;
  });
}

export interface WeeklyFacts {
  readonly from: Date;
  readonly until: Date;
  readonly figures: TeamFigures | undefined;
  /** Incidents that only stand in this report: severity info. */
  readonly noted: readonly Incident[];
  readonly open: readonly Incident[];
}

export function weeklyContent(
  { from, until, figures, noted, open }: WeeklyFacts,
  { locale }: Contact,
  setting: Setting,
): NoteContent {
  const { site, baseUrl, now } = setting;
  const zone = site.site.time_zone;
  const day = (at: Date): string => formatDay(at, zone, locale);
  const lines = (incidents: readonly Incident[]) => [
    ...incidents.slice(0, mostLines).map((one) => ({
      text: `- ${day(one.startsAt)} ${clean(incidentTitle(one, site, locale), 60)} – ${placeOf(one.labels, site).short}`,
    })),
    ...(incidents.length > mostLines ? [{ text: say(locale, "andMore", { count: incidents.length - mostLines }) }] : []),
  ];
  const list = (title: string, incidents: readonly Incident[]) => [
    { text: `${title}: ${incidents.length === 0 ? say(locale, "none") : incidents.length}` },
    ...lines(incidents),
  ];
  const rotas = site.rotas.map((rota) => {
    const { now: who, next, gaps } = rotaPage(rota, site, now);
    const names = [who, next?.contact].map((id) => (id === undefined ? say(locale, "nobody") : nameOf(id, site)));
    const then = next === undefined ? "" : `, ${say(locale, "from", { time: day(next.from) })} ${names[1] ?? ""}`;
    const gap = gaps[0] === undefined ? "" : ` – ${say(locale, "gapFrom", { time: day(gaps[0].from) })}`;
    return { label: rota.name, text: `${names[0] ?? ""}${then}${gap}` };
  });
  const subject = say(locale, "weeklySubject", { site: site.site.name });
  return {
    ...letterFrame(locale, setting),
    subject,
    groups: [
      [{ text: say(locale, "weeklyPeriod", { from: day(from), until: day(until) }) }],
      figureLines(figures, locale),
      list(say(locale, "weeklyNoted"), noted),
      list(say(locale, "openIncidents"), open),
      rotas,
      [
        { label: say(locale, "team"), text: `${baseUrl}/oncall/team`, link: true },
        { label: say(locale, "oncall"), text: `${baseUrl}/oncall`, link: true },
      ],
    ],
    short: subject,
    url: `${baseUrl}/oncall/team`,
  };
}
