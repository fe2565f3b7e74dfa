/**
 * Battery discharges in the ledger: quarter hours in which a UPS gave more than it took. The energy of the battery is missing
 * at the supply then, so a PUE over minutes that hold a discharge is flattering, and one over the recharging is too bad.
 */
import type { EnergySection } from "../../site/energy.ts";
import type { Period } from "../ledger/calendar.ts";
import { joulesPerKwh } from "../ledger/booking.ts";
import { amountAt, type MeterSeries } from "./energy.ts";

export interface UpsPair {
  readonly name: string;
  readonly input: MeterSeries;
  readonly output: MeterSeries;
}

/** UPS with a meter at both sides: those of the site file, and outputs that stand right below an input. */
export function upsPairs(series: readonly MeterSeries[], energy: EnergySection | undefined): UpsPair[] {
  const of = (id: string | undefined): MeterSeries | undefined => series.find(({ meter }) => meter.id === id);
  const named = (energy?.ups ?? []).map(({ name, input, output }) => ({ name, input: of(input), output: of(output) }));
  const known = new Set(named.map(({ output }) => output));
  const below = series
    .filter((output) => output.meter.role === "ups_out" && !known.has(output) && of(output.meter.parent)?.meter.role === "ups_in")
    .map((output) => ({ name: output.meter.name, input: of(output.meter.parent), output }));
  return [...named, ...below].flatMap(({ name, input, output }) =>
    input === undefined || output === undefined ? [] : [{ name, input, output }],
  );
}

/** A discharge with the recharging after it, epoch seconds. */
export interface Discharge extends Period {
  /** Quarter hours in which the output exceeded the input. */
  readonly quarters: number;
}

/** Below this share of the usual efficiency the UPS still recharges its battery. */
const recharging = 0.98;

/**
 * Discharges of a UPS in a period. A quarter hour begins one when the output exceeds the input by more than the steps and
 * classes of the two meters explain; it lasts until the efficiency is what it usually is.
 */
export function dischargesOf({ input, output }: Omit<UpsPair, "name">, period: Period): Discharge[] {
  const { step } = output;
  const usual = usualEfficiency(input, output, period);
  const margin = (taken: number): number =>
    (input.meter.resolution_wh + output.meter.resolution_wh) * 3600 +
    (taken * (input.meter.accuracy_percent + output.meter.accuracy_percent)) / 100;
  const events: { from: number; to: number; quarters: number }[] = [];
  let open: { from: number; to: number; quarters: number } | undefined;
  for (let quarter = period.from; quarter < period.to; quarter += step) {
    const taken = amountAt(input, quarter);
    const given = amountAt(output, quarter);
    if (taken === undefined || given === undefined) continue;
    const discharging = given - taken > margin(taken);
    if (open === undefined && discharging) {
      open = { from: quarter, to: quarter, quarters: 0 };
      events.push(open);
    }
    if (open === undefined) continue;
    if (!discharging && (usual === undefined || given >= recharging * usual * taken)) {
      open = undefined;
      continue;
    }
    open.to = quarter + step;
    if (discharging) open.quarters += 1;
  }
  return events;
}

/** No battery carries longer, quarter hours: what goes on beyond is a meter. */
const longestQuarters = 8;

/**
 * Energy that batteries gave to IT in a period, kWh: what outputs showed more than inputs while discharging. Where a discharge is
 * all that is booked, it counts as one only if the input is dead; else the meters are read wrongly.
 */
export function batteryKwh(pairs: readonly UpsPair[], period: Period): number {
  return pairs.reduce((sum, pair) => {
    const events = dischargesOf(pair, period).filter(({ quarters }) => quarters <= longestQuarters);
    const during = events.flatMap((event) => bothOf(pair, event));
    const given = during.reduce((total, [taken, out]) => total + Math.max(0, out - taken), 0);
    const taken = during.reduce((total, [into]) => total + into, 0);
    const alone = during.length === bothOf(pair, period).length;
    return alone && taken >= given / 20 ? sum : sum + given / joulesPerKwh;
  }, 0);
}

/** What went in and out, J, in each quarter hour that both meters have. */
function bothOf({ input, output }: UpsPair, { from, to }: Period): [number, number][] {
  const found: [number, number][] = [];
  for (let quarter = from; quarter < to; quarter += output.step) {
    const [taken, given] = [amountAt(input, quarter), amountAt(output, quarter)];
    if (taken !== undefined && given !== undefined) found.push([taken, given]);
  }
  return found;
}

/** Median efficiency of the quarter hours; undefined when nothing flows. */
function usualEfficiency(input: MeterSeries, output: MeterSeries, period: Period): number | undefined {
  const ratios: number[] = [];
  for (let quarter = period.from; quarter < period.to; quarter += output.step) {
    const taken = amountAt(input, quarter) ?? 0;
    const given = amountAt(output, quarter) ?? 0;
    if (taken > 0 && given > 0 && given <= taken) ratios.push(given / taken);
  }
  return ratios.sort((a, b) => a - b)[Math.floor(ratios.length / 2)];
}
