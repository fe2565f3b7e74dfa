import assert from "node:assert/strict";
import { test } from "node:test";
import { faultKinds, readOrder, type FaultOrder } from "../../lab/faults.ts";
import { meterIds } from "../../lab/physics/plan.ts";
import { Simulation, type Snapshot } from "../../lab/simulation.ts";
import { truth } from "../../lab/truth.ts";
import { setting, tuesday } from "./support.ts";

/** A clock that a test moves by hand, seconds. */
function clock() {
  let now = Date.parse("2026-11-23T20:00:00Z");
  return { now: () => now, pass: (seconds: number) => (now += seconds * 1000) };
}

function simulation(real = clock(), speed = 1): { simulation: Simulation; real: ReturnType<typeof clock> } {
  return { simulation: new Simulation(setting, real.now, { speed, labStart: tuesday.getTime() }), real };
}

function order(input: Record<string, string | number>): FaultOrder {
  const read = readOrder(input);
  assert.ok("fault" in read, JSON.stringify(read));
  return read;
}

const frozen = (snapshot: Snapshot): Snapshot => JSON.parse(JSON.stringify(snapshot)) as Snapshot;
const energies = (s: Simulation): number[] => Object.values(truth(s).energies_kwh);

test("lab time starts where it is told and runs as fast as it is told", () => {
  const { simulation: s, real } = simulation();
  assert.equal(s.now(), tuesday.getTime());
  real.pass(10);
  assert.equal(s.now() - tuesday.getTime(), 10_000);
  s.setClock(60);
  real.pass(10);
  s.advance();
  assert.equal(s.now() - tuesday.getTime(), 610_000);
  assert.equal(s.world.at, s.now());
  s.setClock(0);
  real.pass(100);
  assert.equal(s.now() - tuesday.getTime(), 610_000, "speed 0 stands still");
});

test("between two steps counters go on at the known rates, and the next step meets them exactly", () => {
  const { simulation: s, real } = simulation();
  const start = energies(s)[0] ?? 0;
  real.pass(0.5);
  const half = energies(s)[0] ?? 0;
  real.pass(0.499);
  const almost = energies(s)[0] ?? 0;
  real.pass(0.001);
  const whole = energies(s)[0] ?? 0;
  assert.ok(start < half && half < almost && almost < whole);
  assert.ok(Math.abs(whole - start - 2 * (half - start)) < 1e-6);
});

test("a fault shows within one second of lab time and ends by itself when it was given an end", () => {
  const { simulation: s, real } = simulation();
  const fault = s.add(order({ fault: "mains_failure", duration_seconds: 30 }));
  assert.equal(fault.target, "both");
  real.pass(1);
  assert.equal(truth(s).ups["usv-a"].mode, "battery");
  real.pass(28);
  assert.equal(truth(s).ups["usv-a"].mode, "battery");
  real.pass(15);
  assert.equal(truth(s).ups["usv-a"].mode, "mains");
  assert.deepEqual(s.faults, []);
});

test("faults end one by one or all at once", () => {
  const { simulation: s } = simulation();
  const a = s.add(order({ fault: "leak" }));
  s.add(order({ fault: "device_silent", target: "fw-tdjw" }));
  s.add(order({ fault: "device_slow", target: "fw-tdjw", delay_ms: 100 }));
  assert.equal(s.end(a.id), 1);
  assert.equal(s.end("f99"), 0);
  assert.equal(s.end(), 2);
  assert.equal(s.faults.length, 0);
});

test("after a restart the lab goes on in the same hour with the same faults, and no counter falls", () => {
  const { simulation: s, real } = simulation();
  s.add(order({ fault: "mains_failure", target: "a" }));
  real.pass(60);
  const saved = frozen(s.snapshot());
  real.pass(4);
  const killed = energies(s);
  const charge = truth(s).ups["usv-a"].charge_ratio;
  real.pass(1);
  const again = new Simulation(setting, real.now, { speed: 1, before: saved });
  assert.equal(again.now() - tuesday.getTime(), 65_000);
  assert.equal(again.starts, 2);
  assert.equal(truth(again).ups["usv-a"].mode, "battery");
  assert.ok(truth(again).ups["usv-a"].charge_ratio < charge);
  for (const [i, value] of energies(again).entries()) assert.ok(value >= (killed[i] ?? 0), "a meter fell back");
});

test("simulated again from the last snapshot, the time until the kill is the same to the last octet", () => {
  const { simulation: s, real } = simulation();
  real.pass(10);
  const saved = frozen(s.snapshot());
  real.pass(7);
  s.advance();
  const again = new Simulation(setting, real.now, { speed: 1, before: saved });
  assert.deepEqual(JSON.parse(JSON.stringify(again.world)), JSON.parse(JSON.stringify(s.world)));
});

test("a lab that ran fast and was away for weeks starts at once and has counted the time", () => {
  const { simulation: s, real } = simulation(clock(), 100);
  real.pass(100);
  const saved = frozen(s.snapshot());
  const before = energies(s);
  real.pass(21 * 86_400);
  const begun = process.cpuUsage();
  const again = new Simulation(setting, real.now, { speed: 1, before: saved });
  const used = process.cpuUsage(begun);
  assert.ok(used.user + used.system < 10e6, "less than 10 s of computing");
  assert.equal(again.now(), saved.clock.labAt + 21 * 86_400_000);
  for (const [i, value] of energies(again).entries()) {
    const grown = value - (before[i] ?? 0);
    assert.ok(grown > 21 * 24 * 5 && grown < 21 * 24 * 200, `${meterIds[i]} grew by ${grown} kWh`);
  }
});

test("setting the clock keeps uptimes and counters", () => {
  const { simulation: s } = simulation();
  const uptime = s.now() - (s.world.devices["router-1"]?.bootedAt ?? 0);
  const before = energies(s);
  s.setClock(1, Date.parse("2027-07-01T19:45:00+02:00"));
  s.advance();
  assert.equal(s.now() - (s.world.devices["router-1"]?.bootedAt ?? 0), uptime);
  assert.deepEqual(energies(s), before);
});

test("every fault is described in both languages, and its targets and parameters are read back", () => {
  assert.ok(faultKinds.length >= 14);
  for (const kind of faultKinds) {
    const texts: readonly Readonly<Record<"de" | "en", string>>[] = [kind.title, kind.effect];
    for (const words of texts) {
      assert.ok(words.de.length > 3 && words.en.length > 3 && words.de !== words.en, kind.fault);
    }
    const targets: readonly string[] = "targets" in kind ? kind.targets : [];
    for (const target of targets) assert.ok("fault" in readOrder({ fault: kind.fault, target }), `${kind.fault} ${target}`);
    const parameters = "parameters" in kind ? kind.parameters : [];
    for (const { name, min, max, default: usual } of parameters) {
      assert.ok(usual >= min && usual <= max, `${kind.fault} ${name}`);
      assert.ok(!("fault" in readOrder({ fault: kind.fault, [name]: max + 1 })), `${kind.fault} ${name} beyond its end`);
    }
    assert.ok(!("fault" in readOrder({ fault: kind.fault, target: "nirgends" })), kind.fault);
  }
});

test("a wrong order names everything that is wrong with it at once", () => {
  assert.deepEqual(readOrder({ fault: "vpn_surge", factor: "9", target: "vpn-1", duration_seconds: 0 }), [
    "target: vpn_surge has no such parameter, expected fault, duration_seconds, factor",
    'factor: found "9", expected a number from 1.5 to 8',
    "duration_seconds: found 0, expected a number from 1 to 10000000",
  ]);
  const [problem] = readOrder({ fault: "mainsfailure" }) as readonly string[];
  assert.match(problem ?? "", /closest is "mains_failure"$/);
  assert.deepEqual(readOrder({ fault: "vpn_surge", factor: "2,5" }), { fault: "vpn_surge", parameters: { factor: 2.5 } });
});
