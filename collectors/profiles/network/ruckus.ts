import {
  column,
  count,
  first,
  fixed,
  indexText,
  info,
  is,
  joinedText,
  profile,
  state,
  text,
  value,
  withParts,
  type Rows,
} from "../../profile.ts";

const sz = "1.3.6.1.4.1.25053.1.4";
const controller = "1.3.6.1.4.1.25053.1.8.1.1.1";
const node = `${controller}.1.1.1`;
const szPoint = `${controller}.2.1.1`;
const szNetwork = `${sz}.2.1.1.1.2.1`;
const named: Rows = { labels: { ap: text([`${szPoint}.28`, `${szPoint}.1`]) } };

/**
 * Ruckus SmartZone and Virtual SmartZone. Sources: RUCKUS-SZ-SYSTEM-MIB, RUCKUS-SZ-WLAN-MIB, RUCKUS-CTRL-MIB. Access points
 * are counted by the system and by each node of the cluster; both are told, never added.
 */
export const ruckusSmartZone = profile({
  id: "ruckus-smartzone",
  vendor: "Ruckus",
  of: "network",
  source: "RUCKUS-SZ-SYSTEM-MIB, RUCKUS-SZ-WLAN-MIB, RUCKUS-CTRL-MIB",
  evidence: "recording",
  recognises: { answers: [`${sz}.1.1.1.15`, szNetwork, node] },
  relearnSeconds: 300,
  reads: {
    device_info: info({ model: text("1.3.6.1.2.1.1.1.0"), serial: text(`${sz}.1.1.1.15.13.0`) }),
    wifi_access_points: [
      value(`${sz}.1.1.1.15.1.0`, { labels: { state: fixed("connected") } }),
      column(`${node}.19`, { labels: { state: joinedText(" ", "connected to", indexText(0)) } }),
    ],
    wifi_access_points_limit: column(`${node}.10`, { fold: "max" }),
    wifi_clients_active: value(`${sz}.1.1.1.15.2.0`),
    wifi_clients: column(`${szNetwork}.12`, { labels: { ssid: text(`${szNetwork}.1`) } }),
    wifi_access_point_clients: column(`${szPoint}.65`, { rows: named }),
  },
  lacks: { wifi_access_point_up: "codes of the state are not proved on a device yet" },
});

const zd = "1.3.6.1.4.1.25053.1.2";
const zdPoint = `${zd}.2.1.1.2.1.1`;
const zdNetwork = `${zd}.2.1.1.1.1.1`;
const zdRadio = `${zd}.2.1.1.2.2.1`;
const points: Rows = { labels: { ap: text([`${zdPoint}.2`, `${zdPoint}.1`]) } };
const down = (number: number) => is(`${zdPoint}.3`, number);

/** Ruckus ZoneDirector. Sources: RUCKUS-ZD-SYSTEM-MIB, RUCKUS-ZD-WLAN-MIB. */
export const ruckusZoneDirector = profile({
  id: "ruckus-zonedirector",
  vendor: "Ruckus",
  of: "network",
  source: "RUCKUS-ZD-SYSTEM-MIB, RUCKUS-ZD-WLAN-MIB",
  evidence: "mib",
  recognises: { answers: [`${zd}.1.1.1.1`, `${zd}.1.1.1.15`, `${zd}.1.1.1.5`] },
  relearnSeconds: 300,
  reads: {
    device_info: info({
      model: text(`${zd}.1.1.1.1.9.0`),
      firmware: text(`${zd}.1.1.1.1.18.0`),
      serial: text(`${zd}.1.1.1.1.15.0`),
    }),
    device_cpu_utilisation_ratio: value(`${zd}.1.1.1.5.58.0`, { scale: 0.01 }),
    device_memory_utilisation_ratio: value(`${zd}.1.1.1.5.59.0`, { scale: 0.01 }),
    device_memory_size_bytes: value(`${zd}.1.1.1.5.60.0`, { scale: 1_048_576, zeroIsAbsent: true }),
    wifi_access_points: [
      value(`${zd}.1.1.1.15.1.0`, { labels: { state: fixed("connected") } }),
      value(`${zd}.1.1.1.15.15.0`, { labels: { state: fixed("registered") } }),
      count(`${zdPoint}.3`, { where: down(0), labels: { state: fixed("down") } }),
    ],
    wifi_access_points_limit: value(`${zd}.1.1.1.1.12.0`, { zeroIsAbsent: true }),
    wifi_clients_limit: value(`${zd}.1.1.1.1.13.0`, { zeroIsAbsent: true }),
    wifi_clients_active: value(`${zd}.1.1.1.15.2.0`),
    wifi_clients: column(`${zdNetwork}.12`, { labels: { ssid: text(`${zdNetwork}.1`) } }),
    wifi_access_point_up: column(`${zdPoint}.3`, { rows: points, codes: { 0: 0, 1: 1, 2: 0, 3: 0, 4: 0 } }),
    wifi_access_point_clients: column(`${zdPoint}.15`, { rows: points }),
    wifi_radio_clients: column(`${zdRadio}.8`, {
      labels: { ap: text(withParts(`${zdPoint}.2`, 0, 1, 2, 3, 4, 5)), radio: joinedText("", text(`${zdRadio}.2`)) },
    }),
    cluster_member_state: [
      state(`${zd}.1.1.1.1.30.0`, { 1: "active", 2: "standby", 3: "active" }, { labels: { member: fixed("this unit") } }),
      state(`${zd}.1.1.1.1.31.0`, { 1: "up", 2: "down" }, { labels: { member: fixed("peer") } }),
    ],
  },
  lacks: { wifi_channel_utilisation_ratio: "not in these MIBs" },
});

const un = "1.3.6.1.4.1.25053.1.15";

/** Ruckus Unleashed. Sources: RUCKUS-UNLEASHED-SYSTEM-MIB, RUCKUS-UNLEASHED-WLAN-MIB. */
export const ruckusUnleashed = profile({
  id: "ruckus-unleashed",
  vendor: "Ruckus",
  of: "network",
  source: "RUCKUS-UNLEASHED-SYSTEM-MIB, RUCKUS-UNLEASHED-WLAN-MIB",
  evidence: "mib",
  recognises: { answers: [`${un}.1.1.1.1`, `${un}.1.1.1.15`] },
  relearnSeconds: 300,
  reads: {
    device_info: info({
      model: text(`${un}.1.1.1.1.9.0`),
      firmware: text(`${un}.1.1.1.1.18.0`),
      serial: text(`${un}.1.1.1.1.15.0`),
    }),
    device_cpu_utilisation_ratio: value(`${un}.1.1.1.15.13.0`, { scale: 0.01 }),
    device_memory_utilisation_ratio: value(`${un}.1.1.1.15.14.0`, { scale: 0.01 }),
    wifi_access_points: [
      value(`${un}.1.1.1.15.1.0`, { labels: { state: fixed("connected") } }),
      value(`${un}.1.1.1.15.15.0`, { labels: { state: fixed("registered") } }),
    ],
    wifi_clients_active: first(value(`${un}.1.1.1.15.30.0`), value(`${un}.1.1.1.15.2.0`)),
    wifi_clients: column(`${un}.2.1.1.1.1.1.12`, { labels: { ssid: text(`${un}.2.1.1.1.1.1.1`) }, fold: "sum" }),
  },
  lacks: { wifi_access_point_up: "codes of the state are not proved on a device yet" },
});

const ap = "1.3.6.1.4.1.25053.1.1";
const apRadio = `${ap}.12.1.1.1`;
const radios: Rows = { labels: { radio: text("1.3.6.1.2.1.2.2.1.2") } };

/** Ruckus access points that stand alone. Sources: RUCKUS-SYSTEM-MIB, RUCKUS-RADIO-MIB. */
export const ruckusAccessPoint = profile({
  id: "ruckus-ap",
  vendor: "Ruckus",
  of: "network",
  source: "RUCKUS-SYSTEM-MIB, RUCKUS-RADIO-MIB",
  evidence: "mib",
  recognises: { answers: [`${ap}.11.1.1.1`, apRadio] },
  reads: {
    device_info: info({
      model: text(`${ap}.2.1.1.1.1.0`),
      serial: text(`${ap}.2.1.1.1.2.0`),
      firmware: text(`${ap}.3.1.1.1.1.1.3.1`),
    }),
    device_cpu_utilisation_ratio: value(`${ap}.11.1.1.1.1.0`, { scale: 0.01 }),
    device_memory_utilisation_ratio: value(`${ap}.11.1.1.1.2.0`, { scale: 0.01 }),
    wifi_radio_clients: column(`${apRadio}.3.1.2`, { rows: radios }),
    wifi_clients_active: column(`${apRadio}.3.1.2`, { fold: "sum" }),
    wifi_noise_floor_dbm: column(`${apRadio}.2.1.8`, { rows: radios, signed: true, between: [-130, -20] }),
    wifi_channel_utilisation_ratio: column(`${apRadio}.3.1.50`, { rows: radios, scale: 0.01, between: [0, 1] }),
    wifi_retransmissions_total: column(`${apRadio}.3.1.21`, { rows: radios }),
  },
  lacks: { wifi_access_points: "the agent speaks for one access point" },
});
