import { asText, column, fixed, info, joinedText, profile, stateColumn, text, withParts } from "../../profile.ts";

const pdu = "1.3.6.1.4.1.476.1.42.3.8";
const source = `${pdu}.30.20.1`;
const line = `${pdu}.30.40.1`;
const branch = `${pdu}.40.20.1`;
const outlet = `${pdu}.50.20.1`;
const auxiliary = `${pdu}.60.15.1`;
const unit = text([withParts(`${pdu}.20.1.10`, 0), withParts(`${pdu}.20.1.15`, 0)]);
const inlet = { scope: fixed("inlet"), component: unit };
const lines = { scope: fixed("phase"), component: unit, phase: asText(-1, {}, "L") };
const branches = {
  scope: fixed("breaker"),
  component: joinedText(" ", unit, text([`${branch}.8`, `${branch}.10`]), asText(-1, {})),
};
const outlets = { scope: fixed("outlet"), outlet: joinedText(" ", text([`${outlet}.10`, `${outlet}.15`]), asText(-1, {})) };
const sensors = { sensor: text([`${auxiliary}.15`, `${auxiliary}.20`, `${auxiliary}.35`]) };
const imported = { direction: fixed("import") };

/**
 * Liebert and Vertiv rack PDU (MPH, MPH2, MPX). Source: LIEBERT-GP-PDU-MIB: columns of tenths and hundredths beside whole
 * ones; utilisation in tenths of percent; rows numbered PDU.source.line, PDU.branch, PDU.branch.outlet.
 */
export const liebertPdu = profile({
  id: "liebert-pdu",
  vendor: "Vertiv",
  of: "meter",
  source: "LIEBERT-GP-PDU-MIB",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.476", answers: [source, line, branch] },
  reads: {
    device_info: info({
      model: text([`${pdu}.20.1.45.1`, `${pdu}.20.1.15.1`]),
      serial: text(`${pdu}.20.1.50.1`),
      firmware: text(`${pdu}.20.1.60.1`),
    }),
    power_active_watts: [column(`${source}.65`, { labels: inlet }), column(`${outlet}.65`, { labels: outlets })],
    power_apparent_voltamperes: [column(`${source}.90`, { labels: inlet }), column(`${outlet}.70`, { labels: outlets })],
    power_factor_ratio: [
      column(`${source}.95`, { labels: inlet, scale: 0.01, between: [0, 1] }),
      column(`${outlet}.75`, { labels: outlets, scale: 0.01, between: [0, 1] }),
    ],
    power_voltage_volts: [
      column(`${line}.19`, { labels: lines, scale: 0.1 }),
      column(`${branch}.100`, { labels: branches, scale: 0.1 }),
      column(`${outlet}.55`, { labels: outlets }),
    ],
    power_current_amperes: [
      column(`${line}.22`, { labels: lines, scale: 0.01 }),
      column(`${source}.70`, { labels: { ...inlet, phase: fixed("N") }, scale: 0.1 }),
      column(`${branch}.130`, { labels: branches, scale: 0.01 }),
      column(`${outlet}.60`, { labels: outlets, scale: 0.1 }),
    ],
    power_current_headroom_amperes: [column(`${branch}.150`, { labels: branches, scale: 0.01 })],
    power_load_ratio: column(`${branch}.160`, { labels: branches, scale: 0.001, between: [0, 3] }),
    power_energy_joules_total: column(`${source}.50`, { labels: { ...inlet, ...imported }, scale: 360_000 }),
    outlet_state: stateColumn(`${outlet}.95`, { 0: "unknown", 1: "off", 2: "on" }, { labels: { outlet: outlets.outlet } }),
    air_temperature_celsius: column(`${auxiliary}.70`, { labels: sensors, scale: 0.1, signed: true, zeroIsAbsent: true }),
    air_humidity_ratio: column(`${auxiliary}.95`, { labels: sensors, scale: 0.001, zeroIsAbsent: true }),
    device_component_state: stateColumn(
      `${pdu}.20.1.25`,
      { 1: "ok", 2: "off", 4: "ok", 8: "warning", 16: "warning", 32: "failed" },
      { labels: { component: joinedText(" ", "PDU", asText(0, {})) } },
    ),
  },
  lacks: { power_frequency_hertz: "not in this MIB", power_reactive_vars: "not in this MIB" },
});
