import {
  all,
  asText,
  column,
  first,
  fixed,
  index,
  indexIs,
  info,
  is,
  joinedText,
  not,
  once,
  profile,
  stateColumn,
  text,
  type NumberOptions,
  type Rows,
} from "../../profile.ts";

const net = "1.3.6.1.4.1.31770.2.2";
const about = `${net}.8.2.1`;
const number = `${net}.8.4.1.5`;
/** Undefined, lost, deactivated, disabled: what such a variable says is old or nothing. */
const alive = not(is(`${about}.7`, 1, 7, 8, 44));
/**
 * A variable's index is its place: device, kind (0 electrical, 1 sensor), circuit, phase, fuse, socket, each 255 where the
 * variable is not of that depth, then its type in two octets. Only the deepest real part is looked at.
 */
const none = (part: number) => indexIs(part, 255);
const some = (part: number) => not(none(part));
const electrical = indexIs(1, 0);
const device = asText(0, { 0: "main" }, "link ");
const circuit = joinedText(" ", device, "inlet", asText(2, { 0: "1", 1: "2" }));
const phase = asText(3, { 0: "L1", 1: "L2", 2: "L3" });
const inlets: Rows = {
  labels: { scope: fixed("inlet"), component: circuit },
  where: all(electrical, some(2), none(3), none(4), none(5)),
};
const phases: Rows = {
  labels: { scope: fixed("phase"), component: circuit, phase },
  where: all(electrical, some(3), none(4), none(5)),
};
const fuses: Rows = {
  labels: { scope: fixed("breaker"), component: joinedText(" ", circuit, "fuse", index(4)), phase },
  where: all(electrical, some(4), none(5)),
};
const sockets: Rows = {
  labels: { scope: fixed("outlet"), outlet: joinedText(" ", circuit, "socket", index(5)) },
  where: all(electrical, some(5)),
};
const every = [inlets, phases, fuses, sockets];

/** Readings of one type at these depths; the power of ten stands in a sibling column. */
const readings = (type: number, depths: readonly Rows[], options: NumberOptions = {}) =>
  depths.map(({ labels, where }) =>
    column(number, {
      ...options,
      labels: { ...labels, ...options.labels },
      exponent: `${about}.9`,
      where: all(indexIs(6, 0), indexIs(7, type), alive, ...(where === undefined ? [] : [where])),
    }),
  );
/** Load below zero is inductive here: the sign is the reactive power's. */
const unsigned = (type: number, depths: readonly Rows[]) =>
  depths.map((depth) =>
    first(
      ...readings(type, [depth], { signed: true, between: [0, 1] }),
      ...readings(type, [depth], { signed: true, scale: -1, between: [0, 1] }),
    ),
  );
/** A probe: device, channels of the two multiplexers. */
const sensor = { sensor: joinedText(" ", device, index(3, 4)) };
const probe = (low: number, options: NumberOptions = {}) =>
  column(number, {
    signed: true,
    ...options,
    labels: sensor,
    exponent: `${about}.9`,
    where: all(indexIs(1, 1), indexIs(6, 1), indexIs(7, low), alive),
  });
const imported = { labels: { direction: fixed("import") } };
const socket = `${net}.6.5.1`;

/**
 * Bachmann BlueNet 2 rack PDU (BN3000 to BN7500), the main one with its linked ones. Source: BACHMANN-BLUENET2-MIB of 2015-09.
 * One table of variables holds everything; its index tells where a value is measured. Energies are kWh before the power of ten.
 */
export const bluenet2 = profile({
  id: "bluenet2",
  vendor: "Bachmann",
  of: "meter",
  source: "BACHMANN-BLUENET2-MIB 2015-09",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.31770.2", answers: number },
  // Number of devices: linked PDUs come and go.
  watches: [`${net}.4.1.2.0`],
  reads: {
    device_info: info({
      model: text([`${net}.4.2.1.4.1`, `${net}.4.2.1.3.1`]),
      serial: text(`${net}.4.2.1.12.1`),
      firmware: text(`${net}.4.2.1.13.1`),
    }),
    power_voltage_volts: readings(1, every),
    power_current_amperes: [
      ...readings(4, every),
      ...readings(9, [{ ...inlets, labels: { ...inlets.labels, phase: fixed("N") } }]),
    ],
    power_active_watts: readings(19, every, { signed: true }),
    power_apparent_voltamperes: readings(18, every),
    power_reactive_vars: readings(22, every, { signed: true }),
    power_factor_ratio: unsigned(17, every),
    power_frequency_hertz: readings(23, [{ ...phases, labels: { scope: joinedText(" ", circuit, phase) } }]),
    power_energy_joules_total: readings(36, every, { ...imported, scale: 3_600_000 }),
    power_apparent_energy_voltampere_seconds_total: readings(32, every, { scale: 3_600_000 }),
    outlet_state: stateColumn(
      `${socket}.12`,
      { 1: "on", 2: "off" },
      {
        labels: { outlet: joinedText(" ", index(), text([`${socket}.8`, `${socket}.7`])) },
        where: once(is(`${socket}.12`, 1, 2)),
      },
    ),
    air_temperature_celsius: probe(0),
    air_humidity_ratio: probe(1, { scale: 0.01 }),
    air_dew_point_celsius: probe(10),
  },
  lacks: {
    power_load_ratio: "ratings stand in set-points; each variable has a state of its own",
  },
});
