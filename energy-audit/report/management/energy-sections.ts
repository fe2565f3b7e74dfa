/** Sections about energy: balance, months, PUE, uses, load and cost, carbon. */
import type { Balance } from "../../kpi/balance.ts";
import type { Kpi } from "../../kpi/kpi.ts";
import { cvLimit } from "../../baseline/cooling-baseline.ts";
import { extrapolationLimit } from "../../baseline/savings.ts";
import { keyDate, rulesets } from "../../rules/tables.ts";
import { table, type Block } from "../blocks.ts";
import { durationChart, heatChart } from "../charts/load.ts";
import { ratioMonths, stackedMonths, type Limit } from "../charts/months.ts";
import { sankey, type SankeyNode } from "../charts/sankey.ts";
import { stackedBar } from "../charts/stacked-bar.ts";
import type { LookId } from "../charts/svg.ts";
import { upsChart } from "../charts/ups.ts";
import { dash } from "../format.ts";
import { coolingCharts } from "./cooling-section.ts";
import { figureRows } from "./figures.ts";
import { modelBlocks } from "./model-section.ts";
import type { Context } from "./input.ts";

const nodeLooks: Readonly<Record<string, LookId>> = {
  ups_loss: "ups",
  ups_pdu_loss: "distribution",
  pdu_it_loss: "distribution",
  ups_it_loss: "distribution",
  it: "it",
  ups_out: "it",
  pdu_out: "it",
  chiller: "cooling",
  pump: "cooling",
  air_handler: "cooling",
  cooling: "cooling",
  other: "other",
  rest: "rest",
  pv: "own",
};

export function balanceSection({ management, w, f }: Context): Block[] {
  const { flows, balance } = management;
  const nodes: SankeyNode[] = Object.entries(w.nodes).map(([id, name]) => ({ id, name, look: nodeLooks[id] ?? "site" }));
  const sum = (of: (flow: (typeof flows)[number]) => boolean): number =>
    flows.filter(of).reduce((total, { kwh }) => total + kwh, 0);
  // All from the drawing itself: flows need every meter at once, so with gaps they are less than the energy of the period.
  const delivered = sum(({ to }) => to === "site") - sum(({ to }) => to === "feed_in");
  // Down to where the drawing ends: the IT itself, wherever the PUE is measured.
  const arrived = (["it", "pdu_out", "ups_out"] as const)
    .map((end) => sum(({ to }) => to === end) - sum(({ from }) => from === end))
    .find((kwh) => kwh > 0);
  const partly = balance.facility.kwh > 0 && delivered < balance.facility.kwh * 0.999;
  const energy = f.energies(flows.map(({ kwh }) => kwh));
  const named = flows.map(({ from, to, kwh }) => `${w.nodes[from]} → ${w.nodes[to]} ${energy(kwh)}`);
  return [
    {
      kind: "figure",
      title: w.flowTitle(f.energy(delivered - (arrived ?? 0))),
      svg: sankey(
        flows.map(({ from, to, kwh }) => ({ from, to, value: kwh })),
        nodes,
        energy,
      ),
      alt: `${w.sections.balance}: ${named.join("; ")}`,
      table: table(
        [w.from, w.to, w.energy],
        flows.map(({ from, to, kwh }) => [w.nodes[from], w.nodes[to], energy(kwh)]),
        [2],
      ),
    },
    ...(partly ? [{ kind: "text" as const, text: w.flowPartly(f.energy(delivered), f.energy(balance.facility.kwh)) }] : []),
  ];
}

/** Parts of a month as the columns stack them: IT first, what no meter sees last. */
function partsOf({ it, parts }: Balance): { look: LookId; value: number }[] {
  return [
    { look: "it" as const, value: it.kwh / 1000 },
    ...parts.map(({ id, energy }) => ({ look: id, value: energy.kwh / 1000 })),
  ];
}

export function monthSection({ management, verifications, w, f }: Context): Block[] {
  const { months, previousMonths } = management;
  const monthly = verifications.find(({ verification }) => verification !== undefined)?.verification?.monthly;
  const adjustedOf = (key: string, { facility }: Balance): number | undefined => {
    const difference = monthly?.get(key);
    return difference === undefined || facility.coverage === 0 ? undefined : facility.kwh + difference;
  };
  const columns = months.map(({ key, balance }, index) => {
    const before = previousMonths[index]?.balance;
    const adjusted = adjustedOf(key, balance);
    return {
      ...(adjusted !== undefined && { adjusted: adjusted / 1000 }),
      name: f.month(key, "short"),
      parts: balance.facility.coverage > 0 ? partsOf(balance) : [],
      ...(before !== undefined && before.facility.coverage >= 0.9 && { before: before.facility.kwh / 1000 }),
    };
  });
  const energy = f.energies(months.map(({ balance }) => balance.facility.kwh));
  const highest = [...months].sort((a, b) => b.balance.facility.kwh - a.balance.facility.kwh)[0];
  const rows = months.map(({ key, balance }, index) => {
    const before = previousMonths[index]?.balance.facility;
    const adjusted = adjustedOf(key, balance);
    return [
      f.month(key, "long"),
      balance.facility.coverage > 0 ? energy(balance.facility.kwh) : dash,
      balance.it.coverage > 0 ? energy(balance.it.kwh) : dash,
      ...(monthly === undefined ? [] : [adjusted === undefined ? dash : energy(adjusted)]),
      before !== undefined && before.coverage >= 0.9 ? energy(before.kwh) : dash,
      f.share(balance.facility.coverage),
    ];
  });
  return [
    {
      kind: "figure",
      title: w.monthsTitle(highest === undefined ? dash : f.month(highest.key, "long")),
      svg: stackedMonths(columns, {
        unit: "MWh",
        before: w.outline,
        adjusted: w.adjusted,
        names: w.partLooks,
        number: (value) => f.number(value),
      }),
      alt: `${w.sections.months}: ${rows.map(([month, total]) => `${month} ${total}`).join("; ")}`,
      table: table(
        [w.month, w.total, w.it, ...(monthly === undefined ? [] : [w.adjustedHead]), w.before, w.coverage],
        rows,
        [1, 2, 3, 4, 5],
      ),
    },
  ];
}

export function pueSection(c: Context): Block[] {
  const { management, w, f, shared, headline, facts } = c;
  const { months, balance } = management;
  const blocks: Block[] = [];
  const points = months.map(({ key, balance: month }) => {
    const [kpi] = month.pue;
    return {
      name: f.month(key, "short"),
      key,
      ...(kpi?.value !== undefined && { value: kpi.value }),
      ...(kpi?.interval && { interval: kpi.interval }),
    };
  });
  const values = points.flatMap(({ value }) => value ?? []);
  if (values.length > 0) {
    const rows = points.map(({ key, value, interval }) => [
      f.month(key, "long"),
      value === undefined ? dash : f.number(value, 3),
      interval === undefined ? dash : `${f.number(interval[0], 3)} – ${f.number(interval[1], 3)}`,
    ]);
    blocks.push({
      kind: "figure",
      title: w.pueTitle(f.number(Math.min(...values), 2), f.number(Math.max(...values), 2)),
      svg: ratioMonths(points, limitsOf(c, facts?.commissioned), (value) => f.number(value, 1), "PUE"),
      alt: `${w.sections.pue}: ${rows.map(([month, value]) => `${month} ${value}`).join("; ")}`,
      table: table([w.month, w.ipue(String(headline?.category ?? 1)), w.range], rows, [1, 2]),
    });
  }
  const shown = balance.parts.filter(({ share }) => share !== undefined);
  if (shown.length > 0) {
    const bars = [
      { id: "it" as const, name: w.partLooks.it, share: 1 },
      ...shown.map(({ id, share }) => ({ id, name: shared.partNames[id], share: share ?? 0 })),
    ];
    const total = bars.reduce((sum, { share }) => sum + share, 0);
    const energy = f.energies([balance.partsIt.kwh]);
    const [most] = shown.toSorted((a, b) => (b.share ?? 0) - (a.share ?? 0));
    const title =
      most === undefined || total <= 1
        ? w.partsTitle
        : most.id === "rest"
          ? w.partsUnmetered(f.number(most.share ?? 0, 2), f.number(total - 1, 2))
          : w.partsMost(shared.partNames[most.id], f.number(most.share ?? 0, 2), f.number(total - 1, 2));
    blocks.push({
      kind: "figure",
      title,
      svg: stackedBar(bars, f.number),
      alt: `${title}. ${w.partsTitle}: ${bars.map(({ name, share }) => `${name} ${f.number(share, 3)}`).join("; ")}`,
      table: table(
        [w.part, w.energy, w.contribution],
        [
          [w.partLooks.it, energy(balance.partsIt.kwh), f.number(1, 3)],
          ...shown.map(({ id, energy: part, share }) => [shared.partNames[id], energy(part.kwh), f.number(share ?? 0, 3)]),
          [w.total, energy(balance.partsIt.kwh * total), f.number(total, 3)],
        ],
        [1, 2],
        true,
      ),
    });
    if (balance.facility.kwh > 0 && balance.partsIt.kwh * total < balance.facility.kwh * 0.999)
      blocks.push({
        kind: "text",
        text: w.flowPartly(f.energy(balance.partsIt.kwh * total), f.energy(balance.facility.kwh)),
      });
  }
  blocks.push({
    kind: "table",
    table: table(
      [w.figure, w.value, w.range, w.before],
      figureRows(c).map(({ name, text, range, before }) => [name, text, range, before]),
      [1, 2, 3],
    ),
    widths: [2.2, 1, 1.4, 1],
  });
  return blocks;
}

/** Limits in force now or later, of the law, never of a draft. */
function limitsOf({ w, f }: Context, commissioned: string | undefined): Limit[] {
  if (commissioned !== undefined && commissioned >= keyDate) return [];
  const rules = rulesets.find(({ status }) => status === "in_force");
  return (rules?.pueExisting ?? []).map(({ from, value }) => ({ value, name: w.limit(f.number(value, 1), f.day(from)) }));
}

export function useSection(c: Context): Block[] {
  return [...upsBlocks(c), ...coolingCharts(c), ...coolingBlocks(c), ...modelBlocks(c)];
}

/** The cooling against its baselines: an EnPI with its interval, and how far the baseline reaches. */
function coolingBlocks({ verifications, w, f }: Context): Block[] {
  if (verifications.length === 0) return [{ kind: "text", text: w.baselineNone }];
  const rows = verifications.map(({ baseline, verification }) => {
    const about = [`${baseline.id} ${baseline.title} (${f.day(baseline.from)} – ${f.day(baseline.to)})`];
    if (verification === undefined) return [...about, dash, dash, dash, w.baselineNoDays];
    const { savings, outside, enpi } = verification;
    const half = savings.uncertaintyPolynomial;
    const interval = `${f.energy(savings.savings)} (${f.energyRange(savings.savings - half, savings.savings + half, savings.savings)})`;
    const proven = outside.share <= extrapolationLimit && savings.savings - half > 0 && baseline.model.cv_rmse <= cvLimit;
    return [...about, f.number(enpi, 3), interval, f.share(outside.share, "up"), proven ? w.baselineProven : w.baselineComputed];
  });
  return [
    { kind: "heading", text: w.baselineTitle },
    { kind: "table", table: table(w.baselineHead, rows, [1, 3]), widths: [2.4, 0.6, 2, 0.9, 1.2] },
    { kind: "text", text: w.baselineNote },
  ];
}

function upsBlocks({ management, w, f }: Context): Block[] {
  const { ups } = management;
  if (ups.length === 0) return [{ kind: "text", text: w.upsNone }];
  const energy = f.energies(ups.map(({ lossKwh }) => lossKwh));
  const title = `${w.upsTitle}: ${ups.map(({ name, efficiency, meanLoad }) => w.upsAt(name, f.percent(efficiency, 1), f.percent(meanLoad))).join("; ")}`;
  return [
    {
      kind: "figure",
      title,
      svg: upsChart(ups, { load: w.upsLoad, efficiency: w.efficiency, maker: w.upsMaker, percent: (ratio) => f.percent(ratio) }),
      alt: title,
      table: table(
        [w.upsName, w.upsLoad, w.upsEfficiency, w.upsExpected, w.upsLoss],
        ups.map(({ name, meanLoad, efficiency, expected, lossKwh }) => [
          name,
          f.percent(meanLoad),
          f.percent(efficiency, 1),
          expected === undefined ? dash : f.percent(expected, 1),
          energy(lossKwh),
        ]),
        [1, 2, 3, 4],
      ),
    },
  ];
}

export function loadSection({ management, w, f }: Context): Block[] {
  const { load, cost, derived } = management;
  const blocks: Block[] = [];
  if (load !== undefined) {
    const at = f.instant(load.peak.quarter);
    blocks.push({
      kind: "text",
      text:
        derived.peakCost?.value === undefined
          ? w.peakTextOnly(f.kw(load.peak.kw), at)
          : w.peakText(f.kw(load.peak.kw), at, f.eur(derived.peakCost.value)),
    });
    const hundred = load.duration[Math.min(load.duration.length - 1, 400)] ?? load.peak.kw;
    const marks = [0, 10, 100, 1000, 4000, 8000].filter((hour) => hour * 4 < load.duration.length);
    const curveRows = marks.map((hour) => [`${f.number(hour)} h`, f.kw(load.duration[hour * 4] ?? 0)]);
    blocks.push({
      kind: "figure",
      title: w.durationTitle(f.kw(hundred), f.number(100)),
      svg: durationChart(load.duration, { hours: w.hours, number: (value) => f.number(value) }),
      alt: `${w.hours}: ${curveRows.map((row) => row.join(" ")).join("; ")}`,
      table: table(w.durationHead, curveRows, [0, 1]),
    });
    const heatRows = load.heat.map((row, day) => {
      const known = row.filter((value) => Number.isFinite(value));
      const mean = known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length);
      return [w.weekdays[day] ?? "", f.kw(mean), f.kw(Math.min(...known)), f.kw(Math.max(...known))];
    });
    const title = heatTitle(load.heat, w, f);
    blocks.push({
      kind: "figure",
      title,
      svg: heatChart(load.heat, { weekdays: w.weekdays, number: (value) => f.number(value) }),
      alt: `${title}. ${w.heatTitle}: ${heatRows.map((row) => row.join(" ")).join("; ")}`,
      table: table([w.weekday, w.dayMean, w.dayMin, w.dayMax], heatRows, [1, 2, 3]),
    });
  }
  if (cost === undefined) blocks.push({ kind: "text", text: w.costNone });
  else {
    const p = w.costParts;
    const rows: [string, number][] = [
      [p.energy, cost.energyEur],
      [p.gridPower, cost.grid.powerEur],
      [p.gridEnergy, cost.grid.energyEur],
      [p.levies, cost.leviesEur],
      [p.tax, cost.taxEur],
      [p.concession, cost.concessionEur],
      [p.metering, cost.meteringEur],
      [p.net, cost.netEur],
      [p.vat, cost.vatEur],
      [p.gross, cost.grossEur],
    ];
    blocks.push({
      kind: "table",
      table: table(
        [w.costItem, w.value],
        rows.map(([name, value]) => [name, f.eur(value)]),
        [1],
        true,
      ),
    });
    const { stretches } = cost;
    if (stretches.length > 1) {
      const row = ({ period, kwh, netEur, tariff }: (typeof stretches)[number]): string[] => [
        `${f.date(period.from)} – ${f.date(period.to - 1)}`,
        f.energy(kwh),
        f.eur(netEur),
        `${f.number((netEur / kwh) * 100, 1)} ct`,
        tariff.source,
      ];
      blocks.push(
        { kind: "heading", text: w.tariffs },
        { kind: "table", table: table(w.tariffHead, stretches.map(row), [1, 2, 3]), widths: [1.6, 1, 1, 0.8, 2] },
        { kind: "text", text: w.tariffNote },
      );
    } else blocks.push({ kind: "text", text: `${w.source}: ${stretches[0]?.tariff.source ?? dash}` });
  }
  return blocks;
}

/** When the load is highest, in one sentence. */
function heatTitle(heat: readonly (readonly number[])[], w: Context["w"], f: Context["f"]): string {
  const cells = heat.flatMap((row, day) => row.map((kw, hour) => ({ kw, day, hour })));
  const [most] = cells.filter(({ kw }) => Number.isFinite(kw)).toSorted((a, b) => b.kw - a.kw);
  return most === undefined ? w.heatTitle : w.heatMost(w.weekdayLong[most.day] ?? "", most.hour, f.kw(most.kw));
}

/** A row of a figure with its interval; none without a value. */
function shown(name: string, kpi: Kpi | undefined, text: (value: number) => string): string[][] {
  if (kpi?.value === undefined) return [];
  return [[name, text(kpi.value), kpi.interval === undefined ? dash : `${text(kpi.interval[0])} – ${text(kpi.interval[1])}`]];
}

export function carbonSection({ management, w, f, site }: Context): Block[] {
  const { carbon, derived, span } = management;
  if (carbon === undefined) return [{ kind: "text", text: w.carbonNone }];
  const year = String([...carbon.factorYears.values()][0] ?? span.year);
  const rows: string[][] = [
    ...shown(`${w.co2Location}, ${w.carbonFactor(year, carbon.series)}`, derived.co2Location, f.tonnes),
    ...shown(w.co2Market, derived.co2Market, f.tonnes),
    ...shown(w.cueLocation, derived.cueLocation, (value) => `${f.number(value, 3)}\u00A0kg/kWh`),
    ...shown(w.cueMarket, derived.cueMarket, (value) => `${f.number(value, 3)}\u00A0kg/kWh`),
    ...(carbon.diesel === undefined ? [] : [[w.diesel, f.tonnes(carbon.diesel.tonnes), dash]]),
    ...shown(w.ref, derived.ref, (value) => f.percent(value, 1)),
  ];
  const blocks: Block[] = [{ kind: "table", table: table([w.carbonItem, w.value, w.range], rows, [1, 2]) }];
  if (carbon.fallback) blocks.push({ kind: "text", text: w.carbonFallback(String(span.year), year) });
  const used = site.energy?.emission_factors?.location.find((factor) => String(factor.year) === year);
  if (used !== undefined) blocks.push({ kind: "text", text: `${w.source}: ${used.source} (${w.factorStatus[used.status]})` });
  return blocks;
}
