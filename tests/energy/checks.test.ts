import assert from "node:assert/strict";
import { test } from "node:test";
import type { EnergySection } from "../../site/energy.ts";
import { energySection } from "../../site/energy.ts";
import type { Meter } from "../../site/inventory.ts";
import { check, type CheckInput } from "../../energy-audit/kpi/checks.ts";
import { dischargesOf, upsPairs } from "../../energy-audit/kpi/battery.ts";
import { balanceOf } from "../../energy-audit/kpi/balance.ts";
import { energyOf, commonQuarters, seriesOf, type MeterSeries } from "../../energy-audit/kpi/energy.ts";
import { jumpOf } from "../../energy-audit/kpi/jumps.ts";
import { managementOf, type Management } from "../../energy-audit/kpi/management.ts";
import { flowsOf, openNode } from "../../energy-audit/kpi/sankey.ts";
import { spanOf } from "../../energy-audit/kpi/span.ts";
import { methods, qualities } from "../../energy-audit/ledger/booking.ts";
import { localDay } from "../../energy-audit/ledger/calendar.ts";
import { rulesets, ruleInForce } from "../../energy-audit/rules/tables.ts";
import { exampleSite } from "./fixture.ts";

/** November 2026 of constant powers: PUE 1.35, rest 1 %. One test changes one thing. */
const zone = "Europe/Berlin";
const span = spanOf({ year: 2026, month: 11 }, zone);
const { period } = span;
const length = (period.to - period.from) / 900;
const kw: Readonly<Record<string, number>> = {
  grid: 135,
  ups_in: 106,
  ups_out: 100,
  pdu_out: 98,
  it: 96,
  cooling: 24,
  other: 3.65,
  heat: 110,
};
const meterOf = (role: Meter["role"], more: Partial<Meter> = {}): Meter => ({
  id: role,
  name: role,
  role,
  accuracy_percent: 0.5,
  resolution_wh: 1,
  max_watts: 1e6,
  ...(role === "ups_out" && { parent: "ups_in" }),
  ...more,
});
function seriesFor(meter: Meter, power: (place: number) => number = () => kw[meter.role] ?? 0): MeterSeries {
  return {
    meter,
    from: period.from,
    step: 900,
    amounts: Float64Array.from({ length }, (_, place) => power(place) * 900_000),
    methods: new Uint8Array(length).fill(methods.indexOf("measured")),
    qualities: new Uint8Array(length).fill(qualities.indexOf("good")),
    measuredSeconds: new Uint16Array(length).fill(900),
  };
}
const master: EnergySection = energySection.parse({
  emission_factors: {
    series: "UBA",
    location: [{ year: 2026, g_per_kwh: 340, status: "estimate", source: "test" }],
    residual_mix_g_per_kwh: 690,
  },
});
const usual = (Object.keys(kw) as Meter["role"][]).map((role) => seriesFor(meterOf(role)));
const replaced = (role: Meter["role"], power: (place: number) => number, more?: Partial<Meter>): MeterSeries[] =>
  usual.map((one) => (one.meter.role === role ? seriesFor(meterOf(role, more), power) : one));

function checked(
  series: readonly MeterSeries[] = usual,
  more: Partial<CheckInput> = {},
  energy: EnergySection = master,
  change: (management: Management) => Management = (same) => same,
) {
  const site = exampleSite();
  const management = change(
    managementOf(series, { site: { ...site.site, time_zone: zone }, meters: series.map(({ meter }) => meter), energy }, span),
  );
  const booked = new Map(
    series.map(({ meter, amounts }) => [meter.id, [amounts.reduce((sum, amount) => sum + (amount || 0), 0)]]),
  );
  const input = { management, energy, series, verifications: [], timeZone: zone, booked, rules: ruleInForce, ...more };
  const { stops, warnings, releasable } = check(input);
  return { stops: stops.map(({ id }) => id), warnings: warnings.map(({ id }) => id), releasable, all: [...stops, ...warnings] };
}

test("figures that agree with one another pass every check", () => {
  assert.deepEqual(checked(), { stops: [], warnings: [], releasable: true, all: [] });
});

/** A renewable share that no figure can have: it is refused, and the refusal stops the report. */
function overshooting(same: Management): Management {
  const { ref } = same.derived;
  assert.ok(ref !== undefined);
  const { value: _value, interval: _interval, ...about } = ref;
  return { ...same, derived: { ...same.derived, ref: { ...about, reason: "out_of_range" } } };
}

test("each hard stop stops the report", () => {
  const only = (result: { stops: string[] }) => [...new Set(result.stops)];
  assert.deepEqual(only(checked(replaced("grid", () => 90))).slice(0, 1), ["it_exceeds_facility"]);
  const reuse = [...usual, seriesFor(meterOf("heat_reuse"), () => 200)];
  assert.deepEqual(only(checked(reuse)), ["share_out_of_range"]);
  assert.deepEqual(only(checked(usual, {}, master, overshooting)), ["share_out_of_range"]);
  assert.deepEqual(only(checked(usual, { booked: new Map([["it", [1]]]) })), ["months_do_not_add_up"]);
  const [flow, ...flows] = checkedManagement().flows;
  assert.ok(flow !== undefined);
  assert.deepEqual(
    only(checked(usual, {}, master, (same) => ({ ...same, flows: [{ ...flow, kwh: flow.kwh + 10 }, ...flows] }))),
    ["flows_do_not_close"],
  );
  const beyondUps = checkedManagement().flows.map((one) => (one.to === "ups_pdu_loss" ? { ...one, kwh: one.kwh - 5 } : one));
  assert.deepEqual(only(checked(usual, {}, master, (same) => ({ ...same, flows: beyondUps }))), ["flows_do_not_close"]);
  const short = { ...span, months: [{ key: "2026-11", period: { from: period.from, to: period.to - 7200 } }] };
  assert.ok(only(checked(usual, {}, master, (same) => ({ ...same, span: short }))).includes("calendar_broken"));
  const child = [...usual, seriesFor(meterOf("other", { id: "child", parent: "ups_in" }), () => 20)];
  assert.deepEqual(only(checked(child)), ["children_exceed_parent"]);
  const noGrid = usual.filter(({ meter }) => meter.role !== "grid");
  const priced = checkedManagement();
  assert.ok(
    only(checked(noGrid, {}, master, (same) => ({ ...same, ...(priced.carbon && { carbon: priced.carbon }) }))).includes(
      "value_without_meters",
    ),
  );
  const averaged = (same: Management): Management => {
    const [first] = same.balance.pue;
    assert.ok(first !== undefined);
    return { ...same, balance: { ...same.balance, pue: [{ ...first, value: 1.36 }] } };
  };
  assert.deepEqual(only(checked(usual, {}, master, averaged)), ["ratio_averaged"]);
  const unsaid = (same: Management): Management => ({
    ...same,
    ...(same.carbon && { carbon: { ...same.carbon, factorYears: new Map([[2026, 2024]]) } }),
  });
  assert.deepEqual(only(checked(usual, {}, master, unsaid)), ["factor_year_unsaid"]);
  assert.deepEqual(only(checked(usual, { rules: rulesets.find(({ status }) => status === "draft") })), ["draft_rule"]);
});

const checkedManagement = (): Management => {
  const site = exampleSite();
  return managementOf(
    usual,
    { site: { ...site.site, time_zone: zone }, meters: usual.map(({ meter }) => meter), energy: master },
    span,
  );
};

test("flows close at every node, and their rest is the balance's, wherever the cooling hangs and whatever meters are missing", () => {
  const shapes: readonly (readonly MeterSeries[])[] = [
    usual,
    // Cooling fed from the UPS output: it is in the output of the UPS and must not leave the site once more.
    [
      ...replaced("ups_out", () => 103).map((one) =>
        one.meter.role === "cooling" ? seriesFor(meterOf("cooling"), () => 21) : one,
      ),
      seriesFor(meterOf("air_handler", { parent: "ups_out" }), () => 3),
    ],
    usual.filter(({ meter }) => meter.role !== "ups_out" && meter.role !== "ups_in"),
    usual.filter(({ meter }) => meter.role !== "pdu_out"),
    usual.filter(({ meter }) => meter.role !== "pdu_out" && meter.role !== "it"),
    usual.filter(({ meter }) => !["ups_out", "ups_in", "pdu_out"].includes(meter.role)),
    [...usual, seriesFor(meterOf("chiller", { parent: "cooling" }), () => 15)],
  ];
  for (const [index, shape] of shapes.entries()) {
    const flows = flowsOf(shape, period);
    assert.equal(openNode(flows), undefined, `shape ${index}`);
    const rest = flows.find(({ to }) => to === "rest")?.kwh ?? Number.NaN;
    const { parts } = balanceOf(shape, period);
    const expected = parts.find(({ id }) => id === "rest")?.energy.kwh ?? Number.NaN;
    // Without an output meter of the UPS its losses cannot be told from the distribution: both ways they are in the rest.
    assert.ok(Math.abs(rest - expected) < 1e-6, `shape ${index}: rest ${rest}, balance ${expected}`);
    const it = flows.filter(({ to }) => to === "ups_out" || to === "pdu_out" || to === "it");
    assert.ok(
      it.some(({ from }) => from === "site"),
      `shape ${index}: IT is fed`,
    );
  }
});

test("each warning is printed, with its place and value", () => {
  const ids = (result: { warnings: string[] }) => result.warnings;
  const hole = (from: number, to: number, value: number) => (place: number) => (place >= from && place < to ? Number.NaN : value);
  assert.deepEqual(ids(checked(replaced("it", hole(0, 20, 96)))), ["coverage_low"]);
  const many = checked(replaced("grid", hole(0, 400, 135)));
  assert.deepEqual([many.warnings, many.releasable], [["coverage_below_release"], false]);
  const guess = replaced("it", () => 96);
  guess.find(({ meter }) => meter.role === "it")?.methods.fill(methods.indexOf("estimated"), 0, 100);
  assert.deepEqual(ids(checked(guess)), ["estimated_share"]);
  assert.deepEqual(ids(checked(replaced("other", () => 0))), []);
  assert.deepEqual(ids(checked(replaced("cooling", () => 15))), ["rest_large"]);
  assert.deepEqual(ids(checked(replaced("cooling", () => 25.5))), ["rest_negative_within"]);
  assert.deepEqual(ids(checked(replaced("cooling", () => 30))), ["rest_negative"]);
  assert.deepEqual(ids(checked(replaced("ups_in", () => 100.2))), ["ups_efficiency", "rest_large"]);
  assert.deepEqual(ids(checked(replaced("heat", () => 24))), ["cer_range"]);
  assert.deepEqual(ids(checked(replaced("it", () => 99))), ["category_order"]);
  const jumping = checked(replaced("other", (place) => (place < 1440 ? 3.65 : 2 + (place % 3) / 10)));
  assert.deepEqual(jumping.warnings, ["level_jump"]);
  assert.equal(jumping.all[0]?.place, "other 2026-11-16");
  const still = replaced("cooling", () => 24);
  still.find(({ meter }) => meter.role === "cooling")?.qualities.fill(qualities.indexOf("suspect"), 5, 9);
  assert.deepEqual(ids(checked(still)), ["meter_suspect"]);
  assert.deepEqual(ids(checked(replaced("it", () => 96, { calibrated_until: "2026-11-29" }))), ["calibration_expired"]);
  assert.deepEqual(ids(checked(replaced("it", () => 96, { calibrated_until: "2026-11-30" }))), []);
  const facts = {
    owner: "a",
    operator: "a",
    postcode: "04103",
    building_area_m2: 1,
    commissioned: "2012-01-01",
    non_redundant_kw: 400,
    it_nominal_kw: 200,
    it_installed_kw: 150,
    public_body: true,
    third_parties: true,
    certified_management_system: true,
  };
  const contract = (contracted_kw: number): EnergySection => ({ ...master, facts: { ...facts, contracted_kw } });
  assert.deepEqual(ids(checked(usual, {}, contract(137))), ["peak_near_contract"]);
  assert.deepEqual(ids(checked(usual, {}, contract(140))), []);
  assert.deepEqual(ids(checked(usual, {}, energySection.parse({}))), ["factor_missing"]);
  const old: EnergySection = energySection.parse({
    emission_factors: {
      series: "UBA",
      location: [
        { year: 2024, g_per_kwh: 363, status: "estimate", source: "test" },
        { year: 2026, g_per_kwh: null, status: "unpublished", source: "test" },
      ],
      residual_mix_g_per_kwh: 690,
    },
    guarantees_of_origin: [{ year: 2026, kwh: 9e9 }],
  });
  assert.deepEqual(ids(checked(usual, {}, old)), ["factor_fallback", "guarantees_surplus"]);
});

test("a baseline that fits badly, that is left, or that proves little is said", () => {
  const model = {
    change_point: 11,
    coefficients: [1, 1, 1],
    n: 100,
    n_prime: 50,
    r2_adjusted: 0.9,
    it_range: [0, 1] as [number, number],
    temperature_range: [0, 1] as [number, number],
  };
  const result = (
    cv_rmse: number,
    share: number,
    fsuPolynomial: number,
    nmbe_unseen: number,
  ): CheckInput["verifications"][number] => ({
    baseline: { id: "B-1", model: { ...model, cv_rmse, nmbe_unseen } } as CheckInput["verifications"][number]["baseline"],
    verification: {
      savings: { fsuPolynomial } as never,
      outside: { variables: {}, outsideAny: 0, share },
      enpi: 1,
      days: 30,
      monthly: new Map(),
    },
  });
  const of = (...args: [number, number, number, number]) => checked(usual, { verifications: [result(...args)] }).warnings;
  assert.deepEqual(of(0.1, 0.05, 0.5, 0.1), []);
  assert.deepEqual(of(0.31, 0.06, -0.6, -0.11), ["baseline_cv", "baseline_bias", "baseline_outside", "savings_uncertain"]);
});

test("IT above the supply because of a battery is no wrong meter: the stop says so; a UPS that always gives more than it takes is one", () => {
  // A young ledger: three hours, of which the last two on battery with the cooling still.
  const cut = (usualKw: number, onBatteryKw: number) => (place: number) =>
    place < 4 ? usualKw : place < 12 ? onBatteryKw : Number.NaN;
  const young = (always: number) => [
    seriesFor(meterOf("grid"), cut(kw["grid"] ?? 0, 5)),
    seriesFor(meterOf("ups_in", { parent: "grid" }), cut(kw["ups_in"] ?? 0, 0)),
    seriesFor(meterOf("ups_out"), cut((kw["ups_out"] ?? 0) * always, (kw["ups_out"] ?? 0) * always)),
  ];
  const drill = checked(young(1));
  assert.deepEqual([...new Set(drill.stops)], ["battery_carried_it"]);
  // Nothing but the mains failure is booked yet.
  const only = young(1).map((one) => ({
    ...one,
    amounts: one.amounts.map((amount, place) => (place < 4 ? Number.NaN : amount)),
  }));
  assert.deepEqual([...new Set(checked(only).stops)], ["battery_carried_it"]);
  assert.deepEqual([...new Set(checked(young(2)).stops)].sort(), ["children_exceed_parent", "it_exceeds_facility"]);
  // No battery carries for days: an input that shows nothing for so long is a broken meter.
  const broken = (days: number) => checked(replaced("ups_in", (place) => (place < days * 96 ? 0 : (kw["ups_in"] ?? 0)))).stops;
  assert.deepEqual(broken(3), ["children_exceed_parent"]);
});

test("a battery discharge is seen with its recharging, and the efficiency of the UPS is computed without both", () => {
  // 20 minutes without mains, then an hour of charging with 12 kW more.
  const input = (place: number): number => (place === 100 ? 0 : place === 101 ? 71 : place < 106 && place > 101 ? 118 : 106);
  const series = replaced("ups_in", input);
  const [pair] = upsPairs(series, undefined);
  assert.ok(pair !== undefined);
  assert.deepEqual(dischargesOf(pair, period), [{ from: period.from + 90_000, to: period.from + 106 * 900, quarters: 2 }]);
  const steady = usual.filter(({ meter }) => meter.role.startsWith("ups"));
  const [quiet] = upsPairs(steady, undefined);
  assert.ok(quiet !== undefined);
  assert.deepEqual(dischargesOf(quiet, period), []);
  const named: EnergySection = {
    ...master,
    ups: [{ name: "USV A", input: "ups_in", output: "ups_out", rated_kw: 200, curve: [] }],
  };
  const result = checked(series, {}, named);
  assert.deepEqual(result.warnings, ["battery_discharge"]);
  assert.equal(result.all[0]?.place, "USV A: 1");
});

test("a season is no jump, a factor of ten in one night is; a meter's first day is none", () => {
  const climbing = seriesFor(meterOf("heat"), (place) => 20 + place / 200 + (place % 7));
  assert.equal(jumpOf(climbing, period, zone), undefined);
  const weekly = seriesFor(meterOf("it"), (place) => (Math.floor(place / 96) % 7 < 5 ? 120 : 60) + (place % 5));
  assert.equal(jumpOf(weekly, period, zone), undefined);
  const tenfold = seriesFor(meterOf("other"), (place) => (place < 960 ? 3 : 30) + (place % 5) / 10);
  const jump = jumpOf(tenfold, period, zone);
  assert.equal(jump?.day, "2026-11-11");
  assert.ok(Math.abs((jump?.change ?? 0) - 9) < 1);
  const late = { ...tenfold, valid: { from: localDay("2026-11-11", zone).from, to: period.to } };
  assert.equal(jumpOf(late, period, zone), undefined);
});

test("a meter that followed another counts from its first day, and the figure of both is complete", () => {
  const border = (localDay("2026-11-12", zone).from - period.from) / 900;
  const old = meterOf("pdu_out", { id: "pdu-alt", to: "2026-11-11" });
  const young = meterOf("pdu_out", { id: "pdu-neu", from: "2026-11-12" });
  const column = (from: number, to: number) => {
    const { meter: _meter, ...rest } = seriesFor(old, (place) => (place >= from && place < to ? 98 : Number.NaN));
    return rest;
  };
  const series = [
    ...usual.filter(({ meter }) => meter.role !== "pdu_out"),
    seriesOf(old, column(0, border), zone),
    seriesOf(young, column(border, length), zone),
  ];
  const balance = balanceOf(series, period);
  const second = balance.pue.find(({ category }) => category === 2);
  assert.equal(second?.coverage, 1);
  assert.ok(Math.abs((second?.value ?? 0) - 135 / 98) < 1e-9, String(second?.value));
  // A hole within its own days stays a hole.
  const hole = seriesOf(young, column(border + 96, length), zone);
  assert.equal(commonQuarters([hole], period).length, length - 96);
  assert.deepEqual(checked(series).stops, []);
});

test("the classes of a meter's transformers widen its interval in squares", () => {
  const uncertainty = (more: Partial<Meter>): number => {
    const series = seriesFor(meterOf("grid", { resolution_wh: 0.001, ...more }));
    return energyOf([{ series, sign: 1 }], commonQuarters([series], period), period).relativeUncertainty;
  };
  const near = (value: number, wanted: number): void => assert.ok(Math.abs(value - wanted) < 1e-7, `${value}, not ${wanted}`);
  near(uncertainty({}), 0.005 / Math.sqrt(3));
  near(uncertainty({ transformers_percent: [0.2] }), Math.hypot(0.005, 0.002) / Math.sqrt(3));
});
