import { column, fixed, info, profile, state, text, value, type Rows } from "../../profile.ts";

const pan = "1.3.6.1.4.1.25461.2.1.2";
const system = `${pan}.1`;
const session = `${pan}.3`;
const vsys = `${session}.9.1`;
const protect = `${pan}.5.1`;
const virtual: Rows = { labels: { vdom: text(`${vsys}.2`) } };
const perSecond = (protocol: string, number: number) =>
  column(`${vsys}.${number}`, { rows: virtual, labels: { protocol: fixed(protocol) } });
const byProtocol = (protocol: string, number: number) =>
  value(`${session}.${number}.0`, { labels: { protocol: fixed(protocol) } });
// Roles are texts; a unit that is suspended or not functional has none.
const roles = {
  active: "active",
  "active-primary": "active",
  "active-secondary": "active",
  passive: "standby",
  disabled: "standalone",
} as const;

/**
 * Palo Alto Networks firewalls. Source: PAN-COMMON-MIB of PAN-OS 10.2. GlobalProtect tells tunnels of the gateway with
 * its own limit; older releases tell the number alone. Processors and memory stand in HOST-RESOURCES-MIB, fans and
 * temperatures in ENTITY-SENSOR-MIB.
 */
export const panOs = profile({
  id: "pan-os",
  vendor: "Palo Alto Networks",
  of: "vpn",
  source: "PAN-COMMON-MIB",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.25461", answers: [session, system] },
  reads: {
    device_info: info({
      model: text(["1.3.6.1.2.1.47.1.1.1.1.13.1", "1.3.6.1.2.1.1.1.0"]),
      firmware: text(`${system}.1.0`),
      serial: text(`${system}.3.0`),
    }),
    firewall_sessions: value(`${session}.3.0`),
    firewall_sessions_limit: value(`${session}.2.0`),
    firewall_sessions_by_protocol: [
      byProtocol("tcp", 4),
      byProtocol("udp", 5),
      byProtocol("icmp", 6),
      byProtocol("ssl_proxy", 7),
    ],
    firewall_sessions_by_vdom: column(`${vsys}.4`, { rows: virtual }),
    firewall_sessions_utilisation_ratio: [
      value(`${session}.1.0`, { scale: 0.01 }),
      column(`${vsys}.3`, { rows: virtual, scale: 0.01 }),
    ],
    firewall_ssl_proxy_utilisation_ratio: value(`${session}.8.0`, { scale: 0.01 }),
    firewall_sessions_per_second: [perSecond("tcp", 6), perSecond("udp", 7), perSecond("other", 8)],
    vpn_sessions_active: value(`${protect}.3.0`),
    vpn_sessions: value(`${protect}.3.0`, { labels: { kind: fixed("globalprotect") } }),
    vpn_sessions_limit: value(`${protect}.2.0`, {
      zeroIsAbsent: true,
      labels: { kind: fixed("total"), limit: fixed("platform") },
    }),
    vpn_sessions_utilisation_ratio: value(`${protect}.1.0`, { scale: 0.01 }),
    cluster_role: state(`${system}.11.0`, roles),
    cluster_peer_role: state(`${system}.12.0`, roles),
    cluster_mode: state(`${system}.13.0`, {
      disabled: "standalone",
      "active-passive": "active_passive",
      "active-active": "active_active",
    }),
    // Not connected is what a firewall without a management server says.
    device_component_state: [
      state(`${pan}.4.1.0`, { connected: "ok", "not-connected": "off" }, { labels: { component: fixed("Panorama 1") } }),
      state(`${pan}.4.2.0`, { connected: "ok", "not-connected": "off" }, { labels: { component: fixed("Panorama 2") } }),
    ],
  },
  lacks: {
    vpn_users: "GlobalProtect users are not in the MIB, only their tunnels",
    vpn_licences_limit: "GlobalProtect is licensed by platform, not by user",
    vpn_tunnel_up: "IPsec tunnels are interfaces; IF-MIB tells them",
    vpn_address_pool_used: "not in this MIB",
  },
});
