import { alert } from "../rule.ts";
import { answer, known, list, value } from "../template.ts";

/** Critical alerts that fire now: when Leitstand itself is out of reach, the mail that says so lists them. */
export const firingOr = (
  none: string,
): string => `{{ range query "ALERTS{alertstate='firing',severity='critical',alertname!='AlertmanagerCannotReachLeitstand'}" }}
- {{ .Labels.alertname }} {{ .Labels.device }}{{ .Labels.resource }} {{ .Labels.room }}{{ .Labels.house }}{{ else }} ${none}{{ end }}`;

/** The alarm chain watches itself. `class: leitstand`, so that power and cooling policies leave these alone. */
export const selfRules = [
  alert({
    name: "Watchdog",
    severity: "info",
    about: "site",
    class: "leitstand",
    holdFor: "0s",
    when: `vector(1)`,
    summary: "Lebenszeichen der Alarmkette",
    description:
      "Dieser Alarm steht immer an. Bleibt er aus, ist die Kette zwischen Prometheus, Alertmanager und Leitstand unterbrochen.",
    consequence: "Solange er ankommt, keine. Fehlt er, erreicht auch kein anderer Alarm jemanden.",
    firstStep: "Nichts tun; nur sein Ausbleiben ist ein Vorfall.",
  }),
  alert({
    name: "PrometheusDropsNotifications",
    severity: "critical",
    about: "site",
    class: "leitstand",
    holdFor: "2m",
    when: `rate(prometheus_notifications_dropped_total[5m]) > 0`,
    summary: "Prometheus verliert Alarme auf dem Weg zum Alertmanager",
    description: `In den letzten 5 Minuten gingen ${answer(`sum(increase(prometheus_notifications_dropped_total[5m]))`)} Alarmmeldungen verloren.`,
    consequence: "Kritische Alarme können ausbleiben, ohne dass es jemand merkt.",
    firstStep: "Prüfen, ob der Alertmanager läuft; bis dahin die Alarmliste von Prometheus von Hand beobachten.",
  }),
  alert({
    name: "AlertmanagerCannotReachLeitstand",
    severity: "critical",
    about: "site",
    class: "leitstand",
    // The watchdog is delivered every minute and fails every 10 s while nobody listens. A window of one minute ends soon after the
    // last failure: a restart, which is over within a minute, pages nobody; what fails for longer than two does.
    holdFor: "2m",
    when: `rate(alertmanager_notifications_failed_total{integration="webhook"}[1m]) > 0`,
    summary: "Leitstand ist für den Alertmanager nicht erreichbar",
    description: `Zustellungen an Leitstand scheitern. Diese Mail kommt unmittelbar vom Alertmanager. Kritische Alarme, die jetzt anstehen:${firingOr("keine")}`,
    consequence:
      "Es gibt keine Alarmierung, keine Eskalation und keine Übernahme, bis Leitstand wieder antwortet. Kurze Alarme gehen verloren.",
    firstStep: "Auf dem Leitstand-Rechner nachsehen, ob der Dienst läuft, und ihn neu starten; Zustand bleibt dabei erhalten.",
  }),
  alert({
    name: "RuleEvaluationFails",
    severity: "critical",
    about: "site",
    class: "leitstand",
    // A single failed evaluation keeps the window filled for 5 min and no longer: it does not page.
    holdFor: "5m",
    when: `increase(prometheus_rule_evaluation_failures_total[5m]) > 0`,
    summary: "Alarmregeln werden nicht ausgewertet",
    description: `Prometheus kann Regeln nicht auswerten; betroffene Gruppen: ${list(
      `sum by (rule_group) (increase(prometheus_rule_evaluation_failures_total[5m])) > 0`,
      "rule_group",
      "nicht benannt",
    )}.`,
    consequence: "Eine Regel, die nicht ausgewertet wird, schweigt: Es gibt einen blinden Fleck unbekannter Größe.",
    firstStep: "Die Seite „Rules“ in Prometheus öffnen; dort steht die fehlerhafte Regel mit ihrer Meldung.",
  }),
  alert({
    name: "LeitstandOutboxOld",
    severity: "critical",
    about: "site",
    class: "leitstand",
    holdFor: "30s",
    // A minute: greylisting and one retry fit into it, and a person may wait that long but not longer.
    when: `leitstand_outbox_oldest_pending_seconds > 60`,
    summary: "Alarmmails bleiben liegen",
    description: `Die älteste fällige Zustellung wartet seit ${value("whole")} s.${known(`sum(leitstand_outbox_pending)`, (count) => ` Insgesamt warten ${count}.`)}`,
    consequence: "Die Bereitschaft weiß von einem Vorfall noch nichts.",
    firstStep: "Offene Vorfälle auf der Seite ansehen und die Bereitschaft anrufen; danach den Mailweg prüfen.",
  }),
  alert({
    name: "LeitstandChannelDown",
    severity: "critical",
    about: "resource",
    class: "leitstand",
    resource: "channel",
    holdFor: "1m",
    keepFiringFor: "30s",
    worst: "lowest",
    when: `leitstand_channel_up == 0`,
    summary: "Meldeweg gestört: {{ $labels.resource }}",
    description: `Dieser Weg nimmt keine Nachrichten an. Noch nutzbar: ${list(`leitstand_channel_up == 1`, "channel", "keiner")}.`,
    consequence: "Alarme gehen nur noch über die übrigen Wege hinaus; fehlt ein zweiter, erreicht niemanden mehr etwas.",
    firstStep: "Den zweiten Meldeweg prüfen; gibt es keinen, die Bereitschaft anrufen und den Bildschirm besetzen.",
  }),
  alert({
    name: "CollectorDown",
    severity: "critical",
    about: "site",
    class: "leitstand",
    // The supervisor restarts a fallen process within seconds.
    holdFor: "30s",
    keepFiringFor: "30s",
    worst: "lowest",
    when: `up{job="collectors"} == 0`,
    summary: "Die Datensammler antworten nicht",
    description: `Prometheus erreicht die Sammler nicht. Geräte ohne Messwerte: ${answer(`count(up{job="devices"} == 0)`, "whole", "0")}.`,
    consequence: "Leitstand ist blind: Kein Gerät liefert Werte, kein Gerätealarm kann auslösen oder enden.",
    firstStep:
      "Auf dem Leitstand-Rechner nachsehen, ob der Sammlerprozess läuft; bis dahin wichtige Anlagen am Bedienfeld ablesen.",
  }),
];
