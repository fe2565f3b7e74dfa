import type { DashboardSpec } from "./layout.ts";
import { figure, overTime, states, unit, type Panel } from "./panels.ts";
import { ask, asRow, happens, inWords, limit, of, stateNumber, total, type StateLook } from "./queries.ts";

const sources: readonly StateLook[] = [
  { state: "mains", text: "Netz", color: "green" },
  { state: "battery", text: "Batterie", color: "red" },
  { state: "bypass", text: "Bypass", color: "orange" },
  { state: "off", text: "aus", color: "red" },
  { state: "booster", text: "Netz, angehoben", color: "yellow" },
  { state: "reducer", text: "Netz, abgesenkt", color: "yellow" },
  { state: "other", text: "andere", color: "purple" },
  { state: "unknown", text: "unbekannt", color: "purple" },
];

/** What contacts mean, by the words of the inventory. */
const contactWords = {
  mains_lost: "Netz weg",
  generator_running: "Generator läuft",
  generator_fault: "Generator gestört",
  generator_fuel_low: "Tank unter der Reserve",
  generator_starter_battery_low: "Starterbatterie schwach",
};

/** What contacts say, as rows of yes and no. */
const yesOrNo: readonly StateLook[] = [
  { state: "no", text: "nein", color: "green" },
  { state: "yes", text: "ja", color: "orange" },
];

const chosen = `device=~"$device"`;

/** What is left until the shutdown must begin, of the UPS that must begin first. */
const reserve = (matchers: readonly string[]): string =>
  `min(${of("ups_battery_runtime_seconds", ...matchers)} - on (device) ${of("ups_battery_runtime_limit_seconds", ...matchers)})`;
const onBattery = (matchers: readonly string[]): string =>
  `on () (max(${of("ups_power_source", 'state="battery"', ...matchers)}) == 1)`;

/** Panels about UPS; `matchers` narrows them to what the viewer has chosen. */
const panels = (...matchers: readonly string[]) => ({
  reserve: figure({
    title: "Zeit bis Abschaltung",
    description:
      "Kürzeste Laufzeit einer USV abzüglich der Zeit, die das geordnete Herunterfahren braucht. Am Netz: was bliebe, wenn es jetzt ausfiele.",
    unit: unit.seconds,
    queries: [
      ask(`${reserve(matchers)} unless ${onBattery(matchers)}`, "am Netz"),
      // On battery the clock runs: never green, and red while there is still time for a hand to act.
      {
        ...ask(`${reserve(matchers)} and ${onBattery(matchers)}`, "auf Batterie"),
        steps: ["red", [600, "orange"]],
      },
    ],
    steps: ["red", [0, "green"]],
    decimals: 0,
    width: 4,
  }),
  source: states({
    title: "Stromquelle je USV",
    description: "Woraus jede USV die Last gerade speist und wann sie gewechselt hat.",
    unit: unit.none,
    queries: [ask(stateNumber("ups_power_source", "device", sources, ...matchers), "{{device}}")],
    looks: sources,
    width: 8,
  }),
  runtime: overTime({
    title: "Laufzeit und ihre Grenze",
    description: "Laufzeit bei jetziger Last, wie die USV sie schätzt. Unter der Grenze muss das Herunterfahren begonnen haben.",
    unit: unit.minutes,
    queries: [
      ask(`${of("ups_battery_runtime_seconds", ...matchers)} / 60`, "{{device}}"),
      limit(`max(${of("ups_battery_runtime_limit_seconds", ...matchers)}) / 60`, "Grenze"),
    ],
    from: 0,
    width: 12,
  }),
  charge: overTime({
    title: "Ladung der Batterien",
    description: "Ladestand je USV. Nach einem Ausfall braucht er Stunden zurück auf 100 %.",
    unit: unit.share,
    queries: [ask(of("ups_battery_charge_ratio", ...matchers), "{{device}}")],
    from: 0,
    to: 1,
    width: 12,
  }),
  load: overTime({
    title: "Last je USV",
    description:
      "Höchste Phase je USV. Die Summe beider Stränge muss unter der Grenze bleiben, damit eine USV allein tragen kann.",
    unit: unit.share,
    queries: [
      ask(`max by (device) (${of("ups_output_load_ratio", ...matchers)})`, "{{device}}"),
      // No sum while a UPS is silent: it would look like half of the load.
      ask(
        `sum(max by (device) (${of("ups_output_load_ratio", ...matchers)})) unless on () min(${of("probe_success", 'class="ups"', ...matchers)}) == 0`,
        "Summe",
      ),
      limit(`min(${of("ups_load_limit_ratio", ...matchers)})`, "Grenze für eine allein"),
    ],
    from: 0,
    to: 1,
    width: 12,
  }),
});

const overview = panels();

/** Can we ride through an outage? */
export const powerPanels: readonly Panel[] = [
  overview.reserve,
  overview.source,
  overview.runtime,
  overview.charge,
  overview.load,
];

const detail = panels(chosen);

export const upsDashboard: DashboardSpec = {
  uid: "leitstand-ups",
  title: "Leitstand – USV",
  description: "Überstehen wir einen Netzausfall, und in welchem Zustand sind die Batterien?",
  choices: [{ name: "device", label: "USV", values: 'label_values(probe_success{site="$site",class="ups"}, device)' }],
  sections: [
    {
      question: "Überstehen wir einen Netzausfall?",
      panels: [detail.reserve, detail.source, detail.runtime, detail.charge, detail.load],
    },
    {
      question: "Sind die Batterien gesund?",
      panels: [
        overTime({
          title: "Batterietemperatur",
          description: "Je 8 bis 10 K über 25 °C halbiert sich die Lebensdauer einer Bleibatterie.",
          unit: unit.celsius,
          queries: [
            ask(of("ups_battery_temperature_celsius", chosen), "{{device}}"),
            limit(`min(${of("ups_battery_temperature_limit_celsius", chosen)})`, "Grenze", "warning"),
            limit(`min(${of("ups_battery_hot_limit_celsius", chosen)})`, "gefährlich ab"),
          ],
          width: 12,
        }),
        overTime({
          title: "Batteriespannung",
          description: "Spannung der Batterie. Fällt sie unter Last rasch, ist die Batterie gealtert.",
          unit: unit.volts,
          queries: [ask(of("ups_battery_voltage_volts", chosen), "{{device}}")],
          width: 12,
        }),
        overTime({
          title: "Alarme der USV",
          description: "Was die USV selbst als Alarm meldet, als Anzahl. Welche es sind, steht im Runbook.",
          unit: unit.none,
          queries: [ask(`sum by (device) (${of("ups_alarm", chosen)})`, "{{device}}")],
          from: 0,
          to: 4,
          decimals: 0,
          width: 12,
        }),
        states({
          title: "Batterie schwach, Test nicht bestanden",
          description: "Ob die USV ihre Batterie schwach oder leer nennt, und ob ihr letzter Selbsttest mit Fehler endete.",
          unit: unit.none,
          queries: [
            asRow(
              `max by (device) (${of("ups_battery_state", 'state=~"low|depleted"', chosen)})`,
              "{{device}} schwach oder leer",
            ),
            asRow(`max by (device) (${of("ups_last_test", 'state=~"failed"', chosen)})`, "{{device}} Test mit Fehler"),
          ],
          looks: happens,
          width: 12,
        }),
      ],
    },
    {
      question: "Trägt der Ersatzstrom?",
      panels: [
        states({
          title: "Netz und Generator",
          description: "Was die Kontakte sagen: Netz weg, Generator läuft oder gestört, Tank unter der Reserve.",
          unit: unit.none,
          queries: [
            ask(
              `max by (what) (${inWords(`${of("contact_state")} * on (device, contact, state) group_left (meaning) ${of("contact_meaning", 'meaning!="fire_warning"')}`, "meaning", contactWords)}) + 1`,
              "{{what}}",
            ),
          ],
          looks: yesOrNo,
          width: 12,
        }),
        overTime({
          title: "Leistung des Generators",
          description:
            "Wirkleistung am Zähler des Generators, sonst das Mittel der letzten Minuten aus seinem Zählwerk. Ein Probelauf ist ein Hügel.",
          unit: unit.watts,
          queries: [
            ask(
              `${of("power_active_watts", 'role="generator"', 'scope="inlet"')} or on (device) rate(${of("power_energy_joules_total", 'role="generator"')}[5m])`,
              "{{device}}",
            ),
          ],
          from: 0,
          none: "kein Zähler am Generator; nur der Kontakt sagt, ob er läuft",
          width: 12,
        }),
        overTime({
          title: "Strom je Rack, beide Stränge zusammen",
          description: "Summe der Stränge eines Racks je Phase. Über neun Zehnteln eines Strangs trägt einer allein nicht mehr.",
          unit: unit.amperes,
          queries: [
            ask(
              `sum by (rack, phase) (${of("power_current_amperes", 'scope="phase"')} * on (device) group_left (rack) ${of("power_rack")})`,
              "{{rack}} {{phase}}",
            ),
            limit(`0.9 * min(${of("power_current_limit_amperes")})`, "Grenze", "warning"),
          ],
          from: 0,
          width: 24,
        }),
      ],
    },
    {
      question: "Was geht hinein, was kommt heraus?",
      panels: [
        overTime({
          title: "Leistung am Ausgang",
          description: "Abgegebene Wirkleistung je USV über alle Phasen.",
          unit: unit.watts,
          queries: [ask(total("ups_output_power_watts", "device", chosen), "{{device}}")],
          from: 0,
          width: 12,
        }),
        overTime({
          title: "Eingangsspannung",
          description: "Spannung je Phase am Eingang. Ohne Netz fehlt sie oder geht auf null.",
          unit: unit.volts,
          queries: [ask(of("ups_input_voltage_volts", chosen), "{{device}} {{phase}}")],
          from: 0,
          width: 12,
        }),
      ],
    },
  ],
};
