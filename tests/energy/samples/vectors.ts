/** Worked cases per calculation: each kind of case is known by its title, or by what its input holds. */
import { book } from "../../../energy-audit/ledger/book.ts";
import type { MeterReading, RawSample } from "../../../energy-audit/ledger/booking.ts";
import { hoursOf, instantOf, localDay, localMonth, localYear, quartersOf } from "../../../energy-audit/ledger/calendar.ts";
import { stretchesOf, within } from "../../../energy-audit/ledger/counter.ts";
import { degreeDays } from "../../../energy-audit/baseline/degree-days.ts";
import { performance } from "../../../energy-audit/baseline/enpi.ts";
import { fitErrors } from "../../../energy-audit/baseline/errors.ts";
import { effectiveCount, leastSquares } from "../../../energy-audit/baseline/least-squares.ts";
import { predict } from "../../../energy-audit/baseline/models.ts";
import { savingsOf, type Frequency } from "../../../energy-audit/baseline/savings.ts";
import { carbonOf, cue, factorFor } from "../../../energy-audit/kpi/carbon.ts";
import { cer, heatPower } from "../../../energy-audit/kpi/cooling.ts";
import { gridCost } from "../../../energy-audit/kpi/cost.ts";
import type { Energy } from "../../../energy-audit/kpi/kpi.ts";
import { peakOf } from "../../../energy-audit/kpi/load.ts";
import { pue } from "../../../energy-audit/kpi/pue.ts";
import { meterUncertainty, restOf, sumUncertainty } from "../../../energy-audit/kpi/uncertainty.ts";
import { inParallel, onCurve } from "../../../energy-audit/kpi/ups-curve.ts";
import { valuation } from "../../../energy-audit/measures/valeri.ts";
import { assess } from "../../../energy-audit/rules/assess.ts";
import type { Ruleset } from "../../../energy-audit/rules/tables.ts";
import { rulesets } from "../../../energy-audit/rules/tables.ts";
import { increase } from "./increase.ts";

/** Each solver names the shape of its own input; the file has what it has, a wrong shape shows as a wrong number. */
type Solver = (input: never, file: never) => unknown;

const epoch = (text: string): number => Date.parse(text) / 1000;
/** `2025-01-15T06:30Z`, as the files write instants. */
export const stamp = (seconds: number): string => instantOf(seconds).toISOString().replace(":00.000Z", "Z");

const period = { from: 0, to: 900 };
const energy = (kwh: number, relativeUncertainty = 0): Energy => ({
  kwh,
  period,
  coverage: 1,
  estimatedShare: 0,
  relativeUncertainty,
  meters: ["m"],
});

function counters(input: {
  samples: [string, unknown][];
  modulus?: number | null;
  resolution_kwh?: number | null;
  max_plausible_kw?: number | null;
  nominal_interval_s?: number | null;
  period?: [string, string] | null;
}): unknown {
  const base = (input.resolution_kwh ?? 1) * 3_600_000;
  const nominalSeconds = input.nominal_interval_s ?? 900;
  const reading: MeterReading = {
    kind: "counter",
    ...(typeof input.modulus === "number" && { modulus: input.modulus * base }),
    resolution: base,
    maxPerSecond: (input.max_plausible_kw ?? Number.POSITIVE_INFINITY) * 1000,
    nominalSeconds,
    gapSeconds: 1.5 * nominalSeconds,
  };
  // What is no number (null, "", "N/A") says that nothing was read.
  const samples = input.samples.map(([at, value]) => ({ at: epoch(at), value: typeof value === "number" ? value * base : null }));
  const { stretches, events } = stretchesOf(samples, reading);
  const kwh = (joules: number): number => joules / 3_600_000;
  return {
    total_kwh: kwh(stretches.reduce((sum, { amount }) => sum + amount, 0)),
    // The files know no standstill; it changes no amount.
    events: events
      .filter(({ kind }) => kind !== "stuck")
      .map(({ at, kind, seconds }) => ({
        at: instantOf(at).toISOString().replace(".000Z", "Z"),
        event: kind,
        ...(seconds === undefined ? {} : { seconds }),
      })),
    ...(!Array.isArray(input.period)
      ? {}
      : { period_kwh: kwh(within(stretches, { from: epoch(input.period[0]), to: epoch(input.period[1]) })) }),
  };
}

/** The ledger beside what PromQL's increase() would say: from bookings where the case ends on quarter hours. */
function againstIncrease(input: {
  sample_seconds: number[];
  values_wh: (number | null)[];
  from_s: number;
  to_s: number;
}): unknown {
  const samples: RawSample[] = input.sample_seconds.map((at, index) => {
    const value = input.values_wh[index];
    return { at, value: typeof value === "number" ? value * 3600 : null };
  });
  const reading = readingLike(samples);
  const { bookings } = book(samples, reading, null);
  const booked = bookings.filter(({ quarter }) => quarter >= input.from_s && quarter + 900 <= input.to_s);
  const whole = booked.length * 900 === input.to_s - input.from_s;
  const joules = whole
    ? booked.reduce((sum, { amount }) => sum + amount, 0)
    : within(stretchesOf(samples, reading).stretches, { from: input.from_s, to: input.to_s });
  const read = samples.flatMap(({ at, value }) => (value === null ? [] : [{ at, value: value / 3600 }]));
  const prometheus = increase(
    read.map(({ at }) => at),
    read.map(({ value }) => value),
    input.from_s,
    input.to_s,
  );
  return { promql_increase_wh: prometheus, ledger_difference_wh: joules / 3600, ratio: prometheus / (joules / 3600) };
}

/** The case does not name the meter: twice its fastest rise is its highest power, its usual spacing the nominal one. */
function readingLike(samples: readonly RawSample[]): MeterReading {
  const pairs = samples.slice(1).map(({ at, value }, index) => ({
    seconds: at - (samples[index]?.at ?? at),
    rise: (value ?? Number.NaN) - (samples[index]?.value ?? Number.NaN),
  }));
  const spacing = pairs.map(({ seconds }) => seconds).sort((a, b) => a - b);
  const nominalSeconds = spacing[Math.floor(spacing.length / 2)] ?? 60;
  const fastest = Math.max(0, ...pairs.filter(({ rise }) => rise > 0).map(({ rise, seconds }) => rise / seconds));
  return { kind: "counter", resolution: 3600, maxPerSecond: 2 * fastest, nominalSeconds, gapSeconds: 1.5 * nominalSeconds };
}

function calendar(input: { local_date?: string; local_month?: string; local_year?: number | string; timezone: string }): unknown {
  const [year = 0, month = 0] = (input.local_month ?? "").split("-").map(Number);
  const span =
    input.local_date !== undefined
      ? localDay(input.local_date, input.timezone)
      : input.local_month !== undefined
        ? localMonth(year, month, input.timezone)
        : localYear(Number(input.local_year), input.timezone);
  return { start_utc: stamp(span.from), end_utc: stamp(span.to), hours: hoursOf(span), quarter_hours: quartersOf(span) };
}

function pueOfMonths({ months }: { months: Record<string, number | null>[] }): unknown {
  const result: Record<string, unknown> = {};
  const sum = (key: string): number | undefined => {
    const values = months.map((month) => month[key]);
    return values.every((value) => typeof value === "number") ? values.reduce((total, value) => total + value, 0) : undefined;
  };
  const facility = sum("e_dc");
  for (const [category, key] of [
    [1, "ups_out"],
    [2, "pdu_out"],
    [3, "it_in"],
  ] as const) {
    const it = sum(key);
    if (facility !== undefined && it !== undefined) result[`pue${category}`] = pue(energy(facility), energy(it), category).value;
  }
  // Not ours: the wrong way, printed in the file so that nobody takes it for right.
  const ratios = months
    .map((month) => (month["e_dc"] ?? Number.NaN) / (month["ups_out"] ?? Number.NaN))
    .filter((ratio) => Number.isFinite(ratio));
  return { ...result, wrong_mean_of_monthly_pue1: ratios.reduce((total, value) => total + value, 0) / ratios.length };
}

function uncertainty(input: {
  energy_kwh?: number;
  meter_mpe_percent?: number;
  ct_mpe_percent?: number | null;
  vt_mpe_percent?: number | null;
  e_dc_kwh?: number;
  u_dc_std_percent?: number;
  it_meters?: { energy_kwh: number; u_std_percent: number }[];
  sub_meter_errors?: string;
}): unknown {
  if (!["independent", "correlated", undefined].includes(input.sub_meter_errors)) {
    throw new Error(`sub_meter_errors "${input.sub_meter_errors}": independent or correlated`);
  }
  if (input.it_meters !== undefined) {
    const meters = input.it_meters.map(({ energy_kwh, u_std_percent }) => ({ kwh: energy_kwh, relative: u_std_percent / 100 }));
    const relative = sumUncertainty(meters, input.sub_meter_errors === "correlated");
    const it = meters.reduce((sum, { kwh }) => sum + kwh, 0);
    const figure = pue(energy(input.e_dc_kwh ?? 0, (input.u_dc_std_percent ?? 0) / 100), energy(it, relative), 1);
    const [low = 0, high = 0] = figure.interval ?? [];
    return {
      pue: figure.value,
      u_it_std_percent: relative * 100,
      u_pue_rel_percent: Math.hypot(input.u_dc_std_percent ?? 0, relative * 100),
      U_pue_k2_abs: (high - low) / 2,
      interval_k2: [low, high],
    };
  }
  const limits = [input.meter_mpe_percent, input.ct_mpe_percent, input.vt_mpe_percent].filter(
    (limit) => typeof limit === "number",
  );
  const meter = meterUncertainty(limits);
  return {
    combined_mpe_percent_rss: meter.combinedPercent,
    worst_case_percent: meter.worstCasePercent,
    u_std_percent: meter.standardPercent,
    U_k2_percent: 2 * meter.standardPercent,
    U_k2_kwh: ((input.energy_kwh ?? 0) * 2 * meter.standardPercent) / 100,
  };
}

interface Fees {
  ge2500: { power_eur_per_kw_a: number; energy_ct_per_kwh: number };
  lt2500: { power_eur_per_kw_a: number; energy_ct_per_kwh: number };
}
export const feesOf = ({ ge2500, lt2500 }: Fees) => ({
  from2500: { powerEurPerKw: ge2500.power_eur_per_kw_a, energyCtPerKwh: ge2500.energy_ct_per_kwh },
  below2500: { powerEurPerKw: lt2500.power_eur_per_kw_a, energyCtPerKwh: lt2500.energy_ct_per_kwh },
});
export const bandName = { from2500: "ge2500", below2500: "lt2500" } as const;

function load(input: {
  values_kwh_per_quarter_hour?: (number | null)[];
  first_timestamp_utc?: string;
  label?: string;
  e_kwh?: number;
  peak_kw?: number;
  tariff?: Fees;
}): unknown {
  const values = (input.values_kwh_per_quarter_hour ?? []).map((value) => value ?? Number.NaN);
  const first = epoch(input.first_timestamp_utc ?? "") - (/end/.test(input.label ?? "") ? 900 : 0);
  const peak = peakOf(values, first);
  const known = values.filter((value) => !Number.isNaN(value));
  const total = known.reduce((sum, value) => sum + value, 0);
  const measured = values.length > 0 && {
    peak_kw: peak?.kw,
    peak_interval_start_utc: peak && Number.isFinite(first) && stamp(peak.quarter),
    energy_kwh: total,
    mean_kw: total / (known.length / 4),
  };
  if (input.tariff === undefined) return { ...measured };
  const cost = gridCost(input.e_kwh ?? total, input.peak_kw ?? peak?.kw ?? 0, feesOf(input.tariff));
  return {
    ...measured,
    full_load_hours: cost.fullLoadHours,
    band: bandName[cost.band],
    power_eur: cost.powerEur,
    energy_eur: cost.energyEur,
    total_eur: cost.powerEur + cost.energyEur,
  };
}

function cooling(input: {
  heat_removed_kwhth?: number;
  electric_kwh?: Record<string, number>;
  flow_m3_per_h?: number;
  delta_t_k?: number;
  hours?: number;
  cp_kj_per_kg_k?: number;
  rho_kg_per_m3?: number;
}): unknown {
  if (input.electric_kwh !== undefined) {
    const electric = Object.values(input.electric_kwh).reduce((sum, value) => sum + value, 0);
    const heat = input.heat_removed_kwhth ?? 0;
    const { chiller, chillers = chiller } = input.electric_kwh;
    return { cooling_electric_kwh: electric, cer: cer(heat, electric), chiller_only_eer: cer(heat, chillers ?? Number.NaN) };
  }
  const power = heatPower(input.flow_m3_per_h ?? 0, input.delta_t_k ?? 0, input.cp_kj_per_kg_k, input.rho_kg_per_m3);
  return { power_kw: power, energy_kwh: power * (input.hours ?? 0) };
}

function ups(input: {
  e_in_kwh?: number;
  e_out_kwh?: number;
  hours?: number;
  rated_kw?: number;
  points?: [number, number][];
  loads_kw?: number[];
  modules?: number;
  total_load_kw?: number;
  rated_kw_each?: number;
  a?: number;
  b?: number;
  c?: number;
}): unknown {
  const rated = input.rated_kw ?? 0;
  if (input.points !== undefined) {
    const points = input.points.map(([share, efficiency]) => ({ load: share, efficiency }));
    return {
      rows: (input.loads_kw ?? []).map((kw) => {
        const { load: share, efficiency, lossKw } = onCurve(points, rated, kw);
        return { load_kw: kw, load_fraction: share, efficiency, loss_kw: lossKw };
      }),
    };
  }
  if (input.modules !== undefined) {
    const model = { a: input.a ?? 0, b: input.b ?? 0, c: input.c ?? 0 };
    const all = inParallel(model, input.modules, input.rated_kw_each ?? 0, input.total_load_kw ?? 0);
    const less = inParallel(model, input.modules - 1, input.rated_kw_each ?? 0, input.total_load_kw ?? 0);
    return {
      loss_all_kw: all.lossKw,
      efficiency_all: all.efficiency,
      loss_one_off_kw: less.lossKw,
      efficiency_one_off: less.efficiency,
      saving_kw_one_off: all.lossKw - less.lossKw,
      saving_kwh_a_one_off: (all.lossKw - less.lossKw) * (input.hours ?? 8760),
      load_fraction_all: all.load,
      load_fraction_one_off: less.load,
    };
  }
  const { e_in_kwh: input_kwh = 0, e_out_kwh: output_kwh = 0, hours = 0 } = input;
  return {
    efficiency: output_kwh / input_kwh,
    loss_kwh: input_kwh - output_kwh,
    mean_loss_kw: (input_kwh - output_kwh) / hours,
    mean_load_kw: output_kwh / hours,
    mean_load_fraction: output_kwh / hours / rated,
  };
}

function carbon(input: {
  energy_kwh_by_year: [number, number][];
  location_g_per_kwh: Record<string, number | null>;
  guarantees_of_origin_kwh: number;
  residual_mix_g_per_kwh: number;
  e_it_kwh: number;
}): unknown {
  const factors = Object.entries(input.location_g_per_kwh).map(([year, gPerKwh]) => ({ year: Number(year), gPerKwh }));
  if (input.energy_kwh_by_year.some(([year]) => factorFor(year, factors) === undefined)) {
    // Neither a factor of the year nor of one before it: there is no location based figure.
    const total = input.energy_kwh_by_year.reduce((sum, [, kwh]) => sum + kwh, 0);
    const market = carbonOf(
      [[0, total]],
      [{ year: 0, gPerKwh: 0 }],
      input.guarantees_of_origin_kwh,
      input.residual_mix_g_per_kwh,
    );
    return {
      location_t: null,
      market_t: market.marketTonnes,
      factor_year_used: Object.fromEntries(
        input.energy_kwh_by_year.map(([year]) => [year, factorFor(year, factors)?.year ?? null]),
      ),
      fallback: true,
      goo_surplus_kwh: market.surplusKwh,
      cue_location: null,
      cue_market: cue(market.marketTonnes, input.e_it_kwh),
    };
  }
  const result = carbonOf(input.energy_kwh_by_year, factors, input.guarantees_of_origin_kwh, input.residual_mix_g_per_kwh);
  return {
    location_t: result.locationTonnes,
    market_t: result.marketTonnes,
    factor_year_used: Object.fromEntries(result.factorYears),
    fallback: result.fallback,
    goo_surplus_kwh: result.surplusKwh,
    cue_location: cue(result.locationTonnes, input.e_it_kwh),
    cue_market: cue(result.marketTonnes, input.e_it_kwh),
  };
}

function degreeDayCase(input: { daily_mean_c: (number | null)[]; heating_base_c: number; cooling_base_c: number }): unknown {
  const known = input.daily_mean_c.filter((value) => value !== null);
  const days = degreeDays(known, { heating: input.heating_base_c, cooling: input.cooling_base_c });
  return {
    hdd_simple: days.hddSimple,
    cdd_simple: days.cddSimple,
    hdd_eurostat: days.hddEurostat,
    cdd_eurostat: days.cddEurostat,
    gradtagzahl_20_15: days.gradtagzahl,
  };
}

function enpi(input: {
  baseline_energy?: number[];
  baseline_driver?: number[];
  reporting_energy?: number[];
  reporting_driver?: number[];
  model?: { b0: number; b1: number } | null;
  parent_kwh?: number;
  children_kwh?: Record<string, number>;
  u_std_percent?: Record<string, number>;
}): unknown {
  if (input.children_kwh !== undefined) {
    const relative = (name: string): number => (input.u_std_percent?.[name] ?? 0) / 100;
    const children = Object.entries(input.children_kwh).map(([name, kwh]) => ({ kwh, relative: relative(name) }));
    const rest = restOf({ kwh: input.parent_kwh ?? 0, relative: relative("parent") }, children);
    return { unmetered_kwh: rest.kwh, unmetered_percent: rest.share * 100, U_k2_kwh: rest.uncertaintyKwh, status: rest.status };
  }
  const { baseline_energy: energies = [], baseline_driver: driver = [] } = input;
  const given = input.model ?? undefined;
  const [fitted0 = 0, fitted1 = 0] = given === undefined ? leastSquares({ driver }, energies).coefficients : [];
  const { b0 = fitted0, b1 = fitted1 } = given ?? {};
  const result = performance(
    { energy: energies, driver },
    { energy: input.reporting_energy ?? [], driver: input.reporting_driver ?? [] },
    [b0, b1],
  );
  return {
    simple_ratio_baseline: result.ratioBaseline,
    simple_ratio_reporting: result.ratioReporting,
    simple_ratio_change_percent: result.ratioChange * 100,
    normalised_baseline: result.normalisedBaseline,
    reporting: result.reporting,
    improvement_percent: result.improvement * 100,
    enpi_ratio: result.enpi,
    absolute_change_percent: result.absoluteChange * 100,
  };
}

function regression(input: {
  variables?: Record<string, number[]>;
  y?: number[];
  reporting?: { variables: Record<string, number[]>; y: number[]; months: number; frequency: Frequency; confidence: number };
  observed?: number[];
  predicted?: number[];
  p?: number;
}): unknown {
  if (input.variables === undefined) {
    const errors = fitErrors(input.observed ?? [], input.predicted ?? [], input.p ?? 1);
    return {
      mbe: errors.mbe,
      nmbe_plain: errors.nmbePlain,
      nmbe_g14: errors.nmbe,
      rmse: errors.rmse,
      cvrmse_plain: errors.cvRmsePlain,
      cvrmse_g14: errors.cvRmse,
      mae: errors.mae,
      rho1: errors.rho1,
      n_prime: effectiveCount(input.observed?.length ?? 0, errors.rho1),
    };
  }
  const fit = leastSquares(input.variables, input.y ?? []);
  const named = (values: readonly number[], from = 0): Record<string, number> =>
    Object.fromEntries(fit.names.slice(from).map((name, index) => [name, values[index + from] ?? Number.NaN]));
  const result = {
    intercept: fit.coefficients[0],
    coefficients: named(fit.coefficients, 1),
    t: named(fit.t),
    p: named(fit.p),
    r2: fit.r2,
    r2_adj: fit.r2Adjusted,
    rmse_adj: fit.rmse,
    cvrmse: fit.cvRmse,
    nmbe: fit.nmbe,
    rho1: fit.rho1,
    n_prime: fit.nPrime,
    n: fit.n,
    p_count: fit.coefficients.length,
  };
  if (input.reporting === undefined) return result;
  const { variables, y, ...span } = input.reporting;
  const saved = savingsOf(fit, predict(fit, variables), y, span);
  return {
    ...result,
    reporting: {
      predicted_sum: saved.predicted,
      observed_sum: saved.observed,
      savings: saved.savings,
      savings_fraction: saved.fraction,
      t: saved.t,
      m: y.length,
      uncert_126: saved.uncertainty126,
      fsu_126: saved.fsu126,
      poly_factor: saved.polynomial,
      uncert_poly: saved.uncertaintyPolynomial,
      fsu_poly: saved.fsuPolynomial,
    },
  };
}

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
function rules(input: { facts: Record<string, never>; date: string; ruleset: string }, file: RulesFile): unknown {
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

/** `{ year, eur }`, `[year, eur]`, a list of either, or null. */
function reinvestmentsOf(given: unknown): { year: number; eur: number }[] {
  if (given === null || given === undefined) return [];
  if (Array.isArray(given)) {
    const [year, eur] = given as unknown[];
    if (given.length === 2 && typeof year === "number" && typeof eur === "number") return [{ year, eur }];
    return given.flatMap(reinvestmentsOf);
  }
  const entries = Object.entries(given as Record<string, unknown>);
  const by = (word: RegExp): number => Number(entries.find(([key]) => word.test(key))?.[1] ?? Number.NaN);
  const [year, eur] = [by(/year|jahr/), by(/eur|amount|cost/)];
  if (Number.isNaN(year) || Number.isNaN(eur)) throw new Error(`reinvestment ${JSON.stringify(given)}: year and EUR expected`);
  return [{ year, eur }];
}

function valeri(input: Record<string, number> & { reinvestment?: unknown }): unknown {
  const result = valuation({
    investmentEur: input["investment_eur"] ?? 0,
    fundingEur: input["funding_eur"] ?? 0,
    usefulLifeYears: input["useful_life_years"] ?? 0,
    savingKwhFirstYear: input["saving_kwh_first_year"] ?? 0,
    priceEurPerKwhFirstYear: input["price_eur_per_kwh_first_year"] ?? 0,
    priceChangePerYear: input["price_change_per_year"] ?? 0,
    opexEurFirstYear: input["opex_eur_first_year"] ?? 0,
    opexChangePerYear: input["opex_change_per_year"] ?? 0,
    discountRate: input["discount_rate"] ?? 0,
    degradationPerYear: input["degradation_per_year"] ?? 0,
    residualValueEur: input["residual_value_eur"] ?? 0,
    reinvestments: reinvestmentsOf(input.reinvestment),
  });
  return {
    cashflows_eur: result.cashFlowsEur,
    cumulated_discounted_eur: result.cumulatedEur,
    npv_eur: result.npvEur,
    irr: result.irr,
    static_payback_years: result.staticPaybackYears,
    dynamic_payback_years: result.dynamicPaybackYears,
    npv_at_half_life_eur: result.npvAtHalfLifeEur,
    enefg_par9_economic: result.economic,
  };
}

/** One input field that only this kind of case has, and what computes it. */
const kinds: readonly (readonly [field: string, solve: Solver])[] = [
  ["samples", counters],
  ["sample_seconds", againstIncrease],
  ["local_date", calendar],
  ["local_month", calendar],
  ["local_year", calendar],
  ["months", pueOfMonths],
  ["meter_mpe_percent", uncertainty],
  ["it_meters", uncertainty],
  ["values_kwh_per_quarter_hour", load],
  ["tariff", load],
  ["electric_kwh", cooling],
  ["flow_m3_per_h", cooling],
  ["e_in_kwh", ups],
  ["points", ups],
  ["modules", ups],
  ["energy_kwh_by_year", carbon],
  ["daily_mean_c", degreeDayCase],
  ["baseline_energy", enpi],
  ["children_kwh", enpi],
  ["variables", regression],
  ["observed", regression],
  ["facts", rules],
  ["investment_eur", valeri],
];

/** Computes one case. @throws Error  a kind of case that nobody taught us */
export function solve(input: object, file: object): unknown {
  const kind = kinds.find(([field]) => field in input);
  if (kind === undefined) throw new Error(`no calculation for a case with ${Object.keys(input).join(", ")}`);
  return kind[1](input as never, file as never);
}
