import type { DashboardSpec } from "./layout.ts";
import { bars, figure, overTime, states, unit, type Panel } from "./panels.ts";
import { ask, asRow, inWords, limit, of, stateNumber, works, type StateLook } from "./queries.ts";

const all = `scenario="all"`;
const reduced = `scenario="n_minus_1"`;

/** `Lizenzen`, `Sitzungen vpn-1`, `Anbindung router-1:Te0/0/0`. */
const named = (expression: string): string =>
  inWords(`label_replace(${expression}, "where", "$1", "resource", "(.*[0-9:].*)")`, "kind", {
    sessions: "Sitzungen",
    licences: "Lizenzen",
    uplink: "Anbindung",
  });

const people = figure({
  title: "Personen im Fernzugang",
  description: "Wie viele Menschen jetzt aus der Ferne arbeiten.",
  unit: unit.none,
  queries: [ask(`max(${of("remote_work_people")})`, "Personen")],
  steps: ["blue"],
  decimals: 0,
  width: 6,
  height: 4,
});
const free = figure({
  title: "Freie Plätze",
  description: "Wie viele Menschen sich noch verbinden können, bis die engste Stelle voll ist.",
  unit: unit.none,
  queries: [ask(`min(${of("remote_work_total_headroom_people", all)})`, "frei")],
  steps: ["red", [1, "green"]],
  decimals: 0,
  width: 6,
  height: 4,
});
const freeReduced = figure({
  title: "Freie Plätze ohne größtes Gateway",
  description: "Dasselbe, wenn das Gateway ausfällt, dessen Verlust am meisten schadet. Unter 0 verlieren Menschen ihren Platz.",
  unit: unit.none,
  queries: [ask(`min(${of("remote_work_total_headroom_people", reduced)})`, "frei")],
  steps: ["orange", [0, "green"]],
  decimals: 0,
  width: 6,
  height: 4,
});
const binding = figure({
  title: "Engste Stelle",
  description: "Die Ressource, die zuerst voll ist: Sitzungen eines Gateways, Lizenzen oder eine Anbindung.",
  unit: unit.none,
  queries: [ask(named(`${of("remote_work_binding", all)} == 1`), "{{what}} {{where}}")],
  steps: ["blue"],
  name: true,
  width: 6,
  height: 4,
});
const capacity = overTime({
  title: "Belegung und Plätze",
  description: "Menschen im Fernzugang gegen die Plätze, gesamt und ohne das größte Gateway.",
  unit: unit.none,
  queries: [
    ask(of("remote_work_people"), "Personen"),
    limit(of("remote_work_total_capacity_people", reduced), "Plätze ohne größtes Gateway", "warning"),
    limit(of("remote_work_total_capacity_people", all), "Plätze"),
  ],
  from: 0,
  decimals: 0,
  width: 12,
  height: 8,
});
const used = bars({
  title: "Auslastung je Ressource",
  description: "Belegter Anteil jeder Ressource, in Menschen gerechnet. Die vollste begrenzt alle.",
  unit: unit.share,
  queries: [
    ask(
      named(`${of("remote_work_used_people")} / on (site, resource, kind) ${of("remote_work_capacity_people", all)}`),
      "{{what}} {{where}}",
    ),
  ],
  steps: ["green", [0.85, "orange"], [0.95, "red"]],
  to: 1,
  width: 12,
  height: 8,
});

/** Can people work from afar? */
export const remotePanels: readonly Panel[] = [people, free, freeReduced, binding, capacity, used];

const answers: readonly StateLook[] = [
  { state: "active", text: "aktiv", color: "green" },
  { state: "standby", text: "bereit", color: "blue" },
  { state: "standalone", text: "einzeln", color: "green" },
  { state: "unknown", text: "unbekannt", color: "purple" },
];

export const vpnDashboard: DashboardSpec = {
  uid: "leitstand-vpn",
  title: "Leitstand – Fernzugang",
  description: "Können die Menschen aus der Ferne arbeiten, was bindet, und was bleibt nach einem Ausfall?",
  sections: [
    { question: "Können die Menschen arbeiten?", panels: remotePanels },
    {
      question: "Wie geht es den Gateways?",
      panels: [
        overTime({
          title: "Sitzungen je Gateway",
          description: "Sitzungen, wie das Gateway sie zählt, mit seiner Grenze. Ein Sprung nach unten ist ein Massenabbruch.",
          unit: unit.none,
          queries: [
            ask(of("vpn_sessions_active"), "{{device}}"),
            limit(`min(${of("vpn_sessions_limit", 'kind=~"(total)?"')} > 0)`, "Grenze je Gateway"),
          ],
          from: 0,
          decimals: 0,
          width: 12,
        }),
        overTime({
          title: "Lizenzen",
          description: "Belegte Lizenzen je Gateway gegen den Vorrat; wo das Gateway sie nicht zählt, seine Sitzungen.",
          unit: unit.none,
          queries: [
            ask(`max by (device) (${of("vpn_licences_used")}) or max by (device) (${of("vpn_sessions_active")})`, "{{device}}"),
            limit(`min(${of("vpn_licences_limit")})`, "Vorrat"),
          ],
          from: 0,
          decimals: 0,
          width: 12,
        }),
        overTime({
          title: "Abgewiesene Anmeldungen",
          description: "Gescheiterte oder abgewiesene Sitzungen je Minute.",
          unit: unit.none,
          queries: [ask(`rate(${of("vpn_login_failures_total")}[$__rate_interval]) * 60`, "{{device}}")],
          from: 0,
          width: 12,
        }),
        overTime({
          title: "Abgewiesen mangels Platz",
          description: "Anteil der Anmeldungen, die das Gateway nicht annehmen konnte. Falsche Kennwörter zählen nicht mit.",
          unit: unit.share,
          queries: [
            ask(
              `sum(rate(${of("vpn_sessions_refused_total")}[5m])) / (sum(rate(${of("vpn_sessions_refused_total")}[5m])) + sum(max by (device) (rate(${of("vpn_sessions_total")}[5m]))))`,
              "abgewiesen",
            ),
          ],
          from: 0,
          to: 1,
          width: 12,
        }),
        overTime({
          title: "Adressen je Gateway",
          description: "Sitzungen gegen die Adressen, die das Gateway vergeben kann. Jede Sitzung braucht eine.",
          unit: unit.none,
          queries: [
            ask(of("vpn_sessions_active"), "{{device}}"),
            limit(`min(sum by (device) (${of("vpn_address_pool_size")}))`, "Adressen je Gateway"),
          ],
          from: 0,
          decimals: 0,
          width: 12,
        }),
        states({
          title: "Zugang von außen",
          description: "Ob die Anmeldeseite die Prüfung von außen besteht.",
          unit: unit.none,
          queries: [asRow(of("service_up", 'role="remote_access"'), "{{service}}")],
          looks: works,
          none: "kein geprüfter Dienst hat die Rolle remote_access",
          width: 12,
        }),
        overTime({
          title: "Prozessor der Gateways",
          description: "Verschlüsselung kostet Rechenzeit: Über 80 % werden Verbindungen zäh.",
          unit: unit.share,
          queries: [ask(`max by (device) (${of("device_cpu_utilisation_ratio", 'class="vpn"')})`, "{{device}}")],
          from: 0,
          to: 1,
          width: 12,
        }),
        states({
          title: "Gateways, die antworten",
          description: "Ob das Gateway seine Abfrage beantwortet.",
          unit: unit.none,
          queries: [asRow(of("probe_success", 'class="vpn"'), "{{device}}")],
          looks: works,
          width: 12,
        }),
        states({
          title: "Rolle im Verbund",
          description: "Welches Gateway trägt und welches bereitsteht.",
          unit: unit.none,
          queries: [ask(stateNumber("cluster_role", "device", answers), "{{device}}")],
          looks: answers,
          width: 24,
          height: 5,
        }),
      ],
    },
  ],
};
