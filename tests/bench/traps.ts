/**
 * From a trap to the page in the mailbox, with the real programs and our own intervals: `npm run bench:traps [-- --outages 6 --json]`.
 * Exit code 1 when one in a hundred takes longer than five seconds.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { trapV2, trapWorld, upsTrapOnBattery } from "../alerts/trap-world.ts";
import { quantile } from "./http-load.ts";

/** Milliseconds from a trap's datagram: to on-call's webhook, and to the first mail about its device. */
interface Way {
  readonly toldMs: number;
  readonly mailMs: number;
}

/**
 * Traps and their mails. Each outage is a world of its own with two devices,
 * one after the other: of more than two the same alert comes as a list (on-call's own rule), and that is another measure.
 */
export async function trapToMail(outages: number): Promise<Way[]> {
  const ways: Way[] = [];
  for (let outage = 0; outage < outages; outage++) {
    const ends: (() => unknown)[] = [];
    try {
      const world = await trapWorld({ after: (end) => void ends.push(end as () => unknown) }, { devices: 2, roundSeconds: 10 });
      for (const [device, facts] of world.facts) {
        // At any moment of the timetable of scrapes and groups.
        await sleep(Math.random() * 5000);
        facts.source = 5;
        const [sent, sentAt] = [performance.now(), Date.now()];
        await world.send(device, trapV2(upsTrapOnBattery));
        const told = (): boolean => world.mailbox.mails.some(({ subject }) => subject?.endsWith(device));
        while (!told() && performance.now() - sent < 45_000) await sleep(10);
        const heard = world.told.find(({ labels }) => labels["device"] === device && labels["alertname"] === "UpsOnBattery");
        ways.push({ toldMs: (heard?.atMs ?? Number.NaN) - sentAt, mailMs: performance.now() - sent });
      }
    } finally {
      for (const end of ends) await end();
    }
  }
  return ways;
}

if (import.meta.main) {
  const { values: flags } = parseArgs({
    options: { outages: { type: "string", default: "6" }, json: { type: "boolean", default: false } },
  });
  const ways = await trapToMail(Number(flags.outages));
  const waits = ways.map(({ mailMs }) => mailMs);
  const told = ways.map(({ toldMs }) => toldMs);
  const [p50Ms, p99Ms] = [quantile(waits, 0.5), quantile(waits, 0.99)];
  const holds = p99Ms <= 5000;
  const text = flags.json
    ? JSON.stringify({ waits: waits.map(Math.round), told: told.map(Math.round), p50Ms, p99Ms, holds })
    : `${waits.length} traps to mails: half within ${p50Ms.toFixed(0)} ms, p99 ${p99Ms.toFixed(0)} ms (at on-call's webhook: half within ${quantile(told, 0.5).toFixed(0)}, p99 ${quantile(told, 0.99).toFixed(0)}), bar 5000 ms ${holds ? "met" : "MISSED"}`;
  process.stdout.write(`${text}\n`);
  process.exitCode = holds ? 0 : 1;
}
