import assert from "node:assert/strict";
import { test } from "node:test";
import {
  above,
  all,
  any,
  asText,
  below,
  cases,
  column,
  count,
  difference,
  either,
  first,
  fixed,
  flags,
  greatest,
  index,
  indexIs,
  indexMatches,
  indexText,
  info,
  is,
  joinedText,
  least,
  listed,
  mac,
  matches,
  neighbour,
  not,
  once,
  present,
  product,
  profile,
  quotient,
  scalar,
  state,
  stateColumn,
  sum,
  text,
  value,
  via,
  withParts,
  type NumericRead,
  type Profile,
  type ProfileSpec,
} from "../../collectors/profile.ts";
import { layoutOf } from "../../collectors/layout.ts";
import { needsOf } from "../../collectors/plan.ts";
import { answersOf, type Raw } from "../../collectors/raw.ts";
import { readLayout, samplesOf, Template } from "../../collectors/samples.ts";
import { deviceClasses, type DeviceClass } from "../../site/metrics.ts";

const oid = "1.3.6.1.4.1.99999";
type Value = number | string | Uint8Array | undefined;

/** Answers by the last parts of their instances; texts become octets, as agents send them. */
const answers = (records: Readonly<Record<string, Value>>) =>
  answersOf(
    Object.entries(records).map(([rest, raw]): [string, Raw | undefined] => [
      `${oid}.${rest}`,
      typeof raw === "string" ? Buffer.from(raw, "utf8") : raw,
    ]),
  );

const family = (reads: ProfileSpec<DeviceClass>["reads"], more: Partial<ProfileSpec<DeviceClass>> = {}): Profile =>
  profile({
    id: "probe",
    vendor: "Prüfwerk",
    of: deviceClasses,
    source: "a test",
    evidence: "mib",
    recognises: [],
    reads,
    lacks: {},
    ...more,
  });

/** `metric{labels} value` of every sample; of state sets only the state that holds. */
const lines = (profiles: Profile | readonly Profile[], records: Readonly<Record<string, Value>>): string[] =>
  samplesOf(Array.isArray(profiles) ? (profiles as readonly Profile[]) : [profiles as Profile], answers(records))
    .filter(({ labels, value: number }) => labels["state"] === undefined || number === 1)
    .map(({ metric, labels, value: number }) => {
      const shown = Object.entries(labels).map(([name, label]) => `${name}=${label}`);
      return `${metric}{${shown.join(",")}} ${number}`;
    });

test("a scale turns raw values into base units without binary dust", () => {
  const reads = {
    ups_output_voltage_volts: value(`${oid}.1.0`, { scale: 0.1 }),
    ups_battery_runtime_seconds: value(`${oid}.2.0`, { scale: 60 }),
  };
  assert.deepEqual(lines(family(reads), { "1.0": 2461, "2.0": 9 }), [
    "ups_output_voltage_volts{} 246.1",
    "ups_battery_runtime_seconds{} 540",
  ]);
});

test("the largest numbers of the integer types and -1 are nothing, unless the value may be -1 or is a counter", () => {
  const metric = (raw: number, options = {}) =>
    lines(family({ ups_battery_current_amperes: value(`${oid}.1.0`, options) }), { "1.0": raw }).length;
  for (const sentinel of [-1, 2_147_483_647, -2_147_483_648, 4_294_967_295]) assert.equal(metric(sentinel), 0, String(sentinel));
  assert.equal(metric(-1, { signed: true }), 1);
  assert.equal(metric(9999, { absent: [9999] }), 0);
  assert.equal(metric(0, { zeroIsAbsent: true }), 0);
  assert.equal(metric(0), 1);
  const counter = family({ interface_octets_total: column(`${oid}.3`, { labels: { interface: index() } }) }, { absent: [65535] });
  assert.deepEqual(lines(counter, { "3.1": 4_294_967_295, "3.2": 65535 }), [
    "interface_octets_total{interface=1} 4294967295",
    "interface_octets_total{interface=2} 65535",
  ]);
  assert.deepEqual(lines(counter, { "3.1": -1, "3.2": 7 }), ["interface_octets_total{interface=2} 7"]);
});

test("energies are counters whose largest numbers mean that nothing is counted", () => {
  const meter = family({ power_energy_joules_total: column(`${oid}.3`, { labels: { scope: index() }, scale: 3600 }) });
  assert.deepEqual(lines(meter, { "3.1": -1, "3.2": 4_294_967_295, "3.3": 2_147_483_647, "3.4": 2 }), [
    "power_energy_joules_total{scope=4} 7200",
  ]);
});

test("sentinels of a family hold for all its gauges", () => {
  const reads = {
    ups_battery_temperature_celsius: value(`${oid}.1.0`),
    ups_battery_charge_ratio: value(`${oid}.2.0`, { scale: 0.01 }),
  };
  assert.deepEqual(lines(family(reads, { absent: [65535] }), { "1.0": 65535, "2.0": 98 }), ["ups_battery_charge_ratio{} 0.98"]);
});

test("NULL and missing instances give no series and do not stop the table", () => {
  const reads = { air_temperature_celsius: column(`${oid}.3`, { labels: { sensor: index() } }) };
  assert.deepEqual(lines(family(reads), { "3.1": 21, "3.2": undefined, "3.3": 23 }), [
    "air_temperature_celsius{sensor=1} 21",
    "air_temperature_celsius{sensor=3} 23",
  ]);
});

test("rows of phases that do not exist are left out, an outage on a real phase is not", () => {
  const rows = { labels: { phase: asText(-1, {}, "L") }, phantom: { lines: `${oid}.1.0`, voltage: `${oid}.3` } };
  const ups = family({ ups_input_voltage_volts: column(`${oid}.3`, { rows }) });
  assert.deepEqual(lines(ups, { "1.0": 1, "3.1": 230, "3.2": 230, "3.3": 230 }), ["ups_input_voltage_volts{phase=L1} 230"]);
  assert.deepEqual(lines(ups, { "3.1": 230, "3.2": 0, "3.3": 0 }), ["ups_input_voltage_volts{phase=L1} 230"]);
  // All phases dead: the mains are gone, and that is what must be seen.
  assert.equal(lines(ups, { "1.0": 3, "3.1": 0, "3.2": 0, "3.3": 0 }).length, 3);
});

test("unit and divisor are read from sibling columns, Fahrenheit twins are left out or converted", () => {
  const sensors = (units: Readonly<Record<string, number | "fahrenheit">>) =>
    family({
      air_temperature_celsius: column(`${oid}.3`, {
        divisor: `${oid}.5`,
        unit: { at: `${oid}.4`, is: units },
        labels: { sensor: text(`${oid}.2`) },
      }),
    });
  const twins = { "2.1": "Zuluft", "2.2": "Zuluft", "3.1": 205, "3.2": 689, "4.1": "C", "4.2": "F", "5.1": 10, "5.2": 10 };
  assert.deepEqual(lines(sensors({ C: 1 }), twins), ["air_temperature_celsius{sensor=Zuluft} 20.5"]);
  assert.deepEqual(lines(sensors({ F: "fahrenheit" }), { "2.2": "Zuluft", "3.2": 689, "4.2": "F", "5.2": 10 }), [
    "air_temperature_celsius{sensor=Zuluft} 20.5",
  ]);
});

test("digits, powers of ten, SI scales and Rittal's signed factor mean what their MIBs say", () => {
  const meter = (options: object) =>
    family({ power_current_amperes: column(`${oid}.3`, { ...options, labels: { outlet: index() } }) });
  assert.deepEqual(lines(meter({ digits: `${oid}.4` }), { "3.1": 7467, "4.1": 3 }), ["power_current_amperes{outlet=1} 7.467"]);
  assert.deepEqual(lines(meter({ siScale: `${oid}.4`, digits: `${oid}.5` }), { "3.1": 61, "4.1": 8, "5.1": 1 }), [
    "power_current_amperes{outlet=1} 0.0061",
  ]);
  assert.deepEqual(lines(meter({ exponent: `${oid}.4` }), { "3.1": 23424, "4.1": -2, "3.2": 5, "4.2": 1 }), [
    "power_current_amperes{outlet=1} 234.24",
    "power_current_amperes{outlet=2} 50",
  ]);
  const signed = { "3.1": 2360, "4.1": -100, "3.2": 5, "4.2": 10, "3.3": 7, "4.3": 0 };
  assert.deepEqual(lines(meter({ signedFactor: `${oid}.4` }), signed), [
    "power_current_amperes{outlet=1} 23.6",
    "power_current_amperes{outlet=2} 50",
    "power_current_amperes{outlet=3} 7",
  ]);
});

test("numbers in texts are read with comma or point and unit; other texts are nothing", () => {
  const reads = { vpn_licences_limit: value(`${oid}.1.0`), vpn_users: value(`${oid}.2.0`, { pattern: /used (\d+)/ }) };
  assert.deepEqual(lines(family(reads), { "1.0": "125 Users", "2.0": "total 500, used 12" }), [
    "vpn_licences_limit{} 125",
    "vpn_users{} 12",
  ]);
  const temperature = family({ device_temperature_celsius: value(`${oid}.1.0`) });
  assert.deepEqual(lines(temperature, { "1.0": "22,5 °C" }), ["device_temperature_celsius{} 22.5"]);
  for (const wrong of ["", "N/A", "07/29/2023 23:06:13", "1.2.3", "10.0.0.1", "12:30"]) {
    assert.deepEqual(lines(temperature, { "1.0": wrong }), [], wrong);
  }
});

test("implausible values are absent, and 2360 V are 236.0 V", () => {
  const reads = {
    ups_input_voltage_volts: value(`${oid}.1.0`, { tenthsAbove: 1000 }),
    ups_battery_charge_ratio: value(`${oid}.2.0`, { scale: 0.01, between: [0, 1] }),
  };
  assert.deepEqual(lines(family(reads), { "1.0": 2360, "2.0": 250 }), ["ups_input_voltage_volts{} 236"]);
});

test("rows are chosen by the name that is their index", () => {
  const name = (word: string) => [word.length, ...Buffer.from(word)].join(".");
  const fans = family({
    device_fan_speed_rpm: column(`${oid}.2`, { labels: { unit: indexText(0) }, where: indexMatches(/fan/i) }),
  });
  assert.deepEqual(lines(fans, { [`2.${name("CPUFan0")}`]: 7800, [`2.${name("CPUTemp")}`]: 54 }), [
    "device_fan_speed_rpm{unit=CPUFan0} 7800",
  ]);
});

test("milliwatts become dBm, and no light is no value", () => {
  const power = family({
    optics_power_dbm: column(`${oid}.1`, { scale: 0.001, milliwatts: true, labels: { interface: index() } }),
  });
  assert.deepEqual(lines(power, { "1.1": 1000, "1.2": 100, "1.3": 0 }), [
    "optics_power_dbm{interface=1} 0",
    "optics_power_dbm{interface=2} -10",
  ]);
});

test("codes become states, unknown codes become unknown, and a missing code no state at all", () => {
  const source = family({ ups_power_source: state(`${oid}.1.0`, { 3: "mains", 5: "battery" }) });
  assert.deepEqual(lines(source, { "1.0": 5 }), ["ups_power_source{state=battery} 1"]);
  assert.deepEqual(lines(source, { "1.0": 77 }), ["ups_power_source{state=unknown} 1"]);
  assert.deepEqual(lines(source, {}), []);
  const all = samplesOf([source], answers({ "1.0": 3 }));
  assert.equal(all.length, 8, "every state has its series");
  assert.equal(
    all.reduce((sum, sample) => sum + sample.value, 0),
    1,
  );
});

test("texts are states too, whatever their case", () => {
  const unit = family({
    cooling_unit_state: stateColumn(
      `${oid}.3`,
      { active: "running", standby: "standby" },
      { labels: { unit: text(`${oid}.2`) } },
    ),
  });
  assert.deepEqual(lines(unit, { "2.1": "Gerät 1", "3.1": "Active", "2.2": "Gerät 2", "3.2": "STANDBY" }), [
    "cooling_unit_state{unit=Gerät 1,state=running} 1",
    "cooling_unit_state{unit=Gerät 2,state=standby} 1",
  ]);
});

test("a state can be decided by several objects, row by row", () => {
  const unit = family({
    cooling_unit_state: cases(
      [
        [is(`${oid}.4`, 1), "fault"],
        [all(is(`${oid}.3`, 1), not(is(`${oid}.5`, 0))), "running"],
        [present(`${oid}.3`), "off"],
      ],
      {
        per: `${oid}.3`,
        labels: { unit: index() },
      },
    ),
  });
  assert.deepEqual(lines(unit, { "3.1": 1, "4.1": 0, "5.1": 1, "3.2": 1, "4.2": 1, "3.3": 0, "4.3": 0, "3.4": 1, "5.4": 0 }), [
    "cooling_unit_state{unit=1,state=running} 1",
    "cooling_unit_state{unit=2,state=fault} 1",
    "cooling_unit_state{unit=3,state=off} 1",
    "cooling_unit_state{unit=4,state=off} 1",
  ]);
});

test("a lost probe keeps its last reading in the agent, but has no value here", () => {
  const probes = family({
    air_temperature_celsius: column(`${oid}.3`, { labels: { sensor: index() }, where: is(`${oid}.4`, 1) }),
  });
  assert.deepEqual(lines(probes, { "3.1": 21, "4.1": 1, "3.2": 27, "4.2": 2, "3.3": 22 }), [
    "air_temperature_celsius{sensor=1} 21",
  ]);
});

test("the better source goes first, the poorer one steps in, and is not even asked for when the better one is good", () => {
  const ups = family({ ups_output_voltage_volts: first(value(`${oid}.1.0`, { scale: 0.1 }), value(`${oid}.2.0`)) });
  assert.deepEqual(lines(ups, { "1.0": 2302, "2.0": 230 }), ["ups_output_voltage_volts{} 230.2"]);
  assert.deepEqual(lines(ups, { "1.0": -1, "2.0": 230 }), ["ups_output_voltage_volts{} 230"]);
  assert.deepEqual(lines(ups, { "2.0": 230 }), ["ups_output_voltage_volts{} 230"]);
  assert.deepEqual(layoutOf([ups], answers({ "1.0": 2302, "2.0": 230 })).asks, [`${oid}.1.0`]);
});

test("64-bit counters that stand at 0 while the 32-bit ones count are not believed", () => {
  const rows = { labels: { interface: index() } };
  const octets = family({
    interface_octets_total: first(column(`${oid}.6`, { rows, doubtZero: true }), column(`${oid}.10`, { rows })),
  });
  assert.deepEqual(lines(octets, { "6.1": 0, "10.1": 77, "6.2": 8_000_000_000, "10.2": 12, "6.3": 0, "10.3": 0 }), [
    "interface_octets_total{interface=1} 77",
    "interface_octets_total{interface=2} 8000000000",
    "interface_octets_total{interface=3} 0",
  ]);
});

test("of two tables that tell of the same things only the first that has anything speaks", () => {
  const memory = family({
    device_memory_used_bytes: either(
      column(`${oid}.3`, { labels: { unit: text(`${oid}.2`) } }),
      column(`${oid}.8`, { labels: { unit: text(`${oid}.7`) } }),
    ),
  });
  const both = { "2.1": "System", "3.1": 10, "7.1": "Processor", "8.1": 11 };
  assert.deepEqual(lines(memory, both), ["device_memory_used_bytes{unit=System} 10"]);
  assert.deepEqual(lines(memory, { "7.1": "Processor", "8.1": 11 }), ["device_memory_used_bytes{unit=Processor} 11"]);
});

test("flags are read from characters, from BITS and from integers", () => {
  const named = (bits: "characters" | "octets" | "integer", names: Readonly<Record<number, string>>) =>
    family({ ups_alarm: flags(`${oid}.1.0`, names, { label: "alarm", bits }) });
  assert.deepEqual(lines(named("characters", { 1: "a", 3: "b", 9: "c" }), { "1.0": "0010" }), [
    "ups_alarm{alarm=a} 0",
    "ups_alarm{alarm=b} 1",
  ]);
  assert.deepEqual(lines(named("octets", { 0: "a", 1: "b", 8: "c" }), { "1.0": Uint8Array.of(0x80, 0x80) }), [
    "ups_alarm{alarm=a} 1",
    "ups_alarm{alarm=b} 0",
    "ups_alarm{alarm=c} 1",
  ]);
  assert.deepEqual(lines(named("integer", { 0: "a", 1: "b" }), { "1.0": 2 }), ["ups_alarm{alarm=a} 0", "ups_alarm{alarm=b} 1"]);
});

test("a table that lists alarms while they hold says 0 for the others, and nothing while its counter is silent", () => {
  const names = { [`${oid}.6.1`]: "battery_bad", [`${oid}.6.2`]: "fan_failure" };
  const alarms = family({ ups_alarm: listed(`${oid}.5`, names, { label: "alarm", counter: `${oid}.1.0` }) });
  const both = (bad: number, fan: number) => [`ups_alarm{alarm=battery_bad} ${bad}`, `ups_alarm{alarm=fan_failure} ${fan}`];
  assert.deepEqual(lines(alarms, { "1.0": 0 }), both(0, 0));
  assert.deepEqual(lines(alarms, { "1.0": 2, "5.7": `${oid}.6.1`, "5.9": `${oid}.6.99` }), both(1, 0));
  assert.deepEqual(lines(alarms, { "1.0": 2, "5.7": `${oid}.6.2`, "5.9": `${oid}.6.1` }), both(1, 1));
  assert.deepEqual(lines(alarms, {}), []);
  const bad = family({ ups_battery_replace: listed(`${oid}.5`, { [`${oid}.6.1`]: "bad" }, { counter: `${oid}.1.0` }) });
  assert.deepEqual(lines(bad, { "1.0": 1, "5.7": `${oid}.6.1` }), ["ups_battery_replace{} 1"]);
  assert.deepEqual(
    layoutOf([alarms], answers({ "1.0": 0 })).watches.map(({ value }) => value),
    [0],
  );
});

test("rows are counted by state, and none is 0 while the table exists", () => {
  const up = family({ vpn_tunnels_up: count(`${oid}.3`, { where: is(`${oid}.3`, 2), labels: { kind: fixed("ipsec") } }) });
  assert.deepEqual(lines(up, { "3.1": 2, "3.2": 1, "3.3": 2 }), ["vpn_tunnels_up{kind=ipsec} 2"]);
  assert.deepEqual(lines(up, { "3.1": 1 }), ["vpn_tunnels_up{kind=ipsec} 0"]);
  assert.deepEqual(lines(up, {}), []);
});

test("rows with equal labels fold into one: clients of a network over its radios", () => {
  const clients = family({ wifi_clients: column(`${oid}.3`, { labels: { ssid: text(`${oid}.2`) }, fold: "sum" }) });
  assert.deepEqual(lines(clients, { "2.1": "Bühne", "3.1": 4, "2.2": "Bühne", "3.2": 5, "2.3": "Gast", "3.3": 1 }), [
    "wifi_clients{ssid=Bühne} 9",
    "wifi_clients{ssid=Gast} 1",
  ]);
});

test("part over whole needs both, and a whole that is not 0", () => {
  const total = value(`${oid}.1.0`);
  const free = value(`${oid}.2.0`);
  const used = family({ device_memory_utilisation_ratio: quotient(difference(total, free), total, [0, 1]) });
  assert.deepEqual(lines(used, { "1.0": 200, "2.0": 50 }), ["device_memory_utilisation_ratio{} 0.75"]);
  assert.deepEqual(lines(used, { "1.0": 0, "2.0": 0 }), []);
  assert.deepEqual(lines(used, { "1.0": 200 }), []);
  assert.deepEqual(lines(used, { "1.0": 200, "2.0": 500 }), []);
});

test("sums, products and the colder of two are taken row by row", () => {
  const part = (number: number) => column(`${oid}.${number}`, { labels: { unit: index() } });
  const read = (operation: NumericRead) =>
    lines(family({ device_memory_used_bytes: operation }), { "3.1": 5, "4.1": 7, "3.2": 9, "4.2": 2, "3.3": 1 });
  assert.deepEqual(read(sum(part(3), part(4))), ["device_memory_used_bytes{unit=1} 12", "device_memory_used_bytes{unit=2} 11"]);
  assert.deepEqual(read(product(part(3), part(4))), [
    "device_memory_used_bytes{unit=1} 35",
    "device_memory_used_bytes{unit=2} 18",
  ]);
  assert.deepEqual(read(least(part(3), part(4))), ["device_memory_used_bytes{unit=1} 5", "device_memory_used_bytes{unit=2} 2"]);
  assert.deepEqual(read(greatest(part(3), part(4))), [
    "device_memory_used_bytes{unit=1} 7",
    "device_memory_used_bytes{unit=2} 9",
  ]);
  assert.equal(read(first(least(part(3), part(4)), part(3))).length, 3, "a missing half leaves the other to first()");
});

test("a value can hang on one of several conditions", () => {
  const reads = { device_power_watts: value(`${oid}.1.0`, { where: any(below(`${oid}.2.0`, 5), is(`${oid}.3.0`, "ok")) }) };
  assert.deepEqual(lines(family(reads), { "1.0": 40, "2.0": 4 }), ["device_power_watts{} 40"]);
  assert.deepEqual(lines(family(reads), { "1.0": 40, "2.0": 9, "3.0": "OK" }), ["device_power_watts{} 40"]);
  assert.deepEqual(lines(family(reads), { "1.0": 40, "2.0": 9, "3.0": "lost" }), []);
});

test("rows are chosen by name, type and index, and named from texts, indices and other tables", () => {
  const chosen = family({
    air_temperature_celsius: column(`${oid}.3`, {
      where: all(matches(`${oid}.2`, /temp/i), once(is(`${oid}.4`, 2)), indexIs(-1, 1, 2)),
      labels: {
        sensor: joinedText(" / ", text(withParts(`${oid}.9`, 0)), text(`${oid}.2`, { pattern: /^(\S+)/ })),
        position: text(`${oid}.2`, { words: [[/supply/i, "supply"]] }),
      },
    }),
  });
  const records = {
    "2.5.1": "Temp supply",
    "3.5.1": 20,
    "4.5.1": 2,
    "2.5.2": "Temp room",
    "3.5.2": 25,
    "4.5.2": 2,
    "2.5.3": "Temp left out",
    "3.5.3": 1,
    "4.5.3": 2,
    "2.6.1": "Temp limit",
    "3.6.1": 1,
    "4.6.1": 3,
    "9.5": "Schrank 5",
  };
  assert.deepEqual(lines(chosen, records), [
    "air_temperature_celsius{sensor=Schrank 5 / Temp,position=supply} 20",
    "air_temperature_celsius{sensor=Schrank 5 / Temp} 25",
  ]);
});

test("labels come from pointers, neighbours, MAC addresses and texts in the index", () => {
  const cpu = family({
    device_cpu_utilisation_ratio: column(`${oid}.3`, { labels: { unit: text(via(`${oid}.7`, `${oid}.2`)) } }),
  });
  assert.deepEqual(lines(cpu, { "2.1": 4001, "3.1": 5, "7.4001": "Slot 4" }), ["device_cpu_utilisation_ratio{unit=Slot 4} 5"]);
  const given = family({
    air_humidity_ratio: column(`${oid}.3`, {
      where: is(`${oid}.2`, "value"),
      labels: { sensor: text(neighbour(`${oid}.4`, -1)) },
    }),
  });
  assert.deepEqual(lines(given, { "2.1.7": "Value", "3.1.7": 0.4, "4.1.6": "Feuchte" }), [
    "air_humidity_ratio{sensor=Feuchte} 0.4",
  ]);
  const radio = family({ wifi_radio_clients: column(`${oid}.3`, { labels: { ap: mac(0), radio: index(-1) } }) });
  assert.deepEqual(lines(radio, { "3.160.15.55.26.8.128.1": 3 }), ["wifi_radio_clients{ap=a0:0f:37:1a:08:80,radio=1} 3"]);
  const groups = family({ vpn_group_users: column(`${oid}.3`, { labels: { group: indexText(0) } }) });
  assert.deepEqual(lines(groups, { "3.3.86.112.110": 2 }), ["vpn_group_users{group=Vpn} 2"]);
});

test("conditions on other objects name them exactly", () => {
  const role = family({
    cluster_role: cases([[all(matches(scalar(`${oid}.2.6`), /this device/), is(scalar(`${oid}.3.6`), 9)), "active"]]),
  });
  assert.deepEqual(lines(role, { "2.6": "Primary (this device)", "3.6": 9 }), ["cluster_role{state=active} 1"]);
  assert.deepEqual(lines(role, { "2.6": "Primary", "3.6": 9 }), []);
  const power = family({
    ups_input_power_watts: column(`${oid}.5`, {
      labels: { phase: index() },
      where: not(all(is(`${oid}.5`, 0), above(`${oid}.4`, 0))),
    }),
  });
  assert.deepEqual(lines(power, { "4.1": 20, "5.1": 0, "4.2": 0, "5.2": 0 }), ["ups_input_power_watts{phase=2} 0"]);
});

test("equal labels never collide: later rows carry their index", () => {
  const sensors = family({ device_temperature_celsius: column(`${oid}.3`, { labels: { sensor: text(`${oid}.2`) } }) });
  assert.deepEqual(lines(sensors, { "2.1": "Module", "3.1": 30, "2.2": "Module", "3.2": 31 }), [
    "device_temperature_celsius{sensor=Module} 30",
    "device_temperature_celsius{sensor=Module (2)} 31",
  ]);
  const nameless = family({ device_temperature_celsius: column(`${oid}.3`) });
  assert.deepEqual(lines(nameless, { "3.1": 30, "3.2": 31 }), [
    "device_temperature_celsius{sensor=1} 30",
    "device_temperature_celsius{sensor=2} 31",
  ]);
});

test("of several profiles the first that has a value owns the metric, and nothing comes twice", () => {
  const vendor = family({ ups_output_load_ratio: value(`${oid}.1.0`, { scale: 0.001 }) }, { id: "vendor" });
  const standard = family(
    { ups_output_load_ratio: value(`${oid}.2.0`, { scale: 0.01 }), ups_alarms_active: value(`${oid}.3.0`) },
    { id: "standard" },
  );
  assert.deepEqual(lines([vendor, standard], { "1.0": 762, "2.0": 76, "3.0": 0 }), [
    "ups_output_load_ratio{} 0.762",
    "ups_alarms_active{} 0",
  ]);
  assert.deepEqual(lines([vendor, standard], { "1.0": -1, "2.0": 76 }), ["ups_output_load_ratio{} 0.76"]);
});

test("metrics of another class are left out", () => {
  const firewall = family({ vpn_users: value(`${oid}.1.0`), device_cpu_utilisation_ratio: value(`${oid}.2.0`, { scale: 0.01 }) });
  const layout = layoutOf([firewall], answers({ "1.0": 5, "2.0": 40 }), { deviceClass: "network" });
  assert.deepEqual(
    layout.series.map(({ metric }) => metric),
    ["device_cpu_utilisation_ratio"],
  );
});

test("the inventory's position of a sensor goes before the profile's", () => {
  const room = family({
    air_temperature_celsius: column(`${oid}.3`, { labels: { sensor: text(`${oid}.2`), position: fixed("room") } }),
  });
  const layout = layoutOf([room], answers({ "2.1": "Sensor 1", "3.1": 24 }), { positions: { "Sensor 1": "rack_inlet" } });
  assert.deepEqual(layout.series[0]?.labels, { sensor: "Sensor 1", position: "rack_inlet" });
});

test("device_info carries what the device says, the vendor and the profiles; texts are cleaned", () => {
  const known = family({
    device_info: info({ model: text(`${oid}.1.0`), serial: text(`${oid}.2.0`, { pattern: /SN:\s*(\S+)/ }) }),
  });
  assert.deepEqual(lines(known, { "1.0": "USV\r\n 10\u0000rest", "2.0": "HW 1 SN: 4711 x" }), [
    "device_info{vendor=Prüfwerk,model=USV  10,serial=4711,profile=probe} 1",
  ]);
});

test("a poll after learning asks for moving values only; names, units and divisors stay learnt", () => {
  const sensors = family({
    air_temperature_celsius: column(`${oid}.3`, {
      labels: { sensor: text(`${oid}.2`) },
      divisor: `${oid}.5`,
      unit: { at: `${oid}.4`, is: { C: 1 } },
      where: is(`${oid}.6`, 1),
    }),
  });
  const needs = needsOf([sensors]);
  assert.deepEqual([...needs.columns].map((column) => column.slice(oid.length + 1)).sort(), ["2", "3", "4", "5", "6"]);
  const layout = layoutOf([sensors], answers({ "2.1": "Zuluft", "3.1": 205, "4.1": "C", "5.1": 10, "6.1": 1 }));
  assert.deepEqual([...layout.asks].sort(), [`${oid}.3.1`, `${oid}.6.1`]);
  const poll = (reading: number, status: number) =>
    readLayout(
      layout,
      layout.asks.map((ask) => (ask === `${oid}.3.1` ? reading : status)),
    );
  assert.deepEqual(
    poll(230, 1).map((sample) => sample.value),
    [23],
  );
  assert.deepEqual(poll(230, 2), []);
});

test("the exposition is the samples, with help and type once per metric and limits beside their metric", () => {
  const ups = family({
    vpn_sessions_limit: value(`${oid}.1.0`, { labels: { limit: fixed("platform") } }),
    ups_power_source: state(`${oid}.2.0`, { 3: "mains" }),
  });
  const layout = layoutOf([ups], answers({ "1.0": 250, "2.0": 3 }));
  const rendered = new Template(layout).render(layout.values, [
    { metric: "vpn_sessions_limit", labels: { limit: "inventory" }, value: 200 },
  ]);
  assert.equal(rendered.match(/# TYPE vpn_sessions_limit gauge/g)?.length, 1);
  assert.match(rendered, /^vpn_sessions_limit\{limit="inventory"\} 200\nvpn_sessions_limit\{limit="platform"\} 250$/m);
  assert.match(rendered, /^ups_power_source\{state="mains"\} 1$/m);
  assert.equal(new Template(layout).render([undefined, undefined]), "");
});
