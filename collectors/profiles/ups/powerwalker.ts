import { asText, column, index, info, not, is, profile, state, stateColumn, text, value, type Rows } from "../../profile.ts";

const eppc = "1.3.6.1.4.1.935.10.1.1";
const labels = { phase: asText(0, {}, "L") };
const rows: Rows = { labels };
const tenths = { scale: 0.1 } as const;
const input = `${eppc}.2.16.1`;
const output = `${eppc}.2.18.1`;
const bypass = `${eppc}.2.20.1`;
const contact = `${eppc}.6.4.1`;

/**
 * PowerWalker and other UPS with the EPPC card. Source: EPPC-MIB: tenths of V, A, Hz and °C, watts, minutes of runtime.
 * -1: not measured.
 */
export const powerWalker = profile({
  id: "powerwalker",
  vendor: "PowerWalker",
  of: "ups",
  source: "EPPC-MIB",
  evidence: "recording",
  recognises: { answers: [`${eppc}.2`, `${eppc}.3`] },
  reads: {
    device_info: info({
      vendor: text(`${eppc}.1.1.0`),
      model: text(`${eppc}.1.2.0`),
      firmware: text(`${eppc}.1.3.0`),
      serial: text(`${eppc}.1.5.0`),
    }),
    ups_power_source: state(`${eppc}.2.1.0`, {
      1: "off", // powering on
      2: "off", // standby
      3: "bypass",
      4: "mains",
      5: "battery",
      6: "battery", // battery test
      7: "other", // fault
      8: "mains", // converter
      9: "mains", // eco
      10: "off",
      11: "booster",
      12: "reducer",
      13: "other",
    }),
    device_temperature_celsius: value(`${eppc}.2.2.0`, { ...tenths, labels: { sensor: "ups" } }),
    ups_input_line_bads_total: value(`${eppc}.2.14.0`, { absent: [-1] }),
    ups_input_lines: value(`${eppc}.2.15.0`, { zeroIsAbsent: true }),
    ups_output_lines: value(`${eppc}.2.17.0`, { zeroIsAbsent: true }),
    ups_input_frequency_hertz: column(`${input}.2`, { rows, ...tenths }),
    ups_input_voltage_volts: column(`${input}.3`, { rows, ...tenths }),
    ups_input_current_amperes: column(`${input}.4`, { rows, ...tenths }),
    ups_input_power_watts: column(`${input}.5`, { rows }),
    ups_output_frequency_hertz: value(`${output}.2.1`, tenths),
    ups_output_voltage_volts: column(`${output}.3`, { rows, ...tenths }),
    ups_output_current_amperes: column(`${output}.4`, { rows, ...tenths }),
    ups_output_power_watts: column(`${output}.5`, { rows }),
    ups_output_apparent_power_voltamperes: column(`${output}.6`, { rows }),
    ups_output_load_ratio: column(`${output}.7`, { rows, scale: 0.01, between: [0, 3] }),
    ups_bypass_frequency_hertz: value(`${bypass}.2.1`, tenths),
    ups_bypass_voltage_volts: column(`${bypass}.3`, { rows, ...tenths }),
    ups_bypass_current_amperes: column(`${bypass}.4`, { rows, ...tenths }),
    ups_bypass_power_watts: column(`${bypass}.5`, { rows }),
    ups_battery_state: state(`${eppc}.3.1.0`, { 1: "unknown", 2: "normal", 3: "low", 4: "depleted", 5: "normal", 6: "unknown" }),
    ups_on_battery_seconds: value(`${eppc}.3.2.0`),
    ups_battery_runtime_seconds: value(`${eppc}.3.3.0`, { scale: 60 }),
    ups_battery_charge_ratio: value(`${eppc}.3.4.0`, { scale: 0.01, between: [0, 1.1] }),
    ups_battery_voltage_volts: value(`${eppc}.3.5.0`, tenths),
    ups_battery_temperature_celsius: value(`${eppc}.3.8.0`, tenths),
    ups_battery_charger_state: state(`${eppc}.3.10.0`, {
      1: "charging",
      2: "floating",
      3: "resting",
      4: "discharging",
      5: "off",
    }),
    ups_battery_replace: value(`${eppc}.3.1.0`, { codes: { 2: 0, 3: 0, 4: 0, 5: 0, 6: 1 } }),
    air_temperature_celsius: value(`${eppc}.6.1.1.0`, { ...tenths, labels: { sensor: "ambient" } }),
    air_humidity_ratio: value(`${eppc}.6.2.1.0`, { scale: 0.01, labels: { sensor: "ambient" } }),
    contact_state: stateColumn(
      `${contact}.3`,
      { 1: "open", 2: "closed", 3: "alarm", 4: "alarm" },
      { labels: { contact: index() }, where: not(is(`${contact}.2`, 3)) },
    ),
  },
  lacks: { ups_output_energy_joules_total: "not in this MIB" },
});
