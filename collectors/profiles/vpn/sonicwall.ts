import { column, count, fixed, info, profile, text, value, type Rows } from "../../profile.ts";

const sonic = "1.3.6.1.4.1.8741";
const firewall = `${sonic}.1.3.1`;
const association = `${sonic}.1.3.2.1.1.1`;
const access = `${sonic}.6.2.1`;
const tunnels = (direction: string): Rows => ({
  labels: { tunnel: text([`${association}.14`, `${association}.2`]), direction: fixed(direction) },
});
const identity = info({
  model: text(`${sonic}.2.1.1.1.0`),
  firmware: text(`${sonic}.2.1.1.3.0`),
  serial: text(`${sonic}.2.1.1.2.0`),
});

/**
 * SonicWall firewalls (SonicOS 6 and 7). Source: SONICWALL-FIREWALL-IP-STATISTICS-MIB, SNWL-COMMON-MIB. sysObjectID is
 * broken in SonicOS 7. Only security associations that exist are rows: a tunnel that is down is no row.
 */
export const sonicwallFirewall = profile({
  id: "sonicwall-firewall",
  vendor: "SonicWall",
  of: "vpn",
  source: "SONICWALL-FIREWALL-IP-STATISTICS-MIB, SNWL-COMMON-MIB",
  evidence: "mib",
  recognises: { answers: firewall },
  relearnSeconds: 300,
  reads: {
    device_info: identity,
    device_cpu_utilisation_ratio: value(`${firewall}.3.0`, { scale: 0.01 }),
    device_memory_utilisation_ratio: value(`${firewall}.4.0`, { scale: 0.01 }),
    firewall_sessions: value(`${firewall}.2.0`),
    firewall_sessions_limit: value(`${firewall}.1.0`, { zeroIsAbsent: true }),
    vpn_tunnels_up: count(`${association}.9`, { labels: { kind: fixed("ipsec_phase2") } }),
    vpn_tunnel_bytes_total: [
      column(`${association}.11`, { rows: tunnels("in") }),
      column(`${association}.9`, { rows: tunnels("out") }),
    ],
  },
  lacks: {
    vpn_sessions_active: "users of GVC and NetExtender are not in this MIB, only their associations",
    vpn_tunnel_up: "a tunnel that is down leaves the table",
    vpn_licences_limit: "not in this MIB; the inventory tells it",
  },
});

/** SonicWall SMA 100 and 1000 (SSL VPN). Source: SNWL-SSLVPN-MIB, SNWL-COMMON-MIB. The licence is a text: `125 Users`. */
export const sonicwallSma = profile({
  id: "sonicwall-sma",
  vendor: "SonicWall",
  of: "vpn",
  source: "SNWL-SSLVPN-MIB, SNWL-COMMON-MIB",
  evidence: "recording",
  recognises: { answers: access },
  reads: {
    device_info: identity,
    device_cpu_utilisation_ratio: value(`${access}.3.0`, { scale: 0.01 }),
    device_memory_utilisation_ratio: value(`${access}.5.0`, { scale: 0.01 }),
    vpn_sessions_active: value(`${access}.8.0`),
    vpn_users: value(`${access}.8.0`),
    vpn_sessions: value(`${access}.10.0`, { labels: { kind: fixed("netextender") } }),
    vpn_licences_used: value(`${access}.9.0`),
    vpn_licences_limit: value(`${sonic}.6.3.1.1.0`),
  },
  lacks: { vpn_address_pool_used: "not in this MIB", vpn_bytes_total: "not in this MIB; IF-MIB tells the traffic" },
});
