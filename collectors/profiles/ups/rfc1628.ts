import { above, all, asText, column, info, is, listed, not, profile, state, text, value, type Rows } from "../../profile.ts";

const mib = "1.3.6.1.2.1.33.1";

/** Reads of UPS-MIB below another root: some vendors keep a copy of it in their own tree. */
export function upsMibAt(mib: string) {
  // Some agents append .0 to the line: the first part is the line.
  const labels = { phase: asText(0, {}, "L") };
  const inputs: Rows = { labels, phantom: { lines: `${mib}.3.2.0`, voltage: `${mib}.3.3.1.3` } };
  const outputs: Rows = { labels, phantom: { lines: `${mib}.4.3.0`, voltage: `${mib}.4.4.1.2` } };
  const bypasses: Rows = { labels, phantom: { lines: `${mib}.5.2.0`, voltage: `${mib}.5.3.1.2` } };

  return {
    device_info: info({
      vendor: text(`${mib}.1.1.0`),
      model: text(`${mib}.1.2.0`),
      firmware: text([`${mib}.1.3.0`, `${mib}.1.4.0`]),
    }),
    ups_power_source: state(`${mib}.4.1.0`, {
      1: "other",
      2: "off",
      3: "mains",
      4: "bypass",
      5: "battery",
      6: "booster",
      7: "reducer",
    }),
    ups_battery_state: state(`${mib}.2.1.0`, { 1: "unknown", 2: "normal", 3: "low", 4: "depleted" }),
    ups_on_battery_seconds: value(`${mib}.2.2.0`),
    ups_battery_runtime_seconds: value(`${mib}.2.3.0`, { scale: 60 }), // minutes
    ups_battery_charge_ratio: value(`${mib}.2.4.0`, { scale: 0.01, between: [0, 1.1] }), // percent
    ups_battery_voltage_volts: value(`${mib}.2.5.0`, { scale: 0.1 }),
    ups_battery_current_amperes: value(`${mib}.2.6.0`, { scale: 0.1, signed: true }), // negative while charging
    // 0 and -1: no sensor (Eaton 5PX and 9PX, Dell, ABB, Huawei). Batteries of a data centre are not at freezing point.
    ups_battery_temperature_celsius: value(`${mib}.2.7.0`, { zeroIsAbsent: true, absent: [-273] }),
    ups_input_line_bads_total: value(`${mib}.3.1.0`),
    // Some agents (Huawei GSE200M) answer hundredths.
    ups_input_frequency_hertz: column(`${mib}.3.3.1.2`, { rows: inputs, scale: 0.1, tenthsAbove: 410 }),
    ups_input_voltage_volts: column(`${mib}.3.3.1.3`, { rows: inputs, tenthsAbove: 1000 }),
    ups_input_current_amperes: column(`${mib}.3.3.1.4`, { rows: inputs, scale: 0.1 }),
    // 0 W while current flows: the agent does not measure it (Eaton 93PS).
    ups_input_power_watts: column(`${mib}.3.3.1.5`, {
      rows: inputs,
      where: not(all(is(`${mib}.3.3.1.5`, 0), above(`${mib}.3.3.1.4`, 0))),
    }),
    ups_output_frequency_hertz: value(`${mib}.4.2.0`, { scale: 0.1, tenthsAbove: 410 }),
    ups_output_voltage_volts: column(`${mib}.4.4.1.2`, { rows: outputs, tenthsAbove: 1000 }),
    ups_output_current_amperes: column(`${mib}.4.4.1.3`, { rows: outputs, scale: 0.1 }),
    ups_output_power_watts: column(`${mib}.4.4.1.4`, { rows: outputs, signed: true }),
    ups_output_load_ratio: column(`${mib}.4.4.1.5`, { rows: outputs, scale: 0.01, between: [0, 3] }),
    ups_bypass_frequency_hertz: value(`${mib}.5.1.0`, { scale: 0.1, tenthsAbove: 410 }),
    ups_bypass_voltage_volts: column(`${mib}.5.3.1.2`, { rows: bypasses, tenthsAbove: 1000 }),
    ups_bypass_current_amperes: column(`${mib}.5.3.1.3`, { rows: bypasses, scale: 0.1 }),
    ups_bypass_power_watts: column(`${mib}.5.3.1.4`, { rows: bypasses }),
    ups_alarms_active: value(`${mib}.6.1.0`),
    ups_last_test: state(`${mib}.7.3.0`, {
      1: "passed",
      2: "warning",
      3: "failed",
      4: "aborted",
      5: "running",
      6: "none",
    }),
    ups_input_lines: value(`${mib}.3.2.0`, { zeroIsAbsent: true }),
    ups_output_lines: value(`${mib}.4.3.0`, { zeroIsAbsent: true }),
  } as const;
}

/** upsWellKnownAlarms (1.3.6.1.2.1.33.1.6.3), in their order. */
const wellKnown = [
  "battery_bad",
  "on_battery",
  "low_battery",
  "depleted_battery",
  "temperature_bad",
  "input_bad",
  "output_bad",
  "output_overload",
  "on_bypass",
  "bypass_bad",
  "output_off_as_requested",
  "ups_off_as_requested",
  "charger_failed",
  "output_off",
  "system_off",
  "fan_failure",
  "fuse_failure",
  "general_fault",
  "diagnostic_test_failed",
  "communications_lost",
  "awaiting_power",
  "shutdown_pending",
  "shutdown_imminent",
  "test_in_progress",
];

/** upsAlarmTable holds a row per alarm that is present; its cell names the alarm. Vendors' own alarms are only counted. */
const alarmTable = { cell: `${mib}.6.2.1.2`, counter: `${mib}.6.1.0` };

/** Reads of UPS-MIB, for vendors whose own MIB tells some of it worse. */
export const upsMib = upsMibAt(mib);

/**
 * Any UPS that speaks the standard UPS-MIB. Source: RFC 1628.
 * Agents answer -1, 65535 or 2^32-1 for what they do not know, and three rows even when there is one phase.
 */
export const rfc1628 = profile({
  id: "rfc1628",
  vendor: "generic",
  of: "ups",
  source: "RFC 1628",
  evidence: "recording",
  precedence: "standard",
  recognises: { answers: [`${mib}.1.1.0`, `${mib}.2.1.0`, `${mib}.3.3`, `${mib}.4`] },
  // 655350: 65535 in tenths, as NetVision writes it.
  absent: [65535, 655_350],
  reads: {
    ...upsMib,
    ups_alarm: listed(alarmTable.cell, Object.fromEntries(wellKnown.map((alarm, index) => [`${mib}.6.3.${index + 1}`, alarm])), {
      label: "alarm",
      counter: alarmTable.counter,
    }),
    // upsAlarmBatteryBad: "One or more batteries have been determined to require replacement."
    ups_battery_replace: listed(alarmTable.cell, { [`${mib}.6.3.1`]: "battery_bad" }, { counter: alarmTable.counter }),
  },
  lacks: {
    ups_output_energy_joules_total: "not in this MIB; vendor MIBs report it",
    ups_efficiency_ratio: "not in this MIB; vendor MIBs report it",
  },
});
