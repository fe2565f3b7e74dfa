import {
  at,
  change,
  flat,
  gone,
  lively,
  of,
  ramp,
  siteId,
  state,
  steps,
  swing,
  through,
  type Course,
  type SeriesMap,
} from "../series.ts";
import { about, type Cases } from "./case.ts";

const rz1 = { class: "cooling", room: "rz1", site: siteId };
const units = (one: string, two: string): SeriesMap => ({
  ...state("klima-1", "cooling_unit_state", one, { unit: "1" }),
  ...state("klima-2", "cooling_unit_state", two, { unit: "1" }),
  ...state("kaeltemaschine-1", "cooling_unit_state", "running", { unit: "1" }),
  [of("cooling_units_needed", { room: "rz1" })]: flat(1),
});
const inlet = (course: Course, other: Course = lively(22)): SeriesMap => ({
  [at("sensor-rz1", "air_temperature_celsius", { sensor: "1", position: "rack_inlet" })]: course,
  [at("sensor-rz1", "air_temperature_celsius", { sensor: "2", position: "rack_inlet" })]: other,
  [at("sensor-rz1", "air_temperature_celsius", { sensor: "3", position: "return" })]: flat(36),
  [at("sensor-rz1", "air_temperature_limit_celsius", { bound: "recommended" })]: flat(27),
  [at("sensor-rz1", "air_temperature_limit_celsius", { bound: "allowable" })]: flat(32),
});
const water = (device: string, course: Course): SeriesMap => ({
  [at(device, "water_temperature_celsius", { sensor: "1", position: "supply" })]: course,
  [at(device, "water_temperature_celsius", { sensor: "2", position: "return" })]: flat(25),
  [at(device, "water_temperature_limit_celsius")]: flat(16),
});

export const coolingCases: Readonly<Record<string, Cases>> = {
  AllCoolingUnitsStopped: {
    cases: [
      { says: "fires when no unit of the room runs", series: units("off", "fault"), at: "30s", firing: [rz1] },
      { says: "waits two scrapes while units swap", series: units("off", "standby"), at: "20s" },
      { says: "is quiet while one unit runs", series: units("running", "off"), at: "5m" },
      { says: "does not take a unit of unknown state for stopped", series: units("unknown", "unknown"), at: "5m" },
      { says: "counts a stopped unit beside an unknown one", series: units("off", "unknown"), at: "5m", firing: [rz1] },
      {
        says: "is quiet about the chiller's own stop",
        series: state("kaeltemaschine-1", "cooling_unit_state", "off", { unit: "1" }),
        at: "5m",
      },
    ],
  },
  CoolingRedundancyLost: {
    cases: [
      { says: "fires when only the needed unit is left", series: units("running", "fault"), at: "5m", firing: [rz1] },
      { says: "goes on when none is left", series: units("fault", "fault"), at: "5m", firing: [rz1] },
      { says: "counts a unit on standby as a spare", series: units("running", "standby"), at: "10m" },
      {
        says: "does not count a silent unit",
        series: {
          ...units("running", "running"),
          [at("klima-2", "cooling_unit_state", { unit: "1", state: "running" })]: gone(1, 6),
        },
        at: "7m",
        firing: [rz1],
      },
    ],
  },
  CoolingUnitFault: {
    cases: [
      { says: "fires after a minute", series: units("running", "fault"), at: "1m", firing: [about("klima-2")] },
      {
        says: "fires when a compressor has a fault",
        series: state("klima-1", "cooling_compressor_state", "fault", { unit: "1" }),
        at: "1m",
        firing: [about("klima-1")],
      },
      {
        says: "fires when a part of the unit has failed, however many",
        series: {
          ...state("klima-1", "device_component_state", "failed", { component: "Fan 1" }),
          ...state("klima-1", "device_component_state", "failed", { component: "Fan 2" }),
        },
        at: "1m",
        firing: [about("klima-1")],
      },
      {
        says: "fires when a unit that ran is off: some makers know no fault",
        series: change("klima-1", "cooling_unit_state", [
          ["running", 12],
          ["off", 1],
        ]),
        at: "3m",
        firing: [about("klima-1")],
      },
      { says: "is quiet for a unit that was never on", series: state("klima-1", "cooling_unit_state", "off"), at: "5m" },
      {
        says: "is quiet for a unit that went to standby",
        series: change("klima-1", "cooling_unit_state", [
          ["running", 12],
          ["standby", 1],
        ]),
        at: "5m",
      },
      {
        says: "leaves parts of other devices to others",
        series: state("usv-a", "device_component_state", "failed", { component: "Fan 1" }),
        at: "5m",
      },
      {
        says: "is quiet while all run",
        series: { ...units("running", "running"), ...state("klima-1", "cooling_compressor_state", "running", { unit: "1" }) },
        at: "5m",
      },
    ],
  },
  InletAboveAllowable: {
    cases: [
      { says: "fires once for the room after a minute", series: inlet(flat(32.4), flat(33)), at: "1m", firing: [rz1] },
      { says: "is quiet at the limit", series: inlet(flat(32)), at: "5m" },
      { says: "leaves return air alone", series: inlet(lively(24)), at: "5m" },
      { says: "keeps firing through a swing of a minute", series: inlet(steps([32.5, 12], [31.9, 1])), at: "3m", firing: [rz1] },
      { says: "has ended after two quiet minutes", series: inlet(steps([32.5, 12], [31.9, 1])), at: "4m10s" },
    ],
  },
  InletReachesLimitSoon: {
    cases: [
      { says: "fires when the line crosses within ten minutes", series: inlet(ramp(25, 0.1, 30)), at: "9m40s", firing: [rz1] },
      { says: "is quiet while it would take longer", series: inlet(ramp(25, 0.01, 30)), at: "15m" },
      { says: "is quiet in a cold room that warms up", series: inlet(ramp(15, 0.25, 30)), at: "7m30s" },
      { says: "is quiet after a single step of a whole degree", series: inlet(steps([28, 60], [29, 1])), at: "12m" },
      { says: "is quiet while it cools down", series: inlet(ramp(31.5, -0.05, 30)), at: "8m" },
      {
        // As the lab's room answers when one of two units is lost: a jump, then a slope that fades.
        says: "is quiet when a unit is lost and the other takes over",
        series: inlet(
          through(
            ...Array.from({ length: 30 }, (_, k) => 23.8 + (k % 2) / 10),
            24.56,
            24.71,
            24.87,
            25.02,
            25.16,
            25.26,
            25.34,
            25.39,
            25.41,
            25.42,
            25.43,
            25.42,
          ),
        ),
        at: "6m40s",
      },
      {
        says: "fires when the other is lost too",
        series: inlet(
          through(
            ...Array.from({ length: 30 }, (_, k) => 25.4 + (k % 2) / 10),
            ...Array.from({ length: 9 }, (_, k) => 26.45 + k / 4),
          ),
        ),
        at: "6m20s",
        firing: [rz1],
      },
      { says: "goes on above the limit while it rises", series: inlet(ramp(25, 0.1, 30)), at: "18m", firing: [rz1] },
    ],
  },
  InletAboveRecommended: {
    cases: [
      { says: "fires after ten minutes", series: inlet(flat(27.1)), at: "10m", firing: [rz1] },
      { says: "waits those ten minutes", series: inlet(flat(27.1)), at: "9m50s" },
      { says: "is quiet at the limit", series: inlet(flat(27)), at: "20m" },
    ],
  },
  ChilledWaterWarm: {
    cases: [
      {
        says: "fires for the chiller, and for it alone",
        series: { ...water("kaeltemaschine-1", flat(17)), ...water("klima-1", flat(18)) },
        at: "3m",
        firing: [about("kaeltemaschine-1")],
      },
      {
        says: "fires for a unit when no chiller is watched",
        series: water("klima-1", flat(18)),
        at: "3m",
        firing: [about("klima-1")],
      },
      { says: "is quiet at the limit, whatever the return", series: water("kaeltemaschine-1", flat(16)), at: "10m" },
      { says: "waits three minutes", series: water("kaeltemaschine-1", flat(17)), at: "2m50s" },
    ],
  },
  LeakDetected: {
    cases: [
      {
        says: "fires at once, one alert for all sensors of a device",
        series: {
          [at("sensor-rz1", "leak_detected", { sensor: "1" })]: flat(1),
          [at("sensor-rz1", "leak_detected", { sensor: "2" })]: flat(1),
        },
        at: "0s",
        firing: [about("sensor-rz1")],
      },
      { says: "is quiet while dry", series: { [at("sensor-rz1", "leak_detected", { sensor: "1" })]: flat(0) }, at: "5m" },
    ],
  },
  SensorFrozen: {
    step: "15m",
    cases: [
      {
        says: "fires when tenths stand still for two hours while a neighbour moves",
        series: inlet(flat(21.4), swing(22, 23)),
        at: "2h45m",
        firing: [about("sensor-rz1")],
      },
      { says: "is quiet while the whole room stands still", series: inlet(flat(21.4), lively(22)), at: "4h" },
      { says: "is quiet while the sensor moves", series: inlet(lively(21), swing(22, 25)), at: "13h" },
      { says: "gives a sensor of whole degrees longer", series: inlet(flat(21), swing(22, 23)), at: "4h" },
      {
        says: "fires when whole degrees stand still for twelve hours while a neighbour moves far",
        series: inlet(flat(21), swing(20, 23)),
        at: "12h45m",
        firing: [about("sensor-rz1")],
      },
      { says: "is quiet when whole degrees rest in a well kept room", series: inlet(flat(21), swing(22, 23)), at: "13h" },
      {
        says: "needs no witness after a day of the same tenth",
        series: inlet(flat(21.4), lively(22)),
        at: "24h45m",
        firing: [about("sensor-rz1")],
      },
      { says: "asks for two hours of history first", series: inlet(flat(21.4), swing(22, 23)), at: "2h15m" },
    ],
  },
};
