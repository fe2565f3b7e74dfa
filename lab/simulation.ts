/**
 * The running site: a clock that can run fast, the world that follows it, the faults that are active. Everything is worked out when
 * somebody asks, in whole seconds of lab time, so two runs with the same seed, faults and instants are the same.
 */
import { conditionsOf, type Fault, type FaultOrder } from "./faults.ts";
import { normal, type Conditions } from "./physics/conditions.ts";
import { deviceIds, meterIds, pduIds } from "./physics/plan.ts";
import { newWorld } from "./physics/start.ts";
import { step, type Setting, type World } from "./physics/world.ts";

/** Lab time runs from `labAt` at `realAt`, `speed` times as fast as real time. All ms. */
export interface Clock {
  readonly labAt: number;
  readonly realAt: number;
  readonly speed: number;
}

/** What survives a restart. */
export interface Snapshot {
  readonly version: 4;
  readonly clock: Clock;
  readonly world: World;
  readonly faults: readonly Fault[];
  readonly nextFault: number;
  /** Times that the lab was started: every start is a start of all SNMP engines. */
  readonly starts: number;
}

/** Longer gaps than this are not simulated step by step after a restart. */
const longestCatchUp = 6 * 3600;

export class Simulation {
  readonly setting: Setting;
  readonly world: World;
  readonly starts: number;
  conditions: Conditions = normal;
  private clock: Clock;
  private active: Fault[];
  private nextFault: number;
  private readonly realNow: () => number;

  /**
   * @param realNow  ms since the epoch
   * @param before   snapshot to go on from; time that passed meanwhile is made up for at normal speed
   * @param labStart instant that the lab begins at when there is no snapshot, ms; now when undefined
   */
  constructor(
    setting: Setting,
    realNow: () => number,
    options: { speed: number; before?: Snapshot | undefined; labStart?: number | undefined },
  ) {
    const { before, speed, labStart } = options;
    this.setting = setting;
    this.realNow = realNow;
    const real = realNow();
    const labAt =
      before === undefined
        ? (labStart ?? real)
        : labAtOf(before.clock, before.clock.realAt) + Math.max(0, real - before.clock.realAt);
    this.clock = { labAt, realAt: real, speed };
    this.world = before?.world ?? newWorld(setting, labAt);
    this.active = [...(before?.faults ?? [])];
    this.nextFault = before?.nextFault ?? 1;
    this.starts = (before?.starts ?? 0) + 1;
    this.conditions = conditionsOf(this.active);
    if (before !== undefined) this.catchUp();
  }

  /** Lab time now, ms. */
  now(): number {
    return labAtOf(this.clock, this.realNow());
  }

  get speed(): number {
    return this.clock.speed;
  }

  get faults(): readonly Fault[] {
    return this.active;
  }

  /** Seconds of lab time since the last step: what counters go on by at the known rates. */
  sinceStep(): number {
    return Math.max(0, (this.now() - this.world.at) / 1000);
  }

  /** Brings the world to now, second by second. */
  advance(): void {
    const now = this.now();
    while (this.world.at + 1000 <= now) this.tick(1);
  }

  private tick(seconds: number): void {
    const at = this.world.at + seconds * 1000;
    if (this.active.some(({ until }) => until !== undefined && until <= at)) {
      this.active = this.active.filter(({ until }) => until === undefined || until > at);
      this.conditions = conditionsOf(this.active);
    }
    step(this.world, this.setting, this.conditions, seconds);
  }

  /** After a restart: long gaps at the last rates, the rest in coarser steps, the last minutes second by second. */
  private catchUp(): void {
    const gap = (this.now() - this.world.at) / 1000;
    if (gap > longestCatchUp) this.leap(Math.floor(gap - longestCatchUp));
    while (this.world.at + 600_000 <= this.now()) this.tick(10);
    this.advance();
  }

  private leap(seconds: number): void {
    const { world } = this;
    for (const id of meterIds) world.meters[id].joules += world.meters[id].watts * seconds;
    for (const id of pduIds) world.pdus[id].joules += world.pdus[id].watts * seconds;
    for (const port of Object.values(world.ports).flat()) {
      port.inOctets += port.inRate * seconds;
      port.outOctets += port.outRate * seconds;
    }
    world.at += seconds * 1000;
  }

  /** Begins a fault; it shows at the next step, within one second of lab time. */
  add(order: FaultOrder): Fault {
    this.advance();
    const { durationSeconds, ...rest } = order;
    const since = this.now();
    const until = durationSeconds === undefined ? {} : { until: since + durationSeconds * 1000 };
    const fault: Fault = { id: `f${this.nextFault}`, since, ...rest, ...until };
    this.nextFault += 1;
    this.active = [...this.active, fault];
    this.conditions = conditionsOf(this.active);
    return fault;
  }

  /** Ends one fault, or all. @returns how many ended */
  end(id?: string): number {
    this.advance();
    const left = id === undefined ? [] : this.active.filter((fault) => fault.id !== id);
    const ended = this.active.length - left.length;
    this.active = left;
    this.conditions = conditionsOf(this.active);
    return ended;
  }

  /** Another speed from now on; with `at` the clock jumps there, and devices keep their uptime. */
  setClock(speed: number, at?: number): void {
    this.advance();
    const now = this.now();
    this.clock = { labAt: at ?? now, realAt: this.realNow(), speed };
    if (at === undefined) return;
    const jump = Math.floor(at / 1000) * 1000 - this.world.at;
    this.world.at += jump;
    for (const id of deviceIds) {
      const state = this.world.devices[id];
      if (state !== undefined) state.bootedAt += jump;
    }
    for (const port of Object.values(this.world.ports).flat()) port.changedAt += jump;
    this.active = this.active.map((fault) => ({
      ...fault,
      since: fault.since + jump,
      ...(fault.until === undefined ? {} : { until: fault.until + jump }),
    }));
  }

  snapshot(): Snapshot {
    this.advance();
    const real = this.realNow();
    return {
      version: 4,
      clock: { labAt: this.now(), realAt: real, speed: this.clock.speed },
      world: this.world,
      faults: this.active,
      nextFault: this.nextFault,
      starts: this.starts,
    };
  }
}

function labAtOf(clock: Clock, real: number): number {
  return clock.labAt + (real - clock.realAt) * clock.speed;
}
