import { column, fixed, info, matches, profile, stateColumn, text, type NumberOptions, type Rows } from "../../profile.ts";

const unit = "1.3.6.1.4.1.318.1.1.27.1";
const analog = `${unit}.4.1.2.1`;
const discrete = `${unit}.4.2.2.1`;
const extended = `${unit}.6.1.2.1`;
const name = `${analog}.2`;
const state = `${discrete}.2`;
const sensor = { sensor: text(name) };

/** Rows of the analog table by their name; every one names its unit and its divisor, Fahrenheit twins are left out. */
const reading = (pattern: RegExp, units: Readonly<Record<string, number | "fahrenheit">>, options: NumberOptions = {}) =>
  column(`${analog}.3`, {
    where: matches(name, pattern),
    divisor: `${analog}.5`,
    unit: { at: `${analog}.4`, is: units },
    ...options,
  });

const celsius = { C: 1 };
const percent = { "%": 0.01, "%RH": 0.01 };
const watts = { W: 1, kW: 1000 };
const component = { component: text(name, { pattern: /^(.*?)(?: Run Hours| Power)?$/ }) };
const position = (word: string, rows: Rows["labels"] = {}) => ({ labels: { ...sensor, position: fixed(word), ...rows } });
const hours = { hr: 3600, h: 3600, hrs: 3600, Hours: 3600 };

/**
 * APC and Schneider in-row cooling (InRow RC, RD, RP, SC, ACRD). Source: PowerNet-MIB 4.5, coolingUnitStatusAnalog* and
 * coolingUnitStatusDiscrete*. Row numbers differ by model and firmware, so rows are found by their text.
 */
export const apcInRow = profile({
  id: "apc-inrow",
  vendor: "APC",
  of: "cooling",
  source: "PowerNet-MIB 4.5",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.318", answers: analog },
  reads: {
    device_info: info({
      model: text("1.3.6.1.2.1.1.1.0", { pattern: /^(?:APC )?(.*?)\s*\(MB:/ }),
      firmware: text("1.3.6.1.2.1.1.1.0", { pattern: /\bAF1:(\S+)/ }),
      serial: text("1.3.6.1.2.1.1.1.0", { pattern: /\bSN:\s*(\S+)/ }),
    }),
    air_temperature_celsius: [
      reading(/^(upper |lower )?supply( air)? temperature$/i, celsius, { signed: true, ...position("supply") }),
      reading(/^(upper |lower )?return( air)? temperature$/i, celsius, { signed: true, ...position("return") }),
      reading(/rack (inlet )?temperature/i, celsius, { signed: true, ...position("rack_inlet") }),
      reading(/^room temperature$/i, celsius, { signed: true, ...position("room") }),
    ],
    air_humidity_ratio: reading(/humidity/i, percent, { labels: sensor, zeroIsAbsent: true }),
    air_pressure_pascals: reading(/filter.*pressure/i, { Pa: 1 }, { labels: sensor }),
    water_temperature_celsius: [
      reading(
        /(entering|inlet|supply).*(fluid|water).*temp|(fluid|water).*(entering|inlet|supply).*temp/i,
        celsius,
        position("supply"),
      ),
      reading(
        /(leaving|outlet|return).*(fluid|water).*temp|(fluid|water).*(leaving|outlet|return).*temp/i,
        celsius,
        position("return"),
      ),
    ],
    water_flow_cubic_meters_per_second: reading(/(fluid|water).*flow/i, { "L/s": 0.001, "l/s": 0.001 }, { labels: sensor }),
    device_temperature_celsius: reading(/dew point|evap|cond|superheat|coil/i, celsius, { labels: sensor, signed: true }),
    cooling_airflow_cubic_meters_per_second: reading(
      /air ?flow$/i,
      { "L/s": 0.001, "l/s": 0.001 },
      { labels: { unit: text(name) } },
    ),
    cooling_pressure_pascals: [
      reading(/(suction|discharge).*pressure/i, { bar: 100_000, kPa: 1000, Pa: 1 }, { labels: sensor }),
      reading(/filter.*pressure/i, { Pa: 1 }, { labels: sensor }),
    ],
    cooling_output_watts: reading(/cool(ing)? (demand|output|power)|sensible cooling/i, watts, { labels: { unit: text(name) } }),
    cooling_fan_speed_ratio: reading(/fan.*speed|^fan speed/i, percent, { labels: { unit: text(name) } }),
    device_fan_speed_rpm: reading(/^fan \d+$/i, { rpm: 1, RPM: 1 }, { labels: { unit: text(name) } }),
    cooling_valve_position_ratio: reading(/valve|eev/i, percent, { labels: { unit: text(name) } }),
    cooling_compressor_load_ratio: reading(/compressor (speed|load|capacity)/i, percent, { labels: { unit: text(name) } }),
    cooling_compressor_speed_hertz: reading(/compressor speed/i, { Hz: 1 }, { labels: { unit: text(name) } }),
    cooling_setpoint_celsius: reading(/set ?point/i, celsius, { labels: sensor }),
    cooling_run_seconds_total: [
      reading(/run hours/i, hours, { labels: component }),
      column(`${extended}.3`, {
        where: matches(`${extended}.2`, /run hours/i),
        divisor: `${extended}.5`,
        unit: { at: `${extended}.4`, is: hours },
        labels: { component: text(`${extended}.2`, { pattern: /^(.*?)(?: Run Hours)?$/ }) },
      }),
    ],
    power_current_amperes: reading(/./, { A: 1 }, { labels: { component: text(name) } }),
    power_active_watts: reading(/(fan|compressor|unit|input).* power$/i, watts, { labels: component }),
    cooling_power_watts: reading(/^(total |unit )?(input|electrical) power$/i, watts),
    // Mode: 0 unknown, 1 initialising, 2 off, 3 standby, 4 idle, 5 start-up delay, 6 active, 7 maintenance.
    cooling_unit_state: stateColumn(
      `${discrete}.3`,
      {
        unknown: "unknown",
        initializing: "standby",
        off: "off",
        standby: "standby",
        idle: "standby",
        "startup delay": "standby",
        active: "running",
        on: "running",
        maintenance: "off",
        fault: "fault",
        alarm: "fault",
      },
      { where: matches(state, /^(mode|operat\w* mode|unit status|operat\w* state)$/i) },
    ),
    cooling_compressor_state: stateColumn(
      `${discrete}.3`,
      { on: "running", running: "running", active: "running", off: "off", "no demand": "off", standby: "off", fault: "fault" },
      { where: matches(state, /compressor/i), labels: { unit: text(state) } },
    ),
    contact_state: stateColumn(
      `${discrete}.3`,
      { open: "open", closed: "closed" },
      { where: matches(state, /relay|input state|contact/i), labels: { contact: text(state) } },
    ),
    leak_detected: column(`${discrete}.3`, {
      codes: { dry: 0, "no leak": 0, ok: 0, normal: 0, no: 0, wet: 1, leak: 1, "leak detected": 1, alarm: 1, yes: 1 },
      where: matches(state, /leak|water detect/i),
      labels: { sensor: text(state) },
    }),
    device_component_state: [
      stateColumn(
        `${discrete}.3`,
        { okay: "ok", under: "warning", over: "warning", primary: "ok", secondary: "warning", na: "absent" },
        { where: matches(state, /flow control|power source/i), labels: { component: text(state) } },
      ),
    ],
  },
  lacks: { cooling_alarm: "alarms stand in a table of texts; rules read the unit's state" },
});
