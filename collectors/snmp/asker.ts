/**
 * Asks one agent for many things: known instances in full frames, several in flight, and columns by GETBULK. Learns
 * how much fits into one answer, how fast the agent is and how many requests it bears at once.
 */
import type { Instances } from "../instances.ts";
import type { Answers, Raw } from "../raw.ts";
import type { Outcome } from "./exchanges.ts";
import type { Frame } from "./frame.ts";
import type { Lane } from "./gate.ts";
import { framesOf } from "./sizes.ts";
import { walkColumns, type Walked, type Walking } from "./walk.ts";
import { SnmpError, type Binding, type Patience, type Session } from "./session.ts";

export interface AskerOptions {
  /** Where the next request waits for its slot: apart for agents that have not answered yet. */
  readonly gate: () => Lane;
  /** Octets that one answer may have, learnt in an earlier session. */
  readonly octets?: number | undefined;
  /** Longest wait for one answer, repetitions included. */
  readonly patienceMs: number;
  readonly asked: () => void;
  readonly timedOut: () => void;
}

/** Octets of varbinds in one answer: 1,472 of a datagram that is not cut, less the message around them (security parameters in v3). */
const roomyOctets: Readonly<Record<Session["version"], number>> = { "1": 1400, "2c": 1400, "3": 1300 };
const mostInFlight = 8;
export const sysUpTime = "1.3.6.1.2.1.1.3.0";
const longestFirstWaitMs = 1000;
const shortestWaitMs = 300;
/** Waits that double: with three attempts in its patience one device in a million is given up at a loss of one datagram in a hundred. */
const threeAttempts = 1 + 2 + 4;

let blanks: readonly undefined[] = [];

/** A list of absent values; a copy of one that is kept is several times cheaper than one made element by element. */
function blank(length: number): (Raw | undefined)[] {
  if (blanks.length < length) blanks = Array.from({ length: 2 * length }, () => undefined);
  return blanks.slice(0, length);
}

/** Requests made once for one layout, as long as its instances, the engine and the size of answers stay. */
interface Prepared {
  readonly oids: Instances;
  readonly epoch: object;
  readonly octets: number;
  readonly frames: readonly Frame[];
}

export class Asker {
  readonly #session: Session;
  readonly #options: AskerOptions;
  #octets: number;
  #inFlight = 0;
  /** Requests that this agent may have open; one until it has answered. */
  #window = 1;
  #smoothMs: number | undefined;
  readonly #queue: (() => void)[] = [];
  #prepared: Prepared | undefined;

  constructor(session: Session, options: AskerOptions) {
    this.#session = session;
    this.#options = options;
    this.#octets = options.octets ?? roomyOctets[session.version];
  }

  get session(): Session {
    return this.#session;
  }

  /** Octets that one answer of this agent may have. */
  get octets(): number {
    return this.#octets;
  }

  /** One request at a time until the agent answers again. */
  doubt(): void {
    this.#window = 1;
  }

  /** First wait by what the agent took so far, then doubled as long as the patience lasts. */
  #patience(): Patience {
    const { patienceMs } = this.#options;
    const attempts = Math.max(shortestWaitMs, Math.floor(patienceMs / threeAttempts));
    const longest = Math.min(longestFirstWaitMs, patienceMs, attempts);
    const timeoutMs = this.#smoothMs === undefined ? longest : Math.min(longest, Math.max(shortestWaitMs, 4 * this.#smoothMs));
    let [retries, total, wait] = [0, timeoutMs, timeoutMs];
    while (total + 2 * wait <= patienceMs) {
      retries++;
      wait *= 2;
      total += wait;
    }
    return { timeoutMs, retries };
  }

  async #send<Result>(request: (patience: Patience) => Promise<Result>, patience = this.#patience()): Promise<Result> {
    await new Promise<void>((resolve) => this.#enqueue(resolve));
    try {
      return await this.#options.gate().run(async () => {
        const started = performance.now();
        this.#options.asked();
        try {
          const result = await request(patience);
          this.#answered(performance.now() - started);
          return result;
        } catch (error) {
          if (error instanceof SnmpError && error.failure === "timeout") {
            this.#window = Math.max(1, this.#window >> 1);
            this.#options.timedOut();
          }
          throw error;
        }
      });
    } finally {
      this.#done();
    }
  }

  #answered(tookMs: number): void {
    this.#smoothMs = this.#smoothMs === undefined ? tookMs : 0.8 * this.#smoothMs + 0.2 * tookMs;
    if (this.#window >= mostInFlight) return;
    this.#window = this.#window === 1 ? 4 : this.#window + 1;
    while (this.#inFlight < this.#window) {
      const next = this.#queue.shift();
      if (next === undefined) return;
      this.#inFlight++;
      next();
    }
  }

  /** A sign of life: one instance, one attempt, no repetition. */
  async knock(oid: string): Promise<Binding | undefined> {
    const [binding] = await this.#send((patience) => this.#session.get([oid], patience), {
      timeoutMs: Math.min(longestFirstWaitMs, this.#options.patienceMs),
      retries: 0,
    });
    return binding;
  }

  /**
   * Values of a learnt layout by requests that were made once. A frame whose answer is anything but plain is asked
   * again by the session, which knows what to make of it.
   * @param sizes  octets of the values last seen, for the size of the frames
   * @throws SnmpError when one frame has no answer after all repetitions
   */
  async read(oids: Instances, sizes: Uint8Array): Promise<(Raw | undefined)[]> {
    const frames = this.#prepare(oids, sizes);
    const { line } = this.#session;
    if (frames === undefined || line === undefined) return this.get(oids.slice(0, oids.length), sizes);
    const values = blank(oids.length);
    const misfits: Frame[] = [];
    await new Promise<void>((resolve, reject) => {
      let left = frames.length;
      let silent = false;
      const settled = (frame: Frame, outcome: Outcome): void => {
        if (outcome === "misfit") misfits.push(frame);
        silent ||= outcome === "timeout";
        if (--left > 0) return;
        if (silent) reject(new SnmpError("timeout", "no answer"));
        else resolve();
      };
      for (const frame of frames) this.#enqueue(() => this.#exchange(frame, values, settled));
      if (left === 0) resolve();
    });
    if (misfits.length === 0) return values;
    const settled = await Promise.allSettled(
      misfits.map(({ from, count }) => {
        values.fill(undefined, from, from + count);
        return this.#frame(
          (index) => oids.at(index),
          Array.from({ length: count }, (_, at) => from + at),
          values,
        );
      }),
    );
    const failed = settled.find((one) => one.status === "rejected");
    if (failed !== undefined) throw failed.reason;
    return values;
  }

  #prepare(oids: Instances, sizes: Uint8Array): readonly Frame[] | undefined {
    const wire = this.#session.line?.wire;
    const epoch = wire?.epoch();
    if (wire === undefined || epoch === undefined) return undefined;
    const known = this.#prepared;
    if (known?.oids === oids && known.epoch === epoch && known.octets === this.#octets) return known.frames;
    const frames: Frame[] = [];
    for (const indices of framesOf(oids.slice(0, oids.length).entries(), this.#octets, sizes)) {
      const [from = 0] = indices;
      const frame = wire.frame(oids.slice(from, from + indices.length), from);
      if (frame === undefined) return undefined;
      frames.push(frame);
    }
    this.#prepared = { oids, epoch, octets: this.#octets, frames };
    return frames;
  }

  /** Starts now, or when the window of this agent has room. */
  #enqueue(begin: () => void): void {
    if (this.#inFlight >= this.#window) this.#queue.push(begin);
    else {
      this.#inFlight++;
      begin();
    }
  }

  #exchange(frame: Frame, values: (Raw | undefined)[], settled: (frame: Frame, outcome: Outcome) => void): void {
    const { gate, asked, timedOut } = this.#options;
    const { timeoutMs, retries } = this.#patience();
    const slots = gate();
    slots.enter(() => {
      const started = performance.now();
      let held = true;
      const release = (): void => {
        if (held) slots.leave();
        held = false;
      };
      asked();
      this.#session.line?.ask(frame, values, {
        waitMs: timeoutMs,
        retries,
        late: release,
        settle: (outcome) => {
          release();
          if (outcome === "timeout") {
            this.#window = Math.max(1, this.#window >> 1);
            timedOut();
          } else this.#answered(performance.now() - started);
          this.#done();
          settled(frame, outcome);
        },
      });
    });
  }

  /** Whoever waits is handed the place of the one that is done. */
  #done(): void {
    const next = this.#inFlight <= this.#window ? this.#queue.shift() : undefined;
    if (next === undefined) this.#inFlight--;
    else next();
  }

  /**
   * Values of known instances, in the order asked; undefined where the agent has nothing.
   * @param sizes  octets of the values last seen, for the size of the frames
   * @throws SnmpError when one frame has no answer after all repetitions
   */
  async get(oids: readonly string[], sizes?: Uint8Array): Promise<(Raw | undefined)[]> {
    const values: (Raw | undefined)[] = Array.from({ length: oids.length });
    const settled = await Promise.allSettled(
      framesOf(oids.entries(), this.#octets, sizes).map((frame) => this.#frame((index) => oids[index] ?? "", frame, values)),
    );
    const failed = settled.find((one) => one.status === "rejected");
    if (failed !== undefined) throw failed.reason;
    return values;
  }

  async #frame(oids: (index: number) => string, frame: readonly number[], values: (Raw | undefined)[]): Promise<void> {
    if (frame.length === 0) return;
    const asked = frame.map(oids);
    const octets = this.#octets;
    try {
      const bindings = await this.#send((patience) => this.#session.get(asked, patience));
      for (const [position, [oid, raw]] of bindings.entries()) {
        if (oid !== asked[position]) throw new SnmpError("malformed", "the answer names other objects");
        const index = frame[position];
        if (index !== undefined) values[index] = raw;
      }
    } catch (error) {
      if (!(error instanceof SnmpError)) throw error;
      // v1 refuses the whole frame for one missing object: ask again without it.
      if (error.failure === "no_such_name" && frame.length > 1) {
        const at = asked.indexOf(error.oid ?? "");
        if (at >= 0)
          return this.#frame(
            oids,
            frame.filter((_, position) => position !== at),
            values,
          );
        return this.#halves(oids, frame, values);
      }
      if (error.failure === "no_such_name") return;
      if (error.failure === "too_big" && frame.length > 1) {
        // Several frames of one size may be refused at once: that halves it once.
        this.#octets = Math.max(100, Math.min(this.#octets, octets >> 1));
        return this.#halves(oids, frame, values);
      }
      if (error.failure === "refused" && frame.length > 1) return this.#halves(oids, frame, values);
      // One object that the agent stumbles over must not silence the others.
      if (error.failure === "refused" || error.failure === "too_big") return;
      throw error;
    }
  }

  async #halves(oids: (index: number) => string, frame: readonly number[], values: (Raw | undefined)[]): Promise<void> {
    const middle = frame.length >> 1;
    await this.#frame(oids, frame.slice(0, middle), values);
    await this.#frame(oids, frame.slice(middle), values);
  }

  /** Of these objects, those at or below which the agent answers something. */
  async answered(oids: readonly string[]): Promise<Set<string>> {
    const found = new Set<string>();
    const roots = oids.map((oid) => (oid.endsWith(".0") ? oid.slice(0, -2) : oid));
    const ask = async (indices: readonly number[]): Promise<void> => {
      if (indices.length === 0) return;
      try {
        const bindings = await this.#send((patience) =>
          this.#session.next(
            indices.map((index) => roots[index] ?? ""),
            patience,
          ),
        );
        for (const [position, [oid, raw]] of bindings.entries()) {
          const index = indices[position];
          if (index !== undefined && raw !== undefined && oid.startsWith(`${roots[index]}.`)) found.add(oids[index] ?? "");
        }
      } catch (error) {
        if (!(error instanceof SnmpError) || !["no_such_name", "refused", "too_big"].includes(error.failure)) throw error;
        if (indices.length === 1) return;
        await ask(indices.slice(0, indices.length >> 1));
        await ask(indices.slice(indices.length >> 1));
      }
    };
    const groups: number[][] = [];
    for (let start = 0; start < oids.length; start += 20) {
      groups.push(Array.from({ length: Math.min(20, oids.length - start) }, (_, index) => start + index));
    }
    await Promise.all(groups.map(ask));
    return found;
  }

  /** The next rows of each of these; v1 knows only one at a time. */
  async #ahead(at: readonly string[], repetitions: number): Promise<readonly (readonly Binding[])[]> {
    if (this.#session.version !== "1") return this.#send((patience) => this.#session.bulk(at, repetitions, patience));
    const bindings = await this.#send((patience) => this.#session.next(at, patience));
    return bindings.map((binding) => [binding]);
  }

  /** Everything these instances and columns hold. */
  async learn(scalars: ReadonlySet<string>, columns: ReadonlySet<string>): Promise<Answers> {
    const agent: Walking = {
      ahead: (at, repetitions) => this.#ahead(at, repetitions),
      knock: () => this.knock(sysUpTime),
    };
    const { values, rows }: Walked = { values: new Map(), rows: new Map() };
    const list = [...scalars];
    const [answers] = await Promise.all([this.get(list), walkColumns([...columns], { values, rows }, agent)]);
    for (const [index, raw] of answers.entries()) if (raw !== undefined) values.set(list[index] ?? "", raw);
    return { get: (oid) => values.get(oid), rows: (column) => rows.get(column) ?? [] };
  }
}
