import { asText, column, fixed, index, info, is, joinedText, not, profile, stateColumn, text, value } from "../../profile.ts";

const pdu = "1.3.6.1.4.1.318.1.1.12";
const load = `${pdu}.2.3.1.1`;
const outlet = `${pdu}.3.5.1.1`;
const control = "1.3.6.1.4.1.318.1.1.4.4.2.1";
/** Rows of phases have no bank; rows of banks follow them. */
const phases = {
  labels: {
    scope: fixed("phase"),
    phase: text(`${load}.4`, {
      words: [
        [/^1$/, "L1"],
        [/^2$/, "L2"],
        [/^3$/, "L3"],
      ],
    }),
  },
  where: is(`${load}.5`, 0),
} as const;
const banks = {
  labels: { scope: fixed("breaker"), component: joinedText(" ", "Bank", text(`${load}.5`)) },
  where: not(is(`${load}.5`, 0)),
} as const;
const outlets = { scope: fixed("outlet"), outlet: joinedText(" ", index(), text(`${outlet}.2`)) };
const states = { 1: "normal", 2: "low", 3: "near_overload", 4: "overload" } as const;
const inlet = { labels: { scope: fixed("inlet") } };

/**
 * APC rack PDU of the first generation (AP78xx, AP79xx) and MasterSwitch. Source: PowerNet-MIB 4.5, rPDU* and
 * sPDUOutletControl*: tenths of amperes by phase and bank; nominal voltage is a setting, not a reading.
 */
export const apcRpdu = profile({
  id: "apc-rpdu",
  vendor: "APC",
  of: "meter",
  source: "PowerNet-MIB 4.5",
  evidence: "recording",
  precedence: "standard", // rPDU2 tells the same with more detail where a PDU has it
  recognises: { sysObjectID: "1.3.6.1.4.1.318", answers: [load, outlet, `${control}.3`] },
  reads: {
    device_info: info({
      model: text([`${pdu}.1.5.0`, "1.3.6.1.4.1.318.1.1.4.1.4.0"]),
      firmware: text([`${pdu}.1.3.0`, "1.3.6.1.4.1.318.1.1.4.1.2.0"]),
      serial: text([`${pdu}.1.6.0`, "1.3.6.1.4.1.318.1.1.4.1.5.0"]),
    }),
    power_current_amperes: [
      column(`${load}.2`, { ...phases, scale: 0.1 }),
      column(`${load}.2`, { ...banks, scale: 0.1 }),
      column(`${outlet}.7`, { labels: outlets, scale: 0.1 }),
    ],
    power_active_watts: value(`${pdu}.1.16.0`, inlet),
    power_apparent_voltamperes: value(`${pdu}.1.18.0`, inlet),
    power_factor_ratio: value(`${pdu}.1.17.0`, { ...inlet, scale: 0.001, between: [0, 1] }),
    power_load_state: [stateColumn(`${load}.3`, states, phases), stateColumn(`${load}.3`, states, banks)],
    power_current_limit_amperes: value(`${pdu}.1.7.0`, { labels: { scope: fixed("inlet") }, zeroIsAbsent: true }),
    outlet_state: stateColumn(
      `${control}.3`,
      { 1: "on", 2: "off", 3: "off", 4: "unknown", 5: "off", 6: "on", 7: "on" },
      { labels: { outlet: asText(-1, {}) } },
    ),
    device_psu_state: [
      stateColumn(`${pdu}.4.1.1`, { 1: "ok", 2: "failed" }, { labels: { unit: fixed("1") } }),
      stateColumn(`${pdu}.4.1.2`, { 1: "ok", 2: "failed" }, { labels: { unit: fixed("2") } }),
    ],
  },
  lacks: {
    power_voltage_volts: "the MIB has a nominal voltage only, which is a setting",
    power_energy_joules_total: "this generation counts no energy",
  },
});
