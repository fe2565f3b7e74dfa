import { alarms, perPhase } from "../../profile-parts.ts";
import { info, profile, state, text, value } from "../../profile.ts";

const delta = "1.3.6.1.4.1.2254.2.4";
const tenths = { scale: 0.1, zeroIsAbsent: true } as const;
const lines = (table: number, numbers: readonly number[]) => numbers.map((number) => `${delta}.${table}.${number}.0`);

/**
 * Delta UPS. Source: DELTAUPS-MIB: tenths of V, A and Hz, watts, percent, minutes. Lines that do not exist answer 0.
 * Mini-SNMP cards answer UPS-MIB only, with NULL in the columns of such lines and tenths of volts.
 */
export const deltaUps = profile({
  id: "delta-ups",
  vendor: "Delta",
  of: "ups",
  source: "DELTAUPS-MIB",
  evidence: "mib",
  recognises: { answers: [`${delta}.7`, `${delta}.5`, `${delta}.1`] },
  reads: {
    device_info: info({ vendor: text(`${delta}.1.1.0`), model: text(`${delta}.1.2.0`), firmware: text(`${delta}.1.3.0`) }),
    ups_power_source: state(`${delta}.5.1.0`, {
      0: "mains",
      1: "battery",
      2: "bypass",
      3: "reducer",
      4: "booster",
      5: "bypass", // manual
      6: "other",
      7: "off",
    }),
    ups_battery_state: state(`${delta}.7.2.0`, { 0: "normal", 1: "low", 2: "depleted" }),
    ups_battery_charger_state: state(`${delta}.7.3.0`, { 0: "floating", 1: "charging", 2: "resting", 3: "discharging" }),
    ups_battery_replace: value(`${delta}.7.1.0`, { codes: { 0: 0, 1: 0, 2: 1 } }),
    ups_on_battery_seconds: value(`${delta}.7.4.0`),
    ups_battery_runtime_seconds: value(`${delta}.7.5.0`, { scale: 60 }),
    ups_battery_voltage_volts: value(`${delta}.7.6.0`, { scale: 0.1 }),
    ups_battery_current_amperes: value(`${delta}.7.7.0`, { scale: 0.1, signed: true }),
    ups_battery_charge_ratio: value(`${delta}.7.8.0`, { scale: 0.01, between: [0, 1.1] }),
    ups_battery_temperature_celsius: value(`${delta}.7.9.0`, { signed: true }),
    ups_battery_nominal_voltage_volts: value(`${delta}.1.12.0`, { zeroIsAbsent: true }),
    ups_input_lines: value(`${delta}.4.1.0`, { zeroIsAbsent: true }),
    ups_output_lines: value(`${delta}.5.3.0`, { zeroIsAbsent: true }),
    ups_input_frequency_hertz: perPhase(lines(4, [2, 5, 8]), tenths),
    // 0 V on the first line is an outage; on the others there is no such line.
    ups_input_voltage_volts: [...perPhase(lines(4, [3]), { scale: 0.1 }), ...perPhase(lines(4, [3, 6, 9]), tenths).slice(1)],
    ups_input_current_amperes: perPhase(lines(4, [4, 7, 10]), tenths),
    ups_output_frequency_hertz: value(`${delta}.5.2.0`, { scale: 0.1 }),
    ups_output_voltage_volts: [...perPhase(lines(5, [4]), { scale: 0.1 }), ...perPhase(lines(5, [4, 8, 12]), tenths).slice(1)],
    ups_output_current_amperes: perPhase(lines(5, [5, 9, 13]), { scale: 0.1 }),
    ups_output_power_watts: perPhase(lines(5, [6, 10, 14])),
    ups_output_load_ratio: perPhase(lines(5, [7, 11, 15]), { scale: 0.01, between: [0, 3] }),
    ups_bypass_frequency_hertz: value(`${delta}.6.1.0`, { scale: 0.1 }),
    ups_bypass_voltage_volts: perPhase(lines(6, [3, 6, 9]), tenths),
    ups_bypass_current_amperes: perPhase(lines(6, [4, 7, 10]), tenths),
    ups_bypass_power_watts: perPhase(lines(6, [5, 8, 11]), { zeroIsAbsent: true }),
    ups_last_test: state(`${delta}.8.2.0`, { 0: "none", 1: "passed", 2: "running", 3: "failed", 4: "failed", 5: "failed" }),
    ups_alarm: alarms(
      {
        communication_lost: `${delta}.9.1.0`,
        input_bad: `${delta}.9.2.0`,
        low_battery: `${delta}.9.3.0`,
        on_bypass: `${delta}.9.6.0`,
        general: `${delta}.9.7.0`,
        battery_ground_fault: `${delta}.9.8.0`,
        battery_test_failed: `${delta}.9.10.0`,
        fuse_failure: `${delta}.9.11.0`,
        overload: `${delta}.9.12.0`,
        inverter_fault: `${delta}.9.14.0`,
        rectifier_fault: `${delta}.9.15.0`,
        over_temperature: `${delta}.9.18.0`,
        bad_output_voltage: `${delta}.9.19.0`,
        bypass_supply_failure: `${delta}.9.20.0`,
        charger_fault: `${delta}.9.22.0`,
        fan_failure: `${delta}.9.23.0`,
        output_off: `${delta}.9.25.0`,
        emergency_power_off: `${delta}.9.27.0`,
      },
      { 0: 0, 1: 1 },
    ),
    air_temperature_celsius: value(`${delta}.10.1.0`, { zeroIsAbsent: true, signed: true, labels: { sensor: "ambient" } }),
    air_humidity_ratio: value(`${delta}.10.2.0`, { zeroIsAbsent: true, scale: 0.01, labels: { sensor: "ambient" } }),
  },
  lacks: { ups_output_energy_joules_total: "not in this MIB" },
});
