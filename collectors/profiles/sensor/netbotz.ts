import {
  column,
  first,
  fixed,
  info,
  is,
  joinedText,
  not,
  profile,
  stateColumn,
  text,
  type NumberOptions,
  type Rows,
} from "../../profile.ts";

/** Both generations keep the same tables: NetBotz 4 and 5 below the first root, older ones below the second. */
const roots = ["1.3.6.1.4.1.52674.500", "1.3.6.1.4.1.5528.100"] as const;
const table = (root: string, kind: number, number: number) => `${root}.4.${kind}.${number}.1`;
/** Error 5 (failure): the sensor does not answer, its last value stays. */
const rows = (at: string, label: string): Rows => ({
  labels: { [label]: joinedText(" ", text(`${at}.4`), text(`${at}.6`, { pattern: /^(?!.*(?:\(dns|virtual))(.+)$/i })) },
  where: not(is(`${at}.3`, 5)),
});

/** The reading as text has a decimal; the whole number stands in if it is missing. */
const numeric = (number: number, options: NumberOptions) =>
  roots.flatMap((root) => {
    const at = table(root, 1, number);
    return first(
      column(`${at}.7`, { rows: rows(at, "sensor"), ...options }),
      column(`${at}.8`, { rows: rows(at, "sensor"), ...options }),
    );
  });
const detected = (number: number) =>
  roots.map((root) => {
    const at = table(root, 2, number);
    return column(`${at}.2`, { codes: { 0: 0, 1: 1 }, rows: rows(at, "sensor") });
  });

/**
 * NetBotz room and rack monitors. Source: NetBotz50-MIB, NETBOTZV2-MIB. Readings in °C (a Fahrenheit twin stands beside
 * them), percent and metres per minute, as text with one decimal and as whole numbers.
 */
export const netbotz = profile({
  id: "netbotz",
  vendor: "APC",
  of: "sensor",
  source: "NetBotz50-MIB, NETBOTZV2-MIB",
  evidence: "recording",
  recognises: { answers: roots.map((root) => `${root}.4`) },
  relearnSeconds: 600,
  reads: {
    device_info: info({ model: fixed("NetBotz") }),
    air_temperature_celsius: numeric(1, { signed: true }),
    air_humidity_ratio: numeric(2, { scale: 0.01, zeroIsAbsent: true }),
    air_dew_point_celsius: numeric(3, { signed: true }),
    air_velocity_meters_per_second: numeric(5, { scale: 1 / 60 }),
    contact_state: roots.map((root) => {
      const at = table(root, 2, 1);
      return stateColumn(`${at}.2`, { 0: "open", 1: "closed" }, { rows: rows(at, "contact") });
    }),
    door_open: roots.map((root) => {
      const at = table(root, 2, 2);
      return column(`${at}.2`, { codes: { 0: 1, 1: 0 }, rows: rows(at, "sensor") });
    }),
    smoke_detected: detected(12),
    leak_detected: detected(13),
  },
  lacks: { air_sensor_alarm: "the error of a sensor is its own, not a grade of its reading" },
});
