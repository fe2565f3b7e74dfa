import { alert } from "../rule.ts";
import { answer, value } from "../template.ts";

const gapIn = `leitstand_rota_first_gap_timestamp_seconds - time()`;
const day = 86_400;

/** Whether the next alarm would find somebody: the duty, its ways, and the machine beneath. */
export const dutyRules = [
  alert({
    name: "LeitstandCanaryOverdue",
    severity: "critical",
    about: "site",
    class: "leitstand",
    holdFor: "0s",
    // A day and an hour: the test page leaves every day.
    when: `time() - leitstand_canary_confirmed_timestamp_seconds > 90000`,
    summary: "Probealarm kam nicht zurück",
    description: "Der letzte bestätigte Probealarm ist {{ $value | humanizeDuration }} alt.",
    consequence: "Angenommen ist nicht zugestellt: Ob Alarmmails ankommen, ist unbewiesen.",
    firstStep: "Im Postfach der Probe nachsehen, ob die Mail liegt; die Bereitschaft anrufen und den zweiten Meldeweg benutzen.",
  }),
  alert({
    name: "RotaGapNear",
    severity: "critical",
    about: "resource",
    class: "leitstand",
    resource: "rota",
    holdFor: "1m",
    worst: "lowest",
    when: `${gapIn} < ${day}`,
    summary: "Lücke im Dienstplan binnen eines Tages: {{ $labels.resource }}",
    description: "In {{ $value | humanizeDuration }} hat dieser Dienstplan niemanden.",
    consequence: "Ein Alarm in dieser Zeit geht nur an die Ersatzperson der Eskalation.",
    firstStep: "Vertretung finden und als override in site.yaml eintragen.",
    secondsLeft: value("whole"),
  }),
  alert({
    name: "RotaGapAhead",
    severity: "warning",
    about: "resource",
    class: "leitstand",
    resource: "rota",
    holdFor: "1h",
    worst: "lowest",
    // Two weeks to find somebody; the last day has an alert of its own.
    when: `${gapIn} < ${14 * day}`,
    summary: "Lücke im Dienstplan binnen 14 Tagen: {{ $labels.resource }}",
    description: "In {{ $value | humanizeDuration }} hat dieser Dienstplan niemanden.",
    consequence: "Ein Alarm in dieser Zeit geht nur an die Ersatzperson der Eskalation.",
    firstStep: "Die Lücke mit den Diensthabenden schließen; der Plan steht auf der Seite Rufbereitschaft.",
    secondsLeft: value("whole"),
  }),
  alert({
    name: "OnCallSingleChannel",
    severity: "warning",
    about: "resource",
    class: "leitstand",
    resource: "rota",
    // A hand-over and a first confirmation lie minutes apart.
    holdFor: "10m",
    worst: "lowest",
    // Who comes later is judged by what the file names: a way of theirs is proven only with their hand-over.
    when: `leitstand_oncall_verified_channels < 2
or leitstand_oncall_single_way_contacts > 0`,
    summary: "Bereitschaft nur über einen Weg erreichbar: {{ $labels.resource }}",
    description: `Bewiesene Wege der Person, die jetzt oder als Nächste Dienst hat: ${answer(`min(leitstand_oncall_verified_channels{rota="$resource"})`)}. Menschen mit nur einem Weg, die binnen 14 Tagen Dienst haben: ${answer(`max(leitstand_oncall_single_way_contacts{rota="$resource"})`)}.`,
    consequence: "Ein leeres Telefon oder ein gestörtes Mailsystem, und der Alarm erreicht niemanden.",
    firstStep: "Zweiten Weg (SMS oder Nachricht) in site.yaml eintragen und einen Probealarm darüber bestätigen lassen.",
  }),
  alert({
    name: "ClockOff",
    severity: "warning",
    about: "resource",
    class: "leitstand",
    resource: "against",
    holdFor: "2m",
    // A Date header counts whole seconds, so 2 s are the least that is certain; what hurts begins at minutes.
    when: `abs(leitstand_clock_skew_seconds) > 2`,
    summary: "Uhren gehen auseinander: Leitstand und {{ $labels.resource }}",
    description: `Abweichung ${value("tenths")} s (aus dem Date-Kopf der Antwort).`,
    consequence: "Bei Minuten gelten Alarme als beendet, die es nicht sind, und das Protokoll verliert seine Reihenfolge.",
    firstStep: "Zeitabgleich (NTP) auf beiden Rechnern prüfen; die Uhr nicht von Hand springen lassen.",
  }),
  alert({
    name: "LeitstandDiskLow",
    severity: "warning",
    about: "site",
    class: "leitstand",
    holdFor: "10m",
    worst: "lowest",
    // 15 %, or full within a day at the pace of the last six hours.
    when: `leitstand_state_filesystem_available_bytes / leitstand_state_filesystem_size_bytes < 0.15
or predict_linear(leitstand_state_filesystem_available_bytes[6h], ${day}) < 0`,
    summary: "Platz für Vorfälle und Zustellungen wird knapp",
    description: `Frei sind ${answer("min(leitstand_state_filesystem_available_bytes) / 1e9", "tenths")} GB von ${answer(
      "min(leitstand_state_filesystem_size_bytes) / 1e9",
      "tenths",
    )} GB.`,
    consequence: "Ohne Platz kann kein Vorfall gesichert werden: Leitstand weist Alarme ab, bis wieder Platz ist.",
    firstStep:
      "Nachsehen, was den Platz füllt (Protokolle, alte Sicherungen, Prometheus-Daten), und es verlegen; die Datenbank nicht anrühren.",
  }),
];
