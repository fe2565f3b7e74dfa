import {
  asText,
  column,
  count,
  difference,
  either,
  fixed,
  is,
  profile,
  quotient,
  text,
  value,
  withParts,
  type Rows,
} from "../../profile.ts";

const airespace = "1.3.6.1.4.1.14179";
const ap = `${airespace}.2.2.1.1`;
const radio = `${airespace}.2.2.2.1`;
const total = value(`${airespace}.1.1.5.2.0`, { scale: 1024 });
const free = value(`${airespace}.1.1.5.3.0`, { scale: 1024 });
// Index: the access point's base MAC, for radios with the slot behind it.
const radios: Rows = { labels: { ap: text(withParts(`${ap}.3`, 0, 1, 2, 3, 4, 5)), radio: asText(-1, {}) } };
const points: Rows = { labels: { ap: text(`${ap}.3`) } };

/**
 * Cisco wireless controllers of the Airespace line (AireOS, Mobility Express, Business Wireless). Sources:
 * AIRESPACE-SWITCHING-MIB, AIRESPACE-WIRELESS-MIB, CISCO-LWAPP-SYS-MIB. Access points that are gone leave the table.
 */
export const ciscoWlc = profile({
  id: "cisco-wlc",
  vendor: "Cisco",
  of: "network",
  source: "AIRESPACE-SWITCHING-MIB, AIRESPACE-WIRELESS-MIB, CISCO-LWAPP-SYS-MIB",
  evidence: "recording",
  recognises: { sysObjectID: ["1.3.6.1.4.1.9", airespace], answers: [`${airespace}.1.1.5`, `${airespace}.2.1.1.1.38`] },
  relearnSeconds: 300, // access points come and go
  watches: ["1.3.6.1.4.1.9.9.618.1.8.4.0"], // clsSysApConnectCount
  reads: {
    device_cpu_utilisation_ratio: value(`${airespace}.1.1.5.1.0`, { scale: 0.01 }),
    device_memory_size_bytes: total,
    device_memory_free_bytes: free,
    device_memory_utilisation_ratio: quotient(difference(total, free), total, [0, 1]),
    device_memory_used_bytes: difference(total, free),
    device_temperature_celsius: value(`${airespace}.2.3.1.13.0`, { absent: [5000] }), // 5000: no sensor
    wifi_access_points: either(
      value("1.3.6.1.4.1.9.9.618.1.8.4.0", { labels: { state: fixed("connected") } }),
      count(`${ap}.6`, { where: is(`${ap}.6`, 1), labels: { state: fixed("connected") } }),
    ),
    wifi_access_points_limit: value(`${airespace}.1.1.1.18.0`, { zeroIsAbsent: true }),
    wifi_clients_limit: value("1.3.6.1.4.1.9.9.618.1.8.12.0", { zeroIsAbsent: true }),
    wifi_access_point_up: column(`${ap}.6`, { rows: points, codes: { 1: 1, 2: 0, 3: 0 } }),
    // Counter32 in the MIB, but a number of stations.
    wifi_clients: column(`${airespace}.2.1.1.1.38`, { labels: { ssid: text(`${airespace}.2.1.1.1.2`) }, fold: "sum" }),
    wifi_clients_active: column(`${airespace}.2.1.1.1.38`, { fold: "sum" }),
    wifi_radio_up: column(`${radio}.12`, { rows: radios, codes: { 1: 0, 2: 1 } }),
    wifi_radio_clients: column(`${radio}.15`, { rows: radios }),
    wifi_channel_utilisation_ratio: column(`${airespace}.2.2.13.1.3`, { rows: radios, scale: 0.01, between: [0, 1] }),
  },
  lacks: { device_info: "sysDescr is all that these controllers say of themselves here" },
});
