/** What every family of agents sees: the simulated site now, and itself in it. */
import type { Simulation } from "../simulation.ts";
import type { Metered } from "../physics/world.ts";
import type { Port } from "../physics/traffic.ts";
import { wobble } from "../physics/noise.ts";

export interface AgentView {
  readonly id: string;
  readonly name: string;
  /** Place as the device shows it (sysLocation). */
  readonly location: string;
  readonly lab: Simulation;
}

/** Seconds since the device started. */
export function uptime({ id, lab }: AgentView): number {
  return Math.max(0, (lab.now() - (lab.world.devices[id]?.bootedAt ?? lab.world.at)) / 1000);
}

/** A counter between two steps: what it was, and what flowed since at the known rate. */
export const flowed = (lab: Simulation, counted: number, rate: number): number => counted + rate * lab.sinceStep();

export const energyJoules = (lab: Simulation, meter: Metered): number => flowed(lab, meter.joules, meter.watts);
export const inOctets = (lab: Simulation, port: Port): number => flowed(lab, port.inOctets, port.inRate);
export const outOctets = (lab: Simulation, port: Port): number => flowed(lab, port.outOctets, port.outRate);
export const drops = (lab: Simulation, port: Port): number => flowed(lab, port.drops, port.dropRate);

/** A small movement of a reading, the same for everyone who asks in this second. */
export function flutter({ lab }: AgentView, channel: number, seconds: number): number {
  return wobble(lab.setting.seed, channel, lab.world.at, seconds);
}

/** Phases never carry the same: shares of three phases, sum 1. */
export const phaseShares = [0.352, 0.331, 0.317] as const;
export const phases = [1, 2, 3] as const;
export type Phase = (typeof phases)[number];

/** Line voltage of a phase on the grid, V. */
export function mainsVolts(view: AgentView, phase: Phase): number {
  return 231.5 + 0.8 * (phase - 2) + 1.8 * flutter(view, 70 + phase, 40);
}

/** Grid frequency, Hz. */
export const mainsHertz = (view: AgentView): number => 50 + 0.02 * flutter(view, 74, 20);
