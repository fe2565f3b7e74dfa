/** Power usage effectiveness and the efficiency of the UPS. */
import { provenance, type Energy, type Kpi } from "./kpi.ts";

/**
 * Power usage effectiveness of one period: facility energy over IT energy. Energies over energies, never a mean of ratios.
 * @param facility  energy entering the site boundary, kWh
 * @param it        energy delivered to IT equipment, kWh, the same period
 * @param category  where IT energy is measured: 1 UPS output, 2 PDU output, 3 IT input
 * @returns PUE, dimensionless, 1 or more, with coverage and meters; no value but a reason if a meter or booking is missing,
 *          IT is 0, or IT exceeds facility (a meter is missing, counted twice, or is read wrongly)
 * @see ISO/IEC 30134-2, PUE = E_DC / E_IT
 */
export function pue(facility: Energy, it: Energy, category: 1 | 2 | 3): Kpi {
  const about = { ...provenance("pue", facility.period, facility, it), unit: "1", category } as const;
  if (facility.meters.length === 0 || it.meters.length === 0) return { ...about, reason: "no_meter" };
  if (facility.coverage === 0 || it.coverage === 0) return { ...about, reason: "no_booking" };
  if (it.kwh <= 0) return { ...about, reason: "it_is_zero" };
  if (it.kwh > facility.kwh) return { ...about, reason: "it_exceeds_facility" };
  const value = facility.kwh / it.kwh;
  const expanded = 2 * value * Math.hypot(facility.relativeUncertainty, it.relativeUncertainty);
  return { ...about, value, interval: [value - expanded, value + expanded] };
}

/**
 * Partial PUE of a part of the site, 1 + E_sub / E_IT: what it adds to every kilowatt-hour of IT.
 * @param part  energy of the part, kWh: of the cooling, or the loss of the UPS
 * @returns dimensionless, 1 or more; its interval is that of the ratio
 */
export function partialPue(part: Energy, it: Energy): Kpi {
  const about = { ...provenance("ppue", it.period, part, it), unit: "1" } as const;
  if (part.meters.length === 0 || it.meters.length === 0) return { ...about, reason: "no_meter" };
  if (part.coverage === 0 || it.coverage === 0) return { ...about, reason: "no_booking" };
  if (it.kwh <= 0) return { ...about, reason: "it_is_zero" };
  const ratio = part.kwh / it.kwh;
  const expanded = 2 * Math.abs(ratio) * Math.hypot(part.relativeUncertainty, it.relativeUncertainty);
  return { ...about, value: 1 + ratio, interval: [1 + ratio - expanded, 1 + ratio + expanded] };
}

/**
 * Energy that the UPS itself consumes. Its throughput is IT's.
 * @returns kWh with the interval of the two meters: the loss is a small difference of large numbers
 */
export function upsLoss(input: Energy, output: Energy): Kpi {
  const about = { ...provenance("ups-loss", input.period, input, output), unit: "kWh" } as const;
  const reason = refusalOf(input, output);
  if (reason !== undefined) return { ...about, reason };
  const value = input.kwh - output.kwh;
  const expanded = 2 * Math.hypot(input.kwh * input.relativeUncertainty, output.kwh * output.relativeUncertainty);
  return { ...about, value, interval: [value - expanded, value + expanded] };
}

/** Output over input energy of the UPS, 0 to 1. */
export function upsEfficiency(input: Energy, output: Energy): Kpi {
  const about = { ...provenance("ups-efficiency", input.period, input, output), unit: "1" } as const;
  const reason = refusalOf(input, output);
  if (reason !== undefined) return { ...about, reason };
  const value = output.kwh / input.kwh;
  const expanded = 2 * value * Math.hypot(input.relativeUncertainty, output.relativeUncertainty);
  return { ...about, value, interval: [value - expanded, value + expanded] };
}

function refusalOf(input: Energy, output: Energy): Kpi["reason"] {
  if (input.meters.length === 0 || output.meters.length === 0) return "no_meter";
  if (input.coverage === 0 || output.coverage === 0 || input.kwh <= 0) return "no_booking";
  return output.kwh > input.kwh ? "output_exceeds_input" : undefined;
}
