/** Requests in flight that were made once: matched by request id and source, repeated and given up by one timer. */
import { randomInt } from "node:crypto";
import type { RemoteInfo } from "node:dgram";
import type { Family } from "./hub.ts";

/** How an exchange ended: the answer fitted, it came and did not fit, it never came. */
export type Outcome = "answered" | "misfit" | "timeout";

export interface Exchange {
  readonly id: number;
  readonly owner: object;
  readonly family: Family;
  readonly address: string;
  readonly port: number;
  readonly datagram: Buffer;
  /** Reads the answer; false when it does not fit the request. */
  readonly read: (data: Buffer) => boolean;
  readonly settle: (outcome: Outcome) => void;
  /** Called once when the answer is late: the slot is needed by others. */
  readonly late: () => void;
  /** First wait; each repetition waits twice as long. */
  waitMs: number;
  repetitionsLeft: number;
}

interface Open {
  readonly exchange: Exchange;
  readonly begun: number;
  due: number;
  lent: boolean;
}

const sweepMs = 20;
/** A slot is lent for so long only. */
const lendMs = 400;
/** Ids of exactly four octets, so that they can be written in place. */
const lowestId = 0x0080_0000;
const highestId = 0x7fff_ffff;

/** Request or message id, four octets, behind the version (v3) or behind community and PDU header; -1 when elsewhere. */
function idOf(data: Buffer): number {
  let at = lengthEnd(data, 0);
  if (data[at] !== 2 || data[at + 1] !== 1) return -1;
  at += 3;
  if (data[at] === 4) at = lengthEnd(data, at) + contentLength(data, at);
  at = lengthEnd(data, at);
  return data[at] === 2 && data[at + 1] === 4 && at + 6 <= data.length ? data.readInt32BE(at + 2) : -1;
}

/** End of tag and length of the element at `at`. */
const lengthEnd = (data: Buffer, at: number): number => {
  const first = data[at + 1] ?? 0;
  return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
};

function contentLength(data: Buffer, at: number): number {
  const first = data[at + 1] ?? 0;
  if (first < 0x80) return first;
  let length = 0;
  for (let i = 0; i < (first & 0x7f); i++) length = length * 256 + (data[at + 2 + i] ?? 0);
  return length;
}

export class Exchanges {
  /**
   * Few at a time, so that they are looked through. A map that lives long and changes at every request would leave its former
   * tables to the collector of garbage as a chain, each with what was in flight then: a fifth of all that is collected.
   */
  readonly #open: Open[] = [];
  readonly #send: (exchange: Exchange, failed: (error: Error | null) => void) => void;
  // Steps through all ids from a random start: no id comes again while anything can still answer it.
  #last = randomInt(lowestId, highestId);
  readonly #step = randomInt(1, 1 << 20) * 2 + 1;
  #timer: NodeJS.Timeout | undefined;
  #sweptAt = 0;

  constructor(send: (exchange: Exchange, failed: (error: Error | null) => void) => void) {
    this.#send = send;
  }

  nextId(): number {
    do {
      this.#last += this.#step;
      if (this.#last > highestId) this.#last -= highestId - lowestId;
    } while (this.#at(this.#last) >= 0);
    return this.#last;
  }

  /** Where the exchange under this id is; -1 when none is open. */
  #at(id: number): number {
    for (let at = 0; at < this.#open.length; at++) if (this.#open[at]?.exchange.id === id) return at;
    return -1;
  }

  /** Takes it off the list, where the last one takes its place. @returns whether it was there */
  #remove(id: number): boolean {
    const at = this.#at(id);
    const last = at < 0 ? undefined : this.#open.pop();
    if (last === undefined) return false;
    if (at < this.#open.length) this.#open[at] = last;
    return true;
  }

  begin(exchange: Exchange): void {
    const now = performance.now();
    this.#open.push({ exchange, begun: now, due: now + exchange.waitMs, lent: true });
    this.#transmit(exchange);
    if (this.#timer === undefined) {
      this.#sweptAt = now;
      this.#timer = setTimeout(() => this.#soon(), sweepMs);
    }
  }

  /** Whether the datagram answered an exchange. */
  take(data: Buffer, from: RemoteInfo): boolean {
    const exchange = this.#open[this.#at(idOf(data))]?.exchange;
    if (exchange === undefined || from.port !== exchange.port || from.address !== exchange.address) return false;
    this.#remove(exchange.id);
    exchange.settle(exchange.read(data) ? "answered" : "misfit");
    return true;
  }

  abandon(owner: object): void {
    const theirs = this.#open.filter(({ exchange }) => exchange.owner === owner);
    for (const { exchange } of theirs) if (this.#remove(exchange.id)) exchange.settle("timeout");
  }

  clear(): void {
    clearTimeout(this.#timer);
    for (const { exchange } of this.#open.splice(0)) exchange.settle("timeout");
  }

  #transmit(exchange: Exchange): void {
    this.#send(exchange, (error) => {
      // No route, for example: the reference finds the words for it.
      if (error !== null && this.#remove(exchange.id)) exchange.settle("misfit");
    });
  }

  /** What is in the socket's buffer is read first: a busy moment is no silence of a device. */
  #soon(): void {
    setImmediate(() => {
      const now = performance.now();
      const busy = now - this.#sweptAt > 10 * sweepMs;
      this.#sweptAt = now;
      if (!busy) this.#sweep(now);
      this.#timer = this.#open.length === 0 ? undefined : setTimeout(() => this.#soon(), sweepMs);
    });
  }

  #sweep(now: number): void {
    // From the end: what is settled takes itself off the list, and what it begins is looked at next time.
    for (let at = this.#open.length - 1; at >= 0; at--) {
      const open = this.#open[at];
      if (open === undefined) continue;
      const { exchange } = open;
      if (open.lent && now - open.begun > lendMs) {
        open.lent = false;
        exchange.late();
      }
      if (now < open.due) continue;
      if (exchange.repetitionsLeft > 0) {
        exchange.repetitionsLeft--;
        exchange.waitMs *= 2;
        open.due = now + exchange.waitMs;
        this.#transmit(exchange);
      } else {
        this.#remove(exchange.id);
        exchange.settle("timeout");
      }
    }
  }
}
