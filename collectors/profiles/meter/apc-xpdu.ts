import { asText, column, fixed, info, profile, state, stateColumn, text, value } from "../../profile.ts";

const pdu = "1.3.6.1.4.1.318.1.1.15";
const output = `${pdu}.3.4`;
const line = { scope: fixed("phase"), phase: asText(-1, {}, "L") };
const pair = { scope: fixed("phase"), phase: asText(-1, { 1: "L1-L2", 2: "L2-L3", 3: "L3-L1" }) };
const inlet = { scope: fixed("inlet") };

/** APC and Schneider floor PDU (InfraStruXure, Modular PDU). Source: PowerNet-MIB 4.5, xPDU*: tenths of V, A and Hz; power in tenths of kW and kVA. */
export const apcXpdu = profile({
  id: "apc-xpdu",
  vendor: "APC",
  of: "meter",
  source: "PowerNet-MIB 4.5",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.318", answers: output },
  reads: {
    device_info: info({ model: text(`${pdu}.1.4.0`), firmware: text(`${pdu}.1.2.0`), serial: text(`${pdu}.1.5.0`) }),
    power_voltage_volts: [
      column(`${pdu}.3.1.4.1.2`, { labels: { ...pair, component: fixed("input") }, scale: 0.1 }),
      column(`${output}.14.1.2`, { labels: { ...pair, component: fixed("output") }, scale: 0.1 }),
      column(`${output}.14.1.3`, { labels: { ...line, component: fixed("output") }, scale: 0.1 }),
    ],
    power_current_amperes: [
      column(`${output}.14.1.4`, { labels: { ...line, component: fixed("output") }, scale: 0.1 }),
      value(`${output}.2.0`, { labels: { scope: fixed("phase"), phase: fixed("N"), component: fixed("output") }, scale: 0.1 }),
    ],
    power_active_watts: [
      column(`${output}.14.1.5`, { labels: { ...line, component: fixed("output") }, scale: 100 }),
      value(`${output}.3.0`, { labels: inlet, scale: 100 }),
    ],
    power_apparent_voltamperes: [
      column(`${output}.14.1.6`, { labels: { ...line, component: fixed("output") }, scale: 100 }),
      value(`${output}.4.0`, { labels: inlet, scale: 100 }),
    ],
    power_frequency_hertz: value(`${output}.1.0`, { labels: inlet, scale: 0.1 }),
    device_component_state: [
      stateColumn(`${pdu}.4.1.2.1.3`, { 1: "off", 2: "ok", 3: "unknown" }, { labels: { component: text(`${pdu}.4.1.2.1.2`) } }),
      state(`${pdu}.7.2.0`, { 1: "ok", 2: "failed", 3: "absent" }, { labels: { component: fixed("transformer") } }),
      state(`${pdu}.7.1.0`, { 1: "ok", 2: "off", 3: "unknown" }, { labels: { component: fixed("emergency power off") } }),
    ],
  },
  lacks: { power_energy_joules_total: "not in this part of the MIB" },
});
