/** The polls that traps bring forward: one device at a time each, few devices at once, a bounded number waiting. */
import type { Logger } from "pino";
import type { Device } from "../../site/inventory.ts";
import type { Sample } from "../../site/series.ts";
import type { TrapIntake, TrapRecord, TrapResult, Waiting } from "./intake.ts";

/** A trap whose state a poll has shown, with that poll's samples. */
export interface ConfirmedTrap {
  readonly device: Device;
  readonly trap: { readonly oid: string; readonly name: string; readonly at: Date };
  readonly samples: readonly Sample[];
  /** When the poll that shows it began. */
  readonly at: Date;
}

/** A poll of an inventory device that began at `notBefore` or later. */
export type PollAfter = (
  device: Device,
  notBefore: Date,
) => Promise<{ readonly success: boolean; readonly samples: readonly Sample[]; readonly at: Date }>;

export interface ConfirmOptions {
  readonly poll: PollAfter;
  readonly intake: TrapIntake;
  readonly onConfirmed: (confirmed: ConfirmedTrap, record: TrapRecord) => void;
  readonly log: Logger;
  readonly now: () => Date;
  /** Pauses before each look, ms: agents send a trap before their own tables tell it. */
  readonly looksMs?: readonly number[];
}

const mostAtOnce = 8;
const mostDevices = 256;
const mostPerDevice = 16;

export class Confirmer {
  readonly #options: ConfirmOptions;
  readonly #looksMs: readonly number[];
  readonly #queues = new Map<string, Waiting[]>();
  readonly #running = new Set<string>();
  readonly #stop = new AbortController();

  constructor(options: ConfirmOptions) {
    this.#options = options;
    this.#looksMs = options.looksMs ?? [0, 1000, 3000];
  }

  /** Traps that wait for their poll. */
  get waiting(): number {
    return [...this.#queues.values()].reduce((sum, queue) => sum + queue.length, 0);
  }

  add(waiting: Waiting): void {
    const { id } = waiting.device;
    const queue = this.#queues.get(id);
    if ((queue === undefined && this.#queues.size >= mostDevices) || (queue?.length ?? 0) >= mostPerDevice) {
      this.#options.intake.end(waiting.record, "queue_full", this.#options.now());
      return;
    }
    if (queue === undefined) this.#queues.set(id, [waiting]);
    else queue.push(waiting);
    this.#next();
  }

  close(): void {
    this.#stop.abort();
    this.#queues.clear();
  }

  #next(): void {
    for (const id of this.#queues.keys()) {
      if (this.#running.size >= mostAtOnce || this.#stop.signal.aborted) return;
      if (this.#running.has(id)) continue;
      const batch = this.#queues.get(id) ?? [];
      this.#queues.delete(id);
      this.#running.add(id);
      this.#confirm(batch)
        .catch((error: unknown) => this.#options.log.error({ err: error, device: id }, "confirming poll failed"))
        .finally(() => {
          this.#running.delete(id);
          this.#next();
        });
    }
  }

  /** Looks at one device until every trap of the batch is shown or patience ends. */
  async #confirm(batch: readonly Waiting[]): Promise<void> {
    let left = batch;
    let last: TrapResult = "unconfirmed";
    for (const pauseMs of this.#looksMs) {
      if (pauseMs > 0) await pause(pauseMs, this.#stop.signal);
      const [first] = left;
      if (first === undefined || this.#stop.signal.aborted) return;
      const result = await this.#options.poll(first.device, this.#options.now());
      last = result.success ? "unconfirmed" : "poll_failed";
      if (result.success) left = left.filter((one) => !this.#shown(one, result.samples, result.at));
      if (left.length === 0) return;
    }
    for (const { record, device } of left) {
      this.#options.intake.end(record, last, this.#options.now());
      this.#options.log.warn({ device: device.id, trap: record.name, result: last }, "trap is not what a poll shows");
    }
  }

  #shown({ record, device, known }: Waiting, samples: readonly Sample[], at: Date): boolean {
    const { intake, now, onConfirmed } = this.#options;
    if (known.shows === undefined) intake.end(record, "polled", now());
    else if (known.shows(samples)) {
      intake.end(record, "confirmed", now());
      onConfirmed({ device, trap: { oid: record.trap ?? "", name: known.name, at: record.at }, samples, at }, record);
    } else return false;
    return true;
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
    signal.addEventListener("abort", done);
  });
}
