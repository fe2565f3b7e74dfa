/** The emergency generator behind the transfer switch of both feeds. Pure. */

/** Seconds from the loss of the grid until it feeds: start, run-up, transfer. */
export const generatorStartSeconds = 15;

export interface Generator {
  running: boolean;
  /** Seconds without grid that it has been starting. */
  starting: number;
}

/** One step: it starts when the grid is gone, and stops when the grid is back. */
export function stepGenerator(generator: Generator, utility: boolean, broken: boolean, dt: number): void {
  generator.starting = utility || broken ? 0 : generator.starting + dt;
  generator.running = generator.starting >= generatorStartSeconds;
}
