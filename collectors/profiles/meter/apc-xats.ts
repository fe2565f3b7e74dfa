import { asText, column, fixed, info, profile, state, text } from "../../profile.ts";

const ats = "1.3.6.1.4.1.318.1.1.17";
const source = (number: 1 | 2) => `${ats}.4.${number}`;
const output = `${ats}.4.3`;
const pair = asText(-1, { 1: "L1-L2", 2: "L2-L3", 3: "L3-L1" });
const line = asText(-1, {}, "L");
const volts = (table: string, scope: string, component: string) => [
  column(`${table}.1.2`, { labels: { scope: fixed(scope), component: fixed(component), phase: pair }, scale: 0.1 }),
  column(`${table}.1.3`, { labels: { scope: fixed(scope), component: fixed(component), phase: line }, scale: 0.1 }),
];
const part = (at: string, component: string, codes: Readonly<Record<string, "ok" | "warning" | "failed" | "off" | "unknown">>) =>
  state(at, codes, { labels: { component: fixed(component) } });
const position = { 1: "off", 2: "ok", 3: "failed", 4: "unknown" } as const;
const quality = { 1: "ok", 2: "failed", 3: "failed", 4: "failed", 5: "failed", 6: "failed", 7: "unknown" } as const;

/** APC InfraStruXure transfer switch between mains and generator. Source: PowerNet-MIB 4.5, xATS*: tenths of volts; -1: not measured. */
export const apcXats = profile({
  id: "apc-xats",
  vendor: "APC",
  of: "meter",
  source: "PowerNet-MIB 4.5",
  evidence: "mib",
  recognises: { sysObjectID: "1.3.6.1.4.1.318", answers: [`${ats}.3.1`, `${ats}.4`] },
  reads: {
    device_info: info({ model: text(["1.3.6.1.2.1.1.1.0"], { pattern: /^([^(]+)/ }) }),
    power_voltage_volts: [
      ...volts(`${source(1)}.7`, "inlet", "source 1"),
      ...volts(`${source(2)}.7`, "inlet", "source 2"),
      ...volts(`${output}.12`, "outlet", "output"),
    ],
    device_voltage_volts: column("1.3.6.1.4.1.318.1.1.18.1.3.1", { labels: { sensor: fixed("generator battery") }, scale: 0.1 }),
    device_component_state: [
      part(`${ats}.3.1.1.0`, "selected source", { 1: "failed", 2: "ok", 3: "warning", 4: "failed", 5: "unknown" }),
      part(`${ats}.3.1.2.0`, "automatic operation", { 1: "ok", 2: "failed", 3: "warning", 4: "unknown" }),
      part(`${source(1)}.2.0`, "source 1 switch", position),
      part(`${source(2)}.2.0`, "source 2 switch", position),
      part(`${source(1)}.4.0`, "source 1", quality),
      part(`${source(2)}.4.0`, "source 2", quality),
    ],
  },
  lacks: {
    power_energy_joules_total: "a transfer switch counts no energy",
    power_current_amperes: "not in this part of the MIB",
  },
});
