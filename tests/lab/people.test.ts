import assert from "node:assert/strict";
import { test } from "node:test";
import { localTime, officePresence, outdoorCelsius, performanceActivity, performs } from "../../lab/physics/curves.ts";
import { normal, type Conditions } from "../../lab/physics/conditions.ts";
import { newWorld } from "../../lab/physics/start.ts";
import { step, type World } from "../../lab/physics/world.ts";
import { setting, tuesday } from "./support.ts";

const berlin = (text: string) => localTime(Date.parse(text), "Europe/Berlin");
const morning = newWorld(setting, tuesday.getTime());

function after(seconds: number, conditions: Conditions, from: World = morning): World {
  const w = structuredClone(from);
  for (let i = 0; i < seconds; i++) step(w, setting, conditions, 1);
  return w;
}

const sessions = (w: World): number => w.gateways["vpn-1"].sessions + w.gateways["vpn-2"].sessions;
const uplink = (w: World, id: string) => {
  const port = w.ports[id]?.[0];
  assert.ok(port !== undefined);
  return port;
};

test("local time follows the clock changes of Berlin", () => {
  assert.equal(berlin("2026-03-29T00:59:59Z").hour.toFixed(2), "2.00");
  assert.equal(berlin("2026-03-29T01:00:00Z").hour, 3);
  assert.equal(berlin("2026-10-25T01:00:00Z").hour, 2);
  assert.equal(berlin("2026-11-24T09:00:00Z").weekday, 2);
  assert.equal(berlin("2026-11-22T23:30:00Z").weekday, 1, "half past midnight on Monday");
});

test("people work by day and on weekdays, and hardly at night or on Sunday", () => {
  assert.ok(officePresence(berlin("2026-11-24T10:00:00+01:00")) > 0.95);
  assert.ok(officePresence(berlin("2026-11-24T03:00:00+01:00")) < 0.05);
  assert.ok(officePresence(berlin("2026-11-22T10:00:00+01:00")) < 0.1);
  assert.ok(officePresence(berlin("2026-11-27T15:30:00+01:00")) < officePresence(berlin("2026-11-26T15:30:00+01:00")));
});

test("houses play on many evenings, not in the summer break, and are quiet in the afternoon", () => {
  const evenings = Array.from({ length: 28 }, (_, i) =>
    localTime(Date.parse("2026-11-02T19:20:00+01:00") + i * 86_400_000, "Europe/Berlin"),
  );
  const played = evenings.filter((time) => performs(1, "oper", time)).length;
  assert.ok(played > 8 && played < 26, `${played} of 28 evenings`);
  assert.equal(performs(1, "oper", berlin("2026-07-31T19:30:00+02:00")), false);
  for (const time of evenings) assert.equal(performanceActivity(1, "oper", { ...time, hour: 14 }), 0);
  assert.ok(evenings.some((time) => performanceActivity(1, "oper", time) > 0.8));
});

test("it is cold in winter, warm in summer, and warmest in the afternoon", () => {
  const mean = (day: string): number => {
    let sum = 0;
    for (let hour = 0; hour < 24; hour++) {
      const at = Date.parse(`${day}T00:00:00Z`) + hour * 3_600_000;
      sum += outdoorCelsius(1, at, localTime(at, "Europe/Berlin"));
    }
    return sum / 24;
  };
  assert.ok(mean("2026-01-15") < 6 && mean("2026-07-15") > 14);
});

test("a gateway that is lost loses all its sessions; its people come in through the other one", () => {
  const lost: Conditions = { ...normal, lostGateways: new Set(["vpn-1"]) };
  const at1 = after(2, lost);
  assert.equal(at1.gateways["vpn-1"].sessions, 0);
  assert.ok(at1.remote.waiting > 400);
  const at300 = after(300, lost);
  assert.ok(at300.gateways["vpn-2"].sessions > 0.97 * sessions(morning));
  assert.ok(at300.gateways["vpn-2"].sessions - at1.gateways["vpn-2"].sessions <= 15 * 300, "no faster than it can log in");
});

test("a surge fills the licences, whatever the hour, and then refuses", () => {
  const night = newWorld(setting, Date.parse("2026-11-24T03:00:00+01:00"));
  const full = after(600, { ...normal, surge: 8 }, night);
  assert.ok(Math.abs(sessions(full) - setting.licences) < 10, `${sessions(full)} sessions`);
  assert.ok(full.remote.waiting > 1000);
  assert.ok(full.gateways["vpn-1"].refused > night.gateways["vpn-1"].refused + 100);
  const one = after(600, { ...normal, surge: 8, lostGateways: new Set(["vpn-2"]) }, night);
  assert.ok(one.gateways["vpn-1"].sessions <= 2300, "one address for each session");
  assert.ok(one.gateways["vpn-1"].sessions > 2295);
});

test("fewer licences cut those who are in", () => {
  const w = after(60, { ...normal, licences: 300 });
  assert.ok(sessions(w) <= 300 && sessions(w) > 290);
});

test("both uplinks share the traffic; one alone carries all and drops what does not fit", () => {
  const both = uplink(morning, "router-1").outRate + uplink(morning, "router-2").outRate;
  const down: Conditions = { ...normal, uplinksDown: new Set(["router-1"]) };
  const one = after(5, down);
  assert.deepEqual([uplink(one, "router-1").up, uplink(one, "router-1").outRate], [false, 0]);
  assert.ok(Math.abs(uplink(one, "router-2").outRate / both - 1) < 0.1);
  assert.ok(sessions(one) > 0.95 * sessions(morning), "nobody is thrown out");
  const crowded = after(900, { ...down, surge: 8 });
  assert.ok(Math.abs(uplink(crowded, "router-2").outRate * 8 - 2e9) < 1e6, "the line is full");
  assert.ok(uplink(crowded, "router-2").drops > 0);
});

test("with both uplinks gone nobody is in; sessions come back within minutes", () => {
  const cut = after(10, { ...normal, uplinksDown: new Set(["router-1", "router-2"]) });
  assert.equal(sessions(cut), 0);
  assert.ok(sessions(after(300, normal, cut)) > 0.95 * sessions(morning));
});

test("what a house sends and receives goes through its switches, its firewall and the core", () => {
  const rate = (w: World, id: string, at: number): number => w.ports[id]?.[at]?.inRate ?? NaN;
  const wan = (w: World): number => rate(w, "fw-oper", 1);
  const uplinks = (w: World): number =>
    [1, 2].reduce((sum, n) => sum + Math.max(...(w.ports[`sw-oper-${n}`] ?? []).map((p) => p.inRate)), 0);
  assert.ok(Math.abs(wan(morning) / uplinks(morning) - 1) < 1e-9);
  const half = after(2, { ...normal, downSwitches: new Set(["sw-oper-2"]) });
  assert.ok(wan(half) < wan(morning));
  assert.equal(half.devices["sw-oper-2"]?.alive, false);
  const cut = after(2, { ...normal, uplinksDown: new Set(["fw-oper"]) });
  assert.equal(wan(cut), 0);
});
