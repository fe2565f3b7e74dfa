import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { renderGoTemplate } from "../../alerts/confirmed/go-template.ts";
import { choicesOf, dashboardOf, dashboardUrl } from "../../alerts/dashboard-link.ts";
import { alertRules } from "../../alerts/rules/all.ts";

interface Dashboard {
  readonly uid: string;
  readonly templating: { readonly list: readonly { readonly name: string }[] };
  readonly panels: readonly { readonly targets?: readonly { readonly expr: string }[] }[];
}
const folder = join(import.meta.dirname, "..", "..", "dashboards", "grafana", "dashboards");
const dashboards = new Map(
  readdirSync(folder).map((file) => {
    const read = JSON.parse(readFileSync(join(folder, file), "utf8")) as Dashboard;
    return [read.uid, read];
  }),
);
const names = (text: string): Set<string> => new Set(text.match(/\b[a-z][a-z0-9]*(?:_[a-z0-9]+)+\b|\bup(?=\{)/g) ?? []);

test("every alert leads to a dashboard that exists, with choices that it has; every dashboard is led to", () => {
  const wrong = alertRules.flatMap((rule) => {
    const variables = dashboards.get(dashboardOf(rule))?.templating.list.map(({ name }) => name) ?? [];
    return ["site", ...choicesOf(rule)].filter((name) => !variables.includes(name)).map((name) => `${rule.name}: ${name}`);
  });
  assert.deepEqual(wrong, []);
  assert.deepEqual([...new Set(alertRules.map(dashboardOf))].sort(), [...dashboards.keys()].sort());
});

/** Alerts whose own series no dashboard draws: this one always fires, and the list of alarms shows it. */
const undrawn = "Watchdog";

test("the dashboard of an alert draws a series of its condition; those that none draws are named here", () => {
  const functions = /^up$|^(on|by|group|max|min|avg|sum|last|count|label|predict|quantile|stddev|clamp|day|probe)_/;
  const without = alertRules.filter((rule) => {
    const drawn = names(
      (dashboards.get(dashboardOf(rule))?.panels ?? []).flatMap((one) => one.targets?.map(({ expr }) => expr)).join("\n"),
    );
    // Whether a device answers stands in many conditions beside what they are about; in some it is what they are about.
    const series = [...names(rule.when)].filter((name) => !functions.test(name) && !name.includes("limit"));
    const about = series.length > 0 ? series : [...(rule.when.match(/\b(probe_success|up(?=\{))/g) ?? [])];
    return !about.some((name) => drawn.has(name));
  });
  assert.deepEqual(without.map(({ name }) => name).sort(), undrawn.split(/\s+/));
});

test("the link chooses site, device, room or house where the alert has them, and leads to our own board without Grafana", async () => {
  const link = (name: string, labels: Record<string, string>, grafana = "https://grafana.example"): Promise<string> => {
    const rule = alertRules.find((one) => one.name === name);
    assert.ok(rule);
    const externalLabels = { leitstand_url: "https://leitstand.example", grafana_url: grafana };
    return renderGoTemplate(dashboardUrl(rule), { labels, externalLabels, value: 1, query: () => Promise.resolve([]) });
  };
  const ups = { site: "muster-rz", device: "usv a", room: "rz1", class: "ups" };
  assert.equal(await link("UpsOnBattery", ups), "https://grafana.example/d/leitstand-ups?var-site=muster-rz&var-device=usv+a");
  assert.equal(
    await link("InletAboveAllowable", { site: "muster-rz", room: "rz1" }),
    "https://grafana.example/d/leitstand-cooling?var-site=muster-rz&var-room=rz1",
  );
  assert.equal(
    await link("UplinkDown", { site: "muster-rz", device: "router-1", house: "oper" }),
    "https://grafana.example/d/leitstand-network?var-site=muster-rz&var-house=oper",
  );
  // A core router stands in no house: then every house is chosen.
  assert.equal(await link("UplinkDown", { site: "muster-rz" }), "https://grafana.example/d/leitstand-network?var-site=muster-rz");
  assert.equal(await link("UpsOnBattery", ups, ""), "https://leitstand.example/?device=usv+a");
});
