/** What one read does to a raw number, looked up once and shared by every row and device that has it. Pure. */
import { numberOfSource, type NumberSource } from "./evaluate.ts";
import type { NumberRead } from "./profile.ts";
import type { Raw } from "./raw.ts";

export class Formula {
  readonly source: NumberSource;
  readonly #factor: number;
  readonly #divisor: number;
  /** Raw numbers from here to there need no more than scaling: sentinels lie outside. An empty span when the read wants more. */
  readonly #from: number;
  readonly #to: number;

  constructor(source: NumberSource) {
    const { read, factor, divisor, fahrenheit, absent } = source;
    this.source = source;
    this.#factor = factor;
    this.#divisor = divisor;
    const { codes, milliwatts, offset, tenthsAbove, between } = read;
    const more = fahrenheit || [codes, milliwatts, offset, tenthsAbove, between].some((one) => one !== undefined);
    this.#from = read.zeroIsAbsent === true ? Number.MIN_VALUE : 0;
    this.#to = more ? 0 : Math.min(...[...absent].filter((value) => value >= this.#from));
  }

  /** The same as `numberOfSource`. */
  of(raw: Raw | undefined): number | undefined {
    if (typeof raw === "number" && raw >= this.#from && raw < this.#to) return (raw * this.#factor) / this.#divisor;
    return numberOfSource(this.source, raw);
  }

  /** Whether it is the formula of another source too, slot and condition aside. */
  fits({ read, factor, divisor, fahrenheit, absent }: NumberSource): boolean {
    const own = this.source;
    const alike = own.read === read && own.factor === factor && own.divisor === divisor && own.fahrenheit === fahrenheit;
    return alike && own.absent.size === absent.size && [...absent].every((value) => own.absent.has(value));
  }
}

/** Few a read: its factors and divisors come from columns of units and digits. */
const formulas = new WeakMap<NumberRead, Formula[]>();

export function formulaOf(source: NumberSource): Formula {
  let known = formulas.get(source.read);
  if (known === undefined) formulas.set(source.read, (known = []));
  let formula = known.find((one) => one.fits(source));
  if (formula === undefined) known.push((formula = new Formula({ ...source, slot: -1, when: true })));
  return formula;
}
