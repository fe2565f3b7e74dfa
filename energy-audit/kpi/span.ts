/** The period of a management report: a local year, quarter or month. Metrics know the last twelve months too. */
import { localMonth, localParts, localYear, type Period } from "../ledger/calendar.ts";

export interface Span {
  readonly kind: "year" | "quarter" | "month" | "twelve_months";
  readonly year: number;
  /** 1 to 4 for a quarter, 1 to 12 for a month. */
  readonly number?: number;
  readonly period: Period;
  /** Local months in it, with their periods. */
  readonly months: readonly { readonly key: string; readonly period: Period }[];
}

export interface SpanWish {
  readonly year: number;
  readonly quarter?: number;
  readonly month?: number;
}

/** @throws RangeError  no such quarter or month */
export function spanOf({ year, quarter, month }: SpanWish, timeZone: string): Span {
  const first = month ?? (quarter === undefined ? 1 : (quarter - 1) * 3 + 1);
  const count = month !== undefined ? 1 : quarter !== undefined ? 3 : 12;
  if (quarter !== undefined && !(quarter >= 1 && quarter <= 4)) throw new RangeError(`no quarter ${quarter}`);
  const months = Array.from({ length: count }, (_, index) => ({
    key: `${year}-${String(first + index).padStart(2, "0")}`,
    period: localMonth(year, first + index, timeZone),
  }));
  const period = { from: months[0]?.period.from ?? 0, to: months.at(-1)?.period.to ?? 0 };
  const number = month ?? quarter;
  return {
    kind: month !== undefined ? "month" : quarter !== undefined ? "quarter" : "year",
    year,
    ...(number !== undefined && { number }),
    period,
    months,
  };
}

/** The same months of the year before. */
export function yearBefore({ kind, year, number }: Span, timeZone: string): Span {
  const part = kind === "year" || number === undefined ? {} : kind === "month" ? { month: number } : { quarter: number };
  return spanOf({ year: year - 1, ...part }, timeZone);
}

/** The twelve local months that end with the span: the period of the legal PUE. */
export function twelveMonths({ year, months }: Span, timeZone: string): Period {
  const last = months.at(-1);
  const month = Number(last?.key.slice(5) ?? 12);
  const from = month === 12 ? localYear(year, timeZone).from : localMonth(year - 1, month + 1, timeZone).from;
  return { from, to: last?.period.to ?? from };
}

/** The last twelve local months that are over at an instant (epoch seconds), as a span. */
export function lastTwelveMonths(now: number, timeZone: string): Span {
  const { date } = localParts(now, timeZone);
  const [year, month] = [Number(date.slice(0, 4)), Number(date.slice(5, 7))];
  const months = Array.from({ length: 12 }, (_, index) => {
    const count = year * 12 + month - 13 + index;
    const [of, number] = [Math.floor(count / 12), (count % 12) + 1];
    return { key: `${of}-${String(number).padStart(2, "0")}`, period: localMonth(of, number, timeZone) };
  });
  const period = { from: months[0]?.period.from ?? 0, to: months.at(-1)?.period.to ?? 0 };
  return { kind: "twelve_months", year: Number(months.at(-1)?.key.slice(0, 4)), period, months };
}
