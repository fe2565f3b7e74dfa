import {
  asText,
  column,
  either,
  fixed,
  info,
  is,
  joinedText,
  not,
  profile,
  scalar,
  stateColumn,
  text,
  value,
  type LabelSource,
} from "../../profile.ts";

const st4 = "1.3.6.1.4.1.1718.4.1";
const st3 = "1.3.6.1.4.1.1718.3.2";
const cord = { scope: fixed("inlet"), component: text(`${st4}.3.2.1.2`) };
const line = { scope: fixed("phase"), component: text([`${st4}.4.2.1.4`, `${st4}.4.2.1.2`]), phase: asText(-1, {}, "L") };
const phase = {
  scope: fixed("phase"),
  component: joinedText(" ", "phase", text([`${st4}.5.2.1.2`])),
  phase: text(`${st4}.5.2.1.4`, {
    words: [
      [/L1.?L2/i, "L1-L2"],
      [/L2.?L3/i, "L2-L3"],
      [/L3.?L1/i, "L3-L1"],
      [/L1/i, "L1"],
      [/L2/i, "L2"],
      [/L3/i, "L3"],
    ],
  }),
};
const branch = { scope: fixed("breaker"), component: text([`${st4}.7.2.1.4`, `${st4}.7.2.1.2`]) };
const socket = { scope: fixed("outlet"), outlet: joinedText(" ", text(`${st4}.8.2.1.2`), text(`${st4}.8.2.1.3`)) };
const tower = { scope: fixed("inlet"), component: text([`${st3}.1.1.3`, `${st3}.1.1.2`]) };
const feed = { scope: fixed("phase"), component: text([`${st3}.2.1.3`, `${st3}.2.1.2`]), phase: asText(-1, {}, "L") };
const outlet = { scope: fixed("outlet"), outlet: joinedText(" ", text(`${st3}.3.1.2`), text(`${st3}.3.1.3`)) };
const imported = { direction: fixed("import") };
const condition = {
  0: "ok",
  1: "off",
  2: "absent",
  3: "failed",
  4: "failed",
  5: "failed",
  6: "warning",
  7: "warning",
  8: "failed",
  9: "warning",
} as const;
const st4Scale = scalar("1.3.6.1.4.1.1718.4.1.9.1.10.0");

/** 0 unknown, 1 on, 2 off. */
const switched = (what: string, at: string, name: LabelSource) => [
  stateColumn(at, { 0: "unknown", 1: "ok", 2: "off" }, { labels: { component: joinedText(" ", what, name, "feed") } }),
];
const graded = (what: string, at: string, name: LabelSource) =>
  stateColumn(at, condition, { labels: { component: joinedText(" ", what, name) } });

/**
 * Server Technology PDU (Sentry 3, Sentry 4, PRO2). Source: Sentry3-MIB, Sentry4-MIB: tenths of V, hundredths of A, W, VA,
 * hundredths of power factor, tenths of kWh (Wh at outlets, kWh at Sentry 3 towers). -1: not measured.
 */
export const serverTechnology = profile({
  id: "server-technology",
  vendor: "Server Technology",
  of: "meter",
  source: "Sentry4-MIB, Sentry3-MIB",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.1718", answers: [`${st4}.3`, `${st4}.4`, `${st3}.1`, `${st3}.2`] },
  reads: {
    device_info: info({
      model: text([`${st4}.2.2.1.5.1`, `${st3}.1.1.7.1`]),
      firmware: text([`${st4}.1.1.1.0`, "1.3.6.1.4.1.1718.3.1.1.0"]),
      serial: text([`${st4}.2.2.1.4.1`, `${st3}.1.1.6.1`]),
    }),
    power_active_watts: [
      column(`${st4}.3.3.1.3`, { labels: cord }),
      column(`${st4}.5.3.1.8`, { labels: phase }),
      column(`${st4}.8.3.1.7`, { labels: socket }),
      column(`${st3}.1.1.11`, { labels: tower }),
      value("1.3.6.1.4.1.1718.3.1.6.0", { labels: { scope: fixed("inlet") } }),
      column(`${st3}.2.1.12`, { labels: feed }),
      column(`${st3}.3.1.14`, { labels: outlet }),
    ],
    power_apparent_voltamperes: [
      column(`${st4}.3.3.1.5`, { labels: cord }),
      column(`${st4}.5.3.1.9`, { labels: phase }),
      column(`${st4}.8.3.1.9`, { labels: socket }),
      column(`${st3}.1.1.12`, { labels: tower }),
      column(`${st3}.2.1.13`, { labels: feed }),
      column(`${st3}.3.1.15`, { labels: outlet }),
    ],
    power_factor_ratio: [
      column(`${st4}.3.3.1.8`, { labels: cord, scale: 0.01, between: [0, 1] }),
      column(`${st4}.5.3.1.10`, { labels: phase, scale: 0.01, between: [0, 1] }),
      column(`${st4}.8.3.1.10`, { labels: socket, scale: 0.01, between: [0, 1] }),
      column(`${st3}.1.1.13`, { labels: tower, scale: 0.01, between: [0, 1] }),
      value("1.3.6.1.4.1.1718.3.1.10.0", { labels: { scope: fixed("inlet") }, scale: 0.01, between: [0, 1] }),
      column(`${st3}.2.1.14`, { labels: feed, scale: 0.01, between: [0, 1] }),
    ],
    power_voltage_volts: [
      column(`${st4}.5.3.1.3`, { labels: phase, scale: 0.1 }),
      column(`${st4}.8.3.1.6`, { labels: socket, scale: 0.1 }),
      either(column(`${st3}.2.1.11`, { labels: feed, scale: 0.1 }), column(`${st3}.2.1.18`, { labels: feed, scale: 0.1 })),
      column(`${st3}.3.1.13`, { labels: outlet, scale: 0.1 }),
    ],
    power_current_amperes: [
      column(`${st4}.4.3.1.3`, { labels: line, scale: 0.01 }),
      column(`${st4}.5.3.1.6`, { labels: phase, scale: 0.01 }),
      column(`${st4}.7.3.1.3`, { labels: branch, scale: 0.01 }),
      column(`${st4}.8.3.1.3`, { labels: socket, scale: 0.01 }),
      column(`${st3}.2.1.7`, { labels: feed, scale: 0.01 }),
      column(`${st3}.3.1.7`, { labels: outlet, scale: 0.01 }),
    ],
    power_load_ratio: [
      column(`${st4}.3.3.1.7`, { labels: cord, scale: 0.001, between: [0, 3] }),
      column(`${st4}.4.3.1.5`, { labels: line, scale: 0.001, between: [0, 3] }),
      column(`${st4}.7.3.1.5`, { labels: branch, scale: 0.001, between: [0, 3] }),
      column(`${st3}.1.1.10`, { labels: tower, scale: 0.001, between: [0, 3] }),
      column(`${st3}.2.1.20`, { labels: feed, scale: 0.001, between: [0, 3] }),
    ],
    power_current_limit_amperes: [
      column(`${st4}.4.2.1.6`, { labels: line, zeroIsAbsent: true }),
      column(`${st4}.7.2.1.6`, { labels: branch, zeroIsAbsent: true }),
      column(`${st3}.2.1.10`, { labels: feed, zeroIsAbsent: true }),
    ],
    power_energy_joules_total: [
      column(`${st4}.3.3.1.10`, { labels: { ...cord, ...imported }, scale: 360_000, absent: [-1] }),
      column(`${st4}.5.3.1.13`, { labels: { ...phase, ...imported }, scale: 360_000, absent: [-1] }),
      column(`${st4}.8.3.1.14`, { labels: { ...socket, ...imported }, scale: 3600, absent: [-1] }),
      column(`${st3}.1.1.14`, { labels: { ...tower, ...imported }, scale: 3_600_000, absent: [-1] }),
      column(`${st3}.2.1.16`, { labels: { ...feed, ...imported }, scale: 360_000, absent: [-1] }),
      column(`${st3}.3.1.18`, { labels: { ...outlet, ...imported }, scale: 3600, absent: [-1] }),
    ],
    power_frequency_hertz: [
      column(`${st4}.3.3.1.11`, { labels: { scope: joinedText(" ", "inlet", text(`${st4}.3.2.1.2`)) }, scale: 0.1 }),
      column(`${st3}.1.1.15`, { labels: { scope: joinedText(" ", "inlet", text(`${st3}.1.1.2`)) } }),
    ],
    outlet_state: [
      stateColumn(`${st4}.8.3.1.1`, { 0: "unknown", 1: "on", 2: "off" }, { labels: { outlet: socket.outlet } }),
      stateColumn(
        `${st3}.3.1.10`,
        { 0: "off", 1: "on", 2: "off", 3: "on", 4: "off", 5: "on", 6: "off", 7: "on", 8: "off", 9: "off" },
        { labels: { outlet: outlet.outlet } },
      ),
    ],
    power_imbalance_ratio: column(`${st4}.3.3.1.12`, { labels: cord, scale: 0.001, between: [0, 3] }),
    device_component_state: [
      ...switched("cord", `${st4}.3.3.1.1`, text(`${st4}.3.2.1.2`)),
      ...switched("line", `${st4}.4.3.1.1`, text(`${st4}.4.2.1.2`)),
      ...switched("phase", `${st4}.5.3.1.1`, text(`${st4}.5.2.1.2`)),
      ...switched("branch", `${st4}.7.3.1.1`, text(`${st4}.7.2.1.2`)),
      graded("cord power", `${st4}.3.3.1.4`, text(`${st4}.3.2.1.2`)),
      graded("cord apparent power", `${st4}.3.3.1.6`, text(`${st4}.3.2.1.2`)),
      graded("cord power factor", `${st4}.3.3.1.9`, text(`${st4}.3.2.1.2`)),
      graded("cord balance", `${st4}.3.3.1.13`, text(`${st4}.3.2.1.2`)),
      graded("line current", `${st4}.4.3.1.4`, text(`${st4}.4.2.1.2`)),
      graded("phase voltage", `${st4}.5.3.1.4`, text(`${st4}.5.2.1.2`)),
      graded("phase power factor", `${st4}.5.3.1.11`, text(`${st4}.5.2.1.2`)),
      graded("branch current", `${st4}.7.3.1.4`, text(`${st4}.7.2.1.2`)),
      stateColumn(`${st4}.2.3.1.1`, condition, { labels: { component: joinedText(" ", "unit", text(`${st4}.2.2.1.2`)) } }),
      stateColumn(`${st4}.3.3.1.2`, condition, { labels: { component: joinedText(" ", "cord", text(`${st4}.3.2.1.2`)) } }),
      stateColumn(`${st4}.4.3.1.2`, condition, { labels: { component: joinedText(" ", "line", text(`${st4}.4.2.1.2`)) } }),
      stateColumn(`${st4}.5.3.1.2`, condition, { labels: { component: joinedText(" ", "phase", text(`${st4}.5.2.1.2`)) } }),
      stateColumn(`${st4}.6.3.1.1`, condition, { labels: { component: joinedText(" ", "breaker", text(`${st4}.6.2.1.2`)) } }),
      stateColumn(`${st4}.7.3.1.2`, condition, { labels: { component: joinedText(" ", "branch", text(`${st4}.7.2.1.2`)) } }),
      stateColumn(
        `${st3}.1.1.4`,
        { 0: "ok", 1: "unknown", 2: "failed", 3: "failed", 4: "failed", 5: "warning" },
        { labels: { component: joinedText(" ", "tower", text(`${st3}.1.1.2`)) } },
      ),
    ],
    // One temperature scale for the whole unit: 0 Celsius, 1 Fahrenheit.
    air_temperature_celsius: [
      column(`${st4}.9.3.1.1`, {
        labels: { sensor: text([`${st4}.9.2.1.3`, `${st4}.9.2.1.2`]) },
        absent: [-410],
        scale: 0.1,
        signed: true,
        unit: { at: st4Scale, is: { "": 1, "0": 1, "1": "fahrenheit" } },
      }),
      column(`${st3}.5.1.6`, {
        labels: { sensor: text([`${st3}.5.1.3`, `${st3}.5.1.2`]) },
        where: not(is(`${st3}.5.1.4`, 1, 2, 3)),
        scale: 0.1,
        unit: { at: `${st3}.5.1.13`, is: { "": 1, "0": 1, "1": "fahrenheit" } },
      }),
    ],
    air_humidity_ratio: [
      column(`${st4}.10.3.1.1`, { labels: { sensor: text([`${st4}.10.2.1.3`, `${st4}.10.2.1.2`]) }, scale: 0.01 }),
      column(`${st3}.5.1.10`, {
        labels: { sensor: text([`${st3}.5.1.3`, `${st3}.5.1.2`]) },
        where: not(is(`${st3}.5.1.4`, 1, 2, 3)),
        scale: 0.01,
      }),
    ],
  },
  lacks: { power_reactive_vars: "only the kind of reactance is told" },
});
