/** Daily consumption with outdoor temperature (°F): degree-day baselines of the CalTRACK kind, compared with `expected-*.json`. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fitErrors } from "../../../energy-audit/baseline/errors.ts";
import { leastSquares, type Fit } from "../../../energy-audit/baseline/least-squares.ts";
import { above, below, degreeDayModel, predict, steps } from "../../../energy-audit/baseline/models.ts";
import { savingsOf } from "../../../energy-audit/baseline/savings.ts";
import { compare, readExpected, readJson, type Case } from "./compare.ts";
import { readTable, type Table } from "./table.ts";

interface Span {
  readonly from_date: string;
  readonly to_date_exclusive: string;
}
interface MeterExpectation {
  readonly column: string;
  readonly baseline: Span;
  readonly reporting: Span;
  readonly fixed_balance_points?: { readonly coefficients: Readonly<Record<string, number>> };
}
interface Published {
  readonly id: string;
  readonly description?: string;
  /** Key of the meter whose model is used; the first one by default. */
  readonly meter?: string;
  /** `30..88 step 1`. */
  readonly temperatures_f?: string;
  readonly observed_per_day?: number;
  readonly expected_savings: number;
  readonly absolute_tolerance: number;
  readonly uncertainty_variants?: {
    readonly guideline_form_with_daily_polynomial?: number;
    readonly upstream_2021_form?: number;
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** A file of expectations for daily series has meters with a baseline period each. */
export function isDailySeries(content: unknown): boolean {
  const { meters } = (content ?? {}) as { meters?: unknown };
  if (typeof meters !== "object" || meters === null || Array.isArray(meters)) return false;
  return Object.values(meters).every((meter) => typeof meter === "object" && meter !== null && "baseline" in meter);
}

function tablesOf(folder: string): Table[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".csv"))
    .sort()
    .map((name) => readTable(join(folder, name)));
}

/** Cases of one file of expectations. The series stand in a table of the same folder that has the meter's column. */
export function dailySeriesCases(folder: string, name: string): Case[] {
  const tables = tablesOf(folder);
  const days = (span: Span, column: string): Day[] => {
    const table = tables.find(({ names }) => names.includes(column));
    if (table === undefined) throw new Error(`${folder}: no table has a column ${column}`);
    const { names, rows } = table;
    const temperature = names.findIndex((one) => /^t(_mean|emp)/.test(one));
    if (temperature < 0) throw new Error(`${folder}: no temperature (t_mean_f) beside ${column}`);
    return rows
      .filter(([date = ""]) => date >= span.from_date && date < span.to_date_exclusive)
      .filter((row) => (row[names.indexOf(column)] ?? "") !== "" && (row[temperature] ?? "") !== "")
      .map((row) => ({ t: Number(row[temperature]), y: Number(row[names.indexOf(column)]) }));
  };
  const plain = readJson(join(folder, name)) as {
    method?: string;
    meters: Record<string, MeterExpectation>;
    published?: Published;
  };
  const printed = readExpected(join(folder, name)) as { meters: Record<string, unknown> };
  const candidates = candidatesOf(plain.method);
  const title = `Daily series ${name}`;
  const cases: Case[] = [];
  for (const [id, meter] of Object.entries(plain.meters)) {
    try {
      const baseline = days(meter.baseline, meter.column);
      const reporting = days(meter.reporting, meter.column);
      const actual = {
        column: meter.column,
        baseline: { ...meter.baseline, days: baseline.length, sum: sum(baseline.map(({ y }) => y)) },
        reporting: { ...meter.reporting, days: reporting.length, sum: sum(reporting.map(({ y }) => y)) },
        ...(meter.fixed_balance_points && {
          fixed_balance_points: fixed(meter.fixed_balance_points.coefficients, baseline, reporting),
        }),
        grid_search: searched(baseline, reporting, candidates),
      };
      cases.push({ title, id, ...compare(printed.meters[id], actual, 1e-5) });
    } catch (error) {
      cases.push({ title, id, wrong: [String(error)], compared: 0 });
    }
  }
  if (plain.published !== undefined) cases.push(published(title, plain.published, plain.meters, days, candidates));
  return cases;
}

/** Balance points to try, from the sentence that describes the method: `30..90 degF in steps of 1`. */
function candidatesOf(method = ""): number[] {
  const [, from = "30", to = "90", step = "1"] = /(-?[\d.]*\d)\.\.(-?[\d.]*\d)(?:.*?steps? of ([\d.]*\d))?/.exec(method) ?? [];
  return steps(Number(from), Number(to), Number(step));
}

type Day = { readonly t: number; readonly y: number };

/** Degree days at the balance points that the names of the coefficients carry: `beta_cdd65`. */
function fixed(coefficients: Readonly<Record<string, number>>, baseline: readonly Day[], reporting: readonly Day[]): unknown {
  const terms = Object.keys(coefficients).filter((name) => name !== "intercept");
  const variables = (days: readonly Day[]): Record<string, number[]> =>
    Object.fromEntries(
      terms.map((name) => {
        const [, kind, point] = /^beta_(cdd|hdd)(-?[\d.]+)$/.exec(name) ?? [];
        const temperatures = days.map(({ t }) => t);
        return [name, kind === "cdd" ? above(temperatures, Number(point)) : below(temperatures, Number(point))];
      }),
    );
  const fit = leastSquares(
    variables(baseline),
    baseline.map(({ y }) => y),
  );
  const counterfactual = sum(predict(fit, variables(reporting)));
  return {
    coefficients: Object.fromEntries(fit.names.map((name, index) => [name, fit.coefficients[index]])),
    r2: fit.r2,
    r2_adj: fit.r2Adjusted,
    cvrmse_g14: fit.cvRmse,
    counterfactual_sum: counterfactual,
    savings: counterfactual - sum(reporting.map(({ y }) => y)),
  };
}

function modelOf(baseline: readonly Day[], candidates: readonly number[]) {
  return degreeDayModel(
    baseline.map(({ t }) => t),
    baseline.map(({ y }) => y),
    candidates,
  );
}

function variablesAt(
  balance: { readonly cooling?: number; readonly heating?: number },
  temperatures: readonly number[],
): Record<string, number[]> {
  return {
    ...(balance.cooling !== undefined && { cdd: above(temperatures, balance.cooling) }),
    ...(balance.heating !== undefined && { hdd: below(temperatures, balance.heating) }),
  };
}

function searched(baseline: readonly Day[], reporting: readonly Day[], candidates: readonly number[]): unknown {
  const { model, balance, fit } = modelOf(baseline, candidates);
  const counterfactual = sum(
    predicted(
      fit,
      balance,
      reporting.map(({ t }) => t),
    ),
  );
  // Counting coefficients without the intercept is the published method's own way.
  const observed = baseline.map(({ y }) => y);
  return {
    model,
    balance_points: balance,
    coefficients: fit.coefficients,
    coefficient_order: fit.names.map((name) => (name === "intercept" ? name : `beta_${name}`)),
    r2_adj: fit.r2Adjusted,
    cvrmse_p_excl_intercept: fitErrors(observed, fit.predicted, fit.coefficients.length - 1).cvRmse,
    cvrmse_g14: fit.cvRmse,
    rho1: fit.rho1,
    n_prime: fit.nPrime,
    counterfactual_sum: counterfactual,
    savings: counterfactual - sum(reporting.map(({ y }) => y)),
  };
}

function predicted(
  fit: Fit,
  balance: { readonly cooling?: number; readonly heating?: number },
  temperatures: readonly number[],
): number[] {
  const variables = variablesAt(balance, temperatures);
  if (Object.keys(variables).length === 0) return temperatures.map(() => fit.coefficients[0] ?? Number.NaN);
  return predict(fit, variables);
}

/** A published result: one meter's model on artificial days with the same use each (30 … 88 °F, 1 unit). */
function published(
  title: string,
  expected: Published,
  meters: Readonly<Record<string, MeterExpectation>>,
  days: (span: Span, column: string) => Day[],
  candidates: readonly number[],
): Case {
  const described = Object.keys(meters).find((id) => expected.description?.includes(id));
  const meter = meters[expected.meter ?? described ?? ""] ?? Object.values(meters)[0];
  if (meter === undefined) return { title, id: expected.id, wrong: ["no meter"], compared: 0 };
  const baseline = days(meter.baseline, meter.column);
  const { balance, fit } = modelOf(baseline, candidates);
  const [, from = "30", to = "88", step = "1"] =
    /(-?[\d.]*\d)\.\.(-?[\d.]*\d)(?:\D+([\d.]+))?/.exec(expected.temperatures_f ?? "") ?? [];
  const temperatures = steps(Number(from), Number(to), Number(step));
  const prediction = predicted(fit, balance, temperatures);
  // The published method's own ways: the intercept is no parameter, and a month has 30 days.
  const errors = fitErrors(
    baseline.map(({ y }) => y),
    fit.predicted,
    fit.coefficients.length - 1,
  );
  const model = { ...fit, cvRmse: errors.cvRmse, coefficients: fit.coefficients.slice(1) };
  const months = temperatures.length / 30;
  const saved = savingsOf(
    model,
    prediction,
    temperatures.map(() => expected.observed_per_day ?? 1),
    { months, frequency: "daily", confidence: 0.9 },
  );
  const wrong: string[] = [];
  const near = (name: string, value: number, wanted: number, tolerance: number): void => {
    if (!(Math.abs(value - wanted) <= tolerance)) wrong.push(`${name}: ${value} computed, ${wanted} expected`);
  };
  near("savings", saved.savings, expected.expected_savings, expected.absolute_tolerance);
  const form = expected.uncertainty_variants?.guideline_form_with_daily_polynomial;
  if (form !== undefined) near("uncertainty", saved.uncertaintyPolynomial, form, 0.01);
  return { title, id: expected.id, wrong, compared: form === undefined ? 1 : 2 };
}
