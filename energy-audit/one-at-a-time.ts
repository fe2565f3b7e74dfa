/** Too many works wait already. */
export class BusyError extends Error {}

/**
 * @param most  works that run or wait; left out: any number
 * @returns what does one work after the other, in the order of the calls; one that fails holds up none behind it. It rejects with
 * BusyError when there are too many
 */
export function oneAtATime(most = Infinity): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  let held = 0;
  return (work) => {
    if (held >= most) return Promise.reject(new BusyError("too many works wait already"));
    held += 1;
    const turn = last.then(work).finally(() => (held -= 1));
    // Whoever called hears of the failure; the next one need not.
    last = turn.catch(() => undefined);
    return turn;
  };
}
