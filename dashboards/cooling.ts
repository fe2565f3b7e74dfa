import type { DashboardSpec } from "./layout.ts";
import { figure, overTime, states, unit, type Panel } from "./panels.ts";
import { ask, asRow, happens, limit, of, recorded, stateNumber, type StateLook } from "./queries.ts";

const units: readonly StateLook[] = [
  { state: "running", text: "läuft", color: "green" },
  { state: "standby", text: "bereit", color: "blue" },
  { state: "off", text: "aus", color: "orange" },
  { state: "fault", text: "gestört", color: "red" },
  { state: "unknown", text: "unbekannt", color: "purple" },
];

const inlet = `position="rack_inlet"`;
const chosen = `room=~"$room"`;

/** Panels about heat; `matchers` narrows them to the rooms that the viewer has chosen. */
const panels = (...matchers: readonly string[]) => ({
  reserve: figure({
    title: "Abstand zur Grenze",
    description: "Kelvin, die dem wärmsten Fühler am Rack noch bis zum zulässigen Wert bleiben. Unter 0 sind Geräte in Gefahr.",
    unit: unit.kelvin,
    queries: [
      ask(
        `min(min by (room) (${of("air_temperature_limit_celsius", 'bound="allowable"', ...matchers)}) - on (room) max by (room) (${of("air_temperature_celsius", inlet, ...matchers)}))`,
        "Abstand",
      ),
    ],
    steps: ["red", [0, "green"]],
    decimals: 1,
    width: 4,
  }),
  units: states({
    title: "Zustand der Kühlgeräte",
    description: "Was läuft, was bereitsteht und was gestört ist. Je Raum muss mindestens die nötige Zahl laufen.",
    unit: unit.none,
    queries: [ask(stateNumber("cooling_unit_state", "device", units, ...matchers), "{{device}}")],
    looks: units,
    width: 8,
  }),
  inlet: overTime({
    title: "Wärmste Zuluft am Rack",
    description: "Höchster Fühler am Einlass der Racks je Raum, mit dem empfohlenen und dem zulässigen Wert (ASHRAE TC 9.9).",
    unit: unit.celsius,
    queries: [
      ask(`max by (room) (${of("air_temperature_celsius", inlet, ...matchers)})`, "{{room}}"),
      limit(`min(${of("air_temperature_limit_celsius", 'bound="recommended"', ...matchers)})`, "empfohlen bis", "warning"),
      limit(`min(${of("air_temperature_limit_celsius", 'bound="allowable"', ...matchers)})`, "zulässig bis"),
    ],
    from: 15,
    width: 12,
  }),
  water: overTime({
    title: "Vorlauf des Kaltwassers",
    description: "Wird der Vorlauf zu warm, verlieren alle Kühlgeräte zugleich ihre Wirkung.",
    unit: unit.celsius,
    queries: [
      ask(of("water_temperature_celsius", 'position="supply"'), "{{device}}"),
      limit(`min(${of("water_temperature_limit_celsius", 'role="chiller"')})`, "Grenze"),
    ],
    from: 5,
    width: 12,
  }),
  available: overTime({
    title: "Kühlgeräte: laufend oder bereit",
    description:
      "Je Raum die Geräte, die laufen oder einspringen können, gegen die nötige Zahl. Sind beide gleich, fehlt die Reserve.",
    unit: unit.none,
    queries: [
      ask(
        `sum by (room) (${of("cooling_unit_state", 'state=~"running|standby"', 'role!="chiller"', 'room!=""', ...matchers)})`,
        "{{room}}",
      ),
      limit(`max(${of("cooling_units_needed", ...matchers)})`, "nötig"),
    ],
    from: 0,
    decimals: 0,
    width: 12,
  }),
});

const overview = panels();

/** Is it getting warm? */
export const heatPanels: readonly Panel[] = [
  overview.reserve,
  overview.units,
  overview.inlet,
  overview.water,
  overview.available,
];

const detail = panels(chosen);

export const coolingDashboard: DashboardSpec = {
  uid: "leitstand-cooling",
  title: "Leitstand – Kälte",
  description: "Wird es warm, warum, und wie viel Reserve bleibt?",
  choices: [{ name: "room", label: "Raum", values: 'label_values(probe_success{site="$site",room!=""}, room)' }],
  sections: [
    {
      question: "Wird es warm?",
      panels: [detail.reserve, detail.units, detail.inlet, detail.water, detail.available],
    },
    {
      question: "Woran liegt es?",
      panels: [
        overTime({
          title: "Alle Luftfühler",
          description: "Jeder Luftfühler der gewählten Räume: Zuluft, Rückluft, Raum und Rack.",
          unit: unit.celsius,
          queries: [ask(of("air_temperature_celsius", chosen), "{{device}} {{sensor}}")],
          width: 12,
        }),
        overTime({
          title: "Relative Feuchte",
          description: "Zu trockene Luft lädt auf, zu feuchte schlägt sich nieder; empfohlen sind höchstens 60 %.",
          unit: unit.share,
          queries: [ask(of("air_humidity_ratio", chosen), "{{device}} {{sensor}}")],
          from: 0,
          to: 1,
          width: 12,
        }),
        overTime({
          title: "Taupunkt und kältestes Wasser",
          description:
            "Höchster Taupunkt je Raum, gemessen oder aus Temperatur und Feuchte gerechnet. Erreicht er das Kaltwasser, tropft es.",
          unit: unit.celsius,
          queries: [
            ask(recorded("room:air_dew_point:celsius", chosen), "{{room}}"),
            limit(`min(${of("air_dew_point_limit_celsius")})`, "Grenze", "warning"),
            limit(`min(${of("water_temperature_celsius", 'position="supply"')})`, "kältestes Kaltwasser"),
          ],
          width: 12,
        }),
        overTime({
          title: "Wirkung der Kühlgeräte",
          description: "Rückluft weniger Zuluft je Gerät. Unter 2 K läuft es, ohne zu kühlen.",
          unit: unit.kelvin,
          queries: [
            ask(
              `avg by (device) (${of("air_temperature_celsius", 'class="cooling"', 'position="return"', chosen)}) - avg by (device) (${of("air_temperature_celsius", 'class="cooling"', 'position="supply"', chosen)})`,
              "{{device}}",
            ),
          ],
          from: 0,
          width: 12,
        }),
        overTime({
          title: "Lüfter und Ventile",
          description: "Wie weit die Kühlgeräte schon aufgedreht haben. Bei 100 % ist keine Reserve mehr da.",
          unit: unit.share,
          queries: [
            ask(of("cooling_fan_speed_ratio", chosen), "{{device}} Lüfter"),
            ask(of("cooling_valve_position_ratio", chosen), "{{device}} Ventil"),
          ],
          from: 0,
          to: 1,
          width: 12,
        }),
        overTime({
          title: "Abgeführte Wärme",
          description: "Kälteleistung je Gerät, soweit es sie misst.",
          unit: unit.watts,
          queries: [ask(of("cooling_output_watts", chosen), "{{device}} {{unit}}")],
          from: 0,
          width: 12,
        }),
        states({
          title: "Wasser und Rauch",
          description: "Ob ein Fühler Wasser oder Rauch meldet.",
          unit: unit.none,
          queries: [
            asRow(`max by (device, sensor) (${of("leak_detected", chosen)})`, "{{device}} {{sensor}}, Wasser"),
            asRow(`max by (device, sensor) (${of("smoke_detected", chosen)})`, "{{device}} {{sensor}}, Rauch"),
          ],
          looks: happens,
          none: "kein Fühler für Wasser oder Rauch",
          width: 24,
        }),
      ],
    },
  ],
};
