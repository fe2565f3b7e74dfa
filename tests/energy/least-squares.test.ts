/** Certified values of NIST's Statistical Reference Datasets for linear least squares. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { leastSquares, RankError } from "../../energy-audit/baseline/least-squares.ts";
import { twoSidedP, twoSidedQuantile } from "../../energy-audit/baseline/student.ts";

/** Correct digits of a computed value. */
const digits = (computed: number | undefined, certified: number): number =>
  computed === certified ? 16 : -Math.log10(Math.abs(((computed ?? Number.NaN) - certified) / certified));

function check(
  fit: ReturnType<typeof leastSquares>,
  coefficients: number[],
  errors: number[],
  rmse: number,
  r2: number,
  wanted: number,
): void {
  coefficients.forEach((value, index) =>
    assert.ok(digits(fit.coefficients[index], value) > wanted, `b${index}: ${fit.coefficients[index]}`),
  );
  errors.forEach((value, index) =>
    assert.ok(digits(fit.standardErrors[index], value) > wanted, `se${index}: ${fit.standardErrors[index]}`),
  );
  assert.ok(digits(fit.rmse, rmse) > wanted, `rmse ${fit.rmse}`);
  assert.ok(digits(fit.r2, r2) > wanted, `r2 ${fit.r2}`);
}

test("NIST Norris (one regressor) comes out to 12 digits", () => {
  const pairs = `0.1 0.2 338.8 337.4 118.1 118.2 888.0 884.6 9.2 10.1 228.1 226.5 668.5 666.3 998.5 996.3 449.1 448.6 778.9 777.0
    559.2 558.2 0.3 0.4 0.1 0.6 778.1 775.5 668.8 666.9 339.3 338.0 448.9 447.5 10.8 11.6 557.7 556.0 228.3 228.1 998.0 995.8
    888.8 887.6 119.6 120.2 0.3 0.3 0.6 0.3 557.6 556.8 339.3 339.1 888.0 887.2 998.5 999.0 778.9 779.0 10.2 11.1 117.6 118.3
    228.9 229.2 668.4 669.1 449.2 448.9 0.2 0.5`
    .trim()
    .split(/\s+/)
    .map(Number);
  const y = pairs.filter((_, index) => index % 2 === 0);
  const x = pairs.filter((_, index) => index % 2 === 1);
  assert.equal(y.length, 36);
  check(
    leastSquares({ x }, y),
    [-0.262323073774029, 1.00211681802045],
    [0.232818234301152, 0.000429796848199937],
    0.884796396144373,
    0.999993745883712,
    11,
  );
});

test("NIST Longley (six regressors, nearly dependent) keeps ten digits where the normal equations keep none", () => {
  const rows = [
    [60323, 83.0, 234289, 2356, 1590, 107608, 1947],
    [61122, 88.5, 259426, 2325, 1456, 108632, 1948],
    [60171, 88.2, 258054, 3682, 1616, 109773, 1949],
    [61187, 89.5, 284599, 3351, 1650, 110929, 1950],
    [63221, 96.2, 328975, 2099, 3099, 112075, 1951],
    [63639, 98.1, 346999, 1932, 3594, 113270, 1952],
    [64989, 99.0, 365385, 1870, 3547, 115094, 1953],
    [63761, 100.0, 363112, 3578, 3350, 116219, 1954],
    [66019, 101.2, 397469, 2904, 3048, 117388, 1955],
    [67857, 104.6, 419180, 2822, 2857, 118734, 1956],
    [68169, 108.4, 442769, 2936, 2798, 120445, 1957],
    [66513, 110.8, 444546, 4681, 2637, 121950, 1958],
    [68655, 112.6, 482704, 3813, 2552, 123366, 1959],
    [69564, 114.2, 502601, 3931, 2514, 125368, 1960],
    [69331, 115.7, 518173, 4806, 2572, 127852, 1961],
    [70551, 116.9, 554894, 4007, 2827, 130081, 1962],
  ];
  const column = (index: number): number[] => rows.map((row) => row[index] ?? Number.NaN);
  const variables = Object.fromEntries([1, 2, 3, 4, 5, 6].map((index) => [`x${index}`, column(index)]));
  check(
    leastSquares(variables, column(0)),
    [
      -3482258.63459582, 15.0618722713733, -0.035819179292591, -2.02022980381683, -1.03322686717359, -0.0511041056535807,
      1829.15146461355,
    ],
    [
      890420.383607373, 84.9149257747669, 0.0334910077722432, 0.488399681651699, 0.214274163161675, 0.22607320006937,
      455.478499142212,
    ],
    304.854073561965,
    0.995479004577296,
    10,
  );
});

test("columns that say the same are refused by name, and too few observations too", () => {
  const x = [1, 2, 3, 4, 5];
  assert.throws(
    () => leastSquares({ x, twice: x.map((value) => 2 * value + 1) }, [1, 2, 1, 2, 1]),
    /twice is made of the others/,
  );
  assert.throws(() => leastSquares({ x: [1, 2] }, [1, 2]), RankError);
  assert.throws(() => leastSquares({ x: [1, 2, 3] }, [1, 2, 3, 4]), RangeError);
  assert.throws(() => leastSquares({ x: [1, Number.NaN, 3, 4] }, [1, 2, 3, 4]), /x\[1\] is not a number/);
});

test("Student's t agrees with printed tables", () => {
  for (const [confidence, degrees, t] of [
    [0.9, 21, 1.720743],
    [0.95, 10, 2.228139],
    [0.99, 5, 4.032143],
    [0.95, 1e6, 1.959966],
  ] as const) {
    assert.ok(Math.abs(twoSidedQuantile(confidence, degrees) - t) < 1e-6, `${confidence} ${degrees}`);
    assert.ok(Math.abs(twoSidedP(t, degrees) - (1 - confidence)) < 1e-6);
  }
});
