/** The days of a span against every baseline of the register. */
import type { MeterSeries } from "../kpi/energy.ts";
import type { Span } from "../kpi/span.ts";
import { localParts } from "../ledger/calendar.ts";
import { outdoorTemperature } from "../ledger/drivers.ts";
import type { Register } from "../register/records.ts";
import { verify, type BaselineResult } from "./cooling-baseline.ts";
import { daysOf } from "./daily.ts";

/** Daily values by local day, as the ledger keeps them. */
export interface DriverSource {
  drivers(name: string, from: string, to: string): Map<string, number>;
}

export function verificationsOf(
  ledger: DriverSource,
  { baselines }: Pick<Register, "baselines">,
  series: readonly MeterSeries[],
  { period, months }: Pick<Span, "period" | "months">,
  zone: string,
): BaselineResult[] {
  if (baselines.length === 0) return [];
  const day = (seconds: number): string => localParts(seconds, zone).date;
  const temperatures = ledger.drivers(outdoorTemperature, day(period.from), day(period.to - 1));
  const days = daysOf(series, period, temperatures, zone);
  return baselines.map((baseline) => {
    const verification = verify(baseline.model, days, months.length);
    return { baseline, ...(verification && { verification }) };
  });
}
