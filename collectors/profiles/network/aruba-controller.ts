import {
  asText,
  column,
  either,
  first,
  fixed,
  indexText,
  info,
  profile,
  quotient,
  stateColumn,
  text,
  value,
  withParts,
  type Rows,
} from "../../profile.ts";
import { channelHertz } from "./wifi-channels.ts";

const wlsx = "1.3.6.1.4.1.14823.2.2.1";
const system = `${wlsx}.2.1`;
const wlan = `${wlsx}.5.2.1`;
const point = `${wlan}.4.1`;
const radio = `${wlan}.5.1`;
const memory = (number: number) =>
  first(
    column(`${system}.15.1.${number}`, { scale: 1024, labels: { unit: asText(-1, {}, "memory ") } }),
    column(`${wlsx}.1.1.11.1.${number}`, { scale: 1024, labels: { unit: asText(-1, {}, "memory ") } }),
  );
const points: Rows = { labels: { ap: text(`${point}.3`) } };
// Index: the access point's MAC and the radio's number.
const radios: Rows = { labels: { ap: text(withParts(`${point}.3`, 0, 1, 2, 3, 4, 5)), radio: asText(-1, {}) } };
const active = { 1: "ok", 2: "absent" } as const;

/**
 * HPE Aruba mobility controllers (ArubaOS 6 to 8). Sources: WLSX-SYSTEMEXT-MIB, WLSX-SWITCH-MIB, WLSX-WLAN-MIB, WLSX-USER-MIB.
 * The temperature is a sentence; a supply that is not fitted says "inactive".
 */
export const arubaController = profile({
  id: "aruba-controller",
  vendor: "HPE Aruba",
  of: "network",
  source: "WLSX-SYSTEMEXT-MIB, WLSX-SWITCH-MIB, WLSX-WLAN-MIB, WLSX-USER-MIB",
  evidence: "recording",
  recognises: { answers: [system, `${wlsx}.1.1`, `${wlsx}.1.3`, wlan] },
  relearnSeconds: 300,
  reads: {
    device_info: info({
      model: text([`${system}.3.0`, "1.3.6.1.2.1.1.1.0"]),
      firmware: text("1.3.6.1.2.1.1.1.0", { pattern: /Version ([\d.]+)/ }),
      serial: text([`${wlsx}.1.1.12.0`, `${system}.29.0`]),
    }),
    device_cpu_utilisation_ratio: [
      column(`${system}.13.1.3`, { labels: { unit: text(`${system}.13.1.2`) }, scale: 0.01 }),
      value(`${system}.30.0`, { scale: 0.01 }),
    ],
    device_memory_size_bytes: memory(2),
    device_memory_used_bytes: memory(3),
    device_memory_free_bytes: memory(4),
    device_memory_utilisation_ratio: either(quotient(memory(3), memory(2), [0, 1]), value(`${system}.31.0`, { scale: 0.01 })),
    device_temperature_celsius: value(`${system}.10.0`, { pattern: /^(-?[\d.]+)/ }),
    device_fan_state: stateColumn(`${system}.17.1.2`, { 1: "ok", 2: "failed" }, { labels: { unit: asText(-1, {}, "fan ") } }),
    device_psu_state: stateColumn(`${system}.18.1.2`, active, { labels: { unit: asText(-1, {}, "power supply ") } }),
    wifi_access_points: first(
      value(`${wlsx}.1.3.1.0`, { labels: { state: fixed("connected") } }),
      value(`${wlan}.1.0`, { labels: { state: fixed("connected") } }),
    ),
    wifi_clients_active: first(value(`${wlsx}.1.3.2.0`), value(`${wlan}.2.0`)),
    wifi_clients: column(`${wlan}.8.1.2`, { labels: { ssid: indexText(0) }, fold: "sum" }),
    wifi_access_point_up: column(`${point}.19`, { rows: points, codes: { 1: 1, 2: 0 } }),
    wifi_radio_clients: column(`${radio}.7`, { rows: radios }),
    wifi_channel_utilisation_ratio: column(`${radio}.6`, { rows: radios, scale: 0.01, between: [0, 1] }),
    wifi_channel_frequency_hertz: column(`${radio}.3`, { rows: radios, codes: channelHertz }),
    wifi_transmit_power_dbm: column(`${radio}.4`, { rows: radios, scale: 0.1, signed: true, between: [-10, 40] }),
    vpn_users_by_kind: value(`${wlsx}.4.1.4.2.0`, { labels: { kind: fixed("vpn") } }),
  },
  lacks: { wifi_access_points_limit: "licences are not in these MIBs" },
});
