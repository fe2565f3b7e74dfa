import { asText, column, fixed, indexIs, info, profile, text, value, type Rows } from "../../profile.ts";
import { channelHertz } from "./wifi-channels.ts";

const mib = "1.3.6.1.4.1.12356.120";
const radios: Rows = { labels: { radio: asText(-1, {}, "radio ") } };
const clients = `${mib}.7.1.1.45`;

/** FortiAP by itself. Source: FORTINET-FORTIAP-MIB: percent, °C, channels as numbers; clients stand per network and radio. */
export const fortiAccessPoint = profile({
  id: "fortiap",
  vendor: "Fortinet",
  of: "network",
  source: "FORTINET-FORTIAP-MIB",
  evidence: "recording",
  recognises: { sysObjectID: mib, answers: [`${mib}.3`, `${mib}.4`, `${mib}.7`] },
  relearnSeconds: 300,
  reads: {
    device_info: info({ firmware: text(`${mib}.1.1.0`), serial: text(`${mib}.1.2.0`) }),
    device_cpu_utilisation_ratio: value(`${mib}.3.41.0`, { scale: 0.01, between: [0, 1] }),
    device_memory_utilisation_ratio: value(`${mib}.3.42.0`, { scale: 0.01, between: [0, 1] }),
    device_temperature_celsius: value(`${mib}.3.44.0`, {
      labels: { sensor: fixed("access point") },
      zeroIsAbsent: true,
      signed: true,
    }),
    wifi_clients_active: value(`${mib}.3.43.0`),
    wifi_clients: column(clients, { labels: { ssid: text(`${mib}.7.1.1.4`) }, fold: "sum" }),
    wifi_radio_clients: column(clients, { labels: { radio: asText(0, {}, "radio ") }, fold: "sum" }),
    // Radio 2 counts in the 6 GHz band, where numbers of channels mean other frequencies; it tells 0 while it only listens.
    wifi_channel_frequency_hertz: column(`${mib}.4.1.1.14`, { rows: radios, codes: channelHertz, where: indexIs(-1, 0, 1) }),
  },
  lacks: {
    wifi_access_points: "the agent speaks for one access point",
    wifi_transmit_power_dbm: "the MIB tells no unit, and values above any radio's power are seen",
  },
});
