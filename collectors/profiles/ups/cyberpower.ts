import { column, first, info, profile, scalar, state, stateColumn, text, value } from "../../profile.ts";
import { upsMib } from "./rfc1628.ts";

const cps = "1.3.6.1.4.1.3808.1.1";
const ups = `${cps}.1`;
const probe = `${cps}.4`;
const contact = `${probe}.4.2.1`;
/** The sensor of newer cards: hundredths, the unit of the card's setting. */
const second = `${cps}.8`;
const tenths = { scale: 0.1 } as const;

/**
 * CyberPower UPS with RMCARD and its environment sensor. Source: CPS-MIB 2.9: tenths of V, A and Hz, timeticks; the
 * sensor in tenths of Fahrenheit, newer cards of Celsius as well.
 */
export const cyberPower = profile({
  id: "cyberpower",
  vendor: "CyberPower",
  of: "ups",
  source: "CPS-MIB 2.9",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.3808", answers: [`${ups}.1.1.1.0`, `${ups}.2`] },
  reads: {
    device_info: info({ model: text(`${ups}.1.1.1.0`), firmware: text(`${ups}.1.2.1.0`), serial: text(`${ups}.1.2.3.0`) }),
    ups_power_source: state(`${ups}.4.1.1.0`, {
      1: "unknown",
      2: "mains",
      3: "battery",
      4: "booster",
      5: "off", // sleeping
      6: "off",
      7: "off", // rebooting
      8: "mains", // eco mode
      9: "bypass",
      10: "reducer",
      11: "mains", // overload
    }),
    ups_battery_state: state(`${ups}.2.1.1.0`, { 1: "unknown", 2: "normal", 3: "low", 4: "unknown" }),
    ups_on_battery_seconds: value(`${ups}.2.1.2.0`, { scale: 0.01 }),
    ups_battery_charge_ratio: value(`${ups}.2.2.1.0`, { scale: 0.01, between: [0, 1.1] }),
    ups_battery_voltage_volts: value(`${ups}.2.2.2.0`, { ...tenths, zeroIsAbsent: true }),
    ups_battery_temperature_celsius: value(`${ups}.2.2.3.0`, { zeroIsAbsent: true }),
    ups_battery_runtime_seconds: value(`${ups}.2.2.4.0`, { scale: 0.01 }),
    ups_battery_replace: value(`${ups}.2.2.5.0`, { codes: { 1: 0, 2: 1 } }),
    ups_battery_nominal_voltage_volts: value(`${ups}.2.2.8.0`, { zeroIsAbsent: true }),
    ups_input_voltage_volts: value(`${ups}.3.2.1.0`, tenths),
    ups_input_frequency_hertz: value(`${ups}.3.2.4.0`, tenths),
    ups_last_transfer_cause: state(`${ups}.3.2.5.0`, { 1: "none", 2: "high_voltage", 3: "brownout", 4: "self_test" }),
    ups_input_good: value(`${ups}.3.2.6.0`, { codes: { 1: 1, 2: 0, 3: 0, 4: 0, 5: 0 } }),
    ups_output_voltage_volts: value(`${ups}.4.2.1.0`, tenths),
    ups_output_frequency_hertz: value(`${ups}.4.2.2.0`, tenths),
    ups_output_load_ratio: value(`${ups}.4.2.3.0`, { scale: 0.01, between: [0, 3] }),
    ups_output_current_amperes: value(`${ups}.4.2.4.0`, tenths),
    ups_output_power_watts: first(value(`${ups}.4.2.5.0`), upsMib.ups_output_power_watts),
    ups_last_test: state(`${ups}.7.2.3.0`, { 1: "passed", 2: "failed", 3: "aborted", 4: "running" }),
    air_temperature_celsius: [
      first(
        value(`${probe}.2.6.0`, { ...tenths, zeroIsAbsent: true, signed: true, labels: { sensor: "ambient" } }),
        value(`${probe}.2.1.0`, { ...tenths, zeroIsAbsent: true, fahrenheit: true, labels: { sensor: "ambient" } }),
      ),
      column(`${second}.2.3.1.3`, {
        scale: 0.01,
        signed: true,
        zeroIsAbsent: true,
        unit: { at: scalar(`${second}.2.2.0`), is: { "1": 1, "2": "fahrenheit" } },
        labels: { sensor: text(`${second}.1.2.1.3`) },
      }),
    ],
    air_humidity_ratio: [
      value(`${probe}.3.1.0`, { scale: 0.01, zeroIsAbsent: true, labels: { sensor: "ambient" } }),
      column(`${second}.3.2.1.3`, { scale: 0.0001, zeroIsAbsent: true, labels: { sensor: text(`${second}.1.2.1.3`) } }),
    ],
    contact_state: [
      stateColumn(`${contact}.3`, { 1: "normal", 2: "alarm" }, { labels: { contact: text(`${contact}.2`) } }),
      stateColumn(`${second}.4.2.1.5`, { 1: "normal", 2: "alarm" }, { labels: { contact: text(`${second}.4.2.1.4`) } }),
    ],
  },
  lacks: {
    ups_alarms_active: "not in this MIB",
    ups_output_energy_joules_total: "not in this MIB",
  },
});
