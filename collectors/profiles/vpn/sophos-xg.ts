import {
  all,
  cases,
  column,
  fixed,
  index,
  indexText,
  info,
  is,
  matches,
  profile,
  state,
  stateColumn,
  text,
  value,
  type Rows,
} from "../../profile.ts";

const xg = "1.3.6.1.4.1.2604.5.1";
const tunnel = `${xg}.6.1.1.1.1`;
const tunnels: Rows = { labels: { tunnel: text(`${tunnel}.2`) } };
const roles = { 0: "standalone", 1: "standby", 2: "standalone", 3: "active", 5: "standby" } as const;
const licences = [
  ["base firewall", 1],
  ["network protection", 2],
  ["web protection", 3],
  ["mail protection", 4],
  ["web server protection", 5],
  ["sandstorm", 6],
  ["enhanced support", 7],
  ["enhanced plus support", 8],
  ["central orchestration", 9],
] as const;
const services = [
  ["antivirus", 6],
  ["DNS", 8],
  ["high availability", 9],
  ["intrusion prevention", 10],
  ["SSL VPN", 14],
  ["IPsec VPN", 15],
  ["database", 16],
  ["network", 17],
] as const;
const accessPoints: Rows = { labels: { ap: indexText(0) } };

/**
 * Sophos Firewall (SFOS). Source: SFOS-FIREWALL-MIB 18 to 20. Live users are those of the captive portal; users of
 * remote access are not counted anywhere in the MIB. Connection status stands only in newer releases.
 */
export const sophosXg = profile({
  id: "sophos-xg",
  vendor: "Sophos",
  of: ["vpn", "network"],
  source: "SFOS-FIREWALL-MIB",
  evidence: "recording",
  recognises: { sysObjectID: ["1.3.6.1.4.1.2604.5", "1.3.6.1.4.1.8072.3.2.10"], answers: [`${xg}.1`, `${xg}.2`] },
  relearnSeconds: 300,
  reads: {
    device_info: info({ model: text(`${xg}.1.2.0`), firmware: text(`${xg}.1.3.0`), serial: text(`${xg}.1.4.0`) }),
    device_temperature_celsius: [
      value(`${xg}.9.1.0`, { labels: { sensor: fixed("NPU") }, scale: 0.1, zeroIsAbsent: true }),
      value(`${xg}.9.2.0`, { labels: { sensor: fixed("CPU") }, scale: 0.1, zeroIsAbsent: true }),
    ],
    device_psu_state: stateColumn(`${xg}.9.4.1.2`, { 1: "ok", 2: "failed" }, { labels: { unit: index() } }),
    device_fan_speed_rpm: column(`${xg}.9.3.1.2`, { labels: { unit: index() }, zeroIsAbsent: true }),
    device_memory_utilisation_ratio: value(`${xg}.2.5.2.0`, { scale: 0.01 }),
    device_swap_utilisation_ratio: value(`${xg}.2.5.4.0`, { scale: 0.01 }),
    device_storage_utilisation_ratio: value(`${xg}.2.4.2.0`, { scale: 0.01 }),
    vpn_users_by_kind: value(`${xg}.2.6.0`, { labels: { kind: fixed("captive_portal") } }),
    vpn_tunnel_up: column(`${tunnel}.9`, { rows: tunnels, codes: { 0: 0, 1: 1, 2: 1 } }),
    vpn_tunnel_enabled: column(`${tunnel}.10`, { rows: tunnels, codes: { 0: 0, 1: 1 } }),
    vpn_tunnel_associations: column(`${tunnel}.8`, { rows: tunnels }),
    vpn_tunnel_type: stateColumn(
      `${tunnel}.6`,
      { 1: "host_to_host", 2: "site_to_site", 3: "site_to_site", 0: "remote_access" },
      { rows: tunnels },
    ),
    cluster_mode: cases([
      [is(`${xg}.4.1.0`, 0), "standalone"],
      [all(is(`${xg}.4.1.0`, 1), matches(`${xg}.4.6.0`, /active.?active/i)), "active_active"],
      [is(`${xg}.4.1.0`, 1), "active_passive"],
    ]),
    cluster_enabled: value(`${xg}.4.1.0`, { codes: { 0: 0, 1: 1 } }),
    cluster_role: state(`${xg}.4.4.0`, roles),
    cluster_peer_role: state(`${xg}.4.5.0`, roles),
    licence_state: licences.map(([licence, number]) =>
      state(
        `${xg}.5.${number}.1.0`,
        { 1: "evaluating", 2: "not_subscribed", 3: "valid", 4: "expired", 5: "not_subscribed" },
        { labels: { licence: fixed(licence) } },
      ),
    ),
    device_component_state: services.map(([service, number]) =>
      state(
        `${xg}.3.${number}.0`,
        { 0: "off", 1: "off", 2: "standby", 3: "ok", 4: "off", 5: "failed", 6: "failed", 7: "absent" },
        { labels: { component: fixed(service) } },
      ),
    ),
    wifi_access_point_up: column(`${xg}.7.1.1.5`, { rows: accessPoints, codes: { 0: 1, 1: 0 } }), // connected, disconnected
    wifi_access_point_clients: column(`${xg}.7.1.1.6`, { rows: accessPoints }),
  },
  lacks: {
    vpn_sessions: "the MIB counts no users of remote access, neither SSL VPN nor IPsec",
    vpn_sessions_active: "the MIB counts no users of remote access, neither SSL VPN nor IPsec",
    vpn_users: "live users are those of the captive portal",
    firewall_sessions: "the MIB does not count connections",
  },
});
