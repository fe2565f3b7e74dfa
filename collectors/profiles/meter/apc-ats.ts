import { asText, column, fixed, info, joinedText, profile, state, text } from "../../profile.ts";

const ats = "1.3.6.1.4.1.318.1.1.8";
const status = `${ats}.5.1`;
const input = `${ats}.5.3.3.1`;
const output = `${ats}.5.4.3.1`;
const source = joinedText(" ", "source", asText(0, { 1: "A", 2: "B" }));
const inputs = { labels: { scope: fixed("inlet"), component: source, phase: asText(-1, {}, "L") } };
const outputs = { labels: { scope: fixed("outlet"), component: fixed("output"), phase: asText(-1, {}, "L") } };
const part = (at: string, component: string) =>
  state(`${status}.${at}.0`, { 1: "failed", 2: "ok" }, { labels: { component: fixed(component) } });

/**
 * APC automatic transfer switch. Source: PowerNet-MIB 4.5, atsStatus*, atsInputPhase*, atsOutputPhase*: whole volts at
 * the inputs, tenths of amperes and percent at the output. -1: not measured.
 */
export const apcAts = profile({
  id: "apc-ats",
  vendor: "APC",
  of: "meter",
  source: "PowerNet-MIB 4.5",
  evidence: "mib",
  recognises: { sysObjectID: "1.3.6.1.4.1.318", answers: [`${status}.2.0`, output] },
  reads: {
    device_info: info({ model: text(`${ats}.1.5.0`), firmware: text(`${ats}.1.2.0`), serial: text(`${ats}.1.6.0`) }),
    power_voltage_volts: [column(`${input}.3`, { rows: inputs }), column(`${output}.3`, { rows: outputs })],
    power_current_amperes: column(`${output}.4`, { rows: outputs, scale: 0.1 }),
    power_apparent_voltamperes: column(`${output}.7`, { rows: outputs }),
    power_load_ratio: column(`${output}.10`, { rows: outputs, scale: 0.01, between: [0, 3] }),
    power_active_watts: column(`${output}.13`, { rows: outputs }),
    device_component_state: [
      state(`${status}.3.0`, { 1: "failed", 2: "ok" }, { labels: { component: fixed("redundancy") } }),
      state(`${status}.14.0`, { 1: "ok", 2: "warning" }, { labels: { component: fixed("phase synchronisation") } }),
      part("4", "output current"),
      part("12", "source A"),
      part("13", "source B"),
      part("10", "switch"),
      part("15", "output voltage"),
      part("16", "hardware"),
    ],
    device_psu_state: [
      state(`${status}.5.0`, { 1: "failed", 2: "ok" }, { labels: { unit: fixed("5 V") } }),
      state(`${status}.6.0`, { 1: "failed", 2: "ok" }, { labels: { unit: fixed("24 V") } }),
    ],
  },
  lacks: { power_energy_joules_total: "a transfer switch counts no energy", outlet_state: "not switched" },
});
