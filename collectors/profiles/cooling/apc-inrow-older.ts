import { fixed, info, profile, state, text, value, type NumberOptions } from "../../profile.ts";

const air = "1.3.6.1.4.1.318.1.1.13";
/** Trees of the models; each is one table of scalars with its own numbering (RDT2 is a table with one row). */
const rc = (number: number) => `${air}.3.2.2.2.${number}.0`;
const rp100 = (number: number) => `${air}.3.3.1.2.2.${number}.0`;
const rp500 = (number: number) => `${air}.3.3.2.2.2.${number}.0`;
const sc = (number: number) => `${air}.3.4.1.2.${number}.0`;
const rd = (number: number) => `${air}.4.5.2.1.${number}.1`;

const tenths: NumberOptions = { scale: 0.1, signed: true };
const place = (at: string, sensor: string, position = sensor) =>
  value(at, { ...tenths, labels: { sensor: fixed(sensor.replace("_", " ")), position: fixed(position) } });
const share: NumberOptions = { scale: 0.001, between: [0, 1.1] };
/** Openings of valves, unlike speeds of fans, are whole percent. */
const percent: NumberOptions = { scale: 0.01, between: [0, 1.1] };
/** airIRRCUnitRunHours. */
const running = ["air filter", ...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => `fan ${n}`)];
const heat = (at: string, unit: string) => value(at, { scale: 100, labels: { unit: fixed(unit) } });
const part = (component: string, options: NumberOptions = {}): NumberOptions => ({
  scale: 0.1,
  ...options,
  labels: { component: fixed(component) },
});
const contact = { 1: "open", 2: "closed" } as const;
/** 1 standby, 2 on, 3 idle; RP adds prestart, service, backup, assist. */
const mode = { 1: "standby", 2: "running", 3: "standby", 4: "standby", 5: "off", 6: "standby", 7: "running" } as const;

/**
 * APC in-row cooling before the coolingUnit tables (InRow RC, RP, SC, RD of the first generation, portable units). Source:
 * PowerNet-MIB 4.5, airIRRC*, airIRRP100*, airIRRP500*, airIRSC*, airIRG2RDT2*, airPA*: tenths of °C, percent and kW, l/s. A US
 * twin stands before every metric one. -1: not fitted.
 */
export const apcInRowOlder = profile({
  id: "apc-inrow-older",
  vendor: "APC",
  of: "cooling",
  source: "PowerNet-MIB 4.5",
  // InRow RC; the others are from the MIB.
  evidence: "recording",
  recognises: {
    sysObjectID: "1.3.6.1.4.1.318",
    answers: [`${air}.3.2.2.2`, `${air}.3.3.1.2.2`, `${air}.3.3.2.2.2`, `${air}.3.4.1.2`, `${air}.4.5.2.1`, `${air}.2.2.10.0`],
  },
  reads: {
    device_info: info({
      model: text("1.3.6.1.2.1.1.1.0", { pattern: /^(?:APC )?(.*?)\s*(?:\(MB:|$)/ }),
      firmware: text("1.3.6.1.2.1.1.1.0", { pattern: /\bAF1:(\S+)/ }),
    }),
    cooling_unit_state: [rc, rp100, rp500, sc].map((at) => state(at(1), mode)),
    air_temperature_celsius: [
      ...[rc(7), rp100(3), sc(7), rd(7)].map((at) => place(at, "rack_inlet")),
      ...[rc(9), rp100(5), rp500(5), sc(9), rd(9), `${air}.2.2.10.0`].map((at) => place(at, "supply")),
      ...[rc(11), rp100(7), rp500(7), sc(11), rd(11), `${air}.2.2.12.0`].map((at) => place(at, "return")),
      ...[rp100, rp500].flatMap((at) => [24, 26, 28].map((n, i) => place(at(n), `rack inlet ${i + 1}`, "rack_inlet"))),
      place(`${air}.2.2.14.0`, "remote", "room"),
    ],
    air_humidity_ratio: [rp100, rp500].flatMap((at) => [
      value(at(8), { scale: 0.001, zeroIsAbsent: true, labels: { sensor: fixed("supply"), position: fixed("supply") } }),
      value(at(9), { scale: 0.001, zeroIsAbsent: true, labels: { sensor: fixed("return"), position: fixed("return") } }),
    ]),
    water_temperature_celsius: [place(rc(24), "entering", "supply"), place(rc(26), "leaving", "return")],
    water_flow_cubic_meters_per_second: value(rc(22), { scale: 0.000_01 }), // hundredths of l/s
    device_temperature_celsius: [
      value(rp100(41), { ...tenths, labels: { sensor: fixed("compressor drive heat sink") } }),
      value(rp100(43), { ...tenths, labels: { sensor: fixed("compressor drive control card") } }),
      value(rd(13), { ...tenths, labels: { sensor: fixed("suction") } }),
    ],
    cooling_airflow_cubic_meters_per_second: [
      ...[rc(5), sc(5), rd(5)].map((at) => value(at, { scale: 0.001 })),
      ...[rp100(11), rp500(11)].map((at) => value(at, { scale: 0.0001 })), // tenths of l/s
    ],
    cooling_pressure_pascals: [
      ...[rc(15), rp100(30), rp500(32)].map((at) => value(at, { labels: { sensor: fixed("filter") } })),
      value(rd(19), { scale: 1000, labels: { sensor: fixed("suction") } }),
      value(rd(21), { scale: 1000, labels: { sensor: fixed("discharge") } }),
    ],
    cooling_output_watts: [
      ...[rc(2), sc(2), rd(2), rp100(14), rp500(14)].map((at) => heat(at, "output")),
      ...[rc(3), sc(3), rd(3), rp100(13), rp500(13)].map((at) => heat(at, "demand")),
    ],
    cooling_fan_speed_ratio: [rc(16), rp100(12), rp500(12)].map((at) => value(at, share)),
    cooling_valve_position_ratio: [rc(20), rp500(36)].map((at) => value(at, percent)),
    cooling_compressor_speed_hertz: value(rp100(35), { scale: 0.1 }),
    cooling_setpoint_celsius: [
      value(`${air}.2.2.4.0`, tenths),
      value(`${air}.3.2.1.2.2.0`, { ...tenths, labels: { sensor: fixed("cooling") } }),
      value(`${air}.3.2.1.2.4.0`, { ...tenths, labels: { sensor: fixed("supply air") } }),
    ],
    cooling_run_seconds_total: running.map((component, at) =>
      value(`${air}.3.2.2.3.${at + 1}.0`, { scale: 3600, labels: { component: fixed(component) } }),
    ),
    leak_detected: value(rc(27), { codes: { 1: 0, 2: 1 } }),
    power_voltage_volts: [value(rp100(37), part("compressor drive")), value(rp100(39), part("compressor drive DC link"))],
    power_current_amperes: [
      value(rp100(38), part("compressor drive")),
      value(rp100(33), part("humidifier")),
      value(rp500(33), part("humidifier")),
    ],
    contact_state: [rp100(21), rp500(21), rc(17)]
      .map((at) => state(at, contact, { labels: { contact: fixed("input") } }))
      .concat([rp100(22), rp500(22), rc(18)].map((at) => state(at, contact, { labels: { contact: fixed("output") } }))),
  },
  lacks: {
    cooling_alarm: "alarms are traps and a table of texts",
  },
});
