import { at, flat, lively, of, ramp, siteId, state, steps, through, type Course, type SeriesMap } from "../series.ts";
import { about, type Cases } from "./case.ts";

const rz1 = { class: "cooling", room: "rz1", site: siteId };
const inlet = (course: Course): SeriesMap => ({
  [at("sensor-rz1", "air_temperature_celsius", { sensor: "1", position: "rack_inlet" })]: course,
  [at("sensor-rz1", "air_temperature_celsius", { sensor: "2", position: "rack_inlet" })]: lively(22),
  [at("sensor-rz1", "air_temperature_celsius", { sensor: "3", position: "return" })]: ramp(30, 0.3),
});
/** One probe of a CMC III: temperature and humidity carry its name with the quantity behind it. */
const probe = (celsius: number, humidity: number, name = "Zuluft oben"): SeriesMap => ({
  [at("sensor-rz1", "air_temperature_celsius", { sensor: `${name} Temperature`, position: "rack_inlet" })]: flat(celsius),
  [at("sensor-rz1", "air_temperature_celsius", { sensor: "Zuluft unten Temperature", position: "rack_inlet" })]: flat(40),
  [at("sensor-rz1", "air_humidity_ratio", { sensor: `${name} Humidity` })]: flat(humidity),
  [of("air_dew_point_limit_celsius")]: flat(15),
});
const water = (celsius: number): SeriesMap => ({
  [at("kaeltemaschine-1", "water_temperature_celsius", { sensor: "1", position: "supply" })]: flat(celsius),
  [at("kaeltemaschine-1", "water_temperature_celsius", { sensor: "2", position: "return" })]: flat(5),
});
const unit = (returned: number, supplied: number, valve?: number, now = "running"): SeriesMap => ({
  ...state("klima-1", "cooling_unit_state", now, { unit: "1" }),
  [at("klima-1", "air_temperature_celsius", { sensor: "r", position: "return" })]: flat(returned),
  [at("klima-1", "air_temperature_celsius", { sensor: "s", position: "supply" })]: flat(supplied),
  ...(valve !== undefined && { [at("klima-1", "cooling_valve_position_ratio", { unit: "1" })]: flat(valve) }),
});

export const roomCases: Readonly<Record<string, Cases>> = {
  FireEarlyWarning: {
    cases: [
      {
        says: "fires at once for smoke",
        series: { [at("sensor-rz1", "smoke_detected", { sensor: "1" })]: flat(1) },
        at: "0s",
        firing: [about("sensor-rz1")],
      },
      {
        says: "fires for a contact that means it",
        series: {
          [at("usv-a", "contact_state", { contact: "BMA", state: "alarm" })]: flat(1),
          [at("usv-a", "contact_meaning", { contact: "BMA", meaning: "fire_warning", state: "alarm" })]: flat(1),
        },
        at: "0s",
        firing: [about("usv-a")],
      },
      {
        says: "is quiet without smoke, and about contacts that mean something else",
        series: {
          [at("sensor-rz1", "smoke_detected", { sensor: "1" })]: flat(0),
          [at("usv-a", "contact_state", { contact: "BMA", state: "alarm" })]: flat(0),
          [at("usv-a", "contact_meaning", { contact: "BMA", meaning: "fire_warning", state: "alarm" })]: flat(1),
          [at("usv-a", "contact_state", { contact: "NEA", state: "closed" })]: flat(1),
          [at("usv-a", "contact_meaning", { contact: "NEA", meaning: "generator_running", state: "closed" })]: flat(1),
        },
        at: "5m",
      },
    ],
  },
  InletRisingFast: {
    cases: [
      { says: "fires in a cold room too", series: inlet(ramp(16, 0.2, 30)), at: "9m", firing: [rz1] },
      { says: "waits a minute and a half", series: inlet(ramp(16, 0.2, 30)), at: "6m30s" },
      { says: "is quiet when it rises slowly", series: inlet(ramp(16, 0.1, 30)), at: "12m" },
      { says: "is quiet while it falls fast", series: inlet(ramp(30, -0.2, 30)), at: "9m" },
      { says: "is quiet after one step of a whole degree", series: inlet(steps([20, 40], [24, 1])), at: "8m40s" },
      {
        says: "is quiet about a jump that stands still again",
        series: inlet(through(...Array.from({ length: 30 }, () => 21), 22, 23, 24, 24.8, 25, 25)),
        at: "8m",
      },
    ],
  },
  CoolingUnitRunsWithoutEffect: {
    cases: [
      { says: "fires when it takes no heat away", series: unit(27, 25.5, 0.8), at: "15m", firing: [about("klima-1")] },
      { says: "fires for a unit that tells no valve", series: unit(27, 26), at: "15m", firing: [about("klima-1")] },
      { says: "is quiet at two kelvin", series: unit(27, 25, 0.8), at: "20m" },
      { says: "is quiet while there is little to do", series: unit(23, 22.5, 0.2), at: "20m" },
      { says: "is quiet while it stands by", series: unit(23, 23, 0.8, "standby"), at: "20m" },
      { says: "waits a quarter hour", series: unit(27, 25.5, 0.8), at: "14m" },
    ],
  },
  DewPointHigh: {
    // Builds on a recording, which may be an interval older.
    cases: [
      // 26 °C at 55 %: 16.3 °C.
      { says: "fires by the Magnus formula for one probe", series: probe(26, 0.55), at: "30m20s", firing: [rz1] },
      // 26 °C at 50 %: 14.8 °C. The warm probe beside it must not count with this one's humidity.
      { says: "is quiet just below the limit, and mixes no probes", series: probe(26, 0.5), at: "40m" },
      { says: "waits half an hour", series: probe(26, 0.55), at: "29m" },
      {
        says: "fires by a measured dew point",
        series: {
          [at("sensor-rz1", "air_dew_point_celsius", { sensor: "1" })]: flat(15.4),
          [of("air_dew_point_limit_celsius")]: flat(15),
        },
        at: "30m20s",
        firing: [rz1],
      },
      {
        says: "pairs the only temperature of a device with its humidity, whatever they are called",
        series: {
          [at("sensor-rz2", "air_temperature_celsius", { sensor: "Port 1" })]: flat(26),
          [at("sensor-rz2", "air_humidity_ratio", { sensor: "Port 2" })]: flat(0.55),
          [of("air_dew_point_limit_celsius")]: flat(15),
        },
        at: "30m20s",
        firing: [{ ...rz1, room: "rz2" }],
      },
      {
        says: "does not guess between two temperatures",
        series: {
          [at("sensor-rz2", "air_temperature_celsius", { sensor: "Port 1" })]: flat(26),
          [at("sensor-rz2", "air_temperature_celsius", { sensor: "Port 3" })]: flat(26),
          [at("sensor-rz2", "air_humidity_ratio", { sensor: "Port 2" })]: flat(0.55),
          [of("air_dew_point_limit_celsius")]: flat(15),
        },
        at: "40m",
      },
    ],
  },
  CondensationRisk: {
    cases: [
      // 22 °C at 50 %: 11.1 °C.
      { says: "fires within a kelvin of the water", series: { ...probe(22, 0.5), ...water(12) }, at: "10m20s", firing: [rz1] },
      { says: "is quiet with more distance, and about the return", series: { ...probe(22, 0.5), ...water(12.3) }, at: "20m" },
      { says: "waits ten minutes", series: { ...probe(22, 0.5), ...water(12) }, at: "9m50s" },
      { says: "is quiet where no water is measured", series: probe(22, 0.5), at: "20m" },
    ],
  },
};
