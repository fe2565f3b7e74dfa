import {
  all,
  column,
  fixed,
  is,
  joinedText,
  matches,
  once,
  profile,
  stateColumn,
  text,
  withParts,
  type NumberOptions,
  type Rows,
} from "../../profile.ts";

const cmc = "1.3.6.1.4.1.2606.7";
const variable = `${cmc}.4.2.2.1`;
const name = `${variable}.3`;
const device = text([withParts(`${cmc}.4.1.2.1.3`, 0), withParts(`${cmc}.4.1.2.1.2`, 0)]);
const phases: NonNullable<Rows["labels"]> = {
  scope: fixed("phase"),
  component: device,
  phase: text(name, { pattern: /^Phase (L\d)\./i }),
};
const total: NonNullable<Rows["labels"]> = { scope: fixed("inlet"), component: device };

const reading = (pattern: RegExp, units: Readonly<Record<string, number>>, options: NumberOptions) =>
  column(`${variable}.11`, {
    where: all(once(is(`${variable}.4`, 2)), matches(name, pattern)),
    signedFactor: `${variable}.7`,
    unit: { at: `${variable}.5`, is: units },
    ...options,
  });
const both = (what: string, units: Readonly<Record<string, number>>, options: NumberOptions = {}) => [
  reading(new RegExp(`^Phase L\\d\\.${what}\\.Value$`, "i"), units, { ...options, labels: { ...phases, ...options.labels } }),
  reading(new RegExp(`^Total\\.${what}\\.Value$`, "i"), units, { ...options, labels: { ...total, ...options.labels } }),
];
const distorted = { scope: fixed("phase"), phase: text(name, { pattern: /^Phase (L\d)\./i }) };

/**
 * Rittal PDU (metered, switched, managed) and power meters at a CMC III or as a PDU controller. Source: RITTAL-CMC-III-MIB,
 * cmcIIIVarTable: variables found by name, unit and scale beside them (-10: tenths).
 */
export const rittalPdu = profile({
  id: "rittal-cmc-pdu",
  vendor: "Rittal",
  of: "meter",
  source: "RITTAL-CMC-III-MIB",
  evidence: "recording",
  recognises: { sysObjectID: cmc, answers: variable },
  reads: {
    power_voltage_volts: both("Voltage", { V: 1 }),
    power_current_amperes: [
      ...both("Current", { A: 1, mA: 0.001 }),
      reading(/^Total\.Neutral Current\.Value$/i, { A: 1, mA: 0.001 }, { labels: { ...total, phase: fixed("N") } }),
      // Power system modules: one current for each.
      reading(
        /^PSM.*\.Unit\.Value$/i,
        { A: 1, mA: 0.001 },
        {
          labels: { scope: fixed("breaker"), component: joinedText(" ", device, text(name, { pattern: /^(PSM\w*)/i })) },
        },
      ),
    ],
    power_active_watts: both("Power\\.Active", { W: 1, kW: 1000 }),
    power_apparent_voltamperes: both("Power\\.Apparent", { VA: 1, kVA: 1000 }),
    power_reactive_vars: both("Power\\.Reactive", { var: 1, Var: 1, VAr: 1, kvar: 1000 }, { signed: true }),
    power_factor_ratio: both("Power\\.Factor", { "": 1 }, { signed: true, between: [-1, 1] }),
    power_energy_joules_total: both("Energy\\.Active", { kWh: 3_600_000, Wh: 3600 }, { labels: { direction: fixed("import") } }),
    power_apparent_energy_voltampere_seconds_total: both("Energy\\.Apparent", { kVAh: 3_600_000, VAh: 3600 }),
    power_distortion_ratio: [
      reading(/^Phase L\d\.Voltage\.THD\.Value$/i, { "%": 0.01 }, { labels: { ...distorted, kind: fixed("voltage") } }),
      reading(/^Phase L\d\.Current\.THD\.Value$/i, { "%": 0.01 }, { labels: { ...distorted, kind: fixed("current") } }),
    ],
    power_frequency_hertz: reading(
      /^Total\.Frequency\.Value$/i,
      { Hz: 1 },
      { labels: { scope: joinedText(" ", "inlet", device) } },
    ),
    outlet_state: stateColumn(
      `${variable}.10`,
      { on: "on", off: "off", enabled: "on", disabled: "off" },
      {
        where: matches(name, /^(?:outlets?|sockets?|Phase L\d)\..*(?:socket|outlet).*\.status$/i),
        labels: { outlet: joinedText(" ", device, text(name, { pattern: /^(.*)\.Status$/i })) },
      },
    ),
  },
  lacks: { power_load_ratio: "the PDU has limits of its own instead of a rating" },
});
