import { fixed, info, profile, value } from "../../profile.ts";

const root = "1.3.6.1.4.1.18248";

/**
 * Papouch thermometers (TME, Quido, TH2E). Source: QUIDOS-MIB, TME and TH2E manuals: tenths. The agents answer a reversed
 * sysObjectID (0.9.43.6.1.4.1), so only answers count. TH2E: 1 temperature, 2 humidity, 3 dew point, each with a state.
 */
export const papouch = profile({
  id: "papouch",
  vendor: "Papouch",
  of: "sensor",
  source: "QUIDOS-MIB, TME and TH2E manuals",
  evidence: "mib",
  recognises: { answers: [`${root}.1.1.1.0`, `${root}.16.1.1.0`, `${root}.20.1.2.1.1`] },
  reads: {
    device_info: info({ model: fixed("Papouch") }),
    air_temperature_celsius: [
      value(`${root}.1.1.1.0`, { scale: 0.1, signed: true, between: [-80, 150], labels: { sensor: "TME" } }),
      value(`${root}.16.1.1.0`, { scale: 0.1, signed: true, between: [-80, 150], labels: { sensor: "Quido" } }),
      value(`${root}.20.1.2.1.1.2.1`, { scale: 0.1, signed: true, between: [-80, 150], labels: { sensor: "TH2E" } }),
    ],
    air_humidity_ratio: value(`${root}.20.1.2.1.1.2.2`, { scale: 0.001, between: [0, 1], labels: { sensor: "TH2E" } }),
    air_dew_point_celsius: value(`${root}.20.1.2.1.1.2.3`, {
      scale: 0.1,
      signed: true,
      between: [-80, 150],
      labels: { sensor: "TH2E" },
    }),
  },
  lacks: { contact_state: "inputs of Quido are counted, not read" },
});
