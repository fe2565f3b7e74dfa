/** Power and PUE of the last hours: what happens right now. */
import { figure, overTime, unit } from "../panels.ts";
import { ask, inWords, limit, of } from "../queries.ts";

const roles = {
  grid: "Netz",
  pv: "Photovoltaik",
  generator: "Generator",
  feed_in: "Einspeisung",
  ups_in: "USV-Eingang",
  ups_out: "USV-Ausgang (IT)",
  pdu_out: "Verteilung (IT)",
  it: "IT",
  cooling: "Kälte",
  chiller: "Kältemaschinen",
  pump: "Pumpen",
  air_handler: "Umluft",
  heat: "Abgeführte Wärme",
  heat_reuse: "Genutzte Abwärme",
  other: "Übriges",
};

export const pueLastHours = figure({
  title: "Interims-PUE",
  description:
    "Verhältnis der Energie am Netz zur Energie der IT über die letzten Stunden. Über weniger als zwölf Monate ist es ein Zwischenwert.",
  unit: unit.none,
  // One period, as the rule; a young service has only shorter ones.
  queries: [
    ask(`max(${of("energy_pue_ratio", 'period="4h"')}) or max(${of("energy_pue_ratio", 'period=~"[0-9]+[mh]"')})`, "PUE"),
  ],
  steps: ["blue"],
  decimals: 2,
  width: 4,
  height: 8,
});

export const power = overTime({
  title: "Leistung nach Rolle",
  description:
    "Mittlere Leistung der letzten Viertelstunde je Rolle der Zähler. Netz ist alles zusammen, die anderen sind Teile davon.",
  unit: unit.watts,
  queries: [
    ask(inWords(`sum by (role) (${of("energy_power_watts")})`, "role", roles), "{{what}}"),
    limit(`min(${of("energy_grid_power_limit_watts")})`, "Grenze am Netz", "warning"),
  ],
  from: 0,
  width: 12,
  height: 8,
});

export const pueOverHours = overTime({
  title: "PUE der letzten Stunden",
  description: "PUE je Kategorie der Messung (ISO/IEC 30134-2) über die letzten Stunden mit dem Grenzwert des Standorts.",
  unit: unit.none,
  queries: [
    ask(`max by (category) (${of("energy_pue_ratio", 'period=~"[0-9]+[mh]"')})`, "Kategorie {{category}}"),
    limit(`max(${of("energy_pue_limit_ratio")})`, "Grenze"),
  ],
  from: 1,
  decimals: 2,
  width: 8,
  height: 8,
});
