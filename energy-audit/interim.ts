/** The last hours of the ledger as a balance: the period ends where the slowest meter of the PUE is booked. */
import type { Site } from "../site/inventory.ts";
import { balanceOf, itRoles, type Balance } from "./kpi/balance.ts";
import type { MeterSeries } from "./kpi/energy.ts";
import { epochSeconds, quarterOf, quarterSeconds, type Period } from "./ledger/calendar.ts";
import type { LedgerEvent } from "./ledger/booking.ts";
import type { LedgerStore } from "./ledger/store.ts";

export interface Interim {
  readonly balance: Balance;
  /** Hours that were asked for; the period is shorter while the ledger is younger. */
  readonly hoursAsked: number;
  /** End of the last booked quarter hour by meter, epoch seconds; meters without bookings are missing. */
  readonly bookedUntil: ReadonlyMap<string, number>;
  readonly events: readonly { readonly meter: string; readonly event: LedgerEvent }[];
  /** Bookings by meter, for what the balance does not show. */
  readonly series: readonly MeterSeries[];
}

/**
 * Balance of the last `hours` hours that are booked.
 * @returns undefined while no meter that the PUE needs has a booking, and for a site without such meters
 */
export async function readInterim(store: LedgerStore, site: Site, hours: number, now: Date): Promise<Interim | undefined> {
  const today = now.toISOString().slice(0, 10);
  const meters = site.meters.filter(({ from, to }) => (from ?? today) <= today && today <= (to ?? today));
  const spans = await store.spans();
  const needed: readonly string[] = ["grid", "pv", "generator", "feed_in", ...Object.values(itRoles)];
  const base = meters.flatMap((meter) => {
    const span = needed.includes(meter.role) ? spans.get(meter.id) : undefined;
    return span === undefined ? [] : [span];
  });
  if (base.length === 0) return undefined;
  const to = Math.min(quarterOf(epochSeconds(now)), ...base.map(({ bookedUntil }) => bookedUntil));
  const from = Math.max(to - hours * 3600, ...base.map((span) => span.from));
  if (to - from < quarterSeconds) return undefined;
  const period: Period = { from, to };
  const series: MeterSeries[] = [];
  const events: { meter: string; event: LedgerEvent }[] = [];
  for (const meter of meters) {
    series.push({ meter, ...(await store.column(meter.id, period)) });
    for (const event of await store.events(meter.id, period)) events.push({ meter: meter.id, event });
  }
  return {
    balance: balanceOf(series, period),
    hoursAsked: hours,
    bookedUntil: new Map([...spans].map(([id, { bookedUntil }]) => [id, bookedUntil])),
    events,
    series,
  };
}
