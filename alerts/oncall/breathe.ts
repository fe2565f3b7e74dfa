/** Long work in one process with others: it stops now and then, so that whoever waits has a turn. */

/** Work at a stretch before whatever else waits has its turn, milliseconds. */
const stretchMs = 8;

/** Lets others work when it is time. */
export type Breathe = () => Promise<void> | undefined;

/** @returns to be called between two pieces of work */
export function breather(): Breathe {
  let since = performance.now();
  return () => {
    if (performance.now() - since < stretchMs) return undefined;
    return new Promise((resolve) => {
      setImmediate(() => {
        since = performance.now();
        resolve();
      });
    });
  };
}
