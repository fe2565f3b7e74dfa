import { asText, column, count, fixed, is, joinedText, not, profile, text, type Rows } from "../../profile.ts";

const unit = "1.3.6.1.4.1.2636.3.39.1.12.1.1.1";
const ike = "1.3.6.1.4.1.2636.3.52.1.1.2.1";
const ipsec = "1.3.6.1.4.1.2636.3.52.1.2.2.1";
const members: Rows = { labels: { member: joinedText(" ", text(`${unit}.11`), asText(-1, {}, "processor ")) } };
// In a cluster both nodes hold every session: the first node's processors make the total.
const firstNode: Rows = { where: not(is(`${unit}.10`, 1)) };
const gateways: Rows = { labels: { tunnel: joinedText(" ", text(`${ike}.43`), text(`${ike}.14`)) } };
const tunnels = (direction: string): Rows => ({
  labels: { tunnel: joinedText(" / ", text(`${ipsec}.6`), text(`${ipsec}.7`)), direction: fixed(direction) },
});

/**
 * Juniper SRX as firewall and IPsec gateway; chassis and interfaces see `junos`. Sources: JUNIPER-SRX5000-SPU-
 * MONITORING-MIB, JUNIPER-IPSEC-FLOW-MON-MIB. Only peers that have a phase 1 are rows.
 */
export const juniperSrx = profile({
  id: "juniper-srx",
  vendor: "Juniper",
  of: "vpn",
  source: "JUNIPER-SRX5000-SPU-MONITORING-MIB, JUNIPER-IPSEC-FLOW-MON-MIB",
  evidence: "mib",
  recognises: { sysObjectID: "1.3.6.1.4.1.2636", answers: [unit, ike] },
  relearnSeconds: 300,
  reads: {
    firewall_sessions: column(`${unit}.6`, { rows: firstNode, fold: "sum" }),
    firewall_sessions_limit: column(`${unit}.7`, { rows: firstNode, fold: "sum", zeroIsAbsent: true }),
    firewall_sessions_by_member: column(`${unit}.6`, { rows: members }),
    vpn_tunnel_up: column(`${ike}.6`, { rows: gateways, codes: { 1: 1, 2: 0 } }),
    vpn_tunnels: count(`${ike}.6`, { labels: { kind: fixed("ike") } }),
    vpn_tunnels_up: [
      count(`${ike}.6`, { where: is(`${ike}.6`, 1), labels: { kind: fixed("ike") } }),
      count(`${ipsec}.10`, { labels: { kind: fixed("ipsec_phase2") } }),
    ],
    vpn_tunnel_bytes_total: [column(`${ipsec}.12`, { rows: tunnels("in") }), column(`${ipsec}.10`, { rows: tunnels("out") })],
  },
  lacks: {
    vpn_sessions_active: "users of remote access are told apart from sites only by their names",
    vpn_licences_limit: "not in these MIBs; the inventory tells it",
  },
});
