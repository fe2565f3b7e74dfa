import {
  cases,
  column,
  fixed,
  info,
  is,
  indexMatches,
  indexText,
  profile,
  state,
  text,
  value,
  type Rows,
} from "../../profile.ts";

const ns = "1.3.6.1.4.1.5951.4.1";
const resources = `${ns}.1.41`;
const health = `${resources}.7.1`;
const disk = `${resources}.8.1`;
const tcp = `${ns}.1.46`;
const server = `${ns}.3.1.1`;
const named = (label: string, pattern: RegExp): Rows => ({
  labels: { [label]: indexText(0) },
  where: indexMatches(pattern),
});
const disks: Rows = { labels: { unit: indexText(0) } };
const connections = (side: string, number: number) => value(`${tcp}.${number}.0`, { labels: { side: fixed(side) } });
const mode = `${ns}.1.6.0`;
const peer = `${ns}.1.23.3.0`;

/**
 * Citrix NetScaler ADC and Gateway. Source: NS-ROOT-MIB 12 to 14. Health counters hold everything in one table; the
 * name tells the unit (mV, rpm, °C) and 0 means "not fitted". Users stand per virtual server, sessions for the device.
 */
export const netscaler = profile({
  id: "netscaler",
  vendor: "Citrix",
  of: "vpn",
  source: "NS-ROOT-MIB",
  evidence: "mib",
  recognises: { sysObjectID: "1.3.6.1.4.1.5951", answers: [resources, tcp] },
  relearnSeconds: 300,
  reads: {
    device_info: info({
      model: text(`${ns}.1.11.0`),
      firmware: text(`${ns}.1.1.0`, { pattern: /(NS[\d.]+: Build [\w.]+)/ }),
      serial: text(`${ns}.1.14.0`),
    }),
    device_cpu_utilisation_ratio: column(`${resources}.6.1.2`, { labels: { unit: indexText(0) }, scale: 0.01 }),
    device_memory_utilisation_ratio: value(`${resources}.2.0`, { scale: 0.01 }),
    device_memory_size_bytes: value(`${resources}.4.0`, { scale: 1_048_576 }),
    device_storage_utilisation_ratio: column(`${disk}.5`, { rows: disks, scale: 0.01 }),
    device_storage_size_bytes: column(`${disk}.2`, { rows: disks, scale: 1_048_576 }),
    device_storage_used_bytes: column(`${disk}.4`, { rows: disks, scale: 1_048_576 }),
    device_temperature_celsius: column(`${health}.2`, { rows: named("sensor", /temp/i), zeroIsAbsent: true }),
    device_fan_speed_rpm: column(`${health}.2`, { rows: named("unit", /fan/i), zeroIsAbsent: true }),
    device_voltage_volts: column(`${health}.2`, {
      rows: named("sensor", /volt|vtt/i),
      scale: 0.001,
      zeroIsAbsent: true,
      signed: true,
    }),
    lb_connections: [
      connections("server", 1),
      connections("client", 2),
      connections("server_established", 10),
      connections("client_established", 12),
    ],
    lb_ssl_sessions: value(`${ns}.1.47.296.0`),
    lb_requests_per_second: [
      value(`${ns}.1.47.333.0`, { labels: { kind: fixed("ssl") } }),
      value(`${ns}.1.48.76.0`, { labels: { kind: fixed("http") } }),
    ],
    // A Counter64 in the MIB, but a number of sessions.
    vpn_sessions_active: column(`${ns}.1.67.9`, { fold: "sum" }),
    vpn_sessions: [
      column(`${ns}.1.67.9`, { fold: "sum", labels: { kind: fixed("aaa") } }),
      column(`${ns}.1.67.10`, { fold: "sum", labels: { kind: fixed("ica") } }),
    ],
    vpn_users: column(`${server}.72`, { fold: "sum" }),
    vpn_users_by_kind: column(`${server}.60`, { labels: { kind: text(`${server}.1`) } }),
    vpn_login_failures_total: value(`${ns}.1.67.1.0`),
    cluster_mode: cases([
      [is(mode, 0), "standalone"],
      [is(mode, 1, 2), "active_passive"],
    ]),
    cluster_enabled: value(`${ns}.1.23.23.0`, { codes: { 0: 0, 1: 1 } }),
    cluster_role: state(mode, { 0: "standalone", 1: "active", 2: "standby" }),
    cluster_peer_role: state(peer, { 0: "standalone", 1: "active", 2: "standby" }),
    cluster_member_state: [
      state(
        `${ns}.1.23.24.0`,
        {
          2: "down",
          3: "up",
          4: "failed",
          5: "failed",
          6: "up",
          7: "failed",
          8: "failed",
          9: "down",
          10: "failed",
          11: "failed",
        },
        { labels: { member: fixed("this unit") } },
      ),
      state(peer, { 1: "active", 2: "standby" }, { labels: { member: fixed("peer") } }),
    ],
  },
  lacks: {
    vpn_licences_limit: "not in this MIB; the inventory tells it",
    device_psu_state: "status counters of supplies mean other things on other models",
    vpn_address_pool_used: "not in this MIB",
  },
});
