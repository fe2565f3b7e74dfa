import { alarms } from "../../profile-parts.ts";
import {
  asText,
  column,
  first,
  index,
  info,
  profile,
  state,
  stateColumn,
  text,
  value,
  type NumberOptions,
  type Rows,
} from "../../profile.ts";
import { upsMib } from "./rfc1628.ts";

const xups = "1.3.6.1.4.1.534.1";
const input = `${xups}.3.4.1`;
const output = `${xups}.4.4.1`;
const bypass = `${xups}.5.3.1`;
const contact = `${xups}.6.8.1`;
const outlet = `${xups}.12.2.1`;

const lines = { labels: { phase: asText(0, {}, "L") } };
/** What a row measures, where the card says it: 1 to 3 against neutral, 4 to 6 between phases. */
const named = (at: string): Rows => ({
  labels: {
    phase: text(at, {
      words: [
        [/^1$/, "L1"],
        [/^2$/, "L2"],
        [/^3$/, "L3"],
        [/^4$/, "L1-L2"],
        [/^5$/, "L2-L3"],
        [/^6$/, "L3-L1"],
      ],
    }),
  },
});
const inputs: NumberOptions = {
  rows: { ...lines, phantom: { lines: `${xups}.3.3.0`, voltage: `${input}.2` } },
  ...named(`${input}.5`),
};
const outputs: NumberOptions = {
  rows: { ...lines, phantom: { lines: `${xups}.4.3.0`, voltage: `${output}.2` } },
  ...named(`${output}.5`),
};
const bypasses: NumberOptions = {
  rows: { ...lines, phantom: { lines: `${xups}.5.2.0`, voltage: `${bypass}.2` } },
  ...named(`${bypass}.3`),
};

/** xupsOutputSource. */
export const xupsSources = {
  1: "other",
  2: "off",
  3: "mains",
  4: "bypass",
  5: "battery",
  6: "booster",
  7: "reducer",
  8: "mains", // parallel, for capacity
  9: "mains", // parallel, redundant
  10: "mains", // high efficiency
  11: "bypass", // maintenance
  12: "mains", // energy saver system
} as const;
/** xupsBatteryAbmStatus. */
export const xupsChargers = {
  1: "charging",
  2: "discharging",
  3: "floating",
  4: "resting",
  5: "unknown",
  6: "disconnected",
  7: "testing",
  8: "unknown",
} as const;
/** xupsInputSource. */
export const xupsFeeds = {
  1: "other",
  2: "none",
  3: "utility",
  4: "bypass",
  5: "secondary",
  6: "generator",
  7: "flywheel",
  8: "fuel_cell",
} as const;
/** xupsTestBatteryStatus. */
export const xupsTests = {
  1: "none",
  2: "passed",
  3: "failed",
  4: "running",
  5: "none",
  6: "none",
  7: "none",
} as const;

/** Contacts of the card or its probe, those that nobody set up too; 3 and 4: open or closed with notice. */
export const xupsContacts = stateColumn(
  `${contact}.3`,
  { 1: "open", 2: "closed", 3: "alarm", 4: "alarm" },
  { labels: { contact: text([`${contact}.4`, `${contact}.1`]) } },
);

/**
 * Eaton and Powerware UPS (ConnectUPS, Network-M2, PXGX). Source: XUPS-MIB 2019. Whole volts and amperes; newer cards
 * add currents in tenths. Where UPS-MIB is spoken too, its tenths go first.
 */
export const eatonXups = profile({
  id: "eaton-xups",
  vendor: "Eaton",
  of: "ups",
  source: "XUPS-MIB 2019",
  evidence: "recording",
  recognises: { answers: [`${xups}.2`, `${xups}.3.4`, `${xups}.4`, `${xups}.6.1`] },
  absent: [65535],
  reads: {
    device_info: info({
      vendor: text(`${xups}.1.1.0`),
      model: text(`${xups}.1.2.0`),
      firmware: text(`${xups}.1.3.0`),
      serial: text(`${xups}.1.6.0`),
    }),
    ups_power_source: state(`${xups}.4.5.0`, xupsSources),
    ups_battery_runtime_seconds: value(`${xups}.2.1.0`),
    ups_battery_voltage_volts: first(upsMib.ups_battery_voltage_volts, value(`${xups}.2.2.0`)),
    ups_battery_current_amperes: first(upsMib.ups_battery_current_amperes, value(`${xups}.2.3.0`, { signed: true })),
    ups_battery_charge_ratio: value(`${xups}.2.4.0`, { scale: 0.01, between: [0, 1.1] }),
    ups_battery_charger_state: state(`${xups}.2.5.0`, xupsChargers),
    ups_battery_replace: value(`${xups}.2.9.0`, { codes: { 1: 1, 2: 0 } }),
    ups_input_lines: first(upsMib.ups_input_lines, value(`${xups}.3.3.0`, { zeroIsAbsent: true })),
    ups_output_lines: first(upsMib.ups_output_lines, value(`${xups}.4.3.0`, { zeroIsAbsent: true })),
    ups_input_frequency_hertz: first(upsMib.ups_input_frequency_hertz, value(`${xups}.3.1.0`, { scale: 0.1 })),
    ups_input_line_bads_total: value(`${xups}.3.2.0`),
    ups_input_voltage_volts: column(`${input}.2`, inputs),
    ups_input_current_amperes: first(
      column(`${input}.7`, { ...inputs, scale: 0.1, doubtZero: true }),
      upsMib.ups_input_current_amperes,
      column(`${input}.3`, inputs),
    ),
    // Cards that do not measure it answer 0 W on every phase.
    ups_input_power_watts: [
      column(`${input}.4`, { ...inputs, zeroIsAbsent: true }),
      value(`${xups}.3.8.3.0`, { zeroIsAbsent: true }),
    ],
    ups_input_power_factor_ratio: value(`${xups}.3.8.5.0`, { scale: 0.01, between: [0, 1] }),
    ups_input_source: state(`${xups}.3.5.0`, xupsFeeds),
    ups_input_good: value(`${xups}.3.9.0`, { codes: { 1: 0, 2: 1 } }),
    ups_output_load_ratio: [
      value(`${xups}.4.1.0`, { scale: 0.01, between: [0, 3] }),
      first(column(`${output}.8`, { ...outputs, scale: 0.01, between: [0, 3] }), upsMib.ups_output_load_ratio),
    ],
    ups_output_frequency_hertz: value(`${xups}.4.2.0`, { scale: 0.1 }),
    ups_output_voltage_volts: column(`${output}.2`, outputs),
    ups_output_current_amperes: [
      first(
        column(`${output}.7`, { ...outputs, scale: 0.1, doubtZero: true }),
        upsMib.ups_output_current_amperes,
        column(`${output}.3`, outputs),
      ),
      value(`${xups}.4.9.2.0`, { scale: 0.1 }),
    ],
    ups_output_power_watts: [column(`${output}.4`, outputs), value(`${xups}.4.9.3.0`)],
    ups_output_apparent_power_voltamperes: [column(`${output}.9`, outputs), value(`${xups}.4.9.4.0`)],
    ups_output_power_factor_ratio: value(`${xups}.4.9.5.0`, { scale: 0.01, between: [0, 1] }),
    ups_output_energy_joules_total: value(`${xups}.4.7.0`, { scale: 3600 }),
    ups_output_protection: state(`${xups}.4.10.0`, { 1: "off", 2: "unprotected", 3: "protected" }),
    ups_bypass_frequency_hertz: value(`${xups}.5.1.0`, { scale: 0.1 }),
    ups_bypass_voltage_volts: column(`${bypass}.2`, bypasses),
    ups_bypass_current_amperes: first(column(`${bypass}.5`, { ...bypasses, scale: 0.1 }), upsMib.ups_bypass_current_amperes),
    ups_bypass_power_watts: first(column(`${bypass}.6`, bypasses), upsMib.ups_bypass_power_watts),
    ups_alarms_active: value(`${xups}.7.1.0`),
    ups_alarm: alarms({
      battery_fault: `${xups}.2.7.0`,
      no_battery: `${xups}.2.8.0`,
      replace_battery: `${xups}.2.9.0`,
      low_battery: `${xups}.2.10.0`,
    }),
    ups_last_test: first(upsMib.ups_last_test, state(`${xups}.8.2.0`, xupsTests)),
    // 0 °C or 0 %: no probe.
    air_temperature_celsius: [
      value(`${xups}.6.1.0`, { zeroIsAbsent: true, signed: true, labels: { sensor: "ambient" } }),
      value(`${xups}.6.5.0`, { zeroIsAbsent: true, signed: true, labels: { sensor: "remote" } }),
    ],
    air_humidity_ratio: [
      value(`${xups}.6.4.0`, { zeroIsAbsent: true, scale: 0.01, labels: { sensor: "ambient" } }),
      value(`${xups}.6.6.0`, { zeroIsAbsent: true, scale: 0.01, labels: { sensor: "remote" } }),
    ],
    contact_state: xupsContacts,
    outlet_state: stateColumn(
      `${outlet}.2`,
      { 1: "on", 2: "off", 3: "on", 4: "off", 5: "unknown", 6: "unknown", 7: "on", 8: "off" },
      { labels: { outlet: index() } },
    ),
  },
  lacks: {
    ups_battery_state: "XUPS tells faults as flags; UPS-MIB, which the same cards speak, tells the state",
    ups_efficiency_ratio: "not in this MIB",
  },
});
