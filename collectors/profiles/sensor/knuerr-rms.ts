import { column, info, profile, text, type NumberOptions } from "../../profile.ts";

const rms = "1.3.6.1.4.1.3711.15.1.1.1";
/** Name and tenths of the reading; a plug without a probe answers 0. */
const probe = (table: number, options: NumberOptions) =>
  column(`${rms}.${table}.4`, { ...options, zeroIsAbsent: true, labels: { sensor: text([`${rms}.${table}.2`]) } });

/** Knürr RMS compact II rack monitor. Source: KNUERR-RMS-MIB: tenths of °C and percent. */
export const knuerrRms = profile({
  id: "knuerr-rms",
  vendor: "Knürr",
  of: "sensor",
  source: "KNUERR-RMS-MIB",
  evidence: "mib",
  recognises: { sysObjectID: "1.3.6.1.4.1.3711.15", answers: `${rms}.1.4` },
  reads: {
    device_info: info({ model: text("1.3.6.1.2.1.1.1.0") }),
    air_temperature_celsius: probe(1, { scale: 0.1, signed: true, between: [-60, 125] }),
    air_humidity_ratio: probe(2, { scale: 0.001, between: [0, 1] }),
  },
  lacks: { contact_state: "the states of inputs are not in the part of the MIB that is public" },
});
