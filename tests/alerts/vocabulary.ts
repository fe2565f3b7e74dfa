/** Which metrics, labels and states rules, annotations and runbooks may use. */
import { recordings } from "../../alerts/recordings.ts";
import { metricOf } from "../../site/metrics.ts";
import { usedIn, type Selector } from "./promql.ts";

const identity = ["device", "class", "site", "room", "house", "role", "job", "instance"];
/** Metrics of Prometheus and Alertmanager themselves, with the labels we read. */
const foreign: Readonly<Record<string, readonly string[]>> = {
  up: identity,
  ALERTS: ["alertname", "alertstate", "severity", ...identity],
  prometheus_notifications_dropped_total: ["job"],
  prometheus_notifications_errors_total: ["job"],
  prometheus_notifications_queue_length: ["job"],
  prometheus_notifications_alertmanagers_discovered: ["job"],
  prometheus_rule_evaluation_failures_total: ["job", "rule_group"],
  prometheus_rule_group_iterations_missed_total: ["job", "rule_group"],
  prometheus_rule_group_last_duration_seconds: ["job", "rule_group"],
  alertmanager_notifications_failed_total: ["job", "integration"],
};
/** Recordings keep the labels they aggregate by; those their rules name. */
const recorded: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  recordings.map(({ name, when }) => [name, [...usedIn(when).labels, "site"]]),
);

function labelsOf(metric: string): readonly string[] | undefined {
  const canonical = metricOf(metric);
  if (canonical === undefined) return foreign[metric] ?? recorded[metric];
  const service = canonical.scopes.includes("service");
  const checked = canonical.scopes.includes("blackbox");
  return [
    ...(service
      ? ["site", "job", "instance"]
      : checked
        ? ["service", "class", "severity", "role", "site", "room", "house", "job", "instance"]
        : identity),
    ...canonical.labels,
    ...(canonical.type === "stateset" ? ["state"] : []),
  ];
}

function wrongIn({ metric, matchers }: Selector): string[] {
  const known = labelsOf(metric);
  if (known === undefined) return [`metric ${metric} is not in site/metrics.ts`];
  const states = metricOf(metric)?.states;
  return matchers.flatMap(({ label, value }) => {
    if (!known.includes(label)) return [`${metric} has no label ${label}`];
    const unknown = label === "state" && states !== undefined ? value.split("|").filter((one) => !states.includes(one)) : [];
    return unknown.map((one) => `${metric} has no state ${one}`);
  });
}

/** What an expression uses that nobody exposes. */
export function unknownIn(promql: string): string[] {
  const { selectors, labels } = usedIn(promql);
  // Labels that the expression itself makes: label_replace(vector, "label", ...).
  const made = [...promql.matchAll(/,\s*"(\w+)",\s*"\$1"/g)].map(([, label = ""]) => label);
  const known = new Set([
    ...identity,
    ...made,
    "rule_group",
    "severity",
    ...selectors.flatMap(({ metric }) => labelsOf(metric) ?? []),
  ]);
  return [
    ...(selectors.length === 0 && !promql.includes("vector(") ? ["no metric found: the search is broken"] : []),
    ...selectors.flatMap(wrongIn),
    ...labels.filter((label) => !known.has(label)).map((label) => `nothing has the label ${label}`),
  ];
}
