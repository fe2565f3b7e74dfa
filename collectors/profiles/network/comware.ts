import { above, any, asText, column, fixed, info, once, profile, stateColumn, text, type Rows } from "../../profile.ts";

const h3c = "1.3.6.1.4.1.25506";
const entity = `${h3c}.2.6.1.1.1.1`;
const optics = `${h3c}.2.70.1.1.1`;
const managed = `${h3c}.8.35.9.1`;
const name = text(["1.3.6.1.2.1.47.1.1.1.1.7", "1.3.6.1.2.1.47.1.1.1.1.2"]);
// Every physical entity has these columns; only boards have a processor and memory.
const boards: Rows = {
  labels: { unit: name },
  where: once(any(above(`${entity}.6`, 0), above(`${entity}.8`, 0), above(`${entity}.10`, 0))),
};
const port = { interface: text("1.3.6.1.2.1.31.1.1.1.1") };
const part = { 1: "ok", 2: "failed", 3: "absent", 4: "absent" } as const;
const dbm = { scale: 0.01, signed: true, between: [-60, 20] } as const;

/**
 * HPE Comware (FlexNetwork, formerly H3C and 3Com). Sources: HH3C-ENTITY-EXT-MIB, HH3C-TRANSCEIVER-INFO-MIB, HH3C-LSW-DEV-
 * ADM-MIB. 65535 means "has none".
 */
export const comware = profile({
  id: "comware",
  vendor: "HPE",
  of: "network",
  source: "HH3C-ENTITY-EXT-MIB, HH3C-TRANSCEIVER-INFO-MIB, HH3C-LSW-DEV-ADM-MIB",
  evidence: "mib",
  recognises: { answers: [entity, managed] },
  absent: [65_535],
  reads: {
    device_info: info({
      model: text(["1.3.6.1.2.1.47.1.1.1.1.13.1", "1.3.6.1.2.1.47.1.1.1.1.13.2", "1.3.6.1.2.1.1.1.0"]),
      firmware: text("1.3.6.1.2.1.1.1.0", { pattern: /Version ([\w. ]+?),? Release/ }),
      serial: text(["1.3.6.1.2.1.47.1.1.1.1.11.1", "1.3.6.1.2.1.47.1.1.1.1.11.2"]),
    }),
    device_cpu_utilisation_ratio: column(`${entity}.6`, { rows: boards, scale: 0.01, between: [0, 1] }),
    device_memory_utilisation_ratio: column(`${entity}.8`, { rows: boards, scale: 0.01, between: [0, 1] }),
    device_memory_size_bytes: column(`${entity}.10`, { rows: boards, zeroIsAbsent: true }),
    device_temperature_celsius: column(`${entity}.12`, { labels: { sensor: name }, zeroIsAbsent: true, between: [-40, 150] }),
    device_power_watts: column(`${h3c}.2.6.1.3.1.1.3`, { labels: { unit: name }, scale: 0.001 }),
    device_fan_state: stateColumn(`${managed}.1.1.2`, part, { labels: { unit: asText(-1, {}, "fan ") } }),
    device_psu_state: stateColumn(`${managed}.2.1.2`, part, { labels: { unit: asText(-1, {}, "power supply ") } }),
    device_component_state: stateColumn(
      `${entity}.19`,
      {
        2: "ok",
        3: "failed",
        4: "failed",
        11: "failed",
        12: "failed",
        21: "failed",
        22: "absent",
        31: "warning",
        41: "warning",
        51: "failed",
      },
      { labels: { component: name } },
    ),
    optics_power_dbm: [
      column(`${optics}.12`, { ...dbm, labels: { ...port, direction: fixed("in") } }),
      column(`${optics}.9`, { ...dbm, labels: { ...port, direction: fixed("out") } }),
    ],
    optics_temperature_celsius: column(`${optics}.15`, { labels: port, signed: true, between: [-40, 150] }),
    optics_voltage_volts: column(`${optics}.16`, { labels: port, scale: 0.01, zeroIsAbsent: true }),
    optics_bias_amperes: column(`${optics}.17`, { labels: port, scale: 0.00001, between: [0, 1] }),
  },
  lacks: { stack_member_role: "the stack of this family stands in a MIB that no recording shows" },
});
