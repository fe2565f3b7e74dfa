/** Customers in the report: one table for all of them, and a statement of its own for each (EnEfG § 15). */
import { createHash } from "node:crypto";
import type { CustomerFigures } from "../../kpi/customers.ts";
import type { Energy } from "../../kpi/kpi.ts";
import { table, type Block, type ReportView } from "../blocks.ts";
import { stackedMonths } from "../charts/months.ts";
import { dash, type Format } from "../format.ts";
import { customerWords } from "./customer-words.ts";
import type { Context } from "./input.ts";

const low = ({ kwh, relativeUncertainty }: Energy): number => kwh * (1 - 2 * relativeUncertainty);
const high = ({ kwh, relativeUncertainty }: Energy): number => kwh * (1 + 2 * relativeUncertainty);
const rangeOf = (energy: Energy, f: Format): string => f.energyRange(low(energy), high(energy), energy.kwh);
const booked = (energy: Energy): boolean => energy.coverage > 0;

export function customerSection({ f, locale, customers, management }: Context): Block[] {
  const w = customerWords[locale];
  const it = management.balance.it.kwh;
  return [
    { kind: "text", text: w.law },
    {
      kind: "table",
      table: table(
        w.head,
        customers.map(({ name, energy, peak, meters }) => [
          name,
          booked(energy) ? f.energy(energy.kwh) : dash,
          booked(energy) ? rangeOf(energy, f) : dash,
          booked(energy) && it > 0 ? f.percent(energy.kwh / it, 1) : dash,
          peak === undefined ? dash : f.kw(peak.kw),
          f.share(energy.coverage),
          meters.some(({ share }) => share < 1) ? w.shared : w.measured,
        ]),
        [1, 2, 3, 4, 5],
      ),
      widths: [1.5, 0.85, 1.6, 0.8, 1, 0.85, 1.4],
    },
  ];
}

/** The statement for one customer: what, how much, when most, and how it was found; nothing about anybody else. */
export function customerView(c: Context, customer: CustomerFigures): ReportView {
  const { f, w: m, locale, site, management, period, headline } = c;
  const w = customerWords[locale];
  const { energy, peak, months, meters, unknown } = customer;
  const pue = headline?.value;
  const lines = booked(energy)
    ? [
        w.used(customer.name, f.energy(energy.kwh), period, f.energy(low(energy)), f.energy(high(energy))),
        ...(pue === undefined ? [] : [w.overhead(f.number(pue, 2), f.energy(energy.kwh * pue))]),
      ]
    : [w.nothing(customer.name, period)];
  const rows: [string, string][] = [
    [w.energy, booked(energy) ? f.energy(energy.kwh) : dash],
    [w.range, booked(energy) ? rangeOf(energy, f) : dash],
    ...(pue === undefined ? [] : [[w.withOverhead, f.energy(energy.kwh * pue)] satisfies [string, string]]),
    [w.peak, peak === undefined ? dash : w.peakAt(f.kw(peak.kw), f.instant(peak.quarter))],
    [w.coverage, f.share(energy.coverage)],
    [w.estimated, f.share(energy.estimatedShare, "up")],
  ];
  const most = months.toSorted((a, b) => b.energy.kwh - a.energy.kwh)[0];
  const monthRows = months.map((month) => [
    f.month(month.key, "long"),
    booked(month.energy) ? f.energy(month.energy.kwh) : dash,
    month.peak === undefined ? dash : f.kw(month.peak.kw),
    f.share(month.energy.coverage),
  ]);
  const monthTitle = w.monthsTitle(most === undefined ? dash : f.month(most.key, "long"));
  const monthTable = table(w.monthHead, monthRows, [1, 2, 3]);
  const summary: Block[] = [
    { kind: "text", text: lines.join(" ") },
    { kind: "table", table: table(w.figureHead, rows, [1]), widths: [1.4, 1] },
    months.length > 1
      ? {
          kind: "figure",
          title: monthTitle,
          svg: stackedMonths(
            months.map(({ key, energy: { kwh, coverage } }) => ({
              name: f.month(key, "short"),
              parts: coverage > 0 ? [{ look: "it", value: kwh / 1000 }] : [],
            })),
            {
              unit: "MWh",
              before: m.outline,
              adjusted: m.adjusted,
              names: { it: w.series },
              number: (value) => f.number(value, (most?.energy.kwh ?? 0) < 10_000 ? 1 : 0),
            },
          ),
          alt: `${monthTitle}: ${monthRows.map(([month, kwh]) => `${month} ${kwh}`).join("; ")}`,
          table: monthTable,
        }
      : { kind: "table", table: monthTable },
    { kind: "heading", text: w.how },
    {
      kind: "list",
      items: [
        ...meters.map(({ name, share }) => (share === 1 ? w.meter(name) : w.share(f.percent(share, 1), name))),
        w.ranges,
        w.quarters,
        ...(unknown.length === 0 ? [] : [w.unknown(unknown.join(", "))]),
        w.law,
      ],
    },
  ];
  const checksum = createHash("sha256")
    .update(JSON.stringify({ site: site.site.id, customer, period: management.span.period }))
    .digest("hex")
    .slice(0, 16);
  return {
    locale,
    title: w.title,
    site: site.site.name,
    period: w.subject(customer.name, period),
    timestamp: management.span.period.to,
    about: [
      [m.state, f.day(c.day)],
      [m.checksum, checksum],
    ],
    supplement: [],
    figuresChecksum: checksum,
    releasable: c.checked.releasable,
    summary,
    sections: [],
    checksum: `${m.checksum} ${checksum}`,
    say: { page: m.page, of: m.of, contents: m.contents, onePage: m.onePage, supplement: m.supplement },
  };
}

/** The customer's months for a spreadsheet: UTF-8 with mark, semicolons, a line of units in the head. */
export function customerCsv({ energy, peak, months }: CustomerFigures, decimal: "." | ","): string {
  const number = (value: number | undefined, digits: number): string =>
    value === undefined ? "" : String(Number(value.toFixed(digits))).replace(".", decimal);
  const line = (period: string, one: { readonly energy: Energy; readonly peak?: CustomerFigures["peak"] }): string =>
    [
      period,
      booked(one.energy) ? number(one.energy.kwh, 3) : "",
      booked(one.energy) ? number(low(one.energy), 3) : "",
      booked(one.energy) ? number(high(one.energy), 3) : "",
      number(one.peak?.kw, 3),
      one.peak === undefined ? "" : new Date(one.peak.quarter * 1000).toISOString(),
      number(one.energy.coverage, 6),
      number(one.energy.estimatedShare, 6),
    ].join(";");
  const head = "period;energy [kWh];low [kWh];high [kWh];peak [kW];peak_start_utc;coverage [1];estimated_share [1]";
  const all = line("total", { energy, ...(peak && { peak }) });
  return `\uFEFF${[head, ...months.map((month) => line(month.key, month)), all].join("\r\n")}\r\n`;
}
