import { asText, column, fixed, info, is, joinedText, matches, not, profile, stateColumn, text } from "../../profile.ts";

const pdu = "1.3.6.1.4.1.38446.1";
const unit = joinedText(" ", "PDU", asText(0, {}));
const inlet = { scope: fixed("inlet"), component: unit };
const phase = { scope: fixed("phase"), component: unit, phase: asText(1, {}, "L") };
const breaker = {
  labels: { scope: fixed("breaker"), component: joinedText(" ", unit, text(`${pdu}.4.4.1.3`)) },
  // Twelve rows whatever is built in.
  where: not(matches(`${pdu}.4.4.1.3`, /^NA$/i)),
};
const named = (at: string) => joinedText(" ", asText(0, {}), asText(1, {}), text(at));
const outlet = { scope: fixed("outlet"), outlet: named(`${pdu}.5.9.1.3`) };
const imported = { direction: fixed("import") };
/** Tenths of a kilowatt-hour. */
const energy = 360_000;
const sensor = { sensor: named(`${pdu}.6.4.1.2`) };
const installed = is(`${pdu}.6.4.1.4`, 2);

/** Enlogic rack PDU, its own and as sold by others. Source: ENLOGIC-PDU2-MIB: hundredths of A, V, W, VA, tenths of kWh. */
export const enlogic = profile({
  id: "enlogic",
  vendor: "Enlogic",
  of: "meter",
  source: "ENLOGIC-PDU2-MIB",
  evidence: "recording",
  recognises: { sysObjectID: pdu, answers: `${pdu}.2.4` },
  reads: {
    device_info: info({
      firmware: text(`${pdu}.1.2.1.14.1`),
      serial: text(`${pdu}.1.2.1.12.1`),
      model: text(`${pdu}.1.2.1.11.1`),
    }),
    power_voltage_volts: column(`${pdu}.3.4.1.6`, { labels: phase, zeroIsAbsent: true }),
    power_current_amperes: [
      column(`${pdu}.3.4.1.5`, { labels: phase, scale: 0.01 }),
      column(`${pdu}.4.4.1.5`, { rows: breaker, scale: 0.01 }),
      column(`${pdu}.5.9.1.5`, { labels: outlet, scale: 0.01 }),
    ],
    power_active_watts: [
      column(`${pdu}.2.4.1.4`, { labels: inlet }),
      column(`${pdu}.3.4.1.7`, { labels: phase }),
      column(`${pdu}.5.9.1.6`, { labels: outlet }),
    ],
    power_apparent_voltamperes: [column(`${pdu}.2.4.1.5`, { labels: inlet }), column(`${pdu}.3.4.1.8`, { labels: phase })],
    power_factor_ratio: column(`${pdu}.3.4.1.9`, { labels: phase, scale: 0.01, between: [0, 1], zeroIsAbsent: true }),
    power_energy_joules_total: [
      column(`${pdu}.2.4.1.9`, { labels: { ...inlet, ...imported }, scale: energy }),
      column(`${pdu}.5.9.1.11`, { labels: { ...outlet, ...imported }, scale: energy }),
    ],
    outlet_state: stateColumn(`${pdu}.5.4.1.4`, { 0: "off", 1: "on" }, { labels: { outlet: named(`${pdu}.5.4.1.3`) } }),
    air_temperature_celsius: column(`${pdu}.6.4.1.6`, {
      labels: sensor,
      where: installed,
      unit: { at: `${pdu}.6.2.1.7`, is: { "1": 1, "2": "fahrenheit" } },
      signed: true,
    }),
    air_humidity_ratio: column(`${pdu}.6.4.1.6`, {
      labels: sensor,
      where: installed,
      unit: { at: `${pdu}.6.2.1.7`, is: { "3": 0.01 } },
    }),
  },
  lacks: {
    power_frequency_hertz: "not in this MIB",
    power_load_ratio: "ratings are texts; the device grades its load",
  },
});
