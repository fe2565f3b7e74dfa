import { column, fixed, info, profile, stateColumn, text, withParts, type NumberOptions, type Rows } from "../../profile.ts";

const at = "1.3.6.1.4.1.207.8.4.4.3";
const monitor = `${at}.12`;
const optics = `${at}.28.1`;
const named = (table: string, number: number, label: string): Rows => ({
  labels: { [label]: text(`${monitor}.${table}.${number}`) },
});
const port = { interface: text(withParts("1.3.6.1.2.1.31.1.1.1.1", 0)) };
/** Tenths of a microwatt. */
const power: NumberOptions = { scale: 0.0001, milliwatts: true };

/** Allied Telesis AlliedWare Plus. Sources: AT-ENVMONv2-MIB, AT-SYSINFO-MIB, AT-PLUGGABLE-DIAGNOSTICS-MIB. */
export const alliedWarePlus = profile({
  id: "alliedware-plus",
  vendor: "Allied Telesis",
  of: "network",
  source: "AT-ENVMONv2-MIB, AT-SYSINFO-MIB, AT-PLUGGABLE-DIAGNOSTICS-MIB",
  evidence: "mib",
  recognises: { answers: [monitor, `${at}.3`] },
  reads: {
    device_info: info({ model: text(["1.3.6.1.2.1.47.1.1.1.1.13.1", "1.3.6.1.2.1.1.1.0"]) }),
    device_cpu_utilisation_ratio: column(`${at}.3.8.1.4`, { labels: { window: fixed("1m") }, scale: 0.01 }),
    device_fan_speed_rpm: column(`${monitor}.1.1.5`, { rows: named("1.1", 4, "unit") }),
    device_fan_state: stateColumn(`${monitor}.1.1.7`, { 1: "failed", 2: "ok" }, { rows: named("1.1", 4, "unit") }),
    device_voltage_volts: column(`${monitor}.2.1.5`, { rows: named("2.1", 4, "sensor"), scale: 0.001, signed: true }),
    device_temperature_celsius: column(`${monitor}.3.1.5`, { rows: named("3.1", 4, "sensor"), signed: true }),
    device_component_state: [
      stateColumn(`${monitor}.2.1.8`, { 1: "failed", 2: "ok" }, { rows: named("2.1", 4, "component") }),
      stateColumn(`${monitor}.3.1.7`, { 1: "failed", 2: "ok" }, { rows: named("3.1", 4, "component") }),
      stateColumn(`${monitor}.4.2.1.6`, { 1: "failed", 2: "ok" }, { rows: named("4.2.1", 5, "component") }),
    ],
    optics_temperature_celsius: column(`${optics}.1.1.3`, { labels: port, scale: 0.001, signed: true, between: [-40, 150] }),
    optics_voltage_volts: column(`${optics}.2.1.3`, { labels: port, scale: 0.0001, zeroIsAbsent: true }),
    optics_bias_amperes: column(`${optics}.3.1.3`, { labels: port, scale: 0.000001 }),
    optics_power_dbm: [
      column(`${optics}.4.1.3`, { ...power, labels: { ...port, direction: fixed("out") } }),
      column(`${optics}.5.1.3`, { ...power, labels: { ...port, direction: fixed("in") } }),
    ],
  },
  lacks: { device_memory_utilisation_ratio: "not in these MIBs" },
});
