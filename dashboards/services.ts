import { overTime, unit, type Panel } from "./panels.ts";
import { ask, of } from "./queries.ts";

/** Does everything answer? Devices by their class, services as they are seen from outside, and how long their certificates hold. */
export const servicePanels: readonly Panel[] = [
  overTime({
    title: "Geräte, die nicht antworten",
    description: "Wie viele Geräte ihre Abfrage nicht beantworten, nach Art.",
    unit: unit.none,
    queries: [ask(`count by (class) (${of("probe_success")}) - sum by (class) (${of("probe_success")})`, "{{class}}")],
    from: 0,
    decimals: 0,
    width: 8,
  }),
  overTime({
    title: "Dienste, von außen geprüft",
    description: "1, solange der Dienst seine Prüfung besteht, sonst 0; Namensdienste gehören dazu.",
    unit: unit.none,
    queries: [ask(of("service_up"), "{{service}}")],
    from: 0,
    to: 1,
    decimals: 0,
    width: 8,
  }),
  overTime({
    title: "Zertifikate gelten noch",
    description: "Zeit bis zum Ablauf des Zertifikats je Dienst.",
    unit: unit.seconds,
    queries: [ask(`${of("service_certificate_expiry_timestamp_seconds")} - time()`, "{{service}}")],
    from: 0,
    width: 8,
  }),
];
