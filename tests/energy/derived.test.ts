/** REF for any energies: a share with an interval that holds it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { assert as assertProperty, double, property, record } from "../property.ts";
import { derivedOf } from "../../energy-audit/kpi/derived.ts";
import type { Energy, Kpi } from "../../energy-audit/kpi/kpi.ts";

const energy = (kwh: number, relativeUncertainty = 0.01): Energy => ({
  kwh,
  period: { from: 0, to: 900 },
  coverage: 1,
  estimatedShare: 0,
  relativeUncertainty,
  meters: ["one"],
});

interface Supply {
  readonly grid: number;
  readonly pv: number;
  readonly feedIn: number;
  readonly generated: number;
  /** Guarantees of origin, share of the grid import. */
  readonly covered: number;
}

function ref({ grid, pv, feedIn, generated, covered }: Supply): Kpi {
  const found = derivedOf({
    grid: energy(grid),
    supply: { grid: energy(grid), pv: energy(pv), feedIn: energy(feedIn), facility: energy(grid + pv + generated - feedIn) },
    guaranteesKwh: covered * grid,
    usage: { grid: energy(grid), generated: energy(generated), it: energy(grid / 2) },
  }).ref;
  assert.ok(found !== undefined);
  return found;
}

const kwh = (min: number, max: number) => double({ min, max, noNaN: true });

test("REF lies within 0 to 1 and within its interval, whatever covers the import: rounding of sums refuses nothing", () => {
  assertProperty(
    property(
      record({ grid: kwh(1, 1e7), pv: kwh(1e-3, 1e6), generated: kwh(0, 1e5), covered: kwh(0, 2) }),
      double({ min: 0, max: 0.9, noNaN: true }),
      (supply, fedBack) => {
        const { value, interval } = ref({ ...supply, feedIn: fedBack * supply.pv });
        assert.ok(value !== undefined && interval !== undefined && interval[0] <= value && value <= interval[1]);
        assert.ok(interval[0] >= 0 && interval[1] <= 1, interval.join());
        if (supply.covered >= 1.1 && supply.generated === 0 && fedBack === 0) assert.equal(value, 1);
      },
    ),
    { numRuns: 3000 },
  );
});

test("where certificates just cover the import, either error of the meter lowers REF: that is in its interval", () => {
  const { value, interval } = ref({ grid: 1000, pv: 0, feedIn: 0, generated: 100, covered: 1 });
  assert.ok(Math.abs((value ?? 0) - 1000 / 1100) < 1e-12);
  // The meter may show 20 kWh too much or too little.
  assert.deepEqual(
    interval?.map((one) => one.toFixed(9)),
    [(1000 / 1120).toFixed(9), (1000 / 1100).toFixed(9)],
  );
});
