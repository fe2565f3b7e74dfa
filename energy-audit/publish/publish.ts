/** From a ledger to the figures that are published as metrics: the figures of the reports, by the same functions and checks. */
import type { Meter } from "../../site/inventory.ts";
import type { Sample } from "../../site/series.ts";
import type { BaselineResult } from "../baseline/cooling-baseline.ts";
import { verificationsOf } from "../baseline/verifications.ts";
import { stopsOf } from "../kpi/checks.ts";
import { seriesOf, type MeterSeries } from "../kpi/energy.ts";
import { releaseCoverage } from "../kpi/kpi.ts";
import { spanFigures, type SpanFigures } from "../kpi/management.ts";
import type { AuditedSite } from "../kpi/site.ts";
import { localDay, localParts, type Period } from "../ledger/calendar.ts";
import type { Register } from "../register/records.ts";
import type { LedgerSource } from "../report/management/make.ts";
import { ruleInForce } from "../rules/tables.ts";
import { dutySamples } from "./duty-samples.ts";
import { currentBaselines, cusumSamples, enpiSamples, verifiedSamples } from "./enpi-samples.ts";
import { gateOf, type Gate } from "./gate.ts";
import { periodSamples } from "./period-samples.ts";
import { publishedPeriods, type PublishedPeriod } from "./periods.ts";

/** A meter that Leitstand reads itself is late when its last booking is older than this, seconds. */
const lagLimit = 4 * 3600;

/** Figures of one period with what decides whether they may leave. */
interface Published {
  readonly figures: SpanFigures;
  readonly gate: Gate;
  readonly samples: readonly Sample[];
}

/**
 * All published figures.
 * @param now  epoch seconds
 * @returns samples without the label `site`
 */
export function publishedSamples(ledger: LedgerSource, site: AuditedSite, now: number): Sample[] {
  const zone = site.site.time_zone;
  const day = localParts(now, zone).date;
  const register = current(ledger.register());
  const series = seriesFor(ledger, site, now, ["twelve_months", "month", "year"]);
  const periods = publishedPeriods(now, bookedUntil(series, now), zone);
  const done = new Map(periods.map((period) => [period.label, publish(ledger, site, register, series, period)]));
  const [rolling, year] = [done.get("twelve_months"), done.get("year")];
  const judged = rolling && {
    rolling: rolling.figures.balance,
    annual: rolling.gate.held(rolling.figures.balance.pue[0]),
    erf: rolling.gate.held(rolling.figures.balance.erf),
    ref: year?.gate.held(year.figures.derived.ref),
  };
  return [
    { metric: "energy_figures_computed_timestamp_seconds", labels: {}, value: now },
    { metric: "energy_coverage_limit_ratio", labels: {}, value: releaseCoverage },
    ...site.meters
      .filter((meter) => meter.source !== undefined && (meter.to ?? day) >= day)
      .map(({ id }) => ({ metric: "energy_ledger_lag_limit_seconds", labels: { meter: id }, value: lagLimit })),
    ...[...done.values()].flatMap(({ samples }) => samples),
    ...cusumSamples(sinceBaselines(ledger, register, site, series, now)),
    ...verifiedSamples(register, day),
    ...(judged === undefined ? [] : dutySamples(site.energy?.facts, register, judged, day, zone)),
  ];
}

/** The figures of the running month alone: the others hardly move from one quarter hour to the next. */
export function monthSamples(ledger: LedgerSource, site: AuditedSite, now: number): Sample[] {
  const zone = site.site.time_zone;
  const series = seriesFor(ledger, site, now, ["month"]);
  const period = publishedPeriods(now, bookedUntil(series, now), zone).find(({ label }) => label === "month");
  if (period === undefined) return [];
  return [...publish(ledger, site, current(ledger.register()), series, period).samples];
}

const current = (register: Register): Register => ({ ...register, baselines: currentBaselines(register) });

function publish(
  ledger: LedgerSource,
  site: AuditedSite,
  register: Register,
  series: readonly MeterSeries[],
  period: PublishedPeriod,
): Published {
  const { span, label } = period;
  const timeZone = site.site.time_zone;
  const figures = spanFigures(series, site, span);
  const months = span.months.map((month) => month.period);
  const booked = new Map(site.meters.map(({ id }) => [id, ledger.sums(id, months)]));
  const stops = stopsOf({ management: figures, timeZone, booked, rules: ruleInForce });
  const gate = gateOf(period, stops.length);
  // A battery that fed IT is no contradiction that anybody could mend: no figure leaves, and nobody is sent to look for one.
  const contradictions = stops.filter(({ id }) => id !== "battery_carried_it").length;
  return {
    figures,
    gate,
    samples: [
      ...periodSamples(figures, contradictions, gate, label),
      ...(stops.length === 0 ? enpiSamples(verificationsOf(ledger, register, series, span, timeZone), label) : []),
    ],
  };
}

/** Bookings of all meters over the spans of these periods. */
function seriesFor(
  ledger: LedgerSource,
  site: AuditedSite,
  now: number,
  labels: readonly PublishedPeriod["label"][],
): MeterSeries[] {
  const zone = site.site.time_zone;
  // Where the spans lie does not depend on what is booked. An hour on, the first minutes of a month have a span too.
  const spans = publishedPeriods(now + 3600, now + 3600, zone).filter(({ label }) => labels.includes(label));
  const reach = {
    from: Math.min(...spans.map(({ span }) => span.period.from)),
    to: Math.max(...spans.map(({ span }) => span.period.to)),
  };
  return site.meters.map((meter) => seriesOf(meter, ledger.column(meter.id, reach), zone));
}

/** End of the last booked quarter hour of any meter that is not after an instant; 0 without one. */
function bookedUntil(series: readonly MeterSeries[], now: number): number {
  const ends = series.map(({ from, step, amounts }) => {
    const until = Math.min(amounts.length, Math.floor((now - from) / step));
    const last = amounts.subarray(0, Math.max(0, until)).findLastIndex((amount) => !Number.isNaN(amount));
    return last < 0 ? 0 : from + (last + 1) * step;
  });
  return Math.max(0, ...ends);
}

const regressed: readonly Meter["role"][] = ["cooling", "chiller", "pump", "air_handler", "ups_out"];

/** Each baseline against all days since its period; reads further back than the figures only where the baseline is older. */
function sinceBaselines(
  ledger: LedgerSource,
  { baselines }: Register,
  site: AuditedSite,
  series: readonly MeterSeries[],
  now: number,
): BaselineResult[] {
  const zone = site.site.time_zone;
  const from = series[0]?.from ?? now;
  return baselines.flatMap((baseline) => {
    const period: Period = { from: localDay(baseline.to, zone).to, to: localDay(localParts(now, zone).date, zone).from };
    if (period.to <= period.from) return [];
    const wide =
      period.from >= from
        ? series
        : site.meters
            .filter(({ role }) => regressed.includes(role))
            .map((meter) => seriesOf(meter, ledger.column(meter.id, period), zone));
    return verificationsOf(ledger, { baselines: [baseline] }, wide, { period, months: [] }, zone);
  });
}
