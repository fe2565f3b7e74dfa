import { cases, column, fixed, info, is, profile, state, text, value, type NumberOptions } from "../../profile.ts";

const smu = "1.3.6.1.4.1.2011.6.164.1";
const battery = `${smu}.4`;
const mains = `${smu}.5.2.1.1`;
const direct = `${smu}.6.1`;
/** Every input has its phases side by side. */
const line = (number: number, phase: string) =>
  column(`${mains}.${number}`, { scale: 0.1, zeroIsAbsent: true, labels: { phase: fixed(phase) } });
const tenths: NumberOptions = { scale: 0.1 };

/**
 * Huawei site monitoring unit: rectifiers and batteries of 48 V. Source: HUAWEI-SITE-MONITOR-MIB: tenths of V and percent; currents are
 * whole amperes on devices, though the MIB speaks of tenths, so they are not read.
 */
export const huaweiSmu = profile({
  id: "huawei-smu",
  vendor: "Huawei",
  of: "ups",
  source: "HUAWEI-SITE-MONITOR-MIB",
  evidence: "recording",
  recognises: { sysObjectID: smu, answers: [`${direct}.3.0`, `${battery}.2.3.0`] },
  reads: {
    device_info: info({ model: text(`${smu}.1.1.4.0`), firmware: text(`${smu}.2.2.1.1.5.1`) }),
    ups_power_source: cases([
      [is(`${battery}.2.3.0`, 3), "battery"],
      [is(`${battery}.2.3.0`, 1, 2), "mains"],
    ]),
    ups_battery_charger_state: state(`${battery}.2.3.0`, { 1: "floating", 2: "charging", 3: "discharging" }),
    ups_battery_charge_ratio: column(`${battery}.4.2.1.3`, { scale: 0.001, between: [0, 1.1], fold: "min" }),
    ups_battery_temperature_celsius: column(`${battery}.4.2.1.6`, { between: [-40, 100], zeroIsAbsent: true, fold: "max" }),
    ups_input_voltage_volts: [line(4, "L1"), line(5, "L2"), line(6, "L3")],
    ups_output_voltage_volts: value(`${direct}.3.0`, tenths),
  },
  lacks: {
    ups_output_current_amperes: "devices answer whole amperes where the MIB says tenths",
    ups_battery_current_amperes: "devices answer whole amperes where the MIB says tenths",
  },
});
