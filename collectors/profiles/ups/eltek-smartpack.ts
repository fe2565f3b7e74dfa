import { perPhase } from "../../profile-parts.ts";
import { cases, column, fixed, index, info, is, joinedText, profile, state, stateColumn, text, value } from "../../profile.ts";

const sp2 = "1.3.6.1.4.1.12148.10";
const rectifier = `${sp2}.5.6.1`;
const battery = `${sp2}.10`;
const mains = `${sp2}.3.4.1.6`;
/** Status of an object: normal, or one of the alarms; the others say that it is switched off or not there. */
const stateOf = (at: string, component: string) =>
  state(
    at,
    {
      0: "failed",
      1: "ok",
      2: "warning",
      3: "failed",
      4: "off",
      5: "absent",
      6: "absent",
      7: "failed",
      8: "failed",
      9: "warning",
    },
    { labels: { component: fixed(component) } },
  );
const unit = { labels: { unit: joinedText(" ", "rectifier", index()) } };

/**
 * Eltek rectifiers with a Smartpack controller: 48 V for telephony and telecommunication. Source: SP2-MIB: hundredths of V, tenths
 * of A at each rectifier, whole V of the mains, minutes. Currents of load and battery are amperes or tenths by a setting that controllers
 * do not keep to: the rectifiers' sum is read instead, the battery's current where setting and scale agree. It is positive while charging.
 */
export const eltekSmartpack = profile({
  id: "eltek-smartpack",
  vendor: "Eltek",
  of: "ups",
  source: "SP2-MIB",
  evidence: "recording",
  recognises: { sysObjectID: sp2, answers: [`${battery}.5.5.0`, rectifier] },
  reads: {
    device_info: info({ model: text(`${sp2}.2.6.0`), serial: text(`${sp2}.2.7.0`) }),
    ups_power_source: cases([
      [is(`${sp2}.3.2.1.0`, 2, 3, 7, 8, 9), "battery"],
      [is(`${sp2}.3.2.1.0`, 1), "mains"],
    ]),
    ups_alarm_level: cases([
      [is(`${sp2}.2.1.0`, 1), "none"],
      [is(`${sp2}.2.1.0`, 3, 7, 8, 10, 18), "critical"],
      [is(`${sp2}.2.1.0`, 2, 9, 11, 19), "warning"],
    ]),
    ups_input_voltage_volts: perPhase([`${mains}.1`, `${mains}.2`, `${mains}.3`], { zeroIsAbsent: true }),
    ups_output_voltage_volts: value(`${battery}.5.5.0`, { scale: 0.01 }),
    ups_output_current_amperes: column(`${rectifier}.3`, { scale: 0.1, fold: "sum" }),
    ups_output_load_ratio: value(`${sp2}.5.3.5.0`, { scale: 0.01, between: [0, 1.5] }),
    ups_battery_voltage_volts: value(`${battery}.5.5.0`, { scale: 0.01 }),
    // Discharging positive, as UPS-MIB has it.
    ups_battery_current_amperes: value(`${battery}.6.5.0`, { scale: -0.1, signed: true, where: is(`${sp2}.2.15.0`, 1) }),
    ups_battery_temperature_celsius: [
      value(`${battery}.7.5.0`, { where: is(`${sp2}.2.16.0`, 0), between: [-40, 100], zeroIsAbsent: true }),
      value(`${battery}.7.5.0`, { where: is(`${sp2}.2.16.0`, 1), fahrenheit: true, zeroIsAbsent: true }),
    ],
    ups_battery_runtime_seconds: value(`${battery}.8.5.0`, { scale: 60, zeroIsAbsent: true }),
    air_temperature_celsius: value(`${sp2}.13.13.5.0`, {
      where: is(`${sp2}.2.16.0`, 0),
      between: [-40, 100],
      zeroIsAbsent: true,
      labels: { sensor: text(`${sp2}.13.13.2.0`) },
    }),
    device_psu_state: stateColumn(
      `${rectifier}.2`,
      { 0: "failed", 1: "ok", 2: "failed", 3: "failed", 4: "absent", 5: "absent", 6: "absent", 18: "failed", 19: "failed" },
      { rows: unit },
    ),
    device_current_amperes: column(`${rectifier}.3`, { scale: 0.1, labels: { sensor: joinedText(" ", "rectifier", index()) } }),
    device_component_state: stateOf(`${sp2}.9.3.0`, "load fuses"),
  },
  lacks: { ups_battery_charge_ratio: "the MIB tells ampere-hours, or percent by a setting of the controller" },
});
