/**
 * Two years of a small data centre as hourly tables, from plain formulas: IT load with day and week, UPS losses as a + bP + cP²,
 * cooling with the weather, photovoltaics with the sun. Everything is invented; the numbers repeat exactly.
 */
import { localParts, type Period } from "../../energy-audit/ledger/calendar.ts";
import { importIntervals, type ImportUnit } from "../../energy-audit/ledger/import.ts";
import type { LedgerStore } from "../../energy-audit/ledger/store.ts";
import { energySection } from "../../site/energy.ts";
import type { Meter, MeterRole, Site } from "../../site/inventory.ts";
import { formatProblem } from "../../site/problem.ts";
import { exampleSite } from "./fixture.ts";

const zone = "Europe/Berlin";

const list: readonly (readonly [id: string, name: string, role: MeterRole, accuracy: number, parent?: string])[] = [
  ["netz", "Netzbezug (Abrechnungszähler)", "grid", 0.5],
  ["pv", "Photovoltaik", "pv", 1],
  ["nea", "Netzersatzanlage", "generator", 1],
  ["usv-a-ein", "USV A Eingang", "ups_in", 0.5, "netz"],
  ["usv-a-aus", "USV A Ausgang", "ups_out", 0.5, "usv-a-ein"],
  ["usv-b-ein", "USV B Eingang", "ups_in", 0.5, "netz"],
  ["usv-b-aus", "USV B Ausgang", "ups_out", 0.5, "usv-b-ein"],
  ["pdu", "PDU-Ausgänge", "pdu_out", 1],
  ["it", "IT-Eingänge (Steckdosenleisten)", "it", 1, "pdu"],
  ["kaeltemaschine", "Kältemaschinen", "chiller", 1, "netz"],
  ["pumpen", "Pumpen", "pump", 1, "netz"],
  ["umluft", "Umluftgeräte", "air_handler", 1, "netz"],
  ["sonstiges", "Licht, Büro, Sicherheit", "other", 1, "netz"],
  ["waerme", "Wärme aus den Räumen", "heat", 2],
  ["abwaerme", "Abwärme an das Nachbarhaus", "heat_reuse", 2],
  ["wasser", "Wasser der Rückkühler", "water", 2],
];

export const yearMeters: Meter[] = list.map(([id, name, role, accuracy_percent, parent]) => ({
  id,
  name,
  role,
  accuracy_percent,
  resolution_wh: 100,
  max_watts: 1_000_000,
  ...(parent !== undefined && { parent }),
}));

/** The example site with these meters and the master data of an invented operator. */
export function yearSite(): Site {
  const energy = energySection.parse({
    facts: {
      owner: "Musterstadt IT GmbH",
      operator: "Musterstadt IT GmbH",
      postcode: "99999",
      building_area_m2: 1200,
      commissioned: "2013-04-01",
      non_redundant_kw: 540,
      it_nominal_kw: 320,
      it_installed_kw: 260,
      public_body: true,
      third_parties: true,
      certified_management_system: false,
    },
    register: [2024, 2025].map((year) => ({
      year,
      data_centre_area_m2: 380,
      computer_room_area_m2: 210,
      released_heat_celsius: year === 2024 ? 29 : 30.5,
      delivered_heat_celsius: 42,
      intake_celsius: year === 2024 ? 22 : 24,
      battery_kw: 400,
      grid_functions: false,
      potable_water_share: 1,
      refrigerants: "R-513A",
      server_utilisation: year === 2024 ? 0.21 : 0.24,
      server_efficiency: "31,2 (SERT 2)",
    })),
    tariffs: [
      {
        from: "2024-01-01",
        energy_ct_per_kwh: 13.8,
        grid_fee: {
          from_2500_hours: { power_eur_per_kw: 121.5, energy_ct_per_kwh: 0.88 },
          below_2500_hours: { power_eur_per_kw: 20.4, energy_ct_per_kwh: 5.02 },
        },
        levies_ct_per_kwh: { KWKG: 0.277, Offshore: 0.816, "besondere Netznutzung": 1.558 },
        concession_ct_per_kwh: 0.11,
        metering_eur_per_year: 580,
        source: "Beispielpreise, kein Preisblatt",
      },
    ],
    emission_factors: {
      series: "Beispielreihe",
      location: [
        { year: 2024, g_per_kwh: 363, status: "estimate", source: "Umweltbundesamt, aus zweiter Hand" },
        { year: 2025, g_per_kwh: null, status: "unpublished", source: "noch nicht veröffentlicht" },
      ],
      residual_mix_g_per_kwh: 690,
    },
    guarantees_of_origin: [
      { year: 2024, kwh: 1_400_000 },
      { year: 2025, kwh: 1_500_000 },
    ],
    generator: { diesel_l_per_kwh: 0.28 },
    customers: [
      { id: "stadtverwaltung", name: "Stadtverwaltung", meters: [{ meter: "it", share: 0.62 }] },
      { id: "kulturbetriebe", name: "Kulturbetriebe", meters: [{ meter: "it", share: 0.14 }] },
      { id: "mieter-a", name: "Mieter im Raum 2", meters: [{ meter: "sonstiges" }] },
    ],
    ups: [
      {
        name: "USV A",
        input: "usv-a-ein",
        output: "usv-a-aus",
        rated_kw: 200,
        curve: [
          [0.25, 0.94],
          [0.5, 0.957],
          [0.75, 0.959],
          [1, 0.954],
        ],
      },
      {
        name: "USV B",
        input: "usv-b-ein",
        output: "usv-b-aus",
        rated_kw: 200,
        curve: [
          [0.25, 0.94],
          [0.5, 0.957],
          [0.75, 0.959],
          [1, 0.954],
        ],
      },
    ],
  });
  const site = exampleSite();
  return { ...site, site: { ...site.site, name: "Muster-Rechenzentrum" }, meters: yearMeters, energy };
}

/** A number in [-1, 1) that looks random and is the same every time. */
function noise(seed: number): number {
  const value = Math.sin(seed * 12.9898) * 43_758.5453;
  return 2 * (value - Math.floor(value)) - 1;
}

const loss = (kw: number): number => 3.2 + 0.016 * kw + 7e-5 * kw * kw;

/** Outdoor temperature of an hour, °C. */
function temperatureAt(start: number): number {
  const { date, hour: clock } = localParts(start, zone);
  const day = (Date.parse(date) - Date.parse(`${date.slice(0, 4)}-01-01`)) / 86_400_000;
  const season = -Math.cos(((day - 15) / 365) * 2 * Math.PI);
  return 9.5 + 9.5 * season + 4 * Math.sin(((clock - 9) / 24) * 2 * Math.PI) + 3 * noise(Math.floor(start / 86_400));
}

/** Daily mean temperatures as a table with the columns `day` and `t`. */
export function temperatureTable({ from, to }: Period): string {
  const sums = new Map<string, { sum: number; hours: number }>();
  for (let start = from; start < to; start += 3600) {
    const { date } = localParts(start, zone);
    const { sum, hours } = sums.get(date) ?? { sum: 0, hours: 0 };
    sums.set(date, { sum: sum + temperatureAt(start), hours: hours + 1 });
  }
  return ["day,t", ...[...sums].map(([day, { sum, hours }]) => `${day},${(sum / hours).toFixed(2)}`)].join("\n");
}

/** Energies of one hour by meter id, kWh (m³ for water). */
function hour(start: number, growth: number): Record<string, number> {
  const { date, hour: clock, weekday } = localParts(start, zone);
  const day = (Date.parse(date) - Date.parse(`${date.slice(0, 4)}-01-01`)) / 86_400_000;
  const season = -Math.cos(((day - 15) / 365) * 2 * Math.PI);
  const temperature = temperatureAt(start);
  const work = weekday <= 5 && clock >= 7 && clock < 18 ? 1 : 0;
  const it = (205 + 14 * work + 3 * noise(start / 3600)) * growth;
  const pdu = it * 1.011;
  const out = pdu * 1.014;
  const [a, b] = [out * 0.52, out * 0.48];
  const chiller = Math.max(6, 11 + 1.75 * Math.max(0, temperature - 11) + 0.05 * (it - 205));
  const sun = Math.max(0, Math.sin(((clock - 6) / 12) * Math.PI)) * (clock >= 6 && clock <= 18 ? 1 : 0);
  const pv = 34 * sun * (0.55 + 0.45 * season) * (0.6 + 0.4 * noise(start / 7200));
  const nea = date.endsWith("-15") && clock === 9 ? 90 : 0;
  const values: Record<string, number> = {
    "usv-a-ein": a + loss(a),
    "usv-a-aus": a,
    "usv-b-ein": b + loss(b),
    "usv-b-aus": b,
    pdu,
    it,
    kaeltemaschine: chiller,
    pumpen: 5.6,
    umluft: 17.5 + 0.03 * (it - 205),
    sonstiges: 4.5 + 1.6 * work,
    waerme: it + loss(a) + loss(b),
    abwaerme: season < 0 ? 9 : 0,
    wasser: temperature > 20 ? 0.02 * (temperature - 20) : 0,
    pv: Math.max(0, pv),
    nea,
  };
  const inside = ["usv-a-ein", "usv-b-ein", "kaeltemaschine", "pumpen", "umluft", "sonstiges"].reduce(
    (sum, id) => sum + (values[id] ?? 0),
    0,
  );
  return { ...values, netz: inside * 1.013 - (values["pv"] ?? 0) - nea };
}

/** The period as a table like an energy management system exports it; `holes` are cells left empty. */
export function energyTable(
  { from, to }: Period,
  growth: number,
  holes: (meter: string, start: number) => boolean = () => false,
): string {
  const ids = yearMeters.map(({ id }) => id);
  const lines = [`start_utc,${ids.join(",")}`];
  for (let start = from; start < to; start += 3600) {
    const values = hour(start, growth);
    const cells = ids.map((id) => (holes(id, start) ? "" : (values[id] ?? 0).toFixed(id === "wasser" ? 3 : 2)));
    lines.push(`${new Date(start * 1000).toISOString().slice(0, 16)}Z,${cells.join(",")}`);
  }
  return lines.join("\n");
}

/** Imports a table of `energyTable` into the ledger. */
export async function importTable(store: LedgerStore, text: string): Promise<void> {
  const imported = importIntervals(text, {
    file: "year.csv",
    timeColumn: "start_utc",
    label: "start",
    intervalSeconds: 3600,
    columns: yearMeters.map(({ id, role }) => ({
      column: id,
      meter: id,
      unit: (role === "water" ? "m3" : "kWh") satisfies ImportUnit,
    })),
  });
  if (imported.problems.length > 0) throw new Error(imported.problems.map((problem) => formatProblem(problem)).join("\n"));
  await store.enter(imported.meters, { source: "year.csv", at: new Date("2026-01-02T08:00:00Z"), person: "Energiemanagement" });
}

/** A register as an operator keeps it: an old audit without mandatory measures, and what came of it. */
export const yearRecords = `
- { kind: audit, id: AU-2022, standard: "DIN EN 16247-1:2012-10", auditor: "Musteraudit GmbH", basis: voluntary, scope: "Rechenzentrum mit USV, Kälte und IT", completed: 2022-09-30, coverage: 0.93 }
- { kind: finding, id: F-1, audit: AU-2022, type: none, text: "Keine Pflichtmaßnahme; Betrieb sehr energiebewusst" }
- { kind: finding, id: F-2, audit: AU-2022, type: note, text: "USV und Kälte sind die größten Verbraucher", measure: M-02 }
- { kind: finding, id: F-3, audit: AU-2022, type: metering, text: "Zählung der Umluftgeräte fehlt", settled: "Zähler seit 2023-03-01" }
- { kind: finding, id: F-4, audit: AU-2022, type: opportunity, text: "Sollwert im Kaltgang anheben", measure: M-01 }
- kind: measure
  id: M-01
  title: Sollwert Kaltgang von 22 auf 24 °C anheben
  finding: F-4
  use: cooling
  type: organisational
  status: verified
  owner: Gebäudetechnik
  decided: 2023-10-04
  implemented: 2024-01-02
  investment_eur: 1500
  useful_life_years: 5
  saving_kwh_per_year: 9000
  verification_plan: Regression der Tageswerte, Basis 2023
  verified: { kwh: 8400, low: 6900, high: 9900, from: 2024-01-02, to: 2024-12-31, outside_share: 0.02 }
- kind: measure
  id: M-02
  title: USV A erneuern
  finding: F-2
  use: ups
  type: investment
  status: proposed
  owner: Leitung Betrieb
  due: 2026-06-30
  investment_eur: 88000
  useful_life_years: 12
  saving_kwh_per_year: 41000
- kind: measure
  id: M-03
  title: Freie Kühlung nachrüsten
  use: cooling
  type: investment
  status: in_review
  owner: Gebäudetechnik
  investment_eur: 160000
  funding_eur: 24000
  useful_life_years: 15
  saving_kwh_per_year: 52000
  price_change_per_year: 0.02
  opex_eur_per_year: 2500
- kind: measure
  id: M-04
  title: Ein USV-Modul in Teillast abschalten
  use: ups
  type: organisational
  status: rejected
  reason: Redundanz N+1 wäre nicht mehr gegeben
  decided: 2025-03-12
  owner: Leitung Betrieb
  investment_eur: 0
  useful_life_years: 5
  saving_kwh_per_year: 15000
`;
