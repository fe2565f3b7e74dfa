import {
  column,
  fixed,
  index,
  info,
  is,
  joinedText,
  profile,
  stateColumn,
  text,
  value,
  type NumberOptions,
} from "../../profile.ts";
import type { Profile } from "../../profile.ts";

/** Each model keeps the same map below a number of its own; those whose MIB the maker publishes. Proved on 1104, 1202 and 8031. */
const models = {
  "1104": 68,
  "1105": 69,
  "1121": 107,
  "1141": 106,
  "1202": 43,
  "8001": 100,
  "8021": 77,
  "8031": 81,
  "8032": 82,
  "8035": 83,
  "8041": 85,
  "8045": 87,
  "8221": 56,
  "8226": 58,
  "8291": 98,
  "8314": 97,
  "8316": 64,
  "87-1210": 112,
  "87-1310": 109,
  "87-3300": 111,
} as const;
const proved: readonly string[] = ["1104", "1202", "8031"];

/** Gude Expert Power Control. Source: GUDEADS-EPC*-MIB: mA, V, W, VA, hundredths of Hz, thousandths of a power factor, Wh; -9999: no such element. */
function expertPowerControl(model: string, number: number): Profile {
  const root = `1.3.6.1.4.1.28507.${number}.1`;
  const port = `${root}.3.1.2.1`;
  const input = `${root}.5.1.2.1`;
  const single = `${root}.5.5.2.1`;
  const sensor = `${root}.6.1.1`;
  const outlet = joinedText(" ", index(), text(`${port}.2`));
  /** The input (or a bank of it), and single outlets where they are measured; a channel that is not active keeps its last values. */
  const measured = (at: number, options: NumberOptions = {}, labels: NumberOptions["labels"] = {}) => [
    column(`${input}.${at}`, {
      ...options,
      labels: { scope: fixed("inlet"), component: joinedText(" ", index(), text(`${input}.100`)), ...labels },
      where: is(`${input}.2`, 1),
    }),
    column(`${single}.${at}`, { ...options, labels: { scope: fixed("outlet"), outlet, ...labels }, where: is(`${single}.2`, 1) }),
  ];
  const air = { sensor: text([`${sensor}.32`, `${sensor}.1`]) };
  return profile({
    id: `gude-epc-${model}`,
    vendor: "Gude",
    of: "meter",
    source: `GUDEADS-EPC${model.replace("-", "")}-MIB`,
    evidence: proved.includes(model) ? "recording" : "mib",
    recognises: { sysObjectID: `1.3.6.1.4.1.28507.${number}`, answers: `${port}.3` },
    absent: [-9999],
    reads: {
      device_info: info({ model: text([`${root}.1.2.1.0`, "1.3.6.1.2.1.1.1.0"]), firmware: text(`${root}.1.2.2.0`) }),
      power_voltage_volts: measured(6),
      power_current_amperes: measured(5, { scale: 0.001 }),
      // Tenths of mA. Type A: alternating and pulsating; models with type B tell both parts.
      power_residual_current_amperes: [
        ...measured(24, { scale: 0.0001 }, { kind: fixed("ac") }),
        ...measured(25, { scale: 0.0001 }, { kind: fixed("rms") }),
        ...measured(26, { scale: 0.0001, signed: true }, { kind: fixed("dc") }),
      ],
      power_active_watts: measured(4, { signed: true }),
      power_apparent_voltamperes: measured(10),
      power_frequency_hertz: column(`${input}.7`, {
        scale: 0.01,
        zeroIsAbsent: true,
        labels: { scope: fixed("inlet") },
        where: is(`${input}.2`, 1),
        fold: "mean",
      }),
      power_factor_ratio: measured(8, { scale: 0.001, signed: true, between: [-1, 1] }),
      power_energy_joules_total: measured(3, { scale: 3600 }, { direction: fixed("import") }),
      outlet_state: stateColumn(`${port}.3`, { 0: "off", 1: "on" }, { labels: { outlet } }),
      outlet_switches_total: column(`${port}.4`, { labels: { outlet } }),
      device_component_state: stateColumn(
        `${root}.5.2.1.2`,
        { 0: "failed", 1: "ok", 2: "unknown" },
        { labels: { component: joinedText(" ", "overvoltage protection", index()) } },
      ),
      device_voltage_volts: ["system", "auxiliary", "main"].map((sensor, at) =>
        value(`${root}.5.14.${at + 1}.0`, { scale: 0.01, labels: { sensor: fixed(sensor) } }),
      ),
      device_temperature_celsius: value(`${root}.5.14.4.0`, { scale: 0.1, signed: true, labels: { sensor: fixed("CPU") } }),
      air_temperature_celsius: column(`${sensor}.2`, { scale: 0.1, signed: true, labels: air }),
      air_humidity_ratio: column(`${sensor}.3`, { scale: 0.001, zeroIsAbsent: true, labels: air }),
      contact_state: stateColumn(
        `${root}.6.2.2.1.2`,
        { 0: "open", 1: "closed" },
        { labels: { contact: joinedText(" ", "input", index()) } },
      ),
    },
    lacks: {
      power_load_ratio: "not in this MIB: limits are settings",
      leak_detected: "an input does not say what hangs on it; name it in the inventory",
    },
  });
}

export const gudeExpertPowerControls = Object.entries(models).map(([model, number]) => expertPowerControl(model, number));
