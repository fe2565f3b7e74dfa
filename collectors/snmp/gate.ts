/** Where a request waits for its slot among those in flight. */
export interface Lane {
  /** Calls back with a slot, at once if one is free; whoever takes it gives it back by `leave`, once. */
  enter(started: () => void): void;
  leave(): void;
  /** Runs a request in a slot. */
  run<Result>(request: () => Promise<Result>): Promise<Result>;
}

/**
 * Bounds the requests in flight over all devices, so that the socket's buffer never overflows. A slot is lent for a
 * moment only: whoever has no answer by then keeps waiting without it, so dead devices never hold up live ones.
 */
export class Gate implements Lane {
  /** The same slots, for requests that let all others go first. */
  readonly behind: Lane;
  readonly #limit: number;
  readonly #lendMs: number;
  readonly #waiting: (() => void)[] = [];
  readonly #waitingBehind: (() => void)[] = [];
  #used = 0;

  constructor(limit: number, lendMs = 400) {
    this.#limit = limit;
    this.#lendMs = lendMs;
    const enter = (started: () => void): void => this.#enter(started, this.#waitingBehind);
    this.behind = { enter, leave: () => this.leave(), run: (request) => this.#lend(request, enter) };
  }

  enter(started: () => void): void {
    this.#enter(started, this.#waiting);
  }

  leave(): void {
    const next = this.#waiting.shift() ?? this.#waitingBehind.shift();
    if (next === undefined) this.#used--;
    else next();
  }

  run<Result>(request: () => Promise<Result>): Promise<Result> {
    return this.#lend(request, (started) => this.enter(started));
  }

  #enter(started: () => void, waiting: (() => void)[]): void {
    if (this.#used < this.#limit) {
      this.#used++;
      started();
    } else waiting.push(started);
  }

  async #lend<Result>(request: () => Promise<Result>, enter: (started: () => void) => void): Promise<Result> {
    await new Promise<void>((resolve) => enter(resolve));
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
