import {
  all,
  any,
  asText,
  cases,
  column,
  first,
  fixed,
  indexText,
  info,
  is,
  matches,
  profile,
  scalar,
  stateColumn,
  text,
  value,
  type Rows,
} from "../../profile.ts";

const cras = "1.3.6.1.4.1.9.9.392.1";
const firewall = "1.3.6.1.4.1.9.9.147.1.2";
const ipsec = "1.3.6.1.4.1.9.9.171.1";
const unit = `${firewall}.1.1.1`;

/** Each kind of session has three numbers in a row: now, since restart, peak. */
const kinds = [
  ["email", 23],
  ["ipsec_ra", 26],
  ["site_to_site", 29],
  ["load_balancing", 32],
  ["anyconnect", 35],
  ["clientless_ssl", 38],
] as const;
const byKind = (offset: number) =>
  kinds.map(([kind, number]) => value(`${cras}.3.${number + offset}.0`, { labels: { kind: fixed(kind) } }));
const tunnels: Rows = { labels: { tunnel: text([`${ipsec}.2.3.1.7`]) } };

/** "Primary unit (this device)": the row that speaks of the device itself. */
const own = (number: number, code: number) =>
  all(matches(scalar(`${unit}.2.${number}`), /this device/i), is(scalar(`${unit}.3.${number}`), code));

/**
 * Cisco ASA and Firepower Threat Defense as remote-access gateway. Sources: CISCO-REMOTE-ACCESS-MONITOR-MIB,
 * CISCO-FIREWALL-MIB, CISCO-IPSEC-FLOW-MONITOR-MIB. A client that logged in through the portal counts as AnyConnect
 * and as clientless: the total is crasNumSessions, never a sum of kinds. FTD answers the numbers by kind alone.
 */
export const ciscoAsa = profile({
  id: "cisco-asa",
  vendor: "Cisco",
  of: "vpn",
  source: "CISCO-REMOTE-ACCESS-MONITOR-MIB, CISCO-FIREWALL-MIB, CISCO-IPSEC-FLOW-MONITOR-MIB",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.9", answers: [`${cras}.3`, `${firewall}.2.2`] },
  relearnSeconds: 300, // tunnels come and go
  reads: {
    device_info: info({
      model: text(["1.3.6.1.2.1.47.1.1.1.1.13.1"]),
      firmware: text("1.3.6.1.2.1.1.1.0", { pattern: /Version ([\w.()]+)/ }),
      serial: text(["1.3.6.1.2.1.47.1.1.1.1.11.1"]),
    }),
    vpn_sessions: byKind(0),
    vpn_sessions_active: first(value(`${cras}.3.1.0`), value(`${cras}.3.35.0`)),
    vpn_sessions_total: byKind(1),
    vpn_sessions_peak: byKind(2),
    vpn_sessions_ended_total: value(`${cras}.3.2.0`),
    // What the platform can do, not what was bought; 0 says nothing.
    vpn_sessions_limit: value(`${cras}.1.1.0`, {
      zeroIsAbsent: true,
      labels: { kind: fixed("total"), limit: fixed("platform") },
    }),
    vpn_users: value(`${cras}.3.3.0`),
    vpn_groups: value(`${cras}.3.4.0`),
    vpn_groups_limit: value(`${cras}.1.3.0`, { zeroIsAbsent: true }),
    vpn_group_users: column(`${cras}.3.22.1.2`, { labels: { group: indexText(0) } }),
    vpn_crypto_accelerators: value(`${cras}.1.4.0`),
    vpn_login_failures_total: value(`${cras}.4.1.1.0`),
    // crasNumSetupFailInsufResources: declined ones (wrong password, no right) are counted beside it.
    vpn_sessions_refused_total: value(`${cras}.4.1.3.0`),
    vpn_bytes_total: [
      value(`${cras}.3.7.0`, { labels: { kind: fixed("remote_access"), direction: fixed("in") } }),
      value(`${cras}.3.9.0`, { labels: { kind: fixed("remote_access"), direction: fixed("out") } }),
      value(`${ipsec}.3.1.4.0`, { labels: { kind: fixed("ipsec"), direction: fixed("in") } }),
      value(`${ipsec}.3.1.17.0`, { labels: { kind: fixed("ipsec"), direction: fixed("out") } }),
    ],
    vpn_tunnels_up: value(`${ipsec}.3.1.1.0`, { labels: { kind: fixed("ipsec_phase2") } }),
    vpn_tunnels_ended_total: value(`${ipsec}.3.1.2.0`, { labels: { kind: fixed("ipsec_phase2") } }),
    vpn_tunnel_seconds: column(`${ipsec}.2.3.1.16`, { rows: tunnels, scale: 0.01 }),
    vpn_tunnel_bytes_total: [
      column(`${ipsec}.2.3.1.19`, { rows: tunnels, labels: { direction: fixed("in") } }),
      column(`${ipsec}.2.3.1.27`, { rows: tunnels, labels: { direction: fixed("out") } }),
    ],
    firewall_sessions: value(`${firewall}.2.2.1.5.40.6`),
    firewall_sessions_peak: value(`${firewall}.2.2.1.5.40.7`),
    cluster_role: cases([
      [any(own(6, 9), own(7, 9)), "active"],
      [any(own(6, 10), own(7, 10)), "standby"],
      [any(own(6, 3), own(7, 3), own(6, 4), own(7, 4)), "unknown"],
    ]),
    cluster_member_state: stateColumn(
      `${unit}.3`,
      {
        1: "unknown",
        2: "up",
        3: "down",
        4: "failed",
        5: "failed",
        6: "up",
        7: "down",
        8: "standby",
        9: "active",
        10: "standby",
      },
      { labels: { member: asText(-1, { 4: "failover link", 5: "state link", 6: "primary unit", 7: "secondary unit" }) } },
    ),
  },
  lacks: {
    vpn_licences_used: "the MIBs tell no licence; a session of any kind takes one",
    vpn_licences_limit: "the MIBs tell no licence; the inventory does",
    vpn_address_pool_used: "not in these MIBs",
    firewall_sessions_limit: "not in these MIBs; the data sheet says it",
  },
});
