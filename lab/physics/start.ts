/** The site as it stands when the lab is set up for the first time: years in service, in balance. Pure. */
import { normal } from "./conditions.ts";
import { channelOf, hash01 } from "./noise.ts";
import { deviceIds, gatewayIds, meterIds, pduIds, portPlans, roomIds, sensorIds, unitIds, upsIds, type MeterId } from "./plan.ts";
import { newPort } from "./traffic.ts";
import { step, type Setting, type World } from "./world.ts";

/** Energy that the meters showed when the simulation began, kWh: about two and a half years of this site. */
const metered: Readonly<Record<MeterId, number>> = {
  "zaehler-netz": 2_284_310,
  "zaehler-usv-a-ein": 846_205,
  "zaehler-usv-a-aus": 792_118,
  "zaehler-usv-b-ein": 843_960,
  "zaehler-usv-b-aus": 789_874,
  "zaehler-kaelte": 533_071,
};

function record<K extends string, V>(keys: readonly K[], value: (key: K, index: number) => V): Record<K, V> {
  return Object.fromEntries(keys.map((key, index) => [key, value(key, index)])) as Record<K, V>;
}

/** @param at  first instant, ms; whole seconds are used */
export function newWorld(setting: Setting, at: number): World {
  const start = Math.floor(at / 1000) * 1000;
  const { seed } = setting;
  const age = (id: string): number => 86_400_000 * (20 + 300 * hash01(seed, channelOf(`age ${id}`), 0));
  const world: World = {
    at: start,
    outdoor: 10,
    generator: { running: false, starting: 0 },
    mains: { a: true, b: true },
    ups: record(upsIds, (_, i) => ({
      mode: "mains",
      battery: { charge: 1, celsius: 22 + i, watts: 0 },
      onBatterySeconds: 0,
      returnSeconds: 0,
      inputFails: 3 + i,
      inputWatts: 0,
      outputWatts: 0,
      lossWatts: 0,
      inputJoules: 8.3e5 * 3.6e6,
      outputJoules: 7.8e5 * 3.6e6,
    })),
    pdus: record(pduIds, (_, i) => ({ watts: 0, joules: (390_000 + 4000 * i) * 3.6e6 })),
    meters: record(meterIds, (id) => ({ watts: 0, joules: metered[id] * 3.6e6 })),
    it: record(roomIds, () => ({ watts: 0, up: 1 })),
    rooms: record(roomIds, () => ({ airCelsius: 22.5, massCelsius: 22.5, integral: 0.25, humidity: 0.44 })),
    units: record(unitIds, (_, i) => ({
      running: true,
      restart: 0,
      valve: 0.4,
      fan: 0.4,
      returnCelsius: 33,
      supplyCelsius: 20,
      heatWatts: 0,
      powerWatts: 0,
      runSeconds: 3600 * (21_000 + 130 * i),
    })),
    unitReadings: record(unitIds, () => ({ inlet: 22.5, return: 33, supply: 20, waterIn: 12, waterOut: 17, humidity: 0.44 })),
    chiller: {
      running: true,
      restart: 0,
      pumping: true,
      waterCelsius: 12,
      returnCelsius: 16,
      heatWatts: 0,
      powerWatts: 0,
      pumpWatts: 0,
      cop: 4,
      runSeconds: 3600 * 20_400,
    },
    sensors: record(sensorIds, () => ({ bottom: 22, middle: 22.5, top: 23.5, humidity: 0.44 })),
    remote: { waiting: 0, wanted: 0 },
    gateways: record(gatewayIds, (_, i) => ({
      sessions: 0,
      peak: 812 + 9 * i,
      established: 641_200 + 3000 * i,
      ended: 641_200 + 3000 * i,
      refused: 210 + 3 * i,
    })),
    ports: Object.fromEntries(
      [...portPlans].map(([id, plans]) => [
        id,
        plans.map((plan) =>
          newPort(plan, start - age(id), plan.weight * 4e12 * hash01(seed, channelOf(id), plan.index) * (plan.megabits / 10_000)),
        ),
      ]),
    ),
    devices: Object.fromEntries(deviceIds.map((id) => [id, { alive: true, bootedAt: start - age(id), boots: 1 }])),
    otherWatts: 0,
  };
  settle(world, setting);
  return world;
}

/** Lets two hours pass at once, so that rooms and sessions are in balance; counters and clock stay where they were. */
function settle(world: World, setting: Setting): void {
  const at = world.at;
  const seconds = 2 * 3600;
  world.at -= seconds * 1000;
  const before = structuredClone({ pdus: world.pdus, meters: world.meters });
  for (let passed = 0; passed < seconds; passed += 10) step(world, setting, normal, 10);
  world.at = at;
  for (const id of pduIds) world.pdus[id].joules = before.pdus[id].joules;
  for (const id of meterIds) world.meters[id].joules = before.meters[id].joules;
}
