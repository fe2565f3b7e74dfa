import type { DashboardSpec } from "./layout.ts";
import { bars, overTime, states, unit, type Panel } from "./panels.ts";
import { ask, inWords, limit, of, type StateLook } from "./queries.ts";

const accessPointWords = { connected: "verbunden", registered: "bekannt", up: "in Betrieb", down: "ausgefallen" };

const links: readonly StateLook[] = [
  { state: "up", text: "in Betrieb", color: "green" },
  { state: "down", text: "unterbrochen", color: "red" },
  { state: "lower_layer_down", text: "untere Schicht aus", color: "red" },
  { state: "not_present", text: "nicht vorhanden", color: "red" },
  { state: "dormant", text: "ruhend", color: "orange" },
  { state: "testing", text: "im Test", color: "orange" },
  { state: "unknown", text: "unbekannt", color: "purple" },
];

const chosen = `house=~"$house"`;
const perLink = "device, interface";

/** Only interfaces that the inventory names as uplinks. */
const uplinks = (expression: string, ...matchers: readonly string[]): string =>
  `${expression} and on (device, interface) ${of("interface_uplink", ...matchers)} == 1`;

const traffic = (direction: "in" | "out", ...matchers: readonly string[]): string =>
  `rate(${of("interface_octets_total", `direction="${direction}"`, ...matchers)}[$__rate_interval]) * 8`;

/** Panels about networks; `matchers` narrows them to the houses that the viewer has chosen. */
const panels = (...matchers: readonly string[]) => ({
  state: states({
    title: "Anbindungen",
    description: "Zustand jeder Anbindung, die das Inventar nennt: Internet und die Wege aus den Häusern.",
    unit: unit.none,
    queries: [
      ask(
        links
          .map(({ state }, index) => {
            const one = of("interface_oper_state", `state="${state}"`, ...matchers);
            return `max by (${perLink}) (${uplinks(`(${one} == 1)`, ...matchers)}) * ${index + 1}`;
          })
          .join(" or "),
        "{{device}} {{interface}}",
      ),
    ],
    looks: links,
    width: 12,
    height: 9,
  }),
  load: overTime({
    title: "Auslastung der Anbindungen",
    description:
      "Belegter Anteil jeder Anbindung in der volleren Richtung. Über der Grenze leiden zuerst Gespräche und Videokonferenzen.",
    unit: unit.share,
    queries: [
      ask(
        `max by (${perLink}) (${uplinks(
          `rate(${of("interface_octets_total", ...matchers)}[$__rate_interval]) * 8 / on (device, interface) group_left () ${of("interface_speed_bits_per_second", ...matchers)}`,
          ...matchers,
        )})`,
        "{{device}} {{interface}}",
      ),
      limit(`min(${of("interface_load_limit_ratio", ...matchers)})`, "Grenze"),
    ],
    from: 0,
    to: 1,
    width: 12,
    height: 9,
  }),
  wifi: overTime({
    title: "Menschen im WLAN je Haus",
    description: "Verbundene Endgeräte je Haus. Bricht die Linie ab, ist das WLAN des Hauses gestört.",
    unit: unit.none,
    queries: [ask(`sum by (house) (${of("wifi_clients_active", 'house!=""', ...matchers)})`, "{{house}}")],
    from: 0,
    to: 4,
    decimals: 0,
    width: 12,
  }),
  silent: bars({
    title: "Stumme Geräte je Haus",
    description: "Switches, WLAN und Firewall des Hauses, die nicht antworten.",
    unit: unit.none,
    queries: [ask(`sum by (house) (1 - ${of("probe_success", 'house!=""', ...matchers)})`, "{{house}}")],
    steps: ["green", [1, "purple"]],
    decimals: 0,
    to: 4,
    width: 12,
  }),
});

const overview = panels();

/** Are the houses' networks fit? */
export const networkPanels: readonly Panel[] = [overview.state, overview.load, overview.wifi, overview.silent];

const detail = panels(chosen);

export const networkDashboard: DashboardSpec = {
  uid: "leitstand-network",
  title: "Leitstand – Netze",
  description: "Ist das Netz eines Hauses fit: Anbindung, Switches, WLAN?",
  choices: [{ name: "house", label: "Haus", values: 'label_values(probe_success{site="$site",house!=""}, house)' }],
  sections: [
    { question: "Sind die Netze der Häuser fit?", panels: [detail.state, detail.load, detail.wifi, detail.silent] },
    {
      question: "Wo klemmt es?",
      panels: [
        overTime({
          title: "Verkehr der Anbindungen",
          description: "Empfangen und gesendet je Anbindung.",
          unit: unit.bitsPerSecond,
          queries: [
            ask(uplinks(traffic("in", chosen), chosen), "{{device}} {{interface}} herein"),
            ask(uplinks(traffic("out", chosen), chosen), "{{device}} {{interface}} hinaus"),
          ],
          from: 0,
          width: 12,
        }),
        overTime({
          title: "Fehler und verworfene Pakete",
          description:
            "Pakete je Sekunde, die fehlerhaft waren oder verworfen wurden. Null ist normal; ein Anstieg spricht für Kabel, Optik oder Überlast.",
          unit: unit.packetsPerSecond,
          queries: [
            ask(`sum by (device) (rate(${of("interface_errors_total", chosen)}[$__rate_interval]))`, "{{device}} fehlerhaft"),
            ask(`sum by (device) (rate(${of("interface_discards_total", chosen)}[$__rate_interval]))`, "{{device}} verworfen"),
          ],
          from: 0,
          width: 12,
        }),
        overTime({
          title: "WLAN-Zugangspunkte",
          description: "Zugangspunkte nach Zustand.",
          unit: unit.none,
          queries: [
            ask(
              inWords(`sum by (house, state) (${of("wifi_access_points", chosen)})`, "state", accessPointWords),
              "{{house}} {{what}}",
            ),
          ],
          from: 0,
          decimals: 0,
          width: 12,
        }),
        overTime({
          title: "Speisung über das Netzkabel",
          description: "Vergebener Anteil der Leistung für Telefone, Kameras und Access Points je Switch.",
          unit: unit.share,
          queries: [
            ask(
              `sum by (device) (${of("poe_power_watts", chosen)}) / sum by (device) (${of("poe_power_limit_watts", chosen)})`,
              "{{device}}",
            ),
          ],
          from: 0,
          to: 1,
          none: "kein Switch meldet Speisung über das Netzkabel",
          width: 12,
        }),
        overTime({
          title: "Ausgefallene Teile",
          description: "Netzteile und Lüfter, die das Gerät als ausgefallen meldet.",
          unit: unit.none,
          queries: [
            ask(`sum by (device) (${of("device_psu_state", 'state="failed"', chosen)}) > 0`, "{{device}} Netzteile"),
            ask(`sum by (device) (${of("device_fan_state", 'state="failed"', chosen)}) > 0`, "{{device}} Lüfter"),
          ],
          from: 0,
          to: 4,
          none: "keine",
          decimals: 0,
          width: 12,
        }),
        overTime({
          title: "Prozessor der Netzgeräte",
          description: "Rechenlast des am meisten belasteten Kerns je Gerät.",
          unit: unit.share,
          queries: [ask(`max by (device) (${of("device_cpu_utilisation_ratio", 'class="network"', chosen)})`, "{{device}}")],
          from: 0,
          to: 1,
          width: 12,
        }),
        overTime({
          title: "Geräte der Häuser, die antworten",
          description: "Anteil der Geräte eines Hauses, die ihre Abfrage beantworten. 0 heißt: das Haus ist vom Netz getrennt.",
          unit: unit.share,
          queries: [ask(`avg by (house) (${of("probe_success", 'house!=""', chosen)})`, "{{house}}")],
          from: 0,
          to: 1,
          width: 24,
        }),
      ],
    },
  ],
};
