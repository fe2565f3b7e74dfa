/**
 * Raw counter values to stretches of time with the energy counted in them. A fold: state and next sample give the next
 * state, so any split of the samples into reads gives the same stretches.
 */
import type { LedgerEvent, MeterReading, Quality, RawSample } from "./booking.ts";
import type { Period } from "./calendar.ts";

/** What the counter did between two samples that count. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  /** Base units, not yet whole. */
  readonly amount: number;
  /** Samples close together: the split within the stretch is measured, not assumed. */
  readonly sampled: boolean;
  readonly quality: Quality;
  /** Nothing is known about the time before it: it does not continue the stretch before. */
  readonly begins?: boolean;
}

/** Where a counter stands; plain data, it is stored between two reads. */
export interface CounterState {
  readonly at: number;
  readonly raw: number;
  /** Instant at which the counter last went on. */
  readonly changedAt: number;
  /** Mean rate while it last went on, base units per second: tells a standstill from no load. */
  readonly rate: number;
  /** After a rewind: the old maximum; nothing counts until it is passed. */
  readonly highWater: number | null;
  /** A value that does not fit; the next one decides which of the two is wrong. */
  readonly pending: { readonly at: number; readonly raw: number } | null;
  readonly stuck: boolean;
}

/** Samples by time, each instant once. Of two values for one instant the smaller valid one counts, whatever their order. */
export function inOrder(samples: readonly RawSample[], after: number): RawSample[] {
  const rank = ({ value }: RawSample): number => (value === null || !(value >= 0) ? Number.POSITIVE_INFINITY : value);
  const sorted = samples.filter(({ at }) => at > after).sort((a, b) => a.at - b.at || (rank(a) < rank(b) ? -1 : 1));
  return sorted.filter(({ at }, index) => index === 0 || at !== sorted[index - 1]?.at);
}

/** Zero is a value; below zero, all bits set, at or above the wrap, or no number is none. */
function valid(value: number | null, { modulus }: MeterReading): value is number {
  if (value === null || !Number.isFinite(value) || value < 0) return false;
  if (modulus === undefined) return true;
  return value < modulus;
}

/** All bits of a binary counter set: what a device answers that has no value (4294967295 and its like). */
export function allOnes(value: number, { modulus, resolution }: MeterReading): boolean {
  if (modulus === undefined) return false;
  const counts = modulus / resolution;
  return Number.isInteger(Math.log2(counts)) && Math.round(value / resolution) === counts - 1;
}

/**
 * One sample later.
 * @returns the stretch that it closes (none for a value that does not count), what was noticed, and the new state
 * @see facts of the field: a fall is a *rollover* only if the wrapped difference is plausible for the time and the highest
 *      power; a *rewind* if it is smaller than the meter could count in one nominal interval; else a *reset* (the new value is
 *      a lower bound; of one that cannot be, `impossibleReset` says what becomes)
 */
export function step(
  state: CounterState | null,
  sample: RawSample,
  reading: MeterReading,
): { stretches: Stretch[]; events: LedgerEvent[]; state: CounterState | null } {
  const { at, value } = sample;
  if (!valid(value, reading) || allOnes(value, reading)) {
    return { stretches: [], events: [{ at, kind: "invalid_value" }], state };
  }
  if (state === null) return { stretches: [], events: [], state: started(at, value) };
  const { pending } = state;
  if (pending === null) return follow(state, at, value, reading);
  // The value before this one did not fit. Whichever of the two this one continues was right.
  if (fits(state.raw, value, at - state.changedAt, reading)) {
    const { stretches, events, state: next } = follow({ ...state, pending: null }, at, value, reading);
    return { stretches, events: [{ at: pending.at, kind: "invalid_value" }, ...events], state: next };
  }
  if (fits(pending.raw, value, at - pending.at, reading)) {
    const bridge: Stretch = { from: state.at, to: pending.at, amount: 0, sampled: false, quality: "lower_bound" };
    const { stretches, events, state: next } = follow(started(pending.at, pending.raw), at, value, reading);
    return { stretches: [bridge, ...stretches], events: [{ at: pending.at, kind: "replaced" }, ...events], state: next };
  }
  return { stretches: [], events: [{ at: pending.at, kind: "invalid_value" }], state: { ...state, pending: { at, raw: value } } };
}

const started = (at: number, raw: number): CounterState => ({
  at,
  raw,
  changedAt: at,
  rate: 0,
  highWater: null,
  pending: null,
  stuck: false,
});

/** Could the counter have gone from one value to the other in that time? Two steps of its resolution are free. */
function fits(from: number, to: number, seconds: number, reading: MeterReading): boolean {
  return to >= from && plausible(to - from, seconds, reading);
}

function plausible(amount: number, seconds: number, { maxPerSecond, nominalSeconds, resolution }: MeterReading): boolean {
  return amount <= maxPerSecond * Math.max(seconds, nominalSeconds) + 2 * resolution;
}

/** The sample is valid and nothing is pending: what does the difference mean? */
function follow(
  state: CounterState,
  at: number,
  value: number,
  reading: MeterReading,
): { stretches: Stretch[]; events: LedgerEvent[]; state: CounterState } {
  const seconds = at - state.at;
  const difference = value - state.raw;
  const gap = seconds > reading.gapSeconds;
  const gapEvents: LedgerEvent[] = gap ? [{ at, kind: "gap", seconds }] : [];
  const close = (amount: number, quality: Quality, events: LedgerEvent[], next: Partial<CounterState> = {}) => {
    const went = amount > 0;
    const stretch: Stretch = {
      from: state.at,
      to: at,
      amount,
      sampled: !gap,
      quality: gap && quality === "good" ? "split" : quality,
    };
    return {
      stretches: [stretch],
      events: [...events, ...gapEvents],
      state: {
        at,
        raw: value,
        changedAt: went ? at : state.changedAt,
        rate: went ? amount / Math.max(at - state.changedAt, 1e-3) : state.rate,
        highWater: null,
        pending: null,
        stuck: false,
        ...next,
      },
    };
  };

  if (state.highWater !== null) {
    // Within a rewind: below the old maximum nothing counts, above it only what is above.
    if (difference >= 0 && value < state.highWater) return close(0, "suspect", [], { highWater: state.highWater });
    if (difference >= 0) return close(value - state.highWater, "suspect", []);
  }
  if (difference === 0) return standStill(state, at, reading, close);
  if (difference > 0) {
    if (plausible(difference, at - state.changedAt, reading)) return close(difference, state.stuck ? "suspect" : "good", []);
    return { stretches: [], events: [], state: { ...state, pending: { at, raw: value } } };
  }
  if (reading.modulus !== undefined && plausibleWrap(difference + reading.modulus, seconds, reading)) {
    return close(difference + reading.modulus, "good", [{ at, kind: "rollover" }]);
  }
  if (-difference <= reading.maxPerSecond * reading.nominalSeconds) {
    return close(0, "suspect", [{ at, kind: "rewind" }], { highWater: state.highWater ?? state.raw });
  }
  if (reading.impossibleReset === "count" || plausible(value, seconds, reading)) {
    return close(value, "lower_bound", [{ at, kind: "reset" }]);
  }
  return { stretches: [], events: [], state: { ...state, pending: { at, raw: value } } };
}

/** A wrap must be plausible for the very time that passed; only a reading taken a moment early gets a second's grace. */
function plausibleWrap(amount: number, seconds: number, { maxPerSecond, resolution }: MeterReading): boolean {
  return amount <= maxPerSecond * (seconds + 1) + 2 * resolution;
}

type Close = (
  amount: number,
  quality: Quality,
  events: LedgerEvent[],
  next?: Partial<CounterState>,
) => { stretches: Stretch[]; events: LedgerEvent[]; state: CounterState };

/** Unchanged: no load, or a meter that stands still. It stands still if at its last rate it had counted many steps by now. */
function standStill(state: CounterState, at: number, reading: MeterReading, close: Close): ReturnType<Close> {
  const since = at - state.changedAt;
  const stands = since > 2 * reading.nominalSeconds && state.rate * since > 10 * reading.resolution;
  if (!stands) return close(0, "good", []);
  const events: LedgerEvent[] = state.stuck ? [] : [{ at, kind: "stuck", seconds: since }];
  return close(0, "suspect", events, { stuck: true });
}

/** All stretches and events of a list of samples: for a look at a whole series at once (an import, a proof). */
export function stretchesOf(
  samples: readonly RawSample[],
  reading: MeterReading,
): { stretches: Stretch[]; events: LedgerEvent[] } {
  const stretches: Stretch[] = [];
  const events: LedgerEvent[] = [];
  let state: CounterState | null = null;
  for (const sample of inOrder(samples, Number.NEGATIVE_INFINITY)) {
    const result = step(state, sample, reading);
    stretches.push(...result.stretches);
    events.push(...result.events);
    state = result.state;
  }
  return { stretches, events };
}

/** Amount within a period; a stretch over its border counts by time. */
export function within(stretches: readonly Stretch[], { from, to }: Period): number {
  return stretches.reduce((sum, stretch) => {
    const inside = Math.min(to, stretch.to) - Math.max(from, stretch.from);
    return inside <= 0 ? sum : sum + (stretch.amount * inside) / (stretch.to - stretch.from);
  }, 0);
}
