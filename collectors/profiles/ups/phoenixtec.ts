import { perPhase } from "../../profile-parts.ts";
import { first, info, profile, state, text, value } from "../../profile.ts";
import { upsMib } from "./rfc1628.ts";

const xppc = "1.3.6.1.4.1.935.1.1.1";
const three = `${xppc}.8`;
const tenths = { scale: 0.1 } as const;
const list = (group: number, numbers: readonly number[]) => numbers.map((number) => `${three}.${group}.${number}.0`);

/**
 * Phoenixtec UPS and their relatives (PowerWalker, Effekta, Online USV cards of the NetAgent kind). Source: XPPC-MIB:
 * tenths of V, Hz and °C, seconds. Battery voltage is that of one block here, of the string in UPS-MIB, which goes
 * first; runtime 0 means unknown; UPS-MIB's load stays at 0 on some.
 */
export const phoenixtec = profile({
  id: "phoenixtec",
  vendor: "Phoenixtec",
  of: "ups",
  source: "XPPC-MIB",
  evidence: "recording",
  recognises: { answers: [`${xppc}.2`, `${xppc}.4`] },
  absent: [65535],
  reads: {
    device_info: info({ model: text(`${xppc}.1.1.1.0`), firmware: text(`${xppc}.1.2.1.0`), serial: text(`${xppc}.1.2.3.0`) }),
    ups_power_source: state(`${xppc}.4.1.1.0`, {
      1: "unknown",
      2: "mains",
      3: "battery",
      4: "booster",
      5: "off", // sleeping
      6: "bypass",
      7: "off", // rebooting
      8: "off", // standby
      9: "reducer",
    }),
    ups_battery_state: state(`${xppc}.2.1.1.0`, { 1: "unknown", 2: "normal", 3: "low" }),
    ups_on_battery_seconds: value(`${xppc}.2.1.2.0`),
    ups_battery_charge_ratio: value(`${xppc}.2.2.1.0`, { scale: 0.01, between: [0, 1.1] }),
    ups_battery_voltage_volts: first(
      upsMib.ups_battery_voltage_volts,
      value(`${three}.1.1.0`, { ...tenths, zeroIsAbsent: true }),
      value(`${xppc}.2.2.2.0`, tenths),
    ),
    ups_battery_temperature_celsius: value(`${xppc}.2.2.3.0`, { ...tenths, zeroIsAbsent: true, between: [-20, 120] }),
    ups_battery_runtime_seconds: first(
      value(`${xppc}.2.2.4.0`, { zeroIsAbsent: true }),
      value("1.3.6.1.2.1.33.1.2.3.0", { scale: 60, zeroIsAbsent: true }),
    ),
    ups_battery_replace: value(`${xppc}.2.2.5.0`, { codes: { 1: 0, 2: 1 } }),
    ups_input_voltage_volts: [
      value(`${xppc}.3.2.1.0`, tenths),
      ...perPhase(list(2, [2, 3, 4]), { ...tenths, zeroIsAbsent: true }),
    ],
    ups_input_frequency_hertz: value(`${xppc}.3.2.4.0`, tenths),
    ups_last_transfer_cause: state(`${xppc}.3.2.5.0`, {
      1: "none",
      2: "high_voltage",
      3: "brownout",
      4: "blackout",
      5: "sag",
      6: "sag",
      7: "spike",
      8: "spike",
    }),
    ups_output_voltage_volts: [
      value(`${xppc}.4.2.1.0`, tenths),
      ...perPhase(list(3, [2, 3, 4]), { ...tenths, zeroIsAbsent: true }),
    ],
    ups_output_frequency_hertz: value(`${xppc}.4.2.2.0`, tenths),
    ups_output_load_ratio: [
      value(`${xppc}.4.2.3.0`, { scale: 0.01, between: [0, 3] }),
      ...perPhase(list(3, [5, 6, 7]), { scale: 0.001, zeroIsAbsent: true, between: [0, 3] }),
    ],
    ups_bypass_frequency_hertz: first(
      upsMib.ups_bypass_frequency_hertz,
      value(`${three}.4.1.0`, { ...tenths, zeroIsAbsent: true }),
    ),
    ups_bypass_voltage_volts: perPhase(list(4, [2, 3, 4]), { ...tenths, zeroIsAbsent: true }),
    ups_last_test: state(`${xppc}.7.2.3.0`, { 1: "passed", 2: "failed", 3: "aborted", 4: "running" }),
  },
  lacks: {
    ups_alarms_active: "UPS-MIB, which the cards speak as well, counts them",
    ups_output_energy_joules_total: "not in this MIB",
  },
});
