/** An online double-conversion UPS with its battery: three states, losses by load, transfer and return. Pure. */
import { batteryVolts, believedCharge, displayedRuntime, stepBattery, type Battery, type BatteryRating } from "./battery.ts";

export interface UpsRating {
  readonly watts: number;
  /** Losses a + b·P + c·P²: electronics and fans, conduction, copper (watts, 1, 1/W). */
  readonly loss: { readonly a: number; readonly b: number; readonly c: number };
  readonly battery: BatteryRating;
}

/** 100 kW; about 94.5 % at 37 kW and 95.5 % at full load, which is what online UPS of this size reach (IEC 62040-3 class VFI). */
export const upsRating: UpsRating = {
  watts: 100_000,
  loss: { a: 1100, b: 0.022, c: 1.5e-7 },
  battery: { runtimeSeconds: 600, ratedWatts: 100_000, exponent: 1.18, cells: 240, chargerWatts: 8000 },
};

export type UpsMode = "mains" | "battery" | "bypass" | "off";

export interface Ups {
  mode: UpsMode;
  battery: Battery;
  /** Seconds on battery of this outage; 0 on mains. */
  onBatterySeconds: number;
  /** Seconds that mains must stay before the UPS trusts it again. */
  returnSeconds: number;
  /** Times that the input failed (upsInputLineBads). */
  inputFails: number;
  /** What the last step measured, watts. */
  inputWatts: number;
  outputWatts: number;
  lossWatts: number;
  inputJoules: number;
  outputJoules: number;
}

/** What surrounds one UPS in a step. */
export interface UpsSurroundings {
  readonly mains: boolean;
  /** IT load that hangs on the output, watts. */
  readonly load: number;
  readonly ambientCelsius: number;
  /** Capacity against new, 0..1; below 0.8 the battery counts as worn out (IEEE 1188). */
  readonly health: number;
  /** The inverter is out: load runs on the bypass. */
  readonly inverterFault: boolean;
}

export function lossWatts(rating: UpsRating, output: number): number {
  return rating.loss.a + rating.loss.b * output + rating.loss.c * output * output;
}

/** Whether the output carries voltage. */
export const upsGives = (ups: Ups): boolean => ups.mode !== "off";

/** Mode at the begin of a step; energy comes afterwards, when the load is known. */
export function transfer(ups: Ups, mains: boolean, inverterFault: boolean, dt: number): void {
  if (mains) ups.returnSeconds = Math.max(0, ups.returnSeconds - dt);
  else {
    if (ups.mode === "mains" || ups.mode === "bypass") ups.inputFails += 1;
    ups.returnSeconds = 10;
  }
  const trusted = mains && ups.returnSeconds <= 0;
  if (inverterFault) ups.mode = mains ? "bypass" : "off";
  else if (trusted) ups.mode = "mains";
  else if (ups.mode === "off" || ups.battery.charge <= 0) ups.mode = "off";
  else ups.mode = "battery";
  // A UPS that was off through an empty battery starts with mains and waits until 5 % are back before it counts on the battery.
}

/** Energy of one step after `transfer`. */
export function stepUps(ups: Ups, rating: UpsRating, around: UpsSurroundings, dt: number): void {
  const output = upsGives(ups) ? around.load : 0;
  const loss =
    ups.mode === "off" ? (around.mains ? 120 : 0) : ups.mode === "bypass" ? 250 + 0.004 * output : lossWatts(rating, output);
  const demand = ups.mode === "battery" ? output + loss : 0;
  const { chargerWatts } = stepBattery(
    ups.battery,
    rating.battery,
    around.health,
    demand,
    around.mains && ups.mode !== "battery",
    around.ambientCelsius,
    dt,
  );
  ups.outputWatts = output;
  ups.lossWatts = loss;
  ups.inputWatts = around.mains && ups.mode !== "battery" ? output + loss + chargerWatts : 0;
  ups.onBatterySeconds = ups.mode === "battery" ? ups.onBatterySeconds + dt : 0;
}

/** What the UPS shows about its battery. */
export interface BatteryView {
  /** 0..1 */
  readonly charge: number;
  readonly runtimeSeconds: number;
  readonly volts: number;
  /** Out of the battery positive. */
  readonly amps: number;
  readonly celsius: number;
  readonly state: "normal" | "low" | "depleted";
  readonly replace: boolean;
}

export function batteryView(ups: Ups, rating: UpsRating, health: number): BatteryView {
  const charge = believedCharge(ups.battery.charge, health);
  const draw = Math.max(500, ups.outputWatts + lossWatts(rating, ups.outputWatts));
  const runtimeSeconds = Math.min(86_400, displayedRuntime(rating.battery, ups.battery.charge, health, draw));
  const volts = batteryVolts(rating.battery, ups.battery, health);
  const low = ups.mode === "battery" && (runtimeSeconds < 300 || ups.battery.charge < 0.1);
  return {
    charge,
    runtimeSeconds,
    volts,
    amps: ups.battery.watts / volts,
    celsius: ups.battery.celsius,
    state: ups.battery.charge <= 0.005 ? "depleted" : low ? "low" : "normal",
    replace: health < 0.8,
  };
}
