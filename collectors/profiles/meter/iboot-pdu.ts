import { fixed, info, profile, stateColumn, text, value, type NumberOptions } from "../../profile.ts";

const iboot = "1.3.6.1.4.1.1418.6";
const circuit = (number: number): NumberOptions => ({
  scale: 0.01,
  labels: { scope: fixed("inlet"), component: fixed(`circuit ${number}`) },
});
/** 99999: no probe. */
const probe = (number: number): NumberOptions => ({
  absent: [99999],
  between: [-40, 125],
  labels: { sensor: fixed(`probe ${number}`) },
});

/** Dataprobe iBoot-PDU. Source: IBOOTPDU-MIB: hundredths of V and A. */
export const ibootPdu = profile({
  id: "iboot-pdu",
  vendor: "Dataprobe",
  of: "meter",
  source: "IBOOTPDU-MIB",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.1418", answers: `${iboot}.6.1.0` },
  reads: {
    device_info: info({ model: text(`${iboot}.1.4.0`), firmware: text(`${iboot}.1.1.0`) }),
    power_voltage_volts: [
      value(`${iboot}.6.1.0`, { ...circuit(1), zeroIsAbsent: true }),
      value(`${iboot}.6.3.0`, { ...circuit(2), zeroIsAbsent: true }),
    ],
    power_current_amperes: [value(`${iboot}.6.2.0`, circuit(1)), value(`${iboot}.6.4.0`, circuit(2))],
    air_temperature_celsius: [value(`${iboot}.6.5.0`, probe(1)), value(`${iboot}.6.6.0`, probe(2))],
    outlet_state: stateColumn(`${iboot}.5.1.7`, { 0: "off", 1: "on" }, { labels: { outlet: text(`${iboot}.5.1.2`) } }),
  },
  lacks: { power_active_watts: "not in this MIB", power_energy_joules_total: "not in this MIB" },
});
