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
    // One period only: while the service is young, it also has shorter ones, and they swing.
    when: `energy_pue_ratio{period="4h"} > on (site) group_left () energy_pue_limit_ratio`,
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
  alert({
    name: "QuarterHourPeakNear",
    severity: "info",
    about: "site",
    class: "energy",
    holdFor: "0s",
    // 95 %: one quarter of an hour sets the price of the year, and it takes minutes to shed load.
    when: `energy_power_watts{role="grid"} > on (site) group_left () (0.95 * energy_grid_power_limit_watts)`,
    summary: `Leistungsspitze am Netz nahe der Grenze: ${site}`,
    description: `Mittel der letzten Viertelstunde ${answer(`sum(energy_power_watts{role="grid"}) / 1000`, "tenths")} kW, Grenze ${answer(
      "min(energy_grid_power_limit_watts) / 1000",
      "tenths",
    )} kW.`,
    consequence: "Die höchste Viertelstunde des Jahres bestimmt den Leistungspreis.",
    firstStep: "Aufschiebbare Verbraucher verlegen: Probeläufe, Ladung der Batterien, Wartung der Kältemaschine.",
  }),
];
