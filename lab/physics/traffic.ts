/** Interfaces and what flows through them: rates held over a step, octets that only count up. Pure. */

/** A physical interface as the device was bought and cabled. */
export interface PortPlan {
  /** ifIndex. */
  readonly index: number;
  readonly name: string;
  readonly descr: string;
  readonly alias: string;
  readonly megabits: number;
  /** ifType (IANAifType-MIB): 6 ethernetCsmacd, 24 softwareLoopback, 53 propVirtual, 131 tunnel. */
  readonly type: number;
  /** Share of the device's own people or machines that hang on it; 0 for unused ports. */
  readonly weight: number;
  readonly admin: boolean;
}

export interface Port {
  /** Octets per second in this step. */
  inRate: number;
  outRate: number;
  dropRate: number;
  inOctets: number;
  outOctets: number;
  /** Packets that found the queue full. */
  drops: number;
  up: boolean;
  /** Instant of the last change of `up`, ms. */
  changedAt: number;
}

/** Mean size of a packet, octets: packets follow octets. */
export const packetOctets = 640;

export function newPort(plan: PortPlan, at: number, usedOctets: number): Port {
  return {
    inRate: 0,
    outRate: 0,
    dropRate: 0,
    inOctets: Math.floor(usedOctets),
    outOctets: Math.floor(usedOctets * 0.7),
    drops: 0,
    up: plan.admin && plan.weight > 0,
    changedAt: at,
  };
}

/** Sets the rates of the coming step; what the line cannot carry is dropped on the way out. Bits per second. */
export function load(port: Port, plan: PortPlan, inBits: number, outBits: number, up: boolean, at: number): void {
  if (port.up !== up) {
    port.up = up;
    port.changedAt = at;
  }
  const line = plan.megabits * 1e6;
  port.inRate = up ? Math.min(inBits, line) / 8 : 0;
  port.outRate = up ? Math.min(outBits, line) / 8 : 0;
  port.dropRate = up ? Math.max(0, outBits - line) / 8 / packetOctets : 0;
}

/** Counts one step at the rates that were set. */
export function count(port: Port, dt: number): void {
  port.inOctets += port.inRate * dt;
  port.outOctets += port.outRate * dt;
  port.drops += port.dropRate * dt;
}
