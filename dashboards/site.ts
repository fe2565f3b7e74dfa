import { alarms } from "./alarms.ts";
import { chainPanels } from "./chain.ts";
import { servicePanels } from "./services.ts";
import { heatPanels } from "./cooling.ts";
import { energyPanels } from "./energy.ts";
import type { DashboardSpec } from "./layout.ts";
import { networkPanels } from "./network.ts";
import { powerPanels } from "./ups.ts";
import { remotePanels } from "./vpn.ts";

/** The whole site on one page: a question per row, the one that cannot wait first. */
export const siteDashboard: DashboardSpec = {
  uid: "leitstand-site",
  title: "Leitstand – Standort",
  description: "Alles auf einer Seite: Alarme, Strom, Kälte, Fernzugang, Netze, Energie.",
  sections: [
    { question: "Liegen Alarme an?", panels: alarms },
    { question: "Überstehen wir einen Netzausfall?", panels: powerPanels },
    { question: "Wird es warm?", panels: heatPanels },
    { question: "Können die Menschen arbeiten?", panels: remotePanels },
    { question: "Sind die Netze der Häuser fit?", panels: networkPanels },
    { question: "Was verbraucht das Rechenzentrum?", panels: energyPanels },
    { question: "Antwortet, was antworten soll?", panels: servicePanels },
    { question: "Erreicht der nächste Alarm jemanden?", panels: chainPanels },
  ],
};
