/** Which of the dashboards draws what an alert is about, and with which choice; a test compares both with the dashboards. */
import type { AlertRule } from "./rule.ts";
import { ruleGroups } from "./rules/all.ts";

export type DashboardUid = `leitstand-${"site" | "ups" | "cooling" | "vpn" | "network" | "energy"}`;

const ofGroup: Readonly<Record<string, DashboardUid>> = {
  ups: "leitstand-ups",
  generator: "leitstand-ups",
  cooling: "leitstand-cooling",
  vpn: "leitstand-vpn",
  network: "leitstand-network",
  energy: "leitstand-energy",
  // Services and the alarm chain itself stand in rows of the whole site.
  services: "leitstand-site",
  self: "leitstand-site",
};

/** Where the curve stands on another dashboard than those of the alert's group. */
const ofAlert: Readonly<Record<string, DashboardUid>> = {
  RackFeedRedundancyLost: "leitstand-ups",
  VpnUplinkSaturated: "leitstand-network",
  DeviceSilent: "leitstand-site",
};

/** Devices of the generator's alerts are meters and contacts, which no list of UPS holds. */
const noUps: ReadonlySet<string> = new Set(["GeneratorFault", "GeneratorTestOverdue"]);

export function dashboardOf(rule: AlertRule): DashboardUid {
  const group = Object.entries(ruleGroups).find(([, rules]) => rules.includes(rule))?.[0] ?? "";
  return ofAlert[rule.name] ?? ofGroup[group] ?? "leitstand-site";
}

/** Labels of the alert that choose on its dashboard, beside the site. */
export function choicesOf(rule: AlertRule): readonly ("device" | "room" | "house")[] {
  const uid = dashboardOf(rule);
  if (uid === "leitstand-ups") return rule.about === "device" && !noUps.has(rule.name) ? ["device"] : [];
  if (uid === "leitstand-cooling") return ["room"];
  return uid === "leitstand-network" ? ["house"] : [];
}

const chosen = (label: string): string => `{{ with $labels.${label} }}&var-${label}={{ . | urlquery }}{{ end }}`;

/** The one place that knows where pictures are: Grafana when the site names it (`grafana_url`), else our own board. */
export const dashboardUrl = (rule: AlertRule): string =>
  `{{ if $externalLabels.grafana_url }}{{ $externalLabels.grafana_url }}/d/${dashboardOf(rule)}?var-site={{ $labels.site | urlquery }}${choicesOf(rule).map(chosen).join("")}` +
  `{{ else }}{{ $externalLabels.leitstand_url }}/{{ with $labels.device }}?device={{ . | urlquery }}{{ end }}{{ end }}`;
