import { info, profile, state, text, value } from "../../profile.ts";
import { upsMibAt } from "./rfc1628.ts";

const mib = "1.3.6.1.4.1.2468.1.2.1.1";
const copy = upsMibAt(mib);

/**
 * UPS behind a WebPower or USHA card. Source: USHA-MIB: a copy of UPS-MIB in another tree, with volts in tenths, the temperature at the
 * battery in tenths, tests elsewhere and no alarm table. Columns that the UPS lacks answer NULL.
 */
export const webpower = profile({
  id: "webpower",
  vendor: "WebPower",
  of: "ups",
  source: "USHA-MIB",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.2468.1.2.1", answers: [`${mib}.2.1.0`, `${mib}.4.1.0`] },
  reads: {
    device_info: info({
      model: text([`${mib}.1.2.0`, "1.3.6.1.2.1.33.1.1.2.0"]),
      firmware: text([`${mib}.1.3.0`, `${mib}.1.4.0`]),
    }),
    ups_power_source: copy.ups_power_source,
    ups_battery_state: state(`${mib}.2.1.0`, {
      1: "unknown",
      2: "normal",
      3: "low",
      4: "depleted",
      5: "normal", // discharging; ups_power_source tells it
      6: "unknown", // failed; how full it is is not said
    }),
    ups_battery_replace: value(`${mib}.2.1.0`, { codes: { 1: 0, 2: 0, 3: 0, 4: 0, 5: 0, 6: 1 } }),
    ups_on_battery_seconds: copy.ups_on_battery_seconds,
    ups_battery_runtime_seconds: copy.ups_battery_runtime_seconds,
    ups_battery_charge_ratio: copy.ups_battery_charge_ratio,
    ups_battery_voltage_volts: copy.ups_battery_voltage_volts,
    ups_battery_temperature_celsius: value(`${mib}.2.7.0`, { scale: 0.1, signed: true, zeroIsAbsent: true }),
    ups_input_line_bads_total: copy.ups_input_line_bads_total,
    ups_input_frequency_hertz: copy.ups_input_frequency_hertz,
    ups_input_voltage_volts: copy.ups_input_voltage_volts,
    ups_input_current_amperes: copy.ups_input_current_amperes,
    ups_output_frequency_hertz: copy.ups_output_frequency_hertz,
    ups_output_voltage_volts: copy.ups_output_voltage_volts,
    ups_output_current_amperes: copy.ups_output_current_amperes,
    ups_output_power_watts: copy.ups_output_power_watts,
    ups_output_load_ratio: copy.ups_output_load_ratio,
    ups_last_test: state(`${mib}.6.3.0`, { 1: "passed", 2: "warning", 3: "failed", 4: "aborted", 5: "running", 6: "none" }),
  },
  lacks: { ups_alarms_active: "the MIB counts no alarms; traps tell them" },
});
