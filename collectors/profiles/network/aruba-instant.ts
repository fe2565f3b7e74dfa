import {
  asText,
  column,
  count,
  fixed,
  info,
  is,
  profile,
  quotient,
  difference,
  text,
  withParts,
  type Rows,
} from "../../profile.ts";
import { channelTextHertz } from "./wifi-channels.ts";

const ai = "1.3.6.1.4.1.14823.2.3.3.1";
const point = `${ai}.2.1.1`;
const radio = `${ai}.2.2.1`;
const network = `${ai}.1.7.1`;
const points: Rows = { labels: { ap: text([`${point}.2`, `${point}.4`]) } };
const units: Rows = { labels: { unit: text([`${point}.2`, `${point}.4`]) } };
const radios: Rows = {
  labels: {
    ap: text([withParts(`${point}.2`, 0, 1, 2, 3, 4, 5), withParts(`${point}.4`, 0, 1, 2, 3, 4, 5)]),
    radio: asText(-1, {}),
  },
};
const size = column(`${point}.10`, { rows: units });
const free = column(`${point}.8`, { rows: units });

/** Aruba Instant clusters. Source: AI-AP-MIB. Noise is a positive number and means dBm below zero. */
export const arubaInstant = profile({
  id: "aruba-instant",
  vendor: "HPE Aruba",
  of: "network",
  source: "AI-AP-MIB",
  evidence: "mib",
  recognises: { answers: [point, radio, network] },
  relearnSeconds: 300,
  reads: {
    device_info: info({ model: text("1.3.6.1.2.1.1.1.0"), firmware: text(`${ai}.1.4.0`) }),
    device_cpu_utilisation_ratio: column(`${point}.7`, { rows: units, scale: 0.01 }),
    device_memory_size_bytes: size,
    device_memory_free_bytes: free,
    device_memory_utilisation_ratio: quotient(difference(size, free), size, [0, 1]),
    wifi_access_points: [
      count(`${point}.4`, { labels: { state: fixed("registered") } }),
      count(`${point}.11`, { where: is(`${point}.11`, 1), labels: { state: fixed("connected") } }),
    ],
    wifi_access_point_up: column(`${point}.11`, { rows: points, codes: { 1: 1, 2: 0 } }),
    wifi_clients: column(`${network}.4`, { labels: { ssid: text(`${network}.2`) }, fold: "sum" }),
    wifi_clients_active: column(`${radio}.21`, { fold: "sum" }),
    wifi_radio_up: column(`${radio}.20`, { rows: radios, codes: { 1: 1, 2: 0 } }),
    wifi_radio_clients: column(`${radio}.21`, { rows: radios }),
    wifi_channel_utilisation_ratio: column(`${radio}.8`, { rows: radios, scale: 0.01, between: [0, 1] }),
    // The primary channel; the width stands behind it.
    wifi_channel_frequency_hertz: column(`${radio}.4`, { rows: radios, codes: channelTextHertz }),
    wifi_noise_floor_dbm: column(`${radio}.6`, { rows: radios, scale: -1 }),
    wifi_transmit_power_dbm: column(`${radio}.5`, { rows: radios, signed: true }),
    wifi_retransmissions_total: column(`${radio}.18`, { rows: radios }),
  },
  lacks: { poe_power_watts: "access points feed nobody" },
});
