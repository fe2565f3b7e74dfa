import { fixed, info, is, profile, text, value, type NumberOptions } from "../../profile.ts";

const board = "1.3.6.1.4.1.26609.2";
/** Unit of measure: 1 °F, 2 °C. */
const unit = `${board}.1.9.2.0`;
/** Tenths of a degree in the unit that the controller shows; -60.0 and below: no probe. */
const degrees = (at: string, labels: NonNullable<NumberOptions["labels"]>) => [
  value(at, { scale: 0.1, fahrenheit: true, signed: true, where: is(unit, 1), between: [-40, 90], labels }),
  value(at, { scale: 0.1, signed: true, where: is(unit, 2), between: [-40, 90], labels }),
];
/** 1 alarm, 2 clear. */
const alarms: Readonly<Record<number, string>> = {
  1: "frost",
  4: "high_temperature",
  5: "low_temperature",
  6: "inlet_sensor",
  7: "outlet_sensor",
  8: "door_or_smoke",
  9: "high_pressure",
  10: "controller_communication",
};

/** nVent Hoffman SpectraCool enclosure air conditioner. Source: COMM-BOARD-MIB: tenths of a degree, alarms by object. */
export const spectraCool = profile({
  id: "nvent-spectracool",
  vendor: "nVent",
  of: "cooling",
  source: "COMM-BOARD-MIB",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.26609", answers: `${board}.4.1` },
  reads: {
    device_info: info({ model: fixed("SpectraCool") }),
    air_temperature_celsius: [
      ...degrees(`${board}.4.1.2.0`, { sensor: text(`${board}.4.1.1.0`), position: fixed("return") }),
      ...degrees(`${board}.4.2.2.0`, { sensor: text(`${board}.4.2.1.0`), position: fixed("supply") }),
    ],
    cooling_setpoint_celsius: degrees(`${board}.1.1.2.0`, { sensor: fixed("cooling") }),
    cooling_alarm: Object.entries(alarms).map(([number, alarm]) =>
      value(`${board}.2.${number}.3.0`, { codes: { 1: 1, 2: 0 }, labels: { alarm: fixed(alarm) } }),
    ),
  },
  lacks: {
    cooling_unit_state: "the controller tells settings and alarms, no state that a recording proves",
    cooling_output_watts: "not in this MIB",
  },
});
