import {
  all,
  any,
  asText,
  column,
  either,
  first,
  fixed,
  index,
  indexIs,
  info,
  is,
  joinedText,
  matches,
  not,
  once,
  profile,
  quotient,
  state,
  stateColumn,
  sum,
  text,
  value,
  via,
  withParts,
  type Rows,
} from "../../profile.ts";

const cisco = "1.3.6.1.4.1.9.9";
const cpu = `${cisco}.109.1.1.1.1`;
const pool = `${cisco}.221.1.1.1.1`;
const oldPool = `${cisco}.48.1.1.1`;
const monitor = `${cisco}.13.1`;
const sensor = `${cisco}.91.1.1.1.1`;
const stack = `${cisco}.500.1`;
const physicalName = "1.3.6.1.2.1.47.1.1.1.1.7";
const physicalDescription = "1.3.6.1.2.1.47.1.1.1.1.2";

const processor = (window: string): Rows => ({
  labels: { unit: joinedText(" ", text(via(physicalName, `${cpu}.2`)), asText(0, {}, "CPU ")), window: fixed(window) },
});
const processors: Rows = { labels: { unit: joinedText(" ", text(via(physicalName, `${cpu}.2`)), asText(0, {}, "CPU ")) } };
const pools: Rows = { labels: { unit: text(`${pool}.3`) } };
const oldPools: Rows = { labels: { unit: text(`${oldPool}.2`) } };
/** The state stands behind the name: `SW#1, Sensor#1, GREEN`. */
const monitored = (table: number) =>
  text(`${monitor}.${table}.1.2`, { pattern: /^(.*?)(?:,\s*(?:GREEN|YELLOW|RED|Normal|Critical|Faulty|Not\b).*)?$/i });
const health = { 1: "ok", 2: "warning", 3: "failed", 4: "failed", 5: "absent", 6: "failed" } as const;
const part = { 1: "ok", 2: "ok", 3: "failed", 4: "failed", 5: "absent", 6: "failed" } as const;

/** Sensors of CISCO-ENTITY-SENSOR-MIB by type; those of a transceiver carry its interface in their name. */
const port = /\b((?:Fa|Gi|Te|Tw|Fi|Fo|Hu|Eth|App)[A-Za-z]*\d+(?:\/\d+)+)\b/;
const optical = any(
  matches(physicalName, port),
  matches(physicalName, /transceiver|bias current|\b[rt]x power|sensor \d+(\/\d+)+$|-PORT-\d+/i),
  matches(physicalDescription, /transceiver/i),
);
const interfaceName = joinedText(
  "",
  text(physicalName, { pattern: port }),
  text(physicalName, { where: not(matches(physicalName, port)) }),
);
const entity = (type: number, transceiver: boolean) =>
  all(once(is(`${sensor}.1`, type)), transceiver ? optical : not(optical), not(is(`${sensor}.5`, 2, 3)));
const scaled = { siScale: `${sensor}.2`, digits: `${sensor}.3`, signed: true } as const;
/** Temperatures. Some agents (Catalyst 9600X, NCS 540) say milli and answer whole degrees: nothing is 0.025 °C warm. */
function temperatures(transceiver: boolean, labels: NonNullable<Rows["labels"]>) {
  const milli = once(is(`${sensor}.2`, 8));
  const other: Rows = { labels, where: all(entity(8, transceiver), not(milli)) };
  const rows: Rows = { labels, where: all(entity(8, transceiver), milli) };
  return first(
    column(`${sensor}.4`, { ...scaled, ...other, between: [-40, 150] }),
    column(`${sensor}.4`, { ...scaled, ...rows, between: [1, 150] }),
    column(`${sensor}.4`, { ...scaled, ...rows, between: [-40, -1] }),
    column(`${sensor}.4`, { ...rows, between: [1, 150] }),
  );
}
/** Turns a minute: a stopped fan, or what a fan can do. Some agents (NCS 55A2) answer percent under this unit. */
const turns: Rows = { labels: { unit: text(physicalName) }, where: entity(10, false) };
const optics = (type: number, pattern: RegExp, direction: string): Rows => ({
  labels: { interface: interfaceName, direction: fixed(direction) },
  where: all(entity(type, true), matches(physicalName, pattern)),
});
const receive = /receive|rx/i;
const transmit = /transmit|tx/i;
const stacked = joinedText(" ", "switch", text(`${stack}.2.1.1.1`));

/**
 * Health of any Cisco device: processors, memory, temperatures, fans, supplies, stack, transceivers. Sources:
 * CISCO-PROCESS-MIB, CISCO-ENHANCED-MEMPOOL-MIB, CISCO-MEMORY-POOL-MIB, CISCO-ENVMON-MIB, CISCO-ENTITY-SENSOR-MIB,
 * CISCO-ENTITY-FRU-CONTROL-MIB, CISCO-STACKWISE-MIB. Chassis sensors stand in ENVMON or in ENTITY-SENSOR, often both.
 */
export const ciscoHealth = profile({
  id: "cisco-health",
  vendor: "Cisco",
  of: "network",
  source: "CISCO-PROCESS-MIB, CISCO-ENHANCED-MEMPOOL-MIB, CISCO-ENVMON-MIB, CISCO-ENTITY-SENSOR-MIB, CISCO-STACKWISE-MIB",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.9", answers: [cpu, `${oldPool}.5`, `${pool}.18`, `${monitor}.3.1`, sensor] },
  watches: ["1.3.6.1.2.1.47.1.4.1.0"], // entLastChangeTime
  reads: {
    device_info: info({
      model: text(["1.3.6.1.2.1.47.1.1.1.1.13.1", "1.3.6.1.2.1.47.1.1.1.1.13.1001", "1.3.6.1.2.1.47.1.1.1.1.13.1000"]),
      firmware: text("1.3.6.1.2.1.1.1.0", { pattern: /Version ([\w.()]+)/ }),
      serial: text(["1.3.6.1.2.1.47.1.1.1.1.11.1", "1.3.6.1.2.1.47.1.1.1.1.11.1001", "1.3.6.1.2.1.47.1.1.1.1.11.1000"]),
    }),
    device_cpu_utilisation_ratio: [
      first(
        column(`${cpu}.6`, { rows: processor("5s"), scale: 0.01 }),
        column(`${cpu}.3`, { rows: processor("5s"), scale: 0.01 }),
      ),
      first(
        column(`${cpu}.7`, { rows: processor("1m"), scale: 0.01 }),
        column(`${cpu}.4`, { rows: processor("1m"), scale: 0.01 }),
      ),
      first(
        column(`${cpu}.8`, { rows: processor("5m"), scale: 0.01 }),
        column(`${cpu}.5`, { rows: processor("5m"), scale: 0.01 }),
      ),
      column(`${cisco}.109.1.1.2.1.5`, {
        labels: { unit: joinedText(" ", asText(0, {}, "CPU "), asText(-1, {}, "core ")), window: fixed("5m") },
        scale: 0.01,
      }),
      // Quantum Flow Processors of routers: averages over 5 s, 1 min, 5 min and 1 h are rows.
      column(`${cisco}.715.1.1.6.1.14`, {
        labels: { unit: joinedText(" ", "QFP", text(withParts(physicalName, 0))), window: fixed("5m") },
        where: indexIs(-1, 3),
        scale: 0.01,
        between: [0, 1],
      }),
    ],
    device_memory_utilisation_ratio: either(
      first(
        quotient(
          column(`${pool}.18`, { rows: pools }),
          sum(column(`${pool}.18`, { rows: pools }), column(`${pool}.20`, { rows: pools })),
          [0, 1],
        ),
        quotient(
          column(`${pool}.7`, { rows: pools }),
          sum(column(`${pool}.7`, { rows: pools }), column(`${pool}.8`, { rows: pools })),
          [0, 1],
        ),
      ),
      quotient(
        column(`${oldPool}.5`, { rows: oldPools }),
        sum(column(`${oldPool}.5`, { rows: oldPools }), column(`${oldPool}.6`, { rows: oldPools })),
        [0, 1],
      ),
      // Kilobytes of each processor, the only memory that some NX-OS and IOS-XE tell.
      quotient(
        column(`${cpu}.12`, { rows: processors }),
        sum(column(`${cpu}.12`, { rows: processors }), column(`${cpu}.13`, { rows: processors })),
        [0, 1],
      ),
    ),
    device_memory_used_bytes: either(
      first(column(`${pool}.18`, { rows: pools }), column(`${pool}.7`, { rows: pools })),
      column(`${oldPool}.5`, { rows: oldPools }),
    ),
    device_memory_size_bytes: either(
      first(
        sum(column(`${pool}.18`, { rows: pools }), column(`${pool}.20`, { rows: pools })),
        sum(column(`${pool}.7`, { rows: pools }), column(`${pool}.8`, { rows: pools })),
      ),
      sum(column(`${oldPool}.5`, { rows: oldPools }), column(`${oldPool}.6`, { rows: oldPools })),
    ),
    device_temperature_celsius: either(
      temperatures(false, { sensor: text(physicalName) }),
      column(`${monitor}.3.1.3`, { labels: { sensor: monitored(3) }, zeroIsAbsent: true, between: [-40, 150] }),
    ),
    device_voltage_volts: column(`${sensor}.4`, {
      ...scaled,
      labels: { sensor: text(physicalName) },
      where: any(entity(3, false), entity(4, false)),
      between: [-500, 500],
    }),
    device_current_amperes: column(`${sensor}.4`, {
      ...scaled,
      labels: { sensor: text(physicalName) },
      where: entity(5, false),
      between: [-1000, 1000],
    }),
    device_fan_speed_rpm: first(
      column(`${sensor}.4`, { ...scaled, ...turns, between: [100, 100_000] }),
      column(`${sensor}.4`, { ...scaled, ...turns, between: [0, 0] }),
    ),
    device_power_watts: column(`${sensor}.4`, { ...scaled, labels: { unit: text(physicalName) }, where: entity(6, false) }),
    device_fan_state: either(
      stateColumn(`${monitor}.4.1.3`, part, { labels: { unit: monitored(4) } }),
      stateColumn(`${cisco}.117.1.4.1.1.1`, { 2: "ok", 3: "failed", 4: "ok" }, { labels: { unit: text(physicalName) } }),
    ),
    device_psu_state: either(
      stateColumn(
        `${cisco}.117.1.1.2.1.2`,
        {
          1: "failed",
          2: "ok",
          3: "absent",
          4: "failed",
          5: "failed",
          6: "failed",
          7: "failed",
          8: "failed",
          9: "ok",
          10: "failed",
          11: "failed",
          12: "ok",
        },
        { labels: { unit: text(physicalName) } },
      ),
      stateColumn(`${monitor}.5.1.3`, part, { labels: { unit: monitored(5) } }),
    ),
    device_component_state: [
      stateColumn(`${monitor}.3.1.6`, health, { labels: { component: monitored(3) } }),
      stateColumn(
        `${stack}.2.1.1.6`,
        {
          1: "standby",
          2: "standby",
          3: "standby",
          4: "ok",
          5: "failed",
          6: "failed",
          7: "failed",
          8: "standby",
          9: "absent",
          10: "failed",
          11: "absent",
        },
        { labels: { component: stacked } },
      ),
      stateColumn(
        `${stack}.2.2.1.1`,
        { 1: "ok", 2: "failed", 3: "off" },
        { labels: { component: joinedText(" ", "stack port", text(physicalName), index()) } },
      ),
    ],
    cluster_mode: state(`${cisco}.176.1.2.14.0`, {
      1: "standalone",
      4: "active_active",
      5: "active_active",
      6: "active_passive",
      7: "active_passive",
      8: "active_passive",
    }),
    cluster_member_state: [
      state(
        `${cisco}.176.1.1.2.0`,
        { 2: "down", 4: "down", 5: "standby", 9: "standby", 14: "active" },
        { labels: { member: fixed("this unit") } },
      ),
      state(
        `${cisco}.176.1.1.4.0`,
        { 2: "down", 4: "down", 5: "standby", 9: "standby", 14: "active" },
        { labels: { member: fixed("peer") } },
      ),
    ],
    stack_member_role: stateColumn(
      `${stack}.2.1.1.3`,
      { 1: "master", 2: "member", 3: "not_member", 4: "standby" },
      { labels: { member: stacked } },
    ),
    stack_ring_redundant: value(`${stack}.1.3.0`, { codes: { 1: 1, 2: 0 } }),
    optics_power_dbm: [
      column(`${sensor}.4`, { ...scaled, rows: optics(14, receive, "in"), between: [-60, 20] }),
      column(`${sensor}.4`, { ...scaled, rows: optics(14, transmit, "out"), between: [-60, 20] }),
      // IOS XR tells watts.
      column(`${sensor}.4`, { ...scaled, scale: 1000, milliwatts: true, rows: optics(6, receive, "in"), between: [-60, 20] }),
      column(`${sensor}.4`, { ...scaled, scale: 1000, milliwatts: true, rows: optics(6, transmit, "out"), between: [-60, 20] }),
    ],
    optics_bias_amperes: column(`${sensor}.4`, {
      ...scaled,
      labels: { interface: interfaceName },
      where: entity(5, true),
      between: [0, 1],
    }),
    optics_voltage_volts: column(`${sensor}.4`, {
      ...scaled,
      labels: { interface: interfaceName },
      where: any(entity(3, true), entity(4, true)),
      between: [0, 20],
    }),
    optics_temperature_celsius: temperatures(true, { interface: interfaceName }),
    poe_power_allocated_watts: column(`${cisco}.402.1.3.1.4`, { scale: 0.001, labels: { group: index() } }),
    poe_power_available_watts: column(`${cisco}.402.1.3.1.5`, { scale: 0.001, labels: { group: index() } }),
    poe_devices: value(`${cisco}.402.1.4.1.0`),
    poe_port_power_watts: column(`${cisco}.402.1.2.1.9`, { scale: 0.001, labels: { interface: index() } }),
  },
  lacks: { poe_port_state: "states of ports stand in POWER-ETHERNET-MIB" },
});
