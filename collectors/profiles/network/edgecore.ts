import {
  asText,
  column,
  fixed,
  info,
  joinedText,
  profile,
  quotient,
  stateColumn,
  text,
  value,
  type NumberOptions,
  type Rows,
} from "../../profile.ts";

/** Every model has a subtree of its own, all laid out alike; FS sells the same switches. */
const models = [
  "259.10.1.22",
  "259.10.1.24",
  "259.10.1.27",
  "259.10.1.39",
  "259.10.1.42",
  "259.10.1.43",
  "259.10.1.45",
  "52642.2.1.45",
];
const trees = models.map((model) => `1.3.6.1.4.1.${model}.1`);
const each = <Read>(make: (tree: string) => Read): Read[] => trees.map(make);
const unit = asText(0, {}, "unit ");
const fans: Rows = { labels: { unit: joinedText(" ", unit, asText(1, {}, "fan ")) } };
const port = { interface: text(["1.3.6.1.2.1.31.1.1.1.1", "1.3.6.1.2.1.2.2.1.2"]) };
/** Texts: number, unit and grade. */
const optics = (number: number, options: NumberOptions = {}) =>
  each((tree) => column(`${tree}.2.11.1.${number}`, { signed: true, ...options, labels: { ...port, ...options.labels } }));

/** Edgecore switches, and those of FS that are the same. Sources: ECS4120-MIB and its sisters: whole °C, bytes; optics as texts. */
export const edgecore = profile({
  id: "edgecore",
  vendor: "Edgecore",
  of: "network",
  source: "ECS4120-MIB, ECS4110-MIB, ECS4510-MIB, FS-MIB",
  evidence: "recording",
  recognises: { sysObjectID: ["1.3.6.1.4.1.259.10.1", "1.3.6.1.4.1.52642.2.1"], answers: trees },
  reads: {
    device_info: info({
      model: text(trees.map((tree) => `${tree}.1.5.1.0`)),
      firmware: text(trees.map((tree) => `${tree}.1.3.1.6.1`)),
      serial: text(trees.map((tree) => `${tree}.1.3.1.10.1`)),
    }),
    device_cpu_utilisation_ratio: each((tree) => value(`${tree}.39.2.1.0`, { scale: 0.01, between: [0, 1] })),
    device_memory_size_bytes: each((tree) => value(`${tree}.39.3.1.0`)),
    device_memory_used_bytes: each((tree) => value(`${tree}.39.3.2.0`)),
    device_memory_utilisation_ratio: each((tree) => quotient(value(`${tree}.39.3.2.0`), value(`${tree}.39.3.1.0`), [0, 1])),
    device_temperature_celsius: each((tree) =>
      column(`${tree}.1.11.1.3`, { labels: { sensor: joinedText(" ", unit, asText(1, {}, "sensor ")) }, zeroIsAbsent: true }),
    ),
    device_fan_state: each((tree) => stateColumn(`${tree}.1.9.1.3`, { 1: "ok", 2: "failed" }, { rows: fans })),
    device_fan_speed_rpm: each((tree) => column(`${tree}.1.9.1.6`, { rows: fans })),
    optics_temperature_celsius: optics(2),
    optics_voltage_volts: optics(3),
    optics_bias_amperes: optics(4, { scale: 0.001 }),
    optics_power_dbm: [
      ...optics(5, { labels: { direction: fixed("out") } }),
      ...optics(6, { labels: { direction: fixed("in") } }),
    ],
  },
  lacks: { device_psu_state: "the MIB tells which supply feeds the unit, not whether another failed" },
});
