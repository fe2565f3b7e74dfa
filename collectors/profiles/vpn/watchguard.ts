import { column, count, fixed, index, joinedText, profile, state, text, value, type NumberOptions } from "../../profile.ts";

const guard = "1.3.6.1.4.1.3097.6";
const tunnel = `${guard}.5.1.2.1`;
const tunnelName = joinedText(" ", text(`${tunnel}.3`), index());
/** Hundredths of a percent. */
const processor = (window: string): NumberOptions => ({ scale: 0.0001, between: [0, 1], labels: { window: fixed(window) } });
/** disabled, worker, backup, master, idle, standby */
const roles = { 1: "active", 2: "standby", 3: "active", 4: "down", 5: "standby" } as const;
const traffic = (direction: string) => ({ scale: 1024, labels: { tunnel: tunnelName, direction: fixed(direction) } });

/**
 * WatchGuard Firebox. Sources: WATCHGUARD-SYSTEM-STATISTICS-MIB, WATCHGUARD-IPSEC-TUNNEL-MIB, WATCHGUARD-CLUSTER-MIB: hundredths of a
 * percent, kB.
 */
export const watchGuard = profile({
  id: "watchguard",
  vendor: "WatchGuard",
  of: ["vpn", "network"],
  source: "WATCHGUARD-SYSTEM-STATISTICS-MIB, WATCHGUARD-IPSEC-TUNNEL-MIB, WATCHGUARD-CLUSTER-MIB",
  evidence: "mib",
  recognises: { sysObjectID: "1.3.6.1.4.1.3097", answers: `${guard}.3.77.0` },
  relearnSeconds: 300,
  reads: {
    device_cpu_utilisation_ratio: [
      value(`${guard}.3.77.0`, processor("1m")),
      value(`${guard}.3.78.0`, processor("5m")),
      value(`${guard}.3.79.0`, processor("15m")),
    ],
    firewall_sessions: value(`${guard}.3.80.0`),
    vpn_tunnels_up: count(`${tunnel}.3`, { labels: { kind: fixed("ipsec") } }),
    vpn_tunnel_bytes_total: [column(`${tunnel}.28`, traffic("in")), column(`${tunnel}.29`, traffic("out"))],
    cluster_enabled: value(`${guard}.6.1.0`, { codes: { 0: 0, 1: 1 } }),
    cluster_member_state: [
      state(`${guard}.6.3.0`, roles, { labels: { member: text([`${guard}.6.2.0`]) } }),
      state(`${guard}.6.9.0`, roles, { labels: { member: text([`${guard}.6.8.0`]) } }),
    ],
  },
  lacks: {
    vpn_sessions_active: "mobile users are in none of these MIBs",
    vpn_tunnel_up: "a tunnel that is down leaves the table",
    vpn_licences_limit: "not in these MIBs; the inventory tells it",
  },
});
