/** Sums of degree days from daily mean temperatures, °C, by the definitions in use. A data centre's own change point fits better. */

export interface DegreeDays {
  /** Σ max(0, base − T). */
  readonly hddSimple: number;
  /** Σ max(0, T − base). */
  readonly cddSimple: number;
  /** Σ (18 − T) over days with T ≤ 15 (Eurostat). */
  readonly hddEurostat: number;
  /** Σ (T − 21) over days with T ≥ 24 (Eurostat). */
  readonly cddEurostat: number;
  /** Gradtagzahl 20/15: Σ (20 − T) over days with T < 15 (VDI 3807, VDI 2067). */
  readonly gradtagzahl: number;
}

export function degreeDays(
  dailyMeans: readonly number[],
  bases: { readonly heating: number; readonly cooling: number },
): DegreeDays {
  const sum = (term: (t: number) => number): number => dailyMeans.reduce((total, t) => total + term(t), 0);
  return {
    hddSimple: sum((t) => Math.max(0, bases.heating - t)),
    cddSimple: sum((t) => Math.max(0, t - bases.cooling)),
    hddEurostat: sum((t) => (t <= 15 ? 18 - t : 0)),
    cddEurostat: sum((t) => (t >= 24 ? t - 21 : 0)),
    gradtagzahl: sum((t) => (t < 15 ? 20 - t : 0)),
  };
}
