import { alert } from "../rule.ts";
import { answer, known, list, site, value } from "../template.ts";

/** `buergerportal (Haus oper)`: the id of the service and where it is, as far as the inventory says. */
const service =
  "{{ $labels.resource }}{{ with $labels.room }} (Raum {{ . }}){{ end }}{{ with $labels.house }} (Haus {{ . }}){{ end }}";

/** Municipal applications, citizen terminals, gateways and name servers, checked from outside. */
export const serviceRules = [
  alert({
    name: "ServiceDown",
    // The inventory says of each service whether its failure pages at night.
    severity: "critical",
    severityFromSeries: true,
    about: "service",
    resource: "service",
    // Six checks: a restart behind a load balancer is over by then.
    holdFor: "1m",
    keepFiringFor: "30s",
    worst: "lowest",
    // A checker that does not answer proves nothing, and nobody else would say that the services are unwatched.
    when: `service_up == 0 or up{job="services"} == 0`,
    summary: `Dienst besteht die Prüfung nicht: ${service}`,
    description: `Seit mindestens 1 min scheitert die Prüfung von außen.${known(
      `service_http_status_code{service="$resource"} > 0`,
      (code) => ` Letzte Antwort: HTTP ${code}.`,
    )} Gestörte Dienste insgesamt: ${answer(`count(service_up == 0)`, "whole", "0")} von ${answer(`count(service_up)`, "whole", "0")}.`,
    consequence: "Wer den Dienst braucht, erreicht ihn nicht: Bürgerinnen und Bürger oder die Verwaltung selbst.",
    firstStep:
      "Den Dienst von einem anderen Netz aus selbst aufrufen; fallen viele zugleich aus, zuerst Netz und Namensdienst prüfen.",
  }),
  alert({
    name: "CertificateExpiresSoon",
    severity: "warning",
    about: "service",
    resource: "service",
    holdFor: "10m",
    worst: "lowest",
    when: `service_certificate_expiry_timestamp_seconds - time() < on (service, site) group_left () service_certificate_limit_seconds`,
    summary: `Zertifikat läuft ab: ${service}`,
    description: "Das Zertifikat gilt noch {{ $value | humanizeDuration }}; die Erneuerung sollte schon geschehen sein.",
    consequence: "Nach Ablauf weisen Browser und Programme den Dienst ab, als wäre er ausgefallen.",
    firstStep: "Prüfen, ob die Erneuerung von selbst läuft und woran sie scheitert; sonst ein neues Zertifikat beantragen.",
    secondsLeft: value("whole"),
  }),
  alert({
    name: "DnsFails",
    severity: "critical",
    about: "site",
    class: "name_service",
    // Three checks; every name server that is watched must fail. A single one is ServiceDown.
    holdFor: "30s",
    keepFiringFor: "30s",
    worst: "lowest",
    when: `max by (site) (service_up{class="name_service"}) == 0`,
    summary: `Namensdienst ausgefallen: ${site}`,
    description: `Kein überwachter Namensdienst antwortet: ${list(`service_up{class="name_service"} == 0`, "service")}.`,
    consequence:
      "Fast jeder Dienst fällt mit: Anmeldung, Mail, Fernzugang. Alarmmails gehen nur noch über Relays, die mit ihrer Adresse eingetragen sind.",
    firstStep:
      "Einen Namensdienst am Gerät selbst prüfen und neu starten; im Inventar die Mailrelays mit ihrer Adresse eintragen.",
  }),
];
