import { flat, of, ramp, siteId, steps, type SeriesMap } from "../series.ts";
import type { Cases } from "./case.ts";

const self = { class: "leitstand", site: siteId };
const day = 86_400;
const gap = (seconds: number): SeriesMap => ({
  [of("leitstand_rota_first_gap_timestamp_seconds", { rota: "it" })]: flat(seconds),
});
const skew = (seconds: number): SeriesMap => ({
  [of("leitstand_clock_skew_seconds", { against: "prometheus" })]: flat(seconds),
  [of("leitstand_clock_skew_seconds", { against: "alertmanager" })]: flat(0.4),
});
const disk = (share: number): SeriesMap => ({
  [of("leitstand_state_filesystem_available_bytes")]: flat(share * 100e9),
  [of("leitstand_state_filesystem_size_bytes")]: flat(100e9),
});

export const dutyCases: Readonly<Record<string, Cases>> = {
  LeitstandCanaryOverdue: {
    step: "15m",
    cases: [
      {
        says: "fires after 25 hours",
        series: { [of("leitstand_canary_confirmed_timestamp_seconds")]: flat(0) },
        at: "25h15m",
        firing: [self],
      },
      { says: "is quiet at 25 hours", series: { [of("leitstand_canary_confirmed_timestamp_seconds")]: flat(0) }, at: "25h" },
    ],
  },
  RotaGapNear: {
    cases: [
      { says: "fires a day ahead", series: gap(day), at: "1m10s", firing: [{ ...self, resource: "it" }] },
      { says: "waits a minute", series: gap(day), at: "1m" },
      { says: "is quiet while more time is left", series: gap(2 * day), at: "5m" },
    ],
  },
  RotaGapAhead: {
    step: "15m",
    cases: [
      { says: "fires two weeks ahead", series: gap(14 * day), at: "1h15m", firing: [{ ...self, resource: "it" }] },
      { says: "is quiet while more time is left", series: gap(15 * day), at: "2h" },
      { says: "waits an hour: plans are changed in steps", series: gap(13 * day), at: "45m" },
    ],
  },
  OnCallSingleChannel: {
    cases: [
      {
        says: "fires for one proven way",
        series: { [of("leitstand_oncall_verified_channels", { rota: "it" })]: flat(1) },
        at: "10m",
        firing: [{ ...self, resource: "it" }],
      },
      {
        says: "fires for somebody who comes within 14 days and has one way only",
        series: {
          [of("leitstand_oncall_verified_channels", { rota: "it" })]: flat(2),
          [of("leitstand_oncall_single_way_contacts", { rota: "it" })]: flat(1),
        },
        at: "10m",
        firing: [{ ...self, resource: "it" }],
      },
      {
        says: "is quiet with two",
        series: {
          [of("leitstand_oncall_verified_channels", { rota: "it" })]: flat(2),
          [of("leitstand_oncall_single_way_contacts", { rota: "it" })]: flat(0),
        },
        at: "20m",
      },
      {
        says: "waits ten minutes",
        series: { [of("leitstand_oncall_verified_channels", { rota: "it" })]: flat(0) },
        at: "9m",
      },
    ],
  },
  ClockOff: {
    cases: [
      { says: "fires when Prometheus is ahead", series: skew(2.6), at: "2m", firing: [{ ...self, resource: "prometheus" }] },
      { says: "fires when it is behind", series: skew(-2.6), at: "2m", firing: [{ ...self, resource: "prometheus" }] },
      { says: "is quiet within two seconds", series: skew(2), at: "10m" },
      {
        says: "leaves out a single slow answer",
        series: { ...skew(0), [of("leitstand_clock_skew_seconds", { against: "prometheus" })]: steps([4, 3], [0, 1]) },
        at: "3m",
      },
    ],
  },
  LeitstandDiskLow: {
    cases: [
      { says: "fires below 15 %", series: disk(0.14), at: "10m", firing: [self] },
      { says: "is quiet at 15 %", series: disk(0.15), at: "20m" },
      {
        says: "fires when it would be full within a day",
        series: { ...disk(0.5), [of("leitstand_state_filesystem_available_bytes")]: ramp(60e9, -1e7) },
        at: "15m",
        firing: [self],
      },
      {
        says: "is quiet when it fills slowly",
        series: { ...disk(0.5), [of("leitstand_state_filesystem_available_bytes")]: ramp(60e9, -1e6) },
        at: "15m",
      },
      { says: "waits ten minutes", series: disk(0.1), at: "9m" },
    ],
  },
};
