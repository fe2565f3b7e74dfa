/** Rest after a call-out (ArbZG § 5): how long it lasts, and who could stand in until then. Facts and hints, never pay. Pure. */
import type { Rota } from "../../site/inventory.ts";
import { nextWorkingInstant, type WorkingTime } from "./calendar.ts";
import { whoIsOnCall } from "./rota.ts";

/** What the records say of one call-out: from taking an incident on until its end. */
export interface CallOut {
  readonly contact: string;
  readonly incident: string;
  readonly from: Date;
  readonly until: Date;
}

export interface Rest {
  readonly until: Date;
  /** When work would begin before the rest is over. */
  readonly workBegins: Date;
}

/** The rest that a call-out outside working hours starts anew; undefined when it is over before work begins. */
export function restAfter({ until }: CallOut, restMs: number, working: WorkingTime): Rest | undefined {
  const workBegins = nextWorkingInstant(until, working);
  const rested = new Date(until.getTime() + restMs);
  return workBegins > until && rested > workBegins ? { until: rested, workBegins } : undefined;
}

export interface Swap {
  readonly rota: string;
  readonly contact: string;
}

/** Who could take a rota's duty until the rest is over: the next of its people who is somebody else. Undefined: the person has no duty there, or is alone. */
export function swapFor(rota: Rota, zone: string, { contact, until }: CallOut, rest: Rest): Swap | undefined {
  const duty = [until, rest.workBegins, new Date(rest.until.getTime() - 1)].some(
    (at) => whoIsOnCall(rota, zone, at).contact === contact,
  );
  const all = rota.layers.at(-1)?.participants ?? [];
  const own = all.indexOf(contact);
  const others = [...all.slice(own + 1), ...all.slice(0, Math.max(own, 0))].filter((id) => id !== contact);
  const [stand] = others;
  if (!duty || stand === undefined) return undefined;
  return { rota: rota.id, contact: stand };
}
