/**
 * Who is on call: a pure function of the rota, the site's time zone and the instant.
 *
 * A shift is local calendar time: a week from Monday 08:00 ends on Monday 08:00, also when it then lasts 167 or 169
 * hours. Hand-overs follow the rule of `calendar.ts` for times that are missing or come twice. Of several layers the
 * last one that has begun counts, so a new plan is appended with its first hand-over and takes over by itself; an
 * override counts over every layer, and of two overlapping overrides the later one in the file. A rota for a while
 * (`from`, `until`) has nobody on duty outside that time.
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

/** Number of the hand-over that began the layer's shift at that instant; undefined before the first. */
function indexAt(layer: Layer, zone: string, at: Date): number | undefined {
  if (at < handover(layer, zone, 0)) return undefined;
  const passed = Temporal.PlainDateTime.from(layer.starts).until(localTime(at, zone), { largestUnit: "hours" });
  // The wall clock alone is off by one shift around a clock change; the instants decide.
  let index = Math.max(0, Math.floor(passed.hours / hoursOf(layer.shift)) - 1);
  while (handover(layer, zone, index + 1) <= at) index++;
  return index;
}

function lastHandover(layer: Layer, zone: string, at: Date): Date | undefined {
  const index = indexAt(layer, zone, at);
  return index === undefined ? undefined : handover(layer, zone, index);
}

function layerDuty(layer: Layer, zone: string, at: Date): Duty | Gap {
  const index = indexAt(layer, zone, at);
  if (index === undefined) return { contact: undefined, until: handover(layer, zone, 0) };
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
  const known = lastAnswers.get(rota);
  if (known?.zone === zone && known.at <= at && (known.duty.until === undefined || at < known.duty.until)) return known.duty;
  const duty = dutyAt(rota, zone, at);
  lastAnswers.set(rota, { zone, at, duty });
  return duty;
}

/** The last answer for each rota, which holds until its end: a storm asks the same ten thousand times. */
const lastAnswers = new WeakMap<Rota, { readonly zone: string; readonly at: Date; readonly duty: Duty | Gap }>();

function dutyAt(rota: Rota, zone: string, at: Date): Duty | Gap {
  const { from, until } = validity(rota, zone);
  if (until !== undefined && at >= until) return { contact: undefined, until: undefined };
  if (from !== undefined && at < from) return { contact: undefined, until: from };
  const duty = dutyWithin(rota, zone, at);
  return withEnd(duty, earlier(duty.until, until));
}

const instantIn = (text: string, zone: string): Date => instantOf(Temporal.PlainDateTime.from(text), zone);

/** When a rota for a while counts, `from` ≤ t < `until`; an end that is left out is none. */
export function validity(rota: Pick<Rota, "from" | "until">, zone: string): { from?: Date; until?: Date } {
  return {
    ...(rota.from !== undefined && { from: instantIn(rota.from, zone) }),
    ...(rota.until !== undefined && { until: instantIn(rota.until, zone) }),
  };
}

function dutyWithin(rota: Rota, zone: string, at: Date): Duty | Gap {
  const instant = (text: string): Date => instantIn(text, zone);
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
 * The shift that is running at that instant, with its true begin and end, however long ago it began.
 * @returns undefined when nobody is on call
 */
export function shiftAt(rota: Rota, zone: string, at: Date): Shift | undefined {
  const { contact, until } = whoIsOnCall(rota, zone, at);
  if (contact === undefined) return undefined;
  const same = (moment: Date): boolean => {
    const duty = whoIsOnCall(rota, zone, moment);
    return duty.contact === contact && duty.until?.getTime() === until.getTime();
  };
  const borders = bordersBefore(rota, zone, at).sort((a, b) => b.getTime() - a.getTime());
  const from = borders.find((border) => !same(new Date(border.getTime() - 1)));
  return { contact, from: from ?? at, until };
}

/** Every instant up to `at` at which the running shift can have begun. */
function bordersBefore(rota: Rota, zone: string, at: Date): Date[] {
  const { from } = validity(rota, zone);
  const layers = rota.layers.map((layer) => lastHandover(layer, zone, at));
  const overrides = rota.overrides.flatMap((one) => [instantIn(one.from, zone), instantIn(one.to, zone)]);
  return [...layers, ...overrides, from].filter((border): border is Date => border !== undefined && border <= at);
}

/** The shifts that touch `from`..`to`, each whole: with its true begin and end. */
export function wholeShifts(rota: Rota, zone: string, from: Date, to: Date): Shift[] {
  return shifts(rota, zone, shiftAt(rota, zone, from)?.from ?? from, to).map((shift) =>
    shift.until < to ? shift : { ...shift, until: shiftAt(rota, zone, shift.from)?.until ?? shift.until },
  );
}

/**
 * The times within `from`..`to` when nobody is on call; a rota for a while has none outside its time.
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
  const valid = validity(rota, zone);
  const begin = valid.from !== undefined && valid.from > from ? valid.from : from;
  const end = earlier(to, valid.until) ?? to;
  for (const piece of pieces(rota, zone, begin, end)) {
    if (piece.contact !== undefined && exists(piece.contact)) continue;
    const last = list.at(-1);
    if (last !== undefined && last.until.getTime() === piece.from.getTime()) last.until = piece.until;
    else list.push({ from: piece.from, until: piece.until });
  }
  return list;
}
