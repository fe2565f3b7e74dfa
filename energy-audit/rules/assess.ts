/** Which duties a data centre has on a day, and whether it meets them. Pure; what is not known stays null. */
import { Temporal } from "temporal-polyfill";
import { blueAngel, keyDate, thresholds, type Dated, type Ruleset } from "./tables.ts";

export interface SiteFacts {
  /** Non-redundant connected load, kW. */
  readonly nonRedundantKw: number;
  /** Nominal connected load of IT, kW: size class of the register. */
  readonly itNominalKw: number;
  /** Installed IT power, kW: threshold of the EU regulation. */
  readonly itInstalledKw: number;
  /** ISO date. */
  readonly commissioned: string;
  /** PUE of the last 12 months; null while there are fewer. */
  readonly pue: number | null;
  readonly renewableShare: number | null;
  readonly publicBody: boolean;
  /** Mean consumption of three years, GWh. */
  readonly meanGwh: number;
  readonly servesThirdParties: boolean;
  /** End of the last energy audit, ISO date. */
  readonly lastAudit: string | null;
  readonly certified: boolean;
  /** Share of the energy that is delivered as heat (ERF), and whether a heat network takes it; null and false while unknown. */
  readonly reuseShare?: number | null;
  readonly heatNetwork?: boolean;
  /** Planned last day of operation, ISO date. */
  readonly shutdown?: string | null;
}

export interface Assessment {
  readonly inScope: boolean;
  readonly sizeClass: string;
  readonly euReporting: boolean;
  /** What applies within the scope of the EnEfG; null outside. */
  readonly duties: Duties | null;
}

export interface Duties {
  readonly pueLimit: number | null;
  readonly nextPueLimit: Dated | null;
  readonly pueOk: boolean | null;
  /** Limit minus value; positive is room. */
  readonly pueMargin: number | null;
  readonly erfMinimum: number | null;
  readonly renewableMinimum: number | null;
  readonly nextRenewable: Dated | null;
  readonly renewableOk: boolean | null;
  readonly managementSystem: boolean;
  /** Heat network or planned end of operation: no management system is asked for (§ 12 (4), (6)). */
  readonly managementExempt: boolean;
  /** The enterprise uses enough for a management system whatever it runs (§ 8). */
  readonly generalManagement: boolean;
  readonly wasteHeat: boolean;
  readonly certification: boolean;
  readonly implementationPlans: boolean;
  /** ISO date of this year's report and the year it is about. */
  readonly reportDue: string;
  readonly reportYear: number;
  readonly customerStatement: boolean;
  readonly nextAuditDue: string | null;
  readonly auditOverdue: boolean;
}

/** Upper bounds of the register's size classes (EnEfG annex 3), kW. */
const sizeClasses: readonly (readonly [number, string])[] = [
  [500, "<500 kW"],
  [1000, "<1 MW"],
  [5000, "<5 MW"],
  [10_000, "<10 MW"],
  [50_000, "<50 MW"],
  [100_000, "<100 MW"],
];

/** The duties of a site on a day. Dates are compared as ISO text. @param date  ISO date */
export function assess(facts: SiteFacts, date: string, rules: Ruleset): Assessment {
  const sizeClass = sizeClasses.find(([bound]) => facts.itNominalKw < bound)?.[1] ?? ">=100 MW";
  const euReporting = facts.itInstalledKw >= thresholds.euReporting.itKw;
  const inScope = facts.nonRedundantKw >= thresholds.enefgScopeKw.value;
  if (!inScope) return { inScope, sizeClass, euReporting, duties: null };

  const limits = pueLimits(facts.commissioned, rules);
  const pueLimit = inForce(limits, date);
  const renewableMinimum = inForce(rules.renewable, date);
  const audit = facts.lastAudit === null || facts.certified ? null : addYears(facts.lastAudit, thresholds.audit.years);
  const year = Number(date.slice(0, 4));
  const { privateKw, publicKw } = thresholds.certification;
  const certificationKw = facts.publicBody ? publicKw : privateKw;
  const exempt = isExempt(facts);
  return {
    inScope,
    sizeClass,
    euReporting,
    duties: {
      pueLimit,
      nextPueLimit: limits.find(({ from }) => from > date) ?? null,
      pueOk: pueLimit === null || facts.pue === null ? null : facts.pue <= pueLimit,
      pueMargin: pueLimit === null || facts.pue === null ? null : pueLimit - facts.pue,
      erfMinimum: erfMinimum(facts.commissioned, date, rules),
      renewableMinimum,
      renewableOk: renewableMinimum === null || facts.renewableShare === null ? null : facts.renewableShare >= renewableMinimum,
      nextRenewable: rules.renewable.find(({ from }) => from > date) ?? null,
      managementSystem: date >= thresholds.managementSystem.from && !exempt,
      managementExempt: exempt,
      generalManagement: date >= thresholds.generalManagement.from && facts.meanGwh > thresholds.generalManagement.gwh,
      wasteHeat: date >= thresholds.wasteHeat.from && facts.meanGwh > thresholds.wasteHeat.gwh,
      certification: !exempt && date >= thresholds.certification.from && facts.nonRedundantKw >= certificationKw,
      implementationPlans: facts.meanGwh > thresholds.implementationPlans.gwh,
      reportDue: `${year}-03-31`,
      reportYear: year - 1,
      customerStatement: facts.servesThirdParties && date >= thresholds.customerStatement.from,
      nextAuditDue: audit,
      auditOverdue: audit !== null && audit < date,
    },
  };
}

/** Heat to a network for at least half of the energy at little use, or an end before the day that the law names. */
function isExempt({ reuseShare, heatNetwork, shutdown, meanGwh }: SiteFacts): boolean {
  const { reuse, gwh, shutdownBefore } = thresholds.managementExemption;
  const delivers = heatNetwork === true && (reuseShare ?? 0) >= reuse && meanGwh <= gwh;
  return delivers || (shutdown !== undefined && shutdown !== null && shutdown < shutdownBefore);
}

const addYears = (date: string, years: number): string => Temporal.PlainDate.from(date).add({ years }).toString();

/** The value in force on a day: that of the latest row not after it. */
function inForce(rows: readonly Dated[], date: string): number | null {
  return rows.filter(({ from }) => from <= date).at(-1)?.value ?? null;
}

/** PUE limits of a site with the days from which they bind. */
function pueLimits(commissioned: string, rules: Ruleset): readonly Dated[] {
  if (commissioned < keyDate) return rules.pueExisting ?? [];
  return [{ from: addYears(commissioned, rules.newYears), value: rules.pueNew }];
}

/** Only sites from the key date on, by their day of commissioning, and as late as their PUE limit. */
function erfMinimum(commissioned: string, date: string, rules: Ruleset): number | null {
  if (commissioned < keyDate || date < addYears(commissioned, rules.newYears)) return null;
  return inForce(rules.reuse, commissioned);
}

/** Values of the Blue Angel for a site of that year. */
export function blueAngelFor(commissioned: string): { readonly pue: number; readonly cer: number } {
  const year = Number(commissioned.slice(0, 4));
  const row = blueAngel.filter(({ from }) => from <= year).at(-1);
  return { pue: row?.pue ?? 0, cer: row?.cer ?? 0 };
}
