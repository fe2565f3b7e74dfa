import {
  above,
  asText,
  column,
  first,
  flags,
  info,
  is,
  not,
  once,
  profile,
  state,
  stateColumn,
  text,
  value,
  withParts,
  type Rows,
} from "../../profile.ts";

const ups = "1.3.6.1.4.1.318.1.1.1";
const groups = `${ups}.12`;
const inputs = `${ups}.9.2.3.1`;
const outputs = `${ups}.9.3.3.1`;
// Index: input (or output), number of the input, phase. The bypass is an input of its own (type 3).
const mains: Rows = {
  labels: { phase: asText(-1, {}, "L") },
  where: once(not(is(withParts(`${ups}.9.2.2.1.5`, 0), 3))),
};
/** Inputs are alive or not; a bypass is an input of type 3. */
const bypass: Rows = { labels: mains.labels ?? {}, where: once(is(withParts(`${ups}.9.2.2.1.5`, 0), 3)) };
/** Volts of a phase against neutral; more stands between two phases, and such rows are named so. */
const toNeutral = [0, 300] as const;
const between = { phase: asText(-1, { 1: "L1-L2", 2: "L2-L3", 3: "L3-L1" }) };
const load: Rows = { labels: { phase: asText(-1, {}, "L") } };

/** upsBasicOutputStatus. */
const outputStatus = {
  1: "unknown",
  2: "mains",
  3: "battery",
  4: "booster",
  5: "off", // timed sleeping
  6: "bypass",
  7: "off",
  8: "off", // rebooting
  9: "bypass",
  10: "bypass", // hardware failure
  11: "off", // sleeping until power returns
  12: "reducer",
  13: "mains", // eco mode
  14: "mains", // hot standby
  15: "battery", // battery test
  16: "bypass", // emergency static bypass
  17: "bypass",
  18: "mains", // power saving
  19: "mains",
  20: "mains", // eConversion
  21: "mains",
  22: "mains",
  23: "mains",
  24: "battery",
} as const;

/**
 * APC and Schneider UPS with a Network Management Card. Source: PowerNet-MIB 4.5, upsAdv*, upsHighPrec*, upsPhase*.
 * Whole units stand in upsAdv*, tenths in upsHighPrec*: the tenths go first. -1 means "not supported" everywhere.
 */
export const apcPowerNet = profile({
  id: "apc-powernet",
  vendor: "APC",
  of: "ups",
  source: "PowerNet-MIB 4.5",
  evidence: "recording",
  recognises: {
    sysObjectID: "1.3.6.1.4.1.318",
    answers: [`${ups}.1.1.1.0`, `${ups}.4.1.1.0`, `${ups}.4.1.3.0`, `${ups}.2.2.1.0`],
  },
  reads: {
    device_info: info({ model: text(`${ups}.1.1.1.0`), firmware: text(`${ups}.1.2.1.0`), serial: text(`${ups}.1.2.3.0`) }),
    ups_power_source: first(
      state(`${ups}.4.1.1.0`, outputStatus),
      // upsBasicSystemStatus: of the system where several UPS work in parallel.
      state(`${ups}.4.1.3.0`, { ...outputStatus, 14: "mains", 15: "mains", 16: "bypass" }),
    ),
    ups_battery_state: state(`${ups}.2.1.1.0`, { 1: "unknown", 2: "normal", 3: "low", 4: "unknown", 5: "unknown" }),
    ups_on_battery_seconds: value(`${ups}.2.1.2.0`, { scale: 0.01 }),
    ups_battery_runtime_seconds: value(`${ups}.2.2.3.0`, { scale: 0.01 }), // timeticks
    ups_battery_charge_ratio: first(
      value(`${ups}.2.3.1.0`, { scale: 0.001, between: [0, 1.1] }),
      value(`${ups}.2.2.1.0`, { scale: 0.01, between: [0, 1.1] }),
    ),
    ups_battery_temperature_celsius: first(value(`${ups}.2.3.2.0`, { scale: 0.1 }), value(`${ups}.2.2.2.0`)),
    ups_battery_voltage_volts: first(value(`${ups}.2.3.4.0`, { scale: 0.1 }), value(`${ups}.2.2.8.0`)),
    ups_battery_current_amperes: first(value(`${ups}.2.3.5.0`, { scale: 0.1 }), value(`${ups}.2.2.9.0`)),
    ups_battery_replace: value(`${ups}.2.2.4.0`, { codes: { 1: 0, 2: 1 } }),
    ups_battery_nominal_voltage_volts: value(`${ups}.2.2.7.0`, { zeroIsAbsent: true }),
    ups_battery_packs: value(`${ups}.2.2.5.0`),
    ups_battery_bad_packs: value(`${ups}.2.2.6.0`),
    ups_last_transfer_cause: state(`${ups}.3.2.5.0`, {
      1: "none",
      2: "high_voltage",
      3: "brownout",
      4: "blackout",
      5: "sag",
      6: "sag",
      7: "spike",
      8: "spike",
      9: "self_test",
      10: "rate_of_change",
    }),
    ups_input_voltage_volts: [
      first(value(`${ups}.3.3.1.0`, { scale: 0.1 }), value(`${ups}.3.2.1.0`)),
      first(column(`${inputs}.14`, { rows: mains }), column(`${inputs}.3`, { rows: mains, between: toNeutral })),
      column(`${inputs}.3`, { rows: mains, labels: between, where: once(above(`${inputs}.3`, toNeutral[1])) }),
    ],
    ups_input_frequency_hertz: first(
      value(`${ups}.3.3.4.0`, { scale: 0.1 }),
      value(`${ups}.3.2.4.0`),
      value(`${ups}.9.2.2.1.4.1`, { scale: 0.1 }),
    ),
    ups_input_power_factor_ratio: column(`${inputs}.13`, { rows: mains, scale: 0.01, between: [0, 1] }),
    ups_input_lines: value(`${ups}.9.2.2.1.2.1`, { zeroIsAbsent: true }),
    ups_output_lines: value(`${ups}.9.3.2.1.2.1`, { zeroIsAbsent: true }),
    ups_bypass_voltage_volts: [
      first(column(`${inputs}.14`, { rows: bypass }), column(`${inputs}.3`, { rows: bypass, between: toNeutral })),
      column(`${inputs}.3`, { rows: bypass, labels: between, where: once(above(`${inputs}.3`, toNeutral[1])) }),
    ],
    ups_bypass_current_amperes: column(`${inputs}.6`, { rows: bypass, scale: 0.1 }),
    ups_bypass_power_watts: column(`${inputs}.9`, { rows: bypass }),
    ups_input_current_amperes: column(`${inputs}.6`, { rows: mains, scale: 0.1 }),
    ups_input_power_watts: column(`${inputs}.9`, { rows: mains }),
    ups_output_voltage_volts: [
      first(value(`${ups}.4.3.1.0`, { scale: 0.1 }), value(`${ups}.4.2.1.0`)),
      first(column(`${outputs}.22`, { rows: load }), column(`${outputs}.3`, { rows: load, between: toNeutral })),
      column(`${outputs}.3`, { labels: between, where: once(above(`${outputs}.3`, toNeutral[1])) }),
    ],
    ups_output_frequency_hertz: first(
      value(`${ups}.4.3.2.0`, { scale: 0.1 }),
      value(`${ups}.4.2.2.0`),
      value(`${ups}.9.3.2.1.4.1`, { scale: 0.1 }),
    ),
    ups_output_power_factor_ratio: column(`${outputs}.19`, { rows: load, scale: 0.01, between: [0, 1] }),
    ups_output_load_ratio: [
      first(value(`${ups}.4.3.3.0`, { scale: 0.001 }), value(`${ups}.4.2.3.0`, { scale: 0.01 })),
      column(`${outputs}.10`, { rows: load, scale: 0.01 }),
    ],
    // Columns that the card does not fill are -1.
    ups_output_power_load_ratio: column(`${outputs}.16`, { rows: load, scale: 0.01, between: [0, 3] }),
    ups_output_current_amperes: [
      first(value(`${ups}.4.3.4.0`, { scale: 0.1 }), value(`${ups}.4.2.4.0`)),
      column(`${outputs}.4`, { rows: load, scale: 0.1 }),
    ],
    ups_output_power_watts: [value(`${ups}.4.2.8.0`), column(`${outputs}.13`, { rows: load })],
    ups_output_apparent_power_voltamperes: [value(`${ups}.4.2.9.0`), column(`${outputs}.7`, { rows: load })],
    // Hundredths of a kWh; negative efficiencies are reasons why there is none.
    ups_output_energy_joules_total: value(`${ups}.4.3.6.0`, { scale: 36_000, absent: [-1, 4_294_967_295] }),
    ups_efficiency_ratio: value(`${ups}.4.3.5.0`, { scale: 0.001, between: [0, 1] }),
    ups_last_test: state(`${ups}.7.2.3.0`, { 1: "passed", 2: "failed", 3: "aborted", 4: "running" }),
    ups_alarm_level: state(`${ups}.11.1.2.0`, { 1: "none", 2: "information", 3: "warning", 4: "critical" }),
    outlet_state: first(
      stateColumn(`${groups}.1.2.1.3`, { 1: "on", 2: "off", 3: "unknown" }, { labels: { outlet: text(`${groups}.1.2.1.2`) } }),
      // The last command is the state where a card tells no other.
      stateColumn(
        `${groups}.3.2.1.3`,
        { 1: "on", 2: "off", 4: "off", 5: "on" },
        { labels: { outlet: text(`${groups}.3.2.1.2`) } },
      ),
    ),
    ups_alarm: flags(
      `${ups}.11.1.1.0`,
      {
        3: "low_battery",
        5: "replace_battery",
        9: "overload",
        11: "batteries_discharged",
        12: "manual_bypass",
        14: "bypass_internal_fault",
        15: "bypass_supply_failure",
        16: "bypass_fan_failure",
        21: "battery_communication_lost",
        24: "bad_output_voltage",
        25: "battery_charger_failure",
        26: "battery_temperature_high",
        33: "no_batteries_attached",
        41: "fan_failure",
        45: "internal_temperature_high",
        50: "critical_hardware_fault",
        53: "emergency_power_off",
      },
      { label: "alarm", bits: "characters" },
    ),
  },
  lacks: {
    ups_alarms_active: "PowerNet counts no alarms; the flags of upsBasicStateOutputState name them",
  },
});
