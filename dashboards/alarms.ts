import { figure, list, unit, type Panel } from "./panels.ts";
import { anywhere, ask, of, type Query } from "./queries.ts";

/** Alerts of this site and those of the alarm chain, which belong to no site. */
const firing = (severity: string): string => `ALERTS{alertstate="firing",severity="${severity}",site=~"$site|"}`;

const since: Query = {
  expression: `1000 * (ALERTS_FOR_STATE{severity=~"critical|warning",site=~"$site|"} and ignoring (alertstate) ALERTS{alertstate="firing"})`,
  legend: "",
};

const severities = { critical: { text: "kritisch", color: "red" }, warning: { text: "Warnung", color: "orange" } };
const runbook = "${leitstand}/runbooks/${__data.fields.Alarm}";

/** Are there alarms? How many, which, since when, and the way to the runbook. */
export const alarms: readonly Panel[] = [
  figure({
    title: "Kritische Alarme",
    description: "Alarme, die jetzt jemanden wecken. 0 ist der Normalfall.",
    unit: unit.none,
    queries: [ask(`count(${firing("critical")}) or vector(0)`, "kritisch")],
    steps: ["green", [1, "red"]],
    width: 4,
    height: 4,
  }),
  figure({
    title: "Warnungen",
    description: "Alarme, die bis zum nächsten Arbeitstag warten dürfen.",
    unit: unit.none,
    queries: [ask(`count(${firing("warning")}) or vector(0)`, "Warnung")],
    steps: ["green", [1, "orange"]],
    width: 4,
    height: 4,
  }),
  list({
    title: "Was ansteht",
    description: "Feuernde Alarme. Ein Klick auf den Alarm öffnet das Runbook, auf Gerät oder Ort das Runbook mit dessen Werten.",
    unit: unit.none,
    queries: [since],
    none: "kein Alarm steht an",
    columns: [
      { from: "severity", heading: "Schwere", looks: severities, width: 90 },
      { from: "alertname", heading: "Alarm", link: { title: "Runbook", url: "${leitstand}/runbooks/${__value.text}" } },
      {
        from: "device",
        heading: "Gerät",
        width: 130,
        link: { title: "Runbook mit Werten", url: `${runbook}?device=\${__value.text}` },
      },
      {
        from: "room",
        heading: "Raum",
        width: 80,
        link: { title: "Runbook mit Werten", url: `${runbook}?room=\${__value.text}` },
      },
      {
        from: "house",
        heading: "Haus",
        width: 110,
        link: { title: "Runbook mit Werten", url: `${runbook}?house=\${__value.text}` },
      },
      { from: "resource", heading: "Ressource", width: 150 },
      { from: "Value", heading: "Seit", unit: unit.since, width: 140 },
    ],
    width: 16,
    height: 8,
  }),
  figure({
    title: "Stumme Geräte",
    description: "Geräte aus dem Inventar, die der Kollektor nicht erreicht. Ihre Alarme enden nicht, nur weil sie schweigen.",
    unit: unit.none,
    queries: [ask(`count(${of("probe_success")} == 0) or vector(0)`, "stumm")],
    steps: ["green", [1, "purple"]],
    width: 4,
    height: 4,
  }),
  figure({
    title: "Älteste wartende Meldung",
    description: "Wie lange die älteste fällige Nachricht schon auf ihre Zustellung wartet. 0 s: alles ist hinaus.",
    unit: unit.seconds,
    queries: [ask(`max(${anywhere("leitstand_outbox_oldest_pending_seconds")})`, "wartet")],
    steps: ["green", [60, "red"]],
    decimals: 0,
    width: 4,
    height: 4,
  }),
];
