/** Everything a management report is made of; the sections read it, none of them computes anything but its own words. */
import type { AuditedSite } from "../../kpi/site.ts";
import type { Locale } from "../../../site/locale.ts";
import type { Checked } from "../../kpi/checks.ts";
import type { CustomerFigures } from "../../kpi/customers.ts";
import { releaseCoverage, type Kpi } from "../../kpi/kpi.ts";
import type { Management } from "../../kpi/management.ts";
import { nextAudit, valued, type NextAudit, type ValuedMeasure } from "../../register/follow-up.ts";
import type { BaselineResult } from "../../baseline/cooling-baseline.ts";
import type { Weather } from "../../baseline/weather.ts";
import type { CoolingProfile } from "../../baseline/cooling-profile.ts";
import type { Register } from "../../register/records.ts";
import type { SiteFacts } from "../../rules/assess.ts";
import { siteFacts } from "../../rules/facts.ts";
import { formatOf, type Format } from "../format.ts";
import { words as sharedWords, type Words } from "../words.ts";
import type { ManagementWish } from "./make.ts";
import { managementWords, type ManagementWords } from "./words.ts";

export interface ReportInput {
  readonly management: Management;
  readonly checked: Checked;
  readonly register: Register;
  readonly verifications: readonly BaselineResult[];
  readonly coolingProfile: CoolingProfile;
  /** Degree days of the period and of the year before; `base` is that of the cooling degree days, °C. */
  readonly weather: { readonly base: number; readonly now: Weather | undefined; readonly before: Weather | undefined };
  readonly customers: readonly CustomerFigures[];
  readonly site: AuditedSite;
  readonly locale: Locale;
  /** Day that duties and dates are judged on, ISO date. */
  readonly day: string;
  readonly wish: Pick<ManagementWish, "release" | "supplement">;
}

export interface Context extends ReportInput {
  readonly w: ManagementWords;
  readonly shared: Words;
  readonly f: Format;
  readonly headline: Kpi | undefined;
  /** PUE of twelve full months; undefined below 90 % coverage. */
  readonly annual: Kpi | undefined;
  readonly measures: readonly ValuedMeasure[];
  readonly audit: NextAudit;
  readonly facts: SiteFacts | undefined;
  readonly period: string;
}

export function contextOf(input: ReportInput): Context {
  const { management, site, locale, day, register } = input;
  const w = managementWords[locale];
  const f = formatOf(site, locale);
  const rolling = management.rolling.pue[0];
  const annual = rolling?.value !== undefined && rolling.coverage >= releaseCoverage ? rolling : undefined;
  const { span, balance } = management;
  const rest = balance.parts.find(({ id }) => id === "rest")?.energy.kwh ?? balance.facility.kwh;
  const measuredShare = balance.facility.kwh > 0 ? 1 - Math.max(0, rest) / balance.facility.kwh : 0;
  const facts = site.energy?.facts;
  return {
    ...input,
    w,
    shared: sharedWords[locale],
    f,
    headline: balance.pue[0],
    annual,
    measures: register.measures.map((measure) => valued(measure, site.energy, day)),
    audit: nextAudit(register, day, {
      certified: facts?.certified_management_system ?? false,
      measuredShare,
      gappy: management.quality.filter(({ coverage }) => coverage < 0.995).map(({ name }) => name),
    }),
    facts: facts && siteFacts(facts, register, { annual, ref: management.derived.ref, rolling: management.rolling }),
    period:
      span.kind === "year"
        ? w.year(span.year)
        : span.kind === "quarter"
          ? w.quarter(span.number ?? 1, span.year)
          : f.month(span.months[0]?.key ?? "", "long"),
  };
}
