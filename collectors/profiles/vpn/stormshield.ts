import {
  all,
  cases,
  column,
  count,
  either,
  first,
  fixed,
  info,
  is,
  joinedText,
  profile,
  stateColumn,
  text,
  value,
  type Rows,
} from "../../profile.ts";

const sns = "1.3.6.1.4.1.11256.1";
const association = `${sns}.1.1.1`;
const node = `${sns}.11.7.1`;
const health = `${sns}.16.2.1`;
const openVpn = `${sns}.17.1.1`;
const supply = `${sns}.10.6.1`;
const checks = [
  ["cluster link", 4],
  ["processor", 7],
  ["memory", 8],
  ["disk", 9],
  ["RAID", 10],
  ["certificates", 11],
  ["processor temperature", 15],
] as const;
const graded = { good: "ok", minor: "warning", major: "failed", critical: "failed", "n/a": "absent" } as const;
const part = { good: "ok", minor: "ok", major: "failed", critical: "failed", "n/a": "absent" } as const;
const firewall = text([`${health}.2`, `${health}.1`]);
const users = { labels: { kind: fixed("ssl_tunnel") } };

/**
 * Stormshield Network Security. Sources: STORMSHIELD-VPNSA-MIB, -OVPN-MIB, -HA-MIB, -HEALTH-MONITOR-MIB, -SYSTEM-
 * MONITOR-MIB. Security associations have an old and a new layout (state in column 11 or 18). Users of the SSL VPN are
 * rows that come and go; mobile IPsec users are not told apart from sites.
 */
export const stormshield = profile({
  id: "stormshield",
  vendor: "Stormshield",
  of: "vpn",
  source: "STORMSHIELD-*-MIB",
  evidence: "mib",
  recognises: { answers: [`${sns}.0`, association, health] },
  relearnSeconds: 60, // users are counted rows
  reads: {
    device_info: info({ model: text(`${sns}.0.1.0`), firmware: text(`${sns}.0.2.0`), serial: text(`${sns}.0.3.0`) }),
    vpn_users: count(`${openVpn}.3`),
    vpn_sessions: count(`${openVpn}.3`, users),
    vpn_security_associations: first(
      value(`${sns}.13.2.2.0`, { labels: { kind: fixed("esp") } }),
      either(
        count(`${association}.18`, { where: is(`${association}.18`, 1), labels: { kind: fixed("esp") } }),
        count(`${association}.11`, { where: is(`${association}.11`, 1), labels: { kind: fixed("esp") } }),
      ),
    ),
    cluster_mode: cases([
      [is(`${sns}.11.1.0`, 0, 1), "standalone"],
      [is(`${sns}.11.1.0`, 2), "active_passive"],
    ]),
    cluster_in_sync: value(`${sns}.11.8.0`, { codes: { 0: 0, 1: 1 } }),
    cluster_member_state: cases(
      [
        [all(is(`${node}.3`, 1), is(`${node}.10`, 1)), "active"],
        [is(`${node}.3`, 1), "standby"],
        [is(`${node}.3`, 2), "down"],
      ],
      { per: `${node}.3`, labels: { member: text(`${node}.2`) } },
    ),
    device_psu_state: either(
      stateColumn(
        `${supply}.2`,
        { 1: "ok", 2: "failed" },
        { labels: { unit: joinedText(" ", "power supply", text(`${supply}.1`)) } },
      ),
      stateColumn(`${health}.5`, part, { labels: { unit: firewall } }),
    ),
    device_fan_state: stateColumn(`${health}.6`, part, { labels: { unit: firewall } }),
    device_component_state: checks.map(([check, number]) =>
      stateColumn(`${health}.${number}`, graded, { labels: { component: joinedText(" ", firewall, check) } }),
    ),
    device_temperature_celsius: column(`${sns}.10.7.1.2`, {
      labels: { sensor: joinedText(" ", "processor", text(`${sns}.10.7.1.1`)) } satisfies Rows["labels"],
      zeroIsAbsent: true,
    }),
  },
  lacks: {
    vpn_sessions_active: "only users of the SSL VPN are counted, mobile IPsec users are not",
    vpn_tunnel_up: "a tunnel that is down has no association, thus no row",
    firewall_sessions: "the statistics hold counters of connections made, not those in force",
    vpn_licences_limit: "not in these MIBs; the inventory tells it",
  },
});
