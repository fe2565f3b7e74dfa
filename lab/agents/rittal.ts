/**
 * Room sensors on a Rittal CMC III processing unit. Source: RITTAL-CMC-III-MIB (E.2606.7): every sensor is a device, every datum of it
 * a variable with name, type, unit, scale, text and integer; scale -100 means: divide by 100.
 */
import { sensorRoom, type SensorId } from "../physics/plan.ts";
import { gauge, group, int, objectId, scalar, table, text, type MibObject } from "../snmp/mib.ts";
import { systemGroup } from "./system.ts";
import { uptime, type AgentView } from "./view.ts";

const cmc = "1.3.6.1.4.1.2606.7";

/** cmcIIIVarType. */
const types = {
  description: 1,
  value: 2,
  high: 3,
  warn: 4,
  low: 5,
  hysteresis: 6,
  status: 7,
  warnLow: 9,
  delay: 21,
  position: 33,
} as const;
/** cmcIIIVarDataType. */
const data = { int: 2, string: 3, enum: 4 } as const;
/** cmcIIIMsgStatus: the codes that the lab shows, with the texts of the unit's firmware. */
const states = {
  ok: [4, "OK"],
  alarm: [5, "Alarm"],
  highWarn: [6, "High Warn"],
  highAlarm: [8, "High Alarm"],
  lowWarn: [9, "Low Warn"],
  closed: [13, "Closed"],
} as const;
type State = keyof typeof states;

interface Datum {
  readonly name: string;
  readonly type: number;
  readonly unit: string;
  readonly data: number;
  readonly scale: number;
  readonly shown: () => string;
  readonly raw: () => number;
}

interface Sensor {
  readonly index: number;
  readonly product: string;
  readonly alias: string;
  /** Product OID below cmcIIIProductChassis. */
  readonly chassis: number;
  readonly data: readonly Datum[];
  readonly bad: () => boolean;
}

const describe = (name: string, shown: string): Datum => ({
  name,
  type: types.description,
  unit: "",
  data: data.string,
  scale: 0,
  shown: () => shown,
  raw: () => 0,
});

const hundredths = (name: string, type: number, unit: string, value: () => number): Datum => ({
  name,
  type,
  unit,
  data: data.int,
  scale: -100,
  shown: () => `${(Math.round(value() * 100) / 100).toFixed(2)} ${unit}`,
  raw: () => value() * 100,
});

const status = (name: string, state: () => State): Datum => ({
  name,
  type: types.status,
  unit: "",
  data: data.enum,
  scale: 0,
  shown: () => states[state()][1],
  raw: () => states[state()][0],
});

/** A measured value with its set-points and its status. */
function measured(
  name: string,
  label: string,
  unit: string,
  value: () => number,
  high: number,
  warn: number,
  warnLow: number,
  low: number,
): Datum[] {
  const state = (): State =>
    value() >= high ? "highAlarm" : value() >= warn ? "highWarn" : value() <= warnLow ? "lowWarn" : "ok";
  return [
    describe(`${name}.DescName`, label),
    hundredths(`${name}.Value`, types.value, unit, value),
    hundredths(`${name}.SetPtHighAlarm`, types.high, unit, () => high),
    hundredths(`${name}.SetPtHighWarning`, types.warn, unit, () => warn),
    hundredths(`${name}.SetPtLowWarning`, types.warnLow, unit, () => warnLow),
    hundredths(`${name}.SetPtLowAlarm`, types.low, unit, () => low),
    hundredths(`${name}.Hysteresis`, types.hysteresis, "%", () => 5),
    status(`${name}.Status`, state),
  ];
}

/** A contact: 0 or 1, and what that means. */
function contact(name: string, label: string, active: () => boolean, calm: State, alarmed: State, delaySeconds: number): Datum[] {
  return [
    describe(`${name}.DescName`, label),
    {
      name: `${name}.Value`,
      type: types.value,
      unit: "",
      data: data.int,
      scale: 1,
      shown: () => (active() ? "1" : "0"),
      raw: () => (active() ? 1 : 0),
    },
    {
      name: `${name}.Delay`,
      type: types.delay,
      unit: "s",
      data: data.int,
      scale: 1,
      shown: () => `${delaySeconds} s`,
      raw: () => delaySeconds,
    },
    status(`${name}.Status`, () => (active() ? alarmed : calm)),
  ];
}

const celsius = "degree C";

export function rittal(view: AgentView, id: SensorId): MibObject[] {
  const { lab } = view;
  const room = sensorRoom[id];
  const readings = () => lab.world.sensors[id];
  const leak = (): boolean => lab.conditions.leaks.has(id);
  const smoke = (): boolean => lab.conditions.smoke.has(id);
  /** Both digital inputs of each processing unit are wired to the generator's control; their logic is "0:OK / 1:Alarm". */
  const inputs: readonly (readonly [label: string, active: () => boolean])[] =
    room === "rz1"
      ? [
          ["Netz weg", () => !lab.conditions.utility],
          ["Generator laeuft", () => lab.world.generator.running],
        ]
      : [
          ["Generator Stoerung", () => lab.conditions.generatorBroken],
          ["Diesel Reserve", () => lab.conditions.fuelLow],
        ];
  const never = (): boolean => false;
  const temperature = (label: string, value: () => number): Datum[] =>
    measured("Temperature", label, celsius, value, 32, 27, 15, 10);
  const sensors: Sensor[] = [
    {
      index: 1,
      product: "CMCIII-PU",
      alias: `CMC ${room}`,
      chassis: 32768,
      data: [
        ...temperature("Rack 1 Front", () => readings().middle + 0.2),
        ...contact("Access", "Rack 1 Tuer", never, "closed", "alarm", 10),
        ...inputs.flatMap(([label, active], k) => contact(`Input ${k + 1}`, label, active, "ok", "alarm", 1)),
      ],
      bad: never,
    },
    {
      index: 2,
      product: "CMCIII-TMP",
      alias: "Zuluft unten",
      chassis: 768,
      data: temperature("Zuluft unten", () => readings().bottom),
      bad: never,
    },
    {
      index: 3,
      product: "CMCIII-TMP",
      alias: "Zuluft mitte",
      chassis: 768,
      data: temperature("Zuluft mitte", () => readings().middle),
      bad: never,
    },
    {
      index: 4,
      product: "CMCIII-HUM",
      alias: "Zuluft oben",
      chassis: 1024,
      data: [
        ...temperature("Zuluft oben", () => readings().top),
        ...measured("Humidity", "Feuchte oben", "%", () => 100 * readings().humidity, 80, 70, 20, 10),
      ],
      bad: never,
    },
    {
      index: 5,
      product: "CMCIII-SMK",
      alias: "Rauchmelder",
      chassis: 4096,
      data: contact("Smoke", "Rauchmelder", smoke, "ok", "alarm", 0),
      bad: smoke,
    },
    {
      index: 6,
      product: "CMCIII-LEAK",
      alias: "Leckage Doppelboden",
      chassis: 4608,
      data: [
        describe("Leakage.DescName", "Leckage Doppelboden"),
        {
          name: "Leakage.Position",
          type: types.position,
          unit: "",
          data: data.enum,
          scale: 0,
          shown: () => (leak() ? "Zone 1" : "None"),
          raw: () => (leak() ? 1 : 0),
        },
        { name: "Leakage.Delay", type: types.delay, unit: "s", data: data.int, scale: 1, shown: () => "1 s", raw: () => 1 },
        status("Leakage.Status", () => (leak() ? "alarm" : "ok")),
      ],
      bad: leak,
    },
  ];
  const rows = sensors.flatMap((sensor) => sensor.data.map((datum, i) => ({ ...datum, index: `${sensor.index}.${i + 1}` })));
  const quality = ({ type, raw }: Datum): number => {
    if (type !== types.status) return 2;
    const code = Math.round(raw());
    return code === 5 || code === 8 ? 4 : code === 6 || code === 9 ? 3 : 2;
  };
  return [
    ...systemGroup(view, { descr: "Rittal CMC III PU SN 41326588 HW V4.01 - SW V3.17.10", objectId: cmc, services: 72 }),
    ...group(`${cmc}.1`, { 1: gauge(1), 2: gauge(1), 3: text("V3.17.10") }),
    scalar(`${cmc}.2.1`, int(1)),
    ...group(`${cmc}.2`, {
      2: text("http://cmc/"),
      3: text("V4.01"),
      4: text("V3.17.10"),
      6: text("41326588"),
      7: text("CMCIII-PU"),
      8: int(2),
      12: gauge(() => uptime(view)),
    }),
    ...group(`${cmc}.4.1.1`, { 1: int(() => (sensors.some(({ bad }) => bad()) ? 3 : 1)), 2: int(sensors.length) }),
    ...table<Sensor>(`${cmc}.4.1.2.1`, sensors, ({ index }) => String(index), {
      2: ({ product }) => text(product),
      3: ({ alias }) => text(alias),
      4: ({ chassis }) => objectId(`${cmc}.7.4.${chassis}`),
      6: () => int(2),
      8: () => text(view.location),
      17: ({ data }) => int(data.length),
      19: ({ bad }) => text(() => (bad() ? "Alarm" : "OK")),
    }),
    ...group(`${cmc}.4.2.1`, { 1: int(rows.length) }),
    ...table(`${cmc}.4.2.2.1`, rows, ({ index }) => index, {
      3: ({ name }) => text(name),
      4: ({ type }) => int(type),
      5: ({ unit }) => text(unit),
      6: (row) => int(row.data),
      7: ({ scale }) => int(scale),
      10: ({ shown }) => text(shown),
      11: ({ raw }) => int(raw),
      12: () => gauge(0),
      13: () => int(2),
      14: (row) => int(() => quality(row)),
    }),
  ];
}
