/** Files of ours that cannot be used, as incidents of their own: a full disk, whose page the reserve lets leave, and the energy ledger. */
import type { Setting } from "./contents.ts";
import { diskAlert, keepOwn, ledgerAlert } from "./own.ts";
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

/**
 * The same for the energy ledger; it pages nobody at night.
 * @param fault  what is wrong in a sentence, and since when
 */
export function watchLedger(
  db: Database,
  fault: { readonly since: Date; readonly what: string } | undefined,
  setting: Setting,
): Promise<boolean> {
  if (fault === undefined) return keepOwn(db, ledgerAlert, [], setting);
  const finding = {
    labels: { alertname: ledgerAlert, severity: "warning", class: "leitstand", site: setting.site.site.id },
    annotations: {
      summary: "Die Energiebuchungen sind nicht erreichbar",
      description: `${fault.what} Alarmierung, Lage und Runbooks arbeiten weiter.`,
      folge:
        "Es wird nichts gebucht und kein Energiebericht erzeugt. Prometheus hält die Zählerstände 180 Tage vor, so lange ist nichts verloren.",
      erster_schritt: "Den Grund aus der Beschreibung beheben; danach nimmt Leitstand die Datei binnen 10 s von selbst wieder.",
    },
    startsAt: fault.since,
  };
  return keepOwn(db, ledgerAlert, [finding], setting);
}
