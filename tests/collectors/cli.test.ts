import assert from "node:assert/strict";
import { test } from "node:test";
import { metricList, probeTable } from "../../collectors/cli.ts";
import type { ProbeResult } from "../../collectors/prober.ts";
import { metrics } from "../../site/metrics.ts";

const result: ProbeResult = {
  success: true,
  profiles: ["rfc1628", "if-mib"],
  tookSeconds: 0.034,
  at: new Date(0),
  writeTo: () => undefined,
  text: "",
  samples: [
    { metric: "probe_success", labels: {}, value: 1 },
    { metric: "ups_power_source", labels: { state: "mains" }, value: 0 },
    { metric: "ups_power_source", labels: { state: "battery" }, value: 1 },
    { metric: "ups_battery_runtime_seconds", labels: {}, value: 8100 },
    { metric: "ups_battery_charge_ratio", labels: {}, value: 0.762 },
    { metric: "ups_output_voltage_volts", labels: { phase: "L1" }, value: 230.4 },
    { metric: "power_energy_joules_total", labels: { scope: "inlet" }, value: 3_600_000 * 1234.5 },
    { metric: "device_info", labels: { vendor: "Musterwerk", model: "USV 10" }, value: 1 },
  ],
};

test("a probe reads as a German table: states by name, percent, decimal comma, durations", () => {
  const table = probeTable(result, "de");
  for (const row of [
    /^Das Gerät antwortet \(0,03 s\)\. Profile: rfc1628, if-mib$/m,
    /^ups_power_source\s+battery$/m,
    /^ups_battery_runtime_seconds\s+2 h 15 min$/m,
    /^ups_battery_charge_ratio\s+76,2\s%$/m,
    /^ups_output_voltage_volts\s+phase=L1\s+230,4 V$/m,
    /^power_energy_joules_total\s+scope=inlet\s+1\.234,5 kWh$/m,
    /^device_info\s+vendor=Musterwerk · model=USV 10$/m,
  ]) {
    assert.match(table, row);
  }
  assert.doesNotMatch(table, /mains|probe_success/);
  assert.match(probeTable(result, "en"), /230\.4 V/);
});

test("a failed probe says in a sentence what is wrong", () => {
  const failed: ProbeResult = {
    success: false,
    reason: "authentication",
    detail: "wrong digest",
    profiles: [],
    samples: [],
    writeTo: () => undefined,
    text: "",
    tookSeconds: 1,
    at: new Date(0),
  };
  assert.match(probeTable(failed, "de"), /Die Anmeldung am Gerät ist gescheitert/);
});

test("the list of metrics names each with help, type, unit, labels, class and the quantities it answers", () => {
  const list = metricList();
  assert.equal(list.length, Object.keys(metrics).length);
  const charge = list.find(({ name }) => name === "ups_battery_charge_ratio");
  assert.deepEqual(charge, {
    name: "ups_battery_charge_ratio",
    help: "Remaining charge",
    type: "gauge",
    unit: "ratio",
    labels: [],
    class: ["ups"],
    quantities: [{ quantity: "ups.battery.charge", factor: 100 }],
  });
  const source = list.find(({ name }) => name === "ups_power_source");
  assert.deepEqual(source?.labels, ["state"]);
  assert.ok(source.quantities[0]?.words?.some(({ pattern, means }) => means[0] === "mains" && pattern.includes("online")));
});
