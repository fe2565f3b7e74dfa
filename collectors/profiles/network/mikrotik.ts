import {
  all,
  column,
  fixed,
  index,
  info,
  is,
  matches,
  once,
  profile,
  stateColumn,
  text,
  value,
  type Rows,
} from "../../profile.ts";

const mikrotik = "1.3.6.1.4.1.14988.1.1";
const gauge = `${mikrotik}.3.100.1`;
const station = `${mikrotik}.1.3.1`;
const optics = `${mikrotik}.19.1.1`;
const poe = `${mikrotik}.15.1.1`;
// Unit of a gauge: celsius, rpm, tenths of volt, tenths of ampere, tenths of watt, state.
const gauges = (label: string, unit: number): Rows => ({
  labels: { [label]: text(`${gauge}.2`) },
  where: once(is(`${gauge}.4`, unit)),
});
const psus: Rows = { labels: { unit: text(`${gauge}.2`) }, where: all(once(is(`${gauge}.4`, 6)), matches(`${gauge}.2`, /psu/i)) };
const ports: Rows = { labels: { interface: text(`${optics}.2`) } };
const light = (direction: string): Rows => ({ labels: { interface: text(`${optics}.2`), direction: fixed(direction) } });
const networks: Rows = { labels: { ap: text(`${station}.4`), radio: index() } };

/** MikroTik RouterOS. Source: MIKROTIK-MIB. Gauges carry their unit in a sibling column; voltages, currents and powers in tenths. */
export const routerOs = profile({
  id: "mikrotik",
  vendor: "MikroTik",
  of: "network",
  source: "MIKROTIK-MIB",
  evidence: "mib",
  recognises: { sysObjectID: "1.3.6.1.4.1.14988" },
  reads: {
    device_info: info({
      model: text("1.3.6.1.2.1.1.1.0"),
      firmware: text(`${mikrotik}.4.4.0`),
      serial: text(`${mikrotik}.7.3.0`),
    }),
    device_temperature_celsius: column(`${gauge}.3`, { rows: gauges("sensor", 1), signed: true }),
    device_fan_speed_rpm: column(`${gauge}.3`, { rows: gauges("unit", 2) }),
    device_voltage_volts: [
      column(`${gauge}.3`, { rows: gauges("sensor", 3), scale: 0.1 }),
      value(`${mikrotik}.3.8.0`, { scale: 0.1, zeroIsAbsent: true, labels: { sensor: fixed("voltage of the board") } }),
      column(`${poe}.4`, { labels: { sensor: text(`${poe}.2`) }, scale: 0.1 }),
    ],
    device_current_amperes: [
      column(`${gauge}.3`, { rows: gauges("sensor", 4), scale: 0.1 }),
      column(`${poe}.5`, { labels: { sensor: text(`${poe}.2`) }, scale: 0.001 }),
    ],
    device_psu_state: stateColumn(`${gauge}.3`, { 0: "ok", 1: "failed" }, { rows: psus }),
    device_power_watts: column(`${gauge}.3`, { rows: gauges("unit", 5), scale: 0.1 }),
    poe_port_power_watts: column(`${poe}.6`, { labels: { interface: text(`${poe}.2`) }, scale: 0.1 }),
    optics_temperature_celsius: column(`${optics}.6`, { rows: ports, signed: true, between: [-40, 150] }),
    optics_voltage_volts: column(`${optics}.7`, { rows: ports, scale: 0.001, zeroIsAbsent: true }),
    optics_bias_amperes: column(`${optics}.8`, { rows: ports, scale: 0.001 }),
    optics_power_dbm: [
      column(`${optics}.10`, { rows: light("in"), scale: 0.001, signed: true, between: [-60, 20] }),
      column(`${optics}.9`, { rows: light("out"), scale: 0.001, signed: true, between: [-60, 20] }),
    ],
    device_alarm: [
      column(`${optics}.3`, { labels: { alarm: text(`${optics}.2`) }, codes: { 0: 0, 1: 1 } }),
      column(`${optics}.4`, { labels: { alarm: text(`${optics}.2`) }, codes: { 0: 0, 1: 1 } }),
    ],
    wifi_radio_clients: column(`${station}.6`, { rows: networks }),
    wifi_clients_active: column(`${station}.6`, { fold: "sum" }),
    wifi_noise_floor_dbm: column(`${station}.9`, { rows: networks, signed: true, zeroIsAbsent: true }),
    wifi_connection_quality_ratio: column(`${station}.10`, { rows: networks, scale: 0.01, between: [0, 1] }),
    wifi_channel_frequency_hertz: column(`${station}.7`, { rows: networks, scale: 1_000_000, zeroIsAbsent: true }),
  },
  lacks: { device_fan_state: "fans tell their speed, not their state" },
});
