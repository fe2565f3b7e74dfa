/** Whether the figures can be trusted: completeness, estimates, checks, lag. */
import { bars, figure, overTime, unit, type Panel } from "../panels.ts";
import { ask, inWords, limit, of, total, unknown } from "../queries.ts";

export const data: readonly Panel[] = [
  figure({
    title: "Widersprüche",
    description:
      "Prüfungen, die den Bericht des laufenden Monats oder Jahres anhielten. Solange es welche gibt, erscheint keine Kennzahl.",
    unit: unit.count,
    queries: [ask(`max(${of("energy_check_stops", 'period=~"month|year"')})`, "Prüfungen")],
    steps: [unknown, [0, "green"], [1, "red"]],
    none: "noch nichts geprüft",
    width: 4,
    height: 10,
  }),
  bars({
    title: "Vollständigkeit der schwächsten Zähler, Monat bisher",
    description:
      "Anteil der bisher vergangenen Zeit des Monats, der gebucht ist. Unter 90 % wird nichts veröffentlicht und nichts freigegeben.",
    unit: unit.share,
    queries: [ask(`sort(bottomk(12, ${of("energy_meter_coverage_ratio", 'period="month"')}))`, "{{meter}}")],
    steps: ["red", [0.9, "orange"], [0.995, "green"]],
    from: 0,
    to: 1,
    decimals: 1,
    width: 10,
    height: 10,
  }),
  overTime({
    title: "Vollständigkeit der PUE",
    description: "Anteil der Zeit, für den alle Zähler der PUE gebucht sind, mit der Grenze für Freigabe und Veröffentlichung.",
    unit: unit.share,
    queries: [
      ask(
        inWords(`min by (period) (${of("energy_kpi_coverage_ratio", 'kpi=~"pue."')})`, "period", {
          twelve_months: "12 Monate",
          year: "Jahr bisher",
          month: "Monat bisher",
        }),
        "{{what}}",
      ),
      limit(`min(${of("energy_coverage_limit_ratio")})`, "Nötig"),
    ],
    from: 0,
    to: 1,
    width: 10,
    height: 10,
  }),
  overTime({
    title: "Geschätzter Anteil",
    description:
      "Anteil der Energie je Kennzahl des Jahres, der geschätzt oder von Hand eingetragen ist. Über 1 % nennt ihn der Bericht.",
    unit: unit.share,
    queries: [ask(`max by (kpi) (${of("energy_kpi_estimated_ratio", 'period="year"', 'kpi=~"pue.|peak|cost_net"')})`, "{{kpi}}")],
    from: 0,
    to: 0.05,
    decimals: 1,
    width: 8,
  }),
  overTime({
    title: "Rückstand der Buchungen",
    description:
      "Wie weit die Buchung jedes Zählers hinter jetzt zurückliegt. Mehr als eine halbe Stunde heißt: Dem Zähler fehlen Werte.",
    unit: unit.seconds,
    queries: [
      ask(`time() - ${of("energy_ledger_booked_until_timestamp_seconds")}`, "{{meter}}"),
      limit(`min(${of("energy_ledger_lag_limit_seconds")})`, "Zähler steht", "warning"),
    ],
    from: 0,
    width: 8,
  }),
  overTime({
    title: "Leistung je Zähler",
    description: "Momentane Wirkleistung am Einlass jedes Zählers und jeder Verteilung.",
    unit: unit.watts,
    queries: [ask(total("power_active_watts", "device", 'scope="inlet"'), "{{device}}")],
    from: 0,
    width: 8,
  }),
];
