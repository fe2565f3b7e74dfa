/**
 * Bodies of a few alerts that arrive while another transaction runs share the next one: a storm of ten thousand single bodies
 * is some hundred commits, each one body waits for at most two. A body of many alerts goes by itself, in parts, so that it holds
 * up no small one.
 */
import type { Alert } from "./alert.ts";

/** A body of more alerts than this is a storm of its own. */
const small = 50;
/** Alerts of small bodies in one transaction. */
const most = 200;

interface Waiting {
  readonly alerts: readonly Alert[];
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * @param take  takes alerts in and resolves when all of them are on disk
 * @returns the same for one body, which resolves when its alerts are on disk; in order of the calls for small bodies
 */
export function together(take: (alerts: readonly Alert[]) => Promise<void>): (alerts: readonly Alert[]) => Promise<void> {
  const queue: Waiting[] = [];
  let running = false;

  /** @returns whether it was stored */
  async function alone({ alerts, done, failed }: Waiting): Promise<boolean> {
    try {
      await take(alerts);
      done();
      return true;
    } catch (error) {
      failed(error);
      return false;
    }
  }

  async function run(): Promise<void> {
    running = true;
    while (queue.length > 0) {
      const bodies: Waiting[] = [];
      for (let count = 0; queue[0] !== undefined && (bodies.length === 0 || count + queue[0].alerts.length <= most);) {
        count += queue[0].alerts.length;
        bodies.push(...queue.splice(0, 1));
      }
      try {
        await take(bodies.flatMap(({ alerts }) => alerts));
        for (const { done } of bodies) done();
      } catch (error) {
        // Of several bodies one may be at fault, or half of them may be stored: each is tried by itself, which repeats nothing. When
        // two in a row fail, it is the database: the others must not wait for that one after the other.
        let failures = bodies.length === 1 ? 2 : 0;
        for (const body of bodies) {
          if (failures >= 2) body.failed(error);
          else failures = (await alone(body)) ? 0 : failures + 1;
        }
      }
    }
    running = false;
  }

  return (alerts) => {
    if (alerts.length > small) return take(alerts);
    return new Promise((done, failed) => {
      queue.push({ alerts, done, failed });
      if (!running) void run();
    });
  };
}
