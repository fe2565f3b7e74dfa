/** What customers of the data centre used: the energy that is directly theirs (EnEfG § 15). Pure. */
import type { Customer } from "../../site/energy.ts";
import { quarterSeconds, type Period } from "../ledger/calendar.ts";
import { joulesPerKwh } from "../ledger/booking.ts";
import { amountAt, commonQuarters, energyOf, type MeterSeries } from "./energy.ts";
import type { Energy } from "./kpi.ts";
import { peakOf, type Peak } from "./load.ts";
import type { Span } from "./span.ts";

export interface CustomerFigures {
  readonly id: string;
  readonly name: string;
  /** Of the quarter hours in which all of the customer's meters have bookings; the coverage says how many those are. */
  readonly energy: Energy;
  /** Highest quarter hour, mean power; undefined without bookings. */
  readonly peak?: Peak;
  readonly months: readonly { readonly key: string; readonly energy: Energy; readonly peak?: Peak }[];
  readonly meters: readonly { readonly id: string; readonly name: string; readonly share: number }[];
  /** Meters that the site file names and the ledger does not know. */
  readonly unknown: readonly string[];
}

/** Figures of every customer, in the order of the site file. */
export function customersOf(series: readonly MeterSeries[], customers: readonly Customer[], span: Span): CustomerFigures[] {
  return customers.map((customer) => customerOf(series, customer, span));
}

function customerOf(series: readonly MeterSeries[], { id, name, meters }: Customer, span: Span): CustomerFigures {
  const known = meters.flatMap(({ meter, share }) => {
    const found = series.find((one) => one.meter.id === meter);
    return found === undefined ? [] : [{ found, share }];
  });
  const own = known.map(({ found, share }) => shareOf(found, share));
  return {
    id,
    name,
    ...inPeriod(own, span.period),
    months: span.months.map(({ key, period }) => ({ key, ...inPeriod(own, period) })),
    meters: known.map(({ found, share }) => ({ id: found.meter.id, name: found.meter.name, share })),
    unknown: meters.filter(({ meter }) => !series.some((one) => one.meter.id === meter)).map(({ meter }) => meter),
  };
}

/** The part of a meter that is the customer's; whole meters stay as they are. */
function shareOf(series: MeterSeries, share: number): MeterSeries {
  return share === 1 ? series : { ...series, amounts: series.amounts.map((amount) => amount * share) };
}

function inPeriod(own: readonly MeterSeries[], period: Period): { energy: Energy; peak?: Peak } {
  const quarters = commonQuarters(own, period);
  const energy = energyOf(
    own.map((series) => ({ series, sign: 1 })),
    quarters,
    period,
  );
  const kwh = new Float64Array((period.to - period.from) / quarterSeconds).fill(Number.NaN);
  for (const place of quarters) {
    const quarter = period.from + place * quarterSeconds;
    kwh[place] = own.reduce((sum, one) => sum + (amountAt(one, quarter) ?? 0), 0) / joulesPerKwh;
  }
  const peak = peakOf(kwh, period.from);
  return { energy, ...(peak && { peak }) };
}
