import { figure, overTime, states, unit, type Panel } from "./panels.ts";
import { anywhere, ask, asRow, below, works } from "./queries.ts";

/** Would the next alarm reach somebody? The proof of the way, the people, and the machine beneath. */
export const chainPanels: readonly Panel[] = [
  figure({
    title: "Letzter bestätigter Probealarm",
    description:
      "Wie lange es her ist, dass ein Probealarm durch das echte Postfach zurückkam. Über 25 Stunden ist der Weg unbewiesen.",
    unit: unit.seconds,
    queries: [ask(`time() - max(${anywhere("leitstand_canary_confirmed_timestamp_seconds")})`, "vor")],
    // Where none came back the way is unproven, which is no green.
    steps: ["orange", [0, "green"], [90_000, "red"]],
    none: "noch keiner",
    decimals: 0,
    width: 6,
    height: 4,
  }),
  figure({
    title: "Bewiesene Wege zur Bereitschaft",
    description: "Die wenigsten bewiesenen Wege zu einer Person, die jetzt oder als Nächste Dienst hat. Zwei sollen es sein.",
    unit: unit.none,
    queries: [ask(`min(${anywhere("leitstand_oncall_verified_channels")})`, "Wege")],
    steps: ["orange", [2, "green"]],
    width: 6,
    height: 4,
  }),
  figure({
    title: "Erste Lücke im Dienstplan in",
    description: "Zeit bis zur ersten Lücke der nächsten 30 Tage. Leer heißt: keine.",
    unit: unit.seconds,
    queries: [ask(`min(${anywhere("leitstand_rota_first_gap_timestamp_seconds")}) - time()`, "Lücke in")],
    // No gap, no value: the base colour is that of none.
    steps: ["green", [below, "red"], [86_400, "orange"], [1_209_600, "green"]],
    none: "keine",
    decimals: 0,
    width: 6,
    height: 4,
  }),
  figure({
    title: "Platz für Vorfälle",
    description: "Freier Anteil des Dateisystems, auf dem Vorfälle und Zustellungen liegen.",
    unit: unit.share,
    queries: [
      ask(
        `min(${anywhere("leitstand_state_filesystem_available_bytes")} / ${anywhere("leitstand_state_filesystem_size_bytes")})`,
        "frei",
      ),
    ],
    steps: ["red", [0.15, "green"]],
    decimals: 0,
    width: 6,
    height: 4,
  }),
  overTime({
    title: "Uhren der Nachbarn",
    description: "Abweichung der Uhren von Prometheus und Alertmanager von der eigenen. Eine Sekunde ist Messunschärfe.",
    unit: unit.seconds,
    queries: [ask(anywhere("leitstand_clock_skew_seconds"), "{{against}}")],
    width: 24,
  }),
  states({
    title: "Wege und Sammler",
    description: "Ob der Weg Nachrichten annimmt und der Sammler antwortet.",
    unit: unit.none,
    queries: [asRow(anywhere("leitstand_channel_up"), "{{channel}}"), asRow(`up{job="collectors"}`, "Sammler")],
    looks: works,
    width: 12,
  }),
  overTime({
    title: "Was die Kette verliert",
    description:
      "Meldungen, die Prometheus verwirft, Zustellungen an Leitstand, die scheitern, und Regeln, die nicht ausgewertet werden, je Minute. Gesund ist null.",
    unit: unit.none,
    queries: [
      ask("60 * sum(rate(prometheus_notifications_dropped_total[5m]))", "Prometheus verwirft"),
      ask('60 * sum(rate(alertmanager_notifications_failed_total{integration="webhook"}[5m]))', "Leitstand nimmt nicht an"),
      ask("60 * sum(rate(prometheus_rule_evaluation_failures_total[5m]))", "Regeln nicht ausgewertet"),
    ],
    from: 0,
    width: 12,
  }),
];
