/** What the collectors say of themselves on `/metrics`; how a device fares is on its own probe. */
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
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
  const duration = new Histogram({
    name: name("poll_duration_seconds"),
    help: "Duration of polls by class and result",
    labelNames: ["class", "result"],
    buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10],
    registers,
  });
  const requests = new Counter({ name: name("requests_total"), help: "SNMP requests sent, repetitions not counted", registers });
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
    polled: (deviceClass, result, seconds) => duration.observe({ class: deviceClass, result }, seconds),
    asked: () => requests.inc(),
    timedOut: () => timeouts.inc(),
    learnt: (cause) => learns.inc({ cause }),
    dropped: (reason) => drops.inc({ reason }),
  };
}
