/**
 * Who is on call: a pure function of the rota, the site's time zone and the instant.
 *
 * A shift is local calendar time: a week from Monday 08:00 ends on Monday 08:00, also when it then lasts 167 or 169
 * hours. Hand-overs follow the rule of `calendar.ts` for times that are missing or come twice. Of several layers the
 * last one that has begun counts, so a new plan is appended with its first hand-over and takes over by itself; an
 * override counts over every layer, and of two overlapping overrides the later one in the file.
 */
import { Temporal } from "temporal-polyfill";
import type { Rota } from "../../site/inventory.ts";
import { instantOf, localTime } from "./calendar.ts";

/** One person's duty without interruption, `from` ≤ t < `until`; `until` undefined: nothing ends it. */
export interface Duty {
  readonly contact: string;
  readonly until: Date;
}

/** Nobody is on call until then; undefined: for ever. */
export interface Gap {
  readonly contact: undefined;
  readonly until: Date | undefined;
}

export interface Shift {
  readonly contact: string;
  readonly from: Date;
  readonly until: Date;
}

type Layer = Rota["layers"][number];

const shiftHours: Readonly<Record<string, number>> = { h: 1, d: 24, w: 168 };

/** Hours on the wall clock of one shift. @throws RangeError for a text that the inventory would refuse. */
function hoursOf(shift: string): number {
  const match = /^(\d+)([hdw])$/.exec(shift);
  const hours = Number(match?.[1]) * (shiftHours[match?.[2] ?? ""] ?? Number.NaN);
  if (!(hours > 0)) throw new RangeError(`not a shift: ${shift}`);
  return hours;
}

/** The hand-over number `index` of a layer, 0 is the first. */
function handover(layer: Layer, zone: string, index: number): Date {
  const first = Temporal.PlainDateTime.from(layer.starts);
  return instantOf(first.add({ hours: index * hoursOf(layer.shift) }), zone);
}

function layerDuty(layer: Layer, zone: string, at: Date): Duty | Gap {
  const starts = handover(layer, zone, 0);
  if (at < starts) return { contact: undefined, until: starts };
  const passed = Temporal.PlainDateTime.from(layer.starts).until(localTime(at, zone), { largestUnit: "hours" });
  // The wall clock alone is off by one shift around a clock change; the instants decide.
  let index = Math.max(0, Math.floor(passed.hours / hoursOf(layer.shift)) - 1);
  while (handover(layer, zone, index + 1) <= at) index++;
  const contact = layer.participants[index % layer.participants.length];
  const until = handover(layer, zone, index + 1);
  return contact === undefined ? { contact, until } : { contact, until };
}

/** The earlier of two instants, where undefined is never. */
function earlier(a: Date | undefined, b: Date | undefined): Date | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a < b ? a : b;
}

/**
 * Who is on call at that instant, and until when nothing changes by hand-over, override or a new layer.
 * @returns a gap when no layer has begun and no override covers the instant
 */
export function whoIsOnCall(rota: Rota, zone: string, at: Date): Duty | Gap {
  const instant = (text: string): Date => instantOf(Temporal.PlainDateTime.from(text), zone);
  let duty: Duty | Gap = { contact: undefined, until: undefined };
  for (const layer of rota.layers) {
    const own = layerDuty(layer, zone, at);
    if (own.contact !== undefined) duty = own;
    else duty = withEnd(duty, earlier(duty.until, own.until));
  }
  for (const override of rota.overrides) {
    const from = instant(override.from);
    const to = instant(override.to);
    if (from <= at && at < to) duty = { contact: override.contact, until: to };
    else if (at < from && from < to) duty = withEnd(duty, earlier(duty.until, from));
  }
  return duty;
}

function withEnd(duty: Duty | Gap, until: Date | undefined): Duty | Gap {
  if (duty.contact === undefined) return { contact: undefined, until };
  return until === undefined ? duty : { contact: duty.contact, until };
}

/** Walks the time from hand-over to hand-over; every piece lies within `from`..`to`, and together they fill it. */
function* pieces(
  rota: Rota,
  zone: string,
  from: Date,
  to: Date,
): Generator<{ contact: string | undefined; from: Date; until: Date }> {
  let at = from;
  while (at < to) {
    const { contact, until } = whoIsOnCall(rota, zone, at);
    const end = until === undefined || until > to ? to : until;
    yield { contact, from: at, until: end };
    at = end;
  }
}

/** The shifts that touch `from`..`to` in order of time, cut to it; the same person's neighbouring shifts stay apart. */
export function shifts(rota: Rota, zone: string, from: Date, to: Date): Shift[] {
  const list: Shift[] = [];
  for (const { contact, ...time } of pieces(rota, zone, from, to)) if (contact !== undefined) list.push({ contact, ...time });
  return list;
}

/**
 * The times within `from`..`to` when nobody is on call.
 * @param exists  whether a contact is still in the inventory; the duty of one who is not is a gap too
 */
export function gaps(
  rota: Rota,
  zone: string,
  from: Date,
  to: Date,
  exists: (contact: string) => boolean = () => true,
): { from: Date; until: Date }[] {
  const list: { from: Date; until: Date }[] = [];
  for (const piece of pieces(rota, zone, from, to)) {
    if (piece.contact !== undefined && exists(piece.contact)) continue;
    const last = list.at(-1);
    if (last !== undefined && last.until.getTime() === piece.from.getTime()) last.until = piece.until;
    else list.push({ from: piece.from, until: piece.until });
  }
  return list;
}
