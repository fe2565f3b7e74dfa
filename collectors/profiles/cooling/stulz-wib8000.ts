import {
  all,
  asText,
  cases,
  column,
  first,
  fixed,
  greatest,
  info,
  is,
  joinedText,
  least,
  present,
  profile,
  stateColumn,
  text,
  withParts,
  type NumberOptions,
  type Rows,
} from "../../profile.ts";

const wib = "1.3.6.1.4.1.29462.10";
const air = `${wib}.2.1.1.1.1.1.1.1`;
const humidity = `${wib}.2.1.1.1.1.2.1.1`;
const water = `${wib}.2.1.1.1.2.1.1`;
const parts = `${wib}.2.1.1.2`;
const unitOn = `${wib}.2.1.4.1.1.1.1013`;
const busAlarm = `${wib}.2.1.4.1.1.1.10`;
const generalError = `${wib}.2.1.4.2.1.1.8`;

// Index: bus, unit, module. The name of a unit stands under bus and unit.
const unitName = joinedText(" ", text(withParts(`${wib}.1.1.6.1.1.393221`, 0, 1)), asText(1, {}, "#"));
const units: Rows = { labels: { unit: unitName } };
const sensors: Rows = { labels: { sensor: unitName } };
const positioned = (position: string): Rows => ({ labels: { sensor: unitName, position: fixed(position) } });
/** Tenths, although the MIB does not say so; 0 is a sensor that is not fitted. */
const tenths = (at: string, rows: Rows, options: NumberOptions = {}) =>
  column(at, { rows, scale: 0.1, zeroIsAbsent: true, signed: true, ...options });

/**
 * Both sides of a water circuit. "In" is what enters the machine: warm water at a chiller, cold water at a unit in the
 * room. The supply of chilled water is the colder side at both.
 */
const circuit = (name: string, into: string, out: string) => {
  const rows = (position: string): Rows => ({ labels: { sensor: joinedText(" ", unitName, name), position: fixed(position) } });
  const sides = (position: string) => [tenths(into, rows(position)), tenths(out, rows(position))] as const;
  return [first(least(...sides("supply")), ...sides("supply")), greatest(...sides("return"))];
};

/**
 * Stulz units (CRAC and chillers) behind the gateway WIB 8000. Source: STULZ-WIB8000-MIB: temperatures and humidity in
 * tenths, pressures in tenths of bar, water flow in whole m³/h, fans and valves in percent.
 */
export const stulzWib8000 = profile({
  id: "stulz-wib8000",
  vendor: "Stulz",
  of: "cooling",
  source: "STULZ-WIB8000-MIB",
  evidence: "recording",
  recognises: { sysObjectID: wib, answers: `${wib}.2` },
  reads: {
    device_info: info({ model: text("1.3.6.1.2.1.1.1.0", { pattern: /(WIB\s*\d+)/ }) }),
    air_temperature_celsius: [
      tenths(`${air}.1192`, positioned("return")),
      tenths(`${air}.1193`, positioned("supply")),
      tenths(`${air}.1196`, positioned("outdoor")),
    ],
    air_humidity_ratio: [
      tenths(`${humidity}.1194`, positioned("return"), { scale: 0.001 }),
      tenths(`${humidity}.1195`, positioned("supply"), { scale: 0.001 }),
      tenths(`${humidity}.1171`, positioned("room"), { scale: 0.001 }),
    ],
    water_temperature_celsius: [
      ...circuit("primary", `${water}.1191`, `${water}.1206`),
      ...circuit("secondary", `${water}.1202`, `${water}.1207`),
    ],
    water_flow_cubic_meters_per_second: column(`${water}.1740`, { rows: sensors, scale: 1 / 3600 }),
    cooling_setpoint_celsius: tenths(`${air}.1175`, sensors),
    cooling_setpoint_humidity_ratio: tenths(`${humidity}.1178`, sensors, { scale: 0.001 }),
    cooling_pressure_pascals: column(`${wib}.2.1.1.1.3.1.1.2235`, { rows: sensors, scale: 10_000, zeroIsAbsent: true }),
    cooling_unit_state: cases(
      [
        [is(generalError, 1), "fault"],
        [is(busAlarm, 1), "unknown"], // the gateway does not reach the unit
        [all(is(unitOn, 1), is(`${parts}.4.1.1.6902`, 0)), "standby"],
        [is(unitOn, 1), "running"],
        [present(unitOn), "off"],
      ],
      { per: unitOn, rows: units },
    ),
    cooling_compressor_state: stateColumn(`${parts}.1.1.1.1.4403`, { 0: "off", 1: "running" }, { rows: units }),
    cooling_fan_speed_ratio: column(`${parts}.4.1.1.6932`, { rows: units, scale: 0.01, between: [0, 1.2] }),
    cooling_valve_position_ratio: [
      column(`${parts}.1.2.2.1.1.5214`, { labels: { unit: joinedText(" ", unitName, "GECW 1") }, scale: 0.01 }),
      column(`${parts}.1.2.2.1.1.5224`, { labels: { unit: joinedText(" ", unitName, "GECW 2") }, scale: 0.01 }),
      column(`${parts}.1.2.5.1.2238`, { labels: { unit: joinedText(" ", unitName, "free cooling") }, scale: 0.01 }),
    ],
    device_fan_state: stateColumn(`${parts}.4.1.1.6902`, { 0: "absent", 1: "ok" }, { rows: units }),
    device_component_state: [
      stateColumn(
        `${parts}.3.1.1.6402`,
        { 0: "off", 1: "ok" },
        { labels: { component: joinedText(" ", unitName, "humidifier") } },
      ),
      stateColumn(
        `${parts}.3.1.1.6802`,
        { 0: "off", 1: "ok" },
        { labels: { component: joinedText(" ", unitName, "dehumidification") } },
      ),
      stateColumn(busAlarm, { 0: "ok", 1: "failed" }, { labels: { component: joinedText(" ", unitName, "bus") } }),
      stateColumn(generalError, { 0: "ok", 1: "failed" }, { labels: { component: joinedText(" ", unitName, "unit") } }),
    ],
    cooling_alarm: column(generalError, { labels: { unit: unitName, alarm: fixed("general") }, codes: { 0: 0, 1: 1 } }),
  },
  lacks: {
    cooling_power_watts: "the gateway tells no electrical power; a meter does",
    cooling_output_watts: "not in this MIB; flow and temperatures are",
  },
});
