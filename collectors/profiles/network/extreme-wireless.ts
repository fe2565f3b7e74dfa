import { column, fixed, index, info, joinedText, profile, text, value, withParts, type Rows } from "../../profile.ts";

const hipath = "1.3.6.1.4.1.4329.15.3";
const point = `${hipath}.5.1.2.1`;
const radio = `${hipath}.5.2.5.1`;
const points: Rows = { labels: { ap: text(`${point}.2`) } };
const radios: Rows = { labels: { ap: text(withParts(`${point}.2`, 0)), radio: index(-1) } };

/**
 * Extreme IdentiFi wireless controllers (formerly Enterasys and Siemens HiPath). Source: HIPATH-WIRELESS-HWC-MIB. The radio
 * table tells a frequency in MHz, not a channel number.
 */
export const extremeWireless = profile({
  id: "extreme-wireless",
  vendor: "Extreme Networks",
  of: "network",
  source: "HIPATH-WIRELESS-HWC-MIB",
  evidence: "mib",
  recognises: { answers: [`${hipath}.5`, `${hipath}.6`] },
  relearnSeconds: 300,
  reads: {
    device_info: info({ model: text("1.3.6.1.2.1.1.1.0") }),
    wifi_access_points: [
      value(`${hipath}.5.2.1.0`, { labels: { state: fixed("connected") } }),
      value(`${hipath}.5.1.1.0`, { labels: { state: fixed("registered") } }),
    ],
    wifi_access_points_limit: value(`${hipath}.2.10.1.7.0`, { zeroIsAbsent: true }),
    wifi_clients_active: value(`${hipath}.6.1.0`),
    wifi_clients: column(`${hipath}.3.4.5.1.2`, { labels: { ssid: text(`${hipath}.3.4.4.1.4`) } }),
    wifi_access_point_clients: column(`${hipath}.5.2.2.1.14`, { rows: points }),
    wifi_channel_utilisation_ratio: column(`${radio}.5`, { rows: radios, scale: 0.01, between: [0, 1] }),
    wifi_signal_dbm: column(`${radio}.9`, { rows: radios, signed: true, zeroIsAbsent: true }),
    wifi_signal_to_noise_decibels: column(`${radio}.13`, { rows: radios, zeroIsAbsent: true }),
    wifi_retransmissions_total: column(`${radio}.18`, { rows: radios }),
    wifi_noise_floor_dbm: column(`${hipath}.1.4.3.1.32`, {
      labels: { radio: joinedText(" ", "interface", index(-1)) },
      signed: true,
      zeroIsAbsent: true,
    }),
    wifi_channel_frequency_hertz: column(`${hipath}.5.2.4.1.1`, {
      labels: { radio: joinedText(" ", "interface", index(-1)) },
      scale: 1_000_000,
      zeroIsAbsent: true,
    }),
  },
  lacks: { device_cpu_utilisation_ratio: "not in this MIB" },
});
