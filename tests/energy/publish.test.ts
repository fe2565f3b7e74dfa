/** Figures as metrics: the same as in the reports, absent where a report would not stand behind them. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { assert as assertProperty, constantFrom, double, integer, nat, property, record, subarray } from "../property.ts";
import { localMonth, localYear, quarterOf, type Period } from "../../energy-audit/ledger/calendar.ts";
import { createLedgerStore } from "../../energy-audit/ledger/store.ts";
import type { FigureRow } from "../../energy-audit/report/management/figures.ts";
import { createEnergy } from "../../energy-audit/service.ts";
import type { MeterRole } from "../../site/inventory.ts";
import { expositionMeta, metricOf } from "../../site/metrics.ts";
import { exposition, type Sample } from "../../site/series.ts";
import { log, recorded } from "./fixture.ts";
import { marchLedger } from "./march.ts";
import { instant, now, same, site, usual, valueOf, world, zone } from "./publish-world.ts";

/** Metric of a figure of the reports: name without `energy_`, unit, labels, base units in one of the report's. */
const metricsOf: Readonly<Record<string, readonly [string, string, Record<string, string>, number]>> = {
  pue1: ["pue", "ratio", { category: "1" }, 1],
  pue2: ["pue", "ratio", { category: "2" }, 1],
  pue3: ["pue", "ratio", { category: "3" }, 1],
  cer: ["cer", "ratio", {}, 1],
  wue: ["wue", "cubic_meters_per_joule", {}, 1 / 3.6e9],
  erf: ["erf", "ratio", {}, 1],
  ppue_cooling: ["ppue", "ratio", { part: "cooling" }, 1],
  ppue_ups: ["ppue", "ratio", { part: "ups" }, 1],
  ppue_other: ["ppue", "ratio", { part: "other" }, 1],
  facility: ["facility", "joules", {}, 3.6e6],
  ref: ["ref", "ratio", {}, 1],
  cue_location: ["cue", "grams_per_joule", { method: "location" }, 1 / 3600],
  cue_market: ["cue", "grams_per_joule", { method: "market" }, 1 / 3600],
  co2_location: ["co2", "grams", { method: "location" }, 1e6],
  co2_market: ["co2", "grams", { method: "market" }, 1e6],
  peak: ["peak", "watts", {}, 1000],
};

/** Every figure of a report that has a metric: value and both ends, or nothing below 90 % of what is over. */
function agree(samples: readonly Sample[], rows: readonly FigureRow[], period: string, elapsed: number): number {
  let compared = 0;
  for (const { id, value, low, high, coverage = 0 } of rows) {
    const [name, unit, labels, per] = metricsOf[id] ?? [];
    if (name === undefined || per === undefined) continue;
    const found = valueOf(samples, `energy_${name}_${unit}`, { ...labels, period });
    if (value === undefined || coverage / elapsed < 0.9) {
      assert.equal(found, undefined, `${id} of ${period} must be absent`);
      continue;
    }
    same(found, value * per, `${id} of ${period}`);
    const [least, most] = ["low", "high"].map((bound) =>
      valueOf(samples, `energy_${name}_bound_${unit}`, { ...labels, period, bound }),
    );
    same(least, (low ?? Number.NaN) * per, `${id} of ${period}, low`);
    same(most, (high ?? Number.NaN) * per, `${id} of ${period}, high`);
    assert.ok((least ?? 0) <= (found ?? 0) && (found ?? 0) <= (most ?? 0), `${id}: the interval holds the value`);
    compared += 1;
  }
  return compared;
}

const whole = world({ powers: usual, now, since: instant("2024-06-01T00:00:00Z") });
const elapsedOf = ({ from, to }: Period): number => (quarterOf(now) - from) / (to - from);

test("the figures of month, year and twelve months are those of the reports, with their intervals", () => {
  const month = agree(whole.samples, whole.report({ year: 2025, month: 11 }), "month", elapsedOf(localMonth(2025, 11, zone)));
  const rows = whole.report({ year: 2025 });
  const year = agree(whole.samples, rows, "year", elapsedOf(localYear(2025, zone)));
  assert.deepEqual([month, year], [Object.keys(metricsOf).length, Object.keys(metricsOf).length]);
  const rolling = whole.report({ year: 2025, month: 10 }).find(({ id }) => id === "pue12");
  same(valueOf(whole.samples, "energy_pue_ratio", { period: "twelve_months", category: "1" }), rolling?.value, "pue12");
  const cost = rows.find(({ id }) => id === "cost_net");
  const sumOf = (metric: string): number =>
    whole.samples.filter((one) => one.metric === metric).reduce((total, { value }) => total + value, 0);
  for (const metric of ["energy_cost_euros", "energy_cost_component_euros"])
    assert.ok(Math.abs(sumOf(metric) - (cost?.value ?? 0)) < 1e-6, `${metric}: ${sumOf(metric)}, ${cost?.value}`);
  const uses = whole.samples.filter(({ metric, labels }) => metric === "energy_use_joules" && labels["period"] === "year");
  same(
    uses.reduce((total, { value }) => total + value, 0),
    valueOf(whole.samples, "energy_facility_joules", { period: "year" }),
    "uses add up",
  );
  for (const [metric, bound] of [
    ["energy_use_joules", "energy_use_bound_joules"],
    ["energy_ups_loss_joules", "energy_ups_loss_bound_joules"],
  ] as const)
    for (const { value, labels } of whole.samples.filter((one) => one.metric === metric)) {
      const ends = ["low", "high"].map((end) => valueOf(whole.samples, bound, { ...labels, bound: end }) ?? Number.NaN);
      // Half the width: a loss and a rest are differences, as uncertain as what they are made of.
      const least = metric === "energy_ups_loss_joules" || labels["part"] === "rest" ? 0.05 : 0.001;
      assert.ok(
        Math.abs((ends[0] ?? 0) + (ends[1] ?? 0) - 2 * value) < 1e-6 * Math.abs(value),
        `${metric} ${JSON.stringify(labels)}`,
      );
      assert.ok(
        (ends[1] ?? 0) - value > least * Math.abs(value),
        `${metric} ${JSON.stringify(labels)}: ${ends.join()} of ${value}`,
      );
    }
});

test("whatever is measured, booked or missing: a metric is the report's figure or is absent, never 0 for nothing, never NaN", () => {
  const start = instant("2025-10-01T00:00:00Z");
  const roles = Object.keys(usual) as MeterRole[];
  assertProperty(
    property(
      record({
        without: subarray(roles, { maxLength: 3 }),
        factor: double({ min: 0.7, max: 1.5, noNaN: true }),
        minutes: integer({ min: 40, max: 61 * 24 * 60 }),
        hole: record({ role: constantFrom(...roles), from: nat(90), days: nat(12) }),
        age: nat(60),
      }),
      ({ without, factor, minutes, hole, age }) => {
        const powers = Object.fromEntries(
          Object.entries(usual)
            .filter(([role]) => !without.includes(role as MeterRole))
            .map(([role, kw]) => [role, role === "it" || role === "grid" ? kw * factor : kw]),
        );
        const at = start + minutes * 60;
        const from = at - hole.from * 86_400;
        const { samples, report } = world({
          powers,
          now: at,
          since: at - (age + 1) * 86_400,
          hole: { role: hole.role, from, to: from + hole.days * 86_400 },
        });
        assert.ok(samples.every(({ value }) => Number.isFinite(value)));
        const [year = 0, number = 0] = new Date((at + 7200) * 1000).toISOString().split("-").map(Number);
        const local = at >= instant("2025-10-26T01:00:00Z") ? at + 3600 : at + 7200;
        const month = new Date(local * 1000).getUTCMonth() + 1;
        assert.ok(year === 2025 && number >= month);
        const { from: first, to } = localMonth(2025, month, zone);
        const stops = valueOf(samples, "energy_check_stops", { period: "month" });
        if (stops !== 0)
          return samples.every(({ metric, labels }) => labels["period"] !== "month" || /stops|coverage|estimated/.test(metric));
        agree(samples, report({ year: 2025, month }), "month", (quarterOf(at) - first) / (to - first));
        return true;
      },
    ),
    { numRuns: 6 },
  );
});

test("what the checks stop is not published: completeness and the number of stops are", () => {
  const { samples } = world({ powers: { ...usual, ups_out: 150 }, now, since: instant("2024-06-01T00:00:00Z") });
  for (const period of ["twelve_months", "month", "year"])
    assert.ok((valueOf(samples, "energy_check_stops", { period }) ?? 0) > 0, period);
  const metrics = new Set(samples.filter(({ labels }) => "period" in labels).map(({ metric }) => metric));
  assert.deepEqual([...metrics].toSorted(), [
    "energy_check_stops",
    "energy_kpi_coverage_ratio",
    "energy_kpi_estimated_ratio",
    "energy_meter_coverage_ratio",
    "energy_meter_estimated_ratio",
  ]);
  assert.equal(valueOf(samples, "energy_rule_margin_ratio", { rule: "pue", when: "next" }), undefined);
  assert.equal(valueOf(samples, "energy_rule_limit_ratio", { rule: "pue", when: "next" }), 1.5);
});

test("a young ledger says how much it has, and no annual mean", () => {
  const { samples } = world({ powers: usual, now, since: instant("2025-11-01T00:00:00+01:00") });
  assert.ok(valueOf(samples, "energy_pue_ratio", { period: "month", category: "1" }) !== undefined);
  assert.equal(valueOf(samples, "energy_kpi_coverage_ratio", { period: "twelve_months", kpi: "pue1" }), 0);
  for (const period of ["twelve_months", "year"])
    assert.equal(valueOf(samples, "energy_pue_ratio", { period, category: "1" }), undefined);
});

test("below 90 % of what is over there is no figure, above it there is", () => {
  const since = instant("2024-06-01T00:00:00Z");
  const month = localMonth(2025, 11, zone).from;
  const over = quarterOf(now) - month;
  const pueWith = (missing: number): number | undefined =>
    valueOf(
      world({ powers: usual, now, since, hole: { role: "ups_out", from: month, to: quarterOf(month + missing * over) } }).samples,
      "energy_pue_ratio",
      { period: "month", category: "1" },
    );
  assert.equal(pueWith(0.11), undefined);
  assert.ok(pueWith(0.09) !== undefined);
});

test("the first minutes of a month have no figures of it yet", () => {
  const at = instant("2025-11-01T00:10:00+01:00");
  const { samples } = world({ powers: usual, now: at, since: instant("2024-06-01T00:00:00Z") });
  assert.deepEqual(
    samples.filter(({ labels }) => labels["period"] === "month"),
    [],
  );
  assert.ok(valueOf(samples, "energy_pue_ratio", { period: "twelve_months", category: "1" }) !== undefined);
});

test("every published sample is in the vocabulary with its labels, and promtool finds nothing to mend", () => {
  for (const { metric, labels } of whole.samples)
    assert.deepEqual(Object.keys(labels).toSorted(), [...(metricOf(metric)?.labels ?? ["?"])].toSorted(), metric);
  const { status, stdout, stderr } = spawnSync("promtool", ["check", "metrics"], {
    input: exposition(whole.samples, expositionMeta),
    encoding: "utf8",
  });
  assert.equal(status, 0, stdout + stderr);
});

test("the service computes in a process of its own, and a late correction changes the metric", async () => {
  const { db, remove } = await marchLedger();
  try {
    let at = new Date("2025-03-31T15:52:00Z");
    const energy = createEnergy({ db, site: () => site, reader: recorded({ site, start: 4e9 }), now: () => at, log });
    const pue = async (): Promise<number | undefined> =>
      valueOf(await energy.samples(), "energy_pue_ratio", { period: "month", category: "1", site: site.site.id });
    assert.equal(await pue(), undefined);
    await energy.publish();
    const before = await pue();
    assert.ok(before !== undefined && before > 1.1 && before < 1.6, String(before));
    await createLedgerStore(db).correct("netz", "J", [{ quarter: instant("2025-03-12T10:00:00Z"), amount: 3.6e9 }], {
      source: "test",
      at,
      person: "energie",
      note: "Ablesefehler",
    });
    // It rests for some multiples of its own length first: on a busy machine that is minutes.
    at = new Date("2025-03-31T21:58:00Z");
    await energy.publish();
    const after = await pue();
    assert.ok(after !== undefined && after > before, `${before} then ${after}`);
    at = new Date("2025-04-01T02:00:00Z");
    assert.equal(await pue(), undefined, "figures of hours ago are not served");
  } finally {
    await remove();
  }
});
