import { fixed, info, profile, value, type NumberOptions } from "../../profile.ts";

const chiller = "1.3.6.1.4.1.9839.2.1";
const analogue = (number: number, options: NumberOptions = {}) =>
  value(`${chiller}.2.${number}.0`, { scale: 0.1, signed: true, ...options });
const sensor = (name: string) => ({ labels: { sensor: fixed(name) } });

/**
 * Rittal Blue e+ and IT chillers behind a Carel pCOWeb card. Source: KELVIN-pCOWeb-Chiller-MIB: tenths of °C, A, l/min and
 * percent, tenths of bar, hundreds of watts. Inlet and outlet are seen from the machine: cold water leaves it. The card's
 * numbers mean other things with other makers: sysObjectID decides.
 */
export const rittalChiller = profile({
  id: "rittal-chiller",
  vendor: "Rittal",
  of: "cooling",
  source: "KELVIN-pCOWeb-Chiller-MIB",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.9839.2606.1", answers: `${chiller}.2.136.0` },
  reads: {
    device_info: info({ model: fixed("Chiller") }),
    water_temperature_celsius: [
      analogue(136, { labels: { sensor: fixed("in"), position: fixed("return") } }),
      analogue(137, { labels: { sensor: fixed("out"), position: fixed("supply") } }),
    ],
    air_temperature_celsius: analogue(140, { labels: { sensor: fixed("ambient"), position: fixed("outdoor") } }),
    water_flow_cubic_meters_per_second: analogue(73, { scale: 1 / 600_000, labels: { sensor: fixed("circuit") } }),
    cooling_pressure_pascals: [
      analogue(133, { scale: 10_000, ...sensor("water discharge") }),
      analogue(138, { scale: 10_000, ...sensor("water suction") }),
      analogue(77, { scale: 10_000, zeroIsAbsent: true, ...sensor("condensation 1") }),
      analogue(78, { scale: 10_000, zeroIsAbsent: true, ...sensor("condensation 2") }),
    ],
    cooling_output_watts: [
      analogue(100, { scale: 100, labels: { unit: fixed("free cooling") } }),
      analogue(101, { scale: 100, labels: { unit: fixed("compressor") } }),
      analogue(102, { scale: 100, labels: { unit: fixed("total") } }),
    ],
    // Pump 2 of a chiller with one pump answers 0.
    cooling_pump_speed_ratio: [
      analogue(90, { scale: 0.001, between: [0, 1], labels: { unit: fixed("1") } }),
      analogue(91, { scale: 0.001, between: [0, 1], labels: { unit: fixed("2") } }),
    ],
    cooling_power_watts: analogue(103, { scale: 100 }),
    power_current_amperes: analogue(74, { labels: { component: fixed("chiller") } }),
  },
  lacks: { cooling_unit_state: "the recorded part of the MIB has no state of the machine" },
});
