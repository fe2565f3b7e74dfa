import { asText, column, fixed, info, profile, stateColumn, text, value, type Rows } from "../../profile.ts";

const tp = "1.3.6.1.4.1.11863.6";
const poe = `${tp}.56.1.1`;
const optics = `${tp}.96.1.7.1.1`;
const ports: Rows = { labels: { interface: text(`${optics}.1`) } };
const light = (direction: string): Rows => ({ labels: { interface: text(`${optics}.1`), direction: fixed(direction) } });

/** TP-Link JetStream and Omada switches. Sources: TPLINK-SYSMONITOR-MIB, TPLINK-POWER-OVER-ETHERNET-MIB, TPLINK-DDMSTATUS-MIB. Numbers are texts, light is in milliwatts. */
export const tpLink = profile({
  id: "tp-link",
  vendor: "TP-Link",
  of: "network",
  source: "TPLINK-SYSMONITOR-MIB, TPLINK-POWER-OVER-ETHERNET-MIB, TPLINK-DDMSTATUS-MIB",
  evidence: "mib",
  recognises: { sysObjectID: "1.3.6.1.4.1.11863", answers: [`${tp}.4.1`, `${tp}.1.1`] },
  reads: {
    device_info: info({ model: text(`${tp}.1.1.5.0`), firmware: text(`${tp}.1.1.6.0`), serial: text(`${tp}.1.1.8.0`) }),
    device_cpu_utilisation_ratio: [
      column(`${tp}.4.1.1.1.1.2`, { labels: { unit: asText(-1, {}, "unit "), window: fixed("5s") }, scale: 0.01 }),
      column(`${tp}.4.1.1.1.1.3`, { labels: { unit: asText(-1, {}, "unit "), window: fixed("1m") }, scale: 0.01 }),
      column(`${tp}.4.1.1.1.1.4`, { labels: { unit: asText(-1, {}, "unit "), window: fixed("5m") }, scale: 0.01 }),
    ],
    device_memory_utilisation_ratio: column(`${tp}.4.1.2.1.1.2`, { labels: { unit: asText(-1, {}, "unit ") }, scale: 0.01 }),
    poe_power_limit_watts: value(`${poe}.1.1.0`, { scale: 0.1 }),
    poe_power_watts: value(`${poe}.1.3.0`, { scale: 0.1 }),
    poe_power_available_watts: value(`${poe}.1.4.0`, { scale: 0.1 }),
    poe_port_power_watts: column(`${poe}.2.1.1.7`, { labels: { interface: asText(-1, {}, "port ") }, scale: 0.1 }),
    poe_port_state: stateColumn(
      `${poe}.2.1.1.11`,
      {
        0: "disabled",
        1: "searching",
        2: "delivering",
        3: "fault",
        4: "fault",
        5: "fault",
        6: "fault",
        7: "fault",
        8: "fault",
        9: "fault",
      },
      { labels: { interface: asText(-1, {}, "port ") } },
    ),
    optics_temperature_celsius: column(`${optics}.2`, { rows: ports, signed: true, between: [-40, 150] }),
    optics_voltage_volts: column(`${optics}.3`, { rows: ports, zeroIsAbsent: true }),
    optics_bias_amperes: column(`${optics}.4`, { rows: ports, scale: 0.001 }),
    optics_power_dbm: [
      column(`${optics}.6`, { rows: light("in"), milliwatts: true, between: [-60, 20] }),
      column(`${optics}.5`, { rows: light("out"), milliwatts: true, between: [-60, 20] }),
    ],
    device_alarm: [column(`${optics}.9`, { labels: { alarm: text(`${optics}.1`) }, codes: { true: 1, false: 0 } })],
  },
  lacks: { device_temperature_celsius: "not in these MIBs" },
});
