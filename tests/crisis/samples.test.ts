import assert from "node:assert/strict";
import { test } from "node:test";
import { capacity, type CapacityInput } from "../../crisis/capacity.ts";
import { capacitySamples } from "../../crisis/samples.ts";
import { metricOf } from "../../site/metrics.ts";

const input: CapacityInput = {
  work: {
    workforce: 3000,
    sessions_per_person: 1,
    megabits_per_person: 0.9,
    usable_uplink_share: 0.85,
    gateways: ["vpn-1", "vpn-2"],
    licences: "shared",
    uplinks: [{ device: "router-1", interface: "Te0/0/0" }],
  },
  gateways: [
    { id: "vpn-1", presence: "answers", sessions: 900, sessionsLimit: 2500, licencesLimit: 3000 },
    { id: "vpn-2", presence: "answers", sessions: 1200, sessionsLimit: 2000, licencesLimit: 3000 },
  ],
  uplinks: [{ device: "router-1", interface: "Te0/0/0", state: "up", trafficBitsPerSecond: 1890e6, speedBitsPerSecond: 10e9 }],
};

/** `metric{label="value"}` → value, without the site label. */
function flat(of: CapacityInput): Record<string, number> {
  return Object.fromEntries(
    capacitySamples(capacity(of), "muster-rz").map(({ metric, labels, value }) => {
      const { site, ...others } = labels;
      assert.equal(site, "muster-rz");
      return [`${metric.replace("remote_work_", "")}${JSON.stringify(Object.values(others))}`, value];
    }),
  );
}

test("a capacity as samples: every figure once, in canonical metrics", () => {
  assert.deepEqual(flat(input), {
    "people[]": 2100,
    'used_people["vpn-1","sessions"]': 900,
    'headroom_people["vpn-1","sessions","all"]': 1600,
    'resource_available["vpn-1","sessions"]': 1,
    'used_people["vpn-2","sessions"]': 1200,
    'headroom_people["vpn-2","sessions","all"]': 800,
    'resource_available["vpn-2","sessions"]': 1,
    'used_people["licences","licences"]': 2100,
    'headroom_people["licences","licences","all"]': 900,
    'resource_available["licences","licences"]': 1,
    'used_people["router-1:Te0/0/0","uplink"]': 2100,
    'headroom_people["router-1:Te0/0/0","uplink","all"]': 7344,
    'resource_available["router-1:Te0/0/0","uplink"]': 1,
    'capacity_people["vpn-1","sessions","all"]': 2500,
    'binding["vpn-1","sessions","all"]': 0,
    'capacity_people["vpn-2","sessions","all"]': 2000,
    'binding["vpn-2","sessions","all"]': 0,
    'capacity_people["licences","licences","all"]': 3000,
    'binding["licences","licences","all"]': 1,
    'capacity_people["router-1:Te0/0/0","uplink","all"]': 9444,
    'binding["router-1:Te0/0/0","uplink","all"]': 0,
    'kind_capacity_people["sessions","all"]': 4500,
    'kind_headroom_people["sessions","all"]': 2400,
    'kind_capacity_people["licences","all"]': 3000,
    'kind_headroom_people["licences","all"]': 900,
    'kind_capacity_people["uplink","all"]': 9444,
    'kind_headroom_people["uplink","all"]': 7344,
    'total_capacity_people["all"]': 3000,
    'total_headroom_people["all"]': 900,
    'capacity_complete["all"]': 1,
    'binding["vpn-1","sessions","n_minus_1"]': 0,
    'capacity_people["vpn-2","sessions","n_minus_1"]': 2000,
    'binding["vpn-2","sessions","n_minus_1"]': 1,
    'capacity_people["licences","licences","n_minus_1"]': 3000,
    'binding["licences","licences","n_minus_1"]': 0,
    'capacity_people["router-1:Te0/0/0","uplink","n_minus_1"]': 9444,
    'binding["router-1:Te0/0/0","uplink","n_minus_1"]': 0,
    'kind_capacity_people["sessions","n_minus_1"]': 2000,
    'kind_headroom_people["sessions","n_minus_1"]': -100,
    'kind_capacity_people["licences","n_minus_1"]': 3000,
    'kind_headroom_people["licences","n_minus_1"]': 900,
    'kind_capacity_people["uplink","n_minus_1"]': 9444,
    'kind_headroom_people["uplink","n_minus_1"]': 7344,
    'total_capacity_people["n_minus_1"]': 2000,
    'total_headroom_people["n_minus_1"]': -100,
    'capacity_complete["n_minus_1"]': 1,
  });
});

test("every sample is in the vocabulary of site/metrics.ts, with its labels and `site`", () => {
  for (const { metric, labels } of capacitySamples(capacity(input), "muster-rz")) {
    const entry = metricOf(metric);
    assert.ok(entry !== undefined && entry.scopes.includes("service"), metric);
    assert.deepEqual(new Set(Object.keys(labels)), new Set(["site", ...entry.labels]), metric);
  }
});

test("what is unknown gives no sample, and says that the total is not complete", () => {
  const unseen = input.gateways.map(({ id }) => ({ id, presence: "unseen" as const }));
  const samples = flat({ ...input, gateways: unseen, uplinks: [] });
  assert.deepEqual(samples, {
    'resource_available["vpn-1","sessions"]': 0,
    'resource_available["vpn-2","sessions"]': 0,
    'capacity_complete["all"]': 0,
    'capacity_complete["n_minus_1"]': 0,
  });
});
