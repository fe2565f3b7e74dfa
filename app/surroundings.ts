/** What the service needs from its surroundings: room for its state, and peers whose clocks agree with its own. */
import { statfs } from "node:fs/promises";
import { Gauge, type Registry } from "prom-client";
import { metrics } from "../site/metrics.ts";

/** Longest wait for a peer's answer; the scrape itself has 8 s. */
const patienceMs = 2000;

/**
 * Clock of a peer minus ours, seconds, by the Date header of any answer (RFC 9110, 6.6.1): it counts whole seconds, so the
 * middle of its second is compared with the middle of the request; good to about a second.
 * @returns undefined when there is no answer or no date in it
 */
export async function clockSkew(url: string, now: () => Date): Promise<number | undefined> {
  try {
    const before = now().getTime();
    const response = await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(patienceMs) });
    const after = now().getTime();
    const date = Date.parse(response.headers.get("date") ?? "");
    return Number.isNaN(date) ? undefined : (date + 500 - (before + after) / 2) / 1000;
  } catch {
    return undefined;
  }
}

/** Gauges that are read at each scrape. @param peers base URL by name */
export function watchSurroundings(
  registry: Registry,
  folder: string,
  peers: Readonly<Record<string, string>>,
  now: () => Date,
): void {
  const gauge = (name: keyof typeof metrics, collect: (gauge: Gauge) => Promise<void>): Gauge =>
    new Gauge({
      name,
      help: metrics[name].help,
      labelNames: [...metrics[name].labels],
      registers: [registry],
      collect(this: Gauge) {
        return collect(this);
      },
    });
  gauge("leitstand_state_filesystem_available_bytes", async (available) => {
    const { bavail, bsize } = await statfs(folder);
    available.set(bavail * bsize);
  });
  gauge("leitstand_state_filesystem_size_bytes", async (size) => {
    const { blocks, bfree, bavail, bsize } = await statfs(folder);
    // What is kept for root is neither used nor to be had: as df counts it.
    size.set((blocks - bfree + bavail) * bsize);
  });
  gauge("leitstand_clock_skew_seconds", async (skew) => {
    skew.reset();
    const found = await Promise.all(
      Object.entries(peers).map(async ([against, url]) => ({ against, seconds: await clockSkew(`${url}/-/healthy`, now) })),
    );
    for (const { against, seconds } of found) if (seconds !== undefined) skew.set({ against }, seconds);
  });
}
