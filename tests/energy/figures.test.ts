import assert from "node:assert/strict";
import { test } from "node:test";
import { energySection } from "../../site/energy.ts";
import type { Meter } from "../../site/inventory.ts";
import { stretchesOf } from "../../energy-audit/kpi/tariff-year.ts";
import { methods, qualities } from "../../energy-audit/ledger/booking.ts";
import { hoursOf, localDay, localYear, type Period } from "../../energy-audit/ledger/calendar.ts";
import type { Column } from "../../energy-audit/ledger/store.ts";
import { registerOf } from "../../energy-audit/register/records.ts";
import { exportOf, exportSchema } from "../../energy-audit/report/exports.ts";
import type { FigureRow } from "../../energy-audit/report/management/figures.ts";
import { makeManagement, type LedgerSource } from "../../energy-audit/report/management/make.ts";
import { exampleSite } from "./fixture.ts";

/** The year 2025 and the one before of constant powers, kW: every figure has a closed result. */
const zone = "Europe/Berlin";
const year = localYear(2025, zone);
const hours = hoursOf(year);
const kw: Partial<Record<Meter["role"], number>> = {
  grid: 140,
  pv: 12,
  generator: 2,
  feed_in: 4,
  ups_in: 106,
  ups_out: 100,
  pdu_out: 98,
  it: 96,
  chiller: 16,
  pump: 4,
  air_handler: 8,
  other: 10,
  heat: 112,
  heat_reuse: 30,
  water: 2,
};
const meters = Object.keys(kw).map((role): Meter => ({
  id: role,
  name: role,
  role: role as Meter["role"],
  accuracy_percent: 1,
  resolution_wh: 1,
  max_watts: 1e6,
}));
/** Two peaks at the grid meter: the highest costs what it is above that of the second day. */
const peaks = new Map([
  [localDay("2025-07-03", zone).from + 12 * 3600, 200],
  [localDay("2025-08-04", zone).from + 13 * 3600, 190],
]);

const prices = {
  grid_fee: {
    from_2500_hours: { power_eur_per_kw: 100, energy_ct_per_kwh: 1 },
    below_2500_hours: { power_eur_per_kw: 20, energy_ct_per_kwh: 5 },
  },
};
const tariffs = [
  { from: "2024-01-01", energy_ct_per_kwh: 14, tax_ct_per_kwh: 2, vat: 0.19, metering_eur_per_year: 365, source: "A", ...prices },
  {
    from: "2025-07-01",
    energy_ct_per_kwh: 20,
    tax_ct_per_kwh: 2,
    vat: 0.16,
    metering_eur_per_year: 730,
    source: "B",
    grid_fee: { ...prices.grid_fee, from_2500_hours: { power_eur_per_kw: 150, energy_ct_per_kwh: 2 } },
  },
];
const energy = energySection.parse({
  tariffs,
  emission_factors: {
    series: "test",
    location: [{ year: 2025, g_per_kwh: 400, status: "final", source: "test" }],
    residual_mix_g_per_kwh: 700,
  },
  guarantees_of_origin: [{ year: 2025, kwh: 60 * hours }],
  generator: { diesel_l_per_kwh: 0.3, kg_co2_per_l: 2.6 },
});

function made(list: readonly Meter[] = meters, section = energy) {
  const column = (id: string, { from, to }: Period): Column => {
    const role = list.find((one) => one.id === id)?.role ?? "other";
    const length = (to - from) / 900;
    const power = (place: number): number => {
      const usual = kw[role] ?? 0;
      return role === "grid" ? (peaks.get(from + place * 900) ?? usual) : usual;
    };
    return {
      from,
      step: 900,
      // A volume has millilitres where an energy has joules.
      amounts: Float64Array.from({ length }, (_, place) => power(place) * (role === "water" ? 250 : 900_000)),
      methods: new Uint8Array(length).fill(methods.indexOf("measured")),
      qualities: new Uint8Array(length).fill(qualities.indexOf("good")),
      measuredSeconds: new Uint16Array(length).fill(900),
    };
  };
  const ledger: LedgerSource = {
    column,
    sums: (id, periods) => periods.map((period) => column(id, period).amounts.reduce((sum, value) => sum + value, 0)),
    register: () => registerOf([]),
    drivers: () => new Map(),
  };
  const site = exampleSite();
  const audited = { site: { ...site.site, time_zone: zone }, meters: [...list], energy: section };
  return { ...makeManagement(ledger, audited, { year: 2025, locale: "de", day: "2026-02-16" }), audited };
}
const result = made();
const figure = (id: string, from = result): FigureRow => {
  const row = from.figures.find((one) => one.id === id);
  assert.ok(row !== undefined, `no figure ${id}`);
  return row;
};
const near = (actual: number | undefined, expected: number, what: string, tolerance = 1e-9): void =>
  assert.ok(
    Math.abs((actual ?? Number.NaN) - expected) <= tolerance * Math.abs(expected),
    `${what}: ${actual}, expected ${expected}`,
  );
/** Standard uncertainty of a meter of class 1, relative. */
const u = 0.01 / Math.sqrt(3);
const extra = (200 - 140 + 190 - 140) / 4;

test("every figure of the report has period, coverage, estimated share, interval, formula version and bookings behind it", () => {
  assert.deepEqual(result.checked.stops, []);
  const data = exportSchema.parse(exportOf({ site: result.audited.site, ...result, releasable: true }));
  const wanted =
    "facility it pue1 pue2 pue3 ups_efficiency ups_loss cer wue erf ppue_cooling ppue_ups ppue_other ref co2_location co2_market cue_location cue_market cost_net peak peak_cost full_load_hours generated";
  assert.deepEqual(data.figures.map(({ id }) => id).join(" "), wanted);
  for (const row of data.figures) {
    const lacking = [
      row.value === null && "value",
      (row.low === null || row.high === null || row.low > (row.value ?? 0) || row.high < (row.value ?? 0)) && "interval",
      row.low === row.high && "width of the interval",
      row.coverage !== 1 && "coverage",
      row.estimated_share !== 0 && "estimated share",
      row.formula_version === null && "formula version",
      row.formula === "" && "formula",
      row.meters.length === 0 && "meters",
      row.bookings !== row.meters.length * 4 * hours && "bookings",
      !/^[0-9a-f]{12}$/.test(row.bookings_checksum) && "checksum",
      (row.from !== "2024-12-31T23:00:00.000Z" || row.to !== "2025-12-31T23:00:00.000Z") && "period",
    ].filter(Boolean);
    assert.deepEqual(lacking, [], row.id);
  }
});

test("partial PUE is one and what the part adds to IT; its interval is that of the ratio", () => {
  near(figure("ppue_cooling").value, 1 + 28 / 100, "cooling");
  near(figure("ppue_ups").value, 1 + 6 / 100, "UPS");
  near(figure("ppue_other").value, 1.1, "other");
  // Three meters of one class err alike; IT's is another place: 0.28 ± 2 · 0.28 · √2 u.
  near((figure("ppue_cooling").high ?? 0) - 1.28, 2 * 0.28 * Math.SQRT2 * u, "spread", 1e-4);
});

test("REF, CO2 and CUE have the intervals of the meters behind them", () => {
  const facility = 150 * hours + extra;
  near(figure("ref").value, ((60 + 8) * hours) / facility, "REF");
  assert.ok((figure("ref").high ?? 2) <= 1);
  const grid = 140 * hours + extra;
  near(figure("co2_location").value, (grid * 400) / 1e6, "location");
  near(figure("co2_location").high, ((grid * 400) / 1e6) * (1 + 2 * u), "location, high", 1e-6);
  const market = ((grid - 60 * hours) * 700) / 1e6;
  near(figure("co2_market").value, market, "market");
  // The certificates are exact: the meter's whole error falls on what they do not cover.
  near((figure("co2_market").high ?? 0) - market, (2 * u * grid * 700) / 1e6, "market, spread", 1e-6);
  const diesel = (2 * hours * 0.3 * 2.6) / 1000;
  near(figure("cue_location").value, (((grid * 400) / 1e6 + diesel) * 1000) / (100 * hours), "CUE");
});

test("a tariff that changes in July is paid by the day; yearly prices count by days, VAT by its stretch", () => {
  const july = localDay("2025-07-01", zone).from;
  const [first, second] = [
    { from: year.from, to: july },
    { from: july, to: year.to },
  ];
  const kwh = [140 * hoursOf(first), 140 * hoursOf(second) + extra] as const;
  const share = hoursOf(first) / hours;
  const net = [kwh[0] * 0.17 + share * (200 * 100 + 365), kwh[1] * 0.24 + (1 - share) * (200 * 150 + 730)] as const;
  const { cost } = result.management;
  near(cost?.netEur, net[0] + net[1], "net");
  near(cost?.vatEur, net[0] * 0.19 + net[1] * 0.16, "VAT");
  assert.deepEqual(
    cost?.stretches.map(({ tariff }) => tariff.source),
    ["A", "B"],
  );
  near(cost?.stretches[1]?.netEur, net[1], "second stretch");
  near(figure("cost_net").value, net[0] + net[1], "figure");
  near(figure("peak_cost").value, 10 * (share * 100 + (1 - share) * 150), "price of the last peak");
  assert.match(JSON.stringify(result.view), /Kosten nach Tarif.*1\.1\.2025|Kosten nach Tarif.*01\.01\.2025/);
});

test("a year that begins before its first tariff has no cost, and the report says so", () => {
  const late = made(meters, { ...energy, tariffs: energy.tariffs.slice(1) });
  assert.equal(late.management.cost, undefined);
  assert.deepEqual(
    late.checked.warnings.filter(({ id }) => id === "tariff_missing").map(({ place }) => place),
    ["2025-01-01"],
  );
  assert.equal(
    late.figures.find(({ id }) => id === "cost_net"),
    undefined,
  );
  assert.equal(stretchesOf(energy.tariffs, { from: year.from - 1, to: year.to }, zone)?.length, 2);
  assert.equal(
    stretchesOf(energy.tariffs.toReversed(), year, zone)?.[0]?.tariff.source,
    "A",
    "the order of the file is no matter",
  );
  assert.equal(stretchesOf([], year, zone), undefined);
});

test("two feeds of one site are one load curve, and a sub-meter of a feed counts only once", () => {
  const feed = (id: string, parent?: string): Meter => ({
    id,
    name: id,
    role: "grid",
    accuracy_percent: 1,
    resolution_wh: 1,
    max_watts: 1e6,
    ...(parent !== undefined && { parent }),
  });
  const two = made([...meters, feed("feed-b")]);
  near(figure("peak", two).value, 400, "peak of both feeds");
  const below = made([...meters, feed("below", "grid")]);
  near(figure("peak", below).value, 200, "the sub-meter is no second feed");
  near(figure("co2_location", below).value, figure("co2_location").value ?? 0, "nor is its energy");
});
