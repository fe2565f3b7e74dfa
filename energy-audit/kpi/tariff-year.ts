/** What a year cost by the tariffs that held in it. A year that begins before the first tariff has no cost, and says from when. */
import type { Tariff } from "../../site/energy.ts";
import { localDay, localParts, type Period } from "../ledger/calendar.ts";
import { costOf, type Cost } from "./cost.ts";
import { releaseCoverage } from "./kpi.ts";

/** A stretch of the year with its tariff. */
export interface TariffStretch {
  readonly tariff: Tariff;
  readonly period: Period;
}

export interface YearCost extends Cost {
  readonly stretches: readonly (TariffStretch & { readonly kwh: number; readonly netEur: number })[];
  /** Price of a kilowatt of the yearly peak, by the days that the tariffs held, EUR. */
  readonly eurPerKw: number;
}

/** Tariffs of a period by their first days. @returns undefined when the period begins before the first of them */
export function stretchesOf(tariffs: readonly Tariff[], period: Period, timeZone: string): TariffStretch[] | undefined {
  const first = localParts(period.from, timeZone).date;
  const last = localParts(period.to - 1, timeZone).date;
  const byDay = tariffs.filter(({ from }) => from <= last).toSorted((a, b) => (a.from < b.from ? -1 : 1));
  const begin = byDay.findLastIndex(({ from }) => from <= first);
  if (begin < 0) return undefined;
  return byDay.slice(begin).map((tariff, index, list) => {
    const next = list[index + 1];
    return {
      tariff,
      period: {
        from: index === 0 ? period.from : localDay(tariff.from, timeZone).from,
        to: next === undefined ? period.to : localDay(next.from, timeZone).from,
      },
    };
  });
}

/**
 * @param kwhIn  grid import within a stretch
 * @param peakKw  highest quarter-hour power of the year
 * @param coverage  share of the year that the grid meters have bookings of
 * @returns undefined without a tariff for the year's first day
 */
export function yearCost(
  tariffs: readonly Tariff[],
  year: Period,
  timeZone: string,
  kwhIn: (period: Period) => number,
  peakKw: number,
  coverage = 1,
): YearCost | undefined {
  const stretches = stretchesOf(tariffs, year, timeZone);
  if (stretches === undefined) return undefined;
  const parts = stretches.map(({ tariff, period }) => ({
    kwh: kwhIn(period),
    share: (period.to - period.from) / (year.to - year.from),
    tariff: {
      energyCtPerKwh: tariff.energy_ct_per_kwh,
      gridFee: { from2500: feeOf(tariff.grid_fee.from_2500_hours), below2500: feeOf(tariff.grid_fee.below_2500_hours) },
      leviesCtPerKwh: Object.values(tariff.levies_ct_per_kwh),
      taxCtPerKwh: tariff.tax_ct_per_kwh,
      concessionCtPerKwh: tariff.concession_ct_per_kwh,
      meteringEurPerYear: tariff.metering_eur_per_year,
      vat: tariff.vat,
    },
  }));
  // No figure that was released changes: a year that can be is taken as it stands.
  const cost = costOf(parts, peakKw, coverage >= releaseCoverage ? 1 : coverage);
  return {
    ...cost,
    stretches: stretches.map((stretch, index) => ({
      ...stretch,
      kwh: parts[index]?.kwh ?? 0,
      netEur: cost.netByPart[index] ?? 0,
    })),
    eurPerKw: parts.reduce((sum, { share, tariff }) => sum + share * tariff.gridFee[cost.grid.band].powerEurPerKw, 0),
  };
}

const feeOf = (fee: Tariff["grid_fee"]["from_2500_hours"]) => ({
  powerEurPerKw: fee.power_eur_per_kw,
  energyCtPerKwh: fee.energy_ct_per_kwh,
});
