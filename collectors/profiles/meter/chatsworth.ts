import { asText, column, fixed, info, profile, stateColumn, text } from "../../profile.ts";

const cpi = "1.3.6.1.4.1.30932.1";
const branch = `${cpi}.10.1.3.110.1`;
const outlet = `${cpi}.10.1.4.10.1`;
const breaker = { scope: fixed("breaker"), component: asText(0, {}, "CB") };
const outlets = { scope: fixed("outlet"), outlet: text(`${outlet}.4`) };
const imported = { direction: fixed("import") };

/** Chatsworth eConnect rack PDU. Source: CPI-UNITY-MIB: hundredths of A, tenths of V, W, energy in tens of watt-seconds. The agent answers a reversed sysObjectID. */
export const chatsworth = profile({
  id: "chatsworth-pdu",
  vendor: "Chatsworth",
  of: "meter",
  source: "CPI-UNITY-MIB",
  evidence: "recording",
  recognises: { answers: [branch, outlet] },
  reads: {
    device_info: info({ model: text(`${cpi}.1.1.2.0`), firmware: text(`${cpi}.1.1.1.0`) }),
    power_current_amperes: [
      column(`${branch}.3`, { labels: breaker, scale: 0.01 }),
      column(`${outlet}.6`, { labels: outlets, scale: 0.01 }),
    ],
    power_voltage_volts: [
      column(`${branch}.5`, { labels: breaker, scale: 0.1 }),
      column(`${outlet}.7`, { labels: outlets, scale: 0.1 }),
    ],
    power_active_watts: [column(`${branch}.6`, { labels: breaker }), column(`${outlet}.8`, { labels: outlets })],
    power_energy_joules_total: [
      column(`${branch}.9`, { labels: { ...breaker, ...imported }, scale: 10 }),
      column(`${outlet}.10`, { labels: { ...outlets, ...imported }, scale: 10 }),
    ],
    outlet_state: stateColumn(`${outlet}.11`, { 0: "off", 1: "on" }, { labels: { outlet: text(`${outlet}.4`) } }),
  },
  lacks: { power_frequency_hertz: "not in this MIB", power_load_ratio: "not in this MIB" },
});
