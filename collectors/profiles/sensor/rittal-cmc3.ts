import {
  all,
  column,
  fixed,
  info,
  is,
  joinedText,
  matches,
  neighbour,
  not,
  once,
  profile,
  state,
  stateColumn,
  text,
  withParts,
  type NumberOptions,
  type Rows,
} from "../../profile.ts";

const cmc = "1.3.6.1.4.1.2606.7";
const variable = `${cmc}.4.2.2.1`;
const name = `${variable}.3`;
const number = `${variable}.11`;
const deviceName = text([withParts(`${cmc}.4.1.2.1.3`, 0), withParts(`${cmc}.4.1.2.1.2`, 0)]);
const group = text(name, { pattern: /^(.*?)(?:\.(?:Value|Input|Status|Temperature|Humidity|Setpoint))?$/ });
const full = joinedText(" ", deviceName, group);
const unit = { unit: full };

/** Types of variables (column 4): 2 a measured value, 7 a status, 17 a setting. */
const measured = once(is(`${variable}.4`, 2));
const setting = once(is(`${variable}.4`, 17));

/** Measured variables by name; unit and scale (-100: divide by 100) stand in sibling columns. */
const reading = (pattern: RegExp, units: Readonly<Record<string, number | "fahrenheit">>, options: NumberOptions = {}) => {
  const { where, ...rest } = options;
  const conditions = [measured, matches(name, pattern), ...(where === undefined ? [] : [where])];
  return column(number, {
    where: all(...conditions),
    signedFactor: `${variable}.7`,
    unit: { at: `${variable}.5`, is: units },
    ...rest,
  });
};
const celsius = { "degree C": 1, "°C": 1, C: 1, "degree F": "fahrenheit", "°F": "fahrenheit", F: "fahrenheit" } as const;
const percent = { "%": 0.01 };
const flow = { "l/min": 1 / 60_000 };
const position = text([name, withParts(`${cmc}.4.1.2.1.3`, 0), neighbour(`${variable}.10`, -1)], {
  words: [
    [/server in\b|rack|inlet|zuluft|cold|kalt/i, "rack_inlet"],
    [/server out|return|abluft|outlet|warm|hot/i, "return"],
    [/supply|doppelboden/i, "supply"],
    [/outdoor|außen|aussen/i, "outdoor"],
    [/room|raum/i, "room"],
  ],
});
const sensors: Rows = { labels: { sensor: full, position } };
const statusOf = `${variable}.10`;
/** Texts of cmcIIIVarValueStr of a status variable. */
const alarmed = { ok: 0, inactive: 0, off: 0, closed: 0, alarm: 1, "high alarm": 1, detected: 1, on: 1, open: 1, active: 1 };

/**
 * Rittal CMC III: processing unit with its sensors, and the liquid cooling package (LCP) that answers the same way.
 * Source: RITTAL-CMC-III-MIB, cmcIIIVarTable. Numbers of variables depend on device and firmware: they are found by
 * name, their unit and scale are read beside them. Dew-point variables answer 0 when no such sensor is fitted.
 */
export const rittalCmc3 = profile({
  id: "rittal-cmc3",
  vendor: "Rittal",
  of: ["cooling", "sensor"],
  source: "RITTAL-CMC-III-MIB",
  evidence: "recording",
  recognises: { sysObjectID: cmc, answers: variable },
  // cmcIIIUnitStatus' neighbour: number of devices
  watches: [`${cmc}.4.1.1.1.0`],
  reads: {
    device_info: info({
      model: text(["1.3.6.1.2.1.1.1.0"], { pattern: /^(.*?)(?:\s+SN\b|$)/ }),
      firmware: text(`${cmc}.2.4.0`),
      serial: text(`${cmc}.2.6.0`),
    }),
    air_temperature_celsius: reading(/temp/i, celsius, {
      rows: sensors,
      signed: true,
      where: not(matches(name, /^water\b|water (in|out)\b|^system\.|dewpoint|fallback/i)),
    }),
    air_humidity_ratio: reading(/humidity/i, percent, { rows: sensors, zeroIsAbsent: true }),
    device_temperature_celsius: reading(/^system\..*temp/i, celsius, { labels: { sensor: full }, signed: true }),
    water_temperature_celsius: [
      reading(/^water.*\bin\b/i, celsius, { labels: { sensor: full, position: fixed("supply") } }),
      reading(/^water.*\bout\b/i, celsius, { labels: { sensor: full, position: fixed("return") } }),
    ],
    water_flow_cubic_meters_per_second: reading(/flow/i, flow, { labels: { sensor: full } }),
    cooling_setpoint_celsius: [
      reading(/set ?point/i, celsius, { labels: { sensor: full } }),
      column(number, {
        where: all(setting, matches(name, /set ?point$/i)),
        signedFactor: `${variable}.7`,
        unit: { at: `${variable}.5`, is: celsius },
        labels: { sensor: full },
      }),
    ],
    cooling_fan_speed_ratio: reading(/fan.*speed|current speed|^fans\..*\.fan\d+$/i, percent, { labels: unit }),
    cooling_pump_speed_ratio: reading(/pump.*(speed|value)/i, percent, { labels: unit }),
    cooling_valve_position_ratio: reading(/valve/i, percent, { labels: unit }),
    cooling_output_watts: reading(/cooling capacity/i, { W: 1, kW: 1000 }, { labels: unit }),
    // An LCP runs while it cools or its fans turn; its own status names a fault.
    cooling_unit_state: stateColumn(
      statusOf,
      { ok: "running", warning: "running", alarm: "fault", error: "fault", off: "off", standby: "standby", "n.a.": "unknown" },
      { where: matches(name, /^cooling capacity\.status$/i), labels: unit },
    ),
    leak_detected: [
      column(number, {
        where: all(measured, matches(name, /leak.*\.(input|value)$/i)),
        codes: { 0: 0, 1: 1 },
        labels: { sensor: full },
      }),
      column(statusOf, { where: matches(name, /leak.*\.status$/i), codes: alarmed, labels: { sensor: full } }),
    ],
    smoke_detected: column(statusOf, { where: matches(name, /smoke.*\.status$/i), codes: alarmed, labels: { sensor: full } }),
    door_open: column(number, {
      where: all(measured, matches(name, /(^|\.)(access|door)\.value$/i)),
      codes: { 0: 0, 1: 1 },
      labels: { sensor: full },
    }),
    contact_state: [
      stateColumn(
        number,
        { 0: "closed", 1: "open" },
        {
          where: all(measured, matches(name, /(^|\.)access\.value$|input access.*\.value$/i)),
          labels: { contact: full },
        },
      ),
      stateColumn(
        statusOf,
        { ok: "normal", off: "normal", on: "normal", inactive: "normal", alarm: "alarm" },
        {
          where: matches(name, /(^|\.)input( \d+)?\.status$/i),
          labels: { contact: full },
        },
      ),
    ],
    power_voltage_volts: reading(/^system\..*\.value$/i, { V: 1, mV: 0.001 }, { labels: { component: full } }),
    power_current_amperes: reading(/^system\..*\.value$/i, { A: 1, mA: 0.001 }, { labels: { component: full } }),
    device_storage_utilisation_ratio: reading(/^memory\..*\.usage$/i, percent, { labels: unit }),
    device_component_state: [
      state(`${cmc}.2.1.0`, { 1: "ok", 2: "failed", 3: "warning" }, { labels: { component: fixed("unit") } }),
      stateColumn(
        statusOf,
        { ok: "ok", warning: "warning", alarm: "failed", error: "failed", off: "off", inactive: "off", "n.a.": "absent" },
        { where: matches(name, /^(modules\..*|condensate.*|fans\..*)\.status$/i), labels: { component: full } },
      ),
    ],
  },
  lacks: { cooling_power_watts: "the unit tells heat removed, not electrical power" },
});
