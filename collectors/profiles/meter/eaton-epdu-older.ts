import { asText, column, first, fixed, info, joinedText, profile, state, stateColumn, text, value } from "../../profile.ts";

const pdu = "1.3.6.1.4.1.534.6.6.6";
const outlet = `${pdu}.1.2.2.1`;
const unit = `${pdu}.1.3.1`;
const outlets = { scope: fixed("outlet"), outlet: joinedText(" ", asText(-1, {}), text(`${outlet}.2`)) };
const inlet = { scope: fixed("inlet") };
const mains = [50, 500] as const;
const breakers = [0, 1, 2];
const breaker = (number: number) => `breaker ${number}`;

/**
 * Eaton (Powerware, Pulizzi) switched ePDU before the G2 and G3 models. Source: Eaton PDU-MIB: mA, W, VA, percent of a power
 * factor; millivolts by the MIB, whole volts from the devices seen. -1: not there.
 */
export const eatonEpduOlder = profile({
  id: "eaton-epdu-older",
  vendor: "Eaton",
  of: "meter",
  source: "Eaton PDU-MIB",
  evidence: "recording",
  recognises: { sysObjectID: pdu, answers: `${outlet}.3` },
  reads: {
    device_info: info({ firmware: text(`${pdu}.1.1.1.0`), serial: text(`${pdu}.1.1.2.0`), model: text(`${pdu}.1.1.12.0`) }),
    power_current_amperes: [
      value(`${unit}.1.0`, { scale: 0.001, labels: inlet }),
      column(`${outlet}.4`, { scale: 0.001, labels: outlets }),
      ...breakers.map((number) =>
        value(`${unit}.${40 + number}.0`, {
          scale: 0.001,
          labels: { scope: fixed("breaker"), component: fixed(breaker(number)) },
        }),
      ),
    ],
    power_voltage_volts: [
      first(
        value(`${unit}.2.0`, { scale: 0.001, between: mains, labels: inlet }),
        value(`${unit}.2.0`, { between: mains, labels: inlet }),
      ),
      first(
        column(`${outlet}.6`, { scale: 0.001, between: mains, labels: outlets }),
        column(`${outlet}.6`, { between: mains, labels: outlets }),
      ),
    ],
    power_active_watts: [value(`${unit}.3.0`, { labels: inlet }), column(`${outlet}.7`, { labels: outlets })],
    power_apparent_voltamperes: [value(`${unit}.4.0`, { labels: inlet }), column(`${outlet}.8`, { labels: outlets })],
    power_factor_ratio: column(`${outlet}.9`, { scale: 0.01, between: [0, 1], zeroIsAbsent: true, labels: outlets }),
    outlet_state: stateColumn(
      `${outlet}.3`,
      { 0: "off", 1: "on", 2: "on", "-1": "unknown" },
      { labels: { outlet: outlets.outlet } },
    ),
    device_component_state: breakers.map((number) =>
      state(`${unit}.${20 + number}.0`, { 0: "ok", 1: "failed" }, { labels: { component: fixed(breaker(number)) } }),
    ),
    device_temperature_celsius: value(`${unit}.5.0`, { signed: true, zeroIsAbsent: true, labels: { sensor: fixed("CPU") } }),
    air_temperature_celsius: column(`${pdu}.2.2.1.3`, {
      signed: true,
      zeroIsAbsent: true,
      labels: { sensor: text(`${pdu}.2.2.1.2`) },
    }),
    air_humidity_ratio: column(`${pdu}.2.4.1.3`, { scale: 0.01, zeroIsAbsent: true, labels: { sensor: text(`${pdu}.2.4.1.2`) } }),
  },
  lacks: { power_energy_joules_total: "not in this MIB" },
});
