/** The annual report made from the same bookings: what a manager reads must be what the samples expect. */
import { energySection, type EnergySection } from "../../../site/energy.ts";
import type { MeterSeries } from "../../../energy-audit/kpi/energy.ts";
import { quartersOf, type Period } from "../../../energy-audit/ledger/calendar.ts";
import type { Column } from "../../../energy-audit/ledger/store.ts";
import { registerOf } from "../../../energy-audit/register/records.ts";
import { makeManagement } from "../../../energy-audit/report/management/make.ts";
import { exampleSite } from "../fixture.ts";
import { metricFaults } from "./data-centre-metrics.ts";
import { optional, type FactorFile, type TariffFile } from "./data-centre-files.ts";

/** Figures of the report and where the expectations hold the same number. */
const same: readonly (readonly [figure: string, block: string, key: string])[] = [
  ["facility", "annual", "e_dc_kwh"],
  ["pue1", "annual", "pue1"],
  ["pue2", "annual", "pue2"],
  ["pue3", "annual", "pue3"],
  ["ups_efficiency", "annual", "ups_efficiency"],
  ["ups_loss", "annual", "ups_loss_kwh"],
  ["cer", "annual", "cer"],
  ["erf", "annual", "erf"],
  ["wue", "annual", "wue_m3_per_mwh"],
  ["peak", "annual", "peak_kw"],
  ["full_load_hours", "annual", "full_load_hours"],
  ["cost_net", "cost", "net_total"],
  ["co2_location", "carbon", "location_t"],
  ["co2_market", "carbon", "market_t"],
  ["cue_location", "carbon", "cue_location_kg_per_kwh"],
  ["cue_market", "carbon", "cue_market_kg_per_kwh"],
  ["ref", "carbon", "ref"],
];

export function reportCase(
  folder: string,
  year: number,
  zone: string,
  series: readonly MeterSeries[],
  expected: Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>,
): { wrong: string[]; compared: number } {
  const example = exampleSite();
  const site = {
    site: { ...example.site, time_zone: zone },
    meters: series.map(({ meter }) => meter),
    energy: energyOf(folder, year),
  };
  const ledger = {
    column: (meter: string, period: Period): Column => columnOf(series, meter, period),
    sums: (meter: string, periods: readonly Period[]): number[] =>
      periods.map((span) =>
        columnOf(series, meter, span).amounts.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : value), 0),
      ),
    register: () => registerOf([]),
    drivers: () => new Map<string, number>(),
  };
  const made = makeManagement(ledger, site, { year, locale: "de", day: `${year + 1}-02-16` });
  const wrong = made.checked.stops.map(({ id, place }) => `the report was stopped: ${id} ${place}`);
  if (made.view === undefined && wrong.length === 0) wrong.push("no report was made");
  let compared = 1;
  for (const [id, block, key] of same) {
    const wanted = expected[block]?.[key];
    const figure = made.figures.find((row) => row.id === id);
    if (typeof wanted !== "number" || figure === undefined) continue;
    compared += 1;
    const value = figure.value ?? Number.NaN;
    if (!(Math.abs(value - wanted) <= Math.max(1e-5 * Math.abs(wanted), 5e-6)))
      wrong.push(`report ${id}: ${value} in the report, ${wanted} expected`);
  }
  const metrics = metricFaults(ledger, site, year, expected);
  return { wrong: [...wrong, ...metrics.wrong], compared: compared + metrics.compared };
}

/** The year's bookings, and nothing before them. */
function columnOf(series: readonly MeterSeries[], meter: string, { from, to }: Period): Column {
  const own = series.find((one) => one.meter.id === meter);
  const length = quartersOf({ from, to });
  const column = {
    from,
    step: 900,
    amounts: new Float64Array(length).fill(Number.NaN),
    methods: new Uint8Array(length),
    qualities: new Uint8Array(length),
    measuredSeconds: new Uint16Array(length),
  };
  if (own === undefined) return column;
  const offset = (own.from - from) / 900;
  for (let place = Math.max(0, offset); place < Math.min(length, offset + own.amounts.length); place += 1) {
    column.amounts[place] = own.amounts[place - offset] ?? Number.NaN;
    column.methods[place] = own.methods[place - offset] ?? 0;
    column.qualities[place] = own.qualities[place - offset] ?? 0;
    column.measuredSeconds[place] = own.measuredSeconds[place - offset] ?? 0;
  }
  return column;
}

/** Tariff, factors and guarantees in the words of the site file. */
function energyOf(folder: string, year: number): EnergySection {
  const tariff = optional<TariffFile | undefined>(folder, "tariff.json", undefined);
  const factors = optional<FactorFile | undefined>(folder, "emission-factors.json", undefined);
  const fee = (of: TariffFile["grid_fee"]["ge2500"]) => ({
    power_eur_per_kw: of.power_eur_per_kw_a,
    energy_ct_per_kwh: of.energy_ct_per_kwh,
  });
  return energySection.parse({
    tariffs:
      tariff === undefined
        ? []
        : [
            {
              from: `${year}-01-01`,
              energy_ct_per_kwh: tariff.energy_ct_per_kwh,
              grid_fee: { from_2500_hours: fee(tariff.grid_fee.ge2500), below_2500_hours: fee(tariff.grid_fee.lt2500) },
              levies_ct_per_kwh: tariff.levies_ct_per_kwh,
              tax_ct_per_kwh: tariff.electricity_tax_ct_per_kwh,
              concession_ct_per_kwh: tariff.concession_ct_per_kwh,
              metering_eur_per_year: tariff.metering_eur_a,
              vat: tariff.vat,
              source: "tariff.json",
            },
          ],
    ...(factors && {
      emission_factors: {
        series: "emission-factors.json",
        location: factors.location.map(({ year: of, g_per_kwh }) => ({
          year: of,
          g_per_kwh,
          status: "estimate" as const,
          source: "emission-factors.json",
        })),
        residual_mix_g_per_kwh: factors.residual_mix_g_per_kwh,
      },
      generator: { diesel_l_per_kwh: factors.diesel_l_per_test_kwh, kg_co2_per_l: factors.diesel_kg_co2_per_l },
    }),
    guarantees_of_origin: factors === undefined ? [] : [{ year, kwh: factors.guarantees_of_origin_kwh }],
    ups: [],
    discount_rate: 0.05,
  });
}
