/** The metrics published from the same bookings: at the end of the year they must be what the samples expect of it. */
import { localYear } from "../../../energy-audit/ledger/calendar.ts";
import type { AuditedSite } from "../../../energy-audit/kpi/site.ts";
import { publishedSamples } from "../../../energy-audit/publish/publish.ts";
import type { LedgerSource } from "../../../energy-audit/report/management/make.ts";
import type { Sample } from "../../../site/series.ts";

/** Metric, its labels, where the expectations hold the same number, and base units in one of theirs. */
const same: readonly (readonly [metric: string, labels: Record<string, string>, block: string, key: string, per: number])[] = [
  ["energy_facility_joules", {}, "annual", "e_dc_kwh", 3.6e6],
  ["energy_pue_ratio", { category: "1" }, "annual", "pue1", 1],
  ["energy_pue_ratio", { category: "2" }, "annual", "pue2", 1],
  ["energy_pue_ratio", { category: "3" }, "annual", "pue3", 1],
  ["energy_cer_ratio", {}, "annual", "cer", 1],
  ["energy_erf_ratio", {}, "annual", "erf", 1],
  ["energy_wue_cubic_meters_per_joule", {}, "annual", "wue_m3_per_mwh", 1 / 3.6e9],
  ["energy_peak_watts", {}, "annual", "peak_kw", 1000],
  ["energy_use_joules", { part: "cooling" }, "annual", "cooling_kwh", 3.6e6],
  ["energy_use_joules", { part: "ups" }, "annual", "ups_loss_kwh", 3.6e6],
  ["energy_use_joules", { part: "rest" }, "annual", "unmetered_kwh", 3.6e6],
  ["energy_cost_euros", {}, "cost", "net_total", 1],
  ["energy_co2_grams", { method: "location" }, "carbon", "location_t", 1e6],
  ["energy_co2_grams", { method: "market" }, "carbon", "market_t", 1e6],
  ["energy_cue_grams_per_joule", { method: "location" }, "carbon", "cue_location_kg_per_kwh", 1 / 3600],
  ["energy_cue_grams_per_joule", { method: "market" }, "carbon", "cue_market_kg_per_kwh", 1 / 3600],
  ["energy_ref_ratio", {}, "carbon", "ref", 1],
];
/** What a month or year has and twelve months have not. */
const yearOnly = /peak|cost|co2|cue|ref/;

export function metricFaults(
  ledger: LedgerSource,
  site: AuditedSite,
  year: number,
  expected: Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>,
): { wrong: string[]; compared: number } {
  const { to } = localYear(year, site.site.time_zone);
  const looks: readonly [string, Sample[]][] = [
    ["year", publishedSamples(ledger, site, to - 60)],
    ["twelve_months", publishedSamples(ledger, site, to + 7200)],
  ];
  const wrong: string[] = [];
  let compared = 0;
  for (const [period, samples] of looks) {
    for (const [metric, labels, block, key, per] of same) {
      const wanted = expected[block]?.[key];
      const found = samples.filter(
        (one) =>
          one.metric === metric && Object.entries({ ...labels, period }).every(([name, value]) => one.labels[name] === value),
      );
      // Whether a part of the year may be published is not the samples' to say.
      if (typeof wanted !== "number" || found.length === 0 || (period !== "year" && yearOnly.test(metric))) continue;
      compared += 1;
      const value = found.reduce((sum, one) => sum + one.value, 0) / per;
      if (!(Math.abs(value - wanted) <= Math.max(1e-5 * Math.abs(wanted), 5e-6)))
        wrong.push(`metric ${metric} of ${period}: ${value}, ${wanted} expected (${key})`);
    }
  }
  return { wrong, compared };
}
