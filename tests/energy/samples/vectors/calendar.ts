/** Cases of the calendar: local days, months and years. */
import { hoursOf, localDay, localMonth, localYear, quartersOf } from "../../../../energy-audit/ledger/calendar.ts";
import { stamp } from "./instants.ts";

export function calendar(input: {
  local_date?: string;
  local_month?: string;
  local_year?: number | string;
  timezone: string;
}): unknown {
  const [year = 0, month = 0] = (input.local_month ?? "").split("-").map(Number);
  const span =
    input.local_date !== undefined
      ? localDay(input.local_date, input.timezone)
      : input.local_month !== undefined
        ? localMonth(year, month, input.timezone)
        : localYear(Number(input.local_year), input.timezone);
  return { start_utc: stamp(span.from), end_utc: stamp(span.to), hours: hoursOf(span), quarter_hours: quartersOf(span) };
}
