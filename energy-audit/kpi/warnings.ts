/** What a report prints beside its figures because a reader must know it: none of it stops the report. */
import type { EnergySection } from "../../site/energy.ts";
import type { BaselineResult } from "../baseline/cooling-baseline.ts";
import { cvLimit, nmbeLimit } from "../baseline/cooling-baseline.ts";
import { extrapolationLimit } from "../baseline/savings.ts";
import { qualities } from "../ledger/booking.ts";
import { localParts } from "../ledger/calendar.ts";
import type { Finding } from "./checks.ts";
import type { MeterSeries } from "./energy.ts";
import { releaseCoverage } from "./kpi.ts";
import { jumpOf } from "./jumps.ts";
import type { SpanFigures } from "./management.ts";

export type WarningId =
  | "coverage_low"
  | "coverage_below_release"
  | "estimated_share"
  | "rest_large"
  | "rest_negative"
  | "rest_negative_within"
  | "ups_efficiency"
  | "cer_range"
  | "category_order"
  | "factor_fallback"
  | "factor_missing"
  | "tariff_missing"
  | "guarantees_surplus"
  | "months_missing"
  | "level_jump"
  | "meter_suspect"
  | "calibration_expired"
  | "peak_near_contract"
  | "baseline_outside"
  | "baseline_cv"
  | "baseline_bias"
  | "savings_uncertain"
  | "battery_discharge";

/** Bounds of the warnings (project definitions; sources in the room's README). */
const bounds = {
  coverage: 0.995,
  release: releaseCoverage,
  estimated: 0.01,
  rest: 0.05,
  ups: [0.8, 0.995],
  cer: [2, 30],
  /** A peak from this share of the contracted power on is named. */
  contract: 0.98,
  /** Quarter hours that a meter may stand still or run backwards. */
  suspect: 2,
  /** Fractional savings uncertainty, ASHRAE Guideline 14. */
  savings: 0.5,
} as const;

export interface WarningInput {
  readonly management: SpanFigures;
  readonly energy: EnergySection | undefined;
  readonly series: readonly MeterSeries[];
  readonly verifications: readonly BaselineResult[];
  readonly timeZone: string;
}

export function warningsOf(input: WarningInput): Finding<WarningId>[] {
  const { management } = input;
  return [
    ...qualityWarnings(management),
    ...meterWarnings(input),
    ...figureWarnings(management),
    ...restWarnings(management),
    ...masterWarnings(input),
    ...baselineWarnings(input),
  ];
}

function qualityWarnings({ quality, balance, span }: SpanFigures): Finding<WarningId>[] {
  const warnings: Finding<WarningId>[] = [];
  const needed = new Set(balance.pue.flatMap(({ meters }) => meters));
  for (const { id, name, coverage, estimatedShare } of quality) {
    const below = needed.has(id) && coverage < bounds.release;
    if (below) warnings.push({ id: "coverage_below_release", place: name, value: coverage, bound: bounds.release });
    else if (coverage < bounds.coverage)
      warnings.push({ id: "coverage_low", place: name, value: coverage, bound: bounds.coverage });
    if (estimatedShare > bounds.estimated)
      warnings.push({ id: "estimated_share", place: name, value: estimatedShare, bound: bounds.estimated });
  }
  const empty = span.months.filter((_, index) =>
    quality.filter(({ id }) => needed.has(id)).some(({ monthly }) => (monthly[index] ?? 0) === 0),
  );
  if (empty.length > 0) warnings.push({ id: "months_missing", place: empty.map(({ key }) => key).join(", ") });
  return warnings;
}

const suspect = qualities.indexOf("suspect");

/** A meter that stands still, one whose level jumps, one whose calibration has run out. */
function meterWarnings({ management, series, timeZone }: WarningInput): Finding<WarningId>[] {
  const { period } = management.span;
  const lastDay = localParts(period.to - 1, timeZone).date;
  return series.flatMap((one) => {
    const { meter, from, step, amounts, qualities: found } = one;
    const warnings: Finding<WarningId>[] = [];
    let still = 0;
    for (let index = Math.max(0, (period.from - from) / step); index < (period.to - from) / step; index += 1) {
      if (found[index] === suspect && !Number.isNaN(amounts[index] ?? Number.NaN)) still += 1;
    }
    if (still > bounds.suspect) warnings.push({ id: "meter_suspect", place: meter.name, value: still, bound: bounds.suspect });
    const jump = jumpOf(one, period, timeZone);
    if (jump !== undefined) warnings.push({ id: "level_jump", place: `${meter.name} ${jump.day}`, value: jump.change });
    if (meter.calibrated_until !== undefined && meter.calibrated_until < lastDay)
      warnings.push({ id: "calibration_expired", place: `${meter.name} ${meter.calibrated_until}` });
    return warnings;
  });
}

function figureWarnings({ balance, ups }: SpanFigures): Finding<WarningId>[] {
  const warnings: Finding<WarningId>[] = [];
  const { efficiency } = balance.ups;
  if (efficiency.value !== undefined && (efficiency.value < bounds.ups[0] || efficiency.value > bounds.ups[1])) {
    warnings.push({ id: "ups_efficiency", place: "", value: efficiency.value });
  }
  if (balance.cer.value !== undefined && (balance.cer.value < bounds.cer[0] || balance.cer.value > bounds.cer[1])) {
    warnings.push({ id: "cer_range", place: "", value: balance.cer.value });
  }
  for (const [index, kpi] of balance.pue.entries()) {
    const before = balance.pue[index - 1];
    if (before?.value !== undefined && kpi.value !== undefined && kpi.value < before.value) {
      warnings.push({
        id: "category_order",
        place: `${kpi.category} < ${before.category}`,
        value: kpi.value,
        bound: before.value,
      });
    }
  }
  for (const { name, discharges } of ups) {
    if (discharges > 0) warnings.push({ id: "battery_discharge", place: `${name}: ${discharges}` });
  }
  return warnings;
}

/** What no meter sees. Below zero within the uncertainty is said, beyond it some meter is wrong; it is never cut to zero. */
function restWarnings({ balance }: SpanFigures): Finding<WarningId>[] {
  const rest = balance.parts.find(({ id }) => id === "rest")?.energy.kwh;
  if (rest === undefined || balance.facility.kwh <= 0) return [];
  const share = rest / balance.facility.kwh;
  if (share > bounds.rest) return [{ id: "rest_large", place: "", value: share, bound: bounds.rest }];
  if (share >= 0) return [];
  const known = [
    balance.facility,
    balance.partsIt,
    ...balance.parts.filter(({ id }) => id !== "rest").map(({ energy }) => energy),
  ];
  const expanded = 2 * Math.hypot(...known.map(({ kwh, relativeUncertainty }) => kwh * relativeUncertainty));
  const id = -rest <= expanded ? "rest_negative_within" : "rest_negative";
  return [{ id, place: "", value: share, bound: -expanded / balance.facility.kwh }];
}

function masterWarnings({ management: { carbon, cost, load, span }, energy }: WarningInput): Finding<WarningId>[] {
  const warnings: Finding<WarningId>[] = [];
  if (carbon === undefined) warnings.push({ id: "factor_missing", place: String(span.year) });
  if (carbon?.fallback === true)
    warnings.push({ id: "factor_fallback", place: String(span.year), value: [...carbon.factorYears.values()][0] ?? 0 });
  if (carbon !== undefined && carbon.surplusKwh > 0)
    warnings.push({ id: "guarantees_surplus", place: String(span.year), value: carbon.surplusKwh });
  if (span.kind === "year" && cost === undefined) warnings.push({ id: "tariff_missing", place: `${span.year}-01-01` });
  const contracted = energy?.facts?.contracted_kw;
  if (contracted !== undefined && load !== undefined && load.peak.kw >= bounds.contract * contracted)
    warnings.push({
      id: "peak_near_contract",
      place: `${contracted} kW`,
      value: load.peak.kw / contracted,
      bound: bounds.contract,
    });
  return warnings;
}

function baselineWarnings({ verifications }: WarningInput): Finding<WarningId>[] {
  return verifications.flatMap(({ baseline, verification }) => {
    const warnings: Finding<WarningId>[] = [];
    const place = baseline.id;
    if (baseline.model.cv_rmse > cvLimit)
      warnings.push({ id: "baseline_cv", place, value: baseline.model.cv_rmse, bound: cvLimit });
    const bias = baseline.model.nmbe_unseen ?? 0;
    if (Math.abs(bias) > nmbeLimit) warnings.push({ id: "baseline_bias", place, value: bias, bound: nmbeLimit });
    if (verification === undefined) return warnings;
    const { outside, savings } = verification;
    if (outside.share > extrapolationLimit)
      warnings.push({ id: "baseline_outside", place, value: outside.share, bound: extrapolationLimit });
    const uncertainty = Math.abs(savings.fsuPolynomial);
    if (uncertainty > bounds.savings)
      warnings.push({ id: "savings_uncertain", place, value: uncertainty, bound: bounds.savings });
    return warnings;
  });
}
