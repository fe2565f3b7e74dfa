/**
 * Rooms, the units that cool them, and the chiller behind: three storages (air, mass, water) joined by heat flows. Pure.
 * All power is watts, temperatures °C, capacities J/K, conductances W/K.
 */

export const roomRating = {
  /** Air of the room and what follows it at once: sheet metal, floor tiles, cable trays. 1.5 MJ/K for 150 m² of white space. */
  airCapacity: 1_500_000,
  /** Servers, racks, walls near the air. */
  massCapacity: 9_000_000,
  /** Between air and mass: a time constant of one hour for the mass. */
  airToMass: 2500,
  /** Through walls and ceiling to the building, which is kept at 20 °C. */
  airToBuilding: 150,
  buildingCelsius: 20,
  /** What the units regulate the rack inlets to. */
  setpointCelsius: 22.5,
} as const;

export const unitRating = {
  /** Air heat flow at full fan: 8,000 m³/h. */
  airWattsPerKelvin: 2680,
  /** Share of the air-to-water temperature difference that the coil takes at full valve. */
  coilEffectiveness: 0.78,
  fanWatts: 1900,
  electronicsWatts: 120,
  /** Lowest fan speed. */
  minimumFan: 0.35,
  /** Seconds from mains return to the fan: controller start and staggering. */
  restartSeconds: 30,
} as const;

export const chillerRating = {
  /** Water in the loop and its buffer, 1.2 m³. */
  waterCapacity: 5_000_000,
  setpointCelsius: 12,
  /** Highest cooling output at 30 °C outdoors; falls 1 % per kelvin above. */
  capacityWatts: 135_000,
  /** Pull-down beyond balance for each kelvin above the setpoint. */
  gain: 18_000,
  baseWatts: 400,
  pumpWatts: 2600,
  /** Water heat flow: 18 m³/h. */
  waterWattsPerKelvin: 20_950,
  flowLitresPerMinute: 300,
  /** Compressors do not restart sooner after a power cut. */
  restartSeconds: 180,
} as const;

export interface RoomAir {
  airCelsius: number;
  massCelsius: number;
  /** Integral part of the units' group control, 0..1. */
  integral: number;
  /** Relative humidity, 0..1. */
  humidity: number;
}

export interface CoolingUnit {
  running: boolean;
  /** Seconds until it may run again. */
  restart: number;
  /** Openings 0..1. */
  valve: number;
  fan: number;
  returnCelsius: number;
  supplyCelsius: number;
  /** Heat out of the air. */
  heatWatts: number;
  /** Electric. */
  powerWatts: number;
  runSeconds: number;
}

export interface Chiller {
  running: boolean;
  restart: number;
  pumping: boolean;
  waterCelsius: number;
  returnCelsius: number;
  heatWatts: number;
  /** Electric, compressors and condenser fans. */
  powerWatts: number;
  pumpWatts: number;
  /** Coefficient of performance of the last step. */
  cop: number;
  runSeconds: number;
}

/** Temperature rise over the servers: their fans slow down at small load, so it falls less than the load. */
export function serverRise(itWatts: number): number {
  return itWatts <= 0 ? 0 : 11 * (itWatts / 40_000) ** 0.35;
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** Whether a consumer with restart delay runs now: power and health must be there, and then the delay must have passed. */
function starts(restart: number, able: boolean, delay: number, dt: number): number {
  return able ? Math.max(0, restart - dt) : delay;
}

/** What one unit is allowed in a step. */
export interface UnitSurroundings {
  readonly powered: boolean;
  readonly broken: boolean;
  /** No water comes through its coil. */
  readonly dry?: boolean;
}

/**
 * One step of a room with its units; all run on one common demand, as units in a group do.
 * @param itWatts    heat of the IT in the room
 * @param otherWatts heat of a UPS standing there, lights
 * @returns heat moved into the water, watts
 */
export function stepRoom(
  room: RoomAir,
  units: readonly { readonly unit: CoolingUnit; readonly around: UnitSurroundings }[],
  itWatts: number,
  otherWatts: number,
  waterCelsius: number,
  flowing: boolean,
  dt: number,
): number {
  const rise = serverRise(itWatts);
  const error = room.airCelsius - roomRating.setpointCelsius;
  let runners = 0;
  for (const { unit, around } of units) {
    unit.restart = starts(unit.restart, around.powered && !around.broken, unitRating.restartSeconds, dt);
    unit.running = unit.restart <= 0 && around.powered && !around.broken;
    if (unit.running) runners += 1;
  }
  const demand = clamp(0.22 * error + room.integral, 0, 1);
  // Anti-windup: the integral only moves while it can act.
  if (runners > 0 && flowing) room.integral = clamp(room.integral + 0.0012 * error * dt, 0, 1);
  let toWater = 0;
  let fanHeat = 0;
  for (const { unit, around } of units) {
    unit.fan = unit.running ? Math.max(unitRating.minimumFan, demand) : 0;
    unit.valve = unit.running ? demand : 0;
    const air = unit.fan * unitRating.airWattsPerKelvin;
    unit.returnCelsius = room.airCelsius + rise * (unit.running ? 1 : 0.6);
    unit.heatWatts =
      unit.running && flowing && around.dry !== true
        ? Math.max(0, air * unitRating.coilEffectiveness * unit.valve ** 0.7 * (unit.returnCelsius - waterCelsius))
        : 0;
    unit.supplyCelsius = air > 0 ? unit.returnCelsius - unit.heatWatts / air : room.airCelsius;
    unit.powerWatts = unit.running ? unitRating.electronicsWatts + unitRating.fanWatts * unit.fan ** 3 : 0;
    if (unit.running) unit.runSeconds += dt;
    toWater += unit.heatWatts;
    fanHeat += unit.powerWatts;
  }
  const toMass = roomRating.airToMass * (room.airCelsius - room.massCelsius);
  const toBuilding = roomRating.airToBuilding * (room.airCelsius - roomRating.buildingCelsius);
  room.airCelsius += ((itWatts + otherWatts + fanHeat - toWater - toMass - toBuilding) / roomRating.airCapacity) * dt;
  room.massCelsius += (toMass / roomRating.massCapacity) * dt;
  // The same water vapour in warmer air: relative humidity falls about 6 % of its value per kelvin.
  room.humidity = clamp(0.44 * Math.exp(-0.06 * (room.airCelsius - 22.5)), 0.1, 0.9);
  return toWater;
}

/** Coefficient of performance: a share of Carnot between evaporating and condensing temperature, limited by the machine. */
export function coefficientOfPerformance(waterCelsius: number, outdoorCelsius: number): number {
  const evaporating = waterCelsius - 5;
  const condensing = Math.max(28, outdoorCelsius + 13);
  return clamp((0.36 * (evaporating + 273.15)) / (condensing - evaporating), 2, 5);
}

/**
 * One step of the chiller and its water loop.
 * @param setpoint  °C; a fault raises it
 * @param heat      heat coming from the rooms, watts
 */
export function stepChiller(
  chiller: Chiller,
  powered: boolean,
  setpoint: number,
  heat: number,
  outdoorCelsius: number,
  dt: number,
): void {
  chiller.restart = starts(chiller.restart, powered, chillerRating.restartSeconds, dt);
  chiller.pumping = powered;
  chiller.running = powered && chiller.restart <= 0;
  chiller.pumpWatts = powered ? chillerRating.pumpWatts : 0;
  const most = chillerRating.capacityWatts * (1 - 0.01 * Math.max(0, outdoorCelsius - 30));
  const wanted = heat + chiller.pumpWatts + chillerRating.gain * (chiller.waterCelsius - setpoint);
  chiller.heatWatts = chiller.running ? clamp(wanted, 0, most) : 0;
  chiller.cop = coefficientOfPerformance(chiller.waterCelsius, outdoorCelsius);
  chiller.powerWatts = chiller.running ? chillerRating.baseWatts + chiller.heatWatts / chiller.cop : 0;
  if (chiller.running && chiller.heatWatts > 0) chiller.runSeconds += dt;
  chiller.returnCelsius = chiller.waterCelsius + (chiller.pumping ? heat / chillerRating.waterWattsPerKelvin : 0);
  // The pump's work ends as heat in the water.
  chiller.waterCelsius += ((heat + chiller.pumpWatts - chiller.heatWatts) / chillerRating.waterCapacity) * dt;
}
