import { overTime, states, unit, type Panel } from "./panels.ts";
import { ask, asRow, inWords, of, works } from "./queries.ts";

const classWords = { ups: "USV", cooling: "Kühlung", sensor: "Sensorik", meter: "Zähler", vpn: "VPN", network: "Netze" };

/** Does everything answer? Devices by their class, services as they are seen from outside, and how long their certificates hold. */
export const servicePanels: readonly Panel[] = [
  overTime({
    title: "Geräte, die nicht antworten",
    description: "Wie viele Geräte ihre Abfrage nicht beantworten, nach Art.",
    unit: unit.none,
    queries: [
      ask(
        inWords(`count by (class) (${of("probe_success")}) - sum by (class) (${of("probe_success")})`, "class", classWords),
        "{{what}}",
      ),
    ],
    from: 0,
    to: 4,
    decimals: 0,
    width: 8,
  }),
  states({
    title: "Dienste, von außen geprüft",
    description: "Ob der Dienst seine Prüfung besteht; Namensdienste gehören dazu.",
    unit: unit.none,
    queries: [asRow(of("service_up"), "{{service}}")],
    looks: works,
    none: "kein Dienst wird geprüft",
    width: 8,
  }),
  overTime({
    title: "Zertifikate gelten noch",
    description: "Zeit bis zum Ablauf des Zertifikats je Dienst.",
    unit: unit.seconds,
    queries: [ask(`${of("service_certificate_expiry_timestamp_seconds")} - time()`, "{{service}}")],
    from: 0,
    none: "kein geprüfter Dienst zeigt ein Zertifikat",
    width: 8,
  }),
];
