import {
  cases,
  column,
  count,
  fixed,
  info,
  is,
  joinedText,
  profile,
  stateColumn,
  text,
  value,
  type Profile,
  type Rows,
} from "../../profile.ts";

/**
 * genua genuscreen, genubox, genugate. Sources: GENUA-MIB, GENUBOX-MIB. Two enterprise numbers hold the same sub-tree.
 * The box's role is that of its CARP interfaces: master on any of them is active.
 */
function genua(id: string, enterprise: string): Profile {
  const fan = `${enterprise}.2.1.1.1.1`;
  const filter = `${enterprise}.2.1.1.6`;
  const link = `${enterprise}.2.1.2.1`;
  const tunnel = `${enterprise}.2.1.3.1`;
  const fans: Rows = { labels: { unit: text(`${fan}.2`) } };
  const tunnels: Rows = {
    labels: { tunnel: joinedText(" ", text([`${tunnel}.2`, `${tunnel}.3`]), text(`${tunnel}.4`), text(`${tunnel}.5`)) },
  };
  return profile({
    id,
    vendor: "genua",
    of: "vpn",
    source: "GENUA-MIB, GENUBOX-MIB",
    evidence: "mib",
    recognises: { answers: `${enterprise}.2.1` },
    relearnSeconds: 300,
    reads: {
      device_info: info({ firmware: text("1.3.6.1.2.1.1.1.0") }),
      firewall_sessions: value(`${filter}.2.0`),
      firewall_sessions_limit: value(`${filter}.1.0`, { zeroIsAbsent: true }),
      device_fan_speed_rpm: column(`${fan}.3`, { rows: fans }),
      device_fan_state: stateColumn(`${fan}.4`, { 1: "ok", 2: "ok", 3: "failed" }, { rows: fans }),
      device_component_state: cases(
        [
          [is(`${filter}.3.0`, 1), "ok"],
          [is(`${filter}.3.0`, 0), "failed"],
        ],
        { labels: { component: fixed("packet filter") } },
      ),
      cluster_member_state: stateColumn(
        `${link}.7`,
        { 0: "down", 1: "standby", 2: "active" },
        { labels: { member: text(`${link}.2`) } },
      ),
      vpn_tunnel_up: column(`${tunnel}.6`, { rows: tunnels, codes: { 0: 0, 1: 0, 2: 1, 3: 0, 4: 0 } }),
      vpn_tunnels: count(`${tunnel}.6`, { labels: { kind: fixed("ipsec") } }),
      vpn_tunnels_up: count(`${tunnel}.6`, { where: is(`${tunnel}.6`, 2), labels: { kind: fixed("ipsec") } }),
    },
    lacks: {
      vpn_sessions_active: "the MIB tells tunnels, not users",
      cluster_role: "every CARP interface has a role of its own",
      vpn_licences_limit: "not in this MIB; the inventory tells it",
    },
  });
}

export const genuscreen = genua("genua", "1.3.6.1.4.1.3717");
export const genubox = genua("genua-genubox", "1.3.6.1.4.1.3137");
