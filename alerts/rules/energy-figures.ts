import { alert } from "../rule.ts";
import { answer, site, value } from "../template.ts";

export const day = 86_400;

/** What the published figures of the audit say: data that stop, figures that contradict each other, limits, savings, dates. They wake nobody. */
export const energyFigureRules = [
  alert({
    name: "EnergyMeterStopped",
    severity: "warning",
    about: "resource",
    class: "energy",
    resource: "meter",
    // A quarter hour is booked within minutes; after an outage Leitstand catches up in less than this.
    holdFor: "15m",
    when: `time() - energy_ledger_booked_until_timestamp_seconds > on (site, meter) energy_ledger_lag_limit_seconds`,
    summary: "Zähler liefert keine Energie mehr: {{ $labels.resource }}",
    description: "Die letzte gebuchte Viertelstunde endet vor {{ $value | humanizeDuration }}.",
    consequence:
      "PUE und Bilanz dieser Zeit fehlen, solange der Zähler schweigt; zählt er weiter, ist beim Wiederkommen nur die Aufteilung geschätzt.",
    firstStep: "Nachsehen, ob das Gerät antwortet und der Zählerstand dort weiterläuft.",
  }),
  alert({
    name: "EnergyDataIncomplete",
    severity: "info",
    about: "site",
    class: "energy",
    // A day of it: in the first hours of a month an hour weighs much. A ledger without an earlier month is young, not incomplete.
    holdFor: "1d",
    worst: "lowest",
    when: `min by (site) (energy_kpi_coverage_ratio{kpi=~"pue.",period="month"}) < on (site) energy_coverage_limit_ratio
and on (site) max by (site) (energy_kpi_coverage_ratio{kpi=~"pue.",period="twelve_months"}) > 0`,
    summary: `Energiedaten des Monats zu lückenhaft: ${site}`,
    description: `Bisher gebucht sind ${answer(
      `min(energy_kpi_coverage_ratio{kpi=~"pue.",period="month"}) * 100`,
      "tenths",
    )} % der Zeit, nötig sind ${answer("min(energy_coverage_limit_ratio) * 100")} %.`,
    consequence: "Der Bericht des Monats lässt sich nicht freigeben, und seine Kennzahlen werden nicht veröffentlicht.",
    firstStep: "Auf der Energieseite den Zähler mit der Lücke suchen; Ablesung oder Tabelle nachtragen.",
  }),
  alert({
    name: "EnergyFiguresContradict",
    severity: "warning",
    about: "site",
    class: "energy",
    holdFor: "1h",
    when: `energy_check_stops{period=~"month|year"} > 0`,
    summary: `Energiezahlen widersprechen sich: ${site}`,
    description: `Prüfungen, die den Bericht anhalten: ${value("whole")}.`,
    consequence: "Es entsteht kein Bericht, und keine Kennzahl dieser Zeit wird veröffentlicht, bis der Widerspruch geklärt ist.",
    firstStep: "Den Bericht des Monats öffnen: Dort stehen Ort, Zahlen und Abhilfe jeder Prüfung.",
  }),
  alert({
    name: "EnergyLimitMissed",
    severity: "info",
    about: "resource",
    class: "energy",
    resource: "rule",
    holdFor: "1h",
    worst: "lowest",
    // The better end of the interval: only what is certain. A limit to come is named a year ahead, so that there is time to act.
    when: `energy_rule_margin_bound_ratio{when="now",bound="high"} < 0
or energy_rule_margin_bound_ratio{when="next",bound="high"} < 0
  and on (site, rule) (energy_rule_next_timestamp_seconds - time() < ${365 * day})`,
    summary: "Vorgabe des EnEfG verfehlt: {{ $labels.resource }}",
    description: `Abstand ${value("hundredths")}, heutige Vorgabe ${answer(
      `min(energy_rule_limit_ratio{rule="$resource",when="now"})`,
      "hundredths",
      "keine",
    )}, nächste ${answer(`min(energy_rule_limit_ratio{rule="$resource",when="next"})`, "hundredths", "keine")}.`,
    consequence: "Ab dem Stichtag ein Verstoß gegen § 11 EnEfG, der mit Bußgeld bewehrt ist.",
    firstStep: "Im Jahresbericht den Abschnitt Pflichten lesen und die Maßnahmen mit der größten Wirkung vorziehen.",
  }),
  alert({
    name: "SavingsEroding",
    severity: "info",
    about: "resource",
    class: "energy",
    resource: "baseline",
    holdFor: "1d",
    worst: "lowest",
    // Within the range that the baseline has seen, over a week at least, and beyond the interval: anything less is weather.
    when: `energy_enpi_savings_bound_joules{period="month",bound="high"} < 0
and on (site, baseline) energy_enpi_observations{period="month"} >= 7
and on (site, baseline) energy_enpi_outside_ratio{period="month"} <= 0.05`,
    summary: "Einsparung schwindet: Basislinie {{ $labels.resource }}",
    description: `Mehrverbrauch im laufenden Monat ${answer(
      `-min(energy_enpi_savings_joules{baseline="$resource",period="month"}) / 3.6e6`,
    )} kWh gegenüber der Erwartung, EnPI ${answer(`max(energy_enpi_ratio{baseline="$resource",period="month"})`, "hundredths")}.`,
    consequence: "Die Wirkung einer Maßnahme geht verloren, oder eine Anlage arbeitet schlechter als zuvor.",
    firstStep: "Prüfen, was sich an der Kälte geändert hat: Sollwerte, freie Kühlung, Filter, statische Faktoren.",
  }),
  alert({
    name: "EnergyAuditDue",
    severity: "info",
    about: "site",
    class: "energy",
    holdFor: "1h",
    worst: "lowest",
    // Half a year: an auditor must be found and the data package complete.
    when: `energy_due_timestamp_seconds{duty="audit"} - time() < ${180 * day}`,
    summary: `Energieaudit steht an: ${site}`,
    description: `Noch ${answer(`(min(energy_due_timestamp_seconds{duty="audit"}) - time()) / ${day}`)} Tage bis zum Stichtag (negativ: überschritten).`,
    consequence: "Ohne Audit nach vier Jahren verstößt ein verpflichtetes Unternehmen gegen § 8 EDL-G.",
    firstStep: "Im Bericht den Abschnitt Nachverfolgung lesen: Er sagt, was für das nächste Audit noch fehlt.",
  }),
];
