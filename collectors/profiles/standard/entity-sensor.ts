import { all, any, column, fixed, is, matches, not, once, profile, stateColumn, text, type Rows } from "../../profile.ts";
import type { Condition } from "../../places.ts";

const sensor = "1.3.6.1.2.1.99.1.1.1";
const names = ["1.3.6.1.2.1.47.1.1.1.1.7", "1.3.6.1.2.1.47.1.1.1.1.2"] as const;
const name = text(names);
const named = (pattern: RegExp) => any(...names.map((place) => matches(place, pattern)));

/** Sensors of a pluggable transceiver; their names carry its port. */
const transceiver = named(/transceiver|xcvr|\bq?sfp|\bxfp|\boptic|laser|\blane\b|\bdom\b|\b[rt]x\b|bias current/i);
/** Sensors of one type that work; 2 cannot be read, 3 is out of order: no value. */
const ofType = (where: Condition, ...types: readonly number[]) =>
  all(once(is(`${sensor}.1`, ...types)), where, not(is(`${sensor}.5`, 2, 3)));
const scaled = { siScale: `${sensor}.2`, digits: `${sensor}.3`, signed: true } as const;

const sensors = (...types: readonly number[]): Rows => ({ labels: { sensor: name }, where: ofType(not(transceiver), ...types) });
const optics = (...types: readonly number[]): Rows => ({ labels: { interface: name }, where: ofType(transceiver, ...types) });
const light = (pattern: RegExp, direction: string, ...types: readonly number[]): Rows => ({
  labels: { interface: name, direction: fixed(direction) },
  where: ofType(all(transceiver, named(pattern)), ...types),
});
const receive = /receive|\brx/i;
const transmit = /transmit|\btx|output/i;

/** Temperatures outside of transceivers, and powers: for families whose own tables hold others beside them. */
export const chassisTemperatures = column(`${sensor}.4`, { ...scaled, rows: sensors(8), between: [-40, 150] });
export const sensorPowers = column(`${sensor}.4`, {
  ...scaled,
  labels: { unit: name },
  where: ofType(not(named(/\bdbm\b/i)), 6),
});

/**
 * Sensors of any device, where no vendor's table says it better. Source: RFC 3433 (ENTITY-SENSOR-MIB); type 14 (dBm)
 * is an addition that vendors share. Scale and precision stand in sibling columns.
 */
export const entitySensor = profile({
  id: "entity-sensor",
  vendor: "generic",
  of: "network",
  source: "RFC 3433",
  evidence: "recording",
  precedence: "fallback",
  recognises: { answers: sensor },
  watches: ["1.3.6.1.2.1.47.1.4.1.0"], // entLastChangeTime
  reads: {
    device_temperature_celsius: chassisTemperatures,
    // Some agents put shares of the full speed under the type of turns and say so in the text of the unit.
    device_fan_speed_rpm: column(`${sensor}.4`, {
      ...scaled,
      labels: { unit: name },
      where: all(ofType(not(transceiver), 10), not(matches(`${sensor}.6`, /percent|%/i))),
    }),
    device_voltage_volts: column(`${sensor}.4`, { ...scaled, rows: sensors(3, 4) }),
    device_current_amperes: column(`${sensor}.4`, { ...scaled, rows: sensors(5) }),
    device_power_watts: sensorPowers,
    device_component_state: stateColumn(
      `${sensor}.5`,
      { 1: "ok", 2: "unknown", 3: "failed" },
      { labels: { component: name }, where: not(transceiver) },
    ),
    optics_temperature_celsius: column(`${sensor}.4`, { ...scaled, rows: optics(8), between: [-40, 150] }),
    optics_voltage_volts: column(`${sensor}.4`, { ...scaled, rows: optics(3, 4) }),
    optics_bias_amperes: column(`${sensor}.4`, { ...scaled, rows: optics(5), between: [0, 1] }),
    optics_power_dbm: [
      column(`${sensor}.4`, { ...scaled, rows: light(receive, "in", 14), between: [-60, 20] }),
      column(`${sensor}.4`, { ...scaled, rows: light(transmit, "out", 14), between: [-60, 20] }),
      column(`${sensor}.4`, { ...scaled, scale: 1000, milliwatts: true, rows: light(receive, "in", 6), between: [-60, 20] }),
      column(`${sensor}.4`, { ...scaled, scale: 1000, milliwatts: true, rows: light(transmit, "out", 6), between: [-60, 20] }),
    ],
  },
  lacks: {},
});
