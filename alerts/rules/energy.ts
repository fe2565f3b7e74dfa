import { alert } from "../rule.ts";
import { answer, known, site, value } from "../template.ts";

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
    description: `PUE ${value("hundredths")}, Grenzwert ${answer("min(energy_pue_limit_ratio)", "hundredths")}. Unter zwölf Monaten ist das ein Zwischenwert.${known(
      `sum(energy_power_watts{role=~"cooling|chiller|pump|air_handler"}) / 1000`,
      (kilowatts) => ` Kälte zuletzt ${kilowatts} kW.`,
      "",
      "tenths",
    )}`,
    consequence:
      "Höhere Stromkosten; als Jahresmittel ein Verstoß gegen die Vorgaben des EnEfG ab den dort genannten Stichtagen.",
    firstStep: "Im Energiebericht nachsehen, welcher Anteil gewachsen ist: Kälte, USV-Verluste oder sinkende IT-Last.",
  }),
];
