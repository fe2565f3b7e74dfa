import {
  above,
  any,
  asText,
  column,
  fixed,
  info,
  joinedText,
  matches,
  once,
  profile,
  stateColumn,
  text,
  value,
  withParts,
  type Rows,
} from "../../profile.ts";

const jnx = "1.3.6.1.4.1.2636.3";
const part = `${jnx}.1.13.1`;
const unit = `${jnx}.1.15.1`;
const optics = `${jnx}.60.1.1.1.1`;
const lane = `${jnx}.60.1.2.1.1`;
// Service processing units of SRX
const service = `${jnx}.39.1.12.1.1.1`;
const member = `${jnx}.40.1.4.1.1.1`;
const ifName = "1.3.6.1.2.1.31.1.1.1.1";
const parts = (label: string): Rows => ({ labels: { [label]: text(`${part}.5`) } });
// Every part has a processor column; those without processor or memory say 0 throughout.
const computing: Rows = {
  ...parts("unit"),
  where: once(any(above(`${part}.8`, 0), above(`${part}.11`, 0), above(`${part}.15`, 0))),
};
const named = (label: string, pattern: RegExp): Rows => ({
  labels: { [label]: text(`${unit}.5`) },
  where: matches(`${unit}.5`, pattern),
});
const state = { 2: "absent", 3: "ok", 4: "ok", 5: "ok", 6: "ok", 7: "failed", 8: "failed", 9: "ok", 10: "ok" } as const;
const port = { interface: text(ifName) };
const laneOf = { interface: joinedText(" ", text(withParts(ifName, 0)), asText(-1, {}, "lane ")) };
const dbm = { scale: 0.01, signed: true, between: [-60, 12] } as const;

/**
 * Juniper Junos: EX, QFX, MX and the chassis of SRX. Sources: JUNIPER-MIB, JUNIPER-DOM-MIB, JUNIPER-VIRTUALCHASSIS-MIB,
 * JUNIPER-ALARM-MIB. One table lists all parts; 0 °C and 0 MB mean "has none".
 */
export const junos = profile({
  id: "junos",
  vendor: "Juniper",
  of: "network",
  source: "JUNIPER-MIB, JUNIPER-DOM-MIB, JUNIPER-VIRTUALCHASSIS-MIB, JUNIPER-ALARM-MIB",
  evidence: "mib",
  recognises: { sysObjectID: "1.3.6.1.4.1.2636", answers: [part, unit, optics] },
  reads: {
    device_info: info({
      model: text(`${jnx}.1.2.0`),
      firmware: text("1.3.6.1.2.1.1.1.0", { pattern: /kernel JUNOS ([\w.-]+)|version ([\w.-]+)/i }),
      serial: text(`${jnx}.1.3.0`),
    }),
    device_cpu_utilisation_ratio: [
      column(`${part}.8`, { rows: computing, scale: 0.01 }),
      column(`${service}.4`, {
        labels: { unit: joinedText(" ", text(`${service}.11`), asText(-1, {}, "service processor ")) },
        scale: 0.01,
      }),
    ],
    device_memory_utilisation_ratio: [
      column(`${part}.11`, { rows: computing, scale: 0.01 }),
      column(`${service}.5`, {
        labels: { unit: joinedText(" ", text(`${service}.11`), asText(-1, {}, "service processor ")) },
        scale: 0.01,
        between: [0, 1],
      }),
    ],
    device_memory_size_bytes: column(`${part}.15`, { rows: computing, scale: 1_048_576, zeroIsAbsent: true }),
    device_temperature_celsius: column(`${part}.7`, { rows: parts("sensor"), zeroIsAbsent: true }),
    device_fan_state: stateColumn(`${unit}.8`, state, { rows: named("unit", /fan/i) }),
    device_psu_state: stateColumn(`${unit}.8`, state, { rows: named("unit", /power|\bpem|\bpsm|\bpsu/i) }),
    device_component_state: stateColumn(
      `${unit}.8`,
      { 2: "absent", 3: "ok", 4: "ok", 5: "standby", 6: "ok", 7: "off", 8: "off", 9: "warning", 10: "standby" },
      { labels: { component: text(`${unit}.5`) } },
    ),
    device_alarm: [
      value(`${jnx}.4.2.3.1.0`, { codes: { 2: 0, 3: 1 }, labels: { alarm: fixed("red") } }),
      value(`${jnx}.4.2.2.1.0`, { codes: { 2: 0, 3: 1 }, labels: { alarm: fixed("yellow") } }),
    ],
    stack_member_role: stateColumn(
      `${member}.3`,
      { 1: "master", 2: "standby", 3: "member" },
      { labels: { member: joinedText(" ", asText(-1, {}, "member "), text(`${member}.2`)) } },
    ),
    optics_power_dbm: [
      column(`${optics}.5`, { ...dbm, labels: { ...port, direction: fixed("in") } }),
      column(`${optics}.7`, { ...dbm, labels: { ...port, direction: fixed("out") } }),
      column(`${lane}.6`, { ...dbm, labels: { ...laneOf, direction: fixed("in") } }),
      column(`${lane}.8`, { ...dbm, labels: { ...laneOf, direction: fixed("out") } }),
    ],
    optics_bias_amperes: [
      column(`${optics}.6`, { labels: port, scale: 0.000001 }),
      column(`${lane}.7`, { labels: laneOf, scale: 0.000001 }),
    ],
    optics_temperature_celsius: column(`${optics}.8`, { labels: port, signed: true, between: [-40, 150] }),
    optics_voltage_volts: column(`${optics}.25`, { labels: port, scale: 0.001, zeroIsAbsent: true }),
  },
  lacks: { stack_ring_redundant: "ports of the virtual chassis are told, not whether they close a ring" },
});
