import { asText, column, info, profile, state, stateColumn, text, value, type Rows } from "../../profile.ts";
import { xupsChargers, xupsFeeds, xupsSources, xupsTests } from "./eaton-xups.ts";

const hp = "1.3.6.1.4.1.232.165";
const ups = `${hp}.3`;
const labels = { phase: asText(0, {}, "L") };
const inputs: Rows = { labels, phantom: { lines: `${ups}.3.3.0`, voltage: `${ups}.3.4.1.2` } };
const outputs: Rows = { labels, phantom: { lines: `${ups}.4.3.0`, voltage: `${ups}.4.4.1.2` } };
const bypasses: Rows = { labels, phantom: { lines: `${ups}.5.2.0`, voltage: `${ups}.5.3.1.2` } };
const contact = `${ups}.6.8.1`;

/**
 * HPE and HP UPS with a network module. Source: CPQPOWER-MIB: XUPS-MIB below another root and with fewer columns: seconds, whole
 * V and A, tenths of Hz. Battery current is positive while discharging. Most UPS do not measure input watts: 0.
 */
export const hpeUps = profile({
  id: "hpe-ups",
  vendor: "HPE",
  of: "ups",
  source: "CPQPOWER-MIB",
  evidence: "mib",
  recognises: { sysObjectID: hp, answers: [`${ups}.2`, `${ups}.4`] },
  reads: {
    device_info: info({
      model: text([`${ups}.1.2.0`, `${hp}.1.2.2.0`], { pattern: /^([^;]+)/ }),
      firmware: text([`${ups}.1.3.0`, `${hp}.1.2.3.0`]),
      serial: text(`${hp}.1.2.7.0`),
    }),
    ups_power_source: state(`${ups}.4.5.0`, xupsSources),
    ups_battery_runtime_seconds: value(`${ups}.2.1.0`),
    ups_battery_voltage_volts: value(`${ups}.2.2.0`, { zeroIsAbsent: true }),
    ups_battery_current_amperes: value(`${ups}.2.3.0`, { signed: true }),
    ups_battery_charge_ratio: value(`${ups}.2.4.0`, { scale: 0.01, between: [0, 1.1] }),
    ups_battery_charger_state: state(`${ups}.2.5.0`, xupsChargers),
    ups_input_lines: value(`${ups}.3.3.0`, { zeroIsAbsent: true }),
    ups_output_lines: value(`${ups}.4.3.0`, { zeroIsAbsent: true }),
    ups_input_frequency_hertz: value(`${ups}.3.1.0`, { scale: 0.1 }),
    ups_input_line_bads_total: value(`${ups}.3.2.0`),
    ups_input_voltage_volts: column(`${ups}.3.4.1.2`, { rows: inputs }),
    ups_input_current_amperes: column(`${ups}.3.4.1.3`, { rows: inputs }),
    ups_input_power_watts: column(`${ups}.3.4.1.4`, { rows: inputs, zeroIsAbsent: true }),
    ups_input_source: state(`${ups}.3.5.0`, xupsFeeds),
    ups_output_load_ratio: value(`${ups}.4.1.0`, { scale: 0.01, between: [0, 3] }),
    ups_output_frequency_hertz: value(`${ups}.4.2.0`, { scale: 0.1 }),
    ups_output_voltage_volts: column(`${ups}.4.4.1.2`, { rows: outputs }),
    ups_output_current_amperes: column(`${ups}.4.4.1.3`, { rows: outputs }),
    ups_output_power_watts: column(`${ups}.4.4.1.4`, { rows: outputs }),
    ups_bypass_frequency_hertz: value(`${ups}.5.1.0`, { scale: 0.1, zeroIsAbsent: true }),
    ups_bypass_voltage_volts: column(`${ups}.5.3.1.2`, { rows: bypasses }),
    ups_last_test: state(`${ups}.7.2.0`, xupsTests),
    air_temperature_celsius: [
      value(`${ups}.6.1.0`, { zeroIsAbsent: true, signed: true, labels: { sensor: "ambient" } }),
      value(`${ups}.6.5.0`, { zeroIsAbsent: true, signed: true, labels: { sensor: "remote" } }),
    ],
    air_humidity_ratio: [
      value(`${ups}.6.4.0`, { zeroIsAbsent: true, scale: 0.01, labels: { sensor: "ambient" } }),
      value(`${ups}.6.6.0`, { zeroIsAbsent: true, scale: 0.01, labels: { sensor: "remote" } }),
    ],
    contact_state: stateColumn(
      `${contact}.3`,
      { 1: "open", 2: "closed", 3: "alarm", 4: "alarm" },
      { labels: { contact: text([`${contact}.4`, `${contact}.1`]) } },
    ),
  },
  lacks: { ups_battery_state: "not in this MIB: charge and runtime tell it", ups_alarms_active: "alarms are traps only" },
});
