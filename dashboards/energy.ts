import { data } from "./energy/data.ts";
import { costs, now, parts } from "./energy/now.ts";
import { efficiency } from "./energy/efficiency.ts";
import { follow } from "./energy/follow.ts";
import type { DashboardSpec } from "./layout.ts";
import { power, pueLastHours, pueOverHours } from "./energy/power.ts";
import type { Panel } from "./panels.ts";

/** What does it take? On the site's dashboard. */
export const energyPanels: readonly Panel[] = [pueLastHours, power, pueOverHours];

export const energyDashboard: DashboardSpec = {
  uid: "leitstand-energy",
  title: "Leitstand – Energie",
  description:
    "Was verbraucht das Rechenzentrum, wohin geht es, und wird es besser? Die Kennzahlen sind die der Berichte; was noch nicht vollständig genug gebucht ist, fehlt. Zum Unterschreiben: der Energiebericht.",
  from: "now-7d",
  sections: [
    { question: "Wie gut ist das Rechenzentrum?", panels: now },
    { question: "Wohin geht die Energie?", panels: parts },
    { question: "Was verbraucht es gerade?", panels: energyPanels },
    { question: "Arbeiten USV und Kälte gut?", panels: efficiency },
    { question: "Was kostet es?", panels: costs },
    { question: "Wird es besser, und was steht an?", panels: follow },
    { question: "Kann man den Zahlen trauen?", panels: data },
  ],
};
