/** A ledger of constant powers, booked up to an instant, with what is published of it and what the reports say of it. */
import assert from "node:assert/strict";
import { methods, qualities } from "../../energy-audit/ledger/booking.ts";
import { quarterOf, type Period } from "../../energy-audit/ledger/calendar.ts";
import type { Column } from "../../energy-audit/ledger/store.ts";
import { publishedSamples } from "../../energy-audit/publish/publish.ts";
import { registerOf, type RegisterRecord } from "../../energy-audit/register/records.ts";
import { makeManagement, type LedgerSource } from "../../energy-audit/report/management/make.ts";
import type { MeterRole } from "../../site/inventory.ts";
import type { Sample } from "../../site/series.ts";
import { yearSite } from "./year.ts";

export const zone = "Europe/Berlin";
export const site = yearSite();
export const instant = (text: string): number => Date.parse(text) / 1000;

/** Constant powers by role, kW (water: litres an hour), of the meters that are there. */
export type Powers = Partial<Record<MeterRole, number>>;
export const usual: Powers = {
  grid: 140,
  pv: 12,
  ups_in: 53,
  ups_out: 50,
  pdu_out: 97,
  it: 95,
  chiller: 16,
  pump: 4,
  air_handler: 8,
  other: 9,
  heat: 112,
  heat_reuse: 30,
  water: 20,
};

interface World {
  readonly powers: Powers;
  readonly now: number;
  /** First booked quarter hour. */
  readonly since: number;
  /** A stretch without bookings of one role. */
  readonly hole?: Period & { readonly role: MeterRole };
  readonly records?: readonly RegisterRecord[];
}

/** A ledger that is booked up to now. */
export function world({ powers, now, since, hole, records = [] }: World) {
  const meters = site.meters.filter(({ role }) => powers[role] !== undefined);
  const until = quarterOf(now);
  const column = (id: string, { from, to }: Period): Column => {
    const role = meters.find((one) => one.id === id)?.role ?? "other";
    const length = (to - from) / 900;
    const amount = (quarter: number): number => {
      if (quarter < since || quarter >= until) return Number.NaN;
      if (hole?.role === role && quarter >= hole.from && quarter < hole.to) return Number.NaN;
      // Every Monday at noon is the peak of the week.
      const more = role === "grid" && quarter % 604_800 === 388_800 ? 1 + ((quarter / 604_800) % 7) / 50 : 1;
      return Math.round((powers[role] ?? 0) * more * (role === "water" ? 250 : 900_000));
    };
    return {
      from,
      step: 900,
      amounts: Float64Array.from({ length }, (_, place) => amount(from + place * 900)),
      methods: new Uint8Array(length).fill(methods.indexOf("measured")),
      qualities: new Uint8Array(length).fill(qualities.indexOf("good")),
      measuredSeconds: new Uint16Array(length).fill(900),
    };
  };
  const ledger: LedgerSource = {
    column,
    sums: (id, periods) =>
      periods.map((period) => column(id, period).amounts.reduce((sum, one) => sum + (Number.isNaN(one) ? 0 : one), 0)),
    register: () => registerOf(records),
    drivers: (_name, from, to) => {
      const days = new Map<string, number>();
      for (let at = instant(`${from}T12:00:00Z`); at <= instant(`${to}T12:00:00Z`); at += 86_400)
        days.set(new Date(at * 1000).toISOString().slice(0, 10), 5 + ((at / 86_400) % 11));
      return days;
    },
  };
  const audited = { site: { ...site.site, time_zone: zone }, meters, energy: site.energy };
  const made = (wish: { year: number; month?: number }) =>
    makeManagement(ledger, audited, { ...wish, locale: "de", day: new Date(now * 1000).toISOString().slice(0, 10) });
  return {
    samples: publishedSamples(ledger, audited, now),
    report: (wish: { year: number; month?: number }) => made(wish).figures,
    verified: (wish: { year: number; month?: number }) => made(wish).context.verifications,
  };
}

export function valueOf(samples: readonly Sample[], metric: string, labels: Record<string, string> = {}): number | undefined {
  const found = samples.filter(
    (one) => one.metric === metric && Object.entries(labels).every(([name, value]) => one.labels[name] === value),
  );
  assert.ok(found.length <= 1, `${metric} ${JSON.stringify(labels)} is there ${found.length} times`);
  return found[0]?.value;
}
export function same(actual: number | undefined, expected: number | undefined, what: string): void {
  const [a, b] = [actual ?? Number.NaN, expected ?? Number.NaN];
  assert.ok(Math.abs(a - b) <= 1e-12 * Math.max(1e-12, Math.abs(b)), `${what}: ${actual}, the report says ${expected}`);
}

/** Mid-November: the year runs, its months are booked since June of the year before. */
export const now = instant("2025-11-15T12:07:00Z");
