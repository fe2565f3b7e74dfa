import { all, cases, column, info, is, not, once, profile, stateColumn, text, type Rows } from "../../profile.ts";

const box = "1.3.6.1.4.1.14848.2.1";
const sensor = `${box}.2.1`;
/** What hangs on a plug: 1 temperature, 3 humidity, 4 contact, 6 smoke. Empty plugs answer 0. */
const kind = (...codes: readonly number[]) => once(is(`${sensor}.3`, ...codes));
const name = text(`${sensor}.2`);
const named: Rows = { labels: { sensor: name } };
const degrees = { rows: named, scale: 0.1, signed: true, zeroIsAbsent: true } as const;
const unit = `${box}.1.3.0`;

/**
 * MessPC Ethernetbox, a box of plugs for sensors. Source: BETTER-NETWORKS-ETHERNETBOX-MIB: tenths, the temperature's unit by a setting.
 * Old firmware has neither sysDescr nor sysObjectID.
 */
export const messpc = profile({
  id: "messpc-ethernetbox",
  vendor: "MessPC",
  of: "sensor",
  source: "BETTER-NETWORKS-ETHERNETBOX-MIB",
  evidence: "mib",
  recognises: { sysObjectID: "1.3.6.1.4.1.14848", answers: `${sensor}.5` },
  reads: {
    device_info: info({ firmware: text(`${box}.1.1.0`, { pattern: /([\d.]+)/ }) }),
    air_temperature_celsius: [
      column(`${sensor}.5`, { ...degrees, where: all(kind(1), not(is(unit, 1, 2))) }),
      column(`${sensor}.5`, { ...degrees, fahrenheit: true, where: all(kind(1), is(unit, 1)) }),
      column(`${sensor}.5`, { ...degrees, offset: -273.15, where: all(kind(1), is(unit, 2)) }),
    ],
    air_humidity_ratio: column(`${sensor}.5`, { rows: named, scale: 0.001, zeroIsAbsent: true, between: [0, 1], where: kind(3) }),
    air_sensor_alarm: stateColumn(
      `${sensor}.11`,
      { 1: "warning", 2: "normal", 3: "warning" },
      { rows: named, where: all(kind(1, 3, 6), not(is(`${sensor}.11`, 0))) },
    ),
    contact_state: cases(
      [
        [is(`${sensor}.5`, 1000), "open"],
        [not(is(`${sensor}.5`, 1000)), "closed"],
      ],
      { per: `${sensor}.5`, labels: { contact: name }, where: kind(4) },
    ),
  },
  lacks: {
    smoke_detected: "the MIB does not say what a smoke sensor answers in an alarm; its status against limits is told",
  },
});
