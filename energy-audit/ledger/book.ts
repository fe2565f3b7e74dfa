/** Raw samples to bookings: the pure heart of the ledger. */
import type { Booking, LedgerEvent, MeterReading, Quality, RawSample } from "./booking.ts";
import { qualities } from "./booking.ts";
import { quarterSeconds } from "./calendar.ts";
import { inOrder, step, type CounterState, type Stretch } from "./counter.ts";
import { integrate, type PowerState } from "./power.ts";

/** Where a meter's booking stands; plain data, stored in the same transaction as the bookings it belongs to. */
export interface MeterState {
  readonly counter: CounterState | null;
  readonly power: PowerState | null;
  /** Instant of the last sample read, valid or not; null before the first. */
  readonly seenUntil: number | null;
  /** Amount since booking began, up to the last sample that counted. */
  readonly total: number;
  /** Start of the quarter hour that is being filled, epoch seconds; null before the first full one. */
  readonly open: OpenQuarter | null;
}

interface OpenQuarter {
  readonly quarter: number;
  /** Whole amount booked before it: borders are rounded, not quarter hours, so that sums close. */
  readonly bookedTotal: number;
  readonly measuredSeconds: number;
  readonly quality: Quality;
}

export interface Booked {
  readonly bookings: Booking[];
  readonly events: LedgerEvent[];
  readonly state: MeterState;
}

const empty: MeterState = { counter: null, power: null, seenUntil: null, total: 0, open: null };

/**
 * Books every quarter hour that the samples close.
 * @param samples  raw values in any order, duplicates allowed; those up to the state's last instant are ignored
 * @param reading  how this meter is to be read
 * @param previous state after the samples before, null at the very beginning
 * @returns bookings in order, events, and the state for the next call. `book(a ++ b)` equals `book(b, book(a).state)`:
 *          the same samples in any portions give the same bookings, and their sum is the counter's own difference.
 */
export function book(samples: readonly RawSample[], reading: MeterReading, previous: MeterState | null): Booked {
  let state = previous ?? empty;
  const bookings: Booking[] = [];
  const events: LedgerEvent[] = [];
  for (const sample of inOrder(samples, state.seenUntil ?? Number.NEGATIVE_INFINITY)) {
    const { result, state: read } = readOne(state, sample, reading);
    state = read;
    events.push(...result.events);
    for (const stretch of result.stretches) state = fill(state, stretch, bookings);
  }
  return { bookings, events, state };
}

function readOne(
  state: MeterState,
  sample: RawSample,
  reading: MeterReading,
): { result: { stretches: Stretch[]; events: LedgerEvent[] }; state: MeterState } {
  if (reading.kind === "counter") {
    const result = step(state.counter, sample, reading);
    return { result, state: { ...state, counter: result.state, seenUntil: sample.at } };
  }
  const result = integrate(state.power, sample, reading);
  return { result, state: { ...state, power: result.state, seenUntil: sample.at } };
}

/** Lays one stretch over the quarter hours: its amount is straight in time, the value at a border is rounded once. */
function fill(state: MeterState, stretch: Stretch, bookings: Booking[]): MeterState {
  const { from, to } = stretch;
  const at = (border: number): number => state.total + (stretch.amount * (border - from)) / (to - from);
  const total = state.total + stretch.amount;
  // After a hole in a power series a new run begins; what was open before it is never closed.
  let open = stretch.begins === true ? null : state.open;
  if (open === null) {
    const first = Math.ceil(from / quarterSeconds) * quarterSeconds;
    if (first > to) return { ...state, total, open: null };
    open = { quarter: first, bookedTotal: Math.round(at(first)), measuredSeconds: 0, quality: "good" };
  }
  for (;;) {
    const end: number = open.quarter + quarterSeconds;
    const inside = Math.min(to, end) - Math.max(from, open.quarter);
    if (inside > 0) {
      const measuredSeconds = open.measuredSeconds + (stretch.sampled ? inside : 0);
      open = { ...open, measuredSeconds, quality: worse(open.quality, stretch.quality) };
    }
    if (to < end) return { ...state, total, open };
    const border: number = end === to ? total : at(end);
    const bookedTotal = Math.round(border);
    const measuredSeconds = Math.round(open.measuredSeconds);
    bookings.push({
      quarter: open.quarter,
      amount: bookedTotal - open.bookedTotal,
      method: methodOf(measuredSeconds, open.quality),
      quality: open.quality,
      measuredSeconds,
    });
    open = { quarter: end, bookedTotal, measuredSeconds: 0, quality: "good" };
  }
}

function methodOf(measuredSeconds: number, quality: Quality): Booking["method"] {
  if (quality === "bridged") return "estimated";
  return measuredSeconds >= quarterSeconds ? "measured" : "difference";
}

/** The worse of two qualities. */
function worse(a: Quality, b: Quality): Quality {
  return qualities.indexOf(a) >= qualities.indexOf(b) ? a : b;
}
