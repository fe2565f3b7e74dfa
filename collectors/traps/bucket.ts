/** Token bucket: lets through a burst, and after it so many a second. Pure; the instant is an argument. */
export class Bucket {
  readonly #burst: number;
  readonly #perSecond: number;
  #tokens: number;
  #at = 0;

  constructor(burst: number, perSecond: number) {
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#tokens = burst;
  }

  /** Takes one token if there is one. @param nowMs  must not run backwards; if it does, nothing is refilled */
  take(nowMs: number): boolean {
    this.#tokens = Math.min(this.#burst, this.#tokens + (Math.max(0, nowMs - this.#at) / 1000) * this.#perSecond);
    this.#at = Math.max(this.#at, nowMs);
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }
}
