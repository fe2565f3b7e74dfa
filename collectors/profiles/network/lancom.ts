import {
  asText,
  column,
  difference,
  fixed,
  indexText,
  info,
  is,
  joinedText,
  mac,
  profile,
  quotient,
  stateColumn,
  text,
  value,
  count,
  type Profile,
  type Rows,
} from "../../profile.ts";
import { channelHertz } from "./wifi-channels.ts";

const lcos = "1.3.6.1.4.1.2356.11.1";
const tunnel = `${lcos}.26.17.1`;
const station = `${lcos}.3.44.1`;
const bridge = `${lcos}.3.36.1.1`;
const tunnels: Rows = { labels: { tunnel: text(`${tunnel}.1`) } };
const stations: Rows = { labels: { ap: mac(0) } };
const links = (what: string) => ({ labels: { component: joinedText(" ", "radio link", text(`${bridge}.28`), what) } });
const bytes = (direction: string): Rows => ({ labels: { ...tunnels.labels, direction: fixed(direction) } });

/** Radios of LCOS and LCOS LX: the same table, named by its index. Transmit power may be a text: `18 dBm`. */
const radios = (table: string) => {
  const rows: Rows = { labels: { radio: indexText(0) } };
  return {
    wifi_channel_frequency_hertz: column(`${table}.3`, { rows, codes: channelHertz }),
    wifi_noise_floor_dbm: column(`${table}.5`, { rows, signed: true, between: [-127, -20] }),
    wifi_radio_load_ratio: column(`${table}.6`, { rows, scale: 0.01, between: [0, 1] }),
    wifi_transmit_power_dbm: column(`${table}.7`, { rows, signed: true }),
  } as const;
};

/** Hardware facts of LCOS and LCOS LX: kB of memory, processor in percent over a minute. */
const hardware = (at: string) => {
  const size = value(`${at}.4.0`, { scale: 1024 });
  const free = value(`${at}.5.0`, { scale: 1024 });
  return {
    device_cpu_utilisation_ratio: value(`${at}.14.0`, { scale: 0.01, labels: { window: fixed("1m") }, between: [0, 1] }),
    device_memory_size_bytes: size,
    device_memory_free_bytes: free,
    device_memory_used_bytes: difference(size, free),
    device_memory_utilisation_ratio: quotient(difference(size, free), size, [0, 1]),
  } as const;
};

/**
 * LANCOM routers, gateways and access points on LCOS. Source: LCOS-MIB 10. VPN: tunnels allowed by licence and in use, and
 * one row per connection that is set up (7: connected).
 */
export const lancom: Profile = profile({
  id: "lancom",
  vendor: "LANCOM",
  of: ["network", "vpn"],
  source: "LCOS-MIB 10",
  evidence: "mib",
  recognises: [{ sysObjectID: ["1.3.6.1.4.1.2356.11", "1.3.6.1.4.1.2356.600"] }, { answers: [`${lcos}.47`, `${lcos}.26`] }],
  relearnSeconds: 300,
  reads: {
    device_info: info({
      model: text(["1.3.6.1.4.1.2356.11.3.1.1.2.1", "1.3.6.1.2.1.1.1.0"]),
      firmware: text("1.3.6.1.4.1.2356.11.3.1.1.3.1"),
      serial: text("1.3.6.1.4.1.2356.11.3.1.1.4.1"),
    }),
    ...hardware(`${lcos}.47`),
    device_temperature_celsius: value(`${lcos}.47.20.0`, { zeroIsAbsent: true }),
    ...radios(`${lcos}.3.57.1`),
    wifi_connection_quality_ratio: column(`${station}.10`, { rows: stations, scale: 0.01, between: [0, 1] }),
    wifi_link_rate_bits_per_second: column(`${station}.35`, {
      rows: stations,
      labels: { direction: fixed("out") },
      scale: 1_000_000,
    }),
    device_component_state: [
      stateColumn(`${bridge}.12`, { 0: "off", 1: "standby", 2: "ok" }, links("keying")),
      stateColumn(`${bridge}.40`, { 0: "failed", 1: "ok" }, links("active")),
    ],
    vpn_licences_limit: value(`${lcos}.26.40.0`, { zeroIsAbsent: true }),
    vpn_licences_used: value(`${lcos}.26.44.0`),
    vpn_tunnel_up: column(`${tunnel}.11`, {
      rows: tunnels,
      codes: { 0: 0, 1: 0, 2: 0, 3: 0, 4: 0, 5: 0, 6: 0, 7: 1, 8: 0, 9: 0 },
    }),
    vpn_tunnels: count(`${tunnel}.11`, { labels: { kind: fixed("ipsec") } }),
    vpn_tunnels_up: count(`${tunnel}.11`, { where: is(`${tunnel}.11`, 7), labels: { kind: fixed("ipsec") } }),
    vpn_tunnel_seconds: column(`${tunnel}.19`, { rows: tunnels }),
    vpn_tunnel_bytes_total: [column(`${tunnel}.24`, { rows: bytes("in") }), column(`${tunnel}.25`, { rows: bytes("out") })],
  },
  lacks: {
    vpn_sessions_active: "a client's tunnel and a site's tunnel are the same row",
    wifi_signal_dbm: "the signal of a station is a number without a unit",
  },
});

const lx = "1.3.6.1.4.1.2356.13.1";

/** LANCOM access points on LCOS LX. Source: LCOS-LX-MIB. */
export const lancomLx: Profile = profile({
  id: "lancom-lx",
  vendor: "LANCOM",
  of: "network",
  source: "LCOS-LX-MIB",
  evidence: "mib",
  recognises: { sysObjectID: "1.3.6.1.4.1.2356.13" },
  reads: {
    device_info: info({ model: text("1.3.6.1.2.1.1.1.0"), firmware: text(`${lx}.47.9.0`), serial: text(`${lx}.47.7.0`) }),
    ...hardware(`${lx}.47`),
    ...radios(`${lx}.3.57.1`),
    device_temperature_celsius: column(`${lx}.3.57.1.50`, {
      labels: { sensor: indexText(0) },
      zeroIsAbsent: true,
      between: [-40, 150],
    }),
  },
  lacks: { wifi_clients_active: "stations are rows of another table, which no recording shows" },
});

const sx = "1.3.6.1.4.1.2356.100.1.1";
const item = { 1: "absent", 2: "ok", 3: "failed", 4: "ok", 5: "failed", 6: "failed", 7: "failed" } as const;
const named = (table: number, label: string): Rows => ({
  labels: { [label]: joinedText(" ", asText(0, {}, "unit "), text(`${sx}.${table}.1.3`)) },
});

/** LANCOM switches on LCOS SX 5. Source: LCOS-SX-GENERAL-MIB. */
export const lancomSx: Profile = profile({
  id: "lancom-sx",
  vendor: "LANCOM",
  of: "network",
  source: "LCOS-SX-GENERAL-MIB",
  evidence: "mib",
  recognises: { sysObjectID: ["1.3.6.1.4.1.2356.14", "1.3.6.1.4.1.2356.16", "1.3.6.1.4.1.2356.100"], answers: sx },
  reads: {
    device_info: info({
      model: text("1.3.6.1.4.1.2356.16.1.1.1.1.3.0"),
      firmware: text("1.3.6.1.4.1.2356.16.1.1.1.1.13.0"),
      serial: text("1.3.6.1.4.1.2356.16.1.1.1.1.4.0"),
    }),
    device_temperature_celsius: column(`${sx}.1.1.6`, { rows: named(1, "sensor"), zeroIsAbsent: true }),
    device_fan_state: stateColumn(`${sx}.3.1.5`, item, { rows: named(3, "unit") }),
    device_fan_speed_rpm: column(`${sx}.3.1.6`, { rows: named(3, "unit") }),
    device_psu_state: stateColumn(`${sx}.4.1.5`, item, { rows: named(4, "unit") }),
    device_component_state: stateColumn(
      `${sx}.1.1.5`,
      { 0: "ok", 1: "ok", 2: "warning", 3: "failed", 4: "failed", 5: "absent", 6: "failed" },
      { rows: named(1, "component") },
    ),
  },
  lacks: { optics_power_dbm: "not in this MIB" },
});
