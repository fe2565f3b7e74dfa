/** A prober for the command line: no metrics, no log; without a site only for addresses that a person names. */
import { pino } from "pino";
import { Registry } from "prom-client";
import type { Site } from "../site/inventory.ts";
import { ownMetrics } from "./own-metrics.ts";
import { Prober } from "./prober.ts";
import { profiles } from "./profiles/index.ts";

const noSite = (): Site => {
  throw new Error("an address on the command line belongs to no site");
};

export function proberByHand(site: () => Site = noSite): Prober {
  return new Prober({
    site,
    log: pino({ level: "silent" }),
    now: () => new Date(),
    profiles,
    allowDes: false,
    own: (resting) => ownMetrics(new Registry(), resting),
  });
}
