/** Periods whose figures are published as metrics: those of the reports, and how much of them is over. */
import { lastTwelveMonths, spanOf, type Span } from "../kpi/span.ts";
import { localParts, quarterOf } from "../ledger/calendar.ts";

export interface PublishedPeriod {
  /** Value of the label `period`. */
  readonly label: "twelve_months" | "month" | "year";
  readonly span: Span;
  /** Share of the span that is over, above 0 to 1: what coverage is measured by. A report of a running period divides by all of it. */
  readonly elapsed: number;
}

/** A quarter hour is booked with the first sample after its end; later than this it is missing. */
const bookingSeconds = 1800;

/**
 * @param now  epoch seconds
 * @param bookedUntil  end of the newest booked quarter hour of any meter
 * @returns the last twelve complete months, the running month and the running year; none of which nothing is over yet
 */
export function publishedPeriods(now: number, bookedUntil: number, timeZone: string): PublishedPeriod[] {
  const over = Math.max(quarterOf(now - bookingSeconds), Math.min(quarterOf(now), bookedUntil));
  const [year, month] = localParts(now, timeZone).date.split("-").map(Number);
  const list: readonly [PublishedPeriod["label"], Span][] = [
    ["twelve_months", lastTwelveMonths(now, timeZone)],
    ["month", spanOf({ year: year ?? 0, month: month ?? 1 }, timeZone)],
    ["year", spanOf({ year: year ?? 0 }, timeZone)],
  ];
  return list.flatMap(([label, span]) => {
    const { from, to } = span.period;
    const elapsed = Math.min(1, (over - from) / (to - from));
    return elapsed > 0 ? [{ label, span, elapsed }] : [];
  });
}
