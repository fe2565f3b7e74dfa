/**
 * Readings of a meter by hand to amounts per quarter hour. Between two readings the total is counted and its split is linear,
 * so the sum of the quarter hours is the difference of the readings. Pure.
 */
import type { Meter } from "../../site/inventory.ts";
import { baseOf, joulesPerKwh } from "../ledger/booking.ts";
import { quarterSeconds } from "../ledger/calendar.ts";

export interface Reading {
  /** Epoch seconds. */
  readonly at: number;
  /** As the meter shows it: kWh, or m³. */
  readonly value: number;
}

export const unitOf = ({ role }: Pick<Meter, "role">): "m³" | "kWh" => (role === "water" ? "m³" : "kWh");

export type ReadingProblem = "future" | "before-begin" | "after-end" | "negative" | "backwards" | "ahead-of-next" | "known";
/** What may be right but must be confirmed. */
export type ReadingQuestion = "rollover" | "too-much" | "standstill" | "outlier" | "corrects";

export interface ReadingCheck {
  readonly problems: readonly ReadingProblem[];
  readonly questions: readonly ReadingQuestion[];
  readonly previous?: Reading;
  readonly next?: Reading;
  /** Since the reading before, unit of the display; undefined for the first. */
  readonly used?: number;
  /** Mean power since the reading before, W; for energy only. */
  readonly meanWatts?: number;
}

/** Times of the mean of the interval before, above or below which a reading stands out. */
const outlierFactor = 3;

/** The readings that count, in order of time: the last one entered for an instant. */
export function counting(readings: readonly Reading[]): Reading[] {
  const byInstant = new Map(readings.map((reading) => [reading.at, reading]));
  return [...byInstant.values()].sort((a, b) => a.at - b.at);
}

/** What was used between two readings, unit of the display; a counter that wrapped is added up. */
function used(from: Reading, to: Reading, meter: Meter): { amount: number; wrapped: boolean } | undefined {
  const plain = to.value - from.value;
  if (plain >= 0) return { amount: plain, wrapped: false };
  if (meter.rollover_wh === undefined) return undefined;
  const amount = plain + meter.rollover_wh / 1000;
  const most = (meter.max_watts * (to.at - from.at)) / joulesPerKwh;
  return amount >= 0 && amount <= most * 1.1 ? { amount, wrapped: true } : undefined;
}

/**
 * Whether a reading can be right: beside the ones before and after it, and what the meter can count at all.
 * @param readings  what is there already, in any order
 * @param now  epoch seconds
 */
export function checkReading(meter: Meter, readings: readonly Reading[], reading: Reading, now: number): ReadingCheck {
  const known = counting(readings);
  const same = known.find(({ at }) => at === reading.at);
  const before = known.filter(({ at }) => at < reading.at);
  const previous = before.at(-1);
  const next = known.find(({ at }) => at > reading.at);
  const problems: ReadingProblem[] = [];
  const questions: ReadingQuestion[] = [];
  const day = new Date(reading.at * 1000).toISOString().slice(0, 10);
  if (reading.at > now) problems.push("future");
  if (meter.from !== undefined && day < meter.from) problems.push("before-begin");
  if (meter.to !== undefined && day > meter.to) problems.push("after-end");
  if (!(reading.value >= 0)) problems.push("negative");
  if (same?.value === reading.value) problems.push("known");
  else if (same !== undefined || next !== undefined) questions.push("corrects");
  if (next !== undefined && used(reading, next, meter) === undefined) problems.push("ahead-of-next");
  const since = previous && used(previous, reading, meter);
  if (previous !== undefined && since === undefined) problems.push("backwards");
  const about = { problems, questions, ...(previous && { previous }), ...(next && { next }) };
  if (previous === undefined || since === undefined) return about;
  if (since.wrapped) questions.push("rollover");
  const seconds = reading.at - previous.at;
  const watts = (since.amount * joulesPerKwh) / seconds;
  const energy = unitOf(meter) === "kWh";
  if (energy && watts > meter.max_watts) questions.push("too-much");
  if (since.amount === 0 && seconds >= 86_400) questions.push("standstill");
  const earlier = before.at(-2);
  const usual = earlier === undefined ? undefined : used(earlier, previous, meter);
  if (earlier !== undefined && usual !== undefined && usual.amount > 0 && since.amount > 0) {
    const ratio = since.amount / seconds / (usual.amount / (previous.at - earlier.at));
    if (ratio > outlierFactor || ratio < 1 / outlierFactor) questions.push("outlier");
  }
  return { ...about, used: since.amount, ...(energy && { meanWatts: watts }) };
}

/**
 * Amounts of the whole quarter hours between the readings, base units. Border quarter hours wait for the next reading.
 * @param between  only quarter hours that this span touches, epoch seconds
 */
export function amountsFrom(
  meter: Meter,
  readings: readonly Reading[],
  between?: { readonly from: number; readonly to: number },
): { quarter: number; amount: number }[] {
  const points = counting(readings);
  const base = baseOf(meter);
  const totals: { at: number; total: number }[] = [];
  for (const [index, point] of points.entries()) {
    const before = points[index - 1];
    const last = totals.at(-1);
    const step = before === undefined ? 0 : (used(before, point, meter)?.amount ?? 0);
    totals.push({ at: point.at, total: (last?.total ?? 0) + step * base });
  }
  const [first, last] = [totals[0], totals.at(-1)];
  if (first === undefined || last === undefined) return [];
  const from = Math.max(ceil(first.at), floor(between?.from ?? first.at));
  const to = Math.min(floor(last.at), ceil(between?.to ?? last.at));
  const amounts: { quarter: number; amount: number }[] = [];
  let place = 0;
  const totalAt = (at: number): number => {
    while ((totals[place + 1]?.at ?? Number.POSITIVE_INFINITY) < at) place += 1;
    const [a, b] = [totals[place], totals[place + 1]];
    if (a === undefined) return 0;
    return b === undefined || at <= a.at ? a.total : a.total + ((b.total - a.total) * (at - a.at)) / (b.at - a.at);
  };
  let before = Math.round(totalAt(from));
  for (let quarter = from; quarter < to; quarter += quarterSeconds) {
    const after = Math.round(totalAt(quarter + quarterSeconds));
    amounts.push({ quarter, amount: after - before });
    before = after;
  }
  return amounts;
}

const floor = (at: number): number => Math.floor(at / quarterSeconds) * quarterSeconds;
const ceil = (at: number): number => Math.ceil(at / quarterSeconds) * quarterSeconds;
