import { column, fixed, info, matches, profile, stateColumn, text, type LabelSource, type NumberOptions } from "../../profile.ts";

const unit = "1.3.6.1.4.1.318.1.1.27.1";
/** Status and extended readings stand in two tables of one form: 2 name, 3 value, 4 unit, 5 divisor. */
const analogs = [`${unit}.4.1.2.1`, `${unit}.6.1.2.1`];
const discretes = [`${unit}.4.2.2.1`, `${unit}.6.2.2.1`];
const about = `${unit}.3.2.1`;

type Units = Readonly<Record<string, number | "fahrenheit">>;
type Labels = Readonly<Record<string, LabelSource>>;

/** Rows by their name; every one names its unit and its divisor, Fahrenheit and other twins are left out. */
const reading = (
  pattern: RegExp,
  units: Units,
  labels: (name: LabelSource) => Labels = () => ({}),
  options: NumberOptions = {},
) =>
  analogs.map((table) =>
    column(`${table}.3`, {
      where: matches(`${table}.2`, pattern),
      divisor: `${table}.5`,
      unit: { at: `${table}.4`, is: units },
      labels: labels(text(`${table}.2`)),
      ...options,
    }),
  );
/** Discrete rows by their name; the state's own text stands beside its code. */
const states = <const State extends string>(pattern: RegExp, codes: Readonly<Record<string, State>>, label?: string) =>
  discretes.map((table) =>
    stateColumn(`${table}.3`, codes, {
      where: matches(`${table}.2`, pattern),
      ...(label === undefined ? {} : { labels: { [label]: text(`${table}.2`) } }),
    }),
  );

const celsius = { C: 1 };
const percent = { "%": 0.01, "%RH": 0.01 };
const watts = { W: 1, kW: 1000 };
const litres = { "L/s": 0.001, "l/s": 0.001 };
const hours = { hr: 3600, h: 3600, hrs: 3600, Hours: 3600 };
const sensor = (name: LabelSource) => ({ sensor: name });
const part = (name: LabelSource) => ({ unit: name });
const component = (name: LabelSource) => ({ component: name });
const at = (position: string) => (name: LabelSource) => ({ sensor: name, position: fixed(position) });
const signed = { signed: true } as const;

/**
 * APC and Schneider in-row cooling (InRow RC, RD, RP, SC, ACRD). Source: PowerNet-MIB 4.5, coolingUnitStatusAnalog*,
 * coolingUnitExtendedAnalog* and ...Discrete*. Row numbers differ by model and firmware, so rows are found by their text.
 */
export const apcInRow = profile({
  id: "apc-inrow",
  vendor: "APC",
  of: "cooling",
  source: "PowerNet-MIB 4.5",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.318", answers: `${unit}.4.1.2.1` },
  reads: {
    device_info: info({
      model: text("1.3.6.1.2.1.1.1.0", { pattern: /^(?:APC )?(.*?)\s*\(MB:/ }),
      firmware: text("1.3.6.1.2.1.1.1.0", { pattern: /\bAF1:(\S+)/ }),
      serial: text(`${about}.3.1.2`, { where: matches(`${about}.2.1.2`, /serial/i) }),
    }),
    air_temperature_celsius: [
      ...reading(/^(upper |lower )?supply( air)? temperature$/i, celsius, at("supply"), signed),
      ...reading(/^(upper |lower )?return( air)? temperature$/i, celsius, at("return"), signed),
      ...reading(/rack (inlet )?temperature/i, celsius, at("rack_inlet"), signed),
      ...reading(/^(average )?room temperature$/i, celsius, at("room"), signed),
    ],
    air_humidity_ratio: reading(/humidity/i, percent, sensor, { zeroIsAbsent: true }),
    air_pressure_pascals: reading(/filter.*pressure/i, { Pa: 1 }, sensor),
    water_temperature_celsius: [
      ...reading(/^entering .*(water|fluid).* temperature$/i, celsius, at("supply")),
      ...reading(/^leaving .*(water|fluid).* temperature$/i, celsius, at("return")),
    ],
    water_flow_cubic_meters_per_second: reading(/(fluid|water).*flow/i, litres, sensor),
    device_temperature_celsius: reading(/dew point|evap|cond|superheat|coil/i, celsius, sensor, signed),
    cooling_airflow_cubic_meters_per_second: reading(/air ?flow$/i, litres, part),
    cooling_pressure_pascals: reading(/(suction|discharge).*pressure/i, { bar: 100_000, kPa: 1000, Pa: 1 }, sensor),
    cooling_output_watts: reading(/cool(ing)? (demand|output|power)|sensible cooling/i, watts, part),
    cooling_fan_speed_ratio: reading(/fan.*speed/i, percent, part),
    device_fan_speed_rpm: reading(/^fan \d+$/i, { rpm: 1, RPM: 1 }, part),
    cooling_valve_position_ratio: reading(/valve|eev/i, percent, part),
    cooling_compressor_load_ratio: reading(/compressor (speed|load|capacity)/i, percent, part),
    cooling_compressor_speed_hertz: reading(/compressor speed/i, { Hz: 1 }, part),
    cooling_setpoint_celsius: reading(/set ?point/i, celsius, sensor),
    cooling_run_seconds_total: reading(/run hours/i, hours, component),
    power_current_amperes: reading(/./, { A: 1 }, component),
    power_active_watts: reading(/(fan|compressor|unit|input).* power$/i, watts, component),
    cooling_power_watts: reading(/^(total |unit )?(input|electrical) power$/i, watts),
    cooling_pump_speed_ratio: reading(/pump.*speed/i, percent, part),
    cooling_unit_state: states(/^(mode|operat\w* mode|unit (status|state)|operat\w* state)$/i, {
      unknown: "unknown",
      initializing: "standby",
      off: "off",
      standby: "standby",
      idle: "standby",
      "startup delay": "standby",
      delay: "standby",
      "no demand": "standby",
      cooling: "running",
      "free cooling": "running",
      "hybrid cooling": "running",
      emergency: "running",
      active: "running",
      on: "running",
      maintenance: "off",
      fault: "fault",
      alarm: "fault",
    }),
    cooling_compressor_state: states(
      /compressor/i,
      { on: "running", running: "running", active: "running", off: "off", "no demand": "off", standby: "off", fault: "fault" },
      "unit",
    ),
    contact_state: states(/relay|input state|contact/i, { open: "open", closed: "closed" }, "contact"),
    leak_detected: discretes.map((table) =>
      column(`${table}.3`, {
        codes: { dry: 0, "no leak": 0, ok: 0, normal: 0, no: 0, wet: 1, leak: 1, "leak detected": 1, alarm: 1, yes: 1 },
        where: matches(`${table}.2`, /leak|water detect/i),
        labels: sensor(text(`${table}.2`)),
      }),
    ),
    device_component_state: states(
      /flow control|power source|group state|airflow good|condenser powered|^unit$/i,
      {
        okay: "ok",
        yes: "ok",
        on: "ok",
        primary: "ok",
        assist: "ok",
        under: "warning",
        over: "warning",
        secondary: "warning",
        no: "failed",
        off: "off",
        standby: "standby",
        na: "absent",
      },
      "component",
    ),
  },
  lacks: { cooling_alarm: "alarms stand in a table of texts; rules read the unit's state" },
});
