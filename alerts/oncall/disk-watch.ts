/** A full disk as an incident of its own: the reserve lets its page leave. */
import type { Setting } from "./contents.ts";
import { diskAlert, keepOwn } from "./own.ts";
import type { Database } from "./tables.ts";

/**
 * Opens the incident while there is too little room, and ends it.
 * @param since  since when; undefined: there is enough
 * @returns whether it changed
 */
export function watchDisk(db: Database, since: Date | undefined, setting: Setting): Promise<boolean> {
  if (since === undefined) return keepOwn(db, diskAlert, [], setting);
  const finding = {
    labels: { alertname: diskAlert, severity: "critical", class: "leitstand", site: setting.site.site.id },
    annotations: {
      summary: "Die Platte des Leitstands ist voll",
      description:
        "Das Dateisystem, auf dem Vorfälle und Zustellungen liegen, hat keinen Platz mehr; Leitstand lebt von seiner Reserve.",
      folge: "Ist die Reserve verbraucht, wird kein Alarm mehr gespeichert und keine Quittung mehr angenommen.",
      erster_schritt: "Platz schaffen: alte Protokolle und Sicherungen verlegen. Nichts im Zustandsordner löschen.",
    },
    startsAt: since,
  };
  return keepOwn(db, diskAlert, [finding], setting);
}
