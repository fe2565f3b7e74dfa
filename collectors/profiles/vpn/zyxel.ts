import {
  asText,
  column,
  count,
  first,
  fixed,
  indexIs,
  info,
  is,
  profile,
  text,
  value,
  type NumberOptions,
  type NumberRead,
  type Rows,
} from "../../profile.ts";

const old = "1.3.6.1.4.1.890.1.6.22";
const system = "1.3.6.1.4.1.890.1.15.3";
const tunnel = `${old}.2.4.1`;
const traffic = `${old}.2.6.1`;
const tunnels: Rows = { labels: { tunnel: text(`${tunnel}.2`) } };
const bytes = (direction: string): Rows => ({ labels: { tunnel: text(`${traffic}.2`), direction: fixed(direction) } });
const hardware = `${system}.26.1`;
const station = `${system}.5.1.1`;
/** Optics of switches: port and kind (1 temperature, 2 voltage, 3 bias, 4 sent, 5 received); all in hundredths. */
const optics = (kind: number, options: NumberOptions): NumberRead =>
  column(`${system}.84.1.2.1.6`, {
    ...options,
    where: indexIs(-1, kind),
    labels: { interface: asText(0, {}, "port "), ...options.labels },
  });

/**
 * Zyxel firewalls (ZyWALL, USG, USG FLEX), wireless controllers (NXC) and access points (NWA). Sources: ZYXEL-ES-
 * ZYWALL-MIB, ZYWALL-ZLD-COMMON-MIB, ZYXEL-MIB. A second tree of newer firmware tells the same.
 */
export const zyxel = profile({
  id: "zyxel",
  vendor: "Zyxel",
  of: ["vpn", "network"],
  source: "ZYWALL-ZLD-COMMON-MIB, ZYXEL-MIB",
  evidence: "mib",
  recognises: { answers: [`${old}.1`, `${old}.2`, `${system}.1`, `${system}.2`] },
  relearnSeconds: 300,
  reads: {
    device_info: info({ model: text(`${system}.1.11.0`), firmware: text(`${system}.1.6.0`), serial: text(`${system}.1.12.0`) }),
    device_cpu_utilisation_ratio: first(
      value(`${system}.2.4.0`, { scale: 0.01 }),
      value(`${system}.2.7.0`, { scale: 0.01 }), // switches
      value(`${old}.1.1.0`, { scale: 0.01 }),
    ),
    device_memory_utilisation_ratio: first(value(`${system}.2.5.0`, { scale: 0.01 }), value(`${old}.1.2.0`, { scale: 0.01 })),
    // Hardware of switches: turns a minute, whole degrees, millivolts.
    device_fan_speed_rpm: column(`${hardware}.1.1.3`, { labels: { unit: text(`${hardware}.1.1.2`) } }),
    device_temperature_celsius: column(`${hardware}.2.1.3`, { labels: { sensor: text(`${hardware}.2.1.2`) }, between: [1, 120] }),
    device_voltage_volts: column(`${hardware}.3.1.3`, {
      labels: { sensor: text(`${hardware}.3.1.2`) },
      scale: 0.001,
      zeroIsAbsent: true,
    }),
    device_storage_utilisation_ratio: value(`${system}.2.6.0`, { scale: 0.01 }),
    firewall_sessions: first(value(`${system}.1.19.0`), value(`${old}.1.6.0`)),
    vpn_tunnel_up: column(`${tunnel}.6`, { rows: tunnels, codes: { 0: 0, 1: 1 } }),
    vpn_tunnel_enabled: column(`${tunnel}.5`, { rows: tunnels, codes: { 0: 0, 1: 1 } }),
    vpn_tunnels: count(`${tunnel}.6`, { labels: { kind: fixed("ipsec") } }),
    vpn_tunnels_up: count(`${tunnel}.6`, { where: is(`${tunnel}.6`, 1), labels: { kind: fixed("ipsec") } }),
    vpn_tunnel_bytes_total: [column(`${traffic}.7`, { rows: bytes("in") }), column(`${traffic}.9`, { rows: bytes("out") })],
    wifi_access_points: [
      value(`${system}.3.1.1.0`, { labels: { state: fixed("connected") } }),
      value(`${system}.3.1.2.0`, { labels: { state: fixed("down") } }),
    ],
    wifi_clients_active: first(value(`${system}.3.1.4.0`), value(`${system}.5.15.0`), column(`${station}.2`, { fold: "sum" })),
    wifi_radio_clients: column(`${station}.2`),
    optics_temperature_celsius: optics(1, { scale: 0.01, signed: true }),
    optics_voltage_volts: optics(2, { scale: 0.01, zeroIsAbsent: true }),
    optics_bias_amperes: optics(3, { scale: 0.00001 }),
    optics_power_dbm: [
      optics(4, { scale: 0.01, signed: true, labels: { direction: fixed("out") } }),
      optics(5, { scale: 0.01, signed: true, labels: { direction: fixed("in") } }),
    ],
  },
  lacks: {
    vpn_sessions_active: "users of the SSL VPN are not in these MIBs",
    vpn_licences_limit: "not in these MIBs; the inventory tells it",
  },
});
