import { alarms, yesNo } from "../../profile-parts.ts";
import {
  above,
  all,
  any,
  asText,
  cases,
  column,
  either,
  first,
  index,
  indexIs,
  info,
  is,
  joinedText,
  not,
  once,
  present,
  profile,
  scalar,
  state,
  stateColumn,
  text,
  value,
  type Condition,
  type Rows,
} from "../../profile.ts";
import { upsMib } from "./rfc1628.ts";

const mge = "1.3.6.1.4.1.705.1";
const input = `${mge}.6.2.1`;
const output = `${mge}.7.2.1`;
const sensor = `${mge}.8.7.1`;
const outlet = `${mge}.3.2.1`;

/** A row of a second or third phase that does not exist: a copy of row 1, or all zeros. */
const phantom = (lines: string, voltage: string, twin: string): Condition =>
  all(
    not(indexIs(0, 1)),
    any(is(lines, 1), once(is(voltage, 0)), all(present(scalar(`${twin}.1`)), not(present(scalar(`${twin}.2`))))),
  );
// The index is "phase" or "phase.0", even within one agent.
const labels = { phase: asText(0, {}, "L") };
const between = { phase: asText(0, { 1: "L1-L2", 2: "L2-L3", 3: "L3-L1" }) };
const inputs: Rows = {
  labels,
  where: not(once(phantom(`${mge}.6.1.0`, `${input}.2`, "1.3.6.1.2.1.33.1.3.3.1.3"))),
};
const outputs: Rows = {
  labels,
  where: not(once(phantom(`${mge}.7.1.0`, `${output}.2`, "1.3.6.1.2.1.33.1.4.4.1.2"))),
};
const sensors: Rows = { labels: { sensor: index() }, where: not(is(`${sensor}.2`, 1)) };

/**
 * MGE and Eaton UPS (Pulsar, Comet, Galaxy, 5P, 5PX, 9PX, 93PS, 93E). Source: MG-SNMP-UPS-MIB 2006, which names no units:
 * tenths of V, A, Hz and °C; seconds of runtime; percent of load per phase. Input current is told in whole amperes by
 * some (93E): UPS-MIB, which these cards speak as well, goes first there.
 */
export const eatonMge = profile({
  id: "eaton-mge",
  vendor: "Eaton",
  of: "ups",
  source: "MG-SNMP-UPS-MIB 2006",
  evidence: "recording",
  recognises: { answers: [`${mge}.5`, `${mge}.7`] },
  absent: [65535],
  reads: {
    device_info: info({
      model: joinedText(" ", text(`${mge}.1.1.0`), text(`${mge}.1.2.0`)),
      firmware: text(`${mge}.1.4.0`),
      serial: text(`${mge}.1.7.0`),
    }),
    ups_power_source: first(
      upsMib.ups_power_source,
      cases([
        [is(`${mge}.7.3.0`, 1), "battery"],
        [is(`${mge}.7.4.0`, 1), "bypass"],
        [is(`${mge}.7.8.0`, 1), "booster"],
        [is(`${mge}.7.12.0`, 1), "reducer"],
        [is(`${mge}.7.3.0`, 2), "mains"],
      ]),
    ),
    ups_battery_state: first(
      upsMib.ups_battery_state,
      cases([
        [is(`${mge}.5.14.0`, 1), "low"],
        [is(`${mge}.5.14.0`, 2), "normal"],
      ]),
    ),
    ups_battery_runtime_seconds: value(`${mge}.5.1.0`),
    ups_battery_charge_ratio: value(`${mge}.5.2.0`, { scale: 0.01, between: [0, 1.1] }),
    ups_battery_voltage_volts: value(`${mge}.5.5.0`, { scale: 0.1, zeroIsAbsent: true }),
    ups_battery_current_amperes: value(`${mge}.5.6.0`, { scale: 0.1 }),
    ups_battery_temperature_celsius: value(`${mge}.5.7.0`, { signed: true, zeroIsAbsent: true }),
    ups_battery_replace: value(`${mge}.5.11.0`, { codes: yesNo }),
    ups_input_lines: first(upsMib.ups_input_lines, value(`${mge}.6.1.0`, { zeroIsAbsent: true })),
    ups_output_lines: first(upsMib.ups_output_lines, value(`${mge}.7.1.0`, { zeroIsAbsent: true })),
    ups_input_voltage_volts: [
      either(column(`${input}.2`, { rows: inputs, scale: 0.1, between: [0, 300] }), upsMib.ups_input_voltage_volts),
      column(`${input}.2`, { labels: between, scale: 0.1, where: once(above(`${input}.2`, 3000)) }),
    ],
    ups_input_frequency_hertz: column(`${input}.3`, { rows: inputs, scale: 0.1 }),
    ups_input_current_amperes: first(upsMib.ups_input_current_amperes, column(`${input}.6`, { rows: inputs, scale: 0.1 })),
    ups_input_good: value(`${mge}.6.3.0`, { codes: { 1: 0, 2: 1 } }),
    ups_last_transfer_cause: state(`${mge}.6.4.0`, { 1: "none", 2: "brownout", 3: "frequency", 4: "blackout" }),
    // Galaxy 7000 measures between phases: such rows are named so.
    ups_output_voltage_volts: [
      either(column(`${output}.2`, { rows: outputs, scale: 0.1, between: [0, 300] }), upsMib.ups_output_voltage_volts),
      column(`${output}.2`, { labels: between, scale: 0.1, where: once(above(`${output}.2`, 3000)) }),
    ],
    ups_output_frequency_hertz: first(
      upsMib.ups_output_frequency_hertz,
      value(`${output}.3.1`, { scale: 0.1 }),
      value(`${output}.3.1.0`, { scale: 0.1 }),
    ),
    ups_output_load_ratio: column(`${output}.4`, { rows: outputs, scale: 0.01, between: [0, 3] }),
    ups_output_current_amperes: first(upsMib.ups_output_current_amperes, column(`${output}.5`, { rows: outputs, scale: 0.1 })),
    ups_last_test: first(
      upsMib.ups_last_test,
      state(`${mge}.10.11.0`, { 1: "passed", 2: "failed", 3: "passed", 4: "failed", 5: "none" }),
    ),
    ups_alarm: alarms({
      battery_fault: `${mge}.5.9.0`,
      no_battery: `${mge}.5.10.0`,
      replace_battery: `${mge}.5.11.0`,
      low_battery: `${mge}.5.14.0`,
      charger_fault: `${mge}.5.15.0`,
      low_condition: `${mge}.5.16.0`,
      input_bad: `${mge}.6.3.0`,
      on_battery: `${mge}.7.3.0`,
      on_bypass: `${mge}.7.4.0`,
      bypass_unavailable: `${mge}.7.5.0`,
      utility_off: `${mge}.7.7.0`,
      inverter_off: `${mge}.7.9.0`,
      overload: `${mge}.7.10.0`,
      over_temperature: `${mge}.7.11.0`,
    }),
    // 0 means that no sensor is plugged in.
    air_temperature_celsius: [
      column(`${sensor}.3`, { rows: sensors, scale: 0.1, zeroIsAbsent: true, signed: true }),
      value(`${mge}.8.1.0`, { scale: 0.1, zeroIsAbsent: true, signed: true, labels: { sensor: "ambient" } }),
    ],
    air_humidity_ratio: [
      column(`${sensor}.6`, { rows: sensors, scale: 0.001, zeroIsAbsent: true }),
      value(`${mge}.8.2.0`, { scale: 0.001, zeroIsAbsent: true, labels: { sensor: "ambient" } }),
    ],
    contact_state: [
      stateColumn(`${sensor}.9`, { 1: "closed", 2: "open" }, { labels: { contact: joinedText(" ", index(), "input 1") } }),
      stateColumn(`${sensor}.10`, { 1: "closed", 2: "open" }, { labels: { contact: joinedText(" ", index(), "input 2") } }),
    ],
    outlet_state: stateColumn(
      `${outlet}.5`,
      { 1: "on", 2: "off", 3: "on", 4: "off", 5: "on", 6: "off", 7: "on", 8: "off" },
      { labels: { outlet: text([`${outlet}.4`, `${outlet}.1`]) } },
    ),
  },
  lacks: {
    ups_output_energy_joules_total: "not in this MIB; XUPS-MIB has it",
    ups_efficiency_ratio: "not in this MIB",
  },
});
