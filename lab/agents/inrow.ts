/**
 * A chilled-water unit in the row (InRow RC). Source: PowerNet-MIB, coolingUnit (E.318.1.1.27.1): tables of description, value, unit
 * and scale; value = scale × quantity. Row texts as units of this family show them; chilled water stands in the extended table.
 */
import { unitRating } from "../physics/cooling.ts";
import { unitIds, unitPlace, type UnitId } from "../physics/plan.ts";
import { int, scalar, table, text, type MibObject } from "../snmp/mib.ts";
import { systemGroup } from "./system.ts";
import type { AgentView } from "./view.ts";

const unit27 = "1.3.6.1.4.1.318.1.1.27.1";

interface Analog {
  readonly description: string;
  readonly units: string;
  readonly scale: number;
  /** Quantity in these units; undefined where no probe is fitted: the row then has no value. */
  readonly value: (() => number) | undefined;
}

interface Discrete {
  readonly description: string;
  /** Codes and their names, as the reference key lists them. */
  readonly names: Readonly<Record<number, string>>;
  readonly value: () => number;
}

const celsiusAndFahrenheit = (description: string, value: (() => number) | undefined): Analog[] => [
  { description, units: "C", scale: 10, value },
  { description, units: "F", scale: 10, value: value === undefined ? undefined : () => value() * 1.8 + 32 },
];

/** Magnus formula: the temperature at which this air is saturated. */
function dewPoint(celsius: number, humidity: number): number {
  const x = Math.log(humidity) + (17.62 * celsius) / (243.12 + celsius);
  return (243.12 * x) / (17.62 - x);
}

/** The two tables of one kind: size scalar, then rows indexed unit.row. */
function analogTable(base: string, rows: readonly Analog[]): MibObject[] {
  const numbered = rows.map((row, i) => ({ ...row, index: i + 1 }));
  return [
    scalar(`${base}.1`, int(rows.length)),
    ...table(`${base}.2.1`, numbered, ({ index }) => `1.${index}`, {
      1: ({ index }) => int(index),
      2: ({ description }) => text(description),
      3: ({ value, scale }) => (value === undefined ? undefined : int(() => value() * scale)),
      4: ({ units }) => text(units),
      5: ({ scale, value }) => (value === undefined ? undefined : int(scale)),
    }),
  ];
}

function discreteTable(base: string, rows: readonly Discrete[]): MibObject[] {
  const numbered = rows.map((row, i) => ({ ...row, index: i + 1 }));
  return [
    scalar(`${base}.1`, int(rows.length)),
    ...table(`${base}.2.1`, numbered, ({ index }) => `1.${index}`, {
      1: ({ index }) => int(index),
      2: ({ description }) => text(description),
      3: ({ names, value }) => text(() => names[value()] ?? "NA"),
      4: ({ value }) => int(value),
      5: ({ names }) => text(Object.entries(names).map(([code, name]) => `${name}(${code})`).join(",")), // prettier-ignore
    }),
  ];
}

const modes = { 0: "Unknown", 1: "Initializing", 2: "Off", 3: "Standby", 4: "Idle", 5: "Startup Delay", 6: "Active" } as const;
const contact = { 0: "Open", 1: "Closed" } as const;

export function inRow(view: AgentView, id: UnitId): MibObject[] {
  const { lab } = view;
  const { world } = lab;
  const { room, feed } = unitPlace[id];
  const unit = world.units[id];
  const shown = () => world.unitReadings[id];
  const group = unitIds.filter((other) => unitPlace[other].room === room);
  const inlets = (): number[] => group.map((other) => world.unitReadings[other].inlet);
  const running = (): number => group.filter((other) => world.units[other].running).length;
  /** Full air flow 2,240 L/s. */
  const airflow = (fan: number): number => 2240 * fan;
  const cfm = 2.119;
  const broken = (): boolean => lab.conditions.brokenUnits.has(id);
  /** What the room needs in kW, shared by those that run. */
  const demand = (): number => (world.it[room].watts + 2500) / 1000 / Math.max(1, running());
  const mode = (): number => (unit.running ? 6 : lab.world.mains[feed] && !broken() ? 5 : 2);

  const status: Analog[] = [
    ...celsiusAndFahrenheit("Group Minimum Rack Temperature", () => Math.min(...inlets()) - 0.9),
    ...celsiusAndFahrenheit("Group Maximum Rack Temperature", () => Math.max(...inlets()) + 1.3),
    {
      description: "Total Airflow",
      units: "L/s",
      scale: 1,
      value: () => group.reduce((sum, other) => sum + airflow(world.units[other].fan), 0),
    },
    {
      description: "Total Airflow",
      units: "CFM",
      scale: 1,
      value: () => cfm * group.reduce((sum, other) => sum + airflow(world.units[other].fan), 0),
    },
    { description: "Total Air Side Cooling Demand", units: "kW", scale: 10, value: () => demand() * Math.max(1, running()) },
    {
      description: "Total Sensible Cooling Power",
      units: "kW",
      scale: 10,
      value: () => group.reduce((sum, other) => sum + world.units[other].heatWatts, 0) / 1000,
    },
    ...celsiusAndFahrenheit("Supply Temperature", () => shown().supply),
    ...celsiusAndFahrenheit("Maximum Rack Inlet Temperature", () => shown().inlet + 1.3),
    ...celsiusAndFahrenheit("Return Temperature", () => shown().return),
    { description: "Humidity", units: "%RH", scale: 10, value: () => 100 * shown().humidity },
    ...celsiusAndFahrenheit("Dew Point Temperature", () => dewPoint(shown().inlet, shown().humidity)),
    { description: "Airflow", units: "L/s", scale: 1, value: () => airflow(unit.fan) },
    { description: "Airflow", units: "CFM", scale: 1, value: () => cfm * airflow(unit.fan) },
    { description: "Cool Demand", units: "kW", scale: 10, value: demand },
    { description: "Cool Output", units: "kW", scale: 10, value: () => unit.heatWatts / 1000 },
    ...celsiusAndFahrenheit("Rack Inlet Temperature 1", () => shown().inlet - 0.9),
    ...celsiusAndFahrenheit("Rack Inlet Temperature 2", () => shown().inlet),
    ...celsiusAndFahrenheit("Rack Inlet Temperature 3", () => shown().inlet + 1.3),
    ...celsiusAndFahrenheit("Rack Inlet Temperature 4", undefined),
    { description: "Fan Speed", units: "%", scale: 10, value: () => 100 * unit.fan },
    ...[1, 2, 3, 4].map((n): Analog => ({
      description: `Fan ${n}`,
      units: "rpm",
      scale: 1,
      value: () => unit.fan * (3480 + 15 * n),
    })),
    { description: "Unit Run Hours", units: "hr", scale: 1, value: () => Math.floor(unit.runSeconds / 3600) },
    { description: "Air Filter Run Hours", units: "hr", scale: 1, value: () => Math.floor((unit.runSeconds / 3600) % 2000) },
  ];
  const extended: Analog[] = [
    { description: "Chilled Water Valve Position", units: "%", scale: 1, value: () => 100 * unit.valve },
    {
      description: "Chilled Water Flow",
      units: "L/s",
      scale: 100,
      value: () => (world.chiller.pumping ? (unitRating.airWattsPerKelvin * 0.9 * unit.valve) / 4186 : 0),
    },
    ...celsiusAndFahrenheit("Entering Chilled Water Temperature", () => shown().waterIn),
    ...celsiusAndFahrenheit("Leaving Chilled Water Temperature", () => shown().waterOut),
    { description: "Filter Differential Pressure", units: "Pa", scale: 1, value: () => 62 * unit.fan ** 2 },
  ];
  const discrete: Discrete[] = [
    { description: "Active Flow Control Status", names: { 0: "Under", 1: "Okay", 2: "Over", 4: "NA" }, value: () => 4 },
    { description: "Mode", names: modes, value: mode },
    { description: "Shutdown Input State", names: contact, value: () => 0 },
    { description: "Alarm Relay 1", names: contact, value: () => (broken() ? 1 : 0) },
    { description: "Alarm Relay 2", names: contact, value: () => 0 },
    { description: "Alarm Relay 3", names: contact, value: () => 0 },
    { description: "Alarm Relay 4", names: contact, value: () => 0 },
    { description: "Active Power Source", names: { 0: "Primary", 1: "Secondary" }, value: () => 0 },
  ];
  return [
    ...systemGroup(view, {
      descr:
        "APC InRow RC 300mm (MB:v4.1.0 PF:v6.8.8 PN:apc_hw06_aos_688.bin AF1:v6.6.9.b AN1:apc_hw06_rc3xx_669b.bin MN:ACRC301S HR:06)",
      objectId: "1.3.6.1.4.1.318.1.3.14.10",
      services: 72,
    }),
    scalar(`${unit27}.1`, int(1)),
    scalar(`${unit27}.3.1`, int(3)),
    ...table(
      `${unit27}.3.2.1`,
      [
        { row: 1, label: "Model Number", value: "ACRC301S" },
        { row: 2, label: "Serial Number", value: `LAB${id.toUpperCase()}` },
        { row: 3, label: "Firmware Revision", value: "6.6.9" },
      ],
      ({ row }) => `1.${row}`,
      {
        1: ({ row }) => int(row),
        2: ({ label }) => text(label),
        3: ({ value }) => text(value),
      },
    ),
    ...analogTable(`${unit27}.4.1`, status),
    ...discreteTable(`${unit27}.4.2`, discrete),
    ...analogTable(
      `${unit27}.5.1`,
      celsiusAndFahrenheit("Cool Setpoint", () => 22.5),
    ),
    ...analogTable(`${unit27}.6.1`, extended),
  ];
}
