/** The last hours of the ledger as a balance: the period ends where the slowest meter of the PUE is booked. */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Meter, Site } from "../site/inventory.ts";
import { balanceOf, itRoles, type Balance } from "./kpi/balance.ts";
import type { MeterSeries } from "./kpi/energy.ts";
import type { SampleReader } from "../site/series.ts";
import { epochSeconds, instantOf, quarterOf, quarterSeconds, type Period } from "./ledger/calendar.ts";
import type { LedgerEvent } from "./ledger/booking.ts";
import type { LedgerStore } from "./ledger/store.ts";

export interface Interim {
  readonly balance: Balance;
  /** Read from raw samples just now: nothing of it is booked yet. */
  readonly provisional: boolean;
  /** Hours that were asked for; the period is shorter while the ledger is younger. */
  readonly hoursAsked: number;
  /** End of the last booked quarter hour by meter, epoch seconds; meters without bookings are missing. */
  readonly bookedUntil: ReadonlyMap<string, number>;
  /** Meters of the PUE whose last booking is long ago: the period ends with the oldest of them. */
  readonly late: readonly { readonly meter: string; readonly until: number }[];
  readonly events: readonly { readonly meter: string; readonly event: LedgerEvent }[];
  /** Bookings by meter, for what the balance does not show. */
  readonly series: readonly MeterSeries[];
  /** How long each UPS said that it ran on battery; missing while nobody asked. */
  readonly battery?: readonly { readonly device: string; readonly seconds: number }[];
}

/** Spacing of the look at the states, seconds. */
const batteryStep = 15;

/** Seconds on battery by UPS in the period, from the states as scraped. @throws Error  the sample store does not answer */
export async function readBattery(
  reader: SampleReader,
  { from, to }: Period,
): Promise<{ readonly device: string; readonly seconds: number }[]> {
  const states = `(ups_power_source{state="battery"} == 1)[${Math.max(batteryStep, to - from)}s:${batteryStep}s]`;
  const counts = await reader.instant(`sum by (device) (count_over_time(${states}))`, instantOf(to));
  return counts.map(({ labels, value }) => ({ device: labels["device"] ?? "", seconds: value * batteryStep }));
}

/** A meter is late when its last booking ends earlier than this; a quarter hour and the next sample are normal. */
const lateSeconds = 45 * 60;
/** Roles that a PUE is made of. */
export const neededRoles: readonly string[] = ["grid", "pv", "generator", "feed_in", ...Object.values(itRoles)];

/** Meters of the inventory that count on that day. */
export function metersOn(site: Site, at: Date): Meter[] {
  const day = at.toISOString().slice(0, 10);
  return site.meters.filter(({ from, to }) => (from ?? day) <= day && day <= (to ?? day));
}

/**
 * Balance of the last `hours` hours that are booked.
 * @returns undefined while no meter that the PUE needs has a booking, and for a site without such meters
 */
export async function readInterim(store: LedgerStore, site: Site, hours: number, now: Date): Promise<Interim | undefined> {
  const meters = metersOn(site, now);
  const spans = await store.spans();
  const base = meters.flatMap((meter) => {
    const span = neededRoles.includes(meter.role) ? spans.get(meter.id) : undefined;
    return span === undefined ? [] : [{ meter: meter.id, ...span }];
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
    // SQLite answers at once: without this all meters would be one piece of work for the loop.
    await nextTurn();
  }
  return {
    balance: balanceOf(series, period),
    provisional: false,
    late: base
      .filter(({ bookedUntil }) => bookedUntil < epochSeconds(now) - lateSeconds)
      .map(({ meter, bookedUntil }) => ({ meter, until: bookedUntil })),
    hoursAsked: hours,
    bookedUntil: new Map([...spans].map(([id, { bookedUntil }]) => [id, bookedUntil])),
    events,
    series,
  };
}
