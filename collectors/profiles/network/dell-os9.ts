import { asText, column, fixed, info, joinedText, profile, stateColumn, text, type Rows } from "../../profile.ts";

const force10 = "1.3.6.1.4.1.6027.3";
const chassis = `${force10}.26.1`;
const optics = `${force10}.11.1.3.1.1`;
const port = { interface: text(["1.3.6.1.2.1.31.1.1.1.1", "1.3.6.1.2.1.2.2.1.2"]) };
const units: Rows = {
  labels: { unit: joinedText(" ", asText(0, {}, "type "), asText(1, {}, "unit "), asText(-1, {}, "processor ")) },
};
const part = { 1: "ok", 2: "failed", 3: "absent" } as const;
/** Four lanes in four columns. */
const lanes = (direction: string, from: number) =>
  [0, 1, 2, 3].map((lane) =>
    column(`${optics}.${from + lane}`, {
      labels: { interface: joinedText(" ", port.interface, `lane ${lane + 1}`), direction: fixed(direction) },
      signed: true,
      between: [-60, 20],
    }),
  );

/** Dell Networking OS9 (Force10). Sources: DELL-NETWORKING-CHASSIS-MIB, DELL-NETWORKING-IF-EXTENSION-MIB. Optical numbers are texts. */
export const dellOs9 = profile({
  id: "dell-os9",
  vendor: "Dell",
  of: "network",
  source: "DELL-NETWORKING-CHASSIS-MIB, DELL-NETWORKING-IF-EXTENSION-MIB",
  evidence: "mib",
  recognises: { sysObjectID: "1.3.6.1.4.1.6027", answers: [chassis, `${force10}.8`] },
  reads: {
    device_info: info({
      model: text("1.3.6.1.2.1.1.1.0"),
      firmware: text("1.3.6.1.2.1.1.1.0", { pattern: /Application Software Version: ([\w.()]+)/ }),
    }),
    device_cpu_utilisation_ratio: [
      column(`${chassis}.4.4.1.1`, { rows: units, labels: { window: fixed("5s") }, scale: 0.01 }),
      column(`${chassis}.4.4.1.4`, { rows: units, labels: { window: fixed("1m") }, scale: 0.01 }),
      column(`${chassis}.4.4.1.5`, { rows: units, labels: { window: fixed("5m") }, scale: 0.01 }),
      column(`${force10}.8.1.3.7.1.3`, {
        labels: { unit: asText(-1, {}, "route processor "), window: fixed("5s") },
        scale: 0.01,
      }),
    ],
    device_memory_utilisation_ratio: column(`${chassis}.4.4.1.6`, { rows: units, scale: 0.01 }),
    device_temperature_celsius: column(`${chassis}.3.4.1.13`, {
      labels: { sensor: asText(-1, {}, "unit ") },
      zeroIsAbsent: true,
    }),
    device_fan_state: stateColumn(`${chassis}.4.7.1.4`, part, {
      labels: { unit: joinedText(" ", asText(1, {}, "unit "), asText(-1, {}, "fan tray ")) },
    }),
    device_psu_state: stateColumn(`${chassis}.4.6.1.4`, part, {
      labels: { unit: joinedText(" ", asText(1, {}, "unit "), asText(-1, {}, "power supply ")) },
    }),
    optics_power_dbm: [...lanes("in", 12), ...lanes("out", 8)],
    optics_temperature_celsius: column(`${optics}.16`, { labels: port, signed: true, between: [-40, 150] }),
    optics_voltage_volts: column(`${optics}.17`, { labels: port, zeroIsAbsent: true }),
    optics_bias_amperes: column(`${optics}.18`, { labels: port, scale: 0.001 }),
  },
  lacks: { stack_member_role: "not read: no recording of a stack's roles" },
});
