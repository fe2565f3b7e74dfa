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
  readonly #open = new Map<number, Open>();
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
    } while (this.#open.has(this.#last));
    return this.#last;
  }

  begin(exchange: Exchange): void {
    const now = performance.now();
    this.#open.set(exchange.id, { exchange, begun: now, due: now + exchange.waitMs, lent: true });
    this.#transmit(exchange);
    if (this.#timer === undefined) {
      this.#sweptAt = now;
      this.#timer = setTimeout(() => this.#soon(), sweepMs);
    }
  }

  /** Whether the datagram answered an exchange. */
  take(data: Buffer, from: RemoteInfo): boolean {
    const open = this.#open.get(idOf(data));
    if (open === undefined) return false;
    const { exchange } = open;
    if (from.port !== exchange.port || from.address !== exchange.address) return false;
    this.#open.delete(exchange.id);
    exchange.settle(exchange.read(data) ? "answered" : "misfit");
    return true;
  }

  abandon(owner: object): void {
    for (const [id, { exchange }] of this.#open) {
      if (exchange.owner !== owner) continue;
      this.#open.delete(id);
      exchange.settle("timeout");
    }
  }

  clear(): void {
    clearTimeout(this.#timer);
    const all = [...this.#open.values()];
    this.#open.clear();
    for (const { exchange } of all) exchange.settle("timeout");
  }

  #transmit(exchange: Exchange): void {
    this.#send(exchange, (error) => {
      // No route, for example: the reference finds the words for it.
      if (error !== null && this.#open.delete(exchange.id)) exchange.settle("misfit");
    });
  }

  /** What is in the socket's buffer is read first: a busy moment is no silence of a device. */
  #soon(): void {
    setImmediate(() => {
      const now = performance.now();
      const busy = now - this.#sweptAt > 10 * sweepMs;
      this.#sweptAt = now;
      if (!busy) this.#sweep(now);
      this.#timer = this.#open.size === 0 ? undefined : setTimeout(() => this.#soon(), sweepMs);
    });
  }

  #sweep(now: number): void {
    for (const [id, open] of this.#open) {
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
        this.#open.delete(id);
        exchange.settle("timeout");
      }
    }
  }
}
