import { asText, column, info, profile, state, text, value, type Rows } from "../../profile.ts";

const mib = "1.3.6.1.4.1.4555.1.1.1.1";
const labels = { phase: asText(0, {}, "L") };
const inputs: Rows = { labels, phantom: { voltage: `${mib}.3.3.1.2` } };
const outputs: Rows = { labels, phantom: { voltage: `${mib}.4.4.1.2` } };
const tenths = { scale: 0.1 } as const;

/**
 * Socomec UPS with a NetVision 5 card. Source: SOCOMECUPS-MIB of that generation: another root, other codes of the battery, the
 * two temperatures the other way round; tenths of V, A and Hz. Which unit its temperatures have is not sure: they are left out.
 */
export const socomecNetvision5 = profile({
  id: "socomec-netvision5",
  vendor: "Socomec",
  of: "ups",
  source: "SOCOMECUPS-MIB, NetVision 5",
  evidence: "mib",
  recognises: { sysObjectID: "1.3.6.1.4.1.4555.1.1.1", answers: [`${mib}.2`, `${mib}.4`] },
  absent: [65535],
  reads: {
    device_info: info({ model: text(`${mib}.1.1.0`), firmware: text(`${mib}.1.5.0`), serial: text(`${mib}.1.2.0`) }),
    ups_power_source: state(`${mib}.4.1.0`, {
      1: "unknown",
      2: "bypass", // maintenance
      3: "mains", // inverter
      4: "mains",
      5: "mains", // eco mode
      6: "bypass",
      7: "off", // standby
      8: "off",
    }),
    ups_battery_state: state(`${mib}.2.1.0`, {
      1: "unknown",
      2: "normal",
      3: "low",
      4: "depleted",
      5: "normal", // discharging
      6: "unknown", // failed
      7: "unknown", // the UPS is off
    }),
    ups_on_battery_seconds: value(`${mib}.2.2.0`),
    ups_battery_runtime_seconds: value(`${mib}.2.3.0`, { scale: 60, zeroIsAbsent: true }),
    ups_battery_charge_ratio: value(`${mib}.2.4.0`, { scale: 0.01, between: [0, 1.1] }),
    ups_battery_voltage_volts: value(`${mib}.2.5.0`, tenths),
    ups_input_frequency_hertz: value(`${mib}.3.2.0`, tenths),
    ups_input_voltage_volts: column(`${mib}.3.3.1.2`, { rows: inputs, ...tenths }),
    ups_input_current_amperes: column(`${mib}.3.3.1.3`, { rows: inputs, ...tenths }),
    ups_output_voltage_volts: column(`${mib}.4.4.1.2`, { rows: outputs, ...tenths }),
    ups_output_current_amperes: column(`${mib}.4.4.1.3`, { rows: outputs, ...tenths }),
    ups_output_load_ratio: column(`${mib}.4.4.1.4`, { rows: outputs, scale: 0.01, between: [0, 3] }),
    ups_alarms_active: value(`${mib}.6.1.0`),
  },
  lacks: { ups_battery_temperature_celsius: "its unit is not sure", ups_output_power_watts: "not proved by any answer" },
});
