import { fixed, info, profile, text, value } from "../../profile.ts";

const pdu = "1.3.6.1.4.1.4555.2.30";
const lines = ["L1", "L2", "L3"] as const;
const line = (what: number, number: number) =>
  value(`${pdu}.2.${2 + 2 * number + what}.0`, {
    scale: 0.1,
    ...(what === 0 ? { zeroIsAbsent: true } : {}),
    labels: { scope: fixed("phase"), phase: fixed(lines[number] ?? "") },
  });

/** Socomec rack PDU. Source: SOCOMECPDU-MIB: tenths of V, A, Hz and degrees. A line that is not wired answers 0 V. */
export const socomecPdu = profile({
  id: "socomec-pdu",
  vendor: "Socomec",
  of: "meter",
  source: "SOCOMECPDU-MIB",
  evidence: "recording",
  recognises: { sysObjectID: pdu, answers: `${pdu}.2` },
  reads: {
    device_info: info({ model: text(`${pdu}.1.2.0`), firmware: text(`${pdu}.1.5.0`), serial: text(`${pdu}.1.3.0`) }),
    power_voltage_volts: [line(0, 0), line(0, 1), line(0, 2)],
    power_current_amperes: [line(1, 0), line(1, 1), line(1, 2)],
    power_frequency_hertz: value(`${pdu}.2.1.0`, { scale: 0.1, labels: { scope: fixed("inlet") } }),
    air_temperature_celsius: value(`${pdu}.4.1.0`, { scale: 0.1, zeroIsAbsent: true, labels: { sensor: "ambient" } }),
    air_humidity_ratio: value(`${pdu}.4.2.0`, { scale: 0.01, zeroIsAbsent: true, labels: { sensor: "ambient" } }),
  },
  lacks: { power_active_watts: "not in this MIB", power_load_ratio: "not in this MIB: alarms grade the load" },
});
