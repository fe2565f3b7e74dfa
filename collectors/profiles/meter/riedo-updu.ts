import {
  all,
  asText,
  column,
  fixed,
  info,
  is,
  joinedText,
  once,
  profile,
  stateColumn,
  text,
  type NumberOptions,
} from "../../profile.ts";

const updu = "1.3.6.1.4.1.55108.1";
const meter = `${updu}.3.1.1`;
const sensor = `${updu}.3.2.1`;
const relay = `${updu}.4.1.1`;
const name = text([`${meter}.13`, `${meter}.12`]);
/** Types of meters: 0 and 1 the PDU, 2 and 3 a phase, 4 and 5 a module, then fuses and outlets. */
const inlet = { labels: { scope: fixed("inlet") }, types: [0, 1] };
const phase = { labels: { scope: fixed("phase"), phase: text(`${meter}.2`) }, types: [2, 3] };
const outlet = {
  labels: { scope: fixed("outlet"), outlet: joinedText(" ", asText(0, {}), asText(1, {}), name) },
  types: [6, 7, 8, 9, 10],
};
/** Data quality 0: measured lately. */
const fresh = is(`${meter}.15`, 0);
const readings = (at: number, options: NumberOptions = {}) =>
  [inlet, phase, outlet].map(({ labels, types }) =>
    column(`${meter}.${at}`, {
      ...options,
      labels: { ...labels, ...options.labels },
      where: all(once(is(`${meter}.3`, ...types)), fresh),
    }),
  );
/** Tenths of mA, while the monitor is well. */
const residual = (number: number, kind: string) =>
  column(`${updu}.3.3.1.${number}`, {
    scale: 0.0001,
    signed: true,
    labels: { scope: fixed("inlet"), component: text([`${updu}.3.3.1.2`]), kind: fixed(kind) },
    where: is(`${updu}.3.3.1.5`, 0),
  });
const probe = { labels: { sensor: text([`${sensor}.2`]) } };

/** Riedo Networks UPDU, an intelligent rack PDU. Source: RNX-UPDU-MIB: mV, mA, W, Wh, tenths of °C, per mil. */
export const riedoUpdu = profile({
  id: "riedo-updu",
  vendor: "Riedo Networks",
  of: "meter",
  source: "RNX-UPDU-MIB",
  evidence: "recording",
  recognises: { sysObjectID: updu, answers: meter },
  reads: {
    device_info: info({
      model: text("1.3.6.1.2.1.1.1.0", { pattern: /UPDU (\S+)/ }),
      firmware: text("1.3.6.1.2.1.1.1.0", { pattern: /Version (\S+)/ }),
    }),
    power_energy_joules_total: readings(4, { scale: 3600, labels: { direction: fixed("import") } }),
    power_active_watts: readings(7, { signed: true }),
    power_reactive_vars: readings(8, { signed: true }),
    power_apparent_voltamperes: readings(9),
    power_voltage_volts: readings(10, { scale: 0.001 }),
    power_current_amperes: readings(11, { scale: 0.001 }),
    power_residual_current_amperes: [residual(3, "rms"), residual(4, "dc")],
    outlet_state: stateColumn(`${relay}.4`, { 0: "off", 1: "on" }, { labels: { outlet: text([`${relay}.2`]) } }),
    air_temperature_celsius: column(`${sensor}.4`, { rows: probe, scale: 0.1, signed: true, where: is(`${sensor}.3`, 1, 2) }),
    air_humidity_ratio: column(`${sensor}.5`, { rows: probe, scale: 0.001, where: is(`${sensor}.3`, 2) }),
  },
  lacks: { power_frequency_hertz: "not in this MIB", power_load_ratio: "not in this MIB" },
});
