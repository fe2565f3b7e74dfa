/**
 * The loop that makes due things happen. It computes what is due from the database each time, so a wake-up that is lost
 * or comes twice changes nothing; timers and `wake()` only shorten the wait.
 */
import { deliver, type DeliverParts } from "./deliver.ts";
import { batch, escalate } from "./escalate.ts";
import { writeDigests } from "./notify.ts";
import { claim, retryNow } from "./outbox.ts";

/** Longest wait between two looks at the database. */
const tickMs = 1000;
/** Connections to relays at a time. */
const mostSends = 8;

export interface Worker {
  start(): void;
  /** Look now. */
  wake(): void;
  /** Takes no new work and waits for mails that are being sent. */
  stop(): Promise<void>;
}

export function createWorker(parts: DeliverParts): Worker {
  const sending = new Set<Promise<void>>();
  /** Whether mails have failed since the last one that was accepted. */
  let troubled = false;
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
    const free = mostSends - sending.size;
    if (free <= 0) return;
    for (const job of await claim(parts.db, parts.setting().now, free)) {
      const sent = deliver(parts, job)
        .then(async (outcome) => {
          if (outcome === "accepted" && troubled) await retryNow(parts.db, parts.setting().now);
          troubled = outcome === "later" || (troubled && outcome !== "accepted");
          return undefined;
        })
        .catch((error: unknown) => parts.log.error({ err: error, delivery: job.row.id }, "delivery could not be settled"))
        .finally(() => {
          sending.delete(sent);
          wake();
        });
      sending.add(sent);
    }
  }

  return {
    wake,
    start() {
      state.running = true;
      loop = (async () => {
        while (state.running) {
          roused = false;
          try {
            await turn();
          } catch (error) {
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
      await Promise.all(sending);
    },
  };
}
