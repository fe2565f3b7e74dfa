import { column, index, is, not, once, profile, stateColumn, text, type Rows } from "../../profile.ts";

const environment = "1.3.6.1.4.1.318.1.1.10";
const probe = `${environment}.2.3.2.1`;
const contact = `${environment}.2.3.4.1`;
const universal = "1.3.6.1.4.1.318.1.1.25.1.2.1";
const iem: Rows = { labels: { sensor: text([`${probe}.2`]) }, where: not(is(`${probe}.3`, 1)) }; // 1: disconnected
const uio: Rows = { labels: { sensor: text([`${universal}.3`]) } };
const named = (rows: Rows): Rows => ({ ...rows, labels: { sensor: index(), ...rows.labels } });

/**
 * Probes and contacts on APC management cards, whatever the card sits in. Source: PowerNet-MIB 4.5, iemStatus*
 * (integrated environmental monitor) and uioSensorStatus* (universal I/O). Humidity -1: probe without that element.
 */
export const apcEnvironment = profile({
  id: "apc-environment",
  vendor: "APC",
  of: ["ups", "cooling", "sensor", "meter"],
  source: "PowerNet-MIB 4.5",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.318", answers: [probe, contact, universal] },
  reads: {
    air_temperature_celsius: [
      // Unit 1 Celsius, 2 Fahrenheit: a setting of the whole card.
      column(`${probe}.4`, { rows: named(iem), unit: { at: `${probe}.5`, is: { "": 1, "1": 1, "2": "fahrenheit" } } }),
      column(`${universal}.6`, { rows: named(uio) }),
    ],
    air_humidity_ratio: [
      column(`${probe}.6`, { rows: named(iem), scale: 0.01, zeroIsAbsent: true }),
      column(`${universal}.7`, { rows: named(uio), scale: 0.01, zeroIsAbsent: true }),
    ],
    air_sensor_alarm: stateColumn(
      `${universal}.9`,
      { 1: "normal", 2: "warning", 3: "critical" },
      { rows: named(uio), absent: [4], where: not(is(`${universal}.6`, -1)) },
    ),
    contact_state: stateColumn(
      `${contact}.3`,
      { 1: "normal", 2: "alarm", 3: "unknown" },
      { labels: { contact: index() }, where: once(not(is(`${contact}.2`, ""))) },
    ),
  },
  lacks: { leak_detected: "a contact does not say what hangs on it; name it in the inventory" },
});
