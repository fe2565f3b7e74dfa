import { at, flat, of, siteId, steps, type SeriesMap } from "../series.ts";
import type { Cases } from "./case.ts";

const self = { class: "leitstand" };
const dropped = (series: (n: number) => string): SeriesMap => ({
  'prometheus_notifications_dropped_total{job="prometheus",instance="p"}': series,
});
const failed = (integration: string, series: (n: number) => string): SeriesMap => ({
  [`alertmanager_notifications_failed_total{job="alertmanager",instance="a",integration="${integration}"}`]: series,
});
const failures = (series: (n: number) => string): SeriesMap => ({
  'prometheus_rule_evaluation_failures_total{job="prometheus",instance="p",rule_group="leitstand-ups"}': series,
});
const growing = (n: number): string => `0+1x${n}`;

export const selfCases: Readonly<Record<string, Cases>> = {
  Watchdog: { cases: [{ says: "always fires", series: {}, at: "0s", firing: [self] }] },
  PrometheusDropsNotifications: {
    cases: [
      { says: "fires while alerts are dropped", series: dropped(growing), at: "3m", firing: [self] },
      { says: "waits two minutes", series: dropped(growing), at: "2m" },
      { says: "is quiet while none is", series: dropped(flat(7)), at: "10m" },
    ],
  },
  AlertmanagerCannotReachLeitstand: {
    cases: [
      { says: "fires while the webhook fails", series: failed("webhook", growing), at: "3m", firing: [self] },
      { says: "waits two minutes", series: failed("webhook", growing), at: "2m" },
      {
        says: "leaves out a restart of a minute",
        series: failed("webhook", steps([0, 6], [1, 1], [2, 1], [3, 1], [4, 1], [5, 9])),
        at: "3m30s",
      },
      { says: "is quiet while it works", series: failed("webhook", flat(3)), at: "10m" },
      { says: "is not about Alertmanager's own mail", series: failed("email", growing), at: "10m" },
    ],
  },
  RuleEvaluationFails: {
    cases: [
      { says: "fires after five minutes of failures", series: failures(growing), at: "6m", firing: [self] },
      { says: "waits five minutes", series: failures(growing), at: "5m" },
      { says: "is quiet after a single failure", series: failures(steps([0, 6], [1, 1])), at: "6m30s" },
      { says: "is quiet while all rules work", series: failures(flat(0)), at: "10m" },
    ],
  },
  LeitstandOutboxOld: {
    cases: [
      {
        says: "fires when a mail waits longer than a minute",
        series: { [of("leitstand_outbox_oldest_pending_seconds")]: flat(61) },
        at: "30s",
        firing: [{ ...self, site: siteId }],
      },
      { says: "is quiet at a minute", series: { [of("leitstand_outbox_oldest_pending_seconds")]: flat(60) }, at: "5m" },
    ],
  },
  LeitstandChannelDown: {
    cases: [
      {
        says: "fires after a minute, for the channel",
        series: {
          [of("leitstand_channel_up", { channel: "mail-1" })]: flat(0),
          [of("leitstand_channel_up", { channel: "mail-2" })]: flat(1),
        },
        at: "1m",
        firing: [{ ...self, site: siteId, resource: "mail-1" }],
      },
      {
        says: "is quiet while mail goes out",
        series: { [of("leitstand_channel_up", { channel: "mail-1" })]: flat(1) },
        at: "5m",
      },
    ],
  },
  CollectorDown: {
    cases: [
      { says: "fires after 30 s", series: { 'up{job="collectors",instance="c"}': flat(0) }, at: "30s", firing: [self] },
      {
        says: "is quiet while the collectors answer, whatever the devices do",
        series: { 'up{job="collectors",instance="c"}': flat(1), [at("usv-a", "up")]: flat(0) },
        at: "5m",
      },
    ],
  },
};

const peak = (watts: number): SeriesMap => ({
  [of("energy_power_watts", { role: "grid" })]: flat(watts),
  [of("energy_grid_power_limit_watts")]: flat(120_000),
});

export const energyCases: Readonly<Record<string, Cases>> = {
  PueAboveLimit: {
    step: "15m",
    cases: [
      {
        says: "fires after a day",
        series: {
          [of("energy_pue_ratio", { category: "1", period: "4h" })]: flat(1.52),
          [of("energy_pue_limit_ratio")]: flat(1.5),
        },
        at: "1d",
        firing: [{ class: "energy", site: siteId }],
      },
      {
        says: "is quiet at the limit",
        series: {
          [of("energy_pue_ratio", { category: "1", period: "4h" })]: flat(1.5),
          [of("energy_pue_limit_ratio")]: flat(1.5),
        },
        at: "1d1h",
      },
      {
        says: "waits for that day",
        series: {
          [of("energy_pue_ratio", { category: "1", period: "4h" })]: flat(1.52),
          [of("energy_pue_limit_ratio")]: flat(1.5),
        },
        at: "23h",
      },
      {
        says: "looks at one period: a young service's shorter ones swing",
        series: {
          [of("energy_pue_ratio", { category: "1", period: "45m" })]: flat(1.9),
          [of("energy_pue_limit_ratio")]: flat(1.5),
        },
        at: "1d1h",
      },
    ],
  },
  QuarterHourPeakNear: {
    cases: [
      { says: "fires above 95 % of the peak", series: peak(115_000), at: "0s", firing: [{ class: "energy", site: siteId }] },
      { says: "is quiet at 95 %", series: peak(114_000), at: "5m" },
      {
        says: "is about the grid",
        series: { ...peak(1000), [of("energy_power_watts", { role: "cooling" })]: flat(130_000) },
        at: "5m",
      },
    ],
  },
};
