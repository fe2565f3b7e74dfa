import { fixed, info, profile, state, text, value, type NumberOptions } from "../../profile.ts";

const tcw = "1.3.6.1.4.1.38783.3";
const numbers = [1, 2, 3, 4, 5, 6, 7, 8];
const name = (sensor: number) => text([`${tcw}.2.2.1.${sensor}.1.0`]);
/** Thousandths; a second value of a probe is its humidity. Empty plugs answer 0 or below. */
const measured = (sensor: number, part: 1 | 2, options: NumberOptions) =>
  value(`${tcw}.3.1.${sensor}.${part}.0`, { zeroIsAbsent: true, ...options, labels: { sensor: name(sensor) } });

/** Teracom TCW241 web controller with 1-wire probes. Source: TERACOM-TCW241-MIB: thousandths of °C, percent and V. */
export const teracom = profile({
  id: "teracom",
  vendor: "Teracom",
  of: "sensor",
  source: "TERACOM-TCW241-MIB",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.38783", answers: [`${tcw}.3.1`, `${tcw}.3.3`] },
  reads: {
    device_info: info({
      model: text(`${tcw}.1.2.0`, { pattern: /^(\S+)-v/ }),
      firmware: text(`${tcw}.1.2.0`, { pattern: /v([\d.]+)/ }),
    }),
    air_temperature_celsius: numbers.map((sensor) => measured(sensor, 1, { scale: 0.001, signed: true, between: [-55, 125] })),
    air_humidity_ratio: numbers.map((sensor) => measured(sensor, 2, { scale: 0.00001, between: [0.01, 1] })),
    device_voltage_volts: [1, 2, 3, 4].map((input) =>
      value(`${tcw}.3.2.${input}.0`, {
        scale: 0.001,
        zeroIsAbsent: true,
        labels: { sensor: text([`${tcw}.2.2.2.${input}.1.0`]) },
      }),
    ),
    contact_state: [1, 2, 3, 4].map((input) =>
      state(`${tcw}.3.3.${input}.0`, { 0: "closed", 1: "open" }, { labels: { contact: text([`${tcw}.2.2.3.${input}.0`]) } }),
    ),
    outlet_state: [1, 2, 3, 4].map((relay) =>
      state(`${tcw}.3.4.${relay}.1.0`, { 0: "off", 1: "on" }, { labels: { outlet: text([`${tcw}.2.2.4.${relay}.1.0`]) } }),
    ),
    device_component_state: state(
      `${tcw}.3.8.0`,
      { 0: "ok", 1: "failed", 2: "failed" },
      { labels: { component: fixed("hardware") } },
    ),
  },
  lacks: { leak_detected: "an input does not say what hangs on it; name it in the inventory" },
});
