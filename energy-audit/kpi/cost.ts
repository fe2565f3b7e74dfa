/** Cost of electricity by tariff. Prices in ct/kWh and EUR as the price sheets write them; results in EUR. */

export interface GridFee {
  readonly powerEurPerKw: number;
  readonly energyCtPerKwh: number;
}

export interface Tariff {
  readonly energyCtPerKwh: number;
  /** Grid fees from 2,500 full-load hours on and below (StromNEV § 17). */
  readonly gridFee: { readonly from2500: GridFee; readonly below2500: GridFee };
  readonly leviesCtPerKwh: readonly number[];
  readonly taxCtPerKwh: number;
  readonly concessionCtPerKwh: number;
  readonly meteringEurPerYear: number;
  readonly vat: number;
}

export type Band = "from2500" | "below2500";

/** Full-load hours that divide the two grid fees. */
const bandHours = 2500;

export interface GridCost {
  readonly fullLoadHours: number;
  readonly band: Band;
  readonly powerEur: number;
  readonly energyEur: number;
}

function bandOf(kwh: number, peakKw: number, booked = 1): { fullLoadHours: number; band: Band } {
  const fullLoadHours = kwh / peakKw;
  return { fullLoadHours, band: fullLoadHours / booked >= bandHours ? "from2500" : "below2500" };
}

/** Yearly grid fee: power price × highest quarter-hour power + energy price × energy. */
export function gridCost(kwh: number, peakKw: number, fees: Tariff["gridFee"]): GridCost {
  const { fullLoadHours, band } = bandOf(kwh, peakKw);
  const fee = fees[band];
  return { fullLoadHours, band, powerEur: peakKw * fee.powerEurPerKw, energyEur: (kwh * fee.energyCtPerKwh) / 100 };
}

export interface Cost {
  readonly energyEur: number;
  readonly grid: GridCost;
  readonly leviesEur: number;
  readonly taxEur: number;
  readonly concessionEur: number;
  readonly meteringEur: number;
  readonly netEur: number;
  readonly vatEur: number;
  readonly grossEur: number;
  readonly netCtPerKwh: number;
  /** Net cost of each stretch, EUR. */
  readonly netByPart: readonly number[];
}

/** A stretch of a year in which one tariff holds. */
export interface TariffPart {
  readonly kwh: number;
  /** Share of the year by time. */
  readonly share: number;
  readonly tariff: Tariff;
}

/**
 * Cost of one year. Energy is paid at the price of the day it was used on; the yearly prices of power and metering count by the
 * days that they hold; the band of the grid fee follows from the whole year.
 * @param parts  stretches of the year in order, shares add up to 1
 * @param peakKw  highest quarter-hour power of the year
 * @param booked  share of the year behind the energies: a year that runs has the band that it will have at this pace
 */
export function costOf(parts: readonly TariffPart[], peakKw: number, booked = 1): Cost {
  const kwh = parts.reduce((sum, part) => sum + part.kwh, 0);
  const { fullLoadHours, band } = bandOf(kwh, peakKw, booked);
  const eur = (price: (tariff: Tariff) => number): number[] => parts.map((part) => (part.kwh * price(part.tariff)) / 100);
  const yearly = (price: (tariff: Tariff) => number): number[] => parts.map((part) => part.share * price(part.tariff));
  const items = {
    energyEur: eur(({ energyCtPerKwh }) => energyCtPerKwh),
    powerEur: yearly(({ gridFee }) => peakKw * gridFee[band].powerEurPerKw),
    gridEnergyEur: eur(({ gridFee }) => gridFee[band].energyCtPerKwh),
    leviesEur: eur(({ leviesCtPerKwh }) => leviesCtPerKwh.reduce((sum, levy) => sum + levy, 0)),
    taxEur: eur(({ taxCtPerKwh }) => taxCtPerKwh),
    concessionEur: eur(({ concessionCtPerKwh }) => concessionCtPerKwh),
    meteringEur: yearly(({ meteringEurPerYear }) => meteringEurPerYear),
  };
  const net = parts.map((_, index) => Object.values(items).reduce((sum, item) => sum + (item[index] ?? 0), 0));
  const total = (list: readonly number[]): number => list.reduce((sum, value) => sum + value, 0);
  const netEur = total(net);
  const vatEur = total(parts.map(({ tariff }, index) => (net[index] ?? 0) * tariff.vat));
  return {
    energyEur: total(items.energyEur),
    grid: { fullLoadHours, band, powerEur: total(items.powerEur), energyEur: total(items.gridEnergyEur) },
    leviesEur: total(items.leviesEur),
    taxEur: total(items.taxEur),
    concessionEur: total(items.concessionEur),
    meteringEur: total(items.meteringEur),
    netEur,
    vatEur,
    grossEur: netEur + vatEur,
    netCtPerKwh: (netEur / kwh) * 100,
    netByPart: net,
  };
}
