/** What the collectors say of themselves on `/metrics`; how a device fares is on its own probe. */
import { Counter, Gauge, type Registry } from "prom-client";
import type { LearnCause } from "./snmp/device.ts";
import type { DropReason } from "./snmp/hub.ts";

export interface OwnMetrics {
  readonly polled: (deviceClass: string, result: string, seconds: number) => void;
  readonly asked: () => void;
  readonly timedOut: () => void;
  readonly learnt: (cause: LearnCause) => void;
  readonly dropped: (reason: DropReason) => void;
}

/** Registers the collectors' metrics. @param resting  devices that are left alone for a while, counted at each scrape */
export function ownMetrics(registry: Registry, resting: () => number): OwnMetrics {
  const registers = [registry];
  const name = (rest: string): string => `leitstand_collectors_${rest}`;
  // What happens at every poll or datagram is added up plainly and handed on when somebody reads it.
  const polls = new Map<string, Map<string, { count: number; seconds: number }>>();
  const added = (what: "polls_total" | "poll_seconds_total", help: string, of: "count" | "seconds"): void => {
    const labelNames = ["class", "result"] as const;
    const counter: Counter<"class" | "result"> = new Counter({
      name: name(what),
      help,
      labelNames,
      registers,
      collect: (): void => {
        counter.reset();
        for (const [deviceClass, results] of polls) {
          for (const [result, sums] of results) counter.inc({ class: deviceClass, result }, sums[of]);
        }
      },
    });
  };
  added("polls_total", "Polls by class and result", "count");
  added("poll_seconds_total", "Seconds that polls took, by class and result", "seconds");
  let asked = 0;
  const requests: Counter = new Counter({
    name: name("requests_total"),
    help: "SNMP requests sent, repetitions not counted",
    registers,
    collect: (): void => {
      requests.inc(asked);
      asked = 0;
    },
  });
  const timeouts = new Counter({ name: name("timeouts_total"), help: "SNMP requests without any answer", registers });
  const learns = new Counter({ name: name("learns_total"), help: "Layouts learnt by cause", labelNames: ["cause"], registers });
  const drops = new Counter({
    name: name("dropped_total"),
    help: "Datagrams dropped by reason",
    labelNames: ["reason"],
    registers,
  });
  const rest: Gauge = new Gauge({
    name: name("resting_devices"),
    help: "Devices that did not answer and are left alone for a moment",
    registers,
    collect: (): void => rest.set(resting()),
  });
  return {
    polled(deviceClass, result, seconds) {
      let results = polls.get(deviceClass);
      if (results === undefined) polls.set(deviceClass, (results = new Map()));
      const sums = results.get(result);
      if (sums === undefined) results.set(result, { count: 1, seconds });
      else {
        sums.count++;
        sums.seconds += seconds;
      }
    },
    asked: () => void asked++,
    timedOut: () => timeouts.inc(),
    learnt: (cause) => learns.inc({ cause }),
    dropped: (reason) => drops.inc({ reason }),
  };
}
