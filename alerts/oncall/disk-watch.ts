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
      folge: "Ist die Reserve verbraucht, wird kein Alarm mehr gespeichert und keine Übernahme mehr angenommen.",
      erster_schritt: "Platz schaffen: alte Protokolle und Sicherungen verlegen. Nichts im Zustandsordner löschen.",
      description_en: "The file system of incidents and deliveries has no room left; Leitstand lives on its reserve.",
      folge_en: "Once the reserve is used up, no alert is stored and no acknowledgement accepted any more.",
      erster_schritt_en: "Make room: move old logs and backups away. Delete nothing in the state folder.",
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
      folge_en:
        "Nothing is booked and no energy report made. Prometheus keeps the meter readings for 180 days; until then nothing is lost.",
      erster_schritt_en:
        "Remove the cause that the description names; Leitstand then takes the file again within 10 s by itself.",
    },
    startsAt: fault.since,
  };
  return keepOwn(db, ledgerAlert, [finding], setting);
}
