import assert from "node:assert/strict";
import { test } from "node:test";
import {
  batteryVolts,
  believedCharge,
  displayedRuntime,
  runtimeSeconds,
  stepBattery,
  type Battery,
} from "../../lab/physics/battery.ts";
import { lossWatts, upsRating } from "../../lab/physics/ups.ts";

const { battery: rating } = upsRating;
const full = (): Battery => ({ charge: 1, celsius: 21, watts: 0 });

function close(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected} ± ${tolerance}`);
}

test("a new battery lasts ten minutes at full load and more than twice as long at half", () => {
  assert.equal(runtimeSeconds(rating, 1, 1, 100_000), 600);
  close(runtimeSeconds(rating, 1, 1, 50_000), 600 * 2 ** 1.18, 1e-9);
  assert.equal(runtimeSeconds(rating, 1, 1, 0), Infinity);
});

test("discharging takes as long as the runtime says", () => {
  const battery = full();
  let seconds = 0;
  while (battery.charge > 0) {
    stepBattery(battery, rating, 1, 40_000, false, 21, 1);
    seconds += 1;
  }
  close(seconds, runtimeSeconds(rating, 1, 1, 40_000), 1);
});

test("a battery charges full within hours and takes no more than its charger gives", () => {
  const battery: Battery = { charge: 0.2, celsius: 21, watts: 0 };
  let joules = 0;
  let seconds = 0;
  while (battery.charge < 1 && seconds < 20 * 3600) {
    const { chargerWatts } = stepBattery(battery, rating, 1, 0, true, 21, 5);
    assert.ok(chargerWatts <= rating.chargerWatts);
    joules += chargerWatts * 5;
    seconds += 5;
  }
  assert.equal(battery.charge, 1);
  close(joules, (0.8 * rating.runtimeSeconds * rating.ratedWatts) / 0.9, 1e5);
  assert.ok(seconds > 3600 && seconds < 5 * 3600, `${seconds} s`);
});

test("the UPS believes the truth of a healthy battery and lies about an old one until the voltage breaks down", () => {
  for (const charge of [1, 0.6, 0.3, 0.1]) {
    close(believedCharge(charge, 1), charge, 1e-12);
    close(displayedRuntime(rating, charge, 1, 40_000), runtimeSeconds(rating, charge, 1, 40_000), 1e-6);
  }
  const truth = runtimeSeconds(rating, 0.5, 0.35, 40_000);
  assert.ok(displayedRuntime(rating, 0.5, 0.35, 40_000) > 4 * truth);
  assert.equal(displayedRuntime(rating, 0, 0.35, 40_000), 0);
  let last = Infinity;
  for (let charge = 1; charge >= 0; charge -= 0.01) {
    const shown = displayedRuntime(rating, charge, 0.35, 40_000);
    assert.ok(shown <= last + 1e-9, "what is shown never rises while discharging");
    last = shown;
  }
});

test("the voltage sags under load, more so in an old battery, and falls as the charge does", () => {
  const at = (charge: number, watts: number, health = 1): number => batteryVolts(rating, { charge, celsius: 21, watts }, health);
  assert.ok(at(1, 0) > 540 && at(1, 0) < 550, "2.27 V a cell on float");
  assert.ok(at(1, 40_000) < at(1, 0));
  assert.ok(at(0.5, 40_000) < at(1, 40_000));
  assert.ok(at(0.5, 40_000, 0.35) < at(0.5, 40_000));
  assert.ok(at(0.01, 40_000) < 460);
});

test("losses are those of an online UPS of this size", () => {
  const efficiency = (watts: number): number => watts / (watts + lossWatts(upsRating, watts));
  close(efficiency(40_000), 0.948, 0.004);
  close(efficiency(100_000), 0.954, 0.004);
  assert.ok(efficiency(10_000) < 0.9, "and poor when idle");
});
