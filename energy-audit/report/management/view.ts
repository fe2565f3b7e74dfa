/** The management report as blocks. Pure; the same figures give the same view and so the same bytes. */
import type { MeterSeries } from "../../kpi/energy.ts";
import type { ReportView, Section } from "../blocks.ts";
import { customerSection } from "./customers.ts";
import { dutySection } from "./duties.ts";
import { balanceSection, carbonSection, loadSection, monthSection, pueSection, useSection } from "./energy-sections.ts";
import { auditSection, measureSection, methodSection, provenanceSection, qualitySection } from "./follow-up-sections.ts";
import { contextOf, type Context, type ReportInput } from "./input.ts";
import { registerSection } from "./register-sheet.ts";
import { summary } from "./summary.ts";

/** @param checksum  of the figures behind the words, the same in both languages and on every day */
export function managementView(input: ReportInput, series: readonly MeterSeries[], checksum: string): ReportView {
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
    { title: s.register, blocks: registerSection(c) },
    ...(c.customers.length === 0 ? [] : [{ title: s.customers, blocks: customerSection(c) }]),
    { title: s.quality, blocks: qualitySection(c, series) },
    { title: s.methods, blocks: methodSection(c) },
    { title: s.provenance, blocks: provenanceSection(c, series) },
  ];
  const sections = unnumbered.map(({ title, blocks }, index) => ({ title: `${index + 1} ${title}`, blocks }));
  const quality = unnumbered.findIndex(({ title }) => title === s.quality) + 1;
  return {
    locale,
    title: w.title,
    site: site.site.name,
    period: w.subject(c.period),
    timestamp: management.span.period.to,
    about: [
      [w.state, f.day(input.day)],
      [w.status, statusOf(c)],
      [w.checksum, checksum],
    ],
    supplement: supplementOf(c),
    figuresChecksum: checksum,
    releasable: checked.releasable,
    summary: summary(c, { qualitySection: quality, duties: 9 }),
    sections,
    checksum: `${w.checksum} ${checksum}`,
    say: { page: w.page, of: w.of, contents: w.contents, onePage: w.onePage, supplement: w.supplement },
  };
}

/** The short form on one page: the first page of the report, and what the PUE is made of. */
export function onePage(c: Context, view: ReportView): ReportView {
  const blocks = pueSection(c);
  const at = blocks.findIndex((block) => block.kind === "figure" && block.title.startsWith(c.w.partsTitle));
  // With gaps a line under the figure says how much of the energy it shows.
  const parts = at < 0 ? [] : blocks.slice(at, at + 2).filter(({ kind }) => kind === "figure" || kind === "text");
  return { ...view, summary: [...summary(c, { duties: 3 }), ...parts], sections: [] };
}

/** Released by whom, ready to be released, or a draft. */
function statusOf({ w, f, checked, wish }: Context): string {
  if (wish.release !== undefined)
    return w.released(wish.release.people.join(", "), f.instant(Date.parse(wish.release.at) / 1000));
  return checked.releasable ? w.ready : w.draft;
}

/** What was booked after the release: the difference to what was signed. */
function supplementOf({ w, f, wish, site }: Context): string[] {
  const names = new Map(site.meters.map(({ id, name }) => [id, name]));
  return (wish.supplement ?? []).map(({ meter, kwh, quarters }) =>
    w.supplementLine(names.get(meter) ?? meter, f.energy(kwh), f.number(quarters)),
  );
}
