import { at, change, flat, siteId, state, steps, type Course, type SeriesMap } from "../series.ts";
import { about, type Cases } from "./case.ts";

/** A contact of the room's unit with its meaning; `active` 1 while it is closed. */
const contact = (meaning: string, active: Course, name = meaning): SeriesMap => ({
  [at("sensor-rz1", "contact_state", { contact: name, state: "closed" })]: active,
  [at("sensor-rz1", "contact_meaning", { contact: name, meaning, state: "closed" })]: flat(1),
});
const site = { class: "ups", site: siteId };
const bothOnBattery: SeriesMap = {
  ...state("usv-a", "ups_power_source", "battery"),
  ...state("usv-b", "ups_power_source", "battery"),
};
const meter = { class: "meter", device: "zaehler-generator", site: siteId, role: "generator" };
const metered = (watts: number): SeriesMap => ({
  [at("zaehler-generator", "power_active_watts", { ...meter, scope: "inlet" })]: flat(watts),
});
const energy = (course: Course): SeriesMap => ({
  [at("zaehler-generator", "power_energy_joules_total", { ...meter, scope: "inlet", direction: "import" })]: course,
});
const { role: _role, ...generator } = meter;

export const generatorCases: Readonly<Record<string, Cases>> = {
  GeneratorDidNotStart: {
    cases: [
      {
        says: "fires a minute after the contact said that mains is lost",
        series: { ...contact("mains_lost", flat(1)), ...contact("generator_running", flat(0)) },
        at: "1m",
        firing: [site],
      },
      {
        says: "waits that minute",
        series: { ...contact("mains_lost", flat(1)), ...contact("generator_running", flat(0)) },
        at: "50s",
      },
      {
        says: "is quiet once it runs",
        series: { ...contact("mains_lost", flat(1)), ...contact("generator_running", steps([0, 3], [1, 1])) },
        at: "5m",
      },
      {
        says: "is quiet while mains is there",
        series: { ...contact("mains_lost", flat(0)), ...contact("generator_running", flat(0)) },
        at: "5m",
      },
      {
        says: "takes every UPS on battery for lost mains where no contact tells",
        series: { ...bothOnBattery, ...contact("generator_running", flat(0)) },
        at: "1m",
        firing: [site],
      },
      {
        says: "is quiet while one UPS has mains",
        series: {
          ...bothOnBattery,
          ...state("usv-b", "ups_power_source", "mains"),
          ...contact("generator_running", flat(0)),
        },
        at: "5m",
      },
      {
        says: "trusts the contact more than the UPS",
        series: { ...bothOnBattery, ...contact("mains_lost", flat(0)), ...contact("generator_running", flat(0)) },
        at: "5m",
      },
      {
        says: "fires by the meter of the generator",
        series: { ...bothOnBattery, ...metered(0) },
        at: "1m",
        firing: [site],
      },
      { says: "is quiet while the meter shows power", series: { ...bothOnBattery, ...metered(60_000) }, at: "5m" },
      { says: "is quiet at a site without a generator", series: bothOnBattery, at: "5m" },
    ],
  },
  UpsOnBatteryNoTakeover: {
    cases: [
      {
        says: "fires after two minutes on battery, whether the generator runs or not",
        series: { ...state("usv-a", "ups_power_source", "battery"), ...contact("generator_running", flat(0)) },
        at: "2m",
        firing: [about("usv-a")],
      },
      {
        says: "waits those two minutes",
        series: {
          ...change("usv-a", "ups_power_source", [
            ["mains", 12],
            ["battery", 1],
          ]),
          ...contact("generator_running", flat(0)),
        },
        at: "3m50s",
      },
      {
        says: "fires where only a meter shows the generator",
        series: { ...state("usv-a", "ups_power_source", "battery"), ...metered(0) },
        at: "3m",
        firing: [about("usv-a")],
      },
      {
        says: "is quiet on mains",
        series: { ...state("usv-a", "ups_power_source", "mains"), ...contact("generator_running", flat(1)) },
        at: "5m",
      },
      { says: "is quiet where no generator is known", series: state("usv-a", "ups_power_source", "battery"), at: "5m" },
      {
        says: "is quiet during a self test",
        series: {
          ...state("usv-a", "ups_power_source", "battery"),
          ...state("usv-a", "ups_last_test", "running"),
          ...contact("generator_running", flat(0)),
        },
        at: "5m",
      },
      {
        says: "does not take an old test for a running one",
        series: {
          ...state("usv-a", "ups_power_source", "battery"),
          ...state("usv-a", "ups_last_test", "passed"),
          ...contact("generator_running", flat(0)),
        },
        at: "5m",
        firing: [about("usv-a")],
      },
    ],
  },
  GeneratorFuelShort: {
    cases: [
      {
        says: "fires while it runs on the reserve",
        series: { ...contact("generator_fuel_low", flat(1)), ...contact("generator_running", flat(1)) },
        at: "5m",
        firing: [site],
      },
      {
        says: "fires when only the meter shows that it runs",
        series: { ...contact("generator_fuel_low", flat(1)), ...metered(40_000) },
        at: "5m",
        firing: [site],
      },
      {
        says: "is quiet while it stands still",
        series: { ...contact("generator_fuel_low", flat(1)), ...contact("generator_running", flat(0)), ...metered(500) },
        at: "10m",
      },
      {
        says: "is quiet with fuel",
        series: { ...contact("generator_fuel_low", flat(0)), ...contact("generator_running", flat(1)) },
        at: "10m",
      },
    ],
  },
  GeneratorFuelLow: {
    cases: [
      { says: "fires after ten minutes", series: contact("generator_fuel_low", flat(1)), at: "10m", firing: [site] },
      { says: "waits those ten minutes", series: contact("generator_fuel_low", flat(1)), at: "9m50s" },
      { says: "is quiet with fuel", series: contact("generator_fuel_low", flat(0)), at: "20m" },
    ],
  },
  GeneratorFault: {
    cases: [
      { says: "fires for a fault", series: contact("generator_fault", flat(1)), at: "1m", firing: [about("sensor-rz1")] },
      {
        says: "fires for a weak starter battery",
        series: contact("generator_starter_battery_low", flat(1)),
        at: "1m",
        firing: [about("sensor-rz1")],
      },
      {
        says: "is quiet while neither contact reports, whatever others do",
        series: {
          ...contact("generator_fault", flat(0)),
          ...contact("generator_starter_battery_low", flat(0)),
          ...contact("mains_lost", flat(1)),
          [at("sensor-rz1", "contact_state", { contact: "generator_fault", state: "open" })]: flat(1),
        },
        at: "5m",
      },
    ],
  },
  GeneratorTestOverdue: {
    step: "6h",
    cases: [
      { says: "fires after 35 days without load", series: energy(flat(7e9)), at: "36d", firing: [generator] },
      { says: "is quiet after a test", series: energy(steps([7e9, 80], [7.1e9, 1])), at: "36d" },
      { says: "does not take a counter that was reset for an overdue test", series: energy(steps([7e9, 80], [0, 1])), at: "36d" },
      { says: "waits an hour", series: energy(flat(7e9)), at: "35d" },
      { says: "needs 35 days of history", series: energy(flat(7e9)), at: "34d" },
    ],
  },
};
