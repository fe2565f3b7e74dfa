import { column, index, info, joinedText, profile, text, type Rows } from "../../profile.ts";

const inSept = "1.3.6.1.4.1.19011.1.3.1.1";
const probe = `${inSept}.3.2.1`;
const probes: Rows = { labels: { sensor: joinedText(" ", "sensor", index()) } };

/** Jacarta interSeptor. Source: InterSeptor-MIB: tenths of °C and percent; 0 where no probe is plugged in. */
export const interSeptor = profile({
  id: "interseptor",
  vendor: "Jacarta",
  of: "sensor",
  source: "InterSeptor-MIB",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.19011.1.3.1", answers: `${probe}.3` },
  reads: {
    device_info: info({ model: text(`${inSept}.1.2.0`), firmware: text(`${inSept}.1.3.0`) }),
    air_temperature_celsius: column(`${probe}.3`, {
      rows: probes,
      scale: 0.1,
      signed: true,
      zeroIsAbsent: true,
      between: [-40, 125],
    }),
    air_humidity_ratio: column(`${probe}.5`, { rows: probes, scale: 0.001, zeroIsAbsent: true, between: [0, 1] }),
  },
  lacks: { leak_detected: "not in the part of the MIB that a recording shows" },
});
