/** Cases of counters: raw values to energy, and the ledger beside what `increase()` would say. */
import { book } from "../../../../energy-audit/ledger/book.ts";
import type { MeterReading, RawSample } from "../../../../energy-audit/ledger/booking.ts";
import { instantOf } from "../../../../energy-audit/ledger/calendar.ts";
import { stretchesOf, within } from "../../../../energy-audit/ledger/counter.ts";
import { increase } from "../increase.ts";
import { epoch } from "./instants.ts";

export function counters(input: {
  samples: [string, unknown][];
  modulus?: number | null;
  resolution_kwh?: number | null;
  max_plausible_kw?: number | null;
  nominal_interval_s?: number | null;
  period?: [string, string] | null;
}): unknown {
  const base = (input.resolution_kwh ?? 1) * 3_600_000;
  const nominalSeconds = input.nominal_interval_s ?? 900;
  const reading: MeterReading = {
    kind: "counter",
    ...(typeof input.modulus === "number" && { modulus: input.modulus * base }),
    resolution: base,
    maxPerSecond: (input.max_plausible_kw ?? Number.POSITIVE_INFINITY) * 1000,
    nominalSeconds,
    gapSeconds: 1.5 * nominalSeconds,
    // The cases follow the letter: "else reset, the new value is a lower bound". The booker asks instead.
    impossibleReset: "count",
  };
  // What is no number (null, "", "N/A") says that nothing was read.
  const samples = input.samples.map(([at, value]) => ({ at: epoch(at), value: typeof value === "number" ? value * base : null }));
  const { stretches, events } = stretchesOf(samples, reading);
  const kwh = (joules: number): number => joules / 3_600_000;
  return {
    total_kwh: kwh(stretches.reduce((sum, { amount }) => sum + amount, 0)),
    // The files know no standstill; it changes no amount.
    events: events
      .filter(({ kind }) => kind !== "stuck")
      .map(({ at, kind, seconds }) => ({
        at: instantOf(at).toISOString().replace(".000Z", "Z"),
        event: kind,
        ...(seconds === undefined ? {} : { seconds }),
      })),
    ...(!Array.isArray(input.period)
      ? {}
      : { period_kwh: kwh(within(stretches, { from: epoch(input.period[0]), to: epoch(input.period[1]) })) }),
  };
}

/** The ledger beside what PromQL's increase() would say: from bookings where the case ends on quarter hours. */
export function againstIncrease(input: {
  sample_seconds: number[];
  values_wh: (number | null)[];
  from_s: number;
  to_s: number;
}): unknown {
  const samples: RawSample[] = input.sample_seconds.map((at, index) => {
    const value = input.values_wh[index];
    return { at, value: typeof value === "number" ? value * 3600 : null };
  });
  const reading = readingLike(samples);
  const { bookings } = book(samples, reading, null);
  const booked = bookings.filter(({ quarter }) => quarter >= input.from_s && quarter + 900 <= input.to_s);
  const whole = booked.length * 900 === input.to_s - input.from_s;
  const joules = whole
    ? booked.reduce((sum, { amount }) => sum + amount, 0)
    : within(stretchesOf(samples, reading).stretches, { from: input.from_s, to: input.to_s });
  const read = samples.flatMap(({ at, value }) => (value === null ? [] : [{ at, value: value / 3600 }]));
  const prometheus = increase(
    read.map(({ at }) => at),
    read.map(({ value }) => value),
    input.from_s,
    input.to_s,
  );
  return { promql_increase_wh: prometheus, ledger_difference_wh: joules / 3600, ratio: prometheus / (joules / 3600) };
}

/** The case does not name the meter: twice its fastest rise is its highest power, its usual spacing the nominal one. */
function readingLike(samples: readonly RawSample[]): MeterReading {
  const pairs = samples.slice(1).map(({ at, value }, index) => ({
    seconds: at - (samples[index]?.at ?? at),
    rise: (value ?? Number.NaN) - (samples[index]?.value ?? Number.NaN),
  }));
  const spacing = pairs.map(({ seconds }) => seconds).sort((a, b) => a - b);
  const nominalSeconds = spacing[Math.floor(spacing.length / 2)] ?? 60;
  const fastest = Math.max(0, ...pairs.filter(({ rise }) => rise > 0).map(({ rise, seconds }) => rise / seconds));
  const gapSeconds = 1.5 * nominalSeconds;
  return { kind: "counter", resolution: 3600, maxPerSecond: 2 * fastest, nominalSeconds, gapSeconds, impossibleReset: "count" };
}
