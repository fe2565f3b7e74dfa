import { column, either, first, fixed, info, joinedText, profile, stateColumn, text, value, type Rows } from "../../profile.ts";

const cps = "1.3.6.1.4.1.3808.1.1";
const pdu = `${cps}.6`;
const device = `${pdu}.3.4.1`;
const phase = `${pdu}.4.4.1`;
const bank = `${pdu}.5.4.1`;
const switched = `${pdu}.6.1.4.1`;
const metered = `${pdu}.6.2.4.1`;
const older = `${cps}.3.2.3.1.1`;
const line = (at: string) =>
  text(at, {
    words: [
      [/^1$/, "L1"],
      [/^2$/, "L2"],
      [/^3$/, "L3"],
    ],
  });
const inlet: Rows = { labels: { scope: fixed("inlet"), component: text(`${device}.3`) } };
const phases: Rows = { labels: { scope: fixed("phase"), phase: line(`${phase}.3`) } };
const banks: Rows = { labels: { scope: fixed("breaker"), component: joinedText(" ", "bank", text(`${bank}.3`)) } };
const outletOf = (table: string) => joinedText(" ", text(`${table}.3`), text(`${table}.4`));
const outlets: Rows = { labels: { scope: fixed("outlet"), outlet: outletOf(metered) } };
const loads: Rows = {
  labels: { scope: fixed("phase"), phase: line(`${older}.4`), component: joinedText(" ", "bank", text(`${older}.5`)) },
};
const imported = { direction: fixed("import") };
const alarm = { 1: "normal", 2: "low", 3: "near_overload", 4: "overload" } as const;

/**
 * CyberPower rack PDU and transfer switches. Source: CPS-MIB 2.9, ePDU2*: tenths of A, V and kWh, whole W and VA, hundredths
 * of power factor; older cards have ePDULoadStatus alone. An environment probe that is not there answers NULL.
 */
export const cyberPowerPdu = profile({
  id: "cyberpower-pdu",
  vendor: "CyberPower",
  of: "meter",
  source: "CPS-MIB 2.9",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.3808", answers: [device, phase, older] },
  reads: {
    device_info: info({
      model: text([`${pdu}.2.2.1.9.1`, `${cps}.3.1.5.0`]),
      firmware: text([`${pdu}.2.2.1.7.1`, `${cps}.3.1.3.0`]),
      serial: text([`${pdu}.2.2.1.10.1`, `${cps}.3.1.6.0`]),
    }),
    power_active_watts: [
      column(`${device}.18`, { rows: inlet }),
      either(column(`${phase}.7`, { rows: phases }), column(`${older}.7`, { rows: loads })),
      column(`${metered}.7`, { rows: outlets }),
    ],
    power_apparent_voltamperes: [column(`${device}.15`, { rows: inlet }), column(`${phase}.8`, { rows: phases })],
    power_factor_ratio: [
      column(`${device}.16`, { rows: inlet, scale: 0.01, between: [0, 1] }),
      column(`${phase}.9`, { rows: phases, scale: 0.01, between: [0, 1] }),
    ],
    power_voltage_volts: [
      either(
        column(`${phase}.6`, { rows: phases, scale: 0.1 }),
        column(`${older}.6`, {
          rows: loads,
          scale: 0.1,
        }),
      ),
    ],
    power_current_amperes: [
      column(`${device}.5`, { rows: inlet, scale: 0.1 }),
      either(
        column(`${phase}.5`, { rows: phases, scale: 0.1 }),
        column(`${older}.2`, {
          rows: loads,
          scale: 0.1,
        }),
      ),
      column(`${bank}.5`, { rows: banks, scale: 0.1 }),
      column(`${metered}.6`, { rows: outlets, scale: 0.1 }),
    ],
    power_energy_joules_total: [
      column(`${device}.9`, { rows: inlet, labels: imported, scale: 360_000 }),
      column(`${metered}.11`, { rows: outlets, labels: imported, scale: 360_000 }),
    ],
    power_frequency_hertz: value(`${cps}.3.5.8.0`, { labels: { scope: fixed("inlet") }, scale: 0.1, zeroIsAbsent: true }),
    power_load_state: [
      stateColumn(`${device}.4`, alarm, { rows: inlet }),
      stateColumn(`${phase}.4`, alarm, { rows: phases }),
      stateColumn(`${bank}.4`, alarm, { rows: banks }),
    ],
    device_psu_state: [
      stateColumn(
        `${device}.13`,
        { 1: "ok", 2: "failed" },
        { labels: { unit: joinedText(" ", text(`${device}.3`), "supply 1") } },
      ),
      stateColumn(
        `${device}.14`,
        { 1: "ok", 2: "failed" },
        { labels: { unit: joinedText(" ", text(`${device}.3`), "supply 2") } },
      ),
    ],
    outlet_state: stateColumn(`${switched}.5`, { 1: "on", 2: "off" }, { labels: { outlet: outletOf(switched) } }),
    air_temperature_celsius: first(
      value(`${cps}.4.2.6.0`, { labels: { sensor: "probe" }, scale: 0.1, zeroIsAbsent: true }),
      value(`${cps}.4.2.1.0`, { labels: { sensor: "probe" }, scale: 0.1, fahrenheit: true, zeroIsAbsent: true }),
    ),
    air_humidity_ratio: value(`${cps}.4.3.1.0`, { labels: { sensor: "probe" }, scale: 0.01, zeroIsAbsent: true }),
    contact_state: stateColumn(
      `${cps}.4.4.2.1.3`,
      { 1: "normal", 2: "alarm" },
      { labels: { contact: text(`${cps}.4.4.2.1.2`) } },
    ),
  },
  lacks: { power_load_ratio: "ratings are settings; the device grades its load" },
});
