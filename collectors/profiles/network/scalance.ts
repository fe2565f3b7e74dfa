import { column, fixed, info, profile, state, text, type Rows } from "../../profile.ts";

const msps = "1.3.6.1.4.1.4329.20.1.1.1.1";
const optics = `${msps}.46.10.1`;
const thermometer = `${msps}.79.7.1`;
const ports: Rows = { labels: { interface: text("1.3.6.1.2.1.31.1.1.1.1") } };
const light = (direction: string): Rows => ({
  labels: { interface: text("1.3.6.1.2.1.31.1.1.1.1"), direction: fixed(direction) },
});
const dbm = { scale: 0.1, signed: true, absent: [-999], between: [-60, 20] } as const;

/** Siemens SCALANCE X and S. Sources: SN-MSPS-SCX-MIB, SN-MSPS-DIAGNOSTICS-MIB, SN-MSPS-SFP-MIB. -99.9 dBm means no transceiver. */
export const scalance = profile({
  id: "scalance",
  vendor: "Siemens",
  of: "network",
  source: "SN-MSPS-SCX-MIB, SN-MSPS-DIAGNOSTICS-MIB, SN-MSPS-SFP-MIB",
  evidence: "mib",
  recognises: { answers: [`${msps}.28`, `${msps}.79`] },
  reads: {
    device_info: info({
      model: text("1.3.6.1.2.1.1.1.0"),
      firmware: text("1.3.6.1.4.1.4329.6.3.2.1.1.5.0"),
      serial: text("1.3.6.1.4.1.4329.6.3.2.1.1.3.0"),
    }),
    device_cpu_utilisation_ratio: column(`${msps}.79.3.1.13`, { scale: 0.01 }),
    device_temperature_celsius: column(`${thermometer}.16`, { labels: { sensor: text(`${thermometer}.7`) }, signed: true }),
    device_psu_state: [
      state(`${msps}.28.4.0`, { 1: "absent", 2: "ok" }, { labels: { unit: fixed("power supply 1") } }),
      state(`${msps}.28.5.0`, { 1: "absent", 2: "ok" }, { labels: { unit: fixed("power supply 2") } }),
    ],
    device_component_state: [
      state(`${msps}.28.1.0`, { 1: "ok", 2: "failed" }, { labels: { component: fixed("faults") } }),
      state(`${msps}.35.1.0`, { 1: "absent", 2: "ok", 3: "warning", 4: "failed" }, { labels: { component: fixed("C-PLUG") } }),
    ],
    optics_voltage_volts: column(`${optics}.13`, { rows: ports, scale: 0.01, zeroIsAbsent: true }),
    optics_bias_amperes: column(`${optics}.16`, { rows: ports, scale: 0.00001, zeroIsAbsent: true }),
    optics_power_dbm: [
      column(`${optics}.32`, { ...dbm, rows: light("in") }),
      column(`${optics}.35`, { ...dbm, rows: light("out") }),
    ],
  },
  lacks: { device_memory_utilisation_ratio: "not in these MIBs" },
});
