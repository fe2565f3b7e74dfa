import {
  asText,
  column,
  either,
  first,
  fixed,
  index,
  info,
  matches,
  profile,
  quotient,
  state,
  stateColumn,
  text,
  value,
  type Rows,
} from "../../profile.ts";
import { chassisTemperatures } from "../standard/entity-sensor.ts";

const hp = "1.3.6.1.4.1.11.2.14.11";
const sensor = `${hp}.1.2.6.1`;
const air = `${hp}.1.2.8.1.1`;
const memory = `${hp}.5.1.1.2.1.1.1`;
const fan = `${hp}.5.1.54.2.1.1`;
const supply = `${hp}.5.1.55.1.1.1`;
const optics = `${hp}.5.1.82.1.1.1.1`;
const stacking = `${hp}.5.1.69.1`;
const poe = `${hp}.1.9.1`;
const ifName = text("1.3.6.1.2.1.31.1.1.1.1");
const good = { 1: "unknown", 2: "failed", 3: "failed", 4: "ok", 5: "absent" } as const;
const sensors = (label: string, pattern: RegExp): Rows => ({
  labels: { [label]: text(`${sensor}.7`) },
  where: matches(`${sensor}.7`, pattern),
});
const fans: Rows = { labels: { unit: asText(-1, {}, "fan ") } };
const supplies: Rows = { labels: { unit: asText(-1, {}, "power supply ") } };
const light = (direction: string): Rows => ({ labels: { interface: ifName, direction: fixed(direction) } });
const modules: Rows = { labels: { unit: index() } };

/**
 * HPE ProCurve and Aruba OS-S switches. Sources: HP-ICF-CHASSIS, STATISTICS-MIB, NETSWITCH-MIB, POWERSUPPLY-MIB, FAN-MIB,
 * HP-ICF-TRANSCEIVER-MIB, HP-ICF-POE-MIB, HP-STACK-MIB. Small switches have the sensor table alone, named by its texts.
 */
export const procurve = profile({
  id: "procurve",
  vendor: "HPE Aruba",
  of: "network",
  source: "HP-ICF-CHASSIS, STATISTICS-MIB, POWERSUPPLY-MIB, FAN-MIB, HP-ICF-TRANSCEIVER-MIB, HP-ICF-POE-MIB",
  evidence: "recording",
  recognises: {
    // The second is no device's name but the tree that proves them under anybody else's.
    sysObjectID: ["1.3.6.1.4.1.11.2.3.7", hp],
    answers: [sensor, `${hp}.5.1.9.6`, memory],
  },
  reads: {
    device_info: info({
      model: text(["1.3.6.1.2.1.47.1.1.1.1.13.1", "1.3.6.1.2.1.1.1.0"]),
      firmware: text("1.3.6.1.2.1.1.1.0", { pattern: /revision ([\w.]+)/ }),
      serial: text(["1.3.6.1.2.1.47.1.1.1.1.11.1", "1.3.6.1.4.1.11.2.36.1.1.2.9.0"]),
    }),
    device_cpu_utilisation_ratio: value(`${hp}.5.1.9.6.1.0`, { scale: 0.01 }),
    device_memory_size_bytes: column(`${memory}.5`, { rows: modules }),
    device_memory_free_bytes: column(`${memory}.6`, { rows: modules }),
    device_memory_used_bytes: column(`${memory}.7`, { rows: modules }),
    device_memory_utilisation_ratio: quotient(
      column(`${memory}.7`, { rows: modules }),
      column(`${memory}.5`, { rows: modules }),
      [0, 1],
    ),
    device_temperature_celsius: [
      column(`${air}.3`, { labels: { sensor: text(`${air}.2`) }, pattern: /^(-?\d+)\s*C/i, signed: true }),
      column(`${supply}.4`, { labels: { sensor: asText(-1, {}, "power supply ") }, zeroIsAbsent: true }),
      chassisTemperatures,
    ],
    device_fan_state: either(
      stateColumn(`${fan}.4`, { 0: "failed", 1: "absent", 2: "failed", 3: "failed", 4: "failed", 5: "ok" }, { rows: fans }),
      stateColumn(`${sensor}.4`, good, { rows: sensors("unit", /fan/i) }),
    ),
    device_psu_state: either(
      stateColumn(
        `${supply}.2`,
        { 1: "absent", 2: "failed", 3: "ok", 4: "failed", 5: "failed", 7: "failed", 8: "failed", 9: "failed" },
        { rows: supplies },
      ),
      stateColumn(`${sensor}.4`, good, { rows: sensors("unit", /power/i) }),
    ),
    device_power_watts: column(`${supply}.6`, { rows: supplies }),
    device_component_state: [
      stateColumn(`${sensor}.4`, { ...good, 3: "warning" }, { labels: { component: text(`${sensor}.7`) } }),
      // entStateOper: disabled, enabled, testing
      stateColumn(
        "1.3.6.1.2.1.131.1.1.1.3",
        { 2: "off", 3: "ok", 4: "standby" },
        { labels: { component: text(["1.3.6.1.2.1.47.1.1.1.1.2", "1.3.6.1.2.1.47.1.1.1.1.7"]) } },
      ),
      state(
        `${stacking}.1.2.0`,
        { 0: "absent", 1: "off", 2: "ok", 3: "failed", 4: "warning" },
        { labels: { component: fixed("stack") } },
      ),
    ],
    stack_member_role: stateColumn(
      `${stacking}.3.1.9`,
      { 0: "unknown", 1: "not_member", 2: "not_member", 3: "master", 4: "standby", 5: "member" },
      { labels: { member: asText(-1, {}, "member ") } },
    ),
    optics_temperature_celsius: column(`${optics}.11`, {
      labels: { interface: ifName },
      scale: 0.001,
      signed: true,
      between: [-40, 150],
    }),
    optics_voltage_volts: column(`${optics}.12`, { labels: { interface: ifName }, scale: 0.0001, zeroIsAbsent: true }),
    optics_bias_amperes: column(`${optics}.13`, { labels: { interface: ifName }, scale: 0.000001 }),
    optics_power_dbm: [
      column(`${optics}.15`, { rows: light("in"), scale: 0.001, signed: true, between: [-60, 20] }),
      column(`${optics}.14`, { rows: light("out"), scale: 0.001, signed: true, between: [-60, 20] }),
    ],
    poe_power_watts: first(
      column("1.3.6.1.2.1.105.1.3.1.1.4", { labels: { group: index() } }),
      column(`${poe}.6.1.8`, { labels: { group: index() } }),
    ),
    poe_power_allocated_watts: column(`${poe}.6.1.5`, { labels: { group: index() } }),
    poe_port_power_watts: column(`${poe}.1.1.8`, { labels: { interface: index() }, scale: 0.001 }),
  },
  lacks: { stack_ring_redundant: "the topology is told in words of the stacking MIB that no recording shows" },
});
