import {
  all,
  asText,
  column,
  fixed,
  info,
  is,
  joinedText,
  not,
  once,
  profile,
  stateColumn,
  text,
  value,
  withParts,
  type NumberOptions,
  type Rows,
} from "../../profile.ts";

const fabric = "1.3.6.1.4.1.1588.2.1.1.1";
const sensor = `${fabric}.1.22.1`;
const optics = `${fabric}.28.1.1`;
/** unknown, faulty, below minimum, nominal, above maximum, absent */
const state = { 1: "unknown", 2: "failed", 3: "failed", 4: "ok", 5: "failed", 6: "absent" } as const;
/** Sensors of a kind: 1 temperature, 2 fan, 3 power supply. */
const of = (kind: number, label: string): Rows => ({
  labels: { [label]: text(`${sensor}.5`) },
  where: once(is(`${sensor}.2`, kind)),
});
const there = (kind: number, label: string): Rows => ({
  labels: { [label]: text(`${sensor}.5`) },
  where: all(once(is(`${sensor}.2`, kind)), not(is(`${sensor}.3`, 6))),
});
/** The last part of the index is the port; its name stands in another table. */
const port = { interface: joinedText(" ", asText(-1, {}, "port "), text(withParts(`${fabric}.6.2.1.36`, -1))) };
const measured: NumberOptions = { labels: port, signed: true };

/** Brocade fibre channel switches (Fabric OS). Sources: SW-MIB, FA-EXT-MIB: °C, turns a minute, percent; optics as texts. */
export const brocadeFos = profile({
  id: "brocade-fos",
  vendor: "Brocade",
  of: "network",
  source: "SW-MIB, FA-EXT-MIB",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.1588.2.1.1", answers: [sensor, `${fabric}.26.1.0`] },
  reads: {
    device_info: info({ firmware: text(`${fabric}.1.6.0`), serial: text(`${fabric}.1.10.0`) }),
    device_cpu_utilisation_ratio: value(`${fabric}.26.1.0`, { scale: 0.01, between: [0, 1] }),
    device_memory_utilisation_ratio: value(`${fabric}.26.6.0`, { scale: 0.01, between: [0, 1] }),
    device_temperature_celsius: column(`${sensor}.4`, { rows: there(1, "sensor"), zeroIsAbsent: true, between: [1, 130] }),
    device_fan_speed_rpm: column(`${sensor}.4`, { rows: there(2, "unit") }),
    device_fan_state: stateColumn(`${sensor}.3`, state, { rows: of(2, "unit") }),
    device_psu_state: stateColumn(`${sensor}.3`, state, { rows: of(3, "unit") }),
    optics_temperature_celsius: column(`${optics}.1`, measured),
    optics_voltage_volts: column(`${optics}.2`, { labels: port, scale: 0.001, zeroIsAbsent: true }),
    optics_bias_amperes: column(`${optics}.3`, { labels: port, scale: 0.001 }),
    optics_power_dbm: [
      column(`${optics}.4`, { ...measured, labels: { ...port, direction: fixed("in") } }),
      column(`${optics}.5`, { ...measured, labels: { ...port, direction: fixed("out") } }),
    ],
  },
  lacks: { stack_member_role: "a fabric is no stack" },
});
