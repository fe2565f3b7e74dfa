import { asText, column, either, fixed, index, info, joinedText, profile, stateColumn, text, type Rows } from "../../profile.ts";

const pdu = "1.3.6.1.4.1.318.1.1.26";
const device = `${pdu}.4.3.1`;
const phase = `${pdu}.6.3.1`;
const bank = `${pdu}.8.3.1`;
const outlet = `${pdu}.9.4.3.1`;
const sensor = `${pdu}.10.2.2.1`;
const inlet: Rows = { labels: { scope: fixed("inlet") } };
const phases: Rows = {
  labels: {
    scope: fixed("phase"),
    phase: text(`${phase}.3`, {
      words: [
        [/^1$/, "L1"],
        [/^2$/, "L2"],
        [/^3$/, "L3"],
      ],
    }),
  },
};
const banks: Rows = { labels: { scope: fixed("breaker"), component: joinedText(" ", "Bank", index()) } };
const outlets: Rows = { labels: { scope: fixed("outlet"), outlet: text([`${outlet}.3`]) } };
const probes: Rows = { labels: { sensor: text([`${sensor}.3`]) } };
const load = { 1: "low", 2: "normal", 3: "near_overload", 4: "overload", 5: "unknown" } as const;
const control = "1.3.6.1.4.1.318.1.1.4.4.2.1";

/** 1: no probe; then below minimum, below low, normal, above high, above maximum. */
const graded = { 2: "critical", 3: "warning", 4: "normal", 5: "warning", 6: "critical" } as const;

/**
 * APC rack PDU, second generation. Source: PowerNet-MIB 4.5, rPDU2*: power in hundredths of kW, energy in tenths of
 * kWh, current in tenths of A; outlets in whole watts. Outlets are switched in the older sPDUOutletControl table.
 */
export const apcRpdu2 = profile({
  id: "apc-rpdu2",
  vendor: "APC",
  of: "meter",
  source: "PowerNet-MIB 4.5",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.318", answers: device },
  reads: {
    device_info: info({
      model: text(["1.3.6.1.4.1.318.1.1.12.1.5.0", "1.3.6.1.4.1.318.1.1.4.1.4.0"]),
      firmware: text("1.3.6.1.2.1.1.1.0", { pattern: /\bAF1:(\S+)/ }),
      serial: text(["1.3.6.1.4.1.318.1.1.12.1.6.0", "1.3.6.1.4.1.318.1.1.4.1.5.0"]),
    }),
    power_active_watts: [
      column(`${device}.5`, { rows: inlet, scale: 10 }),
      column(`${phase}.7`, { rows: phases, scale: 10 }),
      column(`${outlet}.7`, { rows: outlets }),
    ],
    power_apparent_voltamperes: [
      column(`${device}.16`, { rows: inlet, scale: 10 }),
      column(`${phase}.8`, { rows: phases, scale: 10 }),
    ],
    power_factor_ratio: [
      column(`${device}.17`, { rows: inlet, scale: 0.01 }),
      column(`${phase}.9`, { rows: phases, scale: 0.01 }),
    ],
    power_voltage_volts: column(`${phase}.6`, { rows: phases }),
    power_current_amperes: [
      column(`${phase}.5`, { rows: phases, scale: 0.1 }),
      column(`${bank}.5`, { rows: banks, scale: 0.1 }),
      column(`${outlet}.6`, { rows: outlets, scale: 0.1 }),
    ],
    power_energy_joules_total: [
      column(`${device}.9`, { rows: inlet, labels: { direction: fixed("import") }, scale: 360_000, absent: [-1, 4_294_967_295] }),
      column(`${outlet}.11`, {
        rows: outlets,
        labels: { direction: fixed("import") },
        scale: 360_000,
        absent: [-1, 4_294_967_295],
      }),
    ],
    power_load_state: [
      stateColumn(`${device}.4`, load, { rows: inlet, absent: [5] }),
      stateColumn(`${phase}.4`, load, { rows: phases, absent: [5] }),
      stateColumn(`${bank}.4`, load, { rows: banks, absent: [5] }),
    ],
    device_psu_state: stateColumn(`${device}.12`, { 1: "ok", 2: "failed" }, { labels: { unit: asText(0, {}, "PDU ") } }),
    outlet_state: either(
      stateColumn(
        `${control}.3`,
        { 1: "on", 2: "off", 3: "off", 4: "unknown", 5: "off", 6: "on", 7: "on" },
        { labels: { outlet: index() } },
      ),
      stateColumn(`${pdu}.9.2.3.1.5`, { 1: "off", 2: "on" }, { labels: { outlet: text([`${pdu}.9.2.3.1.3`]) } }),
    ),
    air_temperature_celsius: column(`${sensor}.8`, { rows: probes, scale: 0.1 }),
    air_humidity_ratio: column(`${sensor}.10`, { rows: probes, scale: 0.01 }),
    air_sensor_alarm: stateColumn(`${sensor}.9`, graded, { rows: probes, absent: [1] }),
  },
  lacks: {
    power_load_ratio: "the device grades its load, but gives no share of the rating",
    power_frequency_hertz: "not in rPDU2",
  },
});
