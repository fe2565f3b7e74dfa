import { asText, column, fixed, info, joinedText, profile, stateColumn, text } from "../../profile.ts";

const pdu = "1.3.6.1.4.1.850.1.1.3.2.3";
const input = `${pdu}.1.2.1`;
const output = `${pdu}.2.1.1`;
const outlet = `${pdu}.3.1.1`;
const circuit = `${pdu}.4.1.1`;
/** Transfer switches: rows numbered device.source.phase and device.phase. */
const ats = "1.3.6.1.4.1.850.1.1.3.4.3";
const source = { component: asText(1, { 1: "source A", 2: "source B" }), phase: asText(-1, {}, "L") };
const inputs = { scope: fixed("phase"), phase: asText(-1, {}, "L") };
const outputs = { scope: fixed("inlet") };
const outlets = { scope: fixed("outlet"), outlet: joinedText(" ", asText(-1, {}), text(`${outlet}.2`)) };

/** Tripp Lite rack PDU and transfer switch (PowerAlert). Source: TRIPPLITE-PRODUCTS: tenths of V and Hz, hundredths of A, whole W, tens of VA; what an outlet does not measure it does not have; rows numbered device.row. */
export const trippLitePdu = profile({
  id: "tripp-lite-pdu",
  vendor: "Tripp Lite",
  of: "meter",
  source: "TRIPPLITE-PRODUCTS",
  evidence: "recording",
  recognises: { answers: [input, output, `${ats}.2.1.1`] },
  reads: {
    device_info: info({ model: text("1.3.6.1.4.1.850.1.1.1.2.1.5.1") }),
    power_voltage_volts: [
      column(`${input}.4`, { labels: inputs, scale: 0.1 }),
      column(`${ats}.1.2.1.5`, { labels: { scope: fixed("phase"), ...source }, scale: 0.1 }),
      column(`${output}.4`, { labels: { scope: fixed("outlet"), phase: asText(-1, {}, "L") }, scale: 0.1 }),
      column(`${outlet}.7`, { labels: outlets, scale: 0.1 }),
      column(`${ats}.2.1.1.4`, { labels: { scope: fixed("outlet"), phase: asText(-1, {}, "L") }, scale: 0.1 }),
    ],
    power_current_amperes: [
      column(`${output}.5`, { labels: outputs, scale: 0.01 }),
      column(`${input}.7`, { labels: inputs, scale: 0.01 }),
      column(`${outlet}.8`, { labels: outlets, scale: 0.01 }),
      column(`${ats}.2.1.1.5`, { labels: outputs, scale: 0.01 }),
      column(`${circuit}.4`, { labels: { scope: fixed("breaker"), component: asText(-1, {}, "Circuit ") }, scale: 0.01 }),
    ],
    power_active_watts: [
      ...[`${output}.8`, `${ats}.2.1.1.8`].map((at) => column(at, { labels: outputs })),
      column(`${outlet}.9`, { labels: outlets }),
    ],
    power_apparent_voltamperes: column(`${output}.12`, { labels: outputs, scale: 10 }),
    power_frequency_hertz: [
      column(`${input}.3`, { labels: { scope: fixed("inlet") }, scale: 0.1 }),
      column(`${output}.11`, { labels: { scope: fixed("outlet") }, scale: 0.1 }),
      column(`${ats}.2.1.1.11`, { labels: { scope: fixed("outlet") }, scale: 0.1, zeroIsAbsent: true }),
    ],
    outlet_state: stateColumn(`${outlet}.4`, { 0: "unknown", 1: "off", 2: "on" }, { labels: { outlet: outlets.outlet } }),
  },
  lacks: { power_energy_joules_total: "not read: its unit differs between firmwares" },
});
