import { column, info, is, profile, text, type NumberOptions, type Rows } from "../../profile.ts";

const v4 = "1.3.6.1.4.1.21239.5.1";
const v3 = "1.3.6.1.4.1.21239.2";
/** Availability 0: unplugged; the last reading stays. */
const rows = (at: string): Rows => ({ labels: { sensor: text(`${at}.3`) }, where: is(`${at}.4`, 1) });
const v4Column = (table: number, number: number, options: NumberOptions) =>
  column(`${v4}.${table}.1.${number}`, { rows: rows(`${v4}.${table}.1`), ...options });
const tenths = { scale: 0.1, signed: true } as const;

/**
 * Geist and Vertiv Watchdog room monitors. Source: GEIST-V4-MIB (tenths of a degree) and GEIST-MIB-V3 (whole °C, with a
 * Fahrenheit twin beside it).
 */
export const geistWatchdog = profile({
  id: "geist-watchdog",
  vendor: "Vertiv",
  of: "sensor",
  source: "GEIST-V4-MIB, GEIST-MIB-V3",
  evidence: "mib",
  recognises: { sysObjectID: "1.3.6.1.4.1.21239", answers: [`${v4}.2`, `${v4}.4`, `${v3}.2.1.5`, `${v3}.4.1.5`] },
  reads: {
    device_info: info({ model: text([`${v4}.1.1.0`, "1.3.6.1.2.1.1.1.0"]), firmware: text(`${v4}.1.2.0`) }),
    air_temperature_celsius: [
      v4Column(2, 5, tenths),
      v4Column(4, 5, tenths),
      v4Column(5, 5, tenths),
      v4Column(6, 5, tenths),
      column(`${v3}.2.1.5`, { rows: rows(`${v3}.2.1`), signed: true }),
      column(`${v3}.4.1.5`, { rows: rows(`${v3}.4.1`), signed: true }),
    ],
    air_humidity_ratio: [
      v4Column(2, 6, { scale: 0.01, zeroIsAbsent: true }),
      v4Column(5, 7, { scale: 0.01, zeroIsAbsent: true }),
      v4Column(6, 6, { scale: 0.01, zeroIsAbsent: true }),
      column(`${v3}.2.1.7`, { rows: rows(`${v3}.2.1`), scale: 0.01, zeroIsAbsent: true }),
    ],
    air_dew_point_celsius: [
      v4Column(2, 7, tenths),
      v4Column(5, 8, tenths),
      v4Column(6, 7, tenths),
      column(`${v3}.2.1.31`, { rows: rows(`${v3}.2.1`), signed: true }),
    ],
  },
  lacks: { leak_detected: "analogue inputs do not say what hangs on them" },
});
