/**
 * The clock of a database server, as the instances that share it go by it: observed at the beginning of every transaction and
 * carried on by this machine's monotonic clock in between. When the server's clock steps, this one goes on as if nothing had
 * happened until what is due has been moved by the same step (`alerts/oncall/clock-step.ts`). One instance moves it; the others
 * see from the record that it goes by the new time already, at the beginning of the very transaction that would act on it.
 */

export interface SharedClock {
  /** This machine's own clock before the first observation. */
  readonly now: () => Date;
  /** By how many milliseconds the server's clock is ahead of `now` since it stepped; 0: it did not. */
  readonly step: () => number;
  /** From now on the server's clock counts. @returns takes that back */
  readonly accept: () => () => void;
  /** Milliseconds of steps that were taken over because the record had them already, since this was last asked. */
  readonly followed: () => number;
  /**
   * What the server's clock shows now, ms since 1970.
   * @param recorded  when any instance last left a sign of life in the record; asked only when the clock seems to have stepped
   */
  readonly observe: (serverMs: number, recorded: () => Promise<number | undefined>) => Promise<void>;
}

/** A smaller difference is followed without a word. Signs of life come every 10 s: a larger one can be told from their age. */
export const stepMs = 30_000;

/** @param monotonic  milliseconds of a clock that nobody sets */
export function sharedClock(monotonic: () => number = () => performance.now()): SharedClock {
  /** Server's time less monotonic time: as we go by it, and as last seen. */
  let ahead: number | undefined;
  let seen = 0;
  let stepped = false;
  let followed = 0;
  const step = (): number => (stepped && ahead !== undefined ? seen - ahead : 0);
  return {
    now: () => (ahead === undefined ? new Date() : new Date(monotonic() + ahead)),
    step,
    accept() {
      const before = ahead;
      ahead = seen;
      stepped = false;
      return () => {
        ahead = before;
        stepped = true;
      };
    },
    followed() {
      const sum = followed;
      followed = 0;
      return sum;
    },
    async observe(serverMs, recorded) {
      seen = serverMs - monotonic();
      const off = ahead === undefined ? 0 : seen - ahead;
      if (Math.abs(off) >= stepMs) {
        const last = await recorded();
        // The record goes by the new time: another instance has moved it, or it was this machine that stood still.
        const has = last === undefined || Math.abs(serverMs - last) < Math.abs(off) / 2;
        stepped = !has;
        if (!has) return;
        followed += off;
      }
      ahead = seen;
      stepped = false;
    },
  };
}
