import { fixed, info, profile, state, text, value, type NumberOptions } from "../../profile.ts";

const ats = "1.3.6.1.4.1.37662.1.2.2.1.1";
const source = (name: string): NumberOptions => ({ labels: { scope: fixed("inlet"), component: fixed(`source ${name}`) } });
const output: NumberOptions = { labels: { scope: fixed("outlet"), component: fixed("output") } };
const health = (number: number, name: string) =>
  state(`${ats}.2.${number}.0`, { 1: "failed", 2: "ok" }, { labels: { component: fixed(`source ${name}`) } });

/** Automatic transfer switch with the SNMP Smart II card. Source: ATS-MIB: whole V and percent, tenths of A. */
export const smartAts = profile({
  id: "ats-smart",
  vendor: "generic",
  of: "meter",
  source: "ATS-MIB, SNMP Smart II",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.37662", answers: `${ats}.2` },
  reads: {
    device_info: info({ model: text(`${ats}.1.4.0`) }),
    power_voltage_volts: [value(`${ats}.2.3.0`, source("A")), value(`${ats}.2.6.0`, source("B")), value(`${ats}.3.2.0`, output)],
    power_current_amperes: value(`${ats}.3.4.0`, { ...output, scale: 0.1 }),
    power_load_ratio: value(`${ats}.3.5.0`, { ...output, scale: 0.01, between: [0, 3] }),
    device_component_state: [health(2, "A"), health(5, "B")],
    device_temperature_celsius: value(`${ats}.5.1.0`, { zeroIsAbsent: true, labels: { sensor: fixed("system") } }),
  },
  lacks: {
    power_energy_joules_total: "a transfer switch counts no energy",
    power_frequency_hertz: "two inputs have one each, and the metric tells the device's",
  },
});
