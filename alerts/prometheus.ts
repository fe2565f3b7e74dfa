import { stringify } from "yaml";
import type { Site } from "../site/inventory.ts";
import { everyAlertmanager } from "./alertmanager.ts";
import { checkTarget, serviceLabels } from "../site/services.ts";

/** Where the parts of one installation answer, as base URLs without a trailing slash. */
export interface PrometheusOptions {
  /** How people reach the pages; links in alerts start with it. */
  readonly pagesUrl: string;
  /** The main service, for its `/metrics`. */
  readonly serviceUrl: string;
  /** The collectors, for `/targets`, `/probe` and their own `/metrics`. */
  readonly collectorsUrl: string;
  readonly prometheusUrl: string;
  /** The machine's own; the site names those of other machines. */
  readonly alertmanagerUrl: string;
  /** Path of the rule file. */
  readonly rulesFile: string;
  /** The blackbox exporter, when it runs; without it services are not checked. */
  readonly blackboxUrl?: string;
  /** Base URL of Grafana, when there is one: dashboard links then lead there. */
  readonly grafanaUrl?: string;
}

const base = (url: string): string => url.replace(/\/+$/, "");

/** `https://host:port/prefix` as the parts of a static scrape or Alertmanager entry. @throws TypeError if it is no URL */
function parts(url: string): { scheme: string; host: string; prefix: string } {
  const { protocol, host, pathname } = new URL(url);
  return { scheme: protocol.slice(0, -1), host, prefix: pathname.replace(/\/$/, "") };
}

/**
 * One of our own processes. Its instance is its name: a process that comes back on another port goes on with its series, else old
 * and new would stand side by side for five minutes and rules that expect one would fail.
 */
function job(name: string, url: string): Record<string, unknown> {
  const { scheme, host, prefix } = parts(url);
  const static_configs = [{ targets: [host], labels: { instance: name } }];
  return { job_name: name, scheme, metrics_path: `${prefix}/metrics`, static_configs };
}

/** Metrics of the exporter by our names; `probe_success` is a device's. All others are dropped. */
const serviceMetrics: Readonly<Record<string, string>> = {
  probe_success: "service_up",
  probe_duration_seconds: "service_check_duration_seconds",
  probe_http_status_code: "service_http_status_code",
  probe_ssl_earliest_cert_expiry: "service_certificate_expiry_timestamp_seconds",
};

/** The multi-target pattern once more: the exporter has one module for each service, named by its id. */
function serviceJobs(site: Site, blackboxUrl: string): Record<string, unknown>[] {
  if (site.services.length === 0) return [];
  const { scheme, host, prefix } = parts(blackboxUrl);
  return [
    {
      job_name: "services",
      scheme,
      metrics_path: `${prefix}/probe`,
      static_configs: site.services.map((service) => ({
        targets: [service.id],
        labels: {
          ...serviceLabels(site.site.id, service),
          __param_module: service.id,
          __param_target: checkTarget(service),
        },
      })),
      relabel_configs: [
        { source_labels: ["__address__"], target_label: "instance" },
        { target_label: "__address__", replacement: host },
      ],
      metric_relabel_configs: [
        ...Object.entries(serviceMetrics).map(([theirs, ours]) => ({
          source_labels: ["__name__"],
          regex: theirs,
          target_label: "__name__",
          replacement: ours,
        })),
        { source_labels: ["__name__"], regex: Object.values(serviceMetrics).join("|"), action: "keep" },
      ],
    },
    job("blackbox", blackboxUrl),
  ];
}

/** What templates read as `$externalLabels`; of these only `site` leaves with an alert. */
export const externalLabels = (
  siteId: string,
  { pagesUrl, grafanaUrl }: Pick<PrometheusOptions, "pagesUrl" | "grafanaUrl">,
): Record<string, string> => ({
  site: siteId,
  leitstand_url: base(pagesUrl),
  ...(grafanaUrl !== undefined && { grafana_url: base(grafanaUrl) }),
});

/**
 * The Prometheus configuration of a site. Retention and storage are flags, not configuration, so they are not here.
 * The external labels that templates read never leave with an alert: they would be part of its identity.
 */
export function prometheusConfig(site: Site, options: PrometheusOptions): string {
  const collectors = parts(options.collectorsUrl);
  return stringify(
    {
      global: {
        scrape_interval: "10s",
        scrape_timeout: "8s",
        evaluation_interval: "10s",
        external_labels: externalLabels(site.site.id, options),
      },
      rule_files: [options.rulesFile],
      alerting: {
        alert_relabel_configs: [{ action: "labeldrop", regex: "leitstand_url|grafana_url|replica|prometheus_replica" }],
        alertmanagers: everyAlertmanager(options.alertmanagerUrl, site)
          .map(parts)
          .map(({ scheme, prefix, host }) => ({
            scheme,
            ...(prefix !== "" && { path_prefix: prefix }),
            timeout: "10s",
            api_version: "v2",
            static_configs: [{ targets: [host] }],
          })),
      },
      scrape_configs: [
        {
          // The multi-target pattern: discovery names a device, the collectors are asked about it.
          job_name: "devices",
          scheme: collectors.scheme,
          metrics_path: `${collectors.prefix}/probe`,
          http_sd_configs: [{ url: `${base(options.collectorsUrl)}/targets`, refresh_interval: "5s" }],
          relabel_configs: [
            { source_labels: ["__address__"], target_label: "__param_target" },
            { source_labels: ["__param_target"], target_label: "instance" },
            { target_label: "__address__", replacement: collectors.host },
          ],
        },
        ...(options.blackboxUrl === undefined ? [] : serviceJobs(site, options.blackboxUrl)),
        job("collectors", options.collectorsUrl),
        job("leitstand", options.serviceUrl),
        job("prometheus", options.prometheusUrl),
        job("alertmanager", options.alertmanagerUrl),
      ],
    },
    { lineWidth: 0 },
  );
}
