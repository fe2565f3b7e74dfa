import { all, asText, column, fixed, info, is, joinedText, once, profile, stateColumn, text, withParts } from "../../profile.ts";

const pdu = "1.3.6.1.4.1.19536.10.1";
const unit = joinedText(" ", "PDU", asText(0, {}));
const inlet = { scope: fixed("inlet"), component: unit };
const wires = (at: string) =>
  text(at, {
    words: [
      [/^[12]$/, "L1"],
      [/^3$/, "L2"],
      [/^4$/, "L3"],
      [/^5$/, "L1-L2"],
      [/^6$/, "L2-L3"],
      [/^7$/, "L3-L1"],
    ],
  });
const phases = { scope: fixed("phase"), component: unit, phase: wires(`${pdu}.2.2.1.2`) };
const phase = { scope: fixed("phase"), component: unit, phase: asText(1, {}, "L") };
const breaker = {
  labels: { scope: fixed("breaker"), component: joinedText(" ", unit, text([`${pdu}.3.1.1.2`, `${pdu}.3.1.1.1`])) },
  // Twelve rows whatever is built in.
  where: is(`${pdu}.3.1.1.3`, 2, 3, 4, 5),
};
const outlet = {
  labels: { scope: fixed("outlet"), outlet: joinedText(" ", asText(0, {}), text(`${pdu}.5.1.1.2`)) },
  // Rows of outlets that the model lacks have no type.
  where: is(`${pdu}.5.1.1.3`, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16),
};
const imported = { direction: fixed("import") };

/** Panduit G5 and G6 rack PDU. Source: PANDUIT-MIB: hundredths of A and of power factor, tenths of V and Hz, W, VA, kWh. */
export const panduit = profile({
  id: "panduit",
  vendor: "Panduit",
  of: "meter",
  source: "PANDUIT-MIB",
  evidence: "recording",
  recognises: { sysObjectID: pdu, answers: [`${pdu}.2.1`, `${pdu}.5.1`] },
  reads: {
    device_info: info({ model: text(`${pdu}.1.2.1.7.1`), firmware: text(`${pdu}.1.2.1.5.1`), serial: text(`${pdu}.1.2.1.8.1`) }),
    power_voltage_volts: [
      column(`${pdu}.2.2.1.3`, { labels: phases, scale: 0.1, zeroIsAbsent: true }),
      column(`${pdu}.3.1.1.5`, { rows: breaker, scale: 0.1, zeroIsAbsent: true }),
    ],
    power_current_amperes: [
      column(`${pdu}.2.1.1.11`, { labels: inlet, scale: 0.01 }),
      column(`${pdu}.2.2.1.11`, { labels: phase, scale: 0.01 }),
      column(`${pdu}.3.1.1.12`, { rows: breaker, scale: 0.01 }),
      column(`${pdu}.5.1.1.5`, { rows: outlet, scale: 0.01 }),
    ],
    power_current_limit_amperes: [
      column(`${pdu}.2.2.1.10`, { labels: phase, scale: 0.01, zeroIsAbsent: true }),
      column(`${pdu}.3.1.1.11`, { rows: breaker, scale: 0.01, zeroIsAbsent: true }),
    ],
    power_load_ratio: [
      column(`${pdu}.2.2.1.17`, { labels: phase, scale: 0.01, between: [0, 3] }),
      column(`${pdu}.3.1.1.18`, { rows: breaker, scale: 0.01, between: [0, 3] }),
    ],
    power_active_watts: [
      column(`${pdu}.2.1.1.5`, { labels: inlet }),
      column(`${pdu}.2.2.1.20`, { labels: phase }),
      column(`${pdu}.3.1.1.20`, { rows: breaker }),
      column(`${pdu}.5.1.1.13`, { rows: outlet }),
    ],
    power_apparent_voltamperes: [
      column(`${pdu}.2.1.1.4`, { labels: inlet }),
      column(`${pdu}.2.2.1.19`, { labels: phase }),
      column(`${pdu}.3.1.1.19`, { rows: breaker }),
      column(`${pdu}.5.1.1.12`, { rows: outlet }),
    ],
    power_factor_ratio: [
      column(`${pdu}.2.1.1.9`, { labels: inlet, scale: 0.01, between: [0, 1] }),
      column(`${pdu}.2.2.1.23`, { labels: phase, scale: 0.01, between: [0, 1] }),
    ],
    power_energy_joules_total: [
      column(`${pdu}.2.1.1.6`, { labels: { ...inlet, ...imported }, scale: 3_600_000 }),
      column(`${pdu}.5.1.1.14`, { rows: { ...outlet, labels: { ...outlet.labels, ...imported } }, scale: 3600 }),
    ],
    power_frequency_hertz: column(`${pdu}.2.1.1.2`, { labels: { scope: joinedText(" ", "inlet", unit) }, scale: 0.1 }),
    air_temperature_celsius: column(`${pdu}.4.2.1.4`, {
      labels: { sensor: text(`${pdu}.4.2.1.2`) },
      where: is(`${pdu}.4.2.1.3`, 2),
      unit: { at: withParts(`${pdu}.4.1.1.1`, 0), is: { "1": 1, "2": "fahrenheit" } },
      signed: true,
    }),
    air_humidity_ratio: column(`${pdu}.4.3.1.4`, {
      labels: { sensor: text(`${pdu}.4.3.1.2`) },
      where: is(`${pdu}.4.3.1.3`, 2),
      scale: 0.01,
    }),
    outlet_state: stateColumn(
      `${pdu}.5.2.1.1`,
      { 1: "off", 2: "on", 3: "on", 4: "off" },
      { labels: { outlet: joinedText(" ", asText(0, {}), asText(1, {})) } },
    ),
    device_component_state: stateColumn(
      `${pdu}.3.1.1.26`,
      { 2: "ok", 3: "off" },
      {
        labels: { component: joinedText(" ", "breaker", breaker.labels.component) },
        where: all(breaker.where, once(is(`${pdu}.3.1.1.26`, 2, 3))),
      },
    ),
  },
  lacks: { power_reactive_vars: "not read: power and apparent power say it" },
});
