/**
 * Whose turn it is to be learnt. Learning a device costs a hundred times what a poll costs, and after a start all devices
 * want it within one interval: so many at once, and when there are more, those go first that can still be in time for
 * whoever asked, in the order of coming. The others follow when nobody else waits, and are ready for the next scrape.
 */
export class Turns {
  readonly #limit: number;
  readonly #neededMs: number;
  readonly #waiting: { readonly until: () => number; readonly start: () => void }[] = [];
  #used = 0;

  /** @param neededMs  who has less time left than this is too late already */
  constructor(limit: number, neededMs = 1000) {
    this.#limit = limit;
    this.#neededMs = neededMs;
  }

  /** Whether a turn could begin at once. */
  get free(): boolean {
    return this.#used < this.#limit;
  }

  /** @param until  when an answer must be there, as `performance.now()` counts; asked anew whenever a turn is given */
  async take<Result>(work: () => Promise<Result>, until: () => number): Promise<Result> {
    if (this.#used < this.#limit) this.#used++;
    else await new Promise<void>((start) => this.#waiting.push({ until, start }));
    try {
      return await work();
    } finally {
      const late = performance.now() + this.#neededMs;
      const inTime = this.#waiting.findIndex(({ until: theirs }) => theirs() >= late);
      const [next] = this.#waiting.splice(Math.max(0, inTime), 1);
      if (next === undefined) this.#used--;
      else next.start();
    }
  }
}
