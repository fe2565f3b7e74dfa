import { checked, flat, of, serviceOf, siteId, steps, type SeriesMap } from "../series.ts";
import type { Cases } from "./case.ts";

/** The identity that an alert about this service carries. */
const about = (id: string, more: Readonly<Record<string, string>> = {}): Record<string, string> => {
  const { service, ...identity } = serviceOf(id, more);
  return { ...identity, resource: service ?? "" };
};
const day = 86_400;
const limit = (id: string, days = 21): SeriesMap => ({
  [of("service_certificate_limit_seconds", { service: id })]: flat(days * day),
});
const warning = { severity: "warning" };
const dns = { class: "name_service", severity: "critical" };
const scrape = `up{job="services",instance="portal",service="portal",class="application",severity="critical",site="${siteId}",house="oper"}`;

export const serviceCases: Readonly<Record<string, Cases>> = {
  ServiceDown: {
    cases: [
      {
        says: "fires with the severity that the inventory gives each service",
        series: { ...checked("portal", 0), ...checked("terminal", 0, 60 * day, warning), ...checked("gut", 1) },
        at: "1m",
        firing: [about("portal"), about("terminal", warning)],
      },
      {
        says: "fires when nobody checks any more",
        series: { [scrape]: flat(0) },
        at: "1m",
        firing: [about("portal")],
      },
      { says: "waits a minute", series: checked("portal", 0), at: "50s" },
      { says: "is quiet while the check passes", series: checked("portal", 1), at: "10m" },
      {
        says: "leaves out three failed checks",
        series: {
          'service_up{service="portal",class="application",severity="critical",job="services"}': steps([1, 6], [0, 3], [1, 1]),
        },
        at: "3m",
      },
      { says: "is about services, not about devices", series: { 'up{job="devices",instance="usv-a"}': flat(0) }, at: "10m" },
    ],
  },
  CertificateExpiresSoon: {
    cases: [
      {
        says: "fires when less is left than a renewal takes",
        series: { ...checked("portal", 1, 20 * day), ...limit("portal"), ...checked("gut", 1, 40 * day), ...limit("gut") },
        at: "10m",
        firing: [about("portal", warning)],
      },
      {
        says: "fires by the limit of each service",
        series: {
          ...checked("portal", 1, 40 * day),
          ...limit("portal", 60),
          ...checked("gut", 1, 40 * day),
          ...limit("gut", 30),
        },
        at: "10m",
        firing: [about("portal", warning)],
      },
      { says: "waits ten minutes", series: { ...checked("portal", 1, 20 * day), ...limit("portal") }, at: "9m" },
      { says: "is quiet with time left", series: { ...checked("portal", 1, 40 * day), ...limit("portal") }, at: "1h" },
    ],
  },
  DnsFails: {
    cases: [
      {
        says: "fires when no name server answers",
        series: { ...checked("dns-1", 0, 0, dns), ...checked("dns-2", 0, 0, dns) },
        at: "30s",
        firing: [{ class: "name_service", site: siteId }],
      },
      {
        says: "is quiet while one answers",
        series: { ...checked("dns-1", 0, 0, dns), ...checked("dns-2", 1, 0, dns) },
        at: "5m",
      },
      { says: "waits 30 s", series: checked("dns-1", 0, 0, dns), at: "20s" },
      { says: "is about name servers", series: checked("portal", 0), at: "5m" },
    ],
  },
};
