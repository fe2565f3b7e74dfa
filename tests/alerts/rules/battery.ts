import { at, change, flat, ramp, state, steps, type Course, type SeriesMap } from "../series.ts";
import { about, type Cases } from "./case.ts";

const usvA = about("usv-a");
const runtime = (course: Course): SeriesMap => ({ [at("usv-a", "ups_battery_runtime_seconds")]: course });
const temperature = (celsius: number): SeriesMap => ({
  [at("usv-a", "ups_battery_temperature_celsius")]: flat(celsius),
  [at("usv-a", "ups_battery_hot_limit_celsius")]: flat(35),
});
const switched = change("usv-a", "ups_power_source", [
  ["mains", 30],
  ["battery", 1],
]);
const source = (now: string): SeriesMap => state("usv-a", "ups_power_source", now);
/** Quarters of a day: 364 of them are 13 weeks. */
const aged = (before: number, after: number, load = [0.4, 0.4]): SeriesMap => ({
  ...source("mains"),
  ...runtime(steps([before, 300], [after, 1])),
  [at("usv-a", "ups_output_load_ratio", { phase: "L1" })]: steps([load[0] ?? 0, 300], [load[1] ?? 0, 1]),
});

export const batteryCases: Readonly<Record<string, Cases>> = {
  UpsRuntimeFallsTooFast: {
    cases: [
      {
        says: "fires when the estimate falls twice as fast as the clock",
        series: { ...switched, ...runtime(ramp(1500, -20, 30)) },
        at: "9m20s",
        firing: [usvA],
      },
      {
        says: "is quiet when it falls with the clock",
        series: { ...switched, ...runtime(ramp(1500, -10, 30)) },
        at: "12m",
      },
      {
        says: "is quiet about the jump at the switch",
        series: { ...switched, ...runtime(steps([1500, 30], [900, 1])) },
        at: "8m",
      },
      { says: "is quiet on mains", series: { ...source("mains"), ...runtime(ramp(1500, -20)) }, at: "9m" },
      {
        says: "waits for three minutes on battery and one more",
        series: { ...switched, ...runtime(ramp(1500, -20, 30)) },
        at: "8m40s",
      },
    ],
  },
  UpsBatteryHot: {
    cases: [
      { says: "fires after ten minutes", series: temperature(35.5), at: "10m", firing: [usvA] },
      { says: "waits those ten minutes", series: temperature(35.5), at: "9m50s" },
      { says: "is quiet at the limit", series: temperature(35), at: "1h" },
    ],
  },
  UpsRuntimeDegraded: {
    step: "6h",
    cases: [
      { says: "fires below four fifths", series: aged(1500, 1100), at: "92d", firing: [usvA] },
      { says: "waits for six hours", series: aged(1500, 1100), at: "91d" },
      { says: "is quiet at four fifths", series: aged(1500, 1200), at: "92d" },
      { says: "is quiet when the load has grown", series: aged(1500, 1100, [0.4, 0.5]), at: "92d" },
      {
        says: "is quiet after a day with an outage",
        series: {
          ...aged(1500, 1100),
          [at("usv-a", "ups_power_source", { state: "battery" })]: steps([0, 366], [1, 1]),
        },
        at: "92d",
      },
      {
        says: "does not compare with a day of an outage",
        series: { ...aged(1500, 1100), [at("usv-a", "ups_power_source", { state: "battery" })]: steps([1, 8], [0, 1]) },
        at: "92d",
      },
    ],
  },
  UpsFault: {
    cases: [
      {
        says: "fires for a charger that failed",
        series: { [at("usv-a", "ups_alarm", { alarm: "charger_failed" })]: flat(1) },
        at: "5m",
        firing: [usvA],
      },
      {
        says: "leaves what has a rule of its own to that",
        series: { [at("usv-a", "ups_alarm", { alarm: "on_battery" })]: flat(1) },
        at: "10m",
      },
      {
        says: "is quiet while the alarm is off, and after seconds of it",
        series: { [at("usv-a", "ups_alarm", { alarm: "fan_failure" })]: steps([1, 10], [0, 1]) },
        at: "5m",
      },
    ],
  },
};
