/**
 * The whole simulated site as one value, and one step of it. A step first counts what flowed at the rates of the last step, then
 * moves the clock and finds the new rates; so whoever asks between two steps may go on at the known rates and is never ahead of the
 * next step: counters only count up.
 */
import type { Conditions } from "./conditions.ts";
import { stepChiller, stepRoom, unitRating, type Chiller, type CoolingUnit, type RoomAir } from "./cooling.ts";
import { localTime, officePresence, outdoorCelsius } from "./curves.ts";
import { stepGenerator, type Generator } from "./generator.ts";
import { stepNetwork } from "./network.ts";
import { wobble } from "./noise.ts";
import {
  deviceIds,
  gatewayIds,
  gatewayRoom,
  itLoad,
  meterIds,
  pduIds,
  pduPlace,
  roomIds,
  routerIds,
  routerRoom,
  sensorIds,
  sensorRoom,
  unitIds,
  unitPlace,
  upsIds,
  upsPlace,
  type Feed,
  type GatewayId,
  type MeterId,
  type PduId,
  type RoomId,
  type SensorId,
  type UnitId,
  type UpsId,
} from "./plan.ts";
import { count, type Port } from "./traffic.ts";
import { stepUps, transfer, upsGives, upsRating, type Ups } from "./ups.ts";
import { busyHourShare, stepRemote, type Gateway, type Remote } from "./vpn.ts";

/** Power now and energy ever, through one meter. */
export interface Metered {
  watts: number;
  joules: number;
}

/** What the sensors at the racks of one room show. */
export interface SensorReadings {
  bottom: number;
  middle: number;
  top: number;
  humidity: number;
}

/** What the controller of a cooling unit shows. */
export interface UnitReadings {
  inlet: number;
  return: number;
  supply: number;
  waterIn: number;
  waterOut: number;
  /** 0..1 */
  humidity: number;
}

export interface DeviceState {
  /** Powered and working; silent otherwise. */
  alive: boolean;
  /** Instant of the last start, ms. */
  bootedAt: number;
  boots: number;
}

/** Room IT: what runs after a blackout comes back over minutes. */
export interface RoomIt {
  watts: number;
  /** 0 dark, 1 all servers up. */
  up: number;
}

/** What the physics must know of the site file. */
export interface Setting {
  readonly seed: number;
  readonly timeZone: string;
  readonly workforce: number;
  readonly sessions: Readonly<Record<GatewayId, number>>;
  /** Addresses in the pool of each gateway: a session takes one. */
  readonly addresses: Readonly<Record<GatewayId, number>>;
  readonly licences: number;
}

export interface World {
  /** Instant, ms since the epoch. */
  at: number;
  outdoor: number;
  generator: Generator;
  /** Voltage behind the transfer switch, by feed. */
  mains: Record<Feed, boolean>;
  ups: Record<UpsId, Ups>;
  pdus: Record<PduId, Metered>;
  meters: Record<MeterId, Metered>;
  it: Record<RoomId, RoomIt>;
  rooms: Record<RoomId, RoomAir>;
  units: Record<UnitId, CoolingUnit>;
  unitReadings: Record<UnitId, UnitReadings>;
  chiller: Chiller;
  sensors: Record<SensorId, SensorReadings>;
  remote: Remote;
  gateways: Record<GatewayId, Gateway>;
  ports: Record<string, Port[]>;
  devices: Record<string, DeviceState>;
  /** Lights, doors, desks of the data centre itself, watts. */
  otherWatts: number;
}

/** Share lost in the cables between UPS and rack. */
const cableLoss = 0.006;
/** Seconds in which servers come back after their room was dark. */
const bootSeconds = 300;

/** Whether a rack in this room has any feed with voltage. */
export const rackPowered = (world: World): boolean => upsIds.some((id) => upsGives(world.ups[id]));

export function step(world: World, setting: Setting, given: Conditions, dt: number): void {
  countFlows(world, dt);
  world.at += dt * 1000;
  stepGenerator(world.generator, given.utility, given.generatorBroken, dt);
  const fed = given.utility || world.generator.running;
  world.mains = { a: given.mains.a && fed, b: given.mains.b && fed };
  const conditions = { ...given, mains: world.mains };
  const { seed } = setting;
  const time = localTime(world.at, setting.timeZone);
  const presence = officePresence(time);
  world.outdoor = outdoorCelsius(seed, world.at, time);
  stepPower(world, seed, conditions, presence, dt);
  stepCooling(world, conditions, dt);
  meter(world, conditions, presence);
  stepDevices(world, conditions);
  const wanted =
    conditions.surge === undefined
      ? setting.workforce * busyHourShare * presence * (1 + 0.03 * wobble(seed, 11, world.at, 420)) + 12
      : setting.workforce * busyHourShare * conditions.surge * (1 + 0.01 * wobble(seed, 11, world.at, 420));
  stepRemote(world.remote, wanted, reach(world, setting, conditions), conditions.licences ?? setting.licences, dt);
  stepNetwork(world, setting, conditions, time, presence);
  show(world, seed, conditions);
}

function countFlows(world: World, dt: number): void {
  for (const id of meterIds) world.meters[id].joules += world.meters[id].watts * dt;
  for (const id of pduIds) world.pdus[id].joules += world.pdus[id].watts * dt;
  for (const id of upsIds) {
    const ups = world.ups[id];
    ups.inputJoules += ups.inputWatts * dt;
    ups.outputJoules += ups.outputWatts * dt;
  }
  for (const ports of Object.values(world.ports)) {
    for (const port of ports) count(port, dt);
  }
}

function stepPower(world: World, seed: number, conditions: Conditions, presence: number, dt: number): void {
  for (const id of upsIds) {
    transfer(world.ups[id], conditions.mains[upsPlace[id].feed], conditions.inverterFaults.has(id), dt);
  }
  const giving = upsIds.filter((id) => upsGives(world.ups[id]));
  for (const [i, room] of roomIds.entries()) {
    const it = world.it[room];
    it.up = giving.length === 0 ? 0 : Math.min(1, it.up + dt / bootSeconds);
    const load = itLoad[room];
    it.watts = it.up * (load.base + load.day * presence + 700 * wobble(seed, 20 + i, world.at, 180));
  }
  for (const id of pduIds) {
    const { ups, room } = pduPlace[id];
    world.pdus[id].watts = giving.includes(ups) ? world.it[room].watts / giving.length : 0;
  }
  for (const id of upsIds) {
    const behind = pduIds.filter((pdu) => pduPlace[pdu].ups === id).reduce((sum, pdu) => sum + world.pdus[pdu].watts, 0);
    stepUps(
      world.ups[id],
      upsRating,
      {
        mains: conditions.mains[upsPlace[id].feed],
        load: behind / (1 - cableLoss),
        ambientCelsius: conditions.batteryAmbient.get(id) ?? 21,
        health: conditions.health[id],
        inverterFault: conditions.inverterFaults.has(id),
      },
      dt,
    );
  }
}

function stepCooling(world: World, conditions: Conditions, dt: number): void {
  const { a, b } = conditions.mains;
  // The chiller has a transfer switch between both feeds.
  const water = world.chiller.waterCelsius;
  let heat = 0;
  for (const room of roomIds) {
    const units = unitIds
      .filter((id) => unitPlace[id].room === room)
      .map((id) => ({
        unit: world.units[id],
        around: {
          powered: conditions.mains[unitPlace[id].feed],
          broken: conditions.brokenUnits.has(id),
          dry: conditions.dryUnits.has(id),
        },
      }));
    // Everything electric in the room ends as heat there, cables included.
    const losses = upsIds.filter((id) => upsPlace[id].room === room).reduce((sum, id) => sum + world.ups[id].lossWatts, 0);
    const cables = (world.it[room].watts * cableLoss) / (1 - cableLoss);
    heat += stepRoom(world.rooms[room], units, world.it[room].watts, losses + cables, water, world.chiller.pumping, dt);
    if (conditions.humidity !== undefined) world.rooms[room].humidity = conditions.humidity;
  }
  const setpoint = conditions.waterSetpoint ?? 12;
  stepChiller(world.chiller, a || b, setpoint, heat, world.outdoor, dt);
}

/** Electric power of everything that moves heat, watts. */
export function coolingWatts(world: World): number {
  const units = unitIds.reduce((sum, id) => sum + world.units[id].powerWatts, 0);
  return units + world.chiller.powerWatts + world.chiller.pumpWatts;
}

function meter(world: World, conditions: Conditions, presence: number): void {
  const mains = conditions.mains.a || conditions.mains.b;
  world.otherWatts = mains ? 1500 + 1400 * presence : 0;
  const { meters, ups } = world;
  meters["zaehler-usv-a-ein"].watts = ups["usv-a"].inputWatts;
  meters["zaehler-usv-a-aus"].watts = ups["usv-a"].outputWatts;
  meters["zaehler-usv-b-ein"].watts = ups["usv-b"].inputWatts;
  meters["zaehler-usv-b-aus"].watts = ups["usv-b"].outputWatts;
  meters["zaehler-kaelte"].watts = coolingWatts(world);
  const site = ups["usv-a"].inputWatts + ups["usv-b"].inputWatts + coolingWatts(world) + world.otherWatts;
  // What the generator gives does not come through the grid's meter.
  meters["zaehler-netz"].watts = conditions.utility ? site : 0;
}

/** Who has power and works; what was dead and comes back has started anew. */
function stepDevices(world: World, conditions: Conditions): void {
  const racks = rackPowered(world);
  const inRooms = new Set<string>([
    ...Object.keys(gatewayRoom),
    ...Object.keys(routerRoom),
    ...sensorIds,
    ...unitIds,
    "sw-kern-1",
  ]);
  for (const id of deviceIds) {
    const state = world.devices[id];
    if (state === undefined) continue;
    let alive = true;
    if (inRooms.has(id) || id === "kaeltemaschine-1") alive = racks;
    for (const ups of upsIds) if (ups === id) alive = upsGives(world.ups[ups]) || conditions.mains[upsPlace[ups].feed];
    for (const pdu of pduIds) if (pdu === id) alive = upsGives(world.ups[pduPlace[pdu].ups]);
    if (conditions.downSwitches.has(id)) alive = false;
    for (const gateway of gatewayIds) if (gateway === id && conditions.lostGateways.has(gateway)) alive = false;
    if (alive && !state.alive) {
      state.bootedAt = world.at;
      state.boots += 1;
    }
    state.alive = alive;
  }
}

/** Gateways with their limits; without limits where nobody reaches them. */
function reach(world: World, setting: Setting, conditions: Conditions) {
  const uplinks = routerIds.filter((id) => world.devices[id]?.alive === true && !conditions.uplinksDown.has(id));
  return gatewayIds.map((id) => ({
    gateway: world.gateways[id],
    limits:
      world.devices[id]?.alive === true && uplinks.length > 0
        ? { sessions: Math.min(setting.sessions[id], setting.addresses[id]), loginsPerSecond: 15 }
        : undefined,
  }));
}

/** Copies what is true to what the instruments show, except where an instrument stands still. */
function show(world: World, seed: number, conditions: Conditions): void {
  for (const [i, id] of sensorIds.entries()) {
    if (conditions.frozen.has(id)) continue;
    const room = world.rooms[sensorRoom[id]];
    const running = unitIds.filter((unit) => unitPlace[unit].room === sensorRoom[id] && world.units[unit].running).length;
    // Warm air comes over the racks when one unit must blow for two, and more when none does.
    const over = running >= 2 ? 0 : running === 1 ? 0.8 : 1.6;
    const draught = (channel: number): number => 0.12 * wobble(seed, 40 + 4 * i + channel, world.at, 60);
    world.sensors[id] = {
      bottom: room.airCelsius - 0.9 + draught(0),
      middle: room.airCelsius + draught(1),
      top: room.airCelsius + 1.3 + over + draught(2),
      // The probe hangs at the top, where the same vapour is in warmer air.
      humidity: room.humidity * Math.exp(-0.06 * (1.3 + over)) + 0.004 * wobble(seed, 43 + 4 * i, world.at, 300),
    };
  }
  for (const [i, id] of unitIds.entries()) {
    if (conditions.frozen.has(id)) continue;
    const unit = world.units[id];
    const flow = unitRating.airWattsPerKelvin * 0.9 * Math.max(0.15, unit.valve);
    world.unitReadings[id] = {
      inlet: world.rooms[unitPlace[id].room].airCelsius + 0.15 * wobble(seed, 60 + i, world.at, 60),
      return: unit.returnCelsius,
      supply: unit.supplyCelsius,
      waterIn: world.chiller.waterCelsius + 0.2,
      waterOut: world.chiller.waterCelsius + 0.2 + unit.heatWatts / flow,
      humidity: world.rooms[unitPlace[id].room].humidity,
    };
  }
}
