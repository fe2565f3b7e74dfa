/** Energy against the current baseline (ISO 50006), and what measures have proven. */
import type { Sample } from "../../site/series.ts";
import type { BaselineResult } from "../baseline/cooling-baseline.ts";
import { joulesPerKwh } from "../ledger/booking.ts";
import type { Baseline, Register } from "../register/records.ts";
import { valued } from "../register/follow-up.ts";
import { bounds } from "./period-samples.ts";

/** The baseline that ends last, of each use: older ones stay in the register and in the reports. */
export function currentBaselines({ baselines }: Register): Baseline[] {
  const last = new Map<string, Baseline>();
  for (const one of baselines) if (one.to >= (last.get(one.use)?.to ?? "")) last.set(one.use, one);
  return [...last.values()];
}

/** Nothing for a baseline without complete days. @param period  value of the label `period` */
export function enpiSamples(results: readonly BaselineResult[], period: string): Sample[] {
  return results.flatMap(({ baseline, verification }) => {
    if (verification === undefined) return [];
    const { savings, outside, enpi, days } = verification;
    const labels = { baseline: baseline.id, period };
    const spread = savings.uncertaintyPolynomial;
    return [
      { metric: "energy_enpi_ratio", labels, value: enpi },
      { metric: "energy_enpi_actual_joules", labels, value: savings.observed * joulesPerKwh },
      { metric: "energy_enpi_expected_joules", labels, value: savings.predicted * joulesPerKwh },
      { metric: "energy_enpi_savings_joules", labels, value: savings.savings * joulesPerKwh },
      ...bounds("enpi_savings", "joules", [savings.savings - spread, savings.savings + spread], labels, joulesPerKwh),
      { metric: "energy_enpi_observations", labels, value: days },
      { metric: "energy_enpi_outside_ratio", labels, value: outside.share },
    ].filter(({ value }) => Number.isFinite(value));
  });
}

/** @param since  the days since the end of each baseline's period */
export function cusumSamples(since: readonly BaselineResult[]): Sample[] {
  return since.flatMap(({ baseline, verification }) =>
    verification === undefined
      ? []
      : [
          {
            metric: "energy_enpi_cusum_joules",
            labels: { baseline: baseline.id },
            value: -verification.savings.savings * joulesPerKwh,
          },
        ],
  );
}

/** Savings that may be called proven. @param day  ISO date */
export function verifiedSamples({ measures }: Register, day: string): Sample[] {
  return measures.flatMap((measure) => {
    const { verified } = measure;
    if (verified === undefined || !valued(measure, undefined, day).proven) return [];
    const labels = { measure: measure.id };
    return [
      { metric: "energy_verified_savings_joules", labels, value: verified.kwh * joulesPerKwh },
      ...bounds("verified_savings", "joules", [verified.low, verified.high], labels, joulesPerKwh),
    ];
  });
}
