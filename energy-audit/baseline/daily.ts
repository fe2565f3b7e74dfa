/** Daily values for baselines: energy of the cooling, energy of IT, mean outdoor temperature. Incomplete days are left out. */
import { amountAt, type MeterSeries } from "../kpi/energy.ts";
import { localDay, localParts, quarterSeconds, type Period } from "../ledger/calendar.ts";

export interface Day {
  /** Local day, ISO. */
  readonly day: string;
  readonly coolingKwh: number;
  readonly itKwh: number;
  readonly temperature: number;
}

const coolingRoles: readonly string[] = ["cooling", "chiller", "pump", "air_handler"];
const joulesPerKwh = 3_600_000;

/**
 * Days of the period on which every cooling meter and every UPS output has all its 92, 96 or 100 quarter hours, and whose
 * temperature is known.
 */
export function daysOf(
  series: readonly MeterSeries[],
  period: Period,
  temperatures: ReadonlyMap<string, number>,
  timeZone: string,
): Day[] {
  const parents = new Set(series.filter(({ meter }) => coolingRoles.includes(meter.role)).map(({ meter }) => meter.id));
  const cooling = series.filter(({ meter }) => coolingRoles.includes(meter.role) && !parents.has(meter.parent ?? ""));
  const it = series.filter(({ meter }) => meter.role === "ups_out");
  if (cooling.length === 0 || it.length === 0) return [];
  const days: Day[] = [];
  for (let start = period.from; start < period.to;) {
    const { date } = localParts(start, timeZone);
    const span = localDay(date, timeZone);
    const temperature = temperatures.get(date);
    const coolingKwh = dayEnergy(cooling, span);
    const itKwh = dayEnergy(it, span);
    if (
      temperature !== undefined &&
      coolingKwh !== undefined &&
      itKwh !== undefined &&
      span.to <= period.to &&
      span.from >= period.from
    ) {
      days.push({ day: date, coolingKwh, itKwh, temperature });
    }
    start = span.to;
  }
  return days;
}

/** Energy of the day, or undefined when a quarter hour of a meter is missing. */
function dayEnergy(series: readonly MeterSeries[], { from, to }: Period): number | undefined {
  let joules = 0;
  for (const one of series) {
    for (let quarter = from; quarter < to; quarter += quarterSeconds) {
      const amount = amountAt(one, quarter);
      if (amount === undefined) return undefined;
      joules += amount;
    }
  }
  return joules / joulesPerKwh;
}
