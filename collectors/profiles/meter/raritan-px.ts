import {
  asText,
  column,
  fixed,
  index,
  info,
  is,
  joinedText,
  once,
  profile,
  stateColumn,
  text,
  value,
  type Rows,
} from "../../profile.ts";

const px = "1.3.6.1.4.1.13742.4.1";
const outlet = `${px}.2.2.1`;
const inlet = `${px}.21.2.1`;
const sensor = "1.3.6.1.4.1.13742.4.3.3.1";
const outlets: Rows = { labels: { scope: fixed("outlet"), outlet: joinedText(" ", index(), text(`${outlet}.2`)) } };
const lines: Rows = { labels: { scope: fixed("phase"), phase: asText(-1, {}, "L") } };
const inputs = { scope: fixed("inlet") };
const imported = { direction: fixed("import") };
const sensors = { sensor: text([`${sensor}.4`, `${sensor}.3`]) };

/** Raritan Dominion PX, first generation. Source: PDU-MIB 1.5: mA, mV, W, VA, hundredths of power factor, Wh. */
export const raritanPx = profile({
  id: "raritan-px",
  vendor: "Raritan",
  of: "meter",
  source: "PDU-MIB 1.5",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.13742.4", answers: [outlet, inlet] },
  reads: {
    device_info: info({
      model: text("1.3.6.1.2.1.1.1.0"),
      serial: text(`${px}.1.2.0`),
      firmware: text(`${px}.1.1.0`),
    }),
    power_current_amperes: [
      column(`${outlet}.4`, { rows: outlets, scale: 0.001 }),
      column(`${inlet}.3`, { rows: lines, scale: 0.001 }),
    ],
    power_voltage_volts: [
      column(`${outlet}.6`, { rows: outlets, scale: 0.001 }),
      column(`${inlet}.4`, { rows: lines, scale: 0.001 }),
    ],
    power_active_watts: [
      column(`${outlet}.7`, { rows: outlets }),
      column(`${inlet}.7`, { rows: lines }),
      value(`${px}.3.1.3.0`, { labels: inputs }),
    ],
    power_apparent_voltamperes: [
      column(`${outlet}.8`, { rows: outlets }),
      column(`${inlet}.8`, { rows: lines }),
      value(`${px}.3.1.4.0`, { labels: inputs }),
    ],
    power_factor_ratio: [
      column(`${outlet}.9`, { rows: outlets, scale: 0.01, between: [0, 1] }),
      column(`${inlet}.9`, { rows: lines, scale: 0.01, between: [0, 1] }),
    ],
    power_energy_joules_total: [
      column(`${outlet}.31`, { rows: outlets, scale: 3600, absent: [-1], labels: imported }),
      column(`${inlet}.11`, { rows: lines, scale: 3600, absent: [-1], labels: imported }),
    ],
    device_temperature_celsius: value(`${px}.3.1.5.0`, { scale: 0.1, signed: true, labels: { sensor: fixed("processor") } }),
    outlet_state: stateColumn(
      `${outlet}.3`,
      { 0: "off", 1: "on" },
      { labels: { outlet: joinedText(" ", index(), text(`${outlet}.2`)) } },
    ),
    air_temperature_celsius: column(`${sensor}.41`, {
      labels: sensors,
      digits: `${sensor}.17`,
      unit: { at: `${sensor}.16`, is: { "7": 1, "14": "fahrenheit" } },
      where: once(is(`${sensor}.2`, 10)),
      signed: true,
    }),
    air_humidity_ratio: column(`${sensor}.41`, {
      labels: sensors,
      digits: `${sensor}.17`,
      scale: 0.01,
      where: once(is(`${sensor}.2`, 11)),
      zeroIsAbsent: true,
    }),
  },
  lacks: {
    power_load_ratio: "the device knows ratings of outlets, no load in percent",
    power_frequency_hertz: "not in this MIB",
  },
});
