import { asText, column, fixed, info, joinedText, profile, text } from "../../profile.ts";

const pdu = "1.3.6.1.4.1.21239.5.2";
const main = `${pdu}.3.1.1`;
const phase = `${pdu}.3.2.1`;
const breaker = `${pdu}.3.3.1`;
const line = `${pdu}.3.4.1`;
const outlet = `${pdu}.3.5.1`;
const inlet = { scope: fixed("inlet") };
const phases = { scope: fixed("phase"), component: text(`${phase}.3`), phase: asText(-1, {}, "L") };
const breakers = { scope: fixed("breaker"), component: text([`${breaker}.3`, `${breaker}.2`]) };
const lines = { scope: fixed("phase"), component: joinedText(" ", text(`${line}.3`), "line"), phase: asText(-1, {}, "L") };
const outlets = { scope: fixed("outlet"), outlet: joinedText(" ", asText(-1, {}), text([`${outlet}.3`])) };
const imported = { direction: fixed("import") };

/** Geist and Vertiv rack PDU with an IMD (firmware 5). Source: GEIST-V5-MIB, VERTIV-V5-MIB: tenths of V, hundredths of A, W, VA, percent of power factor, Wh. */
export const geistPdu = profile({
  id: "geist-pdu",
  vendor: "Vertiv",
  of: "meter",
  source: "GEIST-V5-MIB, VERTIV-V5-MIB",
  evidence: "recording",
  recognises: { answers: [main, phase] },
  reads: {
    device_info: info({
      model: text([`${pdu}.1.1.0`, "1.3.6.1.4.1.21239.5.2.1.8.0", "1.3.6.1.2.1.1.1.0"]),
      firmware: text(`${pdu}.1.2.0`),
    }),
    power_active_watts: [column(`${main}.9`, { labels: inlet }), column(`${phase}.12`, { labels: phases })],
    power_apparent_voltamperes: [column(`${main}.10`, { labels: inlet }), column(`${phase}.13`, { labels: phases })],
    power_factor_ratio: [
      column(`${main}.11`, { labels: inlet, scale: 0.01, between: [0, 1] }),
      column(`${phase}.14`, { labels: phases, scale: 0.01, between: [0, 1] }),
    ],
    power_energy_joules_total: [
      column(`${main}.12`, { labels: { ...inlet, ...imported }, scale: 3600 }),
      column(`${phase}.15`, { labels: { ...phases, ...imported }, scale: 3600 }),
    ],
    power_voltage_volts: column(`${phase}.4`, { labels: phases, scale: 0.1 }),
    power_current_amperes: [
      column(`${phase}.8`, { labels: phases, scale: 0.01 }),
      column(`${breaker}.4`, { labels: breakers, scale: 0.01 }),
      column(`${line}.4`, { labels: lines, scale: 0.01 }),
      column(`${outlet}.8`, { labels: outlets, scale: 0.01 }),
    ],
  },
  lacks: { power_frequency_hertz: "not in these tables", outlet_state: "switched models use a table that no recording shows" },
});
