/** The first page: message, figures, duties, decisions, trust. What a manager signs must stand here. */
import { table, type Block } from "../blocks.ts";
import { dutyRows } from "./duties.ts";
import { figureRows } from "./figures.ts";
import { warningLines } from "./follow-up-sections.ts";
import type { Context } from "./input.ts";

/** Figures of the first page, in order; the rest stands in the sections. */
const first = new Set([
  "facility",
  "it",
  "pue1",
  "pue2",
  "pue3",
  "pue12",
  "ups_loss",
  "cer",
  "ref",
  "cost_net",
  "co2_location",
  "co2_market",
  "peak",
]);

export interface Room {
  /** Number of the section that lists what the checks found; without it the list stands here. */
  readonly qualitySection?: number;
  /** Duties that fit. */
  readonly duties: number;
}

/** What the short form leaves to the report: it must stay on its page. */
const beyond = new Set(["pue2", "pue3"]);
/** Findings of the checks that fit on it. */
const findingsShown = 5;

export function summary(c: Context, { qualitySection, duties: most }: Room): Block[] {
  const { w, f, measures } = c;
  const short = qualitySection === undefined;
  const rows = figureRows(c).filter(({ id }) => first.has(id) && !(short && beyond.has(id)));
  const open = measures.filter(({ measure }) => measure.status === "proposed" || measure.status === "in_review");
  const decisions = open.map(({ measure }) =>
    w.decide(measure.id, measure.title, f.energy(measure.saving_kwh_per_year), f.eur(measure.investment_eur)),
  );
  const duties = dutyRows(c).map(([name, , requirement, value, result, due]) => [name, requirement, value, result, due]);
  const [, , requirement = "", value = "", result = "", due = ""] = w.dutyHead;
  return [
    { kind: "text", text: message(c).join(" ") },
    { kind: "heading", text: w.figures },
    {
      kind: "table",
      table: table(
        [w.figure, w.value, w.range, w.before, w.coverage],
        rows.map((row) => [row.name, row.text, row.range, row.before, row.coverage === undefined ? "–" : f.share(row.coverage)]),
        [1, 2, 3, 4],
      ),
      widths: [2.2, 1, 1.4, 1, 0.8],
    },
    ...(duties.length === 0
      ? []
      : ([
          { kind: "heading", text: w.duties },
          {
            kind: "table",
            table: table([w.dutyHead[0] ?? "", requirement, value, result, due], duties.slice(0, most)),
            widths: [1.3, 0.9, 1.2, 1.9, 0.8],
          },
        ] satisfies Block[])),
    { kind: "heading", text: w.decisions },
    decisions.length === 0 ? { kind: "text", text: w.noDecisions } : { kind: "list", items: decisions.slice(0, 4) },
    { kind: "heading", text: w.trust },
    { kind: "list", items: trust(c, qualitySection) },
  ];
}

function message(c: Context): string[] {
  const { w, f, management, headline, annual, measures, shared } = c;
  const { balance, previous, cost, carbon } = management;
  const lines: string[] = [];
  const change =
    previous.facility.coverage >= 0.9 && previous.facility.kwh > 0 ? balance.facility.kwh / previous.facility.kwh - 1 : undefined;
  const compared =
    change === undefined
      ? w.noPrevious
      : Math.abs(change) < 0.0005
        ? w.same
        : change > 0
          ? w.more(f.percent(change, 1))
          : w.less(f.percent(-change, 1));
  // What is no comparison is a clause of its own.
  lines.push(`${w.used(f.energy(balance.facility.kwh), c.period)}${change === undefined ? ";" : ","} ${compared}.`);
  const pue = c.management.span.kind === "year" ? headline : (annual ?? headline);
  if (pue?.value !== undefined && pue.interval !== undefined) {
    const [low, high] = pue.interval;
    const say = pue === annual && c.management.span.kind !== "year" ? w.perKwhRolling : w.perKwh;
    lines.push(say(f.number(pue.value, 2), String(pue.category), f.number(low, 2), f.number(high, 2)));
  } else lines.push(w.noPue(shared.reasons[pue?.reason ?? "no_booking"]));
  const byEnergy = balance.parts.toSorted((a, b) => b.energy.kwh - a.energy.kwh);
  const [most, second] = byEnergy.filter(({ id }) => id !== "rest");
  const [largest] = byEnergy;
  if (largest?.id === "rest" && largest.share !== undefined && largest.energy.kwh > 0) {
    const all = balance.partsIt.kwh + byEnergy.reduce((sum, { energy }) => sum + energy.kwh, 0);
    lines.push(w.unmetered(f.percent(largest.energy.kwh / all)));
  } else if (most !== undefined && second !== undefined)
    lines.push(w.mostly(shared.partNames[most.id], shared.partNames[second.id]));
  if (cost !== undefined) lines.push(w.money(f.eur(cost.netEur), `${f.number(cost.netCtPerKwh, 1)} ct`));
  if (carbon !== undefined) lines.push(w.carbon(f.tonnes(carbon.locationTonnes), f.tonnes(carbon.marketTonnes)));
  const proven = measures.filter(({ proven: is }) => is).flatMap(({ measure }) => measure.verified ?? []);
  const sum = (pick: (one: (typeof proven)[number]) => number): string =>
    f.energy(proven.reduce((total, one) => total + pick(one), 0));
  lines.push(
    proven.length === 0
      ? w.notSaved
      : w.saved(
          sum(({ kwh }) => kwh),
          sum(({ low }) => low),
          sum(({ high }) => high),
          f.day(proven.map(({ from }) => from).toSorted()[0] ?? ""),
          f.day(
            proven
              .map(({ to }) => to)
              .toSorted()
              .at(-1) ?? "",
          ),
        ),
  );
  return lines;
}

function trust(c: Context, qualitySection: number | undefined): string[] {
  const { w, f, headline, checked } = c;
  const lines: string[] = [];
  if (headline !== undefined) lines.push(w.trustCoverage(f.share(headline.coverage), f.share(headline.estimatedShare, "up")));
  lines.push(w.trustUncertainty);
  const more = checked.warnings.length - findingsShown;
  if (qualitySection === undefined && checked.warnings.length > 0) {
    lines.push(...warningLines(c).slice(0, findingsShown));
    if (more > 0) lines.push(c.shared.more(f.number(more)));
  } else lines.push(w.trustWarnings(checked.warnings.length, qualitySection ?? 0));
  return lines;
}
