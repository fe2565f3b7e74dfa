import { column, fixed, index, info, joinedText, profile, stateColumn, text, type Rows } from "../../profile.ts";

const pdu = "1.3.6.1.4.1.10456.3";
const feed = `${pdu}.3.2.1`;
const out = `${pdu}.3.3.1`;
const feeds: Rows = { labels: { scope: fixed("inlet"), component: joinedText(" ", "feed", index()) } };
const outlets: Rows = { labels: { scope: fixed("outlet"), outlet: index() } };

/** Planet IPM rack PDU. Source: DIGIPDU-MIB: whole V and W, tenths of A and °C. */
export const digiPdu = profile({
  id: "planet-pdu",
  vendor: "Planet",
  of: "meter",
  source: "DIGIPDU-MIB",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.10456", answers: `${feed}.3` },
  reads: {
    device_info: info({ model: text("1.3.6.1.2.1.1.1.0", { pattern: /^(\S+)/ }) }),
    power_voltage_volts: [column(`${feed}.3`, { rows: feeds }), column(`${out}.6`, { rows: outlets })],
    power_current_amperes: [column(`${feed}.5`, { rows: feeds, scale: 0.1 }), column(`${out}.7`, { rows: outlets, scale: 0.1 })],
    power_active_watts: [column(`${feed}.6`, { rows: feeds }), column(`${out}.9`, { rows: outlets })],
    outlet_state: stateColumn(`${out}.4`, { 0: "off", 1: "on", 2: "off", 3: "on" }, { labels: { outlet: index() } }),
    device_temperature_celsius: column(`${pdu}.3.5.1.3`, {
      scale: 0.1,
      signed: true,
      between: [-40, 125],
      labels: { sensor: fixed("device") },
    }),
  },
  lacks: {
    power_energy_joules_total: "the MIB states no unit of its energy",
    power_frequency_hertz: "the MIB states no unit of its frequency",
  },
});
