import {
  all,
  asText,
  column,
  fixed,
  info,
  is,
  joinedText,
  not,
  once,
  profile,
  stateColumn,
  text,
  type Rows,
} from "../../profile.ts";

const pdu = "1.3.6.1.4.1.318.1.1.32";
const name = `${pdu}.1.2.1`;
const unit = `${pdu}.2.4.1`;
const phase = `${pdu}.3.4.1`;
const breaker = `${pdu}.4.4.1`;
const switched = `${pdu}.5.4.1`;
const metered = `${pdu}.5.9.1`;
const sensor = `${pdu}.6.4.1`;
const kind = `${pdu}.6.2.1.6`;
const inlet: Rows = { labels: { scope: fixed("inlet"), component: text(`${unit}.2`) } };
// The first part of the index is the unit, the last the phase, breaker or outlet in it.
const phases: Rows = { labels: { scope: fixed("phase"), component: asText(0, {}, "PDU "), phase: asText(-1, {}, "L") } };
const between = {
  scope: fixed("phase"),
  component: asText(0, {}, "PDU "),
  phase: asText(-1, { 1: "L1-L2", 2: "L2-L3", 3: "L3-L1" }),
};
const breakers: Rows = {
  labels: { scope: fixed("breaker"), component: joinedText(" ", asText(0, {}, "PDU "), text(`${breaker}.3`)) },
};
const outletOf = (table: string) => joinedText(" ", asText(-1, {}), text(`${table}.3`));
const outlets: Rows = { labels: { scope: fixed("outlet"), outlet: outletOf(metered) } };
const imported = { direction: fixed("import") };
const load = { 1: "overload", 2: "near_overload", 3: "low", 4: "low", 5: "normal", 6: "unknown" } as const;
/** Sensors by type (1 temperature, 2 humidity, 3 door, 4 contact, 5 and 6 fluid, 7 smoke); 1 not there, 3 lost. */
const sensors = (...types: readonly number[]): Rows => ({
  labels: { sensor: text(`${sensor}.2`) },
  where: all(once(is(kind, ...types)), is(`${sensor}.3`, 2)),
});
const alarmed = { codes: { 0: 0, 1: 1, 2: 0 } } as const;

/**
 * APC NetShelter rack PDU of the third generation (APDU10000). Source: PowerNet-MIB 4.5.6, group 32: W, VA, whole volts,
 * hundredths of A and power factor, tenths of kWh. Temperatures are left out while the card shows Fahrenheit.
 */
export const apcCpdu = profile({
  id: "apc-cpdu",
  vendor: "APC",
  of: "meter",
  source: "PowerNet-MIB 4.5.6",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.318", answers: [unit, phase, metered] },
  reads: {
    device_info: info({ model: text(`${name}.11.1`), firmware: text(`${name}.14.1`), serial: text(`${name}.12.1`) }),
    power_active_watts: [
      column(`${unit}.4`, { rows: inlet }),
      column(`${phase}.7`, { rows: phases }),
      column(`${metered}.6`, { rows: outlets }),
    ],
    power_apparent_voltamperes: [column(`${unit}.5`, { rows: inlet }), column(`${phase}.8`, { rows: phases })],
    power_factor_ratio: [
      column(`${unit}.13`, { rows: inlet, scale: 0.01, between: [0, 1] }),
      column(`${phase}.9`, { rows: phases, scale: 0.01, between: [0, 1] }),
      column(`${breaker}.6`, { rows: breakers, scale: 0.01, between: [0, 1] }),
      column(`${metered}.7`, { rows: outlets, scale: 0.01, between: [0, 1] }),
    ],
    power_voltage_volts: [column(`${phase}.6`, { rows: phases }), column(`${phase}.11`, { labels: between, zeroIsAbsent: true })],
    power_current_amperes: [
      column(`${phase}.5`, { rows: phases, scale: 0.01 }),
      column(`${breaker}.5`, { rows: breakers, scale: 0.01 }),
      column(`${metered}.5`, { rows: outlets, scale: 0.01 }),
    ],
    power_energy_joules_total: [
      column(`${unit}.9`, { rows: inlet, labels: imported, scale: 360_000 }),
      column(`${metered}.11`, { rows: outlets, labels: imported, scale: 360_000 }),
    ],
    power_load_state: [
      stateColumn(`${unit}.3`, load, { rows: inlet }),
      stateColumn(`${phase}.3`, load, { rows: phases }),
      stateColumn(`${breaker}.4`, load, { rows: breakers }),
      stateColumn(`${metered}.4`, load, { rows: outlets }),
    ],
    outlet_state: stateColumn(`${switched}.4`, { 0: "off", 1: "on" }, { labels: { outlet: outletOf(switched) } }),
    air_humidity_ratio: column(`${sensor}.5`, { rows: sensors(2), scale: 0.01, zeroIsAbsent: true }),
    air_sensor_alarm: stateColumn(
      `${sensor}.4`,
      { 1: "critical", 2: "normal", 3: "critical", 4: "warning", 5: "warning", 6: "critical" },
      { rows: sensors(1, 2) },
    ),
    door_open: column(`${sensor}.4`, { rows: sensors(3), ...alarmed }),
    leak_detected: column(`${sensor}.4`, { rows: sensors(5, 6), ...alarmed }),
    smoke_detected: column(`${sensor}.4`, { rows: sensors(7), ...alarmed }),
    contact_state: stateColumn(
      `${sensor}.4`,
      { 1: "alarm", 2: "normal" },
      { labels: { contact: text(`${sensor}.2`) }, where: all(once(is(kind, 4)), not(is(`${sensor}.3`, 1, 3))) },
    ),
  },
  lacks: {
    power_frequency_hertz: "not in this MIB",
    air_temperature_celsius: "the unit of a sensor stands in a setting that no recording proves; its own grading is read",
  },
});
