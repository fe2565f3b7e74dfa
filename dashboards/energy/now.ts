/** The figures of the reports: effectiveness, uses, cost. */
import { bars, figure, overTime, unit, type Panel } from "../panels.ts";
import { ask, band, below, inWords, limit, of, unknown } from "../queries.ts";

const young = "noch nicht vollständig genug gebucht";
const periods = { twelve_months: "12 Monate", year: "Jahr bisher", month: "Monat bisher" };

export const now: readonly Panel[] = [
  figure({
    title: "PUE, 12 Monate",
    description:
      "PUE der letzten zwölf vollen Monate in der Kategorie des Berichts: das Jahresmittel, das das EnEfG meint. Fehlt, solange weniger als 90 % gebucht sind.",
    unit: unit.none,
    queries: [ask(`min(${of("energy_pue_ratio", 'period="twelve_months"')})`, "PUE")],
    steps: ["blue"],
    none: young,
    decimals: 2,
    width: 5,
    height: 6,
  }),
  figure({
    title: "PUE, laufender Monat",
    description: "Zwischenwert des laufenden Monats in der Kategorie des Berichts. Im Winter ist er kleiner als im Jahresmittel.",
    unit: unit.none,
    queries: [ask(`min(${of("energy_pue_ratio", 'period="month"')})`, "PUE")],
    steps: ["blue"],
    none: young,
    decimals: 2,
    width: 5,
    height: 6,
  }),
  figure({
    title: "Abstand zur nächsten PUE-Vorgabe",
    description:
      "Vorgabe des EnEfG weniger PUE über zwölf Monate: die geltende, sonst die nächste. Negativ heißt verfehlt. Entwürfe zählen nicht.",
    unit: unit.none,
    queries: [
      ask(
        `min(${of("energy_rule_margin_ratio", 'rule="pue"', 'when="now"')}) or min(${of("energy_rule_margin_ratio", 'rule="pue"', 'when="next"')})`,
        "Abstand",
      ),
    ],
    steps: [unknown, [below, "red"], [0, "orange"], [0.05, "green"]],
    none: young,
    decimals: 2,
    width: 5,
    height: 6,
  }),
  figure({
    title: "Erneuerbarer Anteil (REF)",
    description:
      "Erneuerbare Energie des laufenden Jahres an der gesamten (EN 50600-4-3); Herkunftsnachweise nach vergangener Zeit.",
    unit: unit.share,
    queries: [ask(`max(${of("energy_ref_ratio", 'period="year"')})`, "REF")],
    steps: ["blue"],
    none: young,
    decimals: 0,
    width: 5,
    height: 6,
  }),
  figure({
    title: "CO2 im Jahr",
    description: "CO2 des Strombezugs im laufenden Jahr bisher, marktbasiert: nach dem Liefervertrag (GHG Protocol, Scope 2).",
    unit: unit.tonnes,
    queries: [ask(`max(${of("energy_co2_grams", 'method="market"', 'period="year"')}) / 1000000`, "CO2")],
    steps: ["blue"],
    none: young,
    decimals: 0,
    width: 4,
    height: 6,
  }),
  overTime({
    title: "PUE mit Unsicherheit und Vorgaben",
    description:
      "PUE über zwölf Monate in der Kategorie des Berichts mit ihrem Band aus den Zählerklassen (k = 2), der laufende Monat und die Vorgaben des geltenden EnEfG.",
    unit: unit.none,
    queries: [
      ask(`min(${of("energy_pue_ratio", 'period="twelve_months"')})`, "12 Monate"),
      ...band(
        `min(${of("energy_pue_bound_ratio", 'period="twelve_months"', 'bound="low"')})`,
        `min(${of("energy_pue_bound_ratio", 'period="twelve_months"', 'bound="high"')})`,
        "12 Monate",
      ),
      ask(`min(${of("energy_pue_ratio", 'period="month"')})`, "Monat bisher"),
      limit(`min(${of("energy_rule_limit_ratio", 'rule="pue"', 'when="now"')})`, "Vorgabe heute"),
      limit(`min(${of("energy_rule_limit_ratio", 'rule="pue"', 'when="next"')})`, "Nächste Vorgabe", "warning"),
    ],
    from: 1,
    decimals: 2,
    width: 14,
    height: 9,
  }),
  bars({
    title: "Was zu einer Kilowattstunde IT hinzukommt",
    description: "Energie der Kälte, der USV, der Verteilung und des Übrigen je Energie der IT im laufenden Jahr (pPUE − 1).",
    unit: unit.none,
    queries: [
      ask(
        inWords(`max by (part) (${of("energy_ppue_ratio", 'period="year"')}) - 1`, "part", {
          cooling: "Kälte",
          ups: "USV-Verluste",
          distribution: "Verteilung",
          other: "Übriges",
        }),
        "{{what}}",
      ),
    ],
    steps: ["blue"],
    none: young,
    decimals: 3,
    width: 10,
    height: 9,
  }),
];

const uses = {
  it: "IT",
  cooling: "Kälte",
  ups: "USV-Verluste",
  distribution: "Verteilung",
  other: "Übriges",
  rest: "Nicht gemessener Rest",
};
const used = (period: keyof typeof periods): Panel =>
  bars({
    title: `Verbrauch nach Verwendung, ${periods[period]}`,
    description:
      "Gesamtverbrauch zerlegt: Die Teile ergeben zusammen das Ganze. Was kein Zähler sieht, ist der Rest; er kann innerhalb der Messunsicherheit negativ sein.",
    unit: unit.wattHours,
    queries: [ask(inWords(`max by (part) (${of("energy_use_joules", `period="${period}"`)}) / 3600`, "part", uses), "{{what}}")],
    steps: ["blue"],
    none: young,
    decimals: 1,
    width: 8,
    height: 8,
  });
export const parts: readonly Panel[] = [used("month"), used("year"), used("twelve_months")];

const components = {
  energy: "Energie",
  grid_power: "Netz: Leistungspreis",
  grid_energy: "Netz: Arbeitspreis",
  levies: "Umlagen",
  tax: "Stromsteuer",
  concession: "Konzessionsabgabe",
  metering: "Messung",
};
export const costs: readonly Panel[] = [
  figure({
    title: "Kosten im Jahr bisher, EUR netto",
    description:
      "Nach den Tarifen, die an den Tagen galten; der Leistungspreis des ganzen Jahres für die bisherige Spitze ist darin.",
    unit: unit.number,
    queries: [ask(`sum(${of("energy_cost_euros", 'period="year"')})`, "Kosten")],
    steps: ["blue"],
    none: young,
    decimals: 0,
    width: 5,
    height: 8,
  }),
  bars({
    title: "Bestandteile der Kosten, EUR netto",
    description: "Woraus die Kosten des laufenden Jahres bestehen, netto.",
    unit: unit.number,
    queries: [
      ask(
        inWords(`max by (component) (${of("energy_cost_component_euros", 'period="year"')})`, "component", components),
        "{{what}}",
      ),
    ],
    steps: ["blue"],
    none: young,
    decimals: 0,
    width: 10,
    height: 8,
  }),
  overTime({
    title: "Leistungsspitze",
    description:
      "Höchste Viertelstunde des laufenden Monats und des Abrechnungsjahres gegen die vereinbarte Leistung. Die Spitze des Jahres bestimmt den Leistungspreis.",
    unit: unit.watts,
    queries: [
      ask(inWords(`max by (period) (${of("energy_peak_watts")})`, "period", periods), "{{what}}"),
      limit(`min(${of("energy_grid_power_limit_watts")})`, "Vereinbart"),
    ],
    from: 0,
    width: 9,
    height: 8,
  }),
];
