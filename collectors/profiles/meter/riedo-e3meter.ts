import { all, asText, column, fixed, info, is, joinedText, not, once, profile, text, type NumberOptions } from "../../profile.ts";

const e3 = "1.3.6.1.4.1.21695.1.10";
const imported = { labels: { direction: fixed("import") } };
/** A meter of three phases and its neutral wire, or of a single one. */
const ipm = {
  at: `${e3}.7.2.1`,
  labels: { scope: fixed("phase"), phase: text(`${e3}.7.2.1.11`) },
  live: once(is(`${e3}.7.2.1.12`, 0)),
};
/** Meters behind a concentrator, by serial number; values are means of the last period, old ones stay (status 2: not of the period asked for). */
const ips = {
  at: `${e3}.4.1`,
  labels: {
    scope: fixed("phase"),
    component: joinedText(" ", asText(0, {})),
    phase: asText(1, { 0: "L1", 1: "L2", 2: "L3", 3: "N" }),
  },
  live: all(not(is(`${e3}.4.1.15`, 0)), not(is(`${e3}.4.1.11`, 0))),
};
const readings = (ownColumn: number, behind: number, options: NumberOptions = {}) => [
  column(`${ipm.at}.${ownColumn}`, { ...options, labels: { ...ipm.labels, ...options.labels }, where: ipm.live }),
  column(`${ips.at}.${behind}`, { ...options, labels: { ...ips.labels, ...options.labels }, where: ips.live }),
];
/** The sum of all phases stands in channel 0; status 1: measured. */
const residual = (kind: string): NumberOptions => ({
  scale: 0.001,
  signed: true,
  labels: { scope: fixed("inlet"), component: asText(0, { 0: "sum" }, "channel "), kind: fixed(kind) },
  where: is(`${e3}.7.7.1.4`, 1),
});

/**
 * Riedo Networks E3METER: power meters for racks (IPM), and concentrators of many (IPS). Source: NETTRACK-E3METER-SNMP-MIB,
 * NETTRACK-E3METER-CTR-SNMP-MIB: mV, mA, mHz, W, Wh, tenths of °C, per mil. Neutral wires tell a current only.
 */
export const riedoE3meter = profile({
  id: "riedo-e3meter",
  vendor: "Riedo Networks",
  of: "meter",
  source: "NETTRACK-E3METER-SNMP-MIB, NETTRACK-E3METER-CTR-SNMP-MIB",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.21695.1", answers: [ipm.at, ips.at] },
  reads: {
    device_info: info({ model: fixed("E3METER"), serial: text(`${e3}.7.1.1.0`) }),
    power_energy_joules_total: readings(2, 3, { ...imported, scale: 3600 }),
    power_active_watts: readings(5, 18, { signed: true }),
    power_reactive_vars: readings(6, 21, { signed: true }),
    power_apparent_voltamperes: readings(7, 22),
    power_voltage_volts: readings(8, 25, { scale: 0.001 }),
    power_current_amperes: [
      column(`${ipm.at}.9`, { labels: ipm.labels, scale: 0.001 }),
      column(`${ips.at}.28`, { labels: ips.labels, scale: 0.001, where: not(is(`${ips.at}.15`, 0)) }),
    ],
    power_residual_current_amperes: [column(`${e3}.7.7.1.5`, residual("ac")), column(`${e3}.7.7.1.6`, residual("dc"))],
    power_frequency_hertz: [
      column(`${ipm.at}.10`, { labels: { scope: text(`${ipm.at}.11`) }, scale: 0.001, where: ipm.live }),
      column(`${ips.at}.11`, {
        labels: { scope: joinedText(" ", asText(0, {}), asText(1, { 0: "L1", 1: "L2", 2: "L3" })) },
        scale: 0.001,
        where: ips.live,
      }),
    ],
    air_temperature_celsius: [
      column(`${e3}.7.3.1.4`, {
        labels: { sensor: text(`${e3}.7.3.1.3`) },
        scale: 0.1,
        signed: true,
        where: is(`${e3}.7.3.1.2`, 1, 2),
      }),
      column(`${e3}.5.1.4`, {
        labels: { sensor: joinedText(" ", asText(0, {}), asText(1, {})) },
        scale: 0.1,
        signed: true,
        zeroIsAbsent: true,
      }),
    ],
    air_humidity_ratio: column(`${e3}.7.3.1.5`, {
      labels: { sensor: text(`${e3}.7.3.1.3`) },
      scale: 0.001,
      where: is(`${e3}.7.3.1.2`, 2),
    }),
  },
  lacks: { power_load_ratio: "a meter knows no rating", outlet_state: "a meter switches nothing" },
});
