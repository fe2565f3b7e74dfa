/**
 * A Cisco ASA as remote-access gateway. Sources: CISCO-REMOTE-ACCESS-MONITOR-MIB, CISCO-FIREWALL-MIB, CISCO-PROCESS-MIB, IF-MIB.
 * All remote workers use the TLS client, so crasSVCNumSessions is what crasNumSessions is.
 */
import type { GatewayId } from "../physics/plan.ts";
import { packetOctets } from "../physics/traffic.ts";
import { count32, count64, gauge, group, int, scalar, table, text, type MibObject } from "../snmp/mib.ts";
import { cisco, memory, processor } from "./cisco.ts";
import { interfaces, portByName } from "./if-mib.ts";
import { systemGroup } from "./system.ts";
import { flutter, inOctets, outOctets, type AgentView } from "./view.ts";

const cras = `${cisco}.9.392.1`;
const cfw = `${cisco}.9.147.1`;

export function asa(view: AgentView, id: GatewayId): MibObject[] {
  const { lab } = view;
  const gateway = lab.world.gateways[id];
  const sessions = (): number => Math.floor(gateway.sessions);
  const inside = portByName(view, "inside");
  const platform = lab.setting.sessions[id];
  // Encryption is done in hardware; the processor sees logins and a part of each session.
  const load = (): number => 0.05 + (0.55 * gateway.sessions) / platform + 0.02 * flutter(view, 90, 10);
  const mean = (): number => 0.05 + (0.55 * gateway.sessions) / platform;
  const connections = (): number => 900 + gateway.sessions * 21 + 40 * flutter(view, 91, 12);
  const fixed = (sessionsNow: number, total: number, peak: number) => [gauge(sessionsNow), count32(total), gauge(peak)] as const;
  const [email, emailTotal, emailPeak] = fixed(0, 0, 0);
  const [ipsec, ipsecTotal, ipsecPeak] = fixed(0, 14, 2);
  const [siteToSite, siteToSiteTotal, siteToSitePeak] = fixed(6, 1831, 7);
  const [balancing, balancingTotal, balancingPeak] = fixed(0, 0, 0);
  const [portal, portalTotal, portalPeak] = fixed(0, 212, 5);

  return [
    ...systemGroup(view, {
      descr: "Cisco Adaptive Security Appliance Version 9.12(4)",
      objectId: `${cisco}.1.1409`,
      services: 4,
    }),
    ...interfaces(view),
    ...processor({ now: load, mean }),
    ...memory(4_000_000_000, () => 0.31 + (0.3 * gateway.sessions) / platform),
    ...group(`${cras}.1`, { 1: int(platform), 2: int(0), 3: int(1500), 4: int(1) }),
    // UNITS "MBytes/second".
    scalar(
      `${cras}.2.1`,
      gauge(() => (inside.inRate + inside.outRate) / 1e6),
    ),
    ...group(`${cras}.3`, {
      1: gauge(sessions),
      2: count32(() => gateway.ended),
      3: gauge(sessions),
      4: gauge(2),
      5: count64(() => outOctets(lab, inside) / packetOctets),
      6: count64(() => inOctets(lab, inside) / packetOctets),
      // In: what came from the clients and left on the inside; out: the other way.
      7: count64(() => outOctets(lab, inside)),
      8: count64(() => outOctets(lab, inside)),
      9: count64(() => inOctets(lab, inside)),
      10: count64(() => inOctets(lab, inside)),
      11: count64(0),
      12: count64(0),
      23: email,
      24: emailTotal,
      25: emailPeak,
      26: ipsec,
      27: ipsecTotal,
      28: ipsecPeak,
      29: siteToSite,
      30: siteToSiteTotal,
      31: siteToSitePeak,
      32: balancing,
      33: balancingTotal,
      34: balancingPeak,
      35: gauge(sessions),
      36: count32(() => gateway.established),
      37: gauge(() => Math.floor(gateway.peak)),
      38: portal,
      39: portalTotal,
      40: portalPeak,
    }),
    ...group(`${cras}.4.1`, {
      1: count64(() => gateway.refused + 4021),
      2: gauge(() => 4021),
      3: count64(() => gateway.refused),
      4: count64(0),
    }),
    ...table(
      `${cfw}.2.1.1.1`,
      [
        { row: 6, detail: "Active unit" },
        { row: 7, detail: "Standby unit" },
      ],
      ({ row }) => String(row),
      {
        2: ({ row }) => text(row === 6 ? "Primary unit (this device)" : "Secondary unit"),
        3: ({ row }) => int(row === 6 ? 9 : 10),
        4: ({ detail }) => text(detail),
      },
    ),
    ...table(`${cfw}.2.2.2.1`, [6, 7], (type) => `40.${type}`, {
      3: (type) =>
        text(
          type === 6
            ? "number of connections currently in use by the entire firewall"
            : "highest number of connections in use at any one time since system startup",
        ),
      4: () => count32(0),
      5: (type) => gauge(() => (type === 6 ? connections() : Math.max(connections(), 900 + gateway.peak * 22))),
    }),
  ];
}
