import { alert } from "../rule.ts";
import { answer, site } from "../template.ts";

/** Energy figures; they wake nobody. */
export const energyRules = [
  alert({
    name: "PueAboveLimit",
    severity: "info",
    about: "site",
    class: "energy",
    // A day of it, so that a hot afternoon or a maintenance run is no finding. The law means the annual mean.
    holdFor: "1d",
    when: `energy_pue_ratio > on (site) group_left () energy_pue_limit_ratio`,
    summary: `PUE über dem Grenzwert: ${site}`,
    description: `PUE {{ $value | printf "%.2f" | reReplaceAll "[.]" "," }}, Grenzwert {{ with query "min(energy_pue_limit_ratio)" }}{{ . | first | value | printf "%.2f" | reReplaceAll "[.]" "," }}{{ else }}unbekannt{{ end }}. Unter zwölf Monaten ist das ein Zwischenwert. Kälte zuletzt ${answer(
      `sum(energy_power_watts{role=~"cooling|chiller|pump|air_handler"}) / 1000`,
      "tenths",
    )} kW.`,
    consequence:
      "Höhere Stromkosten; als Jahresmittel ein Verstoß gegen die Vorgaben des EnEfG ab den dort genannten Stichtagen.",
    firstStep: "Im Energiebericht nachsehen, welcher Anteil gewachsen ist: Kälte, USV-Verluste oder sinkende IT-Last.",
  }),
];
