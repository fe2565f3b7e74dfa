import {
  above,
  any,
  asText,
  column,
  count,
  first,
  fixed,
  index,
  indexText,
  info,
  is,
  joinedText,
  matches,
  once,
  profile,
  state,
  stateColumn,
  sum,
  text,
  value,
  withParts,
  type Rows,
} from "../../profile.ts";
import { channelHertz } from "./wifi-channels.ts";

const hw = "1.3.6.1.4.1.2011";
const entity = `${hw}.5.25.31.1.1.1.1`;
const optics = `${hw}.5.25.31.1.1.3.1`;
const fan = `${hw}.5.25.31.1.1.10.1`;
const supply = `${hw}.5.25.31.1.1.18.1`;
const stack = `${hw}.5.25.183.1`;
const wlan = `${hw}.6.139`;
const point = `${wlan}.13.3.3.1`;
const radio = `${wlan}.16.1.2.1`;
const network = `${wlan}.17.1.2.1`;
const name = text(["1.3.6.1.2.1.47.1.1.1.1.7", "1.3.6.1.2.1.47.1.1.1.1.2"]);
// Every physical entity has these columns; only boards have a processor and memory.
const boards: Rows = { labels: { unit: name }, where: once(any(above(`${entity}.5`, 0), above(`${entity}.7`, 0))) };
const port = { interface: name };
const fans: Rows = { labels: { unit: joinedText(" ", asText(0, {}, "slot "), asText(-1, {}, "fan ")) } };
const supplies: Rows = { labels: { unit: joinedText(" ", "power supply", index()) } };
const points: Rows = { labels: { ap: text(`${point}.4`) } };
const radios: Rows = { labels: { ap: text(withParts(`${point}.4`, 0, 1, 2, 3, 4, 5)), radio: asText(-1, {}) } };
const ssid = { ssid: indexText(0) };
/**
 * Hundredths of dBm or, on older devices, microwatts. A list of lanes or a whole number beside it proves hundredths; else the
 * sign tells. -1: no module.
 */
const light = (direction: string, one: number, lanes: number) => {
  const labels = { ...port, direction: fixed(direction) };
  return first(
    column(`${optics}.${one}`, {
      labels,
      scale: 0.01,
      signed: true,
      absent: [-1],
      between: [-60, 20],
      where: matches(`${optics}.${lanes}`, /,|^-?\d+$/),
    }),
    column(`${optics}.${one}`, { labels, scale: 0.01, signed: true, absent: [-1], between: [-60, -0.01] }),
    column(`${optics}.${one}`, { labels, scale: 0.001, milliwatts: true, between: [-60, 20] }),
    column(`${optics}.${lanes}`, { labels, scale: 0.01, signed: true, pattern: /^(-?\d+)(?:\.\d+)?$/, between: [-60, 20] }),
  );
};

/**
 * Huawei switches, routers and wireless controllers (VRP). Sources: HUAWEI-ENTITY-EXTENT-MIB, HUAWEI-STACK-MIB, HUAWEI-ENERGYMNGT-
 * MIB, HUAWEI-WLAN-*-MIB. Clients by network name stand in two columns, 2.4 and 5 GHz.
 */
export const huawei = profile({
  id: "huawei-vrp",
  vendor: "Huawei",
  of: "network",
  source: "HUAWEI-ENTITY-EXTENT-MIB, HUAWEI-STACK-MIB, HUAWEI-ENERGYMNGT-MIB, HUAWEI-WLAN-*-MIB",
  evidence: "mib",
  recognises: { sysObjectID: ["1.3.6.1.4.1.2011.2", "1.3.6.1.4.1.2011.5.25"], answers: [entity, wlan] },
  relearnSeconds: 300,
  reads: {
    device_info: info({
      model: text(["1.3.6.1.2.1.47.1.1.1.1.13.67108867", "1.3.6.1.2.1.47.1.1.1.1.2.67108867", "1.3.6.1.2.1.1.1.0"]),
      firmware: text("1.3.6.1.2.1.1.1.0", { pattern: /Version ([\d.]+ \([^)]*\))/ }),
      serial: text("1.3.6.1.2.1.47.1.1.1.1.11.67108867"),
    }),
    device_cpu_utilisation_ratio: column(`${entity}.5`, { rows: boards, scale: 0.01, between: [0, 1] }),
    device_memory_utilisation_ratio: column(`${entity}.7`, { rows: boards, scale: 0.01, between: [0, 1] }),
    device_memory_size_bytes: column(`${entity}.9`, { rows: boards, zeroIsAbsent: true }),
    device_temperature_celsius: [
      column(`${entity}.11`, { labels: { sensor: name }, zeroIsAbsent: true, between: [-40, 150] }),
      column(`${hw}.5.25.31.1.1.8.1.6`, { labels: { sensor: index() }, zeroIsAbsent: true, between: [-40, 150] }),
    ],
    device_voltage_volts: [
      column(`${entity}.13`, { labels: { sensor: name }, scale: 0.001, zeroIsAbsent: true }),
      column(`${supply}.8`, {
        labels: { sensor: joinedText(" ", "power supply", index()) },
        scale: 0.001,
        zeroIsAbsent: true,
      }),
      column(`${hw}.5.25.31.1.1.9.1.7`, { labels: { sensor: index() }, scale: 0.001, zeroIsAbsent: true }),
    ],
    device_power_watts: [
      value(`${hw}.6.157.1.3.0`, { scale: 0.001, zeroIsAbsent: true, labels: { unit: fixed("average") } }),
      value(`${hw}.6.157.1.6.0`, { scale: 0.001, zeroIsAbsent: true, labels: { unit: fixed("now") } }),
      column(`${hw}.6.157.2.1.1.4`, { scale: 0.001, zeroIsAbsent: true, labels: { unit: text(`${hw}.6.157.2.1.1.3`) } }),
    ],
    device_fan_state: stateColumn(`${fan}.7`, { 1: "ok", 2: "failed" }, { rows: fans }),
    device_fan_speed_ratio: column(`${fan}.5`, { rows: fans, scale: 0.01, between: [0, 1] }),
    device_psu_state: stateColumn(`${supply}.6`, { 1: "ok", 2: "failed", 3: "ok" }, { rows: supplies }),
    device_current_amperes: column(`${supply}.7`, {
      labels: { sensor: joinedText(" ", "power supply", index()) },
      scale: 0.001,
      zeroIsAbsent: true,
    }),
    stack_member_role: stateColumn(
      `${stack}.20.1.3`,
      { 1: "master", 2: "standby", 3: "member" },
      { labels: { member: asText(-1, {}, "unit ") } },
    ),
    device_component_state: [
      stateColumn(
        `${hw}.5.25.31.1.1.8.1.5`,
        { 1: "ok", 2: "warning", 3: "failed", 4: "failed" },
        { labels: { component: joinedText(" ", "temperature", index()) } },
      ),
      stateColumn(
        `${hw}.5.25.31.1.1.9.1.5`,
        { 1: "ok", 2: "warning", 3: "failed", 4: "failed" },
        { labels: { component: joinedText(" ", "voltage", index()) } },
      ),
      stateColumn(`${stack}.21.1.5`, { 1: "ok", 2: "failed" }, { labels: { component: joinedText(" ", "stack port", index()) } }),
    ],
    optics_power_dbm: [light("in", 8, 32), light("out", 9, 33)],
    optics_temperature_celsius: column(`${optics}.5`, { labels: port, signed: true, absent: [-255, 255], between: [-40, 150] }),
    optics_voltage_volts: column(`${optics}.6`, { labels: port, scale: 0.001, zeroIsAbsent: true, between: [0.5, 10] }),
    // Microamperes; routers of the NE line answer milliamperes.
    optics_bias_amperes: first(
      column(`${optics}.7`, { labels: port, scale: 0.001, between: [0.0005, 0.2] }),
      column(`${optics}.7`, { labels: port, scale: 0.000001, between: [0, 1] }),
    ),
    cluster_enabled: value(`${wlan}.11.1.83.5.4.0`, { codes: { 1: 0, 2: 1 } }),
    cluster_member_state: [
      state(
        `${wlan}.11.1.83.6.1.4.0`,
        { 1: "active", 2: "standby", 3: "standby" },
        { labels: { member: fixed("this controller") } },
      ),
      state(
        `${wlan}.11.1.83.6.1.7.0`,
        { 1: "down", 2: "up", 3: "failed", 4: "failed", 5: "failed", 6: "failed" },
        { labels: { member: fixed("redundancy") } },
      ),
    ],
    wifi_access_points: [
      value(`${wlan}.12.1.2.1.0`, { labels: { state: fixed("connected") } }),
      count(`${point}.6`, { where: is(`${point}.6`, 8), labels: { state: fixed("up") } }),
    ],
    wifi_access_points_limit: value(`${wlan}.12.1.1.2.0`, { zeroIsAbsent: true }),
    wifi_clients_limit: value(`${wlan}.12.1.1.3.0`, { zeroIsAbsent: true }),
    wifi_access_point_up: column(`${point}.6`, { rows: points, codes: { 1: 0, 2: 0, 3: 0, 4: 0, 5: 0, 6: 0, 7: 0, 8: 1, 9: 1 } }),
    wifi_access_point_clients: column(`${point}.44`, { rows: points }),
    wifi_clients_active: first(
      value(`${wlan}.12.1.2.2.0`),
      sum(column(`${network}.2`, { fold: "sum" }), column(`${network}.3`, { fold: "sum" })),
    ),
    wifi_clients: sum(column(`${network}.2`, { labels: ssid }), column(`${network}.3`, { labels: ssid })),
    wifi_radio_clients: column(`${radio}.45`, { rows: radios }),
    wifi_channel_utilisation_ratio: column(`${radio}.25`, { rows: radios, scale: 0.01, between: [0, 1] }),
    wifi_channel_frequency_hertz: column(`${radio}.7`, { rows: radios, codes: channelHertz }),
    wifi_radio_up: column(`${radio}.6`, { rows: radios, codes: { 1: 1, 2: 0 } }),
  },
  lacks: { poe_port_power_watts: "POWER-ETHERNET-MIB tells ports and groups" },
});
