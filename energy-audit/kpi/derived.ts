/**
 * Figures that need more than meters: factors, certificates, prices, the load curve. Each carries what every figure carries; its
 * interval is that of the meters. Factors, certificates and prices count as exact: their own error is not known to anybody here.
 */
import { renewableShare, type Carbon } from "./carbon.ts";
import { provenance, type Energy, type FormulaId, type Kpi } from "./kpi.ts";
import type { Peak } from "./load.ts";
import type { YearCost } from "./tariff-year.ts";

export interface Derived {
  readonly ref?: Kpi;
  readonly co2Location?: Kpi;
  readonly co2Market?: Kpi;
  readonly cueLocation?: Kpi;
  readonly cueMarket?: Kpi;
  readonly cost?: Kpi;
  readonly peak?: Kpi;
  readonly peakCost?: Kpi;
  readonly fullLoadHours?: Kpi;
}

export interface DerivedInput {
  /** Grid import of the period, and that of its peak quarter hour. */
  readonly grid: Energy;
  readonly peakQuarter?: Energy;
  /** What makes up the facility, over the quarter hours that all of them have. */
  readonly supply: { readonly grid: Energy; readonly pv: Energy; readonly feedIn: Energy; readonly facility: Energy };
  /** Guarantees of origin of the period. */
  readonly guaranteesKwh: number;
  /** Import, generator and IT over the quarter hours that all of them have. */
  readonly usage: { readonly grid: Energy; readonly generated: Energy; readonly it: Energy };
  readonly carbon?: Carbon & { readonly dieselTonnesPerKwh: number; readonly residualGPerKwh: number };
  readonly load?: { readonly peak: Peak; readonly secondKw?: number };
  readonly cost?: YearCost;
}

const spreadOf = ({ kwh, relativeUncertainty }: Energy): number => Math.abs(kwh) * relativeUncertainty;

/** A figure with its interval (k = 2), kept within what it can be. */
function figure(
  formula: FormulaId,
  unit: Kpi["unit"],
  value: number,
  standard: number,
  parts: readonly Energy[],
  [least, most]: readonly [number, number] = [0, Number.POSITIVE_INFINITY],
): Kpi {
  const own = parts.filter(({ meters }) => meters.length > 0);
  const about = { ...provenance(formula, parts[0]?.period ?? { from: 0, to: 0 }, ...own), unit };
  if (own.length === 0) return { ...about, reason: "no_meter" };
  if (about.coverage === 0 || !Number.isFinite(value)) return { ...about, reason: "no_booking" };
  if (value < least || value > most) return { ...about, reason: "out_of_range" };
  return { ...about, value, interval: [Math.max(least, value - 2 * standard), Math.min(most, value + 2 * standard)] };
}

export function derivedOf(input: DerivedInput): Derived {
  const { grid, carbon, cost } = input;
  if (grid.meters.length === 0) return {};
  return {
    ref: renewable(input),
    ...(carbon && emissions(input, carbon)),
    ...loadFigures(input),
    ...(cost && { cost: costFigure(input, cost) }),
  };
}

/** Nearer to 1 than this is 1: all of it green, but for the rounding of sums over some ten thousand quarter hours. */
const roundingShare = 1e-9;

/**
 * Certificates are a number on paper; what the meters of grid and sun show moves the share and the whole together. So the
 * interval is the span of the share over the corners of both and over its bends: where certificates just cover the import, and
 * where the sun just covers what is fed back.
 */
function renewable({ supply: { grid, pv, feedIn, facility }, guaranteesKwh }: DerivedInput): Kpi {
  const at = (bought: number, sun: number): number => {
    const share = renewableShare({
      grid: grid.kwh + bought,
      pv: pv.kwh + sun,
      feedIn: feedIn.kwh,
      guarantees: guaranteesKwh,
      facility: facility.kwh + bought + sun,
    });
    return Math.abs(share - 1) < roundingShare ? 1 : share;
  };
  const ends = (most: number, bend: number): number[] => [-most, Math.max(-most, Math.min(most, bend)), 0, most];
  const suns = ends(2 * Math.hypot(spreadOf(pv), spreadOf(feedIn)), feedIn.kwh - pv.kwh);
  const shares = ends(2 * spreadOf(grid), guaranteesKwh - grid.kwh).flatMap((bought) => suns.map((sun) => at(bought, sun)));
  const kpi = figure("ref", "1", at(0, 0), 0, [facility, grid, pv, feedIn], [0, 1]);
  return kpi.value === undefined
    ? kpi
    : { ...kpi, interval: [Math.max(0, Math.min(...shares)), Math.min(1, Math.max(...shares))] };
}

function emissions({ grid, usage }: DerivedInput, carbon: NonNullable<DerivedInput["carbon"]>): Derived {
  const { locationTonnes, marketTonnes, residualGPerKwh, dieselTonnesPerKwh } = carbon;
  const location = locationTonnes * grid.relativeUncertainty;
  const market = marketTonnes === 0 ? 0 : (spreadOf(grid) * residualGPerKwh) / 1e6;
  const perKwh = (tonnes: number, standard: number): Kpi => {
    const { it, generated } = usage;
    // Where meters have gaps, the emissions of those quarter hours count in which IT was measured too.
    const share = grid.kwh === 0 ? 0 : usage.grid.kwh / grid.kwh;
    const total = tonnes * share + dieselTonnesPerKwh * generated.kwh;
    const value = (total * 1000) / it.kwh;
    const spread = Math.hypot(standard * share, dieselTonnesPerKwh * spreadOf(generated));
    const relative = total === 0 ? 0 : Math.hypot(spread / total, it.relativeUncertainty);
    return figure("cue", "kg/kWh", value, value * relative, [it, usage.grid, generated]);
  };
  return {
    co2Location: figure("co2-location", "t", locationTonnes, location, [grid]),
    co2Market: figure("co2-market", "t", marketTonnes, market, [grid]),
    ...(usage.it.kwh > 0 && { cueLocation: perKwh(locationTonnes, location), cueMarket: perKwh(marketTonnes, market) }),
  };
}

/** The peak has the class of its meter and the step of one quarter hour; a ratio of energy and peak has the step only. */
function loadFigures({ grid, peakQuarter, load, cost }: DerivedInput): Derived {
  if (load === undefined || peakQuarter === undefined) return {};
  const { kw } = load.peak;
  const relative = peakQuarter.relativeUncertainty;
  const step = Math.sqrt(Math.max(0, relative ** 2 - grid.relativeUncertainty ** 2));
  const hours = grid.kwh / kw;
  const distance = kw - (load.secondKw ?? kw);
  return {
    peak: figure("peak", "kW", kw, kw * relative, [grid]),
    fullLoadHours: figure("full-load-hours", "h", hours, hours * step, [grid]),
    ...(cost !== undefined &&
      load.secondKw !== undefined && {
        peakCost: figure(
          "peak-cost",
          "EUR",
          distance * cost.eurPerKw,
          // Both peaks come from one meter: its class counts for the distance, its step for each of the two.
          Math.hypot(distance * grid.relativeUncertainty, Math.SQRT2 * kw * step) * cost.eurPerKw,
          [grid],
        ),
      }),
  };
}

/** Energy and power of one meter err alike; metering costs the same whatever it shows. */
function costFigure({ grid, peakQuarter }: DerivedInput, cost: YearCost): Kpi {
  const power = cost.grid.powerEur * (peakQuarter?.relativeUncertainty ?? grid.relativeUncertainty);
  const energy = (cost.netEur - cost.grid.powerEur - cost.meteringEur) * grid.relativeUncertainty;
  return figure("cost", "EUR", cost.netEur, power + energy, [grid]);
}
