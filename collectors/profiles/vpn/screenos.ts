import { column, count, difference, fixed, is, profile, quotient, sum, text, value, type Rows } from "../../profile.ts";

const ns = "1.3.6.1.4.1.3224";
const monitor = `${ns}.4.1.1.1`;
const monitored: Rows = { labels: { tunnel: text(`${monitor}.4`) } };
const used = value(`${ns}.16.2.1.0`);
const size = sum(value(`${ns}.16.2.1.0`), value(`${ns}.16.2.2.0`));

/** Juniper ScreenOS (NetScreen, SSG, ISG). Sources: NETSCREEN-RESOURCE-MIB, NETSCREEN-VPN-MON-MIB. */
export const screenOs = profile({
  id: "screenos",
  vendor: "Juniper",
  of: "vpn",
  source: "NETSCREEN-RESOURCE-MIB, NETSCREEN-VPN-MON-MIB",
  evidence: "mib",
  recognises: { sysObjectID: ns, answers: [`${ns}.16`, monitor] },
  relearnSeconds: 300,
  reads: {
    device_cpu_utilisation_ratio: [
      value(`${ns}.16.1.2.0`, { scale: 0.01, labels: { window: fixed("1m") } }),
      value(`${ns}.16.1.3.0`, { scale: 0.01, labels: { window: fixed("5m") } }),
    ],
    device_memory_used_bytes: used,
    device_memory_size_bytes: size,
    device_memory_free_bytes: difference(size, used),
    device_memory_utilisation_ratio: quotient(used, size, [0, 1]),
    firewall_sessions: value(`${ns}.16.3.2.0`),
    firewall_sessions_limit: value(`${ns}.16.3.3.0`, { zeroIsAbsent: true }),
    vpn_tunnel_up: column(`${monitor}.23`, { rows: monitored, codes: { 0: 0, 1: 1 } }),
    vpn_tunnels: count(`${monitor}.23`, { labels: { kind: fixed("monitored") } }),
    vpn_tunnels_up: count(`${monitor}.23`, { where: is(`${monitor}.23`, 1), labels: { kind: fixed("monitored") } }),
  },
  lacks: {
    vpn_sessions_active: "the MIB tells tunnels, not users",
    vpn_licences_limit: "not in these MIBs; the inventory tells it",
  },
});
