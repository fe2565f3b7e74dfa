import {
  asText,
  column,
  difference,
  fixed,
  index,
  info,
  profile,
  quotient,
  stateColumn,
  text,
  value,
  type Rows,
} from "../../profile.ts";
import { chassisTemperatures, sensorPowers } from "../standard/entity-sensor.ts";

const exos = "1.3.6.1.4.1.1916.1";
const system = `${exos}.1.1`;
const member = `${exos}.33.2.1`;
const memory = `${exos}.32.2.2.1`;
const slots: Rows = { labels: { unit: asText(-1, {}, "slot ") } };
const fans: Rows = { labels: { unit: asText(-1, {}, "fan ") } };
const supplies: Rows = { labels: { unit: asText(-1, {}, "power supply ") } };
const size = column(`${memory}.2`, { rows: slots, scale: 1024 });
const free = column(`${memory}.3`, { rows: slots, scale: 1024 });

/**
 * Extreme Networks EXOS (Summit, X-series). Sources: EXTREME-SYSTEM-MIB, EXTREME-SOFTWARE-MONITOR-MIB, EXTREME-STACKING-
 * MIB. Memory and processor are texts, power is in milliwatts. Transceivers stand in
 * ENTITY-SENSOR-MIB.
 */
export const extremeExos = profile({
  id: "extreme-exos",
  vendor: "Extreme Networks",
  of: "network",
  source: "EXTREME-SYSTEM-MIB, EXTREME-SOFTWARE-MONITOR-MIB, EXTREME-STACKING-MIB",
  evidence: "mib",
  recognises: { sysObjectID: "1.3.6.1.4.1.1916", answers: [system, `${exos}.32`] },
  reads: {
    device_info: info({ model: text(["1.3.6.1.2.1.47.1.1.1.1.13.1", "1.3.6.1.2.1.1.1.0"]), firmware: text(`${system}.13.0`) }),
    device_cpu_utilisation_ratio: [
      value(`${exos}.32.1.2.0`, { scale: 0.01 }),
      column(`${exos}.32.1.4.1.8`, { rows: slots, labels: { window: fixed("1m") }, scale: 0.01 }),
      column(`${exos}.32.1.4.1.9`, { rows: slots, labels: { window: fixed("5m") }, scale: 0.01 }),
    ],
    device_memory_size_bytes: size,
    device_memory_free_bytes: free,
    device_memory_utilisation_ratio: quotient(difference(size, free), size, [0, 1]),
    device_temperature_celsius: [value(`${system}.8.0`, { zeroIsAbsent: true }), chassisTemperatures],
    device_fan_state: stateColumn(`${system}.9.1.2`, { 1: "ok", 2: "failed" }, { rows: fans }),
    device_fan_speed_rpm: column(`${system}.9.1.4`, { rows: fans, absent: [-2] }),
    device_psu_state: stateColumn(`${system}.27.1.2`, { 1: "absent", 2: "ok", 3: "failed", 4: "failed" }, { rows: supplies }),
    device_power_watts: [value(`${system}.40.1.0`, { scale: 0.001 }), sensorPowers],
    device_alarm: [
      value(`${system}.7.0`, { codes: { 1: 1, 2: 0 }, labels: { alarm: fixed("over temperature") } }),
      value(`${system}.22.0`, { codes: { 1: 1, 2: 0 }, labels: { alarm: fixed("power") } }),
    ],
    stack_member_role: stateColumn(
      `${member}.4`,
      { 1: "master", 2: "member", 3: "standby" },
      { labels: { member: asText(-1, {}, "slot ") } },
    ),
    device_component_state: stateColumn(
      `${member}.3`,
      { 1: "ok", 2: "failed", 3: "failed" },
      { labels: { component: asText(-1, {}, "stack slot ") } },
    ),
    poe_port_power_watts: column(`${exos}.27.2.1.1.6`, { labels: { interface: index() }, scale: 0.001 }),
  },
  lacks: { stack_ring_redundant: "not read: no recording of a ring" },
});
