import { cases, column, fixed, info, is, not, profile, stateColumn, text } from "../../profile.ts";

/** Two models whose objects differ in their numbers alone; state objects end in 1000 and up, readings are texts. */
const models = [
  { at: "1.3.6.1.4.1.34187.21501", air: [245_970_000, 246_110_000] },
  { at: "1.3.6.1.4.1.34187.74195", air: [245_960_000, 246_080_000] },
];
const detectors = models.flatMap(({ at, air }) =>
  air.map((number, which) => ({
    temperature: `${at}.2.1.${number}`,
    main: `${at}.1.1.${1000 + 3 * which}`,
    before: [`${at}.1.1.${1001 + 3 * which}`, `${at}.1.1.${1002 + 3 * which}`],
    labels: { sensor: fixed(`detector ${which + 1}`) },
  })),
);

/** Wagner TITANUS TOP SENS, aspirating smoke detectors with up to two chambers. Source: the objects that Checkmk reads (pswMainAlarmD1, tsD1AirTemperatureString). */
export const wagnerTitanus = profile({
  id: "wagner-titanus",
  vendor: "Wagner",
  of: "sensor",
  source: "TITANUS TOP SENS: objects and texts that Checkmk reads",
  evidence: "mib",
  recognises: { sysObjectID: models.map(({ at }) => at), answers: models.map(({ at }) => `${at}.1.1.1000`) },
  reads: {
    device_info: info({
      model: text(models.map(({ at }) => `${at}.1.1.2.0`)),
      firmware: text(models.map(({ at }) => `${at}.1.1.3.0`)),
    }),
    air_temperature_celsius: detectors.map(({ temperature, labels }) =>
      column(temperature, { labels, signed: true, between: [-40, 100] }),
    ),
    smoke_detected: detectors.map(({ main, labels }) => column(main, { labels, codes: { 0: 0, 1: 1 } })),
    air_sensor_alarm: detectors.map(({ main, before, labels }) =>
      cases([[is(main, 1), "critical"], ...before.map((at) => [not(is(at, 0)), "warning"] as const), [is(main, 0), "normal"]], {
        per: main,
        labels,
      }),
    ),
    device_component_state: models.map(({ at }) =>
      stateColumn(`${at}.1.1.1006`, { 0: "ok", 1: "failed" }, { labels: { component: fixed("failure display") } }),
    ),
  },
  lacks: { air_velocity_meters_per_second: "the device tells how far the flow of air is from what it learnt, in percent" },
});
