import { all, column, info, is, not, once, profile, state, stateColumn, text, type NumberOptions } from "../../profile.ts";

const cmc = "1.3.6.1.4.1.2606.4";
/** Four units, each with a table of its own: type 2, text 3, status 4 (1 not available, 2 lost), value 5. */
const tables = [3, 4, 5, 6].map((unit) => `${cmc}.2.${unit}.5.2.1`);
const live = (at: string) => not(is(`${at}.4`, 1, 2));

const readings = (types: readonly number[], label: string, options: NumberOptions = {}) =>
  tables.map((at) =>
    column(`${at}.5`, {
      ...options,
      labels: { [label]: text(`${at}.3`), ...options.labels },
      where: all(once(is(`${at}.2`, ...types)), live(at)),
    }),
  );
const detected = (...types: readonly number[]) =>
  tables.map((at) =>
    column(`${at}.4`, {
      codes: { 4: 0, 5: 0, 6: 1, 7: 1, 8: 1, 9: 1 },
      labels: { sensor: text(`${at}.3`) },
      where: all(once(is(`${at}.2`, ...types)), live(at)),
    }),
  );
const lcpTemperatures = { air: [48, 49, 50, 51, 52, 53, 54, 55, 56, 57], water: [58, 59] } as const;

/**
 * Rittal CMC-TC processing unit II with its units, and the liquid cooling package that answers as one of them. Source:
 * RITTAL-CMC-TC-MIB: whole numbers, the type says what is measured, the text where. Flow of an LCP in l/min.
 */
export const rittalCmcTc = profile({
  id: "rittal-cmc-tc",
  vendor: "Rittal",
  of: ["cooling", "sensor"],
  source: "RITTAL-CMC-TC-MIB",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.2606", answers: tables },
  watches: [`${cmc}.2.2.0`],
  reads: {
    device_info: info({ model: text("1.3.6.1.2.1.1.1.0"), firmware: text(`${cmc}.1.1.0`) }),
    air_temperature_celsius: readings([10, ...lcpTemperatures.air], "sensor", { signed: true }),
    air_humidity_ratio: readings([12], "sensor", { scale: 0.01, zeroIsAbsent: true }),
    water_temperature_celsius: [
      ...readings([58], "sensor", { labels: { position: "supply" } }),
      ...readings([59], "sensor", { labels: { position: "return" } }),
    ],
    water_flow_cubic_meters_per_second: readings([60], "sensor", { scale: 1 / 60_000 }),
    cooling_output_watts: readings([27], "unit"),
    cooling_fan_speed_ratio: readings([61], "unit", { scale: 0.01, between: [0, 1] }),
    cooling_valve_position_ratio: readings([62], "unit", { scale: 0.01, between: [0, 1] }),
    device_fan_speed_rpm: readings([40, 41, 42, 43, 44, 45, 46, 47], "unit"),
    smoke_detected: detected(7),
    leak_detected: detected(23),
    door_open: tables.map((at) =>
      column(`${at}.5`, {
        codes: { 0: 1, 1: 0 },
        labels: { sensor: text(`${at}.3`) },
        where: all(once(is(`${at}.2`, 4)), live(at)),
      }),
    ),
    contact_state: tables.map((at) =>
      stateColumn(
        `${at}.4`,
        { 3: "alarm", 4: "normal", 5: "normal", 6: "alarm", 7: "alarm", 8: "alarm", 9: "alarm" },
        { labels: { contact: text(`${at}.3`) }, where: all(once(is(`${at}.2`, 13, 14, 17, 19)), live(at)) },
      ),
    ),
    device_component_state: state(
      `${cmc}.1.3.0`,
      { 1: "unknown", 2: "ok", 3: "warning", 4: "failed", 5: "warning" },
      { labels: { component: "unit" } },
    ),
  },
  lacks: { cooling_unit_state: "an LCP of this generation tells no state, only alarms; flow and fans show that it runs" },
});
