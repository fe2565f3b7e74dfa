/**
 * fast-check as the tests use it. The same change meets the same cases everywhere: a red run is broken by what was changed, and
 * can be repeated. New cases are looked for on purpose: `LEITSTAND_SEED=random` (or a number), `LEITSTAND_RUNS=100` times as many.
 */
import { assert as assertOnce, configureGlobal, type IRawProperty, type Parameters } from "fast-check";

export * from "fast-check";

const wish = process.env["LEITSTAND_SEED"] ?? "20260101";
/** What all cases are drawn by. */
export const seed = wish === "random" ? Date.now() % 2 ** 31 : Number(wish);
configureGlobal({ seed });
const times = Number(process.env["LEITSTAND_RUNS"] ?? 1);

/** Hides fast-check's own. @param parameters  `numRuns` is 100 unless told, as there */
export function assert<Ts>(property: IRawProperty<Ts, true>, parameters?: Parameters<Ts>): Promise<void>;
export function assert<Ts>(property: IRawProperty<Ts, false>, parameters?: Parameters<Ts>): void;
export function assert<Ts>(property: IRawProperty<Ts>, parameters: Parameters<Ts> = {}): Promise<void> | void {
  return assertOnce(property, { ...parameters, numRuns: times * (parameters.numRuns ?? 100) });
}
