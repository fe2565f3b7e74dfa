import { all, cases, column, fixed, info, is, not, once, profile, text, type Rows } from "../../profile.ts";

const unit = "1.3.6.1.4.1.232.167";
const sensor = `${unit}.2.4.5.2.1`;
const name = text(`${sensor}.3`);
/** Types of the sensors of a unit; lost ones (status 1, 2) keep their last reading. */
const kind = (...codes: readonly number[]) => all(once(is(`${sensor}.2`, ...codes)), not(is(`${sensor}.4`, 1, 2)));
const fahrenheit = is(`${unit}.3.1.1.0`, 2);
const inCelsius = { signed: true, between: [-20, 90] } as const;
const degrees = (rows: Rows, ...codes: readonly number[]) => [
  column(`${sensor}.5`, { ...inCelsius, rows, where: all(kind(...codes), not(fahrenheit)) }),
  column(`${sensor}.5`, { ...inCelsius, rows, fahrenheit: true, where: all(kind(...codes), fahrenheit) }),
];
const at = (position: string): Rows => ({ labels: { sensor: name, position: fixed(position) } });

/** HPE Modular Cooling System, water-cooled racks. Source: CPQWCRM-MIB: whole degrees by a setting of the unit. What it names inlet is the air that the rack's servers take in. */
export const hpeMcs = profile({
  id: "hpe-mcs",
  vendor: "HPE",
  of: "cooling",
  source: "CPQWCRM-MIB",
  evidence: "mib",
  recognises: { sysObjectID: unit, answers: `${sensor}.5` },
  reads: {
    device_info: info({ model: text(`${unit}.2.4.2.0`), serial: text(`${unit}.2.4.3.0`) }),
    air_temperature_celsius: [...degrees(at("supply"), 4, 13, 15, 17, 38, 39, 40), ...degrees(at("return"), 5, 14, 16, 18)],
    water_temperature_celsius: [...degrees(at("supply"), 19), ...degrees(at("return"), 20)],
    device_fan_speed_rpm: column(`${sensor}.5`, { labels: { unit: name }, where: kind(9, 10, 11, 26, 27, 28) }),
    cooling_valve_position_ratio: column(`${sensor}.5`, {
      labels: { unit: name },
      scale: 0.01,
      between: [0, 1],
      where: kind(30),
    }),
    air_sensor_alarm: cases(
      [
        [is(`${sensor}.4`, 4), "normal"],
        [is(`${sensor}.4`, 7, 8), "warning"],
        [is(`${sensor}.4`, 9), "critical"],
      ],
      { per: `${sensor}.4`, labels: { sensor: name }, where: kind(4, 5, 13, 14, 15, 16, 17, 18, 19, 20) },
    ),
  },
  lacks: {
    cooling_output_watts: "the MIB has a heat flow, but not its unit",
    water_flow_cubic_meters_per_second: "litres or gallons by a setting that no device at hand shows",
  },
});
