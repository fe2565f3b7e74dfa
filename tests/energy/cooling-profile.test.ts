import assert from "node:assert/strict";
import { test } from "node:test";
import { coolingProfile } from "../../energy-audit/baseline/cooling-profile.ts";
import type { MeterSeries } from "../../energy-audit/kpi/energy.ts";
import { localDay, localParts } from "../../energy-audit/ledger/calendar.ts";
import { coolingCsv, coolingExport } from "../../energy-audit/report/cooling-days.ts";
import { scatterChart } from "../../energy-audit/report/charts/scatter.ts";

const zone = "Europe/Berlin";
const period = { from: localDay("2024-02-01", zone).from, to: localDay("2024-11-30", zone).to };
const count = (period.to - period.from) / 900;

/** 18 kW + 0.1 of IT + 2 kW per kelvin above 12 °C. */
const temperatureOf = (day: number): number => 10 + 12 * Math.sin(day / 48);
const itOf = (day: number): number => 100 + 20 * Math.sin(day * 1.7);
const coolingOf = (day: number): number =>
  18 + 0.1 * itOf(day) + 2 * Math.max(0, temperatureOf(day) - 12) + 0.5 * Math.sin(day * 12.9) ** 3;

const days: string[] = [];
const dayOfQuarter = Array.from({ length: count }, (_, quarter) => {
  const { date } = localParts(period.from + quarter * 900, zone);
  if (days.at(-1) !== date) days.push(date);
  return days.length - 1;
});
const temperatures = new Map(days.map((day, index) => [day, temperatureOf(index)]));

function meter(role: "chiller" | "ups_out", kw: (day: number) => number, hole?: number): MeterSeries {
  const amounts = Float64Array.from({ length: count }, (_, quarter) =>
    quarter === hole ? Number.NaN : kw(dayOfQuarter[quarter] ?? 0) * 900_000,
  );
  const none = new Uint8Array(count);
  const measuredSeconds = new Uint16Array(count).fill(900);
  const about = { id: role, name: role, role, accuracy_percent: 1, resolution_wh: 100, max_watts: 1e6 } as MeterSeries["meter"];
  return { meter: about, from: period.from, step: 900, amounts, methods: none, qualities: none, measuredSeconds };
}
const whole = [meter("chiller", coolingOf), meter("ups_out", itOf)];

test("the cooling over temperature and load finds the law behind the days, over both clock changes, and nine days of ten lie in its interval", () => {
  const profile = coolingProfile(whole, period, temperatures, zone);
  assert.equal(profile.days.length, 304);
  assert.deepEqual([profile.coverage, profile.dayCoverage, profile.temperatureCoverage, profile.missing], [1, 1, 1, []]);
  const [base = 0, perIt = 0, perDegree = 0] = profile.model?.coefficients ?? [];
  assert.equal(profile.model?.changePoint, 12);
  for (const [value, law] of [
    [base, 18],
    [perIt, 0.1],
    [perDegree, 2],
  ] as const)
    assert.ok(Math.abs(value - law) < 0.02 * law, `${value} for ${law}`);
  assert.deepEqual(
    profile.bands.map(({ days: many }) => Math.round(many / 10)),
    [10, 10, 10],
  );
  const [band] = profile.overTemperature;
  const half = ((band?.points[0]?.high ?? 0) - (band?.points[0]?.low ?? 0)) / 2;
  const inside = profile.days.filter(({ coolingKw, expectedKw = 0 }) => Math.abs(coolingKw - expectedKw) <= half).length;
  assert.ok(inside / 304 > 0.8 && inside < 304, `${inside} days inside`);
});

test("a day with a hole is left out and seen in the coverage", () => {
  const profile = coolingProfile([meter("chiller", coolingOf, 500), meter("ups_out", itOf)], period, temperatures, zone);
  assert.equal(profile.days.length, 303);
  assert.equal(profile.coverage, (count - 1) / count);
});

test("without temperatures the cooling is drawn over the load alone; without a meter it says which one; a load that never changes has no line", () => {
  const cold = coolingProfile(whole, period, new Map(), zone);
  assert.deepEqual(cold.missing, ["temperature"]);
  assert.deepEqual([cold.model?.changePoint, cold.overTemperature.length, cold.overLoad.length], [undefined, 0, 1]);
  assert.deepEqual(coolingProfile(whole.slice(1), period, temperatures, zone).missing, ["cooling_meter"]);
  assert.deepEqual(coolingProfile(whole.slice(0, 1), period, temperatures, zone).missing, ["it_meter"]);
  const flat = coolingProfile([meter("chiller", coolingOf), meter("ups_out", () => 80)], period, temperatures, zone);
  assert.deepEqual([flat.missing, flat.bands.length], [["line"], 1]);
});

test("the days leave the house with what the line says, and the chart differs by mark and dash", () => {
  const profile = coolingProfile(whole, period, temperatures, zone);
  const data = coolingExport(profile, { count: 1, checksum: "0" });
  assert.equal(data.days.length, 304);
  const [head, first] = coolingCsv(data, ",").split("\r\n");
  assert.equal(head, "\uFEFFday;cooling [kW];it [kW];outdoor [°C];expected [kW];band");
  assert.match(first ?? "", /^2024-02-01;[\d,]+;[\d,]+;10;\d+,\d+;[123]$/);
  const svg = scatterChart(
    profile.overTemperature.map(({ band, points }) => ({ name: String(band), points: [], line: points })),
    { x: "°C", y: "kW", number: String },
  );
  assert.equal(new Set(svg.match(/stroke-dasharray="[^"]*"/g)).size, 2);
  assert.doesNotMatch(svg, /NaN|Infinity/);
});
