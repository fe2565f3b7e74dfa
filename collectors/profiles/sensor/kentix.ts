import { column, fixed, info, profile, stateColumn, text, value, type NumberOptions, type Rows } from "../../profile.ts";

const kentix = "1.3.6.1.4.1.37954";
/** AlarmManager: every reading is divided by a setting of its kind. */
const sensors = `${kentix}.5.2`;
const rows: Rows = { labels: { sensor: text(`${sensors}.1.1.2`) } };
const reading = (kind: number, divisor: number, options: NumberOptions = {}) =>
  column(`${sensors}.${kind}.1.2`, { rows, divisor: `${kentix}.5.1.1.${divisor}.0`, ...options });
/** MultiSensor with a LAN port of its own: tenths. */
const own = (at: string, options: NumberOptions = {}) =>
  value(`${kentix}.2.1.${at}.0`, { scale: 0.1, ...options, labels: { sensor: fixed("MultiSensor") } });

/** Kentix AlarmManager with its sensors, and MultiSensor-LAN. Source: KENTIXDEVICES, public monitoring definitions of both. */
export const kentixSensors = profile({
  id: "kentix",
  vendor: "Kentix",
  of: "sensor",
  source: "KENTIXDEVICES",
  evidence: "mib",
  recognises: { sysObjectID: [kentix, "1.3.6.1.4.1.332.11.6"], answers: [`${sensors}.2.1.2`, `${kentix}.2.1.1.1.0`] },
  reads: {
    device_info: info({ model: text("1.3.6.1.2.1.1.1.0") }),
    air_temperature_celsius: [
      reading(2, 1, { signed: true, between: [-60, 125] }),
      own("1.1", { signed: true, between: [-60, 125] }),
    ],
    air_humidity_ratio: [
      reading(3, 2, { scale: 0.01, zeroIsAbsent: true, between: [0, 1] }),
      own("2.1", { scale: 0.001, zeroIsAbsent: true, between: [0, 1] }),
    ],
    air_dew_point_celsius: [
      reading(4, 3, { signed: true, between: [-60, 60] }),
      own("3.1", { signed: true, between: [-60, 60] }),
    ],
    air_sensor_alarm: stateColumn(`${sensors}.2.1.3`, { 0: "normal", 1: "critical", 2: "warning" }, { rows }),
  },
  lacks: { leak_detected: "not in the part of the MIB that is public" },
});
