/** Cases of the law: what applies on a day, by the rule tables of the file or ours. */
import { assess } from "../../../../energy-audit/rules/assess.ts";
import { rulesets, type Ruleset } from "../../../../energy-audit/rules/tables.ts";

interface RulesFile {
  rulesets?: Record<string, GivenRules>;
}
/** A rule table of a file; what it leaves out is the law in force. */
interface GivenRules {
  readonly existing?: [string, number][];
  readonly new?: number;
  readonly new_years?: number;
  readonly ren?: [string, number][];
  readonly erf?: [string, number][];
}

/** Rule tables are data: those of the file where it has them, else ours of the same name. */
export function rules(input: { facts: Record<string, never>; date: string; ruleset: string }, file: RulesFile): unknown {
  const given = file.rulesets?.[input.ruleset];
  const named = rulesets.find(({ id }) => id === input.ruleset);
  const own = named ?? rulesets[0];
  if (own === undefined || (given === undefined && named === undefined)) {
    throw new Error(`no rule table "${input.ruleset}", neither in the file nor in energy-audit/rules/tables.ts`);
  }
  const rows = (list: [string, number][] | undefined) => list?.map(([from, value]) => ({ from, value }));
  const table: Ruleset = {
    ...own,
    pueExisting: rows(given?.existing) ?? own.pueExisting,
    pueNew: given?.new ?? own.pueNew,
    newYears: given?.new_years ?? own.newYears,
    renewable: rows(given?.ren) ?? own.renewable,
    reuse: rows(given?.erf) ?? own.reuse,
  };
  const facts = input.facts;
  const { duties, ...site } = assess(
    {
      nonRedundantKw: facts["non_redundant_kw"] ?? Number.NaN,
      itNominalKw: facts["it_nominal_kw"] ?? Number.NaN,
      itInstalledKw: facts["it_installed_kw"] ?? Number.NaN,
      commissioned: facts["commissioned"] ?? "",
      pue: facts["pue_rolling_12m"] ?? null,
      renewableShare: facts["renewable_share"] ?? null,
      publicBody: facts["public_body_owned_or_operated_for"] ?? false,
      meanGwh: facts["avg_3y_gwh"] ?? Number.NaN,
      servesThirdParties: facts["serves_third_parties"] ?? false,
      lastAudit: facts["last_audit"] ?? null,
      certified: facts["certified_enms"] ?? false,
    },
    input.date,
    table,
  );
  const about = { in_scope: site.inScope, size_class: site.sizeClass, eu_2024_1364_reporting: site.euReporting };
  if (duties === null) return about;
  return {
    ...about,
    pue_limit: duties.pueLimit,
    next_pue_limit: duties.nextPueLimit === null ? null : [duties.nextPueLimit.from, duties.nextPueLimit.value],
    erf_min: duties.erfMinimum,
    pue_ok: duties.pueOk,
    renewable_min: duties.renewableMinimum,
    renewable_ok: duties.renewableOk,
    enms_required: duties.managementSystem,
    certification_required: duties.certification,
    implementation_plans_required: duties.implementationPlans,
    report_due: duties.reportDue,
    report_year: duties.reportYear,
    customer_statement_required: duties.customerStatement,
    next_audit_due: duties.nextAuditDue,
    audit_overdue: duties.auditOverdue,
  };
}
