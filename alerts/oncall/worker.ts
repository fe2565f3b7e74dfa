/**
 * The loop that makes due things happen. It computes what is due from the database each time, so a wake-up that is lost
 * or comes twice changes nothing; timers and `wake()` only shorten the wait.
 */
import { deliver, type DeliverParts } from "./deliver.ts";
import { channels, type Channel } from "./channels.ts";
import { batch, escalate } from "./escalate.ts";
import { sumUp, writeDigests } from "./digests.ts";
import { claim, renew, renewMs, retryNow, type Job } from "./outbox.ts";
import type { Database } from "./tables.ts";

/** Longest wait between two looks at the database. */
const tickMs = 1000;
/** Connections at a time, for each channel: one that hangs takes nothing from the others. */
const mostSends = 8;

export interface Worker {
  start(): void;
  /** Look now. */
  wake(): void;
  /** Takes no new work and waits for mails that are being sent. */
  stop(): Promise<void>;
}

export interface WorkerParts extends Omit<DeliverParts, "stopping"> {
  /** The clock that all instances on this database share. */
  readonly sharedNow: () => Date;
  /** Told of each turn whether it could do what was due. */
  readonly turned: (well: boolean) => void;
}

export function createWorker(parts: WorkerParts): Worker {
  const sending = new Map<Channel, Set<Promise<void>>>(channels.map((channel) => [channel, new Set()]));
  /** What this process is sending, by delivery. */
  const jobs = new Map<string, Job>();
  let renewing: NodeJS.Timeout | undefined;
  /** Channels on which something has failed since the last thing that was accepted. */
  const troubled = new Set<Channel>();
  const state = { running: false };
  let loop = Promise.resolve();
  let rouse: (() => void) | undefined;
  let roused = false;

  const wake = (): void => {
    roused = true;
    rouse?.();
  };
  const rest = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, tickMs);
      rouse = () => {
        clearTimeout(timer);
        resolve();
      };
      if (roused || !state.running) rouse();
    });

  async function turn(): Promise<void> {
    // In a storm mails leave between two batches; the next batch follows at once.
    if ((await escalate(parts)) === batch) roused = true;
    await writeDigests(parts.db, parts.setting());
    for (const [channel, running] of sending) await sendDue(channel, running);
  }

  async function sendDue(channel: Channel, running: Set<Promise<void>>): Promise<void> {
    const free = mostSends - running.size;
    if (free <= 0) return;
    const { db, setting, sharedNow } = parts;
    const claiming = {
      setting,
      sharedNow,
      mine: new Set(jobs.keys()),
      sumUp: (tx: Database, contact: string) => sumUp(tx, contact, setting()),
    };
    for (const job of await claim(db, claiming, channel, free)) {
      jobs.set(job.row.id, job);
      const sent = deliver({ ...parts, stopping: () => !state.running }, job)
        .then(async (outcome) => {
          if (outcome === "accepted" && troubled.delete(channel)) await retryNow(parts.db, channel, parts.setting().now);
          if (outcome === "later") troubled.add(channel);
          return undefined;
        })
        .catch((error: unknown) => parts.log.error({ err: error, delivery: job.row.id }, "delivery could not be settled"))
        .finally(() => {
          jobs.delete(job.row.id);
          running.delete(sent);
          wake();
        });
      running.add(sent);
    }
  }

  return {
    wake,
    start() {
      state.running = true;
      renewing = setInterval(() => {
        renew(parts.db, jobs.values(), parts.sharedNow).catch((error: unknown) =>
          parts.log.warn({ err: error }, "leases could not be renewed"),
        );
      }, renewMs);
      loop = (async () => {
        while (state.running) {
          roused = false;
          try {
            await turn();
            parts.turned(true);
          } catch (error) {
            parts.turned(false);
            parts.log.error({ err: error }, "on-call turn failed, next try follows");
            await new Promise((resolve) => setTimeout(resolve, tickMs));
          }
          await rest();
        }
      })();
    },
    async stop() {
      state.running = false;
      rouse?.();
      await loop;
      await Promise.all([...sending.values()].flatMap((running) => [...running]));
      clearInterval(renewing);
    },
  };
}
