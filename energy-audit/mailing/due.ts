/** Which reports are due by mail on a day. Pure; what has been sent already is the store's to say. */
import { Temporal } from "temporal-polyfill";
import type { Mailing } from "../../site/energy.ts";
import type { Site } from "../../site/inventory.ts";
import type { SpanWish } from "../kpi/span.ts";

export interface DueReport {
  /** Names this report to this person for ever: a second one of this name is never sent. */
  readonly key: string;
  readonly mailing: Mailing;
  readonly span: SpanWish;
  /** Id of the contact. */
  readonly contact: string;
}

/**
 * The newest report of each mailing whose period ended `days_after` days ago, for each of its people. Older ones that were
 * missed (a new mailing, weeks of darkness) are not made up for: a pile of old reports is read by nobody.
 * @param day  local day of the site, ISO date
 */
export function dueReports(site: Pick<Site, "energy">, day: string): DueReport[] {
  return (site.energy?.mailings ?? []).flatMap((mailing) => {
    const ended = Temporal.PlainDate.from(day).subtract({ days: mailing.days_after });
    const span = lastSpanBefore(ended, mailing.every);
    return mailing.to.map((contact) => ({ key: `${mailing.id}/${keyOf(span)}/${contact}`, mailing, span, contact }));
  });
}

/** The last year, quarter or month that is over on a day. A period is over on the first day after it. */
function lastSpanBefore(day: Temporal.PlainDate, every: Mailing["every"]): SpanWish {
  if (every === "year") return { year: day.year - 1 };
  if (every === "month") {
    const { year, month } = day.subtract({ months: 1 });
    return { year, month };
  }
  const quarter = Math.ceil(day.month / 3) - 1;
  return quarter === 0 ? { year: day.year - 1, quarter: 4 } : { year: day.year, quarter };
}

const keyOf = ({ year, quarter, month }: SpanWish): string =>
  [year, quarter === undefined ? undefined : `q${quarter}`, month?.toString().padStart(2, "0")].filter(Boolean).join("-");

/** Waits between attempts: 1, 2, 4 … minutes, an hour at most. @param attempts  that have failed, 1 or more */
export function pauseMs(attempts: number): number {
  return Math.min(60, 2 ** (attempts - 1)) * 60_000;
}
