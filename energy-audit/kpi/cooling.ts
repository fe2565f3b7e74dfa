/** Heat and the effort to remove it. */

/** Heat carried by a water circuit, kW: flow × density × heat capacity × temperature difference. */
export function heatPower(flowM3PerHour: number, deltaKelvin: number, cpKjPerKgK = 4.19, rhoKgPerM3 = 998): number {
  return (flowM3PerHour / 3600) * rhoKgPerM3 * cpKjPerKgK * deltaKelvin;
}

/** Cooling efficiency ratio: heat removed over the energy of the whole cooling system (EN 50600-4-7). */
export const cer = (heatKwh: number, electricKwh: number): number => heatKwh / electricKwh;
