/** The groups that every agent has: system (RFC 3418) and, for SNMPv3, snmpEngine (RFC 3411). */
import { bytes, group, int, objectId, text, ticks, type MibObject } from "../snmp/mib.ts";
import type { Engine } from "../snmp/responder.ts";
import { uptime, type AgentView } from "./view.ts";

export interface Identity {
  readonly descr: string;
  /** sysObjectID. */
  readonly objectId: string;
  /** sysServices: 72 end host, 78 router and switch, 6 switch. */
  readonly services: number;
}

export function systemGroup(view: AgentView, identity: Identity): MibObject[] {
  return group("1.3.6.1.2.1.1", {
    1: text(identity.descr),
    2: objectId(identity.objectId),
    3: ticks(() => uptime(view)),
    4: text("Rufbereitschaft IT"),
    5: text(view.id),
    6: text(view.location),
    7: int(identity.services),
  });
}

export function engineGroup(engine: Engine): MibObject[] {
  return group("1.3.6.1.6.3.10.2.1", {
    1: bytes(engine.id),
    2: int(() => engine.clock().boots),
    3: int(() => engine.clock().seconds),
    4: int(65_507),
  });
}
