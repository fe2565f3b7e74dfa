/** Duties as rows: what the law in force asks, today and next; drafts apart, as a preview without a verdict. */
import { verdict } from "../../kpi/uncertainty.ts";
import { assess, blueAngelFor, type Duties } from "../../rules/assess.ts";
import { blueAngel, blueAngelUtilisation, keyDate, ruleInForce, rulesets, thresholds, type Ruleset } from "../../rules/tables.ts";
import { table, type Block } from "../blocks.ts";
import { dash } from "../format.ts";
import type { Context } from "./input.ts";

/** Name, law, requirement, value, result, due. */
export type DutyRow = readonly [string, string, string, string, string, string];

/** Rows of the law in force; empty outside of its scope or without facts. */
export function dutyRows(c: Context): DutyRow[] {
  const { facts, w, f, day } = c;
  if (facts === undefined || ruleInForce === undefined) return [];
  const { duties, euReporting } = assess(facts, day, ruleInForce);
  if (duties === null) return [];
  const yes = (applies: boolean): string => (applies ? w.applies : w.notApplies);
  const { certification, managementSystem, implementationPlans, registerReport, customerStatement, euReporting: eu } = thresholds;
  const { generalManagement, managementExemption, wasteHeat } = thresholds;
  const gwh = `${f.number(facts.meanGwh, 2)} GWh`;
  const rows: DutyRow[] = [pueRow(c, duties, ruleInForce)];
  if (duties.erfMinimum !== null) {
    const { value: erf, interval } = c.management.rolling.erf;
    rows.push([
      w.dutyNames.erf,
      ruleInForce.law,
      w.atLeast(f.percent(duties.erfMinimum)),
      erf === undefined ? dash : f.percent(erf, 1),
      result(c, interval === undefined ? undefined : reaches(interval, duties.erfMinimum), erf !== undefined),
      dash,
    ]);
  }
  if (duties.renewableMinimum !== null) {
    const known = facts.renewableShare === null ? dash : f.percent(facts.renewableShare, 1);
    rows.push([
      w.dutyNames.renewable,
      "EnEfG § 11 Abs. 5",
      w.atLeast(f.percent(duties.renewableMinimum)),
      known,
      renewableResult(c, duties, duties.renewableMinimum),
      duties.nextRenewable === null ? dash : f.day(duties.nextRenewable.from),
    ]);
  }
  const certified = facts.certified ? w.met : w.notMet;
  rows.push(
    [
      w.dutyNames.management,
      duties.managementExempt ? managementExemption.clause : managementSystem.clause,
      duties.managementExempt ? w.exempt : yes(duties.managementSystem),
      facts.certified ? w.met : dash,
      duties.managementSystem ? certified : dash,
      f.day(managementSystem.from),
    ],
    [
      w.dutyNames.generalManagement,
      generalManagement.clause,
      `> ${f.number(generalManagement.gwh, 1)} GWh`,
      gwh,
      duties.generalManagement ? certified : w.notApplies,
      `${f.day(generalManagement.from)} (${w.toVerify})`,
    ],
    [
      w.dutyNames.certification,
      certification.clause,
      yes(duties.certification),
      dash,
      duties.certification ? certified : dash,
      f.day(certification.from),
    ],
    [
      w.dutyNames.plans,
      implementationPlans.clause,
      `> ${f.number(implementationPlans.gwh, 1)} GWh`,
      gwh,
      yes(duties.implementationPlans),
      dash,
    ],
    [
      w.dutyNames.wasteHeat,
      wasteHeat.clause,
      `> ${f.number(wasteHeat.gwh, 1)} GWh`,
      gwh,
      yes(duties.wasteHeat),
      duties.wasteHeat ? w.yearly("31.03.") : dash,
    ],
    [w.dutyNames.register, registerReport.clause, w.applies, String(duties.reportYear), dash, f.day(duties.reportDue)],
    [w.dutyNames.customers, customerStatement.clause, yes(duties.customerStatement), dash, dash, dash],
    [
      w.dutyNames.audit,
      thresholds.audit.clause,
      `${thresholds.audit.years} a`,
      facts.lastAudit === null ? dash : f.day(facts.lastAudit),
      auditResult(c, duties),
      duties.nextAuditDue === null ? dash : f.day(duties.nextAuditDue),
    ],
    [
      w.dutyNames.eu,
      eu.clause,
      `≥ ${eu.itKw} kW`,
      f.kw(facts.itInstalledKw),
      yes(euReporting),
      euReporting ? w.yearly("15.05.") : dash,
    ],
  );
  const angel = blueAngelFor(facts.commissioned);
  const second = c.management.rolling.pue.find(({ category }) => category === 2);
  const pue2 = second?.value !== undefined && second.coverage >= 0.9 ? second : undefined;
  rows.push([
    w.dutyNames.blueAngel,
    "DE-UZ 228",
    `PUE 2 ${w.atMost(f.number(angel.pue, 2))}`,
    pue2?.value === undefined ? dash : f.number(pue2.value, 2),
    result(c, pue2?.interval === undefined ? undefined : verdict(pue2.interval, angel.pue), pue2 !== undefined),
    dash,
  ]);
  // Known only where somebody entered it: servers are asked by nobody here.
  const used = c.site.energy?.register?.find(({ year }) => year === c.management.span.year)?.server_utilisation;
  if (used !== undefined) {
    const requirement = `ITEUsv ${w.atLeast(f.percent(blueAngelUtilisation))}`;
    const outcome = result(c, used >= blueAngelUtilisation);
    rows.push([w.dutyNames.blueAngel, "DE-UZ 228", requirement, f.percent(used, 1), outcome, dash]);
  }
  return rows;
}

/** The PUE against today's limit, or against the next one as an outlook. The verdict is refused where the interval spans the limit. */
function pueRow(c: Context, duties: Duties, rules: Ruleset): DutyRow {
  const { w, f, annual } = c;
  const value =
    annual?.value === undefined
      ? dash
      : `${f.number(annual.value, 2)} (${(annual.interval ?? []).map((bound) => f.number(bound, 2)).join(" – ")})`;
  const against = (limit: number): boolean | undefined =>
    annual?.interval === undefined ? undefined : verdict(annual.interval, limit);
  if (duties.pueLimit !== null) {
    const next = duties.nextPueLimit === null ? dash : f.day(duties.nextPueLimit.from);
    return [
      w.dutyNames.pue,
      rules.law,
      w.atMost(f.number(duties.pueLimit, 2)),
      value,
      [
        result(c, against(duties.pueLimit), annual !== undefined),
        ...(annual?.value === undefined ? [] : [w.margin(f.number(duties.pueLimit - annual.value, 2))]),
      ].join(", "),
      next,
    ];
  }
  const next = duties.nextPueLimit;
  if (next === null) {
    const unknown = rules.pueExisting === null && (c.facts?.commissioned ?? "") < keyDate;
    return [w.dutyNames.pue, rules.law, unknown ? w.notKnown : dash, value, dash, dash];
  }
  const would = against(next.value);
  const outlook =
    annual === undefined ? w.wouldBe.unknown : would === undefined ? w.wouldBe.unclear : would ? w.wouldBe.ok : w.wouldBe.notOk;
  return [
    w.dutyNames.pue,
    rules.law,
    dash,
    value,
    w.later(
      w.atMost(f.number(next.value, 2)),
      f.day(next.from),
      annual?.value === undefined ? outlook : `${outlook}, ${w.margin(f.number(next.value - annual.value, 2))}`,
    ),
    f.day(next.from),
  ];
}

/** Share of renewable electricity against today's minimum, the room to it, and what comes next. */
function renewableResult(c: Context, { nextRenewable }: Duties, minimum: number): string {
  const { w, f } = c;
  const ref = c.management.derived.ref;
  const parts = [result(c, ref?.interval === undefined ? undefined : reaches(ref.interval, minimum), ref?.value !== undefined)];
  if (ref?.value !== undefined) parts.push(w.margin(w.points(f.number((ref.value - minimum) * 100, 1))));
  if (nextRenewable !== null) parts.push(w.stepUp(w.atLeast(f.percent(nextRenewable.value)), f.day(nextRenewable.from)));
  return parts.join(", ");
}

/** A verdict against a lower limit; undefined when the interval spans it. */
function reaches([low, high]: readonly [number, number], minimum: number): boolean | undefined {
  if (low >= minimum) return true;
  return high < minimum ? false : undefined;
}

function result({ w }: Context, ok: boolean | undefined, known = true): string {
  if (!known) return w.unknown;
  if (ok === undefined) return w.unclear;
  return ok ? w.ok : w.notOk;
}

function auditResult({ w, f }: Context, duties: Duties): string {
  if (duties.nextAuditDue === null) return dash;
  return duties.auditOverdue ? w.auditOverdue(f.day(duties.nextAuditDue)) : w.met;
}

export function dutySection(c: Context): Block[] {
  const { w, f, facts, day } = c;
  if (facts === undefined) return [{ kind: "text", text: w.dutyFactsMissing }];
  const rows = dutyRows(c);
  /** Where a rule comes from, its days in the locale's writing. */
  const said = (source: string): string => source.replaceAll(/\d{4}-\d{2}-\d{2}/g, (iso) => f.day(iso));
  const blocks: Block[] =
    rows.length === 0
      ? [{ kind: "text", text: w.outOfScope(f.kw(facts.nonRedundantKw)) }]
      : [{ kind: "table", table: table(w.dutyHead, rows), widths: [1.35, 1.2, 0.9, 1.15, 1.7, 0.8] }];
  const drafts = rulesets.filter(({ status }) => status === "draft");
  const previews = drafts.flatMap((rules) => {
    const { duties } = assess(facts, day, rules);
    if (duties === null) return [];
    const [name, , requirement, value, outlook, due] = pueRow(c, duties, rules);
    const { nextRenewable } = duties;
    return [
      [name, said(rules.source), requirement, value, outlook, due],
      ...(nextRenewable === null
        ? []
        : [
            [
              w.dutyNames.renewable,
              said(rules.source),
              w.atLeast(f.percent(nextRenewable.value)),
              facts.renewableShare === null ? dash : f.percent(facts.renewableShare, 1),
              dash,
              f.day(nextRenewable.from),
            ],
          ]),
    ];
  });
  for (const [name, row] of [
    [w.dutyNames.directiveAudit, thresholds.directiveAudit],
    [w.dutyNames.directiveManagement, thresholds.directiveManagement],
  ] as const) {
    const reached = facts.meanGwh > row.gwh;
    previews.push([
      name,
      `${row.clause}: ${said(row.source)}`,
      `> ${f.number(row.gwh, 2)} GWh`,
      `${f.number(facts.meanGwh, 2)} GWh`,
      reached ? w.wouldApply : w.wouldNotApply,
      f.day(row.from),
    ]);
  }
  if (previews.length > 0) {
    blocks.push(
      { kind: "heading", text: w.preview },
      { kind: "table", table: table(w.dutyHead, previews), widths: [1.35, 1.9, 0.9, 1.1, 1.4, 0.85] },
    );
  }
  const sources = [...(ruleInForce === undefined ? [] : [ruleInForce]), ...Object.values(thresholds), ...blueAngel]
    .filter(({ status }) => status === "in_force")
    .map(({ source, readOn }) => `${said(source)} (${w.readOn} ${f.day(readOn)})`);
  blocks.push({ kind: "text", text: `${w.sourcesInForce}: ${[...new Set(sources)].join("; ")}.` });
  return blocks;
}
