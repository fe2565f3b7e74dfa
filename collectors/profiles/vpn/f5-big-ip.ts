import { column, fixed, info, profile, quotient, state, text, value } from "../../profile.ts";

const f5 = "1.3.6.1.4.1.3375.2";
const statistics = `${f5}.1.1.2.1`;
const access = `${f5}.6.1`;
const connections = (side: string, number: number) => value(`${statistics}.${number}.0`, { labels: { side: fixed(side) } });

/**
 * F5 BIG-IP with APM. Sources: F5-BIGIP-SYSTEM-MIB, F5-BIGIP-APM-MIB. Access sessions are people at the portal; network
 * access tells who of them has a tunnel.
 */
export const f5BigIp = profile({
  id: "f5-big-ip",
  vendor: "F5",
  of: "vpn",
  source: "F5-BIGIP-SYSTEM-MIB, F5-BIGIP-APM-MIB",
  evidence: "mib",
  recognises: { sysObjectID: "1.3.6.1.4.1.3375", answers: [statistics, `${f5}.1.14`] },
  reads: {
    device_info: info({ model: text(`${f5}.1.3.5.2.0`), firmware: text(`${f5}.1.4.2.0`), serial: text(`${f5}.1.3.3.3.0`) }),
    device_memory_size_bytes: value(`${statistics}.44.0`),
    device_memory_used_bytes: value(`${statistics}.45.0`),
    device_memory_utilisation_ratio: quotient(value(`${statistics}.45.0`), value(`${statistics}.44.0`), [0, 1]),
    device_temperature_celsius: column(`${f5}.1.3.2.3.2.1.2`, { zeroIsAbsent: true }),
    lb_connections: [
      connections("client", 8),
      connections("server", 15),
      connections("client_average", 79),
      connections("server_average", 86),
    ],
    vpn_sessions_active: value(`${access}.4.3.0`),
    vpn_sessions: [
      value(`${access}.4.3.0`, { labels: { kind: fixed("access") } }),
      value(`${access}.5.3.0`, { labels: { kind: fixed("network_access") } }),
    ],
    vpn_sessions_peak: value(`${access}.5.4.0`, { labels: { kind: fixed("network_access") } }),
    cluster_role: state(`${f5}.1.14.3.1.0`, { 3: "standby", 4: "active" }),
    cluster_in_sync: value(`${f5}.1.14.1.1.0`, { codes: { 1: 0, 2: 0, 3: 1, 4: 0, 5: 0 } }),
    device_component_state: state(
      `${f5}.1.14.3.3.0`,
      { 0: "ok", 1: "warning", 2: "failed", 3: "off", 4: "standby" },
      { labels: { component: fixed("failover") } },
    ),
  },
  lacks: {
    vpn_licences_limit: "not in these MIBs; the inventory tells it",
    firewall_sessions: "connections of the load balancer are told instead",
  },
});
