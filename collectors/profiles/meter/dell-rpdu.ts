import { asText, column, fixed, info, joinedText, profile, stateColumn, text } from "../../profile.ts";

const pdu = "1.3.6.1.4.1.674.10903.200.2.200";
const unit = joinedText(" ", "PDU", asText(0, {}));
const inlet = { scope: fixed("inlet"), component: unit };
const phase = {
  scope: fixed("phase"),
  phase: text(`${pdu}.120.2.1.2`, {
    pattern: /^(\d)$/,
    words: [
      [/1/, "L1"],
      [/2/, "L2"],
      [/3/, "L3"],
    ],
  }),
};
const metered = { scope: fixed("outlet"), outlet: joinedText(" ", asText(-1, {}), text(`${pdu}.130.2.2.1.3`)) };
const graded = { 1: "low", 2: "normal", 3: "near_overload", 4: "overload" } as const;

/**
 * Dell rack PDU. Source: DellrPDU-MIB: hundredths of kW, tenths of kWh and of A, V. Currents of outlets are whole amperes.
 */
export const dellRpdu = profile({
  id: "dell-rpdu",
  vendor: "Dell",
  of: "meter",
  source: "DellrPDU-MIB",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.674.10903.200", answers: `${pdu}.110.2` },
  reads: {
    device_info: info({
      model: text(`${pdu}.100.2.1.7.1`),
      firmware: text(`${pdu}.100.2.1.5.1`),
      serial: text(`${pdu}.100.2.1.8.1`),
    }),
    power_active_watts: [
      column(`${pdu}.110.2.1.3`, { labels: inlet, scale: 10 }),
      column(`${pdu}.120.2.1.6`, { labels: phase, scale: 10 }),
      column(`${pdu}.130.2.2.1.8`, { labels: metered }),
    ],
    power_energy_joules_total: column(`${pdu}.110.2.1.4`, { labels: { ...inlet, direction: fixed("import") }, scale: 360_000 }),
    power_current_amperes: [
      column(`${pdu}.120.2.1.4`, { labels: phase, scale: 0.1 }),
      column(`${pdu}.130.2.2.1.6`, { labels: metered }),
    ],
    power_load_state: [
      stateColumn(`${pdu}.110.2.1.6`, graded, { labels: inlet }),
      stateColumn(`${pdu}.120.2.1.3`, graded, { labels: phase }),
      stateColumn(`${pdu}.130.2.2.1.11`, graded, { labels: metered }),
    ],
    power_voltage_volts: column(`${pdu}.120.2.1.5`, { labels: phase, zeroIsAbsent: true }),
    outlet_state: stateColumn(
      `${pdu}.130.1.2.1.4`,
      { 1: "on", 2: "off", 3: "unknown" },
      { labels: { outlet: joinedText(" ", asText(-1, {}), text(`${pdu}.130.1.2.1.3`)) } },
    ),
  },
  lacks: {
    power_load_ratio: "the device grades its load, but gives no share of the rating",
    air_temperature_celsius: "not read: no recording shows a sensor",
  },
});
