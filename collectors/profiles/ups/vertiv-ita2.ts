import { perPhase } from "../../profile-parts.ts";
import { above, all, difference, info, is, not, profile, state, text, value, type NumberOptions } from "../../profile.ts";

const ita = "1.3.6.1.4.1.13400.2.54";
const measured = `${ita}.2`;
const list = (group: number, numbers: readonly number[]) => numbers.map((number) => `${measured}.${group}.${number}.0`);
/** Lines 2 and 3 of a single-phase machine answer 0 V. */
const exists = (group: number, first: number) =>
  not(all(is(`${measured}.${group}.${first + 1}.0`, 0), above(`${measured}.${group}.${first}.0`, 0)));
const lines = (group: number, first: number, voltage: number, options: NumberOptions) => [
  ...perPhase(list(group, [first]), options),
  ...perPhase(list(group, [first, first + 1, first + 2]), { ...options, where: exists(group, voltage) }).slice(1),
];

/**
 * Vertiv Liebert ITA2 UPS. Source: VERTIV-ITA2-MIB: tenths of V, A, percent and minutes, hundredths of Hz and kW. 65535:
 * no such sensor.
 */
export const vertivIta2 = profile({
  id: "vertiv-ita2",
  vendor: "Vertiv",
  of: "ups",
  source: "VERTIV-ITA2-MIB",
  evidence: "recording",
  recognises: { answers: measured },
  absent: [65535],
  reads: {
    device_info: info({ vendor: text(`${ita}.1.1.0`), model: text(`${ita}.1.2.0`), serial: text(`${ita}.1.3.0`) }),
    ups_alarm_level: state(`${measured}.1.1.0`, { 0: "none", 1: "warning", 2: "critical" }),
    ups_power_source: state(`${measured}.1.2.0`, { 0: "off", 1: "mains", 2: "battery", 3: "bypass", 4: "mains" }),
    ups_input_voltage_volts: lines(2, 1, 1, { scale: 0.1 }),
    ups_input_frequency_hertz: value(`${measured}.2.4.0`, { scale: 0.01 }),
    ups_input_current_amperes: lines(2, 5, 1, { scale: 0.1 }),
    ups_output_voltage_volts: lines(3, 1, 1, { scale: 0.1 }),
    ups_output_current_amperes: lines(3, 4, 1, { scale: 0.1 }),
    ups_output_frequency_hertz: value(`${measured}.3.7.0`, { scale: 0.01 }),
    ups_output_power_watts: lines(3, 8, 1, { scale: 10 }),
    ups_output_apparent_power_voltamperes: lines(3, 11, 1, { scale: 10 }),
    ups_output_load_ratio: lines(3, 14, 1, { scale: 0.001, between: [0, 3] }),
    ups_output_power_factor_ratio: lines(3, 17, 1, { scale: 0.01, between: [0, 1] }),
    ups_bypass_voltage_volts: lines(4, 1, 1, { scale: 0.1 }),
    ups_bypass_frequency_hertz: value(`${measured}.4.4.0`, { scale: 0.01 }),
    ups_battery_voltage_volts: value(`${measured}.5.1.0`, { scale: 0.1 }),
    // Discharging positive, as UPS-MIB has it.
    ups_battery_current_amperes: difference(
      value(`${measured}.5.4.0`, { scale: 0.01 }),
      value(`${measured}.5.3.0`, { scale: 0.01 }),
    ),
    ups_battery_runtime_seconds: value(`${measured}.5.7.0`, { scale: 6 }),
    ups_battery_temperature_celsius: value(`${measured}.5.8.0`, { scale: 0.1, signed: true }),
    air_temperature_celsius: value(`${measured}.5.9.0`, { scale: 0.1, signed: true, labels: { sensor: "battery room" } }),
    ups_battery_charge_ratio: value(`${measured}.5.10.0`, { scale: 0.01, between: [0, 1.1] }),
  },
  lacks: {
    ups_battery_state: "not in this MIB: runtime and charge tell it",
    ups_on_battery_seconds: "not in this MIB",
  },
});
