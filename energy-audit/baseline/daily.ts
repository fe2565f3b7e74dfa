/** Daily values for baselines: energy of the cooling, energy of IT, mean outdoor temperature. Incomplete days are left out. */
import { joulesPerKwh } from "../ledger/booking.ts";
import { amountAt, type MeterSeries } from "../kpi/energy.ts";
import { localDay, localParts, quarterSeconds, type Period } from "../ledger/calendar.ts";

/** A complete day of cooling and IT. */
export interface EnergyDay {
  /** Local day, ISO. */
  readonly day: string;
  /** 23, 24 or 25. */
  readonly hours: number;
  readonly coolingKwh: number;
  readonly itKwh: number;
}

export interface Day extends EnergyDay {
  /** Mean outdoor temperature, °C. */
  readonly temperature: number;
}

const coolingRoles: readonly string[] = ["cooling", "chiller", "pump", "air_handler"];

/** Meters of the cooling, and of IT as near to the UPS as there are meters. A meter below another one is not counted twice. */
export function coolingMeters(series: readonly MeterSeries[]): { cooling: MeterSeries[]; it: MeterSeries[] } {
  const all = series.filter(({ meter }) => coolingRoles.includes(meter.role));
  const parents = new Set(all.map(({ meter }) => meter.id));
  const role = ["ups_out", "pdu_out", "it"].find((one) => series.some(({ meter }) => meter.role === one));
  return {
    cooling: all.filter(({ meter }) => !parents.has(meter.parent ?? "")),
    it: series.filter(({ meter }) => meter.role === role),
  };
}

/** Days of the period on which every meter of cooling and IT has all its 92, 96 or 100 quarter hours. */
export function energyDays(series: readonly MeterSeries[], period: Period, timeZone: string): EnergyDay[] {
  const { cooling, it } = coolingMeters(series);
  if (cooling.length === 0 || it.length === 0) return [];
  const days: EnergyDay[] = [];
  for (let start = period.from; start < period.to;) {
    const { date } = localParts(start, timeZone);
    const span = localDay(date, timeZone);
    const whole = span.to <= period.to && span.from >= period.from;
    const coolingKwh = whole ? dayEnergy(cooling, span) : undefined;
    const itKwh = whole ? dayEnergy(it, span) : undefined;
    if (coolingKwh !== undefined && itKwh !== undefined)
      days.push({ day: date, hours: (span.to - span.from) / 3600, coolingKwh, itKwh });
    start = span.to;
  }
  return days;
}

/** Complete days whose temperature is known. */
export const daysOf = (
  series: readonly MeterSeries[],
  period: Period,
  temperatures: ReadonlyMap<string, number>,
  timeZone: string,
): Day[] =>
  energyDays(series, period, timeZone).flatMap((day) => {
    const temperature = temperatures.get(day.day);
    return temperature === undefined ? [] : [{ ...day, temperature }];
  });

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
