import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "../property.ts";
import { conditionsOf, faultKinds, type Fault } from "../../lab/faults.ts";
import { normal, type Conditions } from "../../lab/physics/conditions.ts";
import { coefficientOfPerformance, roomRating } from "../../lab/physics/cooling.ts";
import { gatewayIds, meterIds, pduIds, roomIds, unitIds, upsIds } from "../../lab/physics/plan.ts";
import { newWorld } from "../../lab/physics/start.ts";
import { coolingWatts, step, type World } from "../../lab/physics/world.ts";
import { setting, tuesday } from "./support.ts";

const morning = newWorld(setting, tuesday.getTime());
const world = (): World => structuredClone(morning);

function run(w: World, seconds: number, conditions: Conditions = normal, dt = 1): void {
  for (let passed = 0; passed < seconds; passed += dt) step(w, setting, conditions, dt);
}

function close(actual: number, expected: number, tolerance: number, what = ""): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what} ${actual} is not ${expected} ± ${tolerance}`);
}

const dark: Conditions = { ...normal, mains: { a: false, b: false } };

test("on a working morning the site is a plausible data centre", () => {
  const w = world();
  const it = w.ups["usv-a"].outputWatts + w.ups["usv-b"].outputWatts;
  const pue = w.meters["zaehler-netz"].watts / it;
  assert.ok(it > 60_000 && it < 90_000, `IT ${it} W`);
  assert.ok(pue > 1.35 && pue < 1.5, `PUE ${pue}`);
  for (const room of roomIds) close(w.rooms[room].airCelsius, roomRating.setpointCelsius, 0.3, room);
  close(w.chiller.waterCelsius, 12, 0.2, "chilled water");
  const sessions = w.gateways["vpn-1"].sessions + w.gateways["vpn-2"].sessions;
  assert.ok(sessions > 900 && sessions < 1200, `${sessions} sessions`);
});

test("power is never lost on the way: grid feeds UPS, cooling and the rest; the UPS feed IT, losses and batteries", () => {
  for (const conditions of [
    normal,
    dark,
    { ...normal, mains: { a: true, b: false } },
    { ...normal, inverterFaults: new Set(["usv-a"] as const) },
  ]) {
    const w = world();
    for (const at of [1, 60, 900]) {
      run(w, at, conditions);
      const { meters, ups } = w;
      const parts = meters["zaehler-usv-a-ein"].watts + meters["zaehler-usv-b-ein"].watts + coolingWatts(w) + w.otherWatts;
      close(meters["zaehler-netz"].watts, parts, 1e-6, "grid");
      for (const id of upsIds) {
        const { inputWatts, outputWatts, lossWatts, battery, mode } = ups[id];
        if (mode !== "off") close(inputWatts + battery.watts, outputWatts + lossWatts, 1e-6, `${id} ${mode}`);
      }
      const racks = pduIds.reduce((sum, id) => sum + w.pdus[id].watts, 0);
      close(racks / (1 - 0.006), ups["usv-a"].outputWatts + ups["usv-b"].outputWatts, 1e-6, "cables");
    }
  }
});

test("heat is power: what the rooms and the water store is what flowed in and did not flow out", () => {
  const w = world();
  const stored = (): number =>
    roomIds.reduce(
      (sum, id) => sum + roomRating.airCapacity * w.rooms[id].airCelsius + roomRating.massCapacity * w.rooms[id].massCelsius,
      0,
    ) +
    5_000_000 * w.chiller.waterCelsius;
  const conditions: Conditions = { ...normal, brokenUnits: new Set(["klima-1", "klima-2"]) };
  const before = stored();
  let balance = 0;
  for (let i = 0; i < 900; i++) {
    const air = roomIds.map((id) => w.rooms[id].airCelsius);
    step(w, setting, conditions, 1);
    const electric =
      roomIds.reduce((sum, id) => sum + w.it[id].watts / (1 - 0.006), 0) +
      upsIds.reduce((sum, id) => sum + w.ups[id].lossWatts, 0) +
      unitIds.reduce((sum, id) => sum + w.units[id].powerWatts, 0) +
      w.chiller.pumpWatts;
    const walls = air.reduce((sum, celsius) => sum + roomRating.airToBuilding * (celsius - roomRating.buildingCelsius), 0);
    balance += electric - walls - w.chiller.heatWatts;
  }
  close(stored() - before, balance, Math.abs(balance) * 0.002 + 1e5, "joules");
});

test("one unit keeps its room cool, none lets it rise by about 1.5 K a minute", () => {
  const one = world();
  run(one, 3600, { ...normal, brokenUnits: new Set(["klima-1"]) });
  assert.ok(one.rooms.rz1.airCelsius < 25, `${one.rooms.rz1.airCelsius} °C with one unit`);
  close(one.rooms.rz2.airCelsius, 22.5, 0.3, "the other room");
  const none = world();
  run(none, 120, { ...normal, brokenUnits: new Set(["klima-1", "klima-2"]) });
  const perMinute = (none.rooms.rz1.airCelsius - morning.rooms.rz1.airCelsius) / 2;
  assert.ok(perMinute > 1.1 && perMinute < 2.2, `${perMinute} K/min`);
});

test("after the fault the room converges to its setpoint", () => {
  const w = world();
  run(w, 600, { ...normal, brokenUnits: new Set(["klima-1", "klima-2"]) });
  assert.ok(w.rooms.rz1.airCelsius > 30);
  run(w, 3600);
  close(w.rooms.rz1.airCelsius, roomRating.setpointCelsius, 0.5);
});

test("without mains both UPS carry their half, cooling stands, and the room warms up", () => {
  const w = world();
  run(w, 60, dark);
  for (const id of upsIds) assert.equal(w.ups[id].mode, "battery");
  assert.equal(coolingWatts(w), 0);
  assert.equal(w.meters["zaehler-netz"].watts, 0);
  assert.ok(w.rooms.rz1.airCelsius > morning.rooms.rz1.airCelsius + 1);
  assert.ok(w.ups["usv-a"].battery.charge < 1);
});

test("when mains returns units start after 30 s, the chiller after 3 min, batteries charge", () => {
  const w = world();
  run(w, 60, dark);
  run(w, 20);
  assert.equal(w.ups["usv-a"].mode, "mains");
  assert.equal(w.units["klima-1"].running, false);
  run(w, 15);
  assert.equal(w.units["klima-1"].running, true);
  assert.equal(w.chiller.running, false);
  run(w, 150);
  assert.equal(w.chiller.running, true);
  assert.ok(w.ups["usv-a"].battery.watts < 0, "charging");
});

test("with one feed gone one UPS runs on battery; empty, it leaves all load to the other", () => {
  const w = world();
  const half: Conditions = { ...normal, mains: { a: false, b: true }, health: { "usv-a": 0.1, "usv-b": 1 } };
  run(w, 5, half);
  assert.deepEqual([w.ups["usv-a"].mode, w.ups["usv-b"].mode], ["battery", "mains"]);
  run(w, 600, half);
  assert.equal(w.ups["usv-a"].mode, "off");
  close(w.ups["usv-b"].outputWatts, (w.it.rz1.watts + w.it.rz2.watts) / (1 - 0.006), 1e-6);
  assert.equal(w.devices["usv-a"]?.alive, false, "its card has no power");
  assert.equal(w.devices["router-1"]?.alive, true, "racks have the other feed");
});

test("with both batteries empty everything in the rooms is dark, and comes back as after a start", () => {
  const w = world();
  run(w, 900, { ...dark, health: { "usv-a": 0.1, "usv-b": 0.1 } });
  assert.equal(w.it.rz1.watts, 0);
  assert.equal(w.devices["router-1"]?.alive, false);
  assert.equal(w.gateways["vpn-1"].sessions, 0);
  const boots = w.devices["router-1"]?.boots ?? 0;
  run(w, 30);
  assert.equal(w.devices["router-1"]?.alive, true);
  assert.equal(w.devices["router-1"]?.boots, boots + 1);
  assert.ok(w.it.rz1.watts < morning.it.rz1.watts / 2, "servers come back over minutes");
});

test("the chiller needs more power for the same heat when it is hot outside or the water shall be colder", () => {
  assert.ok(coefficientOfPerformance(12, 35) < coefficientOfPerformance(12, 20));
  assert.ok(coefficientOfPerformance(8, 30) < coefficientOfPerformance(14, 30));
});

test("a frozen instrument shows the same while the truth moves on, and the truth again afterwards", () => {
  const w = world();
  const conditions: Conditions = {
    ...normal,
    frozen: new Set(["sensor-rz1", "klima-1"]),
    brokenUnits: new Set(["klima-1", "klima-2"]),
  };
  const before = structuredClone({ sensor: w.sensors["sensor-rz1"], unit: w.unitReadings["klima-1"] });
  run(w, 300, conditions);
  assert.ok(w.rooms.rz1.airCelsius > 27);
  assert.deepEqual({ sensor: w.sensors["sensor-rz1"], unit: w.unitReadings["klima-1"] }, before);
  assert.ok(w.unitReadings["klima-2"].inlet > 27, "the neighbour sees it");
  run(w, 1);
  assert.ok(w.sensors["sensor-rz1"].middle > 27);
});

/** Any set of faults, each with its first target and defaults. */
const someFaults = fc.subarray(faultKinds.map(({ fault }) => fault)).map((names) =>
  names.map((fault, i): Fault => {
    const kind = faultKinds.find((k) => k.fault === fault);
    const targets: readonly string[] = kind !== undefined && "targets" in kind ? kind.targets : [];
    const parameters = kind !== undefined && "parameters" in kind ? kind.parameters : [];
    const target = targets[i % Math.max(1, targets.length)];
    return {
      id: `f${i}`,
      fault,
      since: 0,
      parameters: Object.fromEntries(parameters.map(({ name, default: value }) => [name, value])),
      ...(target === undefined ? {} : { target }),
    };
  }),
);

test("whatever breaks in whatever order: counters only count up, charge stays between 0 and 1, nothing becomes nonsense", () => {
  const counters = (w: World): number[] => [
    ...meterIds.map((id) => w.meters[id].joules),
    ...pduIds.map((id) => w.pdus[id].joules),
    ...upsIds.flatMap((id) => [w.ups[id].inputJoules, w.ups[id].outputJoules, w.ups[id].inputFails]),
    ...gatewayIds.flatMap((id) => [w.gateways[id].established, w.gateways[id].ended, w.gateways[id].refused]),
    ...Object.values(w.ports).flatMap((ports) => ports.flatMap((port) => [port.inOctets, port.outOctets, port.drops])),
  ];
  fc.assert(
    fc.property(fc.array(fc.tuple(someFaults, fc.integer({ min: 1, max: 400 })), { minLength: 1, maxLength: 4 }), (phases) => {
      const w = world();
      let before = counters(w);
      for (const [faults, seconds] of phases) {
        run(w, seconds * 5, conditionsOf(faults), 5);
        const after = counters(w);
        assert.ok(
          after.every((value, i) => value >= (before[i] ?? 0)),
          "a counter fell",
        );
        before = after;
        for (const id of upsIds) assert.ok(w.ups[id].battery.charge >= 0 && w.ups[id].battery.charge <= 1);
        for (const id of roomIds)
          assert.ok(w.rooms[id].airCelsius > 10 && w.rooms[id].airCelsius < 90, `${w.rooms[id].airCelsius} °C`);
        const total = gatewayIds.reduce((sum, id) => sum + w.gateways[id].sessions, 0);
        assert.ok(total >= 0 && total <= setting.licences + 1e-6);
        assert.ok(!JSON.stringify(w).includes("null"), "no NaN or Infinity anywhere");
      }
    }),
    { numRuns: 12 },
  );
});

test("the length of a step does not matter", () => {
  const [fine, coarse] = [world(), world()];
  for (const [w, dt] of [
    [fine, 0.5],
    [coarse, 5],
  ] as const) {
    run(w, 300, dark, dt);
    run(w, 1500, normal, dt);
  }
  for (const id of roomIds) close(coarse.rooms[id].airCelsius, fine.rooms[id].airCelsius, 0.35, id);
  close(coarse.chiller.waterCelsius, fine.chiller.waterCelsius, 0.4, "water");
  for (const id of upsIds) close(coarse.ups[id].battery.charge, fine.ups[id].battery.charge, 0.01, id);
  for (const id of meterIds) {
    const [a, b] = [coarse, fine].map((w) => w.meters[id].joules - morning.meters[id].joules);
    close((a ?? 0) / (b ?? 1), 1, 0.02, id);
  }
});

test("the same seed, instant and faults give the same site", () => {
  const [a, b] = [newWorld(setting, tuesday.getTime()), newWorld(setting, tuesday.getTime())];
  run(a, 200, dark);
  run(b, 200, dark);
  assert.deepEqual(a, b);
  assert.notDeepEqual(newWorld({ ...setting, seed: 2 }, tuesday.getTime()).it, newWorld(setting, tuesday.getTime()).it);
});

test("without the grid the generator takes over after 15 s, and the grid's meter stands still; a broken one leaves the batteries alone", () => {
  const w = world();
  const gone: Conditions = { ...normal, utility: false };
  run(w, 14, gone);
  assert.deepEqual([w.generator.running, w.ups["usv-a"].mode, w.ups["usv-b"].mode], [false, "battery", "battery"]);
  run(w, 60, gone);
  assert.deepEqual([w.generator.running, w.ups["usv-a"].mode, w.ups["usv-b"].mode], [true, "mains", "mains"]);
  assert.equal(w.meters["zaehler-netz"].watts, 0);
  assert.ok(w.ups["usv-a"].inputWatts > 20_000);
  run(w, 60, { ...gone, generatorBroken: true });
  assert.deepEqual([w.generator.running, w.ups["usv-a"].mode], [false, "battery"]);
  run(w, 60);
  assert.deepEqual([w.generator.running, w.ups["usv-a"].mode], [false, "mains"]);
  assert.ok(w.meters["zaehler-netz"].watts > 80_000);
});

test("a unit without water runs, blows and cools nothing; the other carries the room", () => {
  const w = world();
  run(w, 900, { ...normal, dryUnits: new Set(["klima-1"]) });
  const { "klima-1": dry, "klima-2": other } = w.units;
  assert.ok(dry.running && dry.valve > 0.3 && dry.heatWatts === 0);
  close(dry.supplyCelsius, dry.returnCelsius, 1e-9);
  assert.ok(other.heatWatts > 30_000 && w.rooms.rz1.airCelsius < 27, `${w.rooms.rz1.airCelsius} °C`);
});
