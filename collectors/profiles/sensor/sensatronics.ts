import { info, profile, text, value, type NumberOptions } from "../../profile.ts";

const maker = "1.3.6.1.4.1.16174.1.1";
const em1 = `${maker}.3`;
const it = `${maker}.1`;
const groups = [1, 2, 3, 4];
const probes = Array.from({ length: 16 }, (_, probe) => probe + 1);
/** Texts of degrees; -99.9 and -999.9: no probe. The unit is a setting of the device that SNMP does not tell: °C above 45 are none. */
const degrees: NumberOptions = { signed: true, between: [-60, 45] };

/** Sensatronics EM1 and IT temperature monitors. Source: answers of both: decimal texts of degrees and percent. */
export const sensatronics = profile({
  id: "sensatronics",
  vendor: "Sensatronics",
  of: "sensor",
  source: "SENSATRONICS-EM1, SENSATRONICS-ITTM",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.16174", answers: [`${em1}.3`, `${it}.3`] },
  reads: {
    device_info: info({ model: text("1.3.6.1.2.1.1.1.0") }),
    air_temperature_celsius: [
      ...probes.map((probe) => value(`${it}.3.${probe}.2.0`, { ...degrees, labels: { sensor: text(`${it}.3.${probe}.1.0`) } })),
      ...groups.map((group) => value(`${em1}.3.${group}.3.0`, { ...degrees, labels: { sensor: text(`${em1}.3.${group}.1.0`) } })),
    ],
    air_humidity_ratio: groups.map((group) =>
      value(`${em1}.3.${group}.6.0`, { scale: 0.01, between: [0.01, 1], labels: { sensor: text(`${em1}.3.${group}.1.0`) } }),
    ),
  },
  lacks: { leak_detected: "wetness is told in words that no recording shows" },
});
