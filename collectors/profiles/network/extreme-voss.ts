import {
  asText,
  column,
  first,
  fixed,
  info,
  joinedText,
  profile,
  quotient,
  state,
  stateColumn,
  sum,
  text,
  value,
  type Rows,
} from "../../profile.ts";

const rc = "1.3.6.1.4.1.2272.1";
const slot = `${rc}.85.10.1.1`;
const voss = `${rc}.101.1.1`;
const optics = `${rc}.71.1.1`;
const slots: Rows = { labels: { unit: asText(-1, {}, "slot ") } };
const memory = {
  used: column(`${slot}.6`, { rows: slots, scale: 1024 }),
  free: column(`${slot}.7`, { rows: slots, scale: 1024 }),
};
const one = (sensor: string, number: number) =>
  value(`${rc}.212.${number}.0`, { labels: { sensor: fixed(sensor) }, zeroIsAbsent: true });
const ifName = text("1.3.6.1.2.1.31.1.1.1.1");
const fans: Rows = { labels: { unit: joinedText(" ", asText(0, {}, "tray "), asText(-1, {}, "fan ")) } };
const ports: Rows = { labels: { interface: ifName } };

/**
 * Extreme Networks VOSS (VSP, formerly Avaya and Nortel). Source: RAPID-CITY-MIB of VOSS 8. Fan trays and temperatures
 * stand in tables of newer releases or in scalars of older ones.
 */
export const extremeVoss = profile({
  id: "extreme-voss",
  vendor: "Extreme Networks",
  of: "network",
  source: "RAPID-CITY-MIB VOSS 8",
  evidence: "recording",
  recognises: { answers: [slot, `${voss}.2`, `${voss}.4`, `${rc}.4.8.1`] },
  reads: {
    device_info: info({
      model: text(["1.3.6.1.2.1.47.1.1.1.1.13.1", "1.3.6.1.2.1.1.1.0"]),
      firmware: text("1.3.6.1.2.1.1.1.0", { pattern: /\((\d[\w.]+)\)/ }),
      serial: text(`${rc}.4.2.0`),
    }),
    device_cpu_utilisation_ratio: first(
      column(`${slot}.3`, { labels: { unit: asText(-1, {}, "slot "), window: fixed("5m") }, scale: 0.01 }),
      column(`${slot}.2`, { labels: { unit: asText(-1, {}, "slot "), window: fixed("5m") }, scale: 0.01 }),
    ),
    device_memory_used_bytes: memory.used,
    device_memory_free_bytes: memory.free,
    device_memory_size_bytes: sum(memory.used, memory.free),
    device_memory_utilisation_ratio: quotient(memory.used, sum(memory.used, memory.free), [0, 1]),
    device_temperature_celsius: [
      column(`${voss}.2.1.3`, { labels: { sensor: text(`${voss}.2.1.2`) } }),
      one("CPU", 1),
      one("MAC", 2),
      one("PHY 1", 3),
      one("PHY 2", 4),
    ],
    device_component_state: stateColumn(
      `${voss}.2.1.6`,
      { 1: "ok", 2: "warning", 3: "failed" },
      { labels: { component: joinedText(" ", "temperature", text(`${voss}.2.1.2`)) } },
    ),
    device_fan_state: [
      stateColumn(`${voss}.4.1.4`, { 2: "ok", 3: "failed", 4: "absent" }, { rows: fans }),
      stateColumn(`${rc}.4.7.1.1.2`, { 2: "ok", 3: "failed", 4: "absent" }, { labels: { unit: asText(-1, {}, "fan ") } }),
    ],
    device_psu_state: stateColumn(
      `${rc}.4.8.1.1.2`,
      { 2: "absent", 3: "ok", 4: "failed" },
      { labels: { unit: asText(-1, {}, "power supply ") } },
    ),
    cluster_member_state: state(`${rc}.17.4.0`, { 1: "up", 2: "down" }, { labels: { member: fixed("inter-switch trunk") } }),
    optics_temperature_celsius: column(`${optics}.17`, { rows: ports, scale: 0.0001, signed: true, between: [-40, 150] }),
  },
  lacks: {
    optics_power_dbm: "the scale of these columns is not proved on a device yet",
    poe_port_power_watts: "POWER-ETHERNET-MIB tells ports and groups",
  },
});
