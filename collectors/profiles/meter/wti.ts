import { column, fixed, profile, stateColumn, text, value, above, type NumberOptions, type Rows } from "../../profile.ts";

const wti = "1.3.6.1.4.1.2634.3";
const plug = `${wti}.100.200.1`;
const unit = `${wti}.200`;
const outlets: Rows = { labels: { scope: fixed("outlet"), outlet: text([`${plug}.5`, `${plug}.2`]) } };
/** Branches that are not there answer 0 V. */
const branches = [
  { name: "A", voltage: 5, current: 20, power: 30 },
  { name: "B", voltage: 8, current: 40, power: 50 },
  { name: "C", voltage: 11, current: 51, power: 52 },
  { name: "D", voltage: 14, current: 53, power: 54 },
].map(({ name, voltage, current, power }) => ({
  rows: {
    labels: { scope: fixed("inlet"), component: fixed(`branch ${name}`) },
    where: above(`${unit}.10.1.${voltage}.1`, 0),
  } as Rows,
  voltage: `${unit}.10.1.${voltage}.1`,
  current: `${unit}.${current}.0`,
  power: `${unit}.${power}.0`,
}));
const total: NumberOptions = { labels: { scope: fixed("inlet") } };

/** WTI switched PDU. Source: WTI-POWER-MIB: whole V, W and °C, tenths of A. */
export const wtiPower = profile({
  id: "wti-power",
  vendor: "WTI",
  of: "meter",
  source: "WTI-POWER-MIB",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.2634", answers: [`${unit}.60.0`, `${plug}.3`] },
  reads: {
    power_voltage_volts: branches.map(({ rows, voltage }) => value(voltage, { rows })),
    power_current_amperes: [
      value(`${unit}.60.0`, { ...total, scale: 0.1 }),
      ...branches.map(({ rows, current }) => value(current, { rows, scale: 0.1 })),
      column(`${plug}.7`, { rows: outlets, scale: 0.1 }),
    ],
    power_active_watts: [
      value(`${unit}.70.0`, total),
      ...branches.map(({ rows, power }) => value(power, { rows })),
      column(`${plug}.8`, { rows: outlets }),
    ],
    outlet_state: stateColumn(`${plug}.3`, { 0: "off", 1: "on" }, { labels: { outlet: text([`${plug}.5`, `${plug}.2`]) } }),
    device_temperature_celsius: value(`${unit}.10.1.3.1`, { zeroIsAbsent: true, labels: { sensor: fixed("unit") } }),
  },
  lacks: { power_energy_joules_total: "energy is a text of the month only" },
});
