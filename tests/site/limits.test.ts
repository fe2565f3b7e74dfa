import assert from "node:assert/strict";
import { test } from "node:test";
import { deviceLimits as limitsSchema, siteSchema, type Device, type Site } from "../../site/inventory.ts";
import { deviceLimits, identityLabels, siteLimits } from "../../site/limits.ts";
import { metricOf } from "../../site/metrics.ts";
import { base, read } from "./base.ts";

function siteOf(text: string): Site {
  const result = read(text);
  assert.ok("site" in result, JSON.stringify(result.problems));
  return result.site;
}
const site = siteOf(base);

function device(more: Partial<Device>): Device {
  const [first] = site.devices;
  assert.ok(first !== undefined);
  return { ...first, feeds: [], uplinks: [], room: undefined, ...more };
}

const values = (one: Device, of: Site = site): Record<string, number> =>
  Object.fromEntries(
    deviceLimits(of, one).map(({ metric, labels, value }) => [[metric, ...Object.values(labels)].join(" "), value]),
  );

test("a UPS has its limits from itself, else from the site", () => {
  assert.deepEqual(values(device({ class: "ups", limits: { ups_load_ratio: 0.8 } })), {
    ups_battery_runtime_limit_seconds: 600,
    ups_battery_temperature_limit_celsius: 27,
    ups_battery_hot_limit_celsius: 35,
    ups_load_limit_ratio: 0.8,
  });
});

test("the inlet's limits come from the device, else from its room, else from the site", () => {
  const rooms = [{ id: "rz1", name: "Raum 1", limits: { inlet_recommended_celsius: 25, inlet_allowable_celsius: 30 } }];
  const sensor = device({ class: "sensor", room: "rz1", limits: { inlet_recommended_celsius: 24 } });
  assert.deepEqual(values(sensor, { ...site, rooms }), {
    "air_temperature_limit_celsius recommended": 24,
    "air_temperature_limit_celsius allowable": 30,
  });
  assert.deepEqual(values(sensor), {
    "air_temperature_limit_celsius recommended": 24,
    "air_temperature_limit_celsius allowable": 32,
  });
});

test("a power strip with a sensor at a rack's inlet has the inlet's limits, one without has none", () => {
  const strip = device({ class: "meter", positions: { "Sensor 1": "rack_inlet" } });
  assert.deepEqual(Object.keys(values(strip)), [
    "air_temperature_limit_celsius recommended",
    "air_temperature_limit_celsius allowable",
  ]);
  assert.deepEqual(values(device({ class: "meter", positions: { "Sensor 1": "room" } })), {});
});

test("a gateway's own limits are marked as the inventory's, so that they never collide with the device's", () => {
  assert.deepEqual(values(device({ class: "vpn", limits: { vpn_sessions: 500, vpn_licences: 400 } })), {
    "vpn_sessions_limit total inventory": 500,
    "vpn_licences_limit inventory": 400,
  });
});

test("the pool of addresses is a limit of sessions too, and what contacts mean and which rack a strip feeds are facts beside the values", () => {
  assert.deepEqual(values(device({ class: "vpn", limits: { vpn_addresses: 510 } })), {
    "vpn_sessions_limit total pool": 510,
    vpn_address_pool_size: 510,
  });
  assert.deepEqual(values(device({ class: "meter", rack: "r07", limits: { current_amperes: 32 } })), {
    "power_rack r07": 1,
    "power_current_limit_amperes inlet": 32,
  });
  const contacts = { "Input 1": { means: "generator_running", when: "closed" } } as const;
  assert.deepEqual(values(device({ class: "ups", contacts }))["contact_meaning Input 1 generator_running closed"], 1);
});

test("a peak at the grid and the generator's reserve are limits of the site where the file names them", () => {
  const facts = {
    owner: "Stadt",
    operator: "Betrieb",
    postcode: "04109",
    building_area_m2: 500,
    commissioned: "2015-01-01",
    non_redundant_kw: 200,
    contracted_kw: 120,
    it_nominal_kw: 150,
    it_installed_kw: 100,
    public_body: true,
    third_parties: false,
    certified_management_system: false,
  };
  const energy = siteSchema.shape.energy.parse({ generator: { diesel_l_per_kwh: 0.25, reserve_l: 100 }, facts });
  const rich = { ...site, energy };
  const found = new Map(siteLimits(rich).map(({ metric, value }) => [metric, value]));
  assert.equal(found.get("energy_grid_power_limit_watts"), 120_000);
  assert.equal(found.get("generator_reserve_energy_joules"), 1.44e9);
});

test("every uplink is named, with the load that saturates it", () => {
  assert.deepEqual(values(device({ class: "network", uplinks: ["wan1", "wan2"], limits: { uplink_load_ratio: 0.7 } })), {
    "interface_uplink wan1": 1,
    "interface_load_limit_ratio wan1": 0.7,
    "interface_uplink wan2": 1,
    "interface_load_limit_ratio wan2": 0.7,
  });
});

test("every limit that the inventory knows reaches a metric, and every metric is canonical with its labels", () => {
  const every = {
    ups_battery_runtime_seconds: 1001,
    ups_battery_temperature_celsius: 21,
    ups_battery_hot_celsius: 25,
    ups_load_ratio: 0.31,
    water_supply_celsius: 22,
    inlet_recommended_celsius: 23,
    inlet_allowable_celsius: 24,
    vpn_sessions: 1002,
    vpn_licences: 1003,
    vpn_addresses: 1004,
    current_amperes: 26,
    uplink_load_ratio: 0.32,
  };
  assert.deepEqual(Object.keys(every).sort(), Object.keys(limitsSchema.shape).sort());
  const seen = new Set<number>();
  for (const kind of ["ups", "cooling", "sensor", "meter", "vpn", "network"] as const) {
    for (const { metric, labels, value } of deviceLimits(site, device({ class: kind, uplinks: ["wan"], limits: every }))) {
      seen.add(value);
      const entry = metricOf(metric);
      assert.ok(entry !== undefined, metric);
      assert.ok(entry.scopes.includes(kind) || entry.scopes.includes("all"), `${metric} of ${kind}`);
      for (const label of Object.keys(labels)) assert.ok(entry.labels.includes(label), `${metric}{${label}}`);
    }
  }
  for (const [key, value] of Object.entries(every)) assert.ok(seen.has(value), `${key} reaches no metric`);
});

test("the site's own limits: PUE, cooling units by room, workforce", () => {
  assert.deepEqual(siteLimits(site), [
    { metric: "energy_pue_limit_ratio", labels: { site: "muster" }, value: 1.5 },
    { metric: "air_dew_point_limit_celsius", labels: { site: "muster" }, value: 15 },
    { metric: "cooling_units_needed", labels: { site: "muster", room: "rz1" }, value: 1 },
    { metric: "remote_work_workforce_people", labels: { site: "muster" }, value: 300 },
  ]);
});

test("identity labels name what is known, and nothing empty", () => {
  assert.deepEqual(identityLabels(site, device({ id: "usv-a", class: "ups", room: "rz1" })), {
    device: "usv-a",
    class: "ups",
    site: "muster",
    room: "rz1",
  });
});
