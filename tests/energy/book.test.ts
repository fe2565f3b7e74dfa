import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "../property.ts";
import { book, type Booked, type MeterState } from "../../energy-audit/ledger/book.ts";
import type { MeterReading, RawSample } from "../../energy-audit/ledger/booking.ts";

const start = Date.parse("2026-11-23T06:00:00Z") / 1000;
const counter: MeterReading = {
  kind: "counter",
  resolution: 3600,
  maxPerSecond: 400_000,
  nominalSeconds: 900,
  gapSeconds: 120,
  impossibleReset: "ask",
};

/** Samples of a counter with a constant power, every `step` seconds. */
function steady(watts: number, seconds: number, step = 10, offset = 0): RawSample[] {
  return Array.from({ length: Math.floor(seconds / step) + 1 }, (_, index) => ({
    at: start + offset + index * step,
    value: 1e9 + watts * index * step,
  }));
}

const total = ({ bookings }: Booked): number => bookings.reduce((sum, { amount }) => sum + amount, 0);

test("a steady load is booked quarter hour by quarter hour, and the open one waits", () => {
  const { bookings, events } = book(steady(100_000, 3600 + 800), counter, null);
  assert.deepEqual(
    bookings.map(({ quarter, amount, method, quality, measuredSeconds }) => [
      quarter - start,
      amount,
      method,
      quality,
      measuredSeconds,
    ]),
    [0, 900, 1800, 2700].map((quarter) => [quarter, 90_000_000, "measured", "good", 900]),
  );
  assert.deepEqual(events, []);
});

test("what was counted before the first full quarter hour is not booked", () => {
  const { bookings } = book(steady(100_000, 2000, 10, 300), counter, null);
  assert.deepEqual(
    bookings.map(({ quarter }) => quarter - start),
    [900],
  );
});

test("a gap with a counter that goes on keeps its energy and says that the split is assumed", () => {
  const samples = steady(100_000, 3600).filter(({ at }) => at <= start + 950 || at >= start + 2750);
  const { bookings, events } = book(samples, counter, null);
  assert.equal(total({ bookings } as Booked), 360_000_000);
  assert.deepEqual(
    bookings.map(({ method, quality, measuredSeconds }) => [method, quality, measuredSeconds]),
    [
      ["measured", "good", 900],
      ["difference", "split", 50],
      ["difference", "split", 0],
      ["difference", "split", 850],
    ],
  );
  assert.deepEqual(events, [{ at: start + 2750, kind: "gap", seconds: 1800 }]);
});

test("a 32-bit counter that wraps counts on; without a known wrap it is a restart with a lower bound", () => {
  const modulus = 2 ** 32 * 3600;
  const samples = steady(100_000, 1800).map(({ at, value }) => ({ at, value: ((value ?? 0) + modulus - 1.05e9) % modulus }));
  const wrapped = book(samples, { ...counter, modulus }, null);
  assert.equal(total(wrapped), 180_000_000);
  assert.deepEqual(
    wrapped.events.map(({ kind }) => kind),
    ["rollover"],
  );
  const restarted = book(samples, counter, null);
  assert.deepEqual(
    restarted.events.map(({ kind }) => kind),
    ["reset"],
  );
  assert.ok(total(restarted) <= 180_000_000 && total(restarted) > 178_000_000, `${total(restarted)} J`);
  assert.equal(restarted.bookings[0]?.quality, "lower_bound");
});

test("a restart to 0 books what the counter shows since, and says that this is a lower bound", () => {
  const samples = [...steady(100_000, 900), { at: start + 910, value: 500_000 }, { at: start + 1800, value: 89_500_000 }];
  const { bookings, events } = book(samples, counter, null);
  assert.deepEqual(
    events.map(({ kind }) => kind),
    ["reset", "gap"],
  );
  assert.deepEqual(
    bookings.map(({ amount, quality }) => [amount, quality]),
    [
      [90_000_000, "good"],
      [89_500_000, "lower_bound"],
    ],
  );
});

test("a device that restores a slightly older value counts nothing until the old one is passed", () => {
  const samples = steady(100_000, 1800).map(({ at, value }) => ({
    at,
    value: (value ?? 0) - (at >= start + 600 ? 20_000_000 : 0),
  }));
  const booked = book(samples, counter, null);
  assert.deepEqual(
    booked.events.map(({ kind }) => kind),
    ["rewind"],
  );
  assert.equal(total(booked), 160_000_000);
  assert.equal(booked.bookings[0]?.quality, "suspect");
});

test("sentinels, empty values and one wild value are dropped; zero is a value", () => {
  const samples = steady(100_000, 1800);
  const spoiled = [
    ...samples.filter((_, index) => index !== 30 && index !== 31 && index !== 60),
    { at: start + 300, value: null },
    { at: start + 310, value: -1 },
    { at: start + 600, value: 9e12 },
  ];
  const booked = book(spoiled, counter, null);
  assert.equal(total(booked), 180_000_000);
  assert.deepEqual(
    booked.events.map(({ at, kind }) => [at - start, kind]),
    [
      [300, "invalid_value"],
      [310, "invalid_value"],
      [600, "invalid_value"],
    ],
  );
  const zero = book(
    [
      { at: start, value: 0 },
      { at: start + 900, value: 3_600_000 },
    ],
    counter,
    null,
  );
  assert.equal(total(zero), 3_600_000);
});

test("a replaced meter goes on from its own value and the missing stretch is named", () => {
  const samples = steady(100_000, 3600).map(({ at, value }) => ({ at, value: at < start + 1200 ? value : (value ?? 0) + 5e12 }));
  const booked = book(samples, counter, null);
  assert.deepEqual(
    booked.events.map(({ at, kind }) => [at - start, kind]),
    [[1200, "replaced"]],
  );
  assert.equal(total(booked), 359_000_000);
  assert.equal(booked.bookings[1]?.quality, "lower_bound");
});

test("a swapped device that starts at 48,213 kWh is in no bill; a counter that restarts near 0 is; by the letter both are", () => {
  const kwh = 3_600_000;
  const fall = (to: number): RawSample[] =>
    [523_000, 523_010, to, to + 10].map((value, index) => ({ at: start + index * 900, value: value * kwh }));
  const told = (samples: RawSample[], impossibleReset: MeterReading["impossibleReset"]) => {
    const booked = book(samples, { ...counter, impossibleReset }, null);
    return { kwh: total(booked) / kwh, events: booked.events.flatMap(({ kind }) => (kind === "gap" ? [] : [kind])) };
  };
  assert.deepEqual(told(fall(48_213), "ask"), { kwh: 20, events: ["replaced"] });
  assert.deepEqual(told(fall(48_213), "count"), { kwh: 48_233, events: ["reset"] });
  for (const setting of ["ask", "count"] as const) {
    assert.deepEqual(told(fall(12), setting), { kwh: 32, events: ["reset"] });
  }
  // A single wrong value is no swap: the next one continues what was before.
  const wrong = fall(48_213).map((sample, index) => (index === 3 ? { at: sample.at, value: 523_030 * kwh } : sample));
  assert.deepEqual(told(wrong, "ask"), { kwh: 30, events: ["invalid_value"] });
});

test("a meter that stands still under load is booked as 0, named, and marked suspect; no load is no fault", () => {
  const samples = steady(100_000, 7200).map(({ at, value }) => ({ at, value: at > start + 900 ? 1e9 + 90_000_000 : value }));
  const booked = book(samples, counter, null);
  assert.deepEqual(
    booked.events.map(({ kind }) => kind),
    ["stuck"],
  );
  assert.equal(booked.bookings.at(-1)?.quality, "suspect");
  const night = book(
    Array.from({ length: 721 }, (_, index) => ({ at: start + index * 10, value: 5e9 })),
    counter,
    null,
  );
  assert.deepEqual(night.events, []);
  assert.ok(night.bookings.every(({ amount, quality }) => amount === 0 && quality === "good"));
});

test("power is integrated and marked; a short gap is bridged, after a long one only full quarter hours count", () => {
  const power: MeterReading = { ...counter, kind: "power" };
  const samples = Array.from({ length: 721 }, (_, index) => ({ at: start + index * 10, value: 1000 }));
  const whole = book(samples, power, null);
  assert.deepEqual(
    [...new Set(whole.bookings.map(({ amount, method, quality }) => `${amount} ${method} ${quality}`))],
    ["900000 measured integrated"],
  );
  const short = book(
    samples.filter(({ at }) => at <= start + 1000 || at >= start + 1300),
    power,
    null,
  );
  assert.deepEqual(short.bookings.map(({ method }) => method).slice(0, 3), ["measured", "estimated", "measured"]);
  const long = book(
    samples.filter(({ at }) => at <= start + 1000 || at >= start + 3000),
    power,
    null,
  );
  assert.deepEqual(
    long.bookings.map(({ quarter }) => quarter - start),
    [0, 3600, 4500, 5400, 6300],
  );
});

/** A counter's life: any powers, any spacing, gaps, wraps. */
const life = fc
  .array(fc.record({ seconds: fc.integer({ min: 1, max: 4000 }), watts: fc.integer({ min: 0, max: 400_000 }) }), {
    minLength: 2,
    maxLength: 60,
  })
  .map((steps) => {
    let at = start + 7;
    let value = 2 ** 32 * 3600 - 2e9;
    const samples: RawSample[] = [{ at, value }];
    for (const { seconds, watts } of steps) {
      at += seconds;
      value += Math.floor((watts * seconds) / 3600) * 3600;
      samples.push({ at, value });
    }
    return samples;
  });
const wrapping: MeterReading = { ...counter, modulus: 2 ** 32 * 3600 };
const wrap = (samples: RawSample[]): RawSample[] =>
  samples.map(({ at, value }) => ({ at, value: (value ?? 0) % (2 ** 32 * 3600) }));

test("the sum of the quarter hours is the counter's own difference at their borders, over gaps and wraps", () => {
  fc.assert(
    fc.property(life, (samples) => {
      const { bookings } = book(wrap(samples), wrapping, null);
      const [first] = bookings;
      const last = bookings.at(-1);
      if (first === undefined || last === undefined) return;
      const valueAt = (border: number): number => {
        const after = samples.findIndex(({ at }) => at >= border);
        const b = samples[after];
        const a = samples[after - 1] ?? b;
        if (a === undefined || b === undefined || a.value === null || b.value === null) throw new Error("outside");
        return a === b ? b.value : a.value + ((b.value - a.value) * (border - a.at)) / (b.at - a.at);
      };
      const counted = valueAt(last.quarter + 900) - valueAt(first.quarter);
      const sum = bookings.reduce((all, { amount }) => all + amount, 0);
      assert.ok(Math.abs(sum - counted) <= 1.01, `${sum} J booked, ${counted} J counted`);
      bookings.forEach(({ quarter }, index) => assert.equal(quarter, first.quarter + index * 900));
    }),
    { numRuns: 300 },
  );
});

test("the same samples in any order, duplicated, in portions that overlap and with restarts give the same bookings", () => {
  fc.assert(
    fc.property(
      life,
      fc.array(fc.nat(60), { maxLength: 8 }),
      fc.array(fc.nat(60), { maxLength: 20 }),
      fc.integer(),
      (samples, cuts, doubled, seed) => {
        const raw = wrap(samples);
        const whole = book(raw, wrapping, null);
        const borders = [...cuts.map((cut) => cut % raw.length), raw.length].sort((a, b) => a - b);
        let state: MeterState | null = null;
        const pieces: Booked[] = [];
        let from = 0;
        for (const to of borders) {
          const overlap = raw.slice(Math.max(0, from - 3), to);
          const twice = doubled.flatMap((index) => overlap[index % Math.max(1, overlap.length)] ?? []);
          const mixed = [...overlap, ...twice].sort((a, b) => ((a.at * 7919 + seed) % 1009) - ((b.at * 7919 + seed) % 1009));
          const piece: Booked = book(mixed, wrapping, state);
          // A restart keeps what was stored, as text.
          state = JSON.parse(JSON.stringify(piece.state)) as MeterState;
          pieces.push(piece);
          from = to;
        }
        assert.deepEqual(
          pieces.flatMap(({ bookings }) => bookings),
          whole.bookings,
        );
        assert.deepEqual(
          pieces.flatMap(({ events }) => events),
          whole.events,
        );
      },
    ),
    { numRuns: 300 },
  );
});
