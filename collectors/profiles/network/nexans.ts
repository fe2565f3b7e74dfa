import { column, fixed, info, is, profile, stateColumn, text, value } from "../../profile.ts";

const switchMib = "1.3.6.1.4.1.266.20";
const port = `${switchMib}.3.1.1`;
const module = `${switchMib}.5.1.1`;
const socket = { labels: { interface: text(`${port}.2`) } };
/** Modules with diagnostics only; the others answer 0 throughout. */
const diagnosed = { where: is(`${module}.2`, 4), labels: { interface: text([`${port}.2`, "1.3.6.1.2.1.2.2.1.2"]) } };
const light = (number: number, direction: string) =>
  column(`${module}.${number}`, {
    ...diagnosed,
    scale: 0.001,
    milliwatts: true,
    labels: { ...diagnosed.labels, direction: fixed(direction) },
  });
const volts = (number: number, sensor: string) =>
  value(`${switchMib}.1.${number}.0`, { scale: 0.001, zeroIsAbsent: true, labels: { sensor: fixed(sensor) } });

/** Nexans switches for fibre to the office. Source: NEXANS-BM-MIB: °C, mV, mA, mW, µW of light. */
export const nexans = profile({
  id: "nexans",
  vendor: "Nexans",
  of: "network",
  source: "NEXANS-BM-MIB",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.266", answers: `${switchMib}.1.12` },
  reads: {
    device_info: info({
      model: text([`${switchMib}.1.1.0`, "1.3.6.1.2.1.1.1.0"]),
      firmware: text(`${switchMib}.1.9.0`, { pattern: /V([\d.]+\w*)$/ }),
    }),
    device_temperature_celsius: value(`${switchMib}.1.12.0`, { signed: true, labels: { sensor: fixed("case") } }),
    device_voltage_volts: [volts(14, "2.5 V"), volts(15, "3.3 V")],
    poe_port_power_watts: column(`${port}.24`, { ...socket, scale: 0.001 }),
    poe_port_state: stateColumn(`${port}.21`, { 2: "disabled", 5: "fault" }, { ...socket, where: is(`${port}.21`, 2, 5) }),
    optics_power_dbm: [light(17, "out"), light(19, "in")],
    optics_bias_amperes: column(`${module}.16`, { ...diagnosed, scale: 0.001 }),
    optics_voltage_volts: column(`${module}.15`, { ...diagnosed, scale: 0.001 }),
    optics_temperature_celsius: column(`${module}.14`, { ...diagnosed, signed: true }),
  },
  lacks: {
    poe_power_watts: "the MIB does not say in which unit the supply's power is",
    device_cpu_utilisation_ratio: "not in this MIB",
  },
});
