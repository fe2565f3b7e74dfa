/** @returns what does one work after the other, in the order of the calls; one that fails holds up none behind it. */
export function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    // Whoever called hears of the failure; the next one need not.
    last = turn.catch(() => undefined);
    return turn;
  };
}
