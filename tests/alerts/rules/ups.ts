import { at, change, flat, gone, siteId, state, steps, type SeriesMap } from "../series.ts";
import { about, type Cases } from "./case.ts";

const usvA = about("usv-a");
const source = (now: string): SeriesMap => state("usv-a", "ups_power_source", now);
const loads = (shares: Readonly<Record<string, number>>): SeriesMap =>
  Object.fromEntries(
    Object.entries(shares).flatMap(([device, share]) => [
      [at(device, "ups_output_load_ratio", { phase: "L1" }), flat(share)],
      [at(device, "ups_output_load_ratio", { phase: "L2" }), flat(share - 0.1)],
      [at(device, "ups_load_limit_ratio"), flat(0.95)],
    ]),
  );

/** The last state was this, then the device fell silent; the scrape itself goes on. */
const silent = (last: string): SeriesMap => ({
  [at("usv-a", "ups_power_source", { state: "battery" })]: gone(last === "battery" ? 1 : 0, 30),
  [at("usv-a", "ups_power_source", { state: "mains" })]: gone(last === "mains" ? 1 : 0, 30),
  [at("usv-a", "probe_success")]: steps([1, 30], [0, 1]),
  [at("usv-a", "up")]: flat(1),
});

export const upsCases: Readonly<Record<string, Cases>> = {
  UpsOnBattery: {
    cases: [
      {
        says: "fires with the first sample on battery",
        series: change("usv-a", "ups_power_source", [
          ["mains", 6],
          ["battery", 1],
        ]),
        at: "1m",
        firing: [usvA],
      },
      { says: "is quiet on mains", series: source("mains"), at: "5m" },
      { says: "is quiet on bypass", series: source("bypass"), at: "5m" },
      {
        says: "bridges a missed scrape after the return",
        series: change("usv-a", "ups_power_source", [
          ["battery", 6],
          ["mains", 1],
        ]),
        at: "1m20s",
        firing: [usvA],
      },
      {
        says: "has ended 40 s after the return",
        series: change("usv-a", "ups_power_source", [
          ["battery", 6],
          ["mains", 1],
        ]),
        at: "1m40s",
      },
      {
        says: "is one alert, whatever the role of the UPS",
        series: { ...source("battery"), ...state("usv-b", "ups_power_source", "battery") },
        at: "1m",
        firing: [usvA, about("usv-b")],
      },
    ],
  },
  UpsRuntimeShort: {
    cases: [
      {
        says: "fires on battery below the limit",
        series: {
          ...source("battery"),
          [at("usv-a", "ups_battery_runtime_seconds")]: flat(590),
          [at("usv-a", "ups_battery_runtime_limit_seconds")]: flat(600),
        },
        at: "1m",
        firing: [usvA],
      },
      {
        says: "is quiet on battery above the limit",
        series: {
          ...source("battery"),
          [at("usv-a", "ups_battery_runtime_seconds")]: flat(610),
          [at("usv-a", "ups_battery_runtime_limit_seconds")]: flat(600),
        },
        at: "1m",
      },
      {
        says: "is quiet on mains, however short the runtime",
        series: {
          ...source("mains"),
          [at("usv-a", "ups_battery_runtime_seconds")]: flat(100),
          [at("usv-a", "ups_battery_runtime_limit_seconds")]: flat(600),
        },
        at: "1m",
      },
    ],
  },
  UpsBatteryLowOrDepleted: {
    cases: [
      { says: "fires when low", series: state("usv-a", "ups_battery_state", "low"), at: "1m", firing: [usvA] },
      { says: "fires when depleted", series: state("usv-a", "ups_battery_state", "depleted"), at: "1m", firing: [usvA] },
      { says: "is quiet when normal", series: state("usv-a", "ups_battery_state", "normal"), at: "1m" },
      { says: "is quiet when unknown", series: state("usv-a", "ups_battery_state", "unknown"), at: "1m" },
    ],
  },
  UpsSilentDuringOutage: {
    cases: [
      { says: "fires when a UPS on battery falls silent", series: silent("battery"), at: "5m30s", firing: [usvA] },
      { says: "goes on while it is silent", series: silent("battery"), at: "20m", firing: [usvA] },
      { says: "holds for 30 s", series: silent("battery"), at: "5m20s" },
      {
        says: "fires when the scrape itself fails",
        series: {
          [at("usv-a", "ups_power_source", { state: "battery" })]: gone(1, 30),
          [at("usv-a", "probe_success")]: gone(1, 30),
          [at("usv-a", "up")]: steps([1, 30], [0, 1]),
        },
        at: "5m40s",
        firing: [usvA],
      },
      { says: "is quiet when a UPS on mains falls silent", series: silent("mains"), at: "10m" },
      {
        says: "is quiet while a UPS on battery answers",
        series: { ...source("battery"), [at("usv-a", "probe_success")]: flat(1), [at("usv-a", "up")]: flat(1) },
        at: "10m",
      },
    ],
  },
  UpsOnBypass: {
    cases: [
      { says: "fires after a minute", series: source("bypass"), at: "1m", firing: [usvA] },
      { says: "waits for that minute", series: source("bypass"), at: "50s" },
      { says: "is quiet on mains", series: source("mains"), at: "5m" },
    ],
  },
  UpsOutputOff: {
    cases: [
      { says: "fires at once", series: source("off"), at: "0s", firing: [usvA] },
      { says: "is quiet on mains", series: source("mains"), at: "5m" },
    ],
  },
  UpsBatteryTestFailed: {
    cases: [
      { says: "fires at once", series: state("usv-a", "ups_last_test", "failed"), at: "0s", firing: [usvA] },
      { says: "is quiet after a passed test", series: state("usv-a", "ups_last_test", "passed"), at: "5m" },
      { says: "is quiet while a test runs", series: state("usv-a", "ups_last_test", "running"), at: "5m" },
    ],
  },
  UpsBatteryReplace: {
    cases: [
      {
        says: "fires when the UPS asks for a battery",
        series: { [at("usv-a", "ups_battery_replace")]: flat(1) },
        at: "10m",
        firing: [usvA],
      },
      { says: "fires with a bad pack", series: { [at("usv-a", "ups_battery_bad_packs")]: flat(1) }, at: "10m", firing: [usvA] },
      {
        says: "fires when an alarm of the UPS says so",
        series: { [at("usv-a", "ups_alarm", { alarm: "replace_battery" })]: flat(1) },
        at: "10m",
        firing: [usvA],
      },
      {
        says: "is quiet with other alarms",
        series: {
          [at("usv-a", "ups_alarm", { alarm: "overload" })]: flat(1),
          [at("usv-a", "ups_alarm", { alarm: "replace_battery" })]: flat(0),
        },
        at: "20m",
      },
      {
        says: "is quiet with neither",
        series: { [at("usv-a", "ups_battery_replace")]: flat(0), [at("usv-a", "ups_battery_bad_packs")]: flat(0) },
        at: "20m",
      },
    ],
  },
  UpsBatteryTooWarm: {
    cases: [
      {
        says: "fires after half an hour above the limit",
        series: {
          [at("usv-a", "ups_battery_temperature_celsius")]: flat(27.5),
          [at("usv-a", "ups_battery_temperature_limit_celsius")]: flat(27),
        },
        at: "30m",
        firing: [usvA],
      },
      {
        says: "waits for that half hour",
        series: {
          [at("usv-a", "ups_battery_temperature_celsius")]: flat(27.5),
          [at("usv-a", "ups_battery_temperature_limit_celsius")]: flat(27),
        },
        at: "29m",
      },
      {
        says: "is quiet at the limit",
        series: {
          [at("usv-a", "ups_battery_temperature_celsius")]: flat(27),
          [at("usv-a", "ups_battery_temperature_limit_celsius")]: flat(27),
        },
        at: "1h",
      },
    ],
  },
  UpsRedundancyLost: {
    cases: [
      {
        says: "fires when two units could not be one",
        series: loads({ "usv-a": 0.5, "usv-b": 0.5 }),
        at: "15m",
        firing: [{ class: "ups", site: siteId }],
      },
      { says: "is quiet when one could carry both", series: loads({ "usv-a": 0.45, "usv-b": 0.45 }), at: "20m" },
      { says: "is quiet with a single UPS: there is nothing to lose", series: loads({ "usv-a": 0.97 }), at: "20m" },
      {
        says: "is quiet when two of three can carry all",
        series: loads({ "usv-a": 0.6, "usv-b": 0.6, "usv-c": 0.6 }),
        at: "20m",
      },
    ],
  },
};
