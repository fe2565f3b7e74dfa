import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { shortfalls } from "../captures/compare.ts";
import { capturesFolder, readCaptures } from "../captures/folder.ts";
import { runCaptures, type Run } from "../captures/run.ts";

const own = join(import.meta.dirname, "..", "devices");
const missing = (runs: readonly Run[]): string[] =>
  runs.flatMap(({ verdict, probe }) => [
    ...(probe.success ? [] : [`${verdict.capture}: ${probe.reason} ${probe.detail}`]),
    ...verdict.findings.map(({ what, text }) => `${verdict.capture}: ${what} ${text}`),
  ]);

test("devices written from MIBs are recognised, probed over SNMP and read without a fault", async () => {
  const captures = readCaptures(own) ?? [];
  assert.ok(captures.length >= 11, `only ${captures.length} devices found`);
  const runs = await runCaptures(own, captures);
  assert.deepEqual(missing(runs), []);
  assert.deepEqual(shortfalls(runs.map(({ verdict }) => verdict)), []);
});

test("UPS, cooling, meters and sensors are read by SNMPv1, where one missing object refuses the whole request", async () => {
  const wanted = [
    "ups/mge-on-battery",
    "ups/ups-mib-battery-bad",
    "ups/ups-mib-single-phase",
    "ups/xups-three-phase-probes",
    "cooling/inrow",
    "meter/apc-xats",
    "sensor/netbotz-smoke",
    "sensor/poseidon-inputs",
  ];
  const captures = (readCaptures(own) ?? []).filter(({ name }) => wanted.includes(name));
  assert.equal(captures.length, wanted.length);
  const runs = await runCaptures(own, captures, "1");
  assert.deepEqual(missing(runs), []);
});

test("recordings of real devices are read within the bars", async (context) => {
  const folder = capturesFolder();
  const wanted = [
    "ups/apc-smx750",
    "ups/riello-netman204",
    "cooling/apc-inrow-dx",
    "cooling/janitza-umg96",
    "vpn/cisco-asa5555",
    "network/cisco-wlc-cbw240",
  ];
  const captures = readCaptures(folder)?.filter(({ name }) => wanted.includes(name));
  if (captures === undefined) return context.skip(`NO RECORDINGS: there is no folder ${folder}; CAPTURES_DIR names one`);
  assert.equal(captures.length, wanted.length);
  const runs = await runCaptures(folder, captures);
  assert.deepEqual(shortfalls(runs.map(({ verdict }) => verdict)), [], missing(runs).join("\n"));
});

test("the comparison finds what is missing, misread and published though it is no value", async () => {
  const captures = (readCaptures(own) ?? []).filter(({ name }) => name === "ups/ups-mib-single-phase");
  const [run] = await runCaptures(own, captures);
  assert.ok(run !== undefined && captures[0] !== undefined);
  const { compare } = await import("../captures/compare.ts");
  const without = run.probe.samples.filter(({ metric }) => metric !== "ups_output_voltage_volts");
  const wrong = [...without, { metric: "ups_battery_runtime_seconds", labels: {}, value: 65_535 * 60 }];
  const verdict = compare(captures[0], wrong);
  assert.deepEqual(
    verdict.findings.map(({ what }) => what),
    ["missing", "sentinel"],
  );
  assert.equal(shortfalls([verdict]).length, 2);
});
