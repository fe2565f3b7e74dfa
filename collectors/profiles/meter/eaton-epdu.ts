import { asText, column, fixed, info, is, joinedText, not, once, profile, stateColumn, text, withParts } from "../../profile.ts";

const pdu = "1.3.6.1.4.1.534.6.6.7";
const words = (...list: readonly (readonly [number, string])[]) =>
  list.map(([code, word]) => [new RegExp(`^${code}$`), word] as const);
/** Daisy-chained units are told apart by the first index part; 0 is the first. */
const unit = joinedText(" ", "PDU", asText(0, {}));
const voltages = {
  scope: fixed("phase"),
  component: unit,
  phase: text(`${pdu}.3.2.1.2`, {
    words: words([1, "L1"], [2, "L1"], [3, "L2"], [4, "L3"], [5, "L1-L2"], [6, "L2-L3"], [7, "L3-L1"]),
  }),
};
const currents = {
  scope: fixed("phase"),
  component: unit,
  phase: text(`${pdu}.3.3.1.2`, { words: words([1, "L1"], [2, "N"], [3, "L1"], [4, "L2"], [5, "L3"]) }),
};
const powers = {
  scope: fixed("phase"),
  component: unit,
  phase: text(`${pdu}.3.4.1.2`, { words: words([0, "L1"], [1, "L1"], [2, "L2"], [3, "L3"], [4, "total"]) }),
};
const inlet = { scope: fixed("inlet"), component: unit };
const group = {
  scope: fixed("breaker"),
  component: joinedText(" ", unit, text([withParts(`${pdu}.5.1.1.3`, 0, 1), withParts(`${pdu}.5.1.1.2`, 0, 1)])),
};
const outletName = joinedText(" ", asText(0, { 0: "" }), asText(1, {}), text([`${pdu}.6.1.1.3`, `${pdu}.6.1.1.6`]));
const outlet = { scope: fixed("outlet"), outlet: outletName };
const scale = 0.001;
const imported = { direction: fixed("import") };
const celsius = { "": 1, "0": 1, "1": "fahrenheit" } as const;

/**
 * Eaton rack PDU G3 and later (ePDU). Source: EATON-EPDU-MIB 2019: thousandths of V, A and of power factor, W, VA, Wh,
 * tenths of Hz, °C and percent. Unmetered values answer -1 or 0.
 */
export const eatonEpdu = profile({
  id: "eaton-epdu",
  vendor: "Eaton",
  of: "meter",
  source: "EATON-EPDU-MIB 2019",
  evidence: "recording",
  recognises: { answers: [`${pdu}.3`, `${pdu}.6`] },
  reads: {
    device_info: info({ model: text(`${pdu}.1.2.1.2.0`), firmware: text(`${pdu}.1.2.1.5.0`), serial: text(`${pdu}.1.2.1.4.0`) }),
    power_voltage_volts: [
      column(`${pdu}.3.2.1.3`, { labels: voltages, scale }),
      column(`${pdu}.5.3.1.3`, { labels: group, scale }),
      column(`${pdu}.6.3.1.2`, { labels: outlet, scale }),
    ],
    power_current_amperes: [
      column(`${pdu}.3.3.1.4`, { labels: currents, scale }),
      column(`${pdu}.5.4.1.3`, { labels: group, scale }),
      column(`${pdu}.6.4.1.3`, { labels: outlet, scale }),
    ],
    power_load_ratio: [
      column(`${pdu}.3.3.1.11`, { labels: currents, scale: 0.01, between: [0, 3] }),
      column(`${pdu}.5.4.1.10`, { labels: group, scale: 0.01, between: [0, 3] }),
      column(`${pdu}.6.4.1.10`, { labels: outlet, scale: 0.01, between: [0, 3] }),
    ],
    power_current_limit_amperes: [
      column(`${pdu}.3.3.1.3`, { labels: currents, scale, zeroIsAbsent: true }),
      column(`${pdu}.5.4.1.2`, { labels: group, scale, zeroIsAbsent: true }),
    ],
    power_active_watts: [
      column(`${pdu}.3.4.1.4`, { labels: powers }),
      column(`${pdu}.3.5.1.4`, { labels: inlet }),
      column(`${pdu}.5.5.1.3`, { labels: group }),
      column(`${pdu}.6.5.1.3`, { labels: outlet }),
    ],
    power_apparent_voltamperes: [
      column(`${pdu}.3.4.1.3`, { labels: powers }),
      column(`${pdu}.3.5.1.3`, { labels: inlet }),
      column(`${pdu}.5.5.1.2`, { labels: group }),
      column(`${pdu}.6.5.1.2`, { labels: outlet }),
    ],
    power_reactive_vars: [
      column(`${pdu}.3.4.1.8`, { labels: powers, signed: true, where: not(is(`${pdu}.3.4.1.8`, -1)) }),
      column(`${pdu}.3.5.1.8`, { labels: inlet, signed: true, where: not(is(`${pdu}.3.5.1.8`, -1)) }),
    ],
    power_factor_ratio: [
      column(`${pdu}.3.4.1.7`, { labels: powers, scale, between: [0, 1] }),
      column(`${pdu}.3.5.1.7`, { labels: inlet, scale, between: [0, 1] }),
      column(`${pdu}.6.5.1.6`, { labels: outlet, scale, between: [0, 1] }),
    ],
    power_energy_joules_total: [
      column(`${pdu}.3.4.1.5`, { labels: { ...powers, ...imported }, scale: 3600, absent: [-1, 4_294_967_295] }),
      column(`${pdu}.3.5.1.5`, { labels: { ...inlet, ...imported }, scale: 3600, absent: [-1, 4_294_967_295] }),
      column(`${pdu}.5.5.1.4`, { labels: { ...group, ...imported }, scale: 3600, absent: [-1, 4_294_967_295] }),
      column(`${pdu}.6.5.1.4`, { labels: { ...outlet, ...imported }, scale: 3600, absent: [-1, 4_294_967_295] }),
    ],
    power_frequency_hertz: column(`${pdu}.3.1.1.3`, { labels: { scope: joinedText(" ", "inlet", unit) }, scale: 0.1 }),
    outlet_state: stateColumn(`${pdu}.6.6.1.2`, { 0: "off", 1: "on", 2: "off", 3: "on" }, { labels: { outlet: outletName } }),
    air_temperature_celsius: column(`${pdu}.7.1.1.4`, {
      labels: { sensor: text(`${pdu}.7.1.1.2`) },
      where: not(is(`${pdu}.7.1.1.3`, -1, 0)),
      unit: { at: withParts(`${pdu}.1.2.1.9`, 0), is: celsius },
      scale: 0.1,
      signed: true,
    }),
    air_humidity_ratio: column(`${pdu}.7.2.1.4`, {
      labels: { sensor: text(`${pdu}.7.2.1.2`) },
      where: not(is(`${pdu}.7.2.1.3`, -1, 0)),
      scale: 0.001,
    }),
    contact_state: stateColumn(
      `${pdu}.7.3.1.4`,
      { 0: "open", 1: "closed" },
      { labels: { contact: text(`${pdu}.7.3.1.2`) }, where: once(not(is(`${pdu}.7.3.1.3`, -1, 0))) },
    ),
    device_component_state: stateColumn(
      `${pdu}.5.1.1.5`,
      { 0: "absent", 1: "ok", 2: "off" },
      { labels: { component: joinedText(" ", "breaker", unit, text([`${pdu}.5.1.1.3`, `${pdu}.5.1.1.2`])) } },
    ),
  },
  lacks: { power_load_state: "the MIB grades by thresholds; load is told in percent" },
});
