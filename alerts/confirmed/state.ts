/** Rules that a single look at a device can decide: no hold time, and a condition on one state. Pure. */
import { alertRules } from "../rules/all.ts";
import { identity, spanSeconds, type AlertRule } from "../rule.ts";
import type { Sample } from "../../site/series.ts";

interface Matcher {
  readonly label: string;
  readonly fits: (value: string) => boolean;
}

/** `metric{label="x",other=~"a|b"} == 1` */
interface Condition {
  readonly metric: string;
  readonly matchers: readonly Matcher[];
  readonly value: number;
}

export interface StateRule {
  readonly rule: AlertRule;
  /** Any of these is enough. */
  readonly conditions: readonly Condition[];
  /** How long the rule goes on firing after its state was seen last, ms. */
  readonly keepMs: number;
}

const comparison = /^(\w+)(?:\{((?:\w+(?:=~|=)"[^"\\]*",?)+)\})?\s*==\s*(\d+)$/;
const matcher = /(\w+)(=~|=)"([^"\\]*)"/g;

/** The conditions among the alternatives of a rule that are comparisons of one state with a number. */
function conditionsOf(when: string): Condition[] {
  return when.split(/\bor\b/).flatMap((alternative) => {
    const found = comparison.exec(alternative.trim());
    if (found === null) return [];
    const [, metric = "", inside = "", value = ""] = found;
    const matchers = [...inside.matchAll(matcher)].map(([, label = "", how, text = ""]): Matcher => {
      const pattern = new RegExp(`^(?:${text})$`);
      return { label, fits: how === "=" ? (given) => given === text : (given) => pattern.test(given) };
    });
    return [{ metric, matchers, value: Number(value) }];
  });
}

/** Every rule about a device that fires at once when a state holds. */
export function stateRules(rules: readonly AlertRule[] = alertRules): StateRule[] {
  return rules.flatMap((rule) => {
    const conditions = conditionsOf(rule.when);
    if (rule.holdFor !== "0s" || rule.about !== "device" || rule.severityFromSeries === true || conditions.length === 0)
      return [];
    const keepMs = rule.keepFiringFor === undefined ? 0 : spanSeconds(rule.keepFiringFor) * 1000;
    return [{ rule, conditions, keepMs }];
  });
}

/** Whether samples of one device show the rule's state. */
export const shows = ({ conditions }: StateRule, samples: readonly Sample[]): boolean =>
  conditions.some(({ metric, matchers, value }) =>
    samples.some(
      (sample) =>
        sample.metric === metric &&
        sample.value === value &&
        matchers.every(({ label, fits }) => fits(sample.labels[label] ?? "")),
    ),
  );

/**
 * The labels that Prometheus gives this rule's alert of a device: what the rule keeps of the series, its own, and the
 * external ones that are left after relabelling. One more or less would be a second alert and a second page.
 * @param series  labels that service discovery gives the device
 */
export function labelsOf(rule: AlertRule, series: Readonly<Record<string, string>>, siteId: string): Record<string, string> {
  const kept = identity[rule.about].map((label) => [label, series[label] ?? ""] as const);
  const all = {
    ...Object.fromEntries(kept),
    severity: rule.severity,
    ...(rule.class !== undefined && { class: rule.class }),
    alertname: rule.name,
  };
  const labels = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""));
  return { site: siteId, ...labels };
}
