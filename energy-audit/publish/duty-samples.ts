/** What the law in force asks, the room to it, and the next dates. Drafts decide nothing here. */
import type { EnergySection } from "../../site/energy.ts";
import type { Sample } from "../../site/series.ts";
import type { Balance } from "../kpi/balance.ts";
import type { Kpi } from "../kpi/kpi.ts";
import { localDay } from "../ledger/calendar.ts";
import { nextAudit } from "../register/follow-up.ts";
import type { Register } from "../register/records.ts";
import { assess, type Duties } from "../rules/assess.ts";
import { siteFacts } from "../rules/facts.ts";
import { ruleInForce, thresholds, type Dated } from "../rules/tables.ts";
import { bounds } from "./period-samples.ts";

/** Figures that duties are judged by; undefined where they may not leave. */
export interface Judged {
  /** PUE of twelve months, headline category. */
  readonly annual: Kpi | undefined;
  /** Renewable share of the year so far. */
  readonly ref: Kpi | undefined;
  /** The twelve months. */
  readonly rolling: Balance;
  /** Reused share of the twelve months. */
  readonly erf: Kpi | undefined;
}

/** @param day  ISO date, local */
export function dutySamples(
  facts: EnergySection["facts"],
  register: Register,
  judged: Judged,
  day: string,
  timeZone: string,
): Sample[] {
  const start = (date: string): number => localDay(date, timeZone).from;
  const { due, declareBy } = nextAudit(register, day, {
    certified: facts?.certified_management_system ?? false,
    measuredShare: 1,
    gappy: [],
  });
  const dates: [string, string | undefined][] = [
    ["audit", due],
    // Nothing says that it was made: after its day it is no date that is ahead.
    ["audit_declaration", declareBy !== undefined && declareBy >= day ? declareBy : undefined],
  ];
  const samples: Sample[] = [];
  if (facts !== undefined && ruleInForce !== undefined) {
    const { duties, euReporting } = assess(siteFacts(facts, register, judged), day, ruleInForce);
    if (euReporting) dates.push(["eu_report", next(thresholds.euReporting, day)]);
    if (duties !== null) {
      dates.push(["register_report", next(thresholds.registerReport, day)]);
      if (duties.wasteHeat) dates.push(["waste_heat_report", next(thresholds.wasteHeat, day)]);
      samples.push(...ruleSamples(duties, judged, start));
    }
  }
  for (const [duty, date] of dates)
    if (date !== undefined) samples.push({ metric: "energy_due_timestamp_seconds", labels: { duty }, value: start(date) });
  return samples;
}

/** The day of this year, or of the next one when it is over. */
function next({ month, day: of }: { readonly month: number; readonly day: number }, today: string): string {
  const year = Number(today.slice(0, 4));
  const date = (in_: number): string => `${in_}-${String(month).padStart(2, "0")}-${String(of).padStart(2, "0")}`;
  return date(year) >= today ? date(year) : date(year + 1);
}

function ruleSamples(duties: Duties, { annual, ref, erf }: Judged, start: (date: string) => number): Sample[] {
  const most = (rule: string, when: string, limit: number | null, kpi: Kpi | undefined): Sample[] =>
    limit === null ? [] : against(rule, when, limit, kpi, -1);
  const least = (rule: string, when: string, limit: number | null, kpi: Kpi | undefined): Sample[] =>
    limit === null ? [] : against(rule, when, limit, kpi, 1);
  const ahead = (rule: string, row: Dated | null): Sample[] =>
    row === null ? [] : [{ metric: "energy_rule_next_timestamp_seconds", labels: { rule }, value: start(row.from) }];
  const { nextPueLimit, nextRenewable } = duties;
  return [
    ...most("pue", "now", duties.pueLimit, annual),
    ...most("pue", "next", nextPueLimit?.value ?? null, annual),
    ...ahead("pue", nextPueLimit),
    ...least("renewable", "now", duties.renewableMinimum, ref),
    ...least("renewable", "next", nextRenewable?.value ?? null, ref),
    ...ahead("renewable", nextRenewable),
    ...least("reuse", "now", duties.erfMinimum, erf),
  ];
}

/** @param sign  1: the figure must reach the limit; -1: it must not exceed it */
function against(rule: string, when: string, limit: number, kpi: Kpi | undefined, sign: 1 | -1): Sample[] {
  const labels = { rule, when };
  const room = (value: number): number => sign * (value - limit);
  const { value, interval } = kpi ?? {};
  return [
    { metric: "energy_rule_limit_ratio", labels, value: limit },
    ...(value === undefined ? [] : [{ metric: "energy_rule_margin_ratio", labels, value: room(value) }]),
    ...(value === undefined || interval === undefined
      ? []
      : bounds(
          "rule_margin",
          "ratio",
          sign === 1 ? [room(interval[0]), room(interval[1])] : [room(interval[1]), room(interval[0])],
          labels,
        )),
  ];
}
