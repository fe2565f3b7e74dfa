import { asText, column, fixed, info, joinedText, profile, stateColumn, text, type Rows } from "../../profile.ts";

const force10 = "1.3.6.1.4.1.6027.3";
const chassis = `${force10}.26.1`;
/** Stacks of the S series with FTOS 8: rows by unit, and by unit and number. */
const stack = `${force10}.10.1.2`;
const stacked = (part: string) => ({ labels: { unit: joinedText(" ", asText(0, {}, "unit "), asText(-1, {}, part)) } });
const member: Rows = { labels: { unit: asText(0, {}, "unit ") } };
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

/** Dell Networking OS9 (Force10). Sources: DELL-NETWORKING-CHASSIS-MIB, DELL-NETWORKING-IF-EXTENSION-MIB, F10-S-SERIES-CHASSIS-MIB. Optical numbers are texts. */
export const dellOs9 = profile({
  id: "dell-os9",
  vendor: "Dell",
  of: "network",
  source: "DELL-NETWORKING-CHASSIS-MIB, DELL-NETWORKING-IF-EXTENSION-MIB, F10-S-SERIES-CHASSIS-MIB",
  evidence: "mib",
  recognises: { sysObjectID: "1.3.6.1.4.1.6027", answers: [chassis, `${force10}.8`, stack] },
  reads: {
    device_info: info({
      model: text("1.3.6.1.2.1.1.1.0"),
      firmware: text("1.3.6.1.2.1.1.1.0", { pattern: /Application Software Version: ([\w.()]+)/ }),
    }),
    device_cpu_utilisation_ratio: [
      column(`${chassis}.4.4.1.1`, { rows: units, labels: { window: fixed("5s") }, scale: 0.01 }),
      column(`${chassis}.4.4.1.4`, { rows: units, labels: { window: fixed("1m") }, scale: 0.01 }),
      column(`${chassis}.4.4.1.5`, { rows: units, labels: { window: fixed("5m") }, scale: 0.01 }),
      column(`${stack}.9.1.2`, { rows: member, labels: { window: fixed("5s") }, scale: 0.01 }),
      column(`${stack}.9.1.3`, { rows: member, labels: { window: fixed("1m") }, scale: 0.01 }),
      column(`${stack}.9.1.4`, { rows: member, labels: { window: fixed("5m") }, scale: 0.01 }),
      column(`${force10}.8.1.3.7.1.3`, {
        labels: { unit: asText(-1, {}, "route processor "), window: fixed("5s") },
        scale: 0.01,
      }),
    ],
    device_memory_utilisation_ratio: [
      column(`${chassis}.4.4.1.6`, { rows: units, scale: 0.01 }),
      column(`${stack}.9.1.5`, { rows: member, scale: 0.01 }),
    ],
    device_temperature_celsius: [`${chassis}.3.4.1.13`, `${stack}.2.1.14`].map((at) =>
      column(at, { labels: { sensor: asText(-1, {}, "unit ") }, zeroIsAbsent: true }),
    ),
    device_fan_state: [
      stateColumn(`${chassis}.4.7.1.4`, part, {
        labels: { unit: joinedText(" ", asText(1, {}, "unit "), asText(-1, {}, "fan tray ")) },
      }),
      stateColumn(`${stack}.4.1.2`, part, stacked("fan tray ")),
    ],
    device_psu_state: [
      stateColumn(`${chassis}.4.6.1.4`, part, {
        labels: { unit: joinedText(" ", asText(1, {}, "unit "), asText(-1, {}, "power supply ")) },
      }),
      stateColumn(`${stack}.3.1.2`, part, stacked("power supply ")),
    ],
    device_component_state: stateColumn(
      `${stack}.2.1.8`,
      { 1: "ok", 2: "failed", 3: "failed", 4: "failed", 5: "failed", 6: "absent" },
      { labels: { component: asText(-1, {}, "unit ") } },
    ),
    optics_power_dbm: [...lanes("in", 12), ...lanes("out", 8)],
    optics_temperature_celsius: column(`${optics}.16`, { labels: port, signed: true, between: [-40, 150] }),
    optics_voltage_volts: column(`${optics}.17`, { labels: port, zeroIsAbsent: true }),
    optics_bias_amperes: column(`${optics}.18`, { labels: port, scale: 0.001 }),
  },
  lacks: { stack_member_role: "not read: no recording of a stack's roles" },
});
