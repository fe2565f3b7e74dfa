/**
 * Call-outs of a month as a table for whoever prepares pay (TVöD § 8 (3)) or shows the works council what the duty costs in
 * nights: times by duty. No names, no sums, no order but time: who had the duty stands in the rota. Facts, never pay. Pure.
 */
import { Temporal } from "temporal-polyfill";
import { csvCell } from "../../site/csv.ts";
import type { Site } from "../../site/inventory.ts";
import type { Locale } from "../../site/locale.ts";
import { severityOf } from "./alert.ts";
import { instantOf, localTime, nextWorkingInstant } from "./calendar.ts";
import { incidentTitle } from "./contents.ts";
import { peopleOf } from "./escalation.ts";
import { isHoliday } from "./holidays.ts";
import type { Incident } from "./incident.ts";
import { clean } from "./place.ts";
import type { CallOut } from "./rest.ts";
import { whoIsOnCall } from "./rota.ts";
import { say, type Word } from "./words.ts";

export interface CallOutFact {
  /** Names of the rotas whose duty took it on; empty: somebody beside the duty. */
  readonly duties: readonly string[];
  readonly from: Date;
  readonly until: Date;
  readonly when: "working hours" | "outside" | "day off";
  readonly severity: ReturnType<typeof severityOf>;
  readonly title: string;
  readonly incident: string;
}

/** A calendar month of the site. @returns undefined when the text is no `YYYY-MM` */
export function monthOf(text: string, zone: string): { readonly from: Date; readonly until: Date } | undefined {
  if (!/^(19|20)\d\d-(0[1-9]|1[0-2])$/.test(text)) return undefined;
  const first = Temporal.PlainYearMonth.from(text).toPlainDate({ day: 1 });
  const at = (day: Temporal.PlainDate): Date => instantOf(day.toPlainDateTime(), zone);
  return { from: at(first), until: at(first.add({ months: 1 })) };
}

/** This month and the two before it, as `YYYY-MM`: who took an incident on is forgotten after 90 days, and with that the call-out. */
export function monthsBefore(now: Date, zone: string): string[] {
  const month = localTime(now, zone).toPlainDate().toPlainYearMonth();
  return [0, 1, 2].map((months) => month.subtract({ months }).toString());
}

/** What the table tells of each call-out that began in the month, in order of time. */
export function callOutFacts(
  all: readonly { readonly incident: Incident; readonly callOut: CallOut }[],
  { from, until }: { readonly from: Date; readonly until: Date },
  site: Site,
): CallOutFact[] {
  const { working } = peopleOf(site);
  return all
    .filter(({ callOut }) => callOut.from >= from && callOut.from < until)
    .toSorted((a, b) => a.callOut.from.getTime() - b.callOut.from.getTime())
    .map(({ incident, callOut }) => {
      const day = localTime(callOut.from, working.zone).toPlainDate();
      const off = day.dayOfWeek > 5 || isHoliday(day, working.state);
      const works = nextWorkingInstant(callOut.from, working).getTime() === callOut.from.getTime();
      return {
        duties: site.rotas
          .filter((rota) => whoIsOnCall(rota, working.zone, callOut.from).contact === callOut.contact)
          .map(({ name }) => name),
        from: callOut.from,
        until: callOut.until,
        when: off ? "day off" : works ? "working hours" : "outside",
        severity: severityOf(incident.labels),
        title: incidentTitle(incident, site, site.site.locale),
        incident: incident.id,
      };
    });
}

const heads = [
  "callOutDuty",
  "callOutFrom",
  "callOutUntil",
  "callOutMinutes",
  "callOutWhen",
  "callOutSeverity",
  "callOutWhat",
  "callOutIncident",
  "callOutKind",
] as const;
const whens = {
  "working hours": "callOutWorking",
  outside: "callOutOutside",
  "day off": "callOutDayOff",
} as const satisfies Record<CallOutFact["when"], Word>;

/**
 * The table as CSV: UTF-8 with mark, local times of the site. German: semicolon, comma, `23.11.2026 03:07`; English: comma, point,
 * `2026-11-23 03:07`. The last column is empty: whether somebody worked by phone, remotely or on site only they know.
 */
export function callOutsCsv(facts: readonly CallOutFact[], locale: Locale, zone: string): string {
  const time = (at: Date): string => {
    const { year, month, day, hour, minute } = localTime(at, zone);
    const two = (value: number): string => String(value).padStart(2, "0");
    const date = locale === "de" ? `${two(day)}.${two(month)}.${year}` : `${year}-${two(month)}-${two(day)}`;
    return `${date} ${two(hour)}:${two(minute)}`;
  };
  const minutes = (fact: CallOutFact): string => {
    const text = ((fact.until.getTime() - fact.from.getTime()) / 60_000).toFixed(1);
    return locale === "de" ? text.replace(".", ",") : text;
  };
  const rows = facts.map((fact) => [
    fact.duties.length === 0 ? say(locale, "callOutNoDuty") : fact.duties.join(", "),
    time(fact.from),
    time(fact.until),
    minutes(fact),
    say(locale, whens[fact.when]),
    say(locale, fact.severity),
    clean(fact.title, 120),
    fact.incident,
    "",
  ]);
  const separator = locale === "de" ? ";" : ",";
  const line = (cells: readonly string[]): string => `${cells.map((value) => csvCell(value, separator)).join(separator)}\r\n`;
  return `\u{FEFF}${[heads.map((head) => say(locale, head)), ...rows].map(line).join("")}`;
}
