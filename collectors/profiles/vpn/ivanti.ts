import { fixed, info, profile, text, value } from "../../profile.ts";

const ive = "1.3.6.1.4.1.12532";

/**
 * Ivanti Connect Secure, formerly Pulse Secure and Juniper IVE. Source: PULSESECURE-PSG-MIB, JUNIPER-IVE-MIB.
 * Concurrent users are licences in use: on this node, and in the whole cluster. A passive member says 0 while the
 * cluster has everyone, so the node's number is the gateway's; signed-in users are counted cluster-wide.
 */
export const ivanti = profile({
  id: "ivanti",
  vendor: "Ivanti",
  of: "vpn",
  source: "PULSESECURE-PSG-MIB, JUNIPER-IVE-MIB",
  evidence: "recording",
  recognises: { sysObjectID: ive, answers: [`${ive}.2`, `${ive}.10`, `${ive}.12`, `${ive}.13`] },
  reads: {
    device_info: info({ model: text(`${ive}.6.0`), firmware: text(`${ive}.7.0`) }),
    device_cpu_utilisation_ratio: value(`${ive}.10.0`, { scale: 0.01 }),
    device_memory_utilisation_ratio: value(`${ive}.11.0`, { scale: 0.01 }),
    device_swap_utilisation_ratio: value(`${ive}.24.0`, { scale: 0.01 }),
    device_storage_utilisation_ratio: value(`${ive}.25.0`, { scale: 0.01 }),
    device_log_utilisation_ratio: value(`${ive}.1.0`, { scale: 0.01 }),
    device_temperature_celsius: value(`${ive}.42.0`, { zeroIsAbsent: true }),
    vpn_sessions_active: value(`${ive}.12.0`),
    vpn_licences_used: value(`${ive}.12.0`),
    vpn_cluster_licences_used: value(`${ive}.13.0`),
    vpn_licences_limit: value(`${ive}.55.0`, { zeroIsAbsent: true }),
    vpn_users: value(`${ive}.2.0`),
    vpn_users_by_kind: [
      value(`${ive}.3.0`, { labels: { kind: fixed("mail") } }),
      value(`${ive}.9.0`, { labels: { kind: fixed("meeting") } }),
      value(`${ive}.48.0`, { labels: { kind: fixed("cluster") } }),
    ],
    vpn_tunnels_up: value(`${ive}.43.0`, { labels: { kind: fixed("ssl_tunnel") } }),
    vpn_ssl_connections: value(`${ive}.44.0`),
  },
  lacks: {
    vpn_sessions: "the kinds are not separate objects but for tunnels",
    vpn_address_pool_used: "not in this MIB",
  },
});
