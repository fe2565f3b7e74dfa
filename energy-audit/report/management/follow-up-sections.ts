/** Sections about what follows: measures, the audit and its findings, data quality, methods, provenance. */
import type { MeterSeries } from "../../kpi/energy.ts";
import { worstQuality } from "../../kpi/energy.ts";
import type { WarningId } from "../../kpi/warnings.ts";
import type { Measure } from "../../register/records.ts";
import { table, type Block } from "../blocks.ts";
import { bars } from "../charts/bars.ts";
import { dash } from "../format.ts";
import { declaration } from "./declaration.ts";
import { bookingsBehind, figureRows, formulaSources } from "./figures.ts";
import type { Context } from "./input.ts";

const sumOf = (measures: readonly Measure[]): number => measures.reduce((sum, one) => sum + one.saving_kwh_per_year, 0);

export function measureSection({ w, f, measures }: Context): Block[] {
  if (measures.length === 0) return [{ kind: "text", text: w.measuresNone }];
  const all = measures.map(({ measure }) => measure);
  const in_ = (...statuses: readonly Measure["status"][]): Measure[] => all.filter(({ status }) => statuses.includes(status));
  const proven = measures.filter(({ proven: is }) => is).reduce((sum, { measure }) => sum + (measure.verified?.kwh ?? 0), 0);
  const alive = all.filter(({ status }) => status !== "rejected");
  const steps = [sumOf(alive), sumOf(in_("accepted", "implemented", "verified")), sumOf(in_("implemented", "verified")), proven];
  const looks = ["site", "own", "cooling", "other"] as const;
  const energy = f.energies([...steps, ...all.map((one) => one.saving_kwh_per_year)]);
  const stepRows = steps.map((kwh, index) => [w.measureSteps[index] ?? "", energy(kwh)]);
  const reasons = all.flatMap(({ id, reason }) => (reason === undefined ? [] : [w.rejectedBecause(id, reason)]));
  return [
    {
      kind: "figure",
      title: w.measureTitle,
      svg: bars(
        steps.map((kwh, index) => ({
          name: w.measureSteps[index] ?? "",
          value: kwh,
          look: looks[index] ?? "site",
          text: energy(kwh),
        })),
      ),
      alt: `${w.measureTitle}: ${stepRows.map((row) => row.join(" ")).join("; ")}`,
      table: table([w.step, w.energy], stepRows, [1]),
    },
    {
      kind: "table",
      table: table(
        w.measureHead,
        measures.map(({ measure, valuation, proven: is }) => {
          const verdict =
            valuation === undefined
              ? dash
              : valuation.economic === null
                ? w.noRule
                : valuation.economic
                  ? w.economic
                  : w.notEconomic;
          const outside =
            measure.verified !== undefined && !is ? ` (${w.notProven(f.percent(measure.verified.outside_share))})` : "";
          return [
            `${measure.id} ${measure.title}`,
            w.measureStatus[measure.status] + outside,
            energy(measure.verified?.kwh ?? measure.saving_kwh_per_year),
            valuation === undefined ? dash : f.eur(valuation.npvEur),
            verdict,
            measure.owner,
            measure.due === undefined ? dash : f.day(measure.due),
          ];
        }),
        [2, 3],
      ),
      widths: [2, 1.15, 1.1, 0.95, 1.45, 1.3, 0.95],
    },
    ...(reasons.length === 0
      ? []
      : ([
          { kind: "heading", text: w.reasons },
          { kind: "list", items: reasons },
        ] satisfies Block[])),
  ];
}

export function auditSection(c: Context): Block[] {
  const { w, f, register, audit } = c;
  const blocks: Block[] = [];
  if (register.audits.length === 0) blocks.push({ kind: "text", text: w.auditsNone });
  else {
    blocks.push({
      kind: "table",
      table: table(
        w.auditHead,
        register.audits.map((one) => [
          one.id,
          one.standard,
          w.basis[one.basis],
          f.day(one.completed),
          one.coverage === undefined ? dash : f.percent(one.coverage),
        ]),
        [4],
      ),
    });
  }
  if (register.findings.length > 0) {
    const known = new Map(register.measures.map((one) => [one.id, one]));
    blocks.push({
      kind: "table",
      table: table(
        w.findingHead,
        register.findings.map(({ id, type, text, measure, settled }) => {
          const made = measure === undefined ? undefined : known.get(measure);
          const state = made === undefined ? undefined : `${made.id}: ${w.measureStatus[made.status]}`;
          return [
            id,
            w.findingTypes[type],
            text,
            settled ?? state ?? (type === "none" || type === "positive" ? dash : w.findingOpen),
          ];
        }),
      ),
      widths: [0.7, 1.6, 2.6, 1.4],
    });
  }
  const due =
    audit.due === undefined ? undefined : audit.overdue ? w.auditOverdue(f.day(audit.due)) : w.auditDue(f.day(audit.due));
  if (audit.replaced) blocks.push({ kind: "text", text: w.auditReplaced });
  else if (due !== undefined) blocks.push({ kind: "text", text: due });
  const statuses = [...new Set(register.measures.map(({ status }) => status))];
  if (statuses.length > 0) {
    const rows = statuses.map((status) => {
      const list = register.measures.filter((one) => one.status === status);
      return { name: w.measureStatus[status], count: list.length, kwh: sumOf(list) };
    });
    const energy = f.energies(rows.map(({ kwh }) => kwh));
    const settled = register.measures.filter(({ status }) => status === "verified" || status === "rejected").length;
    const title = w.statusSettled(f.number(settled), f.number(register.measures.length));
    blocks.push({
      kind: "figure",
      title,
      svg: bars(
        rows.map(({ name, count, kwh }) => ({
          name,
          value: kwh,
          look: "cooling",
          text: `${f.number(count)} · ${energy(kwh)}`,
        })),
      ),
      alt: `${title}: ${rows.map(({ name, count, kwh }) => `${name} ${count}, ${energy(kwh)}`).join("; ")}`,
      table: table(
        [w.measureHead[1] ?? "", w.count, w.plannedSaving],
        rows.map(({ name, count, kwh }) => [name, f.number(count), energy(kwh)]),
        [1, 2],
      ),
    });
  }
  const missing = audit.missing.map((one) => {
    if (one.what === "coverage") return w.missing.coverage(f.share(one.found));
    if (one.what === "load_profile") return w.missing.load_profile(one.meters.join(", "));
    if (one.what === "unsettled") return w.missing.unsettled(one.findings.join(", "));
    return w.missing[one.what](one.measures.join(", "));
  });
  if (missing.length === 0) blocks.push({ kind: "text", text: w.auditComplete });
  else blocks.push({ kind: "text", text: `${w.auditMissing}:` }, { kind: "list", items: missing });
  return [...blocks, ...declaration(c)];
}

/** A value of a finding in its unit: most are shares, some are not. */
function valueOf(id: WarningId, value: number, f: Context["f"]): string {
  if (id === "category_order" || id === "cer_range") return f.number(value, 2);
  if (id === "guarantees_surplus") return f.energy(value);
  if (id === "meter_suspect") return f.number(value);
  if (id === "coverage_low" || id === "coverage_below_release") return f.share(value);
  return f.percent(value, 1);
}

/** Where a finding is. The checks write days and months as ISO dates; people read them in their own writing. */
function placeOf(id: WarningId, place: string, f: Context["f"]): string {
  if (id === "months_missing") return place.replaceAll(/\d{4}-\d{2}/g, (month) => f.month(month, "long"));
  if (id === "level_jump" || id === "calibration_expired" || id === "tariff_missing")
    return place.replace(/\d{4}-\d{2}-\d{2}$/, (day) => f.day(day));
  return place;
}

/** What the checks found, a sentence each. */
export function warningLines({ w, f, checked }: Context): string[] {
  return checked.warnings.map(({ id, place, value }) => {
    if (id === "factor_fallback" && value !== undefined) return `${w.warningTexts[id]}: ${w.factorOf(place, String(value))}`;
    const shown = value === undefined ? "" : ` (${valueOf(id, value, f)})`;
    const where = placeOf(id, place, f);
    return `${w.warningTexts[id]}${where === "" ? "" : `: ${where}`}${shown}`;
  });
}

export function qualitySection(c: Context, series: readonly MeterSeries[]): Block[] {
  const { management, w, f, shared } = c;
  const rows = management.quality.map(({ id, name, coverage, estimatedShare, longestGapHours }) => {
    const one = series.find(({ meter }) => meter.id === id);
    const quality = one === undefined ? undefined : worstQuality(one, management.span.period);
    return [
      name,
      f.share(coverage),
      f.share(estimatedShare, "up"),
      longestGapHours === 0 ? dash : `${f.number(longestGapHours, longestGapHours % 1 === 0 ? 0 : 2)} h`,
      quality === undefined ? shared.notBooked : shared.qualities[quality],
    ];
  });
  const warnings = warningLines(c);
  const { months, period } = management.span;
  const gaps = management.quality.flatMap(({ name, monthly }) => {
    const low = months.flatMap(({ key }, index) =>
      (monthly[index] ?? 0) < 1 ? [`${f.month(key, "long")} ${f.share(monthly[index] ?? 0)}`] : [],
    );
    return low.length === 0 ? [] : [`${name}: ${low.join(", ")}`];
  });
  const exchanges = c.site.meters.flatMap(({ name, exchanges: all = [] }) =>
    all
      .map((one) => ({ ...one, seconds: Date.parse(one.at) / 1000 }))
      .filter(({ seconds }) => seconds >= period.from && seconds < period.to)
      .map((one) => w.exchanged(name, f.instant(one.seconds), f.number(one.removed_kwh, 1), f.number(one.installed_kwh, 1))),
  );
  const listed = (title: string, items: readonly string[]): Block[] =>
    items.length === 0
      ? []
      : [
          { kind: "heading", text: title },
          { kind: "list", items },
        ];
  return [
    { kind: "table", table: table(w.qualityHead, rows, [1, 2, 3]), widths: [1.6, 0.7, 0.7, 0.8, 2.3] },
    ...listed(w.gappyMonths, months.length > 1 ? gaps : []),
    ...listed(w.exchanges, exchanges),
    { kind: "heading", text: w.warnings },
    warnings.length === 0 ? { kind: "text", text: w.noWarnings } : { kind: "list", items: warnings },
  ];
}

export function methodSection({ w, headline, site }: Context): Block[] {
  return [
    { kind: "list", items: w.methodsList(String(headline?.category ?? 1), site.site.time_zone) },
    {
      kind: "table",
      table: table(
        [w.figure, w.formula, w.version, w.source],
        formulaSources.map(({ id, text, version, source }) => [w.formulaNames[id], text, String(version), source]),
        [2],
      ),
      widths: [1, 1.2, 0.6, 2.2],
    },
  ];
}

export function provenanceSection(c: Context, series: readonly MeterSeries[]): Block[] {
  const { w, f, management } = c;
  return [
    {
      kind: "table",
      table: table(
        w.provenanceHead,
        figureRows(c).map(({ name, formula, version, meters }) => {
          const { count, checksum } = bookingsBehind(series, meters, management.span.period);
          return [
            name,
            version === undefined ? formula : `${formula}, v${version}`,
            meters.join(", "),
            `${f.number(count)} · ${checksum}`,
          ];
        }),
      ),
      widths: [1.4, 1.2, 1.6, 1.2],
    },
  ];
}
