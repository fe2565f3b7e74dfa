/** What the law asks for and what was saved, as metrics. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { RegisterRecord } from "../../energy-audit/register/records.ts";
import { instant, now, same, usual, valueOf, world } from "./publish-world.ts";

test("limits, room to them and next dates are those of the law in force", () => {
  const audit = {
    kind: "audit",
    id: "A",
    standard: "DIN EN 16247-1:2022-11",
    auditor: "x",
    basis: "voluntary",
    scope: "x",
    completed: "2025-10-02",
    coverage: 0.95,
  } as const;
  const { samples } = world({ powers: usual, now, since: instant("2024-06-01T00:00:00Z"), records: [audit] });
  const day = (text: string): number => instant(`${text}:00+01:00`);
  const due = (duty: string): number | undefined => valueOf(samples, "energy_due_timestamp_seconds", { duty });
  assert.equal(due("audit"), instant("2029-10-02T00:00:00+02:00"));
  assert.equal(due("audit_declaration"), day("2025-12-02T00:00"));
  assert.equal(due("register_report"), instant("2026-03-31T00:00:00+02:00"));
  assert.equal(valueOf(samples, "energy_rule_next_timestamp_seconds", { rule: "pue" }), instant("2027-07-01T00:00:00+02:00"));
  const pue = valueOf(samples, "energy_pue_ratio", { period: "twelve_months", category: "1" }) ?? 0;
  const margin = (bound?: string): number =>
    valueOf(samples, bound === undefined ? "energy_rule_margin_ratio" : "energy_rule_margin_bound_ratio", {
      rule: "pue",
      when: "next",
      ...(bound !== undefined && { bound }),
    }) ?? Number.NaN;
  assert.ok(Math.abs(margin() - (1.5 - pue)) < 1e-12);
  assert.ok(margin("low") < margin() && margin() < margin("high"));
});

test("savings against the current baseline are those of the report; CUSUM counts from the end of its period; older baselines are left out", () => {
  const baseline = (id: string, to: string) =>
    ({
      kind: "baseline",
      id,
      title: id,
      use: "cooling",
      from: "2024-06-01",
      to,
      static_factors: "x",
      model: {
        change_point: 8,
        coefficients: [100, 0.22, 9],
        n: 200,
        n_prime: 90,
        cv_rmse: 0.04,
        r2_adjusted: 0.8,
        it_range: [2000, 3000],
        temperature_range: [0, 30],
      },
    }) satisfies RegisterRecord;
  const records = [baseline("B-1", "2024-09-30"), baseline("B-2", "2025-10-31")];
  const { samples, verified } = world({ powers: usual, now, since: instant("2024-06-01T00:00:00Z"), records });
  for (const [period, wish] of [
    ["month", { year: 2025, month: 11 }],
    ["year", { year: 2025 }],
  ] as const) {
    const result = verified(wish).find(({ baseline: { id } }) => id === "B-2")?.verification;
    assert.ok(result !== undefined && result.days > 10);
    const { savings, enpi, outside, days } = result;
    const of = (name: string, more = {}): number | undefined =>
      valueOf(samples, `energy_enpi_${name}`, { baseline: "B-2", period, ...more });
    same(of("ratio"), enpi, `${period}: EnPI`);
    same(of("actual_joules"), savings.observed * 3.6e6, `${period}: actual`);
    same(of("expected_joules"), savings.predicted * 3.6e6, `${period}: expected`);
    same(of("savings_joules"), savings.savings * 3.6e6, `${period}: savings`);
    for (const [bound, sign] of [
      ["low", -1],
      ["high", 1],
    ] as const)
      same(of("savings_bound_joules", { bound }), (savings.savings + sign * savings.uncertaintyPolynomial) * 3.6e6, bound);
    same(of("observations"), days, `${period}: days`);
    assert.equal(of("outside_ratio"), outside.share);
  }
  assert.deepEqual([...new Set(samples.flatMap(({ labels }) => labels["baseline"] ?? []))], ["B-2"]);
  // The baseline ends with October: since then it is the month.
  same(
    valueOf(samples, "energy_enpi_cusum_joules", { baseline: "B-2" }),
    -(valueOf(samples, "energy_enpi_savings_joules", { baseline: "B-2", period: "month" }) ?? Number.NaN),
    "CUSUM",
  );
});
