import {
  asText,
  column,
  first,
  fixed,
  info,
  joinedText,
  matches,
  profile,
  state,
  text,
  value,
  withParts,
  type NumberOptions,
} from "../../profile.ts";
import { upsMib } from "./rfc1628.ts";

const lgp = "1.3.6.1.4.1.476.1.42";
const battery = `${lgp}.3.5.1`;
const points = `${lgp}.3.5.2.2.1`;
const line = `${lgp}.3.5.2.3.1`;
const status = `${lgp}.3.5.3`;
const flexible = `${lgp}.3.9.20.1`;

/** Rows are numbered point.line; what a point is stands as an object identifier, if the card tells it at all. */
const point = joinedText(
  " ",
  asText(0, {}, "point "),
  text([`${line}.3`, withParts(`${points}.2`, 0)], {
    words: [
      [/\.2\.1\.1$/, "input 1"],
      [/\.2\.1\.2$/, "input 2"],
      [/\.2\.1\.[59]$/, "output"],
      [/\.2\.1\.7$/, "bypass"],
    ],
  }),
);
const whole = {
  labels: {
    component: joinedText(
      " ",
      asText(0, {}, "point "),
      text(`${points}.2`, {
        words: [
          [/\.2\.1\.1$/, "input 1"],
          [/\.2\.1\.2$/, "input 2"],
          [/\.2\.1\.[59]$/, "output"],
          [/\.2\.1\.7$/, "bypass"],
        ],
      }),
    ),
  },
};
const neutral = { labels: { component: point, phase: asText(1, {}, "L") } };
const between = { labels: { component: point, phase: asText(1, { 1: "L1-L2", 2: "L2-L3", 3: "L3-L1" }) } };

/** A data point of the flexible table by its label; the unit stands beside it. */
const dataPoint = (label: RegExp, units: Readonly<Record<string, number>>, options: NumberOptions = {}) =>
  column(`${flexible}.20`, { where: matches(`${flexible}.10`, label), unit: { at: `${flexible}.30`, is: units }, ...options });

/**
 * Liebert and Vertiv UPS (APM, NX, GXT, EXL) with IS-WEBL or IS-UNITY cards. Source: LIEBERT-GP-POWER-MIB and
 * LIEBERT-GP-FLEXIBLE-MIB. Lines in whole volts and amperes by measuring point; UPS-MIB, which the cards speak too, has
 * tenths and goes first. The flexible table tells every data point as text with its unit.
 */
export const liebertLgp = profile({
  id: "liebert-lgp",
  vendor: "Vertiv",
  of: "ups",
  source: "LIEBERT-GP-POWER-MIB, LIEBERT-GP-FLEXIBLE-MIB",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.476", answers: [battery, line, `${status}.31.0`, `${flexible}.10`] },
  absent: [65535],
  reads: {
    device_info: info({
      vendor: text("1.3.6.1.2.1.33.1.1.1.0"),
      model: text(["1.3.6.1.2.1.33.1.1.2.0", `${lgp}.2.4.2.1.4.1`]),
      serial: text(`${lgp}.2.4.2.1.7.1`),
    }),
    ups_power_source: first(
      upsMib.ups_power_source,
      state(`${status}.55.0`, { 1: "other", 2: "off", 3: "mains", 4: "bypass", 5: "battery", 6: "booster", 7: "reducer" }),
    ),
    ups_battery_state: first(
      upsMib.ups_battery_state,
      state(`${battery}.26.0`, { 1: "unknown", 2: "normal", 3: "low", 4: "depleted" }),
    ),
    ups_battery_charger_state: state(`${battery}.14.0`, { 1: "floating", 2: "resting", 3: "charging", 4: "discharging" }),
    ups_battery_runtime_seconds: first(upsMib.ups_battery_runtime_seconds, value(`${battery}.18.0`, { scale: 60 })),
    ups_battery_charge_ratio: first(
      upsMib.ups_battery_charge_ratio,
      value(`${battery}.19.0`, { scale: 0.01, between: [0, 1.1] }),
    ),
    ups_battery_packs: value(`${battery}.1.0`),
    ups_battery_bad_packs: value(`${battery}.2.0`),
    ups_last_test: first(
      upsMib.ups_last_test,
      state(`${battery}.8.0`, { 1: "none", 2: "passed", 3: "failed", 4: "running", 5: "failed", 6: "none" }),
    ),
    ups_input_source: state(`${status}.32.0`, { 1: "none", 2: "utility", 3: "generator" }),
    ups_input_good: value(`${status}.33.0`, { codes: { 1: 0, 2: 0, 3: 1, 4: 0 } }),
    ups_output_power_watts: [upsMib.ups_output_power_watts, dataPoint(/^System Output Power$/i, { kW: 1000, W: 1 })],
    ups_output_apparent_power_voltamperes: dataPoint(/^System Output Apparent Power$/i, { kVA: 1000, VA: 1 }),
    // "Inactive Event" and "Active Event"; the label is the alarm's name.
    ups_alarm: column(`${flexible}.20`, {
      labels: { alarm: text(`${flexible}.10`) },
      where: matches(`${flexible}.20`, /^(in)?active (event|alarm|warning)/i),
      codes: {
        "inactive event": 0,
        "inactive alarm": 0,
        "inactive warning": 0,
        "active event": 1,
        "active alarm": 1,
        "active warning": 1,
      },
    }),
    power_voltage_volts: [column(`${line}.5`, { rows: neutral }), column(`${line}.4`, { rows: between })],
    power_current_amperes: [
      column(`${line}.6`, { rows: neutral }),
      column(`${points}.12`, { labels: { ...whole.labels, phase: fixed("N") } }),
      column(`${points}.13`, { labels: { ...whole.labels, phase: fixed("PE") }, scale: 0.1 }),
    ],
    power_factor_ratio: [
      column(`${line}.14`, { rows: neutral, scale: 0.01, between: [0, 1] }),
      column(`${points}.9`, { rows: whole, scale: 0.01, between: [0, 1] }),
    ],
    power_active_watts: column(`${line}.9`, { rows: neutral }),
    power_apparent_voltamperes: column(`${line}.8`, { rows: neutral }),
    power_load_ratio: [
      column(`${line}.7`, { rows: neutral, scale: 0.01, between: [0, 3] }),
      column(`${points}.11`, { rows: whole, scale: 0.001, between: [0, 3] }),
    ],
    power_distortion_ratio: [
      column(`${line}.10`, { labels: { ...neutral.labels, kind: fixed("voltage") }, scale: 0.001, between: [0, 5] }),
      column(`${line}.11`, { labels: { ...neutral.labels, kind: fixed("current") }, scale: 0.001, between: [0, 5] }),
    ],
    power_frequency_hertz: column(`${points}.6`, { labels: { scope: whole.labels.component }, between: [10, 100] }),
    power_energy_joules_total: column(`${points}.10`, { labels: { ...whole.labels, direction: fixed("import") }, scale: 3600 }),
    ups_battery_temperature_celsius: first(
      upsMib.ups_battery_temperature_celsius,
      dataPoint(/^Battery Temperature/i, { "deg C": 1 }, { fold: "max" }),
    ),
  },
  lacks: {
    ups_output_energy_joules_total: "energy stands by measuring point: power_energy_joules_total",
    ups_input_power_watts: "agents answer the powers of points in W or in kW, and do not say which",
  },
});
