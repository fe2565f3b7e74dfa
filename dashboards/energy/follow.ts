/** Savings against the baseline, and what the law and the audit ask next. */
import { bars, list, overTime, unit, type Panel } from "../panels.ts";
import { ask, band, below, inWords, limit, of, unknown } from "../queries.ts";

const duties = {
  audit: "Nächstes Energieaudit",
  audit_declaration: "Meldung des letzten Audits",
  register_report: "Bericht an das Register",
  waste_heat_report: "Plattform für Abwärme",
  eu_report: "EU-Datenbank",
  pue: "Nächste PUE-Vorgabe",
  renewable: "Nächste Ökostrom-Stufe",
};

const marginNow = `max by (rule) (${of("energy_rule_margin_ratio", 'when="now"')})`;
const marginNext = `max by (rule) (${of("energy_rule_margin_ratio", 'when="next"')})`;

export const follow: readonly Panel[] = [
  overTime({
    title: "Energieleistungskennzahl (EnPI)",
    description:
      "Verbrauch der Kälte zur Erwartung der Basislinie bei diesem Wetter und dieser Last (ISO 50006). Unter 1 ist besser als die Basis.",
    unit: unit.none,
    queries: [
      ask(
        inWords(`max by (period) (${of("energy_enpi_ratio")})`, "period", {
          twelve_months: "12 Monate",
          year: "Jahr bisher",
          month: "Monat bisher",
        }),
        "{{what}}",
      ),
      limit(`max(${of("energy_enpi_ratio")}) * 0 + 1`, "wie die Basis", "warning"),
    ],
    decimals: 3,
    width: 6,
    height: 8,
  }),
  overTime({
    title: "Aufsummierte Abweichung (CUSUM)",
    description:
      "Summe aus Verbrauch weniger Erwartung seit dem Ende der Basislinie: Fällt sie, wird gespart; ein Knick zeigt den Tag, an dem sich etwas änderte.",
    unit: unit.wattHours,
    queries: [ask(`${of("energy_enpi_cusum_joules")} / 3600`, "{{baseline}}")],
    decimals: 1,
    width: 6,
    height: 8,
  }),
  overTime({
    title: "Einsparung, 12 Monate",
    description:
      "Erwartung weniger Verbrauch der Kälte mit dem Band der Basislinie (90 %): berechnet. Nachgewiesen heißt sie erst im Bericht, wenn die Tage im Bereich der Basislinie liegen und das untere Ende über 0 liegt.",
    unit: unit.wattHours,
    queries: [
      ask(`max(${of("energy_enpi_savings_joules", 'period="twelve_months"')}) / 3600`, "Einsparung"),
      ...band(
        `max(${of("energy_enpi_savings_bound_joules", 'period="twelve_months"', 'bound="low"')}) / 3600`,
        `max(${of("energy_enpi_savings_bound_joules", 'period="twelve_months"', 'bound="high"')}) / 3600`,
        "Einsparung",
      ),
    ],
    decimals: 1,
    width: 6,
    height: 8,
  }),
  list({
    title: "Nächste Termine",
    description: "Wann der Bericht an das Register, das Energieaudit und die nächste Vorgabe fällig sind.",
    unit: unit.none,
    queries: [
      {
        expression: `sort(${inWords(
          `max by (duty) (${of("energy_due_timestamp_seconds")} * 1000 or label_replace(${of("energy_rule_next_timestamp_seconds")}, "duty", "$1", "rule", "(.+)") * 1000)`,
          "duty",
          duties,
        )})`,
        legend: "",
      },
    ],
    columns: [
      { from: "what", heading: "Pflicht" },
      { from: "Value", heading: "Fällig", unit: unit.day, width: 130 },
    ],
    hidden: ["duty"],
    rising: true,
    none: "keine Termine bekannt",
    width: 6,
    height: 8,
  }),
  list({
    title: "Nachgewiesene Einsparung je Maßnahme",
    description: "Einsparung über den geprüften Zeitraum aus dem Register: nur was als nachgewiesen gelten darf.",
    unit: unit.none,
    queries: [{ expression: `max by (measure) (${of("energy_verified_savings_joules")}) / 3600`, legend: "" }],
    columns: [
      { from: "measure", heading: "Maßnahme" },
      { from: "Value", heading: "Einsparung", unit: unit.wattHours, width: 150 },
    ],
    none: "noch keine nachgewiesene Einsparung",
    width: 12,
    height: 6,
  }),
  bars({
    title: "Abstand zu den Vorgaben des EnEfG",
    description:
      "Luft bis zur geltenden und zur nächsten Vorgabe; negativ heißt verfehlt. PUE über zwölf Monate, Anteile im laufenden Jahr.",
    unit: unit.none,
    queries: [
      ask(inWords(marginNow, "rule", { pue: "PUE, heute", renewable: "Erneuerbar, heute", reuse: "Abwärme, heute" }), "{{what}}"),
      ask(inWords(marginNext, "rule", { pue: "PUE, nächste", renewable: "Erneuerbar, nächste" }), "{{what}}"),
    ],
    steps: [unknown, [below, "red"], [0, "green"]],
    from: -0.5,
    to: 0.5,
    none: "noch nicht vollständig genug gebucht",
    decimals: 2,
    width: 12,
    height: 6,
  }),
];
