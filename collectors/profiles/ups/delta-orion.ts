import { all, above, cases, below, fixed, info, is, profile, state, text, value } from "../../profile.ts";

const orion = "1.3.6.1.4.1.20246.2.3.1.1.1.2";
const reading = `${orion}.3`;

/**
 * Delta Orion: rectifiers of 48 V with their controller. Source: ORION-BASE-MIB: tens of mV, tenths of A and °C. The MIB tells no
 * state of the mains; batteries that discharge while nothing tests them feed the load.
 */
export const deltaOrion = profile({
  id: "delta-orion",
  vendor: "Delta",
  of: "ups",
  source: "ORION-BASE-MIB",
  evidence: "mib",
  recognises: { sysObjectID: "1.3.6.1.4.1.20246", answers: `${reading}.1` },
  reads: {
    device_info: info({ model: text(`${orion}.1.2.0`), firmware: text(`${orion}.1.4.0`) }),
    ups_power_source: cases([
      [is(`${reading}.5.0`, 2), "battery"],
      [is(`${reading}.5.0`, 1, 3, 4, 5, 6, 7, 8), "mains"],
    ]),
    ups_battery_charger_state: state(`${reading}.5.0`, {
      1: "floating",
      2: "discharging",
      3: "charging",
      4: "charging",
      5: "testing",
      6: "charging",
      7: "charging",
      8: "charging",
    }),
    ups_output_voltage_volts: value(`${reading}.1.0`, { scale: 0.01 }),
    ups_output_current_amperes: value(`${reading}.2.0`, { scale: 0.1 }),
    ups_output_power_watts: value(`${reading}.8.0`),
    ups_battery_voltage_volts: value(`${reading}.1.0`, { scale: 0.01 }),
    // Discharging positive, as UPS-MIB has it.
    ups_battery_current_amperes: value(`${reading}.3.0`, { scale: -0.1, signed: true }),
    ups_battery_temperature_celsius: value(`${reading}.4.0`, { scale: 0.1, signed: true, between: [-40, 100] }),
    ups_battery_runtime_seconds: value(`${orion}.5.3.3.3.0`, {
      scale: 60,
      zeroIsAbsent: true,
      where: is(`${orion}.5.3.3.2.0`, 2, 3),
    }),
    ups_alarms_active: value(`${orion}.2.17.0`),
    ups_alarm_level: cases([
      [above(`${orion}.2.13.0`, 0), "critical"],
      [above(`${orion}.2.17.0`, 0), "warning"],
      [is(`${orion}.2.17.0`, 0), "none"],
    ]),
    ups_last_test: state(`${orion}.5.2.2.2.0`, {
      1: "none",
      2: "failed",
      3: "aborted",
      4: "failed",
      5: "passed",
      6: "aborted",
      7: "aborted",
      8: "aborted",
    }),
    device_psu_state: cases(
      [
        [above(`${orion}.4.2.0`, 0), "failed"],
        [all(is(`${orion}.4.2.0`, 0), above(`${orion}.4.3.0`, 0)), "ok"],
        [below(`${orion}.4.1.0`, 1), "absent"],
      ],
      { labels: { unit: fixed("rectifiers") } },
    ),
    device_current_amperes: value(`${reading}.7.0`, { scale: 0.1, labels: { sensor: fixed("rectifiers") } }),
  },
  lacks: {
    ups_battery_charge_ratio: "the MIB tells capacity, not charge",
    ups_input_voltage_volts: "not in this MIB",
  },
});
