/** The management report as blocks. Pure; the same figures give the same view and so the same bytes. */
import { createHash } from "node:crypto";
import type { MeterSeries } from "../../kpi/energy.ts";
import type { ReportView, Section } from "../blocks.ts";
import { dutySection } from "./duties.ts";
import { balanceSection, carbonSection, loadSection, monthSection, pueSection, useSection } from "./energy-sections.ts";
import { auditSection, measureSection, methodSection, provenanceSection, qualitySection } from "./follow-up-sections.ts";
import { contextOf, type ReportInput } from "./input.ts";
import { summary } from "./summary.ts";

export function managementView(input: ReportInput, series: readonly MeterSeries[]): ReportView {
  const c = contextOf(input);
  const { w, f, management, site, locale, checked } = c;
  const s = w.sections;
  const unnumbered: Section[] = [
    { title: s.balance, blocks: balanceSection(c) },
    { title: s.months, blocks: monthSection(c) },
    { title: s.pue, blocks: pueSection(c) },
    { title: s.uses, blocks: useSection(c) },
    { title: s.load, blocks: loadSection(c) },
    { title: s.carbon, blocks: carbonSection(c) },
    { title: s.measures, blocks: measureSection(c) },
    { title: s.audit, blocks: auditSection(c) },
    { title: s.duties, blocks: dutySection(c) },
    { title: s.quality, blocks: qualitySection(c, series) },
    { title: s.methods, blocks: methodSection(c) },
    { title: s.provenance, blocks: provenanceSection(c, series) },
  ];
  const sections = unnumbered.map(({ title, blocks }, index) => ({ title: `${index + 1} ${title}`, blocks }));
  const body = { summary: summary(c), sections };
  const checksum = createHash("sha256").update(JSON.stringify(body)).digest("hex").slice(0, 16);
  return {
    locale,
    title: w.title,
    site: site.site.name,
    period: w.subject(c.period),
    timestamp: management.span.period.to,
    about: [
      [w.state, f.day(input.day)],
      [w.status, checked.releasable ? w.ready : w.draft],
      [w.checksum, checksum],
    ],
    ...body,
    checksum: `${w.checksum} ${checksum}`,
    say: { page: w.page, of: w.of, contents: w.contents, onePage: w.onePage },
  };
}
