import { all, column, is, not, once, profile, text } from "../../profile.ts";

const sensor = "1.3.6.1.2.1.99.1.1.1";
const name = text(["1.3.6.1.2.1.47.1.1.1.1.7", "1.3.6.1.2.1.47.1.1.1.1.2"]);
/** Sensors of one type that work; 2 cannot be read, 3 is out of order: no value. */
const ofType = (...types: readonly number[]) => all(once(is(`${sensor}.1`, ...types)), not(is(`${sensor}.5`, 2, 3)));
const scaled = { siScale: `${sensor}.2`, digits: `${sensor}.3`, signed: true } as const;

/** Sensors of any device, where no vendor's table says it better. Source: RFC 3433 (ENTITY-SENSOR-MIB). */
export const entitySensor = profile({
  id: "entity-sensor",
  vendor: "generic",
  of: "all",
  source: "RFC 3433",
  evidence: "recording",
  precedence: "fallback",
  recognises: { answers: sensor },
  watches: ["1.3.6.1.2.1.47.1.4.1.0"], // entLastChangeTime
  reads: {
    device_temperature_celsius: column(`${sensor}.4`, {
      ...scaled,
      labels: { sensor: name },
      where: ofType(8),
      between: [-40, 150],
    }),
    device_fan_speed_rpm: column(`${sensor}.4`, { ...scaled, labels: { unit: name }, where: ofType(10) }),
    device_voltage_volts: column(`${sensor}.4`, { ...scaled, labels: { sensor: name }, where: ofType(3, 4) }),
    device_power_watts: column(`${sensor}.4`, { ...scaled, labels: { unit: name }, where: ofType(6) }),
  },
  lacks: {},
});
