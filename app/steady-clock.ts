/**
 * A wall clock that does not step by itself. Due times are instants, and a machine's clock may jump (NTP at last reaches its
 * server, somebody sets it by hand): whoever goes by it then does everything at once, or nothing for hours. This one
 * goes on as if nothing had happened until `accept`, by which time everything that is due has been moved by the same step. Sleep of
 * the machine is no step: that time has really passed.
 */
import { readFileSync } from "node:fs";

export interface SteadyClock {
  readonly now: () => Date;
  /** By how many milliseconds the wall clock is ahead of `now` since it stepped; 0: it did not. */
  readonly step: () => number;
  /** From now on `now` is the wall clock. @returns takes that back, for whoever could not move what is due after all */
  readonly accept: () => () => void;
}

export interface Clocks {
  /** Milliseconds since 1970, as the machine believes. */
  readonly wall: () => number;
  /** Milliseconds of a clock that nobody sets (CLOCK_MONOTONIC: NTP makes it faster or slower, never jump); stands still in sleep. */
  readonly monotonic: () => number;
  /** The same counted through sleep (CLOCK_BOOTTIME); undefined where nobody can tell. */
  readonly boot: () => number | undefined;
}

/** A smaller difference is followed without a word: nothing that is due notices it. */
export const stepMs = 500;

const machine: Clocks = {
  wall: () => Date.now(),
  monotonic: () => performance.now(),
  boot: () => {
    try {
      // Seconds since the start of the machine, sleep included (proc(5)).
      return Number.parseFloat(readFileSync("/proc/uptime", "utf8")) * 1000;
    } catch {
      return undefined;
    }
  },
};

export function steadyClock(clocks: Clocks = machine): SteadyClock {
  interface Anchor {
    readonly wall: number;
    readonly monotonic: number;
  }
  const look = (): Anchor => ({ wall: clocks.wall(), monotonic: clocks.monotonic() });
  /** How long the machine has slept since its start, as far as anybody can tell. */
  const sleptSoFar = (monotonic: number): number | undefined => {
    const boot = clocks.boot();
    return boot === undefined ? undefined : boot - monotonic;
  };
  let anchor = look();
  let slept = sleptSoFar(anchor.monotonic);
  /** It stepped, as far as the last look saw: a sleep of the same length would hide that. */
  let stepped = false;

  /** Where the clock stands, and how far the wall clock is away from it. */
  function read(): { at: number; off: number } {
    const seen = look();
    const at = anchor.wall + (seen.monotonic - anchor.monotonic);
    const off = seen.wall - at;
    if (Math.abs(off) < stepMs && !stepped) {
      anchor = seen;
      return { at: seen.wall, off: 0 };
    }
    const sleep = sleptSoFar(seen.monotonic);
    const nap = sleep === undefined || slept === undefined ? 0 : sleep - slept;
    if (nap < stepMs) {
      stepped = Math.abs(off) >= stepMs;
      return stepped ? { at, off } : read();
    }
    // It slept: so much has passed, and the rest, if there is one, is a step.
    slept = sleep;
    anchor = { wall: at + nap, monotonic: seen.monotonic };
    return read();
  }

  return {
    now: () => new Date(read().at),
    step: () => read().off,
    accept() {
      const before = anchor;
      anchor = look();
      stepped = false;
      return () => {
        anchor = before;
        stepped = true;
      };
    },
  };
}
