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

/** Yearly grid fee: power price × highest quarter-hour power + energy price × energy. */
export function gridCost(kwh: number, peakKw: number, fees: Tariff["gridFee"]): GridCost {
  const fullLoadHours = kwh / peakKw;
  const band: Band = fullLoadHours >= bandHours ? "from2500" : "below2500";
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
}

/** Cost of one year. @param kwh  grid import @param peakKw  highest quarter-hour power of the year */
export function costOf(kwh: number, peakKw: number, tariff: Tariff): Cost {
  const perKwh = (cents: number): number => (kwh * cents) / 100;
  const grid = gridCost(kwh, peakKw, tariff.gridFee);
  const energyEur = perKwh(tariff.energyCtPerKwh);
  const leviesEur = perKwh(tariff.leviesCtPerKwh.reduce((sum, levy) => sum + levy, 0));
  const taxEur = perKwh(tariff.taxCtPerKwh);
  const concessionEur = perKwh(tariff.concessionCtPerKwh);
  const netEur = energyEur + grid.powerEur + grid.energyEur + leviesEur + taxEur + concessionEur + tariff.meteringEurPerYear;
  const vatEur = netEur * tariff.vat;
  return {
    energyEur,
    grid,
    leviesEur,
    taxEur,
    concessionEur,
    meteringEur: tariff.meteringEurPerYear,
    netEur,
    vatEur,
    grossEur: netEur + vatEur,
    netCtPerKwh: (netEur / kwh) * 100,
  };
}
