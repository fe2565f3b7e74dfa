/** The weather of a period in degree days: why a cooling needed more or less than the year before. */
import { degreeDays, type DegreeDays } from "./degree-days.ts";
import type { Period } from "../ledger/calendar.ts";

export interface Weather {
  /** Days with a temperature, and days of the period. */
  readonly known: number;
  readonly days: number;
  readonly sums: DegreeDays;
}

/** Base of the heating degree days, °C. */
const heating = 15;
/** Base of the cooling degree days where the cooling has no change point of its own, °C. */
export const usualCooling = 18;

/** @param temperatures  daily means by local day @returns undefined without a temperature */
export function weatherOf(temperatures: ReadonlyMap<string, number>, { from, to }: Period, cooling: number): Weather | undefined {
  if (temperatures.size === 0) return undefined;
  const sums = degreeDays([...temperatures.values()], { heating, cooling });
  // A day of 23 or 25 hours is a day.
  return { known: temperatures.size, days: Math.round((to - from) / 86_400), sums };
}
