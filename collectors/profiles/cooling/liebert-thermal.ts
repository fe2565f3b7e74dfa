import {
  any,
  column,
  either,
  index,
  info,
  joinedText,
  matches,
  not,
  profile,
  state,
  text,
  value,
  type Condition,
} from "../../profile.ts";

const env = "1.3.6.1.4.1.476.1.42.3.4";
const temperature = `${env}.1.3.3.1`;
const fahrenheit = `${env}.1.2.3.1`;
const humidity = `${env}.2.2.3.1`;
const time = `${env}.4.32.1`;
/** What a row measures is an object identifier: 1 control, 2 return, 3 supply, 4 ambient, 6 battery, 12 chilled water, 15 room, 16 dew point. */
const point = (...numbers: readonly number[]): Condition =>
  matches(
    `${temperature}.2`,
    new RegExp(`^1\\.3\\.6\\.1\\.4\\.1\\.476\\.1\\.42\\.3\\.4\\.1\\.1\\.(?:${numbers.join("|")})(?:\\.|$)`),
  );
const battery = any(point(6), matches(`${temperature}.2`, /\.3\.4\.7\.1\.10(?:\.|$)/));
const inside = point(5, 7, 8, 9, 11);
const name = text(`${temperature}.2`, {
  words: [
    [/\.1\.1\.1(\.|$)/, "control"],
    [/\.1\.1\.2(\.|$)/, "return air"],
    [/\.1\.1\.3(\.|$)/, "supply air"],
    [/\.1\.1\.4(\.|$)/, "ambient"],
    [/\.1\.1\.12(\.|$)/, "chilled water"],
    [/\.1\.1\.15(\.|$)/, "room"],
    [/\.1\.1\.16(\.|$)/, "dew point"],
    [/./, "point"],
  ],
});
const position = text(`${temperature}.2`, {
  words: [
    [/\.1\.1\.2(\.|$)/, "return"],
    [/\.1\.1\.3(\.|$)/, "supply"],
    [/\.1\.1\.(4|15)(\.|$)/, "room"],
  ],
});
const part = text(`${time}.2`, {
  words: [
    [/\.7\.1\.1$/, "fan"],
    [/\.7\.1\.(2|12.*)$/, "compressor"],
    [/\.7\.1\.3$/, "electric heater"],
    [/\.7\.1\.4$/, "chilled water"],
    [/\.7\.1\.5$/, "humidifier"],
    [/\.7\.1\.6$/, "dehumidifier"],
    [/\.7\.1\.7$/, "free cooling"],
    [/\.7\.1\.8$/, "hot water"],
    [/\.7\.1\.9$/, "hot gas"],
    [/\.7\.1\.11.*$/, "pump"],
  ],
});
const onOff = (at: string, what: string) => state(`${env}.3.${at}.0`, { 1: "on", 2: "off" }, { labels: { function: what } });
const capacity = (at: string, what: string) =>
  value(`${env}.3.${at}.0`, { scale: 0.01, between: [0, 1.1], labels: { function: what } });
const humidityName = text(`${humidity}.2`, {
  words: [
    [/\.2\.1\.1$/, "control"],
    [/\.2\.1\.2$/, "return air"],
    [/\.2\.1\.3$/, "supply air"],
    [/./, "point"],
  ],
});

/**
 * Liebert and Vertiv thermal units (CRV, DSE, PDX, HPM), and air sensors of UPS that answer the same way. Source:
 * LIEBERT-GP-ENVIRONMENTAL-MIB: whole degrees in the Celsius tree, percent, hours.
 */
export const liebertThermal = profile({
  id: "liebert-thermal",
  vendor: "Vertiv",
  of: ["cooling", "sensor", "ups"],
  source: "LIEBERT-GP-ENVIRONMENTAL-MIB",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.476", answers: [`${env}.1.3.3`, `${env}.1.2.3`, `${env}.2.2.3`, `${env}.3.1`] },
  reads: {
    device_info: info({ model: text("1.3.6.1.4.1.476.1.42.2.4.2.1.4.1"), serial: text("1.3.6.1.4.1.476.1.42.2.4.2.1.7.1") }),
    air_temperature_celsius: either(
      column(`${temperature}.3`, {
        labels: { sensor: name, position },
        where: not(any(point(12, 16), battery, inside)),
        signed: true,
      }),
      // Cards that answer the Fahrenheit tree alone: control, return, supply, ambient and room.
      column(`${fahrenheit}.3`, {
        labels: { sensor: joinedText(" ", "point", index()) },
        where: matches(`${fahrenheit}.2`, /\.3\.4\.1\.1\.(1|2|3|4|15)(\.|$)/),
        fahrenheit: true,
        signed: true,
      }),
    ),
    air_dew_point_celsius: column(`${temperature}.3`, { labels: { sensor: index() }, where: point(16), signed: true }),
    device_temperature_celsius: column(`${temperature}.3`, { labels: { sensor: index() }, where: inside, signed: true }),
    water_temperature_celsius: column(`${temperature}.3`, {
      labels: { sensor: name, position: "supply" },
      where: point(12),
      signed: true,
    }),
    air_humidity_ratio: column(`${humidity}.3`, { labels: { sensor: humidityName }, scale: 0.01, zeroIsAbsent: true }),
    cooling_setpoint_celsius: column(`${temperature}.6`, { labels: { sensor: name } }),
    cooling_setpoint_humidity_ratio: column(`${humidity}.6`, { labels: { sensor: humidityName }, scale: 0.01 }),
    // The general alarm may be a dirty filter: a unit that is on goes on cooling, and says so.
    cooling_unit_state: state(`${env}.3.1.0`, { 1: "running", 2: "off", 3: "standby" }),
    device_component_state: state(`${env}.3.8.0`, { 1: "warning", 2: "ok" }, { labels: { component: "general alarm" } }),
    cooling_operating_mode: state(`${env}.3.15.0`, { 1: "automatic", 2: "manual" }),
    cooling_operating_reason: state(`${env}.3.14.0`, {
      1: "none",
      2: "local_user",
      3: "alarm",
      4: "schedule",
      5: "remote_user",
      6: "external",
      7: "local_user", // at the display
    }),
    cooling_function_state: [
      onOff("2", "cooling"),
      onOff("3", "heating"),
      onOff("4", "humidifying"),
      onOff("5", "dehumidifying"),
      onOff("6", "free cooling"),
      onOff("7", "fan"),
      onOff("21", "electric heater"),
      onOff("22", "hot water"),
    ],
    cooling_capacity_ratio: value(`${env}.3.9.0`, { scale: 0.01, between: [0, 1.1], labels: { unit: "cooling" } }),
    cooling_demand_ratio: [
      capacity("10", "heating"),
      capacity("17", "free cooling"),
      capacity("18", "dehumidifying"),
      capacity("19", "humidifying"),
    ],
    cooling_fan_speed_ratio: value(`${env}.3.16.0`, { scale: 0.01, between: [0, 1.1] }),
    cooling_run_seconds_total: column(`${time}.5`, {
      labels: { component: joinedText(" ", part, text(`${time}.3`)) },
      scale: 3600,
    }),
    cooling_alarm: [
      value(`${env}.3.8.0`, { codes: { 1: 1, 2: 0 }, labels: { alarm: "general" } }),
      value(`${env}.3.11.0`, { codes: { 1: 1, 2: 0 }, labels: { alarm: "audible" } }),
    ],
    ups_battery_temperature_celsius: column(`${temperature}.3`, { where: battery, fold: "max" }),
  },
  lacks: {
    cooling_output_watts: "the MIB tells capacity in percent only",
    cooling_power_watts: "not in this MIB; a meter tells it",
  },
});
