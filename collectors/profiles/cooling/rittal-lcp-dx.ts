import { all, cases, fixed, info, is, profile, state, text, value, type NumberOptions } from "../../profile.ts";

const lcp = "1.3.6.1.4.1.9839.2606.2.1";
const digital = (number: number) => `${lcp}.1.${number}.0`;
const analogue = (number: number, options: NumberOptions = {}) =>
  value(`${lcp}.2.${number}.0`, { scale: 0.1, signed: true, ...options });
const air = (number: number, sensor: string, position: string) =>
  analogue(number, { zeroIsAbsent: true, labels: { sensor: fixed(sensor), position: fixed(position) } });
const inside = (number: number, sensor: string) => analogue(number, { zeroIsAbsent: true, labels: { sensor: fixed(sensor) } });
const alarm = (number: number, name: string) => value(digital(number), { codes: { 0: 0, 1: 1 }, labels: { alarm: fixed(name) } });

/**
 * Rittal LCP DX (3311) behind a Carel pCOWeb card. Source: CAREL-RITTAL-LCP-3311-MIB: every analogue value is in tenths
 * although UNITS says C, bar or A; capacity in percent of 12 kW. Other makers use the same numbers below 9839.2.1 for other
 * things: sysObjectID decides.
 */
export const rittalLcpDx = profile({
  id: "rittal-lcp-dx",
  vendor: "Rittal",
  of: "cooling",
  source: "CAREL-RITTAL-LCP-3311-MIB",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.9839", answers: `${lcp}.2.2.0` },
  reads: {
    device_info: info({ model: fixed("LCP DX"), firmware: text("1.3.6.1.4.1.9839.1.1.0") }),
    air_temperature_celsius: [
      air(2, "output top", "supply"),
      air(3, "output middle", "supply"),
      air(4, "output bottom", "supply"),
      air(6, "input top", "return"),
      air(7, "input middle", "return"),
      air(8, "input bottom", "return"),
      air(21, "input average", "return"),
      air(22, "output average", "supply"),
    ],
    device_temperature_celsius: [
      inside(9, "compressor discharge"),
      inside(10, "compressor suction"),
      inside(13, "evaporator"),
      inside(14, "condenser"),
      value(`${lcp}.3.4.0`, { scale: 0.1, signed: true, zeroIsAbsent: true, labels: { sensor: "driver" } }),
    ],
    cooling_pressure_pascals: [
      analogue(11, { scale: 10_000, labels: { sensor: fixed("compressor discharge") } }),
      analogue(12, { scale: 10_000, labels: { sensor: fixed("compressor suction") } }),
    ],
    cooling_setpoint_celsius: analogue(48, { labels: { sensor: fixed("server inlet") } }),
    power_current_amperes: analogue(46, { labels: { component: fixed("compressor") } }),
    power_voltage_volts: [
      value(`${lcp}.3.5.0`, { scale: 0.1, labels: { component: "direct current bus" } }),
      value(`${lcp}.3.6.0`, { scale: 0.1, labels: { component: "compressor motor" } }),
    ],
    cooling_output_watts: value(`${lcp}.3.16.0`, { scale: 120 }),
    device_fan_speed_rpm: value(`${lcp}.3.29.0`, { labels: { unit: "fans" } }),
    cooling_unit_state: cases([
      [is(`${lcp}.3.13.0`, 0), "off"],
      [all(is(digital(23), 1), is(digital(17), 0)), "fault"], // an alarm that stopped the compressor
      [is(`${lcp}.3.13.0`, 1, 2, 3), "running"],
    ]),
    cooling_compressor_state: state(digital(17), { 0: "off", 1: "running" }, { labels: { unit: "inverter" } }),
    device_component_state: [
      // Every other code is an error, or a border of what the compressor may do.
      state(`${lcp}.3.3.0`, { 0: "ok", "*": "failed" }, { labels: { component: fixed("inverter") } }),
      state(`${lcp}.3.14.0`, { 0: "ok", "*": "warning" }, { labels: { component: fixed("compressor envelope") } }),
    ],
    cooling_alarm: [
      alarm(2, "compressor_overload"),
      alarm(3, "high_pressure"),
      alarm(11, "inverter"),
      alarm(12, "expansion_valve_drive"),
      alarm(23, "general"),
      alarm(30, "compressor_envelope"),
      alarm(31, "compressor_start"),
      alarm(33, "discharge_temperature"),
      alarm(35, "compressor_pressure_difference"),
      alarm(36, "oil_return"),
      alarm(38, "output_probe_top"),
      alarm(39, "output_probe_middle"),
      alarm(40, "output_probe_bottom"),
      alarm(42, "input_probe_top"),
      alarm(43, "input_probe_middle"),
      alarm(44, "input_probe_bottom"),
      alarm(45, "discharge_temperature_probe"),
      alarm(46, "suction_temperature_probe"),
      alarm(47, "discharge_pressure_probe"),
      alarm(48, "suction_pressure_probe"),
    ],
  },
  lacks: {
    cooling_power_watts: "motor voltage and current are there, their product is no active power",
    cooling_fan_speed_ratio: "fans tell turns a minute",
  },
});
