import {
  all,
  column,
  info,
  is,
  not,
  once,
  profile,
  stateColumn,
  text,
  type NumberOptions,
  type NumberRead,
} from "../../profile.ts";

const unit = "1.3.6.1.4.1.46501";
/** Analogue sensors of the unit itself and on its CAN bus; discrete ones likewise. */
const analogue = [`${unit}.5.2.1`, `${unit}.6.2.1`];
const discrete = [`${unit}.5.1.1`, `${unit}.6.1.1`];
const relays = `${unit}.5.3.1`;
/** A sensor that is not connected keeps its last value. */
const live = (table: string) => not(is(`${table}.6`, "not connected", "unknown"));
const measured = (kind: string, options: NumberOptions): NumberRead[] =>
  analogue.map((table) =>
    column(`${table}.7`, {
      ...options,
      labels: { sensor: text(`${table}.5`) },
      where: all(once(is(`${table}.4`, kind)), live(table)),
    }),
  );
const found = (...kinds: readonly string[]): NumberRead[] =>
  discrete.map((table) =>
    column(`${table}.6`, {
      codes: { normal: 0, alarm: 1 },
      labels: { sensor: text(`${table}.5`) },
      where: once(is(`${table}.4`, ...kinds)),
    }),
  );

/** Didactum monitoring unit. Source: DIDACTUM-SYSTEM-MIB: decimal texts in °C, percent and volts, states in words. */
export const didactum = profile({
  id: "didactum",
  vendor: "Didactum",
  of: "sensor",
  source: "DIDACTUM-SYSTEM-MIB",
  evidence: "mib",
  recognises: { sysObjectID: unit, answers: [...analogue, ...discrete].map((table) => `${table}.5`) },
  reads: {
    device_info: info({ model: text("1.3.6.1.2.1.1.1.0") }),
    air_temperature_celsius: measured("temperature", { signed: true, between: [-60, 125] }),
    air_humidity_ratio: measured("humidity", { scale: 0.01, between: [0, 1] }),
    device_voltage_volts: measured("voltage", { signed: true }),
    smoke_detected: found("smoke"),
    leak_detected: found("leak", "water"),
    air_sensor_alarm: analogue.map((table) =>
      stateColumn(
        `${table}.6`,
        {
          normal: "normal",
          warning: "warning",
          "low warning": "warning",
          "high warning": "warning",
          alarm: "critical",
          "low alarm": "critical",
          "high alarm": "critical",
        },
        { labels: { sensor: text(`${table}.5`) }, where: once(is(`${table}.4`, "temperature", "humidity")) },
      ),
    ),
    outlet_state: stateColumn(`${relays}.6`, { off: "off", on: "on" }, { labels: { outlet: text(`${relays}.5`) } }),
    contact_state: discrete.map((table) =>
      stateColumn(
        `${table}.6`,
        { normal: "normal", alarm: "alarm" },
        { labels: { contact: text(`${table}.5`) }, where: once(is(`${table}.4`, "dry")) },
      ),
    ),
  },
  lacks: { door_open: "a contact does not say what hangs on it; name it in the inventory" },
});
