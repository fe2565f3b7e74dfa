import {
  all,
  asText,
  column,
  first,
  fixed,
  indexIs,
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

const px = "1.3.6.1.4.1.13742.6";
/** Tables of sensors by what they sit on: measurements, their digits, and the labels of a row. The type is the last index part. */
const inlet = { at: `${px}.5.2.3.1`, digits: `${px}.3.3.4.1.7`, labels: { scope: fixed("inlet") } };
const pole = { at: `${px}.5.2.4.1`, digits: `${px}.3.3.6.1.7`, labels: { scope: fixed("phase"), phase: asText(2, {}, "L") } };
const breaker = {
  at: `${px}.5.3.3.1`,
  digits: `${px}.3.4.4.1.7`,
  labels: { scope: fixed("breaker"), component: text([withParts(`${px}.3.4.3.1.2`, 0, 1), withParts(`${px}.3.4.3.1.1`, 0, 1)]) },
};
const outletName = joinedText(" ", asText(1, {}), text(withParts(`${px}.3.5.3.1.3`, 0, 1)));
const outlet = { at: `${px}.5.4.3.1`, digits: `${px}.3.5.4.1.7`, labels: { scope: fixed("outlet"), outlet: outletName } };
const external = {
  at: `${px}.5.5.3.1`,
  kind: `${px}.3.6.3.1.2`,
  name: `${px}.3.6.3.1.4`,
  units: `${px}.3.6.3.1.16`,
  digits: `${px}.3.6.3.1.17`,
};
type Table = { readonly at: string; readonly digits: string; readonly labels: NonNullable<Rows["labels"]> };

/** Readings of one type; column 2 is 2 where there is none. */
const readings = (type: number, tables: readonly Table[], options: NumberOptions = {}) =>
  tables.map(({ at, digits, labels }) =>
    column(`${at}.4`, {
      ...options,
      labels: { ...labels, ...options.labels },
      digits,
      where: all(indexIs(-1, type), not(is(`${at}.2`, 2))),
    }),
  );
const of = (...kinds: readonly number[]) => all(once(is(external.kind, ...kinds)), not(is(`${external.at}.2`, 2)));
const sensor = { sensor: text(external.name) };
/** The signed column is newer; values below zero stand only there. */
const outside = (kind: number, options: NumberOptions = {}) =>
  first(
    column(`${external.at}.6`, { labels: sensor, digits: external.digits, where: of(kind), signed: true, ...options }),
    column(`${external.at}.4`, { labels: sensor, digits: external.digits, where: of(kind), ...options }),
  );
const celsius = { unit: { at: external.units, is: { "": 1, "7": 1, "14": "fahrenheit" } } } as const;
const binary = { "0": 0, "1": 1, "4": 0, "9": 1, "10": 0, "11": 1 } as const;
const metered = [inlet, pole, breaker, outlet];
const imported = { labels: { direction: fixed("import") } };

/**
 * Raritan PX2, PX3 and PX4 rack PDU with their external sensors, and servers of the same MIB (Legrand). Source: PDU2-MIB.
 * Every value is an integer with its number of digits beside it; sensors say whether they are available.
 */
export const raritanPx2 = profile({
  id: "raritan-px2",
  vendor: "Raritan",
  of: "meter",
  source: "PDU2-MIB",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.13742", answers: [inlet.at, outlet.at, external.at] },
  reads: {
    device_info: info({
      vendor: text(`${px}.3.2.1.1.2.1`),
      model: text([`${px}.3.2.1.1.3.1`, "1.3.6.1.2.1.1.1.0"], { pattern: /^(\S+(?: \S+)?)/ }),
      serial: text(`${px}.3.2.1.1.4.1`),
      firmware: text(`${px}.3.2.3.1.6.1.1.1`),
    }),
    power_current_amperes: readings(1, metered),
    power_residual_current_amperes: [
      ...readings(26, [inlet, outlet], { labels: { kind: fixed("rms") } }),
      ...readings(36, [inlet, outlet], { labels: { kind: fixed("dc") } }),
      ...readings(55, [inlet, outlet], { labels: { kind: fixed("ac") } }),
    ],
    power_voltage_volts: readings(4, metered),
    power_active_watts: readings(5, metered),
    power_apparent_voltamperes: readings(6, metered),
    power_factor_ratio: readings(7, metered, { between: [0, 1] }),
    power_reactive_vars: readings(29, metered),
    power_energy_joules_total: readings(8, metered, { ...imported, scale: 3600 }),
    power_apparent_energy_voltampere_seconds_total: readings(9, metered, { scale: 3600 }),
    power_imbalance_ratio: readings(3, [inlet], { scale: 0.01 }),
    power_frequency_hertz: readings(23, [inlet, { ...outlet, labels: { scope: joinedText(" ", "outlet", outletName) } }]),
    outlet_state: stateColumn(
      `${outlet.at}.3`,
      { 7: "on", 8: "off" },
      { labels: { outlet: outletName }, where: all(indexIs(-1, 14), not(is(`${outlet.at}.2`, 2))) },
    ),
    air_temperature_celsius: outside(10, celsius),
    air_humidity_ratio: outside(11, { scale: 0.01, zeroIsAbsent: true }),
    air_velocity_meters_per_second: outside(12),
    air_pressure_pascals: outside(13),
    air_dew_point_celsius: outside(63, celsius),
    air_sensor_alarm: stateColumn(
      `${external.at}.3`,
      { 2: "critical", 3: "warning", 4: "normal", 5: "warning", 6: "critical" },
      { labels: sensor, where: of(10, 11, 12, 13, 63) },
    ),
    leak_detected: column(`${external.at}.3`, { codes: binary, labels: sensor, where: of(17) }),
    smoke_detected: column(`${external.at}.3`, { codes: binary, labels: sensor, where: of(18) }),
    door_open: column(`${external.at}.3`, { codes: { 0: 1, 1: 0, 4: 0, 11: 1 }, labels: sensor, where: of(43) }),
    contact_state: stateColumn(
      `${external.at}.3`,
      { 0: "open", 1: "closed", 4: "normal", 7: "closed", 8: "open", 11: "alarm" },
      { labels: { contact: text(external.name) }, where: of(14, 19, 20) },
    ),
  },
  lacks: { power_load_ratio: "rated currents are texts; the PDU raises its own limits" },
});
