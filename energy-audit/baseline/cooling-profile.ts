/**
 * The cooling of a period against outdoor temperature and IT load: one point per complete day, and the line that the period's
 * own days give, with its interval. It says what the cooling does; a saving is judged against a baseline of the register.
 */
import { commonQuarters, type MeterSeries } from "../kpi/energy.ts";
import { formulas } from "../kpi/kpi.ts";
import { instantOf, localParts, quarterSeconds, type Period } from "../ledger/calendar.ts";
import { candidates } from "./cooling-baseline.ts";
import { coolingMeters, energyDays } from "./daily.ts";
import { leastSquares, RankError, type Variables } from "./least-squares.ts";
import { above, changePointModel } from "./models.ts";
import { unseenBias } from "./unseen.ts";
import { twoSidedQuantile } from "./student.ts";

/** Fewer days give points and no line. */
export const fewestLineDays = 20;
/** Nine days of ten lie in the interval. */
export const lineConfidence = 0.9;
/** IT load that changes by less than this share of its mean is one band. */
const oneBand = 0.02;
const linePoints = 12;

export interface CoolingDay {
  /** Local day, ISO. */
  readonly day: string;
  /** Means of the day, kW. */
  readonly coolingKw: number;
  readonly itKw: number;
  /** Mean outdoor temperature, °C. */
  readonly temperature?: number;
  /** What the line says for this day, kW. */
  readonly expectedKw?: number;
  /** Index of the band of IT load. */
  readonly band: number;
}

export interface LinePoint {
  readonly x: number;
  readonly y: number;
  /** Interval of a single day. */
  readonly low: number;
  readonly high: number;
}

export interface CoolingModel {
  /** °C; missing where no temperature is known and the line follows the load alone. */
  readonly changePoint?: number;
  /** kW; kW per kW of IT; kW per K above the change point. */
  readonly coefficients: readonly number[];
  readonly n: number;
  readonly cvRmse: number;
  readonly nmbe: number;
  /** Bias on days that the model has not seen; missing where half of the days determine none. */
  readonly nmbeUnseen?: number;
  readonly rho1: number;
  readonly r2Adjusted: number;
}

export interface CoolingProfile {
  readonly formula: "cooling-model";
  readonly version: number;
  readonly period: Period;
  readonly meters: readonly string[];
  /** Share of the quarter hours that all meters have; share of the days that are complete; of those with a temperature. */
  readonly coverage: number;
  readonly dayCoverage: number;
  readonly temperatureCoverage: number;
  /** What a chart lacks. */
  readonly missing: readonly ("cooling_meter" | "it_meter" | "days" | "temperature" | "line")[];
  readonly days: readonly CoolingDay[];
  /** Bands of IT load, kW. */
  readonly bands: readonly { readonly from: number; readonly to: number; readonly days: number }[];
  readonly model?: CoolingModel;
  /** Over the outdoor temperature: a line for each band, at its mean load. */
  readonly overTemperature: readonly { readonly band: number; readonly points: readonly LinePoint[] }[];
  /** Over the IT load: a line for the days up to the change point, and one for those above it. */
  readonly overLoad: readonly { readonly warm: boolean; readonly points: readonly LinePoint[] }[];
}

export function coolingProfile(
  series: readonly MeterSeries[],
  period: Period,
  temperatures: ReadonlyMap<string, number>,
  timeZone: string,
): CoolingProfile {
  const { cooling, it } = coolingMeters(series);
  const found = energyDays(series, period, timeZone);
  const bands = bandsOf(found.map(({ itKwh, hours }) => itKwh / hours));
  const plain = found.map(({ day, hours, coolingKwh, itKwh }): CoolingDay => {
    const temperature = temperatures.get(day);
    const itKw = itKwh / hours;
    const band = Math.max(
      0,
      bands.findIndex(({ to }) => itKw <= to),
    );
    return { day, coolingKw: coolingKwh / hours, itKw, band, ...(temperature !== undefined && { temperature }) };
  });
  const warm = plain.filter(({ temperature }) => temperature !== undefined);
  const fitted = fitOf(warm.length >= fewestLineDays ? warm : plain);
  const days = plain.map((day): CoolingDay => {
    const expectedKw = fitted?.expected.get(day.day);
    return expectedKw === undefined ? day : { ...day, expectedKw };
  });
  const missing: CoolingProfile["missing"][number][] = [];
  if (cooling.length === 0) missing.push("cooling_meter");
  if (it.length === 0) missing.push("it_meter");
  if (missing.length === 0 && days.length === 0) missing.push("days");
  if (days.length > 0 && warm.length === 0) missing.push("temperature");
  if (days.length > 0 && fitted === undefined) missing.push("line");
  const all = [...cooling, ...it];
  const quarters = (period.to - period.from) / quarterSeconds;
  return {
    formula: "cooling-model",
    version: formulas["cooling-model"].version,
    period,
    meters: all.map(({ meter }) => meter.id),
    coverage: cooling.length === 0 || it.length === 0 ? 0 : commonQuarters(all, period).length / quarters,
    dayCoverage: days.length / daysIn(period, timeZone),
    temperatureCoverage: days.length === 0 ? 0 : warm.length / days.length,
    missing,
    days,
    bands: bands.map((band, index) => ({ ...band, days: days.filter((day) => day.band === index).length })),
    ...(fitted && { model: fitted.model }),
    overTemperature: fitted?.model.changePoint === undefined ? [] : temperatureLines(warm, bands.length, fitted),
    overLoad: fitted === undefined ? [] : loadLines(warm.length >= fewestLineDays ? warm : plain, fitted),
  };
}

function daysIn(period: Period, timeZone: string): number {
  const at = (seconds: number): number => Date.parse(localParts(seconds, timeZone).date);
  return Math.max(1, (at(period.to - 1) - at(period.from)) / 86_400_000 + 1);
}

/** Three bands with as many days each; one where the load hardly changes. */
function bandsOf(loads: readonly number[]): { from: number; to: number }[] {
  const sorted = loads.toSorted((a, b) => a - b);
  const [low, high] = [sorted[0], sorted.at(-1)];
  if (low === undefined || high === undefined) return [];
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  if (sorted.length < 9 || high - low < oneBand * mean) return [{ from: low, to: high }];
  const third = (part: number): number => sorted[Math.floor((sorted.length * part) / 3)] ?? high;
  return [
    { from: low, to: third(1) },
    { from: third(1), to: third(2) },
    { from: third(2), to: high },
  ].filter(({ from, to }, index) => index === 0 || to > from);
}

interface Fitted {
  readonly model: CoolingModel;
  readonly expected: ReadonlyMap<string, number>;
  /** Prediction and interval of a day with this load and this many degrees above the change point. */
  readonly at: (itKw: number, degrees: number) => Omit<LinePoint, "x">;
}

/** Undefined with too few days, or with a load that never changes. */
function fitOf(days: readonly CoolingDay[]): Fitted | undefined {
  if (days.length < fewestLineDays) return undefined;
  const y = days.map(({ coolingKw }) => coolingKw);
  const it = days.map(({ itKw }) => itKw);
  const temperature = days.flatMap((day) => day.temperature ?? []);
  const known = temperature.length === days.length;
  try {
    const found = known ? changePointModel({ name: "it", values: it }, temperature, y, candidates) : undefined;
    const degrees = found === undefined ? undefined : above(temperature, found.changePoint);
    const fit = found?.fit ?? leastSquares({ it }, y);
    const unseen = unseenBias({ driver: it, temperature: known ? temperature : [], y }, candidates);
    const t = twoSidedQuantile(lineConfidence, fit.n - fit.coefficients.length);
    return {
      model: {
        ...(found && { changePoint: found.changePoint }),
        coefficients: fit.coefficients,
        n: fit.n,
        cvRmse: fit.cvRmse,
        nmbe: fit.nmbe,
        ...(unseen !== undefined && { nmbeUnseen: unseen }),
        rho1: fit.rho1,
        r2Adjusted: fit.r2Adjusted,
      },
      expected: new Map(days.map(({ day }, index) => [day, fit.predicted[index] ?? 0])),
      // With the variables counted from this place on, the intercept is the prediction here, and so is its standard error.
      at: (itKw, warm) => {
        const moved: Variables = {
          it: it.map((value) => value - itKw),
          ...(degrees && { above: degrees.map((value) => value - warm) }),
        };
        const { coefficients, standardErrors, rmse } = leastSquares(moved, y);
        const [value = 0] = coefficients;
        const half = t * Math.hypot(rmse, standardErrors[0] ?? 0);
        return { y: value, low: Math.max(0, value - half), high: value + half };
      },
    };
  } catch (error) {
    if (error instanceof RankError) return undefined;
    throw error;
  }
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

function range(values: readonly number[]): [number, number] {
  return [
    values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  ];
}

const spaced = (from: number, to: number): number[] =>
  Array.from({ length: linePoints }, (_, index) => from + ((to - from) * index) / (linePoints - 1));

function temperatureLines(days: readonly CoolingDay[], bands: number, { model, at }: Fitted): CoolingProfile["overTemperature"] {
  const { changePoint = 0 } = model;
  return Array.from({ length: bands }, (_, band) => band).flatMap((band) => {
    const own = days.filter((day) => day.band === band);
    if (own.length === 0) return [];
    const [from, to] = range(own.map(({ temperature = 0 }) => temperature));
    const corner = changePoint > from && changePoint < to ? [changePoint] : [];
    const places = [...spaced(from, to), ...corner].sort((a, b) => a - b);
    const load = meanOf(own.map(({ itKw }) => itKw));
    return [{ band, points: places.map((x) => ({ x, ...at(load, Math.max(0, x - changePoint)) })) }];
  });
}

/** Days of a group differ by temperature too; a line of their own has the interval in which they really lie. */
function loadLines(days: readonly CoolingDay[], { model: { changePoint } }: Fitted): CoolingProfile["overLoad"] {
  return [false, true].flatMap((warm) => {
    const own = days.filter(({ temperature }) => isWarm(temperature, changePoint) === warm);
    const fitted = fitOf(own.map(({ temperature: _temperature, ...day }) => day));
    if (fitted === undefined) return [];
    const [from, to] = range(own.map(({ itKw }) => itKw));
    return [{ warm, points: spaced(from, to).map((x) => ({ x, ...fitted.at(x, 0) })) }];
  });
}

/** Warmer than the change point of a model. */
export const isWarm = (temperature: number | undefined, changePoint: number | undefined): boolean =>
  temperature !== undefined && changePoint !== undefined && temperature > changePoint;

/** Instants of a period in writing, UTC. */
export const isoPeriod = ({ from, to }: Period): { from: string; to: string } => ({
  from: instantOf(from).toISOString(),
  to: instantOf(to).toISOString(),
});
