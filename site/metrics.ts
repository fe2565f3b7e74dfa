/**
 * The canonical metrics: one vocabulary for every room. A vendor profile maps to it, rules and dashboards read it,
 * and nothing else may be exposed. Names follow Prometheus (base units, `_total` for counters alone).
 */
import { chainMetrics } from "./metrics/chain.ts";
import { coolingMetrics } from "./metrics/cooling.ts";
import { deviceMetrics } from "./metrics/device.ts";
import { energyMetrics } from "./metrics/energy.ts";
import { factMetrics } from "./metrics/facts.ts";
import { networkMetrics } from "./metrics/network.ts";
import { powerMetrics } from "./metrics/power.ts";
import { remoteWorkMetrics } from "./metrics/remote-work.ts";
import { serviceMetrics } from "./metrics/services.ts";
import { upsMetrics } from "./metrics/ups.ts";
import { vpnMetrics } from "./metrics/vpn.ts";
import type { DeviceClass, Metric } from "./metrics/metric.ts";

export { deviceClasses, type DeviceClass, type Metric } from "./metrics/metric.ts";

export const metrics = {
  ...deviceMetrics,
  ...upsMetrics,
  ...coolingMetrics,
  ...powerMetrics,
  ...vpnMetrics,
  ...networkMetrics,
  ...factMetrics,
  ...remoteWorkMetrics,
  ...chainMetrics,
  ...serviceMetrics,
  ...energyMetrics,
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof metrics;

/** Metrics that a profile of this class may map: its own and those of every device. */
export type MetricOf<Class extends DeviceClass> = {
  [Name in MetricName]: Class | "all" extends infer Wanted
    ? Wanted extends (typeof metrics)[Name]["scopes"][number]
      ? Name
      : never
    : never;
}[MetricName];

/** States of a state set metric. */
export type StateOf<Name extends MetricName> = (typeof metrics)[Name] extends { readonly states: readonly (infer State)[] }
  ? State
  : never;

/** The entry of a canonical metric, or undefined for any other name. */
export function metricOf(name: string): Metric | undefined {
  return Object.hasOwn(metrics, name) ? metrics[name as MetricName] : undefined;
}

/** Help and type of a metric in the exposition format, where a state set is a gauge and an info is a gauge. */
export function expositionMeta(name: string): { help: string; type: "gauge" | "counter" } | undefined {
  const metric = metricOf(name);
  return metric === undefined ? undefined : { help: metric.help, type: metric.type === "counter" ? "counter" : "gauge" };
}
