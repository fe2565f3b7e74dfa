import { flat, of, siteId, type SeriesMap } from "../series.ts";
import type { Cases } from "./case.ts";

const day = 86_400;
const energy = { class: "energy", site: siteId };

const booked = (meter: string, until: number, limit: number | undefined = 4 * 3600): SeriesMap => ({
  [of("energy_ledger_booked_until_timestamp_seconds", { meter })]: flat(until),
  ...(limit !== undefined && { [of("energy_ledger_lag_limit_seconds", { meter })]: flat(limit) }),
});

const covered = (share: number, kpi = "pue1", period = "month"): SeriesMap => ({
  [of("energy_kpi_coverage_ratio", { kpi: "pue1", period: "twelve_months" })]: flat(0.3),
  [of("energy_kpi_coverage_ratio", { kpi, period })]: flat(share),
  [of("energy_coverage_limit_ratio")]: flat(0.9),
});

const stops = (count: number, period: string): SeriesMap => ({ [of("energy_check_stops", { period })]: flat(count) });

const margin = (rule: string, when: string, high: number): SeriesMap => ({
  [of("energy_rule_margin_bound_ratio", { rule, when, bound: "high" })]: flat(high),
  [of("energy_rule_margin_bound_ratio", { rule, when, bound: "low" })]: flat(high - 0.02),
});
const nextOf = (rule: string, at: number): SeriesMap => ({ [of("energy_rule_next_timestamp_seconds", { rule })]: flat(at) });

const against = (high: number, observations: number, outside: number, period = "month"): SeriesMap => {
  const labels = { baseline: "B-2024", period };
  return {
    [of("energy_enpi_savings_bound_joules", { ...labels, bound: "high" })]: flat(high),
    [of("energy_enpi_savings_bound_joules", { ...labels, bound: "low" })]: flat(-9e9),
    [of("energy_enpi_savings_joules", labels)]: flat(-7.2e9),
    [of("energy_enpi_ratio", labels)]: flat(1.08),
    [of("energy_enpi_observations", labels)]: flat(observations),
    [of("energy_enpi_outside_ratio", labels)]: flat(outside),
  };
};

const due = (duty: string, at: number): SeriesMap => ({ [of("energy_due_timestamp_seconds", { duty })]: flat(at) });

export const energyFigureCases: Readonly<Record<string, Cases>> = {
  EnergyMeterStopped: {
    step: "15m",
    cases: [
      {
        says: "fires for the meter whose last booking is older than its limit",
        series: { ...booked("z-netz", 0), ...booked("z-kaelte", 6 * 3600) },
        at: "5h",
        firing: [{ ...energy, resource: "z-netz" }],
      },
      { says: "is quiet while bookings are younger", series: booked("z-netz", 3 * 3600), at: "5h" },
      { says: "waits for the catching up", series: booked("z-netz", 0), at: "4h15m" },
      {
        says: "is quiet about meters that are read by hand: they have no limit",
        series: {
          [of("energy_ledger_booked_until_timestamp_seconds", { meter: "wasser" })]: flat(0),
          ...booked("z-kaelte", 6 * 3600),
        },
        at: "6h",
      },
    ],
  },
  EnergyDataIncomplete: {
    step: "15m",
    cases: [
      {
        says: "fires after a day, for the figure that lacks most",
        series: { ...covered(0.95), ...covered(0.88, "pue2") },
        at: "1d",
        firing: [energy],
      },
      { says: "is quiet at what a release needs", series: covered(0.9), at: "1d1h" },
      { says: "looks at the PUE", series: { ...covered(0.97), ...covered(0.1, "wue") }, at: "1d1h" },
      {
        says: "looks at the running month: a young ledger has no year",
        series: { ...covered(0.97), ...covered(0.2, "pue1", "year") },
        at: "1d1h",
      },
      {
        says: "is quiet in the first month of a ledger",
        series: { ...covered(0.3), ...covered(0, "pue1", "twelve_months") },
        at: "1d1h",
      },
    ],
  },
  EnergyFiguresContradict: {
    step: "15m",
    cases: [
      { says: "fires after an hour", series: { ...stops(1, "month"), ...stops(0, "year") }, at: "1h", firing: [energy] },
      { says: "is quiet while reports can be made", series: { ...stops(0, "month"), ...stops(0, "year") }, at: "2h" },
      {
        says: "leaves the past months to the reports",
        series: { ...stops(2, "twelve_months"), ...stops(0, "month") },
        at: "2h",
      },
    ],
  },
  EnergyLimitMissed: {
    step: "15m",
    cases: [
      {
        says: "fires when even the better end misses the limit of today",
        series: { ...margin("pue", "now", -0.01), ...margin("renewable", "now", 0.2) },
        at: "1h",
        firing: [{ ...energy, resource: "pue" }],
      },
      {
        says: "is quiet while the interval spans the limit",
        series: margin("pue", "now", 0.01),
        at: "2h",
      },
      {
        says: "fires for a limit that comes within a year",
        series: { ...margin("renewable", "next", -0.3), ...nextOf("renewable", 300 * day) },
        at: "2h",
        firing: [{ ...energy, resource: "renewable" }],
      },
      {
        says: "is quiet about what comes later",
        series: { ...margin("pue", "next", -0.3), ...nextOf("pue", 400 * day) },
        at: "2h",
      },
      {
        says: "is quiet about a limit to come that is met",
        series: { ...margin("pue", "next", 0.1), ...nextOf("pue", 100 * day) },
        at: "2h",
      },
    ],
  },
  SavingsEroding: {
    step: "15m",
    cases: [
      {
        says: "fires when the month is worse than the baseline beyond its interval",
        series: against(-1e9, 12, 0),
        at: "1d",
        firing: [{ ...energy, resource: "B-2024" }],
      },
      { says: "is quiet while the interval spans nothing saved", series: against(1e9, 12, 0), at: "1d1h" },
      { says: "is quiet over a few days", series: against(-1e9, 6, 0), at: "1d1h" },
      { says: "is quiet outside of the baseline's range", series: against(-1e9, 12, 0.2), at: "1d1h" },
      { says: "looks at the running month", series: against(-1e9, 12, 0, "year"), at: "1d1h" },
      {
        says: "fires at the least that is enough",
        series: against(-1e9, 7, 0.05),
        at: "1d1h",
        firing: [{ ...energy, resource: "B-2024" }],
      },
    ],
  },
  EnergyAuditDue: {
    step: "15m",
    cases: [
      { says: "fires half a year before", series: due("audit", 179 * day), at: "1h", firing: [energy] },
      { says: "is quiet before that", series: due("audit", 181 * day), at: "2h" },
      { says: "is about the audit alone", series: { ...due("audit", 800 * day), ...due("register_report", 10 * day) }, at: "2h" },
    ],
  },
};
