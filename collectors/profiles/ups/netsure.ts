import { perPhase } from "../../profile-parts.ts";
import { cases, column, info, is, profile, state, stateColumn, text, value, type NumberOptions } from "../../profile.ts";

const ees = "1.3.6.1.4.1.6302.2.1";
const system = `${ees}.2`;
const probe = `${system}.7.3.1`;
const rectifier = `${system}.11.4.1`;
/** Thousandths; 2147483647 is no value. */
const milli: NumberOptions = { scale: 0.001 };
/** Kinds of probes: 1 ambient, 2 battery. -273 °C: no probe. */
const degrees = (kind: number): NumberOptions => ({
  ...milli,
  signed: true,
  between: [-40, 120],
  where: is(`${probe}.4`, kind),
});

/** Vertiv NetSure rectifiers (Emerson Energy Systems). Source: EES-POWER-MIB: mV, mA, thousandths of °C, percent. */
export const netSure = profile({
  id: "netsure",
  vendor: "Vertiv",
  of: "ups",
  source: "EES-POWER-MIB",
  evidence: "recording",
  recognises: { sysObjectID: ees, answers: `${system}.2` },
  reads: {
    device_info: info({
      vendor: text(`${ees}.1.1.0`),
      model: text(`${ees}.1.2.0`),
      firmware: text(`${ees}.1.3.0`),
      serial: text(`${ees}.1.6.0`),
    }),
    ups_power_source: cases([
      [is(`${system}.9.0`, 7, 8), "battery"],
      [is(`${system}.9.0`, 2, 3, 4, 5, 6, 9, 10, 11, 12, 13), "mains"],
    ]),
    ups_alarm_level: state(`${system}.1.0`, { 2: "none", 3: "warning", 4: "warning", 5: "critical", 6: "critical" }),
    ups_battery_charger_state: state(`${system}.9.0`, {
      2: "floating",
      3: "testing",
      4: "charging",
      5: "testing",
      6: "testing",
      7: "discharging",
      8: "discharging",
      9: "charging",
      10: "charging",
      11: "charging",
      12: "charging",
      13: "testing",
    }),
    ups_input_voltage_volts: perPhase([`${system}.6.1.0`, `${system}.6.2.0`, `${system}.6.3.0`], {
      ...milli,
      zeroIsAbsent: true,
    }),
    ups_output_voltage_volts: value(`${system}.2.0`, milli),
    ups_output_current_amperes: value(`${system}.3.0`, milli),
    ups_output_load_ratio: value(`${system}.4.0`, { scale: 0.01, between: [0, 1.5] }),
    ups_battery_voltage_volts: value(`${system}.5.1.0`, milli),
    ups_battery_charge_ratio: value(`${system}.5.3.0`, { scale: 0.01, between: [0, 1.1] }),
    ups_battery_temperature_celsius: column(`${probe}.2`, { ...degrees(2), fold: "max" }),
    air_temperature_celsius: column(`${probe}.2`, { ...degrees(1), labels: { sensor: text(`${probe}.3`) } }),
    device_current_amperes: column(`${rectifier}.6`, { ...milli, labels: { sensor: text(`${rectifier}.7`) } }),
    device_psu_state: stateColumn(`${rectifier}.8`, { 1: "failed", 2: "ok" }, { labels: { unit: text(`${rectifier}.7`) } }),
  },
  lacks: {
    ups_battery_current_amperes: "the MIB does not say which sign charging has",
    ups_battery_runtime_seconds: "not in this MIB",
  },
});
