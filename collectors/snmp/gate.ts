/**
 * Bounds the requests in flight over all devices, so that the socket's buffer never overflows. A slot is lent for a
 * moment only: whoever has no answer by then keeps waiting without it, so dead devices never hold up live ones.
 */
export class Gate {
  readonly #limit: number;
  readonly #lendMs: number;
  readonly #waiting: (() => void)[] = [];
  #used = 0;

  constructor(limit: number, lendMs = 400) {
    this.#limit = limit;
    this.#lendMs = lendMs;
  }

  /** Calls back with a slot, at once if one is free; whoever takes it gives it back by `leave`, once. */
  enter(started: () => void): void {
    if (this.#used < this.#limit) {
      this.#used++;
      started();
    } else this.#waiting.push(started);
  }

  leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#used--;
    else next();
  }

  /** Runs a request in a slot. */
  async run<Result>(request: () => Promise<Result>): Promise<Result> {
    await new Promise<void>((resolve) => this.enter(resolve));
    let held = true;
    const release = () => {
      if (held) this.leave();
      held = false;
    };
    const timer = setTimeout(release, this.#lendMs);
    try {
      return await request();
    } finally {
      clearTimeout(timer);
      release();
    }
  }
}
