/** The days of a span against every baseline of the register. */
import type { MeterSeries } from "../kpi/energy.ts";
import type { Span } from "../kpi/span.ts";
import { localParts, type Period } from "../ledger/calendar.ts";
import { outdoorTemperature } from "../ledger/drivers.ts";
import type { Register } from "../register/records.ts";
import { verify, type BaselineResult } from "./cooling-baseline.ts";
import { daysOf } from "./daily.ts";

/** Daily values by local day, as the ledger keeps them. */
export interface DriverSource {
  drivers(name: string, from: string, to: string): Map<string, number>;
}

/** Mean outdoor temperatures of the days of a period. */
export function temperaturesOf(ledger: DriverSource, { from, to }: Period, zone: string): Map<string, number> {
  return ledger.drivers(outdoorTemperature, localParts(from, zone).date, localParts(to - 1, zone).date);
}

export function verificationsOf(
  ledger: DriverSource,
  { baselines }: Pick<Register, "baselines">,
  series: readonly MeterSeries[],
  { period, months }: Pick<Span, "period" | "months">,
  zone: string,
): BaselineResult[] {
  if (baselines.length === 0) return [];
  const temperatures = temperaturesOf(ledger, period, zone);
  const days = daysOf(series, period, temperatures, zone);
  return baselines.map((baseline) => {
    const verification = verify(baseline.model, days, months.length);
    return { baseline, ...(verification && { verification }) };
  });
}
