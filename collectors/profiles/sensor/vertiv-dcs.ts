import {
  asText,
  column,
  fixed,
  index,
  info,
  is,
  joinedText,
  not,
  profile,
  stateColumn,
  text,
  type NumberOptions,
} from "../../profile.ts";

const dcs = "1.3.6.1.4.1.13400.3";
const pdu = `${dcs}.2.225.1.1`;
const ac = `${dcs}.3.3031.1.1`;
const ups = `${dcs}.4.491.1.1`;
const door = `${dcs}.5.541.1.1`;
const fire = `${dcs}.5.559.1.1`;
const unit = joinedText(" ", "PDU", index());
const lines = (first: number, options: NumberOptions) =>
  ["L1", "L2", "L3"].map((phase, line) =>
    column(`${ups}.${first + line}`, { scale: 0.1, ...options, labels: { phase: fixed(phase) } }),
  );
const named = (sensor: string, position?: string) => ({
  labels: { sensor: joinedText(" ", sensor, index()), ...(position === undefined ? {} : { position: fixed(position) }) },
});
const outlets = Array.from({ length: 24 }, (_, number) => number);

/**
 * Vertiv SmartCabinet and SmartRow controllers (DCS): UPS, PDU, air conditioner and sensors of one cabinet behind one
 * agent. Source: DCS-MIB: the scale stands with every object (0.1, 0.01, 1; power 0.01 kW, energy 0.01 kWh); 9999: not
 * there, 2 and 3 at contacts: not installed.
 */
export const vertivDcs = profile({
  id: "vertiv-dcs",
  vendor: "Vertiv",
  of: ["sensor", "cooling", "ups", "meter"],
  source: "DCS-MIB",
  evidence: "recording",
  recognises: { answers: [`${pdu}.3`, `${ac}.56`, `${ups}.2`, `${door}.2`] },
  absent: [9999, 65535, 32767],
  reads: {
    device_info: info({ model: fixed("DCS"), firmware: text(`${dcs}.1.3.0`) }),
    power_voltage_volts: [
      column(`${pdu}.3`, { labels: { scope: fixed("inlet"), component: unit } }),
      column(`${ac}.64`, { labels: { component: fixed("air conditioner") }, scale: 0.01 }),
    ],
    power_current_amperes: [
      column(`${pdu}.4`, { labels: { scope: fixed("inlet"), component: unit }, scale: 0.1 }),
      ...[5, 6, 7].map((number) =>
        column(`${pdu}.${number}`, {
          labels: { scope: fixed("breaker"), component: joinedText(" ", unit, `branch ${number - 4}`) },
          scale: 0.1,
        }),
      ),
    ],
    power_active_watts: column(`${pdu}.8`, { labels: { scope: fixed("inlet"), component: unit }, scale: 10 }),
    power_apparent_voltamperes: column(`${pdu}.9`, { labels: { scope: fixed("inlet"), component: unit }, scale: 10 }),
    power_factor_ratio: column(`${pdu}.10`, { labels: { scope: fixed("inlet"), component: unit }, scale: 0.01, between: [0, 1] }),
    power_frequency_hertz: column(`${pdu}.11`, { labels: { scope: joinedText(" ", "inlet", unit) }, scale: 0.1 }),
    power_load_ratio: column(`${pdu}.12`, { labels: { scope: fixed("inlet"), component: unit }, scale: 0.001, between: [0, 3] }),
    power_energy_joules_total: column(`${pdu}.13`, {
      labels: { scope: fixed("inlet"), component: unit, direction: fixed("import") },
      scale: 36_000,
      absent: [9999],
    }),
    outlet_state: outlets.map((number) =>
      stateColumn(
        `${pdu}.${52 + number}`,
        { 0: "off", 1: "on" },
        { labels: { outlet: joinedText(" ", unit, `outlet ${number + 1}`) }, where: not(is(`${pdu}.${52 + number}`, 9999)) },
      ),
    ),
    air_temperature_celsius: [
      column(`${ac}.56`, { ...named("supply air", "supply"), scale: 0.01 }),
      column(`${ac}.57`, { ...named("return air", "return"), scale: 0.01 }),
      column(`${ac}.58`, { ...named("outside air", "outdoor"), scale: 0.01 }),
      column(`${door}.2`, { ...named("front", "rack_inlet"), scale: 0.1 }),
      column(`${door}.3`, { ...named("rear", "return"), scale: 0.1 }),
      column(`${door}.19`, { ...named("outside cabinet", "room"), scale: 0.1 }),
      column(`${ups}.67`, { ...named("ups ambient"), scale: 0.1 }),
    ],
    air_humidity_ratio: column(`${door}.20`, { ...named("outside cabinet", "room"), scale: 0.001, zeroIsAbsent: true }),
    cooling_compressor_load_ratio: column(`${ac}.76`, { labels: { unit: index() }, scale: 0.0001, between: [0, 1] }),
    cooling_fan_speed_ratio: column(`${ac}.77`, { labels: { unit: index() }, scale: 0.0001, between: [0, 1] }),
    cooling_valve_position_ratio: column(`${ac}.78`, { labels: { unit: index() }, scale: 0.0001, between: [0, 1] }),
    door_open: [
      column(`${door}.4`, { codes: { 0: 0, 1: 1 }, ...named("front door") }),
      column(`${door}.5`, { codes: { 0: 0, 1: 1 }, ...named("rear door") }),
    ],
    leak_detected: column(`${door}.6`, { codes: { 0: 0, 1: 1 }, ...named("water") }),
    smoke_detected: column(`${fire}.2`, { codes: { 0: 0, 1: 1 }, ...named("fire alarm") }),
    ups_input_voltage_volts: lines(2, {}),
    ups_output_voltage_volts: lines(5, {}),
    ups_output_current_amperes: lines(8, {}),
    ups_output_frequency_hertz: column(`${ups}.11`, { scale: 0.1 }),
    ups_input_current_amperes: lines(16, {}),
    ups_input_frequency_hertz: column(`${ups}.19`, { scale: 0.1, labels: { phase: asText(-1, { 1: "L1" }) } }),
    ups_bypass_voltage_volts: lines(23, {}),
    ups_bypass_frequency_hertz: column(`${ups}.29`, { scale: 0.1 }),
    ups_output_load_ratio: lines(45, { scale: 0.001 }),
    ups_battery_voltage_volts: column(`${ups}.59`, { scale: 0.1 }),
    ups_battery_runtime_seconds: column(`${ups}.65`, { scale: 6 }),
    ups_battery_charge_ratio: column(`${ups}.68`, { scale: 0.001, between: [0, 1.1] }),
    ups_power_source: stateColumn(`${ups}.75`, { 0: "off", 1: "mains", 2: "battery", 3: "bypass", 4: "mains" }),
    ups_input_good: column(`${ups}.76`, { codes: { 0: 1, 1: 0, 2: 1, 3: 0 } }),
    device_voltage_volts: [
      column(`${ups}.30`, { scale: 0.1, labels: { sensor: fixed("bus +") } }),
      column(`${ups}.31`, { scale: 0.1, labels: { sensor: fixed("bus -") } }),
    ],
    ups_battery_charger_state: stateColumn(`${ups}.77`, {
      0: "resting",
      1: "floating",
      2: "charging",
      3: "discharging",
      4: "testing",
      5: "disconnected",
      6: "floating",
      7: "charging",
      8: "charging",
    }),
    device_component_state: [
      stateColumn(`${pdu}.51`, { 0: "ok", 1: "failed" }, { labels: { component: unit } }),
      stateColumn(`${ups}.79`, { 0: "ok", 1: "off" }, { labels: { component: fixed("charger") } }),
    ],
  },
  lacks: { cooling_unit_state: "the air conditioner tells speeds and openings, no state that a recording proves" },
});
