import {
  column,
  is,
  not,
  once,
  profile,
  scalar,
  stateColumn,
  text,
  withParts,
  type NumberOptions,
  type Rows,
} from "../../profile.ts";
import { xupsContacts } from "../ups/eaton-xups.ts";

const emp = "1.3.6.1.4.1.534.6.8.1";
const unit = scalar(`${emp}.2.5.0`);
/** Rows are numbered sensor.probe; a sensor that does not answer (3) keeps its last reading. */
const rows = (table: number, label: string): Rows => ({
  labels: { [label]: text(`${emp}.${table}.2.1.1`) },
  where: not(is(withParts(`${emp}.1.4.1.1`, 0), 3)),
});
const temperature = (options: NumberOptions) =>
  column(`${emp}.2.3.1.3`, { rows: rows(2, "sensor"), signed: true, scale: 0.1, ...options });
const graded = { 0: "normal", 1: "warning", 2: "critical", 3: "warning", 4: "critical" } as const;

/**
 * Eaton environmental monitoring probes (EMP gen 2) on UPS, PDU and ATS cards. Source: EATON-SENSOR-MIB 2021. Tenths;
 * one unit of temperature for the whole card (0 kelvin, 1 Celsius, 2 Fahrenheit).
 */
export const eatonEmp = profile({
  id: "eaton-emp",
  vendor: "Eaton",
  of: "all",
  source: "EATON-SENSOR-MIB 2021",
  evidence: "recording",
  recognises: { answers: `${emp}.1.4` },
  watches: [`${emp}.1.1.0`],
  reads: {
    air_temperature_celsius: [
      temperature({ where: once(not(is(unit, 0))), unit: { at: unit, is: { "": 1, "1": 1, "2": "fahrenheit" } } }),
      temperature({ where: once(is(unit, 0)), offset: -273.15 }),
    ],
    air_humidity_ratio: column(`${emp}.3.3.1.3`, { rows: rows(3, "sensor"), scale: 0.001 }),
    air_sensor_alarm: [
      stateColumn(`${emp}.2.3.1.1`, graded, { rows: rows(2, "sensor") }),
      stateColumn(`${emp}.3.3.1.1`, graded, { rows: rows(3, "sensor") }),
      stateColumn(`${emp}.4.3.1.1`, { 0: "normal", 1: "normal", 2: "warning", 3: "critical" }, { rows: rows(4, "sensor") }),
    ],
    // The probe of the generation before may hang beside it; its contacts stand in XUPS-MIB.
    contact_state: [stateColumn(`${emp}.4.3.1.3`, { 0: "normal", 1: "alarm" }, { rows: rows(4, "contact") }), xupsContacts],
  },
  lacks: { leak_detected: "a contact does not say what hangs on it; name it in the inventory" },
});
