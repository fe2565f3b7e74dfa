/** Interfaces: ifTable and ifXTable of IF-MIB (RFC 2863) over the simulated ports of a device. */
import { channelOf, hash01 } from "../physics/noise.ts";
import { portPlans } from "../physics/plan.ts";
import { packetOctets, type Port, type PortPlan } from "../physics/traffic.ts";
import { bytes, count32, count64, gauge, int, objectId, scalar, table, text, ticks, type MibObject } from "../snmp/mib.ts";
import { drops, inOctets, outOctets, type AgentView } from "./view.ts";

interface Row {
  readonly plan: PortPlan;
  readonly port: Port;
}

/** A locally administered address (IEEE 802, second bit of the first octet) of this port. */
export function macOf(id: string, n: number): Buffer {
  const mac = Buffer.alloc(6);
  mac.writeUInt32BE(channelOf(id) >>> 0, 1);
  mac[0] = 0x02;
  mac[5] = n & 0xff;
  return mac;
}

const gigabit = 1e9;

/** @param highSpeed  whether the agent has ifXTable; old cards do not */
export function interfaces(view: AgentView, highSpeed = true): MibObject[] {
  const { id, lab } = view;
  const plans = portPlans.get(id) ?? [];
  const ports = lab.world.ports[id] ?? [];
  const rows: Row[] = plans.flatMap((plan, i) => {
    const port = ports[i];
    return port === undefined ? [] : [{ plan, port }];
  });
  const index = ({ plan }: Row): string => String(plan.index);
  const packets = (octets: number): number => octets / packetOctets;
  // One packet in a few thousand is a broadcast or multicast; links that are worn show a rare error.
  const many = (octets: number): number => packets(octets) / 2500;
  const worn = ({ plan }: Row): boolean => hash01(5, channelOf(id), plan.index) > 0.94;
  const errors = (row: Row): number => (worn(row) ? packets(inOctets(lab, row.port)) / 4e6 : 0);
  const bits = ({ plan }: Row): number => plan.megabits * 1e6;
  const objects = [
    scalar("1.3.6.1.2.1.2.1", int(rows.length)),
    ...table<Row>("1.3.6.1.2.1.2.2.1", rows, index, {
      1: ({ plan }) => int(plan.index),
      2: ({ plan }) => text(plan.descr === "" ? plan.name : plan.descr),
      3: ({ plan }) => int(plan.type),
      4: ({ plan }) => int(plan.type === 24 ? 65_536 : 1500),
      5: (row) => gauge(Math.min(4_294_967_295, bits(row))),
      6: ({ plan }) => bytes(plan.type === 24 ? Buffer.alloc(0) : macOf(id, plan.index)),
      7: ({ plan }) => int(plan.admin ? 1 : 2),
      8: ({ port }) => int(() => (port.up ? 1 : 2)),
      9: ({ port }) => ticks(() => Math.max(0, (port.changedAt - (lab.world.devices[id]?.bootedAt ?? 0)) / 1000)),
      10: ({ port }) => count32(() => inOctets(lab, port)),
      11: ({ port }) => count32(() => packets(inOctets(lab, port))),
      13: () => count32(0),
      14: (row) => count32(() => errors(row)),
      16: ({ port }) => count32(() => outOctets(lab, port)),
      17: ({ port }) => count32(() => packets(outOctets(lab, port))),
      19: ({ port }) => count32(() => drops(lab, port)),
      20: () => count32(0),
      22: () => objectId("0.0"),
    }),
  ];
  if (!highSpeed) return objects;
  return [
    ...objects,
    ...table<Row>("1.3.6.1.2.1.31.1.1.1", rows, index, {
      1: ({ plan }) => text(plan.name),
      2: ({ port }) => count32(() => many(inOctets(lab, port))),
      3: ({ port }) => count32(() => many(inOctets(lab, port)) / 3),
      4: ({ port }) => count32(() => many(outOctets(lab, port))),
      5: ({ port }) => count32(() => many(outOctets(lab, port)) / 3),
      6: ({ port }) => count64(() => inOctets(lab, port)),
      7: ({ port }) => count64(() => packets(inOctets(lab, port))),
      8: ({ port }) => count64(() => many(inOctets(lab, port))),
      9: ({ port }) => count64(() => many(inOctets(lab, port)) / 3),
      10: ({ port }) => count64(() => outOctets(lab, port)),
      11: ({ port }) => count64(() => packets(outOctets(lab, port))),
      12: ({ port }) => count64(() => many(outOctets(lab, port))),
      13: ({ port }) => count64(() => many(outOctets(lab, port)) / 3),
      14: () => int(1),
      15: ({ plan }) => gauge(plan.megabits),
      16: () => int(2),
      17: ({ plan }) => int(plan.type === 6 ? 1 : 2),
      18: ({ plan }) => text(plan.alias),
      19: () => ticks(0),
    }),
    // ifTableLastChange: rows of the lab never come or go.
    scalar("1.3.6.1.2.1.31.1.5", ticks(0)),
  ];
}

/** The port of a device by its name. @throws RangeError when the plan has no such port: a mistake in the lab */
export function portByName({ id, lab }: AgentView, name: string): Port {
  const at = (portPlans.get(id) ?? []).findIndex((plan) => plan.name === name);
  const port = lab.world.ports[id]?.[at];
  if (port === undefined) throw new RangeError(`${id} has no port ${name}`);
  return port;
}

/** How busy a line is, 0..1. */
export function busy(port: Port, megabits: number): number {
  return (8 * Math.max(port.inRate, port.outRate)) / (megabits * (gigabit / 1000));
}
