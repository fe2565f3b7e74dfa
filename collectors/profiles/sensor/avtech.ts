import {
  column,
  fixed,
  indexIs,
  info,
  profile,
  state,
  stateColumn,
  text,
  value,
  withParts,
  type NumberOptions,
} from "../../profile.ts";

const alert = "1.3.6.1.4.1.20916.1";
/** Plugs without a sensor answer 0, or nothing. */
const degrees = { signed: true, zeroIsAbsent: true, between: [-60, 125] } satisfies NumberOptions;
const hundredths = { ...degrees, scale: 0.01 };
/** A plug may hold another sensor than one of humidity: what is no share is none. */
const humidity = { scale: 0.0001, between: [0.02, 1] } satisfies NumberOptions;
/** Room Alert S: everything below the number of the model is laid out alike; a plug's index is its number, what it measures, 0. */
const plugs = (model: number) => ({
  temperature: [
    value(`${alert}.${model}.1.1.1.2.0`, { ...hundredths, labels: { sensor: text(`${alert}.${model}.1.4.1.1.0`) } }),
    column(`${alert}.${model}.1.2`, {
      ...hundredths,
      where: indexIs(1, 1),
      labels: { sensor: text(withParts(`${alert}.${model}.1.4.2`, 0, 2)) },
    }),
  ],
  humidity: column(`${alert}.${model}.1.2`, {
    ...humidity,
    where: indexIs(1, 3),
    labels: { sensor: text(withParts(`${alert}.${model}.1.4.2`, 0, 2)) },
  }),
  contact: stateColumn(
    `${alert}.${model}.1.3`,
    { 0: "open", 1: "closed" },
    { labels: { contact: text(withParts(`${alert}.${model}.1.4.3`, 0, 1)) } },
  ),
});
const s32 = plugs(11);
const s12 = plugs(12);
/** Room Alert 12E: three plugs, each a group of scalars. */
const e12 = [2, 3, 4].map((plug) => `${alert}.10.1.${plug}`);

/** Room Alert 3E and 3S: the sensor inside, one plug, one switch. */
const e3 = `${alert}.9.1`;
const s3 = `${alert}.13.1`;
/** Room Alert 11E: three plugs, each a group of scalars, whole °C and percent; eight switches. */
const e11 = [2, 3, 4].map((plug) => `${alert}.3.1.${plug}`);
const switched = (at: string, label: string) => state(at, { 0: "open", 1: "closed" }, { labels: { contact: text([label]) } });

/**
 * AVTECH Room Alert (3E, 3S, 4E, 11E, 12E, 12S, 32S). Sources: the MIB of each: hundredths of °C and percent, 4E and 11E whole ones. The MIBs
 * of 3E and 3S do not tell the scale.
 */
export const avtech = profile({
  id: "avtech-room-alert",
  vendor: "AVTECH",
  of: "sensor",
  source:
    "ROOMALERT3E-MIB, ROOMALERT3S-MIB, ROOMALERT4E-MIB, ROOMALERT11E-MIB, ROOMALERT12E-MIB, ROOMALERT12S-MIB, ROOMALERT32S-MIB",
  evidence: "recording",
  recognises: {
    sysObjectID: "1.3.6.1.4.1.20916",
    answers: [`${alert}.12.1`, `${alert}.11.1`, `${alert}.10.1.1`, `${alert}.6.1.1`, `${e3}.1`, `${s3}.1`, `${alert}.3.1`],
  },
  reads: {
    device_info: info({
      model: text("1.3.6.1.2.1.1.1.0", { pattern: /^(.*?)(?: v[\d.]+|$)/ }),
      firmware: text("1.3.6.1.2.1.1.1.0", { pattern: / v([\d.]+)/ }),
    }),
    air_temperature_celsius: [
      ...s12.temperature,
      ...s32.temperature,
      value(`${alert}.10.1.1.1.0`, { ...hundredths, labels: { sensor: text(`${alert}.10.1.1.3.0`) } }),
      ...e12.map((at) => value(`${at}.1.0`, { ...hundredths, labels: { sensor: text(`${at}.8.0`) } })),
      value(`${e3}.1.1.1.0`, { ...hundredths, labels: { sensor: text([`${e3}.1.1.3.0`]) } }),
      value(`${e3}.1.2.1.0`, { ...hundredths, labels: { sensor: text([`${e3}.1.2.8.0`]) } }),
      value(`${s3}.1.1.2.0`, { ...hundredths, labels: { sensor: fixed("internal") } }),
      value(`${s3}.2.1.1.0`, { ...hundredths, labels: { sensor: fixed("digital 1") } }),
      ...e11.map((at) => value(`${at}.1.0`, { ...degrees, labels: { sensor: text([`${at}.6.0`]) } })),
      value(`${alert}.6.1.1.1.2.0`, { ...degrees, labels: { sensor: text(`${alert}.6.1.1.2.1.0`) } }),
      ...[1, 2].map((plug) =>
        value(`${alert}.6.1.2.${plug}.1.0`, { ...degrees, labels: { sensor: text(`${alert}.6.1.2.${plug}.8.0`) } }),
      ),
    ],
    air_humidity_ratio: [
      s12.humidity,
      s32.humidity,
      value(`${alert}.11.1.1.2.1.0`, { ...humidity, labels: { sensor: text(`${alert}.11.1.4.1.1.0`) } }),
      ...e12.map((at) => value(`${at}.3.0`, { ...humidity, labels: { sensor: text(`${at}.8.0`) } })),
      value(`${e3}.1.2.3.0`, { ...humidity, labels: { sensor: text([`${e3}.1.2.8.0`]) } }),
      value(`${s3}.2.1.3.0`, { ...humidity, labels: { sensor: fixed("digital 1") } }),
      ...e11.map((at) => value(`${at}.3.0`, { ...humidity, scale: 0.01, labels: { sensor: text([`${at}.6.0`]) } })),
    ],
    contact_state: [
      s12.contact,
      s32.contact,
      switched(`${e3}.2.1.0`, `${e3}.2.2.0`),
      state(`${s3}.3.1.0`, { 0: "open", 1: "closed" }, { labels: { contact: fixed("switch 1") } }),
      ...[1, 2, 3, 4, 5, 6, 7, 8].map((number) => switched(`${alert}.3.1.1.${number}.0`, `${alert}.3.1.1.${number + 8}.0`)),
    ],
    device_component_state: stateColumn(
      `${alert}.11.1.1.3.1`,
      { 0: "failed", 1: "ok" },
      { labels: { component: fixed("mains") } },
    ),
  },
  lacks: { leak_detected: "a switch does not say what hangs on it; name it in the inventory" },
});
