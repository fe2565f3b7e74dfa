/**
 * One device: recognises it, learns its layout once, then asks for exactly that. Learns anew when the device says
 * that something changed, and rests between attempts when nothing answers.
 */
import type { Credential } from "../../site/inventory.ts";
import type { DeviceClass } from "../../site/metrics.ts";
import type { Values } from "../evaluate.ts";
import { Instances } from "../instances.ts";
import { layoutOf } from "../layout.ts";
import { RowNames, withSentries } from "../names.ts";
import { needsOf } from "../plan.ts";
import type { Profile } from "../profile.ts";
import { numberOf, textOf, type Raw } from "../raw.ts";
import { makersTrees, questionsFor, recognised, serves, underAnyName } from "../recognise.ts";
import { Template } from "../template.ts";
import { Asker, sysUpTime } from "./asker.ts";
import type { Gate } from "./gate.ts";
import type { Hub } from "./hub.ts";
import { endpointOf, openSession, SnmpError, type Failure } from "./session.ts";
import { framesOf, sizesOf } from "./sizes.ts";
import type { Turns } from "./turns.ts";

/** Reasons of `probe_failure_reason`. */
export type FailureReason =
  | "timeout"
  | "authentication"
  | "unreachable"
  | "unrecognised"
  | "malformed"
  | "implausible"
  | "deadline"
  | "back_off";

export type PollResult =
  | {
      readonly ok: true;
      /** Profiles that serve the device, in order of preference. */
      readonly profiles: readonly string[];
      readonly template: Template;
      readonly values: Values;
      readonly tookMs: number;
      readonly at: Date;
    }
  | { readonly ok: false; readonly reason: FailureReason; readonly detail: string; readonly tookMs: number; readonly at: Date };

/** What a device is asked as. */
export interface Target {
  readonly address: string;
  readonly credential: Credential;
  /** Undefined: whatever the recognised profiles know. */
  readonly deviceClass?: DeviceClass | undefined;
  /** Profile id; undefined for recognition by evidence. */
  readonly profile?: string | undefined;
  readonly positions?: Readonly<Record<string, string>> | undefined;
  readonly timeoutMs?: number | undefined;
}

export type LearnCause = "first" | "restart" | "changed" | "missing" | "timetable";

/** What all devices share. */
export interface Engine {
  readonly hub: Hub;
  readonly gate: Gate;
  /** For devices that have not answered yet or not lately, so that they never stand before live ones. */
  readonly doubtful: Gate;
  readonly learning: Turns;
  readonly profiles: readonly Profile[];
  readonly now: () => Date;
  readonly allowDes: boolean;
  readonly count: {
    readonly asked: () => void;
    readonly timedOut: () => void;
    readonly learnt: (cause: LearnCause) => void;
  };
}

const sysObjectID = "1.3.6.1.2.1.1.2.0";
const defaultRelearnSeconds = 900;
/** A device that keeps losing instances is not learnt anew more often than this. */
const calmSeconds = 60;
/** Failures in a row before resting, and the longest rest. */
const patientFailures = 3;
const longestRestMs = 30_000;

/** Whole patience for one answer, by class: management cards are slow, switches are not. */
const patienceMs: Record<DeviceClass, number> = { ups: 5000, cooling: 5000, sensor: 5000, meter: 5000, vpn: 3000, network: 3000 };

class PollFailure extends Error {
  readonly reason: FailureReason;
  constructor(reason: FailureReason, detail: string) {
    super(detail);
    this.name = "PollFailure";
    this.reason = reason;
  }
}

const reasons: Record<Failure, FailureReason> = {
  timeout: "timeout",
  authentication: "authentication",
  unreachable: "unreachable",
  malformed: "malformed",
  too_big: "malformed",
  no_such_name: "unrecognised",
  refused: "malformed",
  out_of_window: "authentication",
  cancelled: "timeout",
};

/** What is kept of a layout between polls: small, since there may be thousands of devices. */
interface Learnt {
  readonly asks: Instances;
  /** Octets of each value while learning. */
  readonly sizes: Uint8Array;
  readonly watches: readonly { readonly slot: number; readonly value: Raw | undefined }[];
  readonly rows: RowNames;
  readonly profiles: readonly string[];
  readonly template: Template;
  readonly at: number;
  readonly relearnMs: number;
  readonly uptimeSlot: number;
}

export class PolledDevice {
  readonly target: Target;
  readonly #engine: Engine;
  #asker: Asker | undefined;
  #octets: number | undefined;
  #learnt: Learnt | undefined;
  #uptime: number | undefined;
  /** Whether the device bears somebody else's sysObjectID. */
  #misnamed = false;
  #failures = 0;
  /** Whether the session that is open has had an answer. */
  #answers = false;
  #learning = false;
  #restUntil = 0;
  /** When whoever asks for the poll under way must have an answer, as `performance.now()` counts. */
  #until = 0;
  #running: Promise<PollResult> | undefined;
  #closed = false;

  constructor(target: Target, engine: Engine) {
    this.target = target;
    this.#engine = engine;
  }

  get resting(): boolean {
    const left = this.#restUntil - this.#engine.now().getTime();
    // A clock that was put back must not prolong the rest.
    return left > 0 && left <= longestRestMs;
  }

  /**
   * Polls, or joins the poll that is under way. Never rejects: what does not answer is data.
   * @param withinMs  for how long anybody waits for it
   */
  poll(withinMs: number): Promise<PollResult> {
    this.#until = performance.now() + withinMs;
    if (this.#running !== undefined) return this.#running;
    const running = this.#poll();
    this.#running = running;
    void running.then(this.#ended);
    return running;
  }

  readonly #ended = (): void => void (this.#running = undefined);

  close(): void {
    this.#closed = true;
    this.#asker?.session.close();
  }

  async #poll(): Promise<PollResult> {
    const at = this.#engine.now();
    const started = performance.now();
    const tookMs = () => performance.now() - started;
    if (this.resting) {
      return { ok: false, reason: "back_off", detail: `no answer to ${this.#failures} polls; next attempt soon`, tookMs: 0, at };
    }
    for (let again = true; ; again = false) {
      try {
        const { learnt, values } = await this.#once();
        this.#failures = 0;
        this.#answers = true;
        return { ok: true, profiles: learnt.profiles, template: learnt.template, values, tookMs: tookMs(), at };
      } catch (error) {
        if (again && error instanceof SnmpError && error.failure === "out_of_window") {
          // SNMPv3: the agent restarted; a new session finds its clock again.
          this.#reset();
          continue;
        }
        // A fault of ours that this device's data provoke is this device's failure: it must not become an HTTP error.
        const failure = failureOf(error) ?? { reason: "malformed" as const, message: `cannot be read: ${String(error)}` };
        this.#failed(failure.reason);
        return { ok: false, reason: failure.reason, detail: failure.message, tookMs: tookMs(), at };
      }
    }
  }

  #failed(reason: FailureReason): void {
    this.#failures++;
    this.#asker?.doubt();
    // A name may have moved and an engine may have a new life: start from nothing next time.
    if (reason !== "implausible" && reason !== "unrecognised") this.#reset();
    const doublings = this.#failures - patientFailures;
    const restMs = doublings < 0 ? 0 : Math.min(longestRestMs, 2500 * 2 ** Math.min(doublings, 10));
    this.#restUntil = this.#engine.now().getTime() + restMs;
  }

  #reset(): void {
    this.#octets = this.#asker?.octets;
    this.#asker?.session.close();
    this.#asker = undefined;
    this.#answers = false;
  }

  async #once(): Promise<{ learnt: Learnt; values: Values }> {
    const asker = this.#asker ?? (await this.#open());
    const learnt = this.#learnt;
    const now = this.#engine.now().getTime();
    if (learnt === undefined) return this.#learn(asker, "first");
    // After silence one cheap question first, so that a dead device costs one datagram.
    if (this.#failures > 0) await asker.knock(sysUpTime);
    this.#answers ||= this.#failures > 0;
    // What only the timetable wants can wait for a while when much is being learnt.
    const over = Math.abs(now - learnt.at) - learnt.relearnMs;
    if (over >= (this.#engine.learning.free ? 0 : learnt.relearnMs)) return this.#learn(asker, "timetable");
    const values = await asker.read(learnt.asks, learnt.sizes);
    const cause = this.#changed(learnt, values, now);
    if (cause !== undefined) return this.#learn(asker, cause);
    const { rows } = learnt;
    const doubtful = rows.doubtful(values, now);
    if (doubtful.length > 0 && !(await this.#stillNamed(asker, rows, doubtful))) return this.#learn(asker, "changed");
    rows.seen(values, doubtful.length === rows.texts.length ? now : undefined);
    return { learnt, values };
  }

  async #open(): Promise<Asker> {
    const { hub, allowDes, count } = this.#engine;
    const { address, credential, deviceClass, timeoutMs } = this.target;
    const session = await openSession(hub, endpointOf(address), credential, allowDes);
    if (this.#closed) {
      session.close();
      throw new SnmpError("cancelled", "the device was removed");
    }
    const patience = timeoutMs ?? (deviceClass === undefined ? 3000 : patienceMs[deviceClass]);
    this.#asker = new Asker(session, {
      gate: () => {
        const { doubtful, gate } = this.#engine;
        // Polls go before what is learnt; a device that has not answered stands before nobody.
        return !this.#answers ? doubtful : this.#learning ? gate.behind : gate;
      },
      octets: this.#octets,
      patienceMs: patience,
      asked: count.asked,
      timedOut: count.timedOut,
    });
    return this.#asker;
  }

  /** Why these values do not belong to the learnt layout any more; undefined when they do. */
  #changed({ watches, at, uptimeSlot }: Learnt, values: Values, now: number): LearnCause | undefined {
    const uptime = uptimeSlot < 0 ? undefined : numberOf(values[uptimeSlot]);
    const before = this.#uptime;
    this.#uptime = uptime ?? before;
    if (uptime !== undefined && before !== undefined && uptime < before) return "restart";
    for (const { slot, value } of watches) if (!sameRaw(values[slot], value)) return "changed";
    const calm = Math.abs(now - at) < calmSeconds * 1000;
    // Every instance of a layout had a value when it was learnt.
    return !calm && values.includes(undefined) ? "missing" : undefined;
  }

  /** Whether these rows have the names that they had: they may have changed places. */
  async #stillNamed(asker: Asker, names: RowNames, rows: readonly number[]): Promise<boolean> {
    const found = await asker.get(
      rows.map((row) => names.oids.at(row)),
      sizesOf(rows.map((row) => names.texts[row])),
    );
    return names.same(rows, found);
  }

  async #learn(asker: Asker, cause: LearnCause): Promise<{ learnt: Learnt; values: Values }> {
    // Before the turn: a device that says nothing must not take it.
    const [uptime, objectID] = await asker.get([sysUpTime, sysObjectID]);
    this.#answers = true;
    this.#learning = true;
    try {
      return await this.#engine.learning.take(
        () => this.#learnAs(asker, cause, { uptime, objectID }),
        () => this.#until,
      );
    } finally {
      this.#learning = false;
    }
  }

  async #learnAs(
    asker: Asker,
    cause: LearnCause,
    { uptime, objectID }: { readonly uptime: Raw | undefined; readonly objectID: Raw | undefined },
  ): Promise<{ learnt: Learnt; values: Values }> {
    const { profiles, count, now } = this.#engine;
    const { deviceClass, positions } = this.target;
    const chosen = await this.#recognise(asker, profiles, textOf(objectID) ?? "");
    const known = chosen.filter((profile) => serves(profile, deviceClass));
    if (known.length === 0) {
      throw new PollFailure(
        "unrecognised",
        `answers as ${textOf(objectID) ?? "nobody"}, but no profile knows it as ${deviceClass ?? "any class"}`,
      );
    }
    const { scalars, columns } = needsOf(chosen, deviceClass);
    const answers = await asker.learn(scalars, columns);
    const layout = withSentries(
      layoutOf(chosen, answers, { deviceClass, positions }),
      (asks, values) => framesOf(asks.entries(), asker.octets, sizesOf(values)).length,
    );
    const meaningful = layout.series.filter(({ metric }) => !metric.startsWith("device_") && !metric.startsWith("interface_"));
    if (meaningful.length === 0 && deviceClass !== "network" && deviceClass !== undefined) {
      throw new PollFailure("implausible", `answers as ${known.map(({ id }) => id).join(", ")}, but gives none of its values`);
    }
    const relearn = Math.min(...chosen.map((profile) => profile.relearnSeconds ?? defaultRelearnSeconds));
    const learnt: Learnt = {
      asks: new Instances(layout.asks),
      sizes: sizesOf(layout.values),
      watches: layout.watches,
      rows: new RowNames(layout, now().getTime()),
      profiles: layout.profiles,
      template: new Template(layout),
      at: now().getTime(),
      // Devices that were learnt together, after a start, are not all learnt anew together.
      relearnMs: relearn * 1000 * (1 - Math.random() / 2),
      uptimeSlot: layout.asks.indexOf(sysUpTime),
    };
    this.#learnt = learnt;
    this.#uptime = numberOf(uptime);
    count.learnt(cause);
    return { learnt, values: layout.values };
  }

  async #recognise(asker: Asker, profiles: readonly Profile[], objectID: string): Promise<readonly Profile[]> {
    const wanted = this.target.profile;
    const answered = await asker.answered(questionsFor(profiles, objectID));
    const named = recognised(profiles, objectID, (oid) => answered.has(oid));
    const found = wanted === undefined ? await this.#unmask(asker, profiles, named) : named;
    if (wanted === undefined) return found;
    // Named by the inventory: that profile whatever the agent says, and what adds to any device.
    return profiles.filter((profile) => profile.id === wanted || (profile.precedence === "fallback" && found.includes(profile)));
  }

  /** Makers' families that a sysObjectID hides; asked for once, and only when no maker's family is recognised by it. */
  async #unmask(asker: Asker, profiles: readonly Profile[], found: readonly Profile[]): Promise<readonly Profile[]> {
    const { deviceClass } = this.target;
    const known = found.some((profile) => (profile.precedence ?? "vendor") === "vendor" && serves(profile, deviceClass));
    if (known || (this.#learnt !== undefined && !this.#misnamed)) return found;
    const families = underAnyName(profiles, [...(await asker.answered(makersTrees(profiles)))]);
    const answered = await asker.answered(questionsFor(families, ""));
    const ids = new Set(recognised(families, "", (oid) => answered.has(oid)).map(({ id }) => id));
    this.#misnamed = ids.size > 0;
    return profiles.filter((profile) => found.includes(profile) || ids.has(profile.id));
  }
}

/** Whether two values are the same; texts as they read, where the octets are not. */
function sameRaw(a: Raw | undefined, b: Raw | undefined): boolean {
  if (typeof a !== "object" || typeof b !== "object") return a === b;
  return (a.length === b.length && a.every((octet, at) => octet === b[at])) || textOf(a) === textOf(b);
}

function failureOf(error: unknown): PollFailure | undefined {
  if (error instanceof PollFailure) return error;
  if (error instanceof SnmpError) return new PollFailure(reasons[error.failure], error.message);
  return undefined;
}
