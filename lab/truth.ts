/** The state of the simulated site in physical units, as the page, the drill and tests read it: what is true, not what agents say. */
import { localTime, officePresence } from "./physics/curves.ts";
import { runtimeSeconds } from "./physics/battery.ts";
import { gatewayIds, houseIds, meterIds, pduIds, roomIds, routerIds, unitIds, upsIds } from "./physics/plan.ts";
import { wirelessClients } from "./physics/network.ts";
import { coolingWatts } from "./physics/world.ts";
import { batteryView, lossWatts, upsRating } from "./physics/ups.ts";
import type { Simulation } from "./simulation.ts";

const kilowattHour = 3.6e6;

function byId<K extends string, V>(ids: readonly K[], value: (id: K) => V): Record<K, V> {
  return Object.fromEntries(ids.map((id) => [id, value(id)])) as Record<K, V>;
}

export function truth(simulation: Simulation) {
  simulation.advance();
  const { world, setting, conditions } = simulation;
  const time = localTime(world.at, setting.timeZone);
  const since = simulation.sinceStep();
  const itWatts = world.ups["usv-a"].outputWatts + world.ups["usv-b"].outputWatts;
  const gridWatts = world.meters["zaehler-netz"].watts;
  return {
    time: new Date(simulation.now()).toISOString(),
    speed: simulation.speed,
    mains: world.mains,
    utility: conditions.utility,
    generator: world.generator.running,
    grid_watts: gridWatts,
    it_watts: itWatts,
    cooling_watts: coolingWatts(world),
    ups_loss_watts: world.ups["usv-a"].lossWatts + world.ups["usv-b"].lossWatts,
    other_watts: world.otherWatts,
    pue: itWatts > 0 && gridWatts > 0 ? gridWatts / itWatts : null,
    outdoor_celsius: world.outdoor,
    ups: byId(upsIds, (id) => {
      const ups = world.ups[id];
      const health = conditions.health[id];
      const shown = batteryView(ups, upsRating, health);
      const draw = ups.outputWatts + lossWatts(upsRating, ups.outputWatts);
      return {
        mode: ups.mode,
        input_watts: ups.inputWatts,
        output_watts: ups.outputWatts,
        loss_watts: ups.lossWatts,
        load_ratio: ups.outputWatts / upsRating.watts,
        charge_ratio: ups.battery.charge,
        shown_charge_ratio: shown.charge,
        /** How long the battery really lasts at this load. */
        runtime_seconds: Math.min(86_400, runtimeSeconds(upsRating.battery, ups.battery.charge, health, draw)),
        shown_runtime_seconds: shown.runtimeSeconds,
        on_battery_seconds: ups.onBatterySeconds,
        battery_volts: shown.volts,
        battery_celsius: shown.celsius,
      };
    }),
    rooms: byId(roomIds, (id) => ({
      air_celsius: world.rooms[id].airCelsius,
      humidity_ratio: world.rooms[id].humidity,
      it_watts: world.it[id].watts,
    })),
    units: byId(unitIds, (id) => {
      const { running, valve, fan, returnCelsius, supplyCelsius, heatWatts, powerWatts } = world.units[id];
      return {
        running,
        valve_ratio: valve,
        fan_ratio: fan,
        return_celsius: returnCelsius,
        supply_celsius: supplyCelsius,
        cooling_watts: heatWatts,
        power_watts: powerWatts,
      };
    }),
    chiller: {
      running: world.chiller.running,
      water_supply_celsius: world.chiller.waterCelsius,
      water_return_celsius: world.chiller.returnCelsius,
      cooling_watts: world.chiller.heatWatts,
      power_watts: world.chiller.powerWatts + world.chiller.pumpWatts,
      cop: world.chiller.cop,
    },
    leaks: [...conditions.leaks],
    remote: {
      wanted: world.remote.wanted,
      waiting: world.remote.waiting,
      sessions: gatewayIds.reduce((sum, id) => sum + world.gateways[id].sessions, 0),
      licences: conditions.licences ?? setting.licences,
      gateways: byId(gatewayIds, (id) => {
        const { sessions, peak, established, refused } = world.gateways[id];
        return { sessions, peak, established, refused };
      }),
    },
    uplinks: byId(routerIds, (id) => {
      const port = world.ports[id]?.[0];
      return {
        up: port?.up ?? false,
        in_bits_per_second: 8 * (port?.inRate ?? 0),
        out_bits_per_second: 8 * (port?.outRate ?? 0),
        drops_per_second: port?.dropRate ?? 0,
      };
    }),
    houses: byId(houseIds, (id) => wirelessClients(setting.seed, world.at, id, time, officePresence(time))),
    energies_kwh: {
      ...byId(meterIds, (id) => (world.meters[id].joules + world.meters[id].watts * since) / kilowattHour),
      ...byId(pduIds, (id) => (world.pdus[id].joules + world.pdus[id].watts * since) / kilowattHour),
    },
    silent: Object.entries(world.devices)
      .filter(([, { alive }]) => !alive)
      .map(([id]) => id),
  };
}

export type Truth = ReturnType<typeof truth>;
