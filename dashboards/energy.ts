import type { DashboardSpec } from "./layout.ts";
import { figure, overTime, unit, type Panel } from "./panels.ts";
import { ask, inWords, limit, of, total } from "./queries.ts";

const roles = {
  grid: "Netz",
  pv: "Photovoltaik",
  generator: "Generator",
  ups_in: "USV-Eingang",
  ups_out: "USV-Ausgang (IT)",
  pdu_out: "Verteilung (IT)",
  it: "IT",
  cooling: "Kälte",
  other: "Übriges",
};

const pue = figure({
  title: "Interims-PUE",
  description:
    "Verhältnis der Energie am Netz zur Energie der IT über die letzten Stunden. Über weniger als zwölf Monate ist es ein Zwischenwert.",
  unit: unit.none,
  // One period, as the rule; a young service has only shorter ones.
  queries: [ask(`max(${of("energy_pue_ratio", 'period="4h"')}) or max(${of("energy_pue_ratio")})`, "PUE")],
  steps: ["blue"],
  decimals: 2,
  width: 4,
  height: 8,
});
const power = overTime({
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
const pueOverTime = overTime({
  title: "PUE und Grenze",
  description: "PUE je Kategorie der Messung (ISO/IEC 30134-2) mit der Grenze aus dem Energieeffizienzgesetz.",
  unit: unit.none,
  queries: [
    ask(`max by (category) (${of("energy_pue_ratio")})`, "Kategorie {{category}}"),
    limit(`max(${of("energy_pue_limit_ratio")})`, "Grenze"),
  ],
  from: 1,
  decimals: 2,
  width: 8,
  height: 8,
});

/** What does it take? */
export const energyPanels: readonly Panel[] = [pue, power, pueOverTime];

export const energyDashboard: DashboardSpec = {
  uid: "leitstand-energy",
  title: "Leitstand – Energie",
  description: "Was verbraucht das Rechenzentrum, und wohin geht es? Zahlen zum Unterschreiben stehen im Energiebericht.",
  sections: [
    { question: "Was verbraucht das Rechenzentrum?", panels: energyPanels },
    {
      question: "Wohin geht die Energie?",
      panels: [
        overTime({
          title: "Verluste der USV",
          description: "Leistung am Eingang weniger Leistung am Ausgang aller USV: Das ist, was die USV selbst verbrauchen.",
          unit: unit.watts,
          queries: [
            ask(
              `sum(${of("energy_power_watts", 'role="ups_in"')}) - sum(${of("energy_power_watts", 'role="ups_out"')})`,
              "USV-Verluste",
            ),
          ],
          from: 0,
          width: 12,
        }),
        overTime({
          title: "Leistung je Zähler",
          description: "Momentane Wirkleistung am Einlass jedes Zählers und jeder Verteilung.",
          unit: unit.watts,
          queries: [ask(total("power_active_watts", "device", 'scope="inlet"'), "{{device}}")],
          from: 0,
          width: 12,
        }),
        overTime({
          title: "Rückstand der Buchungen",
          description:
            "Wie weit die Buchung jedes Zählers hinter jetzt zurückliegt. Mehr als eine halbe Stunde heißt: Dem Zähler fehlen Werte.",
          unit: unit.seconds,
          queries: [ask(`time() - ${of("energy_ledger_booked_until_timestamp_seconds")}`, "{{meter}}")],
          from: 0,
          width: 24,
        }),
      ],
    },
  ],
};
