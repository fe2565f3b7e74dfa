import {
  all,
  column,
  fixed,
  index,
  info,
  is,
  joinedText,
  not,
  once,
  profile,
  stateColumn,
  text,
  withParts,
  type NumberOptions,
  type Rows,
} from "../../profile.ts";

const hawk = "1.3.6.1.4.1.3711.24.1.1";
const input = `${hawk}.1.2.2.1`;
const contact = `${hawk}.1.3.1.1`;
const pdu = `${hawk}.7.3.1.1`;
const outlet = `${hawk}.7.2.3.1`;
const scale = `${hawk}.1.2.1.0`;
/** Values far outside say why there is none: not initialised, below or above the range. */
const believable = {
  absent: [-999_999_999, -99_999_999, -17_999_680, -10_000_000, -9_997_268, 10_000_000, 10_002_732, 18_000_320, 99_999_999],
};
const probes: Rows = { labels: { sensor: text([`${input}.3`]) } };
const degrees = { ...believable, rows: probes, scale: 0.1, signed: true } satisfies NumberOptions;
const kind = (code: number) => once(is(`${input}.6`, code));
const pdus: Rows = {
  labels: { scope: fixed("inlet"), component: text(withParts(`${hawk}.7.1.2.1.3`, 0)) },
  where: is(`${hawk}.7.1.2.1.6`, 1),
};
const outlets: Rows = { labels: { scope: fixed("outlet"), outlet: joinedText(" ", index(), text([`${outlet}.4`])) } };
const imported = { direction: fixed("import") };

/**
 * Panduit IPI and Sinetica Eagle-i gateways: sensors, contacts and the PDUs behind them. Source: HAWK-I2-MIB: tenths of degrees by a setting of
 * the unit, of percent, A, kW, kVA, kWh and Hz, whole V, hundredths of power factor.
 */
export const panduitHawk = profile({
  id: "panduit-hawk",
  vendor: "Panduit",
  of: "meter",
  source: "HAWK-I2-MIB",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.3711.24", answers: [input, contact, pdu] },
  reads: {
    device_info: info({ firmware: text(`${hawk}.99.10.0`), serial: text(`${hawk}.99.11.0`) }),
    air_temperature_celsius: [
      column(`${input}.7`, { ...degrees, where: all(kind(2), not(is(scale, 2, 3))) }),
      column(`${input}.7`, { ...degrees, fahrenheit: true, where: all(kind(2), is(scale, 2)) }),
      column(`${input}.7`, { ...degrees, offset: -273.15, where: all(kind(2), is(scale, 3)) }),
    ],
    air_humidity_ratio: column(`${input}.7`, { ...believable, rows: probes, scale: 0.001, between: [0, 1], where: kind(3) }),
    contact_state: stateColumn(
      `${contact}.7`,
      { 1: "open", 2: "closed", 4: "alarm" },
      { labels: { contact: text([`${contact}.3`]) } },
    ),
    power_voltage_volts: column(`${pdu}.3`, { rows: pdus }),
    power_current_amperes: [column(`${pdu}.4`, { rows: pdus, scale: 0.1 }), column(`${outlet}.9`, { rows: outlets, scale: 0.1 })],
    power_energy_joules_total: [
      column(`${pdu}.5`, { rows: pdus, labels: imported, scale: 360_000 }),
      column(`${outlet}.14`, { rows: outlets, labels: imported, scale: 360_000 }),
    ],
    power_apparent_voltamperes: [
      column(`${pdu}.6`, { rows: pdus, scale: 100 }),
      column(`${outlet}.13`, { rows: outlets, scale: 100 }),
    ],
    power_active_watts: column(`${pdu}.7`, { rows: pdus, scale: 100 }),
    power_factor_ratio: [
      column(`${pdu}.8`, { rows: pdus, scale: 0.01, between: [0, 1] }),
      column(`${outlet}.15`, { rows: outlets, scale: 0.01, between: [0, 1] }),
    ],
    power_frequency_hertz: column(`${pdu}.9`, {
      labels: { scope: text(withParts(`${hawk}.7.1.2.1.3`, 0)) },
      scale: 0.1,
      between: [10, 100],
      where: is(`${hawk}.7.1.2.1.6`, 1),
    }),
    outlet_state: stateColumn(
      `${outlet}.5`,
      { 1: "on", 2: "off", 3: "off" },
      { labels: { outlet: joinedText(" ", index(), text([`${outlet}.4`])) } },
    ),
  },
  lacks: { power_load_ratio: "not in this MIB" },
});
