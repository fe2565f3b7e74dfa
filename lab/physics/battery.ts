/**
 * A lead-acid battery of a UPS: how long it lasts, what the UPS believes about it, how it charges. Pure.
 *
 * Capacity after Peukert: at constant power the runtime falls faster than the power rises, t = T · (P_rated / P)^k. The state of
 * charge q is the share of that runtime that is left, so dq/dt = -(P / P_rated)^k / (T · health).
 */

/** What the battery was bought as. */
export interface BatteryRating {
  /** Runtime at `ratedWatts` when new, seconds. */
  readonly runtimeSeconds: number;
  readonly ratedWatts: number;
  /** Peukert exponent; lead-acid at high rates 1.1 to 1.25. */
  readonly exponent: number;
  readonly cells: number;
  /** Most that the charger puts in, watts. */
  readonly chargerWatts: number;
}

export interface Battery {
  /** True state of charge, 0..1. */
  charge: number;
  celsius: number;
  /** Power out of (+) or into (-) the battery in the last step, watts. */
  watts: number;
}

/** Energy that a full battery gives at rated power, joules; with Peukert it gives more at less power. */
export function ratedJoules(rating: BatteryRating, health: number): number {
  return rating.runtimeSeconds * rating.ratedWatts * health;
}

/** Seconds that a battery of this charge lasts at constant power; `Infinity` without load. */
export function runtimeSeconds(rating: BatteryRating, charge: number, health: number, watts: number): number {
  if (watts <= 0) return Infinity;
  return charge * health * rating.runtimeSeconds * (rating.ratedWatts / watts) ** rating.exponent;
}

/**
 * What the UPS believes: it knows the capacity from the day of commissioning, counts what went out against that, and sees the truth
 * only when the voltage breaks down in the last fifth. With a healthy battery belief and truth are the same.
 */
export function believedCharge(charge: number, health: number): number {
  const counted = 1 - (1 - charge) * health;
  const sees = Math.min(1, Math.max(0, (0.2 - charge) / 0.2));
  return counted * (1 - sees) + charge * sees;
}

/** The runtime that the UPS displays, seconds: its belief about charge at the capacity it assumes, until the voltage tells. */
export function displayedRuntime(rating: BatteryRating, charge: number, health: number, watts: number): number {
  const sees = Math.min(1, Math.max(0, (0.2 - charge) / 0.2));
  const assumed = health + (1 - health) * (1 - sees);
  return runtimeSeconds(rating, believedCharge(charge, health), assumed, watts);
}

/** Terminal voltage: open-circuit by charge, minus the drop of the internal resistance, which grows with age; float at 2.27 V a cell. */
export function batteryVolts(rating: BatteryRating, battery: Battery, health: number): number {
  if (battery.watts <= 0) {
    const floating = battery.charge > 0.98 ? 2.27 : 2.05 + 0.25 * battery.charge;
    return floating * rating.cells;
  }
  const open = (1.9 + 0.22 * battery.charge) * rating.cells;
  const ohms = (0.00035 * rating.cells) / Math.max(0.2, health);
  const amps = battery.watts / open;
  const knee = battery.charge < 0.1 ? (0.1 - battery.charge) * 1.5 * rating.cells : 0;
  return Math.max(1.6 * rating.cells, open - amps * ohms - knee);
}

/**
 * One step.
 * @param demand  watts that the inverter draws; 0 on mains
 * @param mains   whether the charger has mains
 * @returns watts that the charger takes from mains, and whether the battery could give what was asked
 */
export function stepBattery(
  battery: Battery,
  rating: BatteryRating,
  health: number,
  demand: number,
  mains: boolean,
  ambient: number,
  dt: number,
): { chargerWatts: number; gave: boolean } {
  let chargerWatts = 0;
  let gave = true;
  if (demand > 0) {
    const rate = (demand / rating.ratedWatts) ** rating.exponent / (rating.runtimeSeconds * health);
    gave = battery.charge > 0;
    battery.charge = Math.max(0, battery.charge - rate * dt);
    battery.watts = gave ? demand : 0;
  } else if (mains && battery.charge < 1) {
    // Constant current up to 85 %, then tapering (IU characteristic, DIN 41773); a tenth of the energy is lost as heat.
    const taper = battery.charge < 0.85 ? 1 : Math.max(0.02, (1 - battery.charge) / 0.15);
    const capacity = ratedJoules(rating, health);
    const wanted = rating.chargerWatts * taper;
    const possible = ((1 - battery.charge) * capacity) / (0.9 * dt);
    chargerWatts = Math.min(wanted, possible);
    battery.charge = Math.min(1, battery.charge + (chargerWatts * 0.9 * dt) / capacity);
    battery.watts = -chargerWatts;
  } else {
    battery.watts = 0;
  }
  const heat = battery.watts > 0 ? 0.03 * battery.watts : -0.1 * battery.watts;
  // 1.2 t of lead, acid and plastic at about 0.9 kJ/kgK; 90 W/K to the air around it: a time constant of 3.3 hours.
  battery.celsius += ((heat - 90 * (battery.celsius - ambient)) / 1_080_000) * dt;
  return { chargerWatts, gave };
}
