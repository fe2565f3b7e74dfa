/** Power over time to energy, for devices without an energy counter. Marked `integrated` everywhere it is shown. */
import type { LedgerEvent, MeterReading, RawSample } from "./booking.ts";
import { quarterSeconds } from "./calendar.ts";
import type { Stretch } from "./counter.ts";

export interface PowerState {
  readonly at: number;
  readonly value: number;
  /** The stretch to come is the first of a run: what was open before a hole stays unbooked. */
  readonly begins: boolean;
}

/**
 * One power sample later: the trapezoid between the two. Over more than `gapSeconds` the line is an assumption
 * (`bridged`); over more than a quarter hour nothing is known and nothing is booked, unlike with a counter.
 */
export function integrate(
  state: PowerState | null,
  { at, value }: RawSample,
  reading: MeterReading,
): { stretches: Stretch[]; events: LedgerEvent[]; state: PowerState | null } {
  if (value === null || !Number.isFinite(value) || value < 0 || value > reading.maxPerSecond) {
    return { stretches: [], events: [{ at, kind: "invalid_value" }], state };
  }
  if (state === null) return { stretches: [], events: [], state: { at, value, begins: true } };
  const seconds = at - state.at;
  const gap = seconds > reading.gapSeconds;
  const events: LedgerEvent[] = gap ? [{ at, kind: "gap", seconds }] : [];
  if (seconds > quarterSeconds) return { stretches: [], events, state: { at, value, begins: true } };
  const amount = ((state.value + value) / 2) * seconds;
  const stretch: Stretch = {
    from: state.at,
    to: at,
    amount,
    sampled: !gap,
    quality: gap ? "bridged" : "integrated",
    begins: state.begins,
  };
  return { stretches: [stretch], events, state: { at, value, begins: false } };
}
