/** Between the collectors' process and the service: confirmed traps one way, looks at a device the other. */
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { ConfirmedTrap } from "../collectors/traps/confirm.ts";
import type { Sample } from "../site/series.ts";

const limitMs = 5000;
/** Pauses between attempts; after that the next scrape is as early. */
const pausesMs = [300, 1000, 3000];

const taken = z.object({ alerts: z.array(z.object({ alert: z.string(), outcome: z.string() })) });

/**
 * Hands confirmed traps to the service.
 * @returns what it made of them in words; undefined when no rule is concerned
 */
export function handOnTo(service: string, token: string): (confirmed: ConfirmedTrap) => Promise<string | undefined> {
  return async ({ device, trap, samples, at }) => {
    const body = JSON.stringify({ device: device.id, trap, at, samples });
    const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
    for (let attempt = 0; ; attempt++) {
      try {
        const signal = AbortSignal.timeout(limitMs);
        const response = await fetch(`${service}/webhooks/traps`, { method: "POST", headers, body, signal });
        if (!response.ok) throw new Error(`the service answered ${response.status}`);
        const { alerts } = taken.parse(await response.json());
        return alerts.length === 0 ? undefined : alerts.map(({ alert, outcome }) => `${alert} ${outcome}`).join(", ");
      } catch (error) {
        const pause = pausesMs[attempt];
        if (pause === undefined) throw error;
        await sleep(pause);
      }
    }
  };
}

const look = z.object({
  samples: z.array(z.object({ metric: z.string(), labels: z.record(z.string(), z.string()), value: z.number() })),
});

/** One look at a device through the collectors; undefined when it does not answer. */
export function lookThrough(collectors: string): (device: string) => Promise<readonly Sample[] | undefined> {
  return async (device) => {
    const url = `${collectors}/samples?target=${encodeURIComponent(device)}`;
    const response = await fetch(url, { signal: AbortSignal.timeout(15_000) });
    return response.ok ? look.parse(await response.json()).samples : undefined;
  };
}
