import { asText, cases, column, fixed, info, is, profile, state, stateColumn, text, value, type Rows } from "../../profile.ts";

const ats = "1.3.6.1.4.1.534.10.2.2";
const input = `${ats}.2.2.1`;
const status = `${ats}.3.2.1`;
const output = `${ats}.3.3`;
const source = asText(0, { 1: "source 1", 2: "source 2" });
const inputs: Rows = { labels: { scope: fixed("inlet"), component: source } };
const outlet: Rows = { labels: { scope: fixed("outlet"), component: fixed("output") } };
const part = (number: number, component: string) =>
  state(`${output}.${number}.0`, { 1: "ok", 2: "failed" }, { labels: { component: fixed(component) } });

/** Eaton automatic transfer switch. Source: EATON-ATS2-MIB: tenths of V, A and Hz. */
export const eatonAts = profile({
  id: "eaton-ats",
  vendor: "Eaton",
  of: "meter",
  source: "EATON-ATS2-MIB",
  evidence: "mib",
  recognises: { sysObjectID: ["1.3.6.1.4.1.534", "1.3.6.1.4.1.705", ats], answers: `${input}.2` },
  reads: {
    device_info: info({
      vendor: text(`${ats}.1.1.0`),
      model: text(`${ats}.1.2.0`),
      firmware: text(`${ats}.1.3.0`),
      serial: text(`${ats}.1.5.0`),
    }),
    power_voltage_volts: [
      column(`${input}.2`, { rows: inputs, scale: 0.1 }),
      value(`${ats}.2.3.1.0`, { rows: outlet, scale: 0.1 }),
    ],
    power_current_amperes: value(`${ats}.2.3.2.0`, { rows: outlet, scale: 0.1 }),
    power_frequency_hertz: column(`${input}.3`, { scale: 0.1, labels: { scope: source }, between: [10, 100] }),
    power_load_state: state(`${output}.3.0`, { 1: "normal", 2: "near_overload", 3: "overload" }, { rows: outlet }),
    air_temperature_celsius: value(`${ats}.5.1.0`, { signed: true, zeroIsAbsent: true, labels: { sensor: fixed("remote") } }),
    air_humidity_ratio: value(`${ats}.5.2.0`, { scale: 0.01, zeroIsAbsent: true, labels: { sensor: fixed("remote") } }),
    device_component_state: [
      stateColumn(`${status}.3`, { 1: "failed", 2: "ok", 3: "warning", 4: "warning" }, { labels: { component: source } }),
      part(1, "internal"),
      state(`${output}.2.0`, { 1: "failed", 2: "ok" }, { labels: { component: fixed("output") } }),
      part(4, "temperature"),
      part(5, "short circuit"),
      part(6, "communication"),
      part(7, "configuration"),
      cases(
        [
          [is(`${ats}.2.4.0`, 4, 5), "ok"],
          [is(`${ats}.2.4.0`, 3), "off"],
          [is(`${ats}.2.4.0`, 6, 7), "failed"],
        ],
        { labels: { component: fixed("operation") } },
      ),
    ],
  },
  lacks: { power_energy_joules_total: "a transfer switch counts no energy", power_active_watts: "not in this MIB" },
});
