import { formatNumber, formatTime, type Locale } from "../../site/locale.ts";

export interface Step {
  readonly name: string;
  readonly seconds: number;
  readonly limitSeconds: number | undefined;
  /** It came at all; otherwise `detail` says why not. */
  readonly came: boolean;
  /** It came, and within its limit. */
  readonly ok: boolean;
  readonly detail: string;
}

/** How long after its limit something is still waited for, so that the timeline can say how late it was. */
const graceSeconds = 30;

/** The steps of one drill as they happen: what was awaited, how long it took, and whether it held. */
export class Timeline {
  readonly steps: Step[] = [];
  readonly #write: (line: string) => void;
  readonly #locale: Locale;
  readonly #patience: number;
  readonly #startedAt = Date.now();

  /** @param patience  how many times its limit a step is waited for; more than 1 where the machine may be slow */
  constructor(locale: Locale, write: (line: string) => void, patience = 1) {
    this.#locale = locale;
    this.#write = write;
    this.#patience = patience;
  }

  /**
   * Awaits one step and prints its line.
   * @param limitSeconds  longer than this is a failure even when it comes
   * @throws Error  the step's own, after printing; the drill ends there
   */
  async step<T>(
    name: string,
    limitSeconds: number | undefined,
    act: () => Promise<T>,
    detail: (value: T) => string = () => "",
  ): Promise<T> {
    const from = Date.now();
    try {
      const value = await act();
      const seconds = (Date.now() - from) / 1000;
      const late = limitSeconds !== undefined && seconds > limitSeconds;
      this.#add({ name, seconds, limitSeconds, came: true, ok: !late, detail: detail(value) });
      return value;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#add({ name, seconds: (Date.now() - from) / 1000, limitSeconds, came: false, ok: false, detail: reason });
      throw error;
    }
  }

  /**
   * A step that is over when there is an answer.
   * @param limitSeconds  later is a failure even when it comes; it is waited for somewhat longer
   * @throws Error  when there was none
   */
  until<T>(
    name: string,
    limitSeconds: number,
    ask: () => Promise<T | undefined | false>,
    detail?: (value: T) => string,
  ): Promise<T> {
    return this.step(name, limitSeconds, () => until(name, limitSeconds * this.#patience + graceSeconds, ask), detail);
  }

  get held(): boolean {
    return this.steps.every(({ ok }) => ok);
  }

  #add(step: Step): void {
    this.steps.push(step);
    const at = formatTime(new Date(), "Europe/Berlin", this.#locale, true);
    const sinceStart = formatNumber((Date.now() - this.#startedAt) / 1000, this.#locale, 1).padStart(6);
    const took = `${formatNumber(step.seconds, this.#locale, 1)} s`.padStart(8);
    const limit = step.limitSeconds === undefined ? "" : ` (≤ ${step.limitSeconds} s)`;
    this.#write(
      `${step.ok ? "✓" : "✗"} ${at}  +${sinceStart} s  ${took}${limit}  ${step.name}${step.detail === "" ? "" : `\n      ${step.detail}`}`,
    );
  }
}

/** Asks again every 250 ms until there is an answer. @throws Error naming what was awaited, after the limit */
export async function until<T>(what: string, limitSeconds: number, ask: () => Promise<T | undefined | false>): Promise<T> {
  const end = Date.now() + limitSeconds * 1000;
  let last = "";
  while (Date.now() < end) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      last = error instanceof Error ? `; last error: ${error.message}` : "";
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`not within ${limitSeconds} s: ${what}${last}`);
}
