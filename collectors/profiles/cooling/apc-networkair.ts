import {
  column,
  fixed,
  index,
  info,
  joinedText,
  profile,
  state,
  stateColumn,
  text,
  value,
  type NumberOptions,
  type Rows,
} from "../../profile.ts";

const fm = "1.3.6.1.4.1.318.1.1.13.1";
const system = `${fm}.4`;
const module = `${fm}.5`;
const name = joinedText(" ", "Module", index(0));
const named = (...words: string[]): Rows => ({ labels: { sensor: joinedText(" ", name, ...words) } });
const units = (...words: string[]): Rows => ({ labels: { unit: joinedText(" ", name, ...words) } });
const air = (position: string): Rows => ({ labels: { sensor: joinedText(" ", name, position), position: fixed(position) } });
const tenths: NumberOptions = { scale: 0.1, signed: true };
const demand = (at: string, what: string) =>
  value(`${system}.2.${at}.0`, { scale: 0.01, between: [0, 1.1], labels: { function: what } });
const enabled = (at: string, what: string) =>
  state(`${system}.${at}.0`, { 2: "off", 3: "on" }, { absent: [1], labels: { function: fixed(what) } });
const blower = (table: number, number: number, options: NumberOptions) => column(`${module}.${table}.2.1.${number}`, options);

/**
 * APC NetworkAIR FM room units, by module. Source: PowerNet-MIB 4.5, airFM*: tenths of °C and percent, Pa and kPa by
 * column. -2147483648: the module has no such part; Fahrenheit twins are left out.
 */
export const apcNetworkAir = profile({
  id: "apc-networkair",
  vendor: "APC",
  of: "cooling",
  source: "PowerNet-MIB 4.5",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.318", answers: [`${module}.2.2.1`, `${system}.5`] },
  reads: {
    device_info: info({ model: text([`${fm}.3.1.0`, "1.3.6.1.2.1.1.1.0"], { pattern: /^([^(]+)/ }) }),
    air_temperature_celsius: [
      column(`${module}.2.2.1.2`, { rows: air("supply"), ...tenths }),
      column(`${module}.2.2.1.5`, { rows: air("return"), ...tenths }),
    ],
    air_humidity_ratio: [
      column(`${module}.2.2.1.4`, { rows: air("supply"), scale: 0.001, zeroIsAbsent: true }),
      column(`${module}.2.2.1.7`, { rows: air("return"), scale: 0.001, zeroIsAbsent: true }),
    ],
    air_pressure_pascals: [
      column(`${module}.2.2.1.8`, { rows: named("filter") }),
      column(`${module}.2.2.1.10`, { rows: named("coil") }),
    ],
    cooling_pressure_pascals: [
      column(`${module}.4.2.1.4`, { rows: named("suction"), scale: 1000 }),
      column(`${module}.4.2.1.6`, { rows: named("discharge"), scale: 1000 }),
      column(`${module}.2.2.1.8`, { rows: named("filter") }),
      column(`${module}.2.2.1.10`, { rows: named("coil") }),
    ],
    cooling_compressor_state: [
      stateColumn(`${module}.4.2.1.2`, { 2: "running", 3: "off" }, { rows: units("compressor 1"), absent: [1] }),
      stateColumn(`${module}.4.2.1.3`, { 2: "running", 3: "off" }, { rows: units("compressor 2"), absent: [1] }),
    ],
    cooling_setpoint_celsius: [
      value(`${system}.5.10.0`, { ...tenths, labels: { sensor: "cooling" } }),
      value(`${system}.8.3.0`, { ...tenths, labels: { sensor: "reheat" } }),
    ],
    cooling_setpoint_humidity_ratio: [
      value(`${system}.6.3.0`, { scale: 0.001, labels: { sensor: "humidifying" } }),
      value(`${system}.7.3.0`, { scale: 0.001, labels: { sensor: "dehumidifying" } }),
    ],
    cooling_demand_ratio: [
      demand("1", "cooling"),
      demand("2", "dehumidifying"),
      demand("7", "reheat"),
      demand("11", "humidifying"),
    ],
    cooling_capacity_ratio: [
      value(`${system}.2.3.0`, { scale: 0.01, between: [0, 1.1], labels: { unit: "cooling" } }),
      value(`${system}.2.8.0`, { scale: 0.01, between: [0, 1.1], labels: { unit: "reheat" } }),
      column(`${module}.5.2.1.4`, { rows: units("humidifier"), scale: 0.01, between: [0, 1.1] }),
    ],
    power_frequency_hertz: [6, 7].flatMap((table) => [
      blower(table, 3, { labels: { scope: joinedText(" ", name, `blower ${table - 5} requested`) }, scale: 0.1 }),
      blower(table, 4, { labels: { scope: joinedText(" ", name, `blower ${table - 5}`) }, scale: 0.1 }),
    ]),
    power_voltage_volts: [6, 7].map((table) =>
      blower(table, 10, { labels: { component: joinedText(" ", name, `blower ${table - 5}`) }, scale: 0.1 }),
    ),
    power_current_amperes: column(`${module}.5.2.1.3`, {
      labels: { component: joinedText(" ", name, "humidifier") },
      scale: 0.1,
    }),
    cooling_fan_drive_ratio: [6, 7].flatMap((table) => {
      const unit = joinedText(" ", name, `blower ${table - 5}`);
      return [
        blower(table, 8, { labels: { unit, kind: fixed("torque") }, scale: 0.0001, signed: true }),
        blower(table, 9, { labels: { unit, kind: fixed("current") }, scale: 0.0001 }),
        blower(table, 14, { labels: { unit, kind: fixed("capacitor life") }, scale: 0.001 }),
      ];
    }),
    cooling_function_state: [
      enabled("5.8", "cooling"),
      enabled("6.1", "humidifying"),
      enabled("7.1", "dehumidifying"),
      enabled("8.1", "reheat"),
    ],
    cooling_alarms_active: value(`${fm}.6.3.0`),
  },
  lacks: {
    cooling_unit_state: "the MIB tells demands and compressors, no state of the unit",
    cooling_fan_speed_ratio: "blowers tell frequency; torque and current in percent are no speed",
  },
});
