import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import { alertmanagerConfig, prometheusConfig } from "../../alerts/compile.ts";
import type { AlertmanagerOptions } from "../../alerts/alertmanager.ts";
import { stateRules } from "../../alerts/confirmed/state.ts";
import { rulesPath } from "../../alerts/write.ts";
import { siteSchema, type Site } from "../../site/inventory.ts";
import { inFolder, run } from "./promtool.ts";
import { exampleSite } from "./series.ts";

/** The least a site can be: no on-call or admin contact, a relay that Alertmanager cannot speak to, one that it can. */
const minimal = siteSchema.parse({
  site: { id: "klein", name: "Klein" },
  contacts: [{ id: "a", name: "Dienst", email: "a@klein.example", roles: ["energy"] }],
  rotas: [{ id: "r", name: "R", layers: [{ participants: ["a"], starts: "2026-01-05T08:00", shift: "1w" }] }],
  policies: [{ id: "p", name: "P", severity: ["critical"], steps: [{ after: "0m", notify: [{ rota: "r" }] }], fallback: "a" }],
  mail: {
    from: "leitstand@klein.example",
    relays: [
      { host: "tls.klein.example", port: 4465, tls: "tls" },
      { host: "2001:db8::25", port: 587, user: "leitstand", password: "geheim" },
    ],
  },
});
const sites: readonly Site[] = [exampleSite, minimal];
const webhookUrl = "http://127.0.0.1:8480/webhooks/alertmanager";
const variants: readonly Omit<AlertmanagerOptions, "webhookUrl">[] = [
  {},
  { webhookToken: 'a "quoted": token' },
  { watchdogMailTo: ["waechter@extern.example"], watchdogMailEvery: "15m", maxAlerts: 500 },
];

const urls = {
  pagesUrl: "https://leitstand.example/",
  serviceUrl: "http://127.0.0.1:8480",
  collectorsUrl: "http://127.0.0.1:8481",
  prometheusUrl: "http://127.0.0.1:8490",
  alertmanagerUrl: "http://127.0.0.1:8493",
  blackboxUrl: "http://127.0.0.1:8482",
  rulesFile: rulesPath,
};

interface Receiver {
  readonly name: string;
  readonly email_configs?: readonly { readonly to: string }[];
}
interface AlertmanagerFile {
  readonly global: Readonly<Record<string, unknown>>;
  readonly route: {
    readonly routes: readonly {
      readonly matchers: readonly string[];
      readonly receiver: string;
      readonly group_interval?: string;
    }[];
  } & Readonly<Record<string, unknown>>;
  readonly receivers: readonly Receiver[];
}
const configOf = (site: Site, options: Omit<AlertmanagerOptions, "webhookUrl"> = {}): AlertmanagerFile =>
  parse(alertmanagerConfig(site, { webhookUrl, ...options })) as AlertmanagerFile;

test("amtool accepts the configuration of every site", () => {
  inFolder((folder) => {
    const file = join(folder, "alertmanager.yml");
    for (const site of sites) {
      for (const options of variants) {
        writeFileSync(file, alertmanagerConfig(site, { webhookUrl, ...options }));
        const { ok, text } = run("amtool", ["check-config", file]);
        assert.ok(ok, `${site.site.id}: ${text}`);
      }
    }
  });
});

test("promtool accepts the Prometheus configuration of every site", () => {
  inFolder((folder) => {
    const file = join(folder, "prometheus.yml");
    for (const site of sites) {
      for (const more of [{}, { grafanaUrl: "https://grafana.example/", alertmanagerUrl: "https://am.example/prefix" }]) {
        writeFileSync(file, prometheusConfig(site, { ...urls, ...more }));
        const { ok, text } = run("promtool", ["check", "config", file]);
        assert.ok(ok, `${site.site.id}: ${text}`);
      }
    }
  });
});

test("an alert waits nowhere between Prometheus and Leitstand", () => {
  const { route } = configOf(exampleSite);
  assert.deepEqual(
    [route["receiver"], route["group_by"], route["group_wait"], route["group_interval"], route["repeat_interval"]],
    ["leitstand", ["alertname", "site"], "0s", "5s", "10m"],
  );
  // What a trap has brought forward is not kept back for the sake of its group.
  const sooner = route.routes.filter(({ group_interval }) => group_interval !== undefined);
  const names = stateRules().map(({ rule }) => rule.name);
  assert.deepEqual(
    sooner.map(({ matchers, receiver, group_interval }) => ({ matchers, receiver, group_interval })),
    [{ matchers: [`alertname=~"${names.join("|")}"`], receiver: "leitstand", group_interval: "1s" }],
  );
});

test("a process of ours goes on with its series on another port", () => {
  const elsewhere = Object.fromEntries(Object.entries(urls).map(([name, url]) => [name, url.replace(/:84/, ":94")]));
  const series = [urls, { ...urls, ...elsewhere }].map((options) => {
    const config = parse(prometheusConfig(exampleSite, options)) as {
      scrape_configs: readonly {
        job_name: string;
        static_configs?: readonly { targets: string[]; labels?: Record<string, string> }[];
      }[];
    };
    // Devices and services are named by their ids.
    const own = config.scrape_configs.filter(({ job_name }) => !["devices", "services"].includes(job_name));
    return own.map(({ job_name, static_configs = [] }) => ({
      job_name,
      instances: static_configs.flatMap(({ targets, labels }) => labels?.["instance"] ?? targets),
    }));
  });
  assert.deepEqual(series[1], series[0]);
  assert.deepEqual(
    series[0]?.map(({ job_name, instances }) => [job_name, instances.length]),
    ["blackbox", "collectors", "leitstand", "prometheus", "alertmanager"].map((name) => [name, 1]),
  );
});

test("every Alertmanager of a pair hears of every alert, each of them once", () => {
  const alertmanagers = ["https://warte-2.example/am/", urls.alertmanagerUrl];
  const config = parse(prometheusConfig({ ...exampleSite, alertmanagers }, urls)) as {
    alerting: { alertmanagers: readonly { scheme: string; path_prefix?: string; static_configs: unknown }[] };
  };
  assert.deepEqual(
    config.alerting.alertmanagers.map(({ scheme, path_prefix, static_configs }) => [scheme, path_prefix, static_configs]),
    [
      ["http", undefined, [{ targets: ["127.0.0.1:8493"] }]],
      ["https", "/am", [{ targets: ["warte-2.example"] }]],
    ],
  );
});

test("only the alert that Leitstand is out of reach leaves by Alertmanager's own mail, to on-call and admin contacts", () => {
  const { route, receivers } = configOf(exampleSite);
  const away = route.routes.filter(({ receiver }) => receiver !== "leitstand");
  assert.deepEqual(
    away.map(({ matchers, receiver }) => ({ matchers, receiver })),
    [{ matchers: ['alertname="AlertmanagerCannotReachLeitstand"'], receiver: "mail-direkt" }],
  );
  const to = receivers.find(({ name }) => name === "mail-direkt")?.email_configs?.map((mail) => mail.to);
  assert.deepEqual(
    to,
    ["it-1", "it-2", "technik-1", "technik-2", "leitung"].map((id) => `${id}@leitstand.example`),
  );
});

test("a site without on-call and admin contacts mails everyone rather than nobody", () => {
  const to = configOf(minimal)
    .receivers.find(({ name }) => name === "mail-direkt")
    ?.email_configs?.map((mail) => mail.to);
  assert.deepEqual(to, ["a@klein.example"]);
});

test("Alertmanager's mail takes the first relay it can speak to: TLS from the first byte on port 465 alone", () => {
  const { global } = configOf(minimal);
  assert.deepEqual(
    [global["smtp_smarthost"], global["smtp_require_tls"], global["smtp_auth_username"]],
    ["[2001:db8::25]:587", true, "leitstand"],
  );
});

test("what links need never becomes part of an alert's identity", () => {
  const config = parse(prometheusConfig(exampleSite, { ...urls, grafanaUrl: "https://grafana.example" })) as {
    global: { external_labels: Record<string, string> };
    alerting: { alert_relabel_configs: readonly { action: string; regex: string }[] };
  };
  const { site, ...links } = config.global.external_labels;
  assert.equal(site, exampleSite.site.id);
  assert.deepEqual(links, { leitstand_url: "https://leitstand.example", grafana_url: "https://grafana.example" });
  const dropped = config.alerting.alert_relabel_configs.flatMap(({ action, regex }) =>
    action === "labeldrop" ? regex.split("|") : [],
  );
  for (const label of Object.keys(links)) assert.ok(dropped.includes(label), label);
});
