/** What is broken or different just now, as the physics reads it. `faults.ts` makes it from the active faults. */
import type { Feed, GatewayId, SensorId, UnitId, UpsId } from "./plan.ts";

export interface Conditions {
  readonly mains: Readonly<Record<Feed, boolean>>;
  /** The supplier's grid; without it the generator feeds both feeds, once it runs. */
  readonly utility: boolean;
  /** The generator does not start, and says so. */
  readonly generatorBroken: boolean;
  /** The tank is below its reserve. */
  readonly fuelLow: boolean;
  /** Battery capacity against new, 0..1. */
  readonly health: Readonly<Record<UpsId, number>>;
  readonly inverterFaults: ReadonlySet<UpsId>;
  readonly failedTests: ReadonlySet<UpsId>;
  /** Air around the battery, °C, where it is not the room's. */
  readonly batteryAmbient: ReadonlyMap<UpsId, number>;
  readonly brokenUnits: ReadonlySet<UnitId>;
  /** Chilled water setpoint, °C, when it is not the normal one. */
  readonly waterSetpoint: number | undefined;
  /** Units whose valve is open while no water comes. */
  readonly dryUnits: ReadonlySet<UnitId>;
  /** Relative humidity of both rooms, 0..1, when it is not what the physics finds. */
  readonly humidity: number | undefined;
  readonly leaks: ReadonlySet<SensorId>;
  readonly smoke: ReadonlySet<SensorId>;
  readonly lostGateways: ReadonlySet<GatewayId>;
  /** Remote workers against the busy hour of a normal working day. */
  readonly surge: number | undefined;
  /** Licence pool, when it is not the site's. */
  readonly licences: number | undefined;
  /** Devices whose uplink is down. */
  readonly uplinksDown: ReadonlySet<string>;
  readonly downSwitches: ReadonlySet<string>;
  /** Devices whose measured values stand still. */
  readonly frozen: ReadonlySet<string>;
}

export const normal: Conditions = {
  mains: { a: true, b: true },
  utility: true,
  generatorBroken: false,
  fuelLow: false,
  health: { "usv-a": 1, "usv-b": 1 },
  inverterFaults: new Set(),
  failedTests: new Set(),
  batteryAmbient: new Map(),
  brokenUnits: new Set(),
  waterSetpoint: undefined,
  dryUnits: new Set(),
  humidity: undefined,
  leaks: new Set(),
  smoke: new Set(),
  lostGateways: new Set(),
  surge: undefined,
  licences: undefined,
  uplinksDown: new Set(),
  downSwitches: new Set(),
  frozen: new Set(),
};
