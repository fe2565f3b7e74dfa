import {
  above,
  all,
  below,
  fixed,
  info,
  once,
  profile,
  state,
  value,
  type Condition,
  type NumberOptions,
} from "../../profile.ts";

const unit = "1.3.6.1.4.1.9839.2.1";
const digital = (number: number): string => `${unit}.1.${number}.0`;
const analogue = (number: number): string => `${unit}.2.${number}.0`;
const whole = (number: number): string => `${unit}.3.${number}.0`;
const within = (number: number, low: number, high: number): Condition =>
  all(above(analogue(number), low - 1), below(analogue(number), high + 1));
/**
 * Behind every maker's controller the numbers of a pCOWeb card mean other things, and the card does not say which one is
 * there. Five settings of this one, each where it can only be, prove it: set-points of cooling (10 to 35 °C) and of the
 * set-back mode (20 to 40 and 5 to 25 °C), chilled water for drying (3 to 15 °C), its upper limit (10 to 30 °C).
 */
const proven = once(
  all(within(20, 100, 350), within(28, 200, 400), within(29, 50, 250), within(30, 30, 150), within(31, 100, 300)),
);
const read = (at: string, options: NumberOptions = {}) => value(at, { scale: 0.1, ...options, where: proven });
/** An input without a probe answers 0. */
const probe = (number: number, low: number, high: number, sensor: string, position?: string) =>
  read(analogue(number), {
    signed: true,
    zeroIsAbsent: true,
    between: [low, high],
    labels: { sensor: fixed(sensor), ...(position === undefined ? {} : { position: fixed(position) }) },
  });
const flag = (number: number, labels: NumberOptions["labels"] = {}) =>
  value(digital(number), { codes: { 0: 0, 1: 1 }, labels, where: proven });
const alarm = (names: Readonly<Record<string, number>>) =>
  Object.entries(names).map(([name, number]) => flag(number, { alarm: fixed(name) }));
const hours = (names: Readonly<Record<string, number>>) =>
  Object.entries(names).map(([component, number]) =>
    read(whole(number), { scale: 3600, labels: { component: fixed(component) } }),
  );
const onOff = { 0: "off", 1: "on" } as const;
const running = { 0: "off", 1: "running" } as const;

/**
 * Uniflair close control units (UG40) behind a Carel pCOWeb card. Source: CAREL-ug40cdz-MIB of 2006-04, readings that
 * Checkmk publishes of a device: tenths of °C, percent and bar, hours.
 */
export const uniflairUg40 = profile({
  id: "uniflair-ug40",
  vendor: "Uniflair",
  of: "cooling",
  source: "CAREL-ug40cdz-MIB 2006-04",
  evidence: "recording",
  recognises: { sysObjectID: ["1.3.6.1.4.1.8072.3.2.10", "1.3.6.1.4.1.9839.2"], answers: analogue(31) },
  absent: [-9999, 32_767, -858_993_460],
  reads: {
    device_info: { ...info({ vendor: fixed("Uniflair"), model: fixed("UG40") }), where: proven },
    air_temperature_celsius: [
      probe(1, -20, 70, "room", "return"),
      probe(2, -50, 70, "outdoor", "outdoor"),
      probe(3, -20, 70, "delivery", "supply"),
      probe(10, -50, 120, "suction 1"),
      probe(11, -50, 120, "suction 2"),
      probe(12, -50, 120, "evaporation 1"),
      probe(13, -50, 120, "evaporation 2"),
    ],
    air_humidity_ratio: read(analogue(6), {
      scale: 0.001,
      zeroIsAbsent: true,
      between: [0.01, 1],
      labels: { sensor: fixed("room"), position: fixed("return") },
    }),
    water_temperature_celsius: [
      probe(4, -10, 95, "chilled water", "supply"),
      probe(5, -10, 95, "hot water"),
      probe(7, -10, 95, "chilled water outlet", "return"),
    ],
    cooling_setpoint_celsius: [
      read(analogue(20), { labels: { sensor: fixed("cooling") } }),
      read(analogue(23), { labels: { sensor: fixed("heating") } }),
    ],
    cooling_setpoint_humidity_ratio: [
      read(whole(16), { scale: 0.01, between: [0.05, 1], labels: { sensor: fixed("dehumidification") } }),
      read(whole(18), { scale: 0.01, between: [0.05, 1], labels: { sensor: fixed("humidification") } }),
    ],
    cooling_pressure_pascals: [
      read(analogue(8), { scale: 10_000, zeroIsAbsent: true, labels: { sensor: fixed("evaporation 1") } }),
      read(analogue(9), { scale: 10_000, zeroIsAbsent: true, labels: { sensor: fixed("evaporation 2") } }),
    ],
    cooling_valve_position_ratio: [
      read(analogue(16), { scale: 0.001, between: [0, 1], labels: { unit: fixed("cooling") } }),
      read(analogue(17), { scale: 0.001, between: [0, 1], labels: { unit: fixed("heating") } }),
    ],
    cooling_fan_speed_ratio: read(analogue(18), { scale: 0.001, between: [0, 1] }),
    cooling_unit_state: state(digital(1), running, { where: proven }),
    cooling_compressor_state: [2, 3, 4, 5].map((number) =>
      state(digital(number), running, { labels: { unit: fixed(String(number - 1)) }, where: proven }),
    ),
    cooling_function_state: [
      state(digital(6), onOff, { labels: { function: fixed("heating") }, where: proven }),
      state(digital(10), onOff, { labels: { function: fixed("dehumidifying") }, where: proven }),
      state(digital(11), onOff, { labels: { function: fixed("humidifying") }, where: proven }),
    ],
    cooling_alarm: alarm({
      mains: 12,
      room_hot: 21,
      room_cold: 22,
      room_humid: 23,
      room_dry: 24,
      filter: 26,
      water_leakage: 27,
      air_flow: 28,
      heater_hot: 29,
      high_pressure_1: 30,
      high_pressure_2: 31,
      low_pressure_1: 32,
      low_pressure_2: 33,
      valve_1: 34,
      valve_2: 35,
      phase_sequence: 36,
      smoke_or_fire: 37,
      humidifier: 65,
      water_flow: 44,
      water_hot: 45,
      room_temperature_sensor: 46,
      delivery_temperature_sensor: 50,
      room_humidity_sensor: 51,
      general: 66,
      standby_switchover: 67,
    }),
    leak_detected: flag(27),
    smoke_detected: flag(37),
    cooling_run_seconds_total: hours({
      filter: 1,
      unit: 2,
      compressor_1: 3,
      compressor_2: 4,
      compressor_3: 5,
      compressor_4: 6,
      heater_1: 7,
      humidifier: 9,
    }),
  },
  lacks: { cooling_output_watts: "not in this MIB", cooling_power_watts: "not in this MIB" },
});
