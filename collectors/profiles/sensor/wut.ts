import { asText, column, either, indexIs, info, joinedText, profile, text, type NumberOptions } from "../../profile.ts";

const webio = "1.3.6.1.4.1.5040.1.2";
/** Web-Thermograph of 1, 2 and 8 channels, Pt100 and NTC: every channel is a temperature. */
const thermographs = [6, 7, 8, 18, 36, 37, 38, 39, 44];
/** Thermo-hygrographs, some with barometer: channel 1 temperature, 2 humidity, 3 pressure. */
const hygrographs = [9, 16, 42, 43];

/** Readings are texts with a decimal comma ("22,5") and integers in tenths; "------" and 3276.7: no probe. */
const channel = (model: number, options: NumberOptions) => {
  const port = `${webio}.${model}`;
  const labels = { sensor: joinedText(" ", asText(-1, {}, "Port "), text(`${port}.3.2.1.1.1`)) };
  return either(
    column(`${port}.1.4.1.1`, { labels, ...options, scale: (options.scale ?? 1) / 10 }),
    column(`${port}.1.3.1.1`, { labels, ...options }),
  );
};

/** Wiesemann & Theis Web-Thermograph, Web-Graph Thermo-Hygro(baro)meter. Source: the WebGraph MIBs, one per model. */
export const wut = profile({
  id: "wut",
  vendor: "Wiesemann & Theis",
  of: "sensor",
  source: "WebGraph-Thermometer-MIB, WebGraph-Thermo-Hygrometer-MIB, WebGraph-Thermo-Hygro-Barometer-MIB",
  evidence: "recording",
  recognises: {
    sysObjectID: [...thermographs, ...hygrographs].map((model) => `${webio}.${model}`),
    answers: [...thermographs, ...hygrographs].map((model) => `${webio}.${model}.1.3`),
  },
  reads: {
    device_info: info({ model: "Web-Graph" }),
    air_temperature_celsius: [
      ...thermographs.map((model) => channel(model, { signed: true, between: [-200, 800] })),
      ...hygrographs.map((model) => channel(model, { signed: true, between: [-100, 200], where: indexIs(-1, 1) })),
    ],
    air_humidity_ratio: hygrographs.map((model) => channel(model, { scale: 0.01, between: [0, 1], where: indexIs(-1, 2) })),
    air_pressure_pascals: hygrographs.map((model) =>
      channel(model, { scale: 100, between: [30_000, 120_000], where: indexIs(-1, 3) }),
    ),
  },
  lacks: { leak_detected: "no such input" },
});
