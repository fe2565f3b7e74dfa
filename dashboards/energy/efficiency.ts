/** UPS against their load and the maker's curve, cooling against weather and load. */
import { bars, figure, overTime, unit, type Panel } from "../panels.ts";
import { ask, of, onRight } from "../queries.ts";

const cooling = 'role=~"cooling|chiller|pump|air_handler"';

export const efficiency: readonly Panel[] = [
  overTime({
    title: "Wirkungsgrad der USV und Erwartung",
    description:
      "Energie am Ausgang zu Energie am Eingang im laufenden Monat ohne Batteriebetrieb, daneben die Kurve des Herstellers bei derselben Auslastung und die Auslastung selbst (rechts).",
    unit: unit.share,
    queries: [
      ask(of("energy_ups_efficiency_ratio", 'period="month"'), "{{ups}}"),
      ask(of("energy_ups_efficiency_expected_ratio", 'period="month"'), "{{ups}}, Hersteller"),
      onRight(of("energy_ups_load_ratio", 'period="month"'), "{{ups}}, Auslastung", unit.share),
    ],
    decimals: 1,
    width: 12,
    height: 8,
  }),
  bars({
    title: "Wirkungsgrad über der Auslastung",
    description: "Gemessener Wirkungsgrad je Klasse der Auslastung (5 % breit, Beginn der Klasse) in den letzten zwölf Monaten.",
    unit: unit.share,
    queries: [ask(of("energy_ups_class_efficiency_ratio", 'period="twelve_months"'), "{{ups}} ab {{load}}")],
    steps: ["blue"],
    from: 0.85,
    to: 1,
    none: "noch nicht vollständig genug gebucht",
    decimals: 1,
    width: 6,
    height: 8,
  }),
  overTime({
    title: "Verluste der USV",
    description: "Leistung am Eingang weniger Leistung am Ausgang aller USV: Das ist, was die USV selbst verbrauchen.",
    unit: unit.watts,
    queries: [
      ask(
        `sum(${of("energy_power_watts", 'role="ups_in"')}) - sum(${of("energy_power_watts", 'role="ups_out"')})`,
        "USV-Verluste",
      ),
    ],
    from: 0,
    width: 6,
    height: 8,
  }),
  overTime({
    title: "Kälte, IT-Last und Außentemperatur",
    description:
      "Leistung der Kälte und der IT in der letzten Viertelstunde, rechts die Außenluft: Steigt die Kälte ohne Hitze und ohne Last, stimmt etwas nicht.",
    unit: unit.watts,
    queries: [
      ask(`sum(${of("energy_power_watts", cooling)})`, "Kälte"),
      ask(`sum(${of("energy_power_watts", 'role="ups_out"')})`, "IT (USV-Ausgang)"),
      onRight(`max(${of("air_temperature_celsius", 'position="outdoor"')})`, "Außenluft", unit.celsius),
    ],
    from: 0,
    width: 12,
    height: 8,
  }),
  overTime({
    title: "Kälte je Kilowatt IT",
    description: "Leistung der Kälte im Verhältnis zur Leistung der IT in der letzten Viertelstunde, rechts die Außenluft.",
    unit: unit.share,
    queries: [
      ask(`sum(${of("energy_power_watts", cooling)}) / sum(${of("energy_power_watts", 'role="ups_out"')})`, "Kälte je IT"),
      onRight(`max(${of("air_temperature_celsius", 'position="outdoor"')})`, "Außenluft", unit.celsius),
    ],
    from: 0,
    width: 8,
    height: 8,
  }),
  figure({
    title: "CER, 12 Monate",
    description: "Abgeführte Wärme je Energie der ganzen Kälteanlage (EN 50600-4-7). Braucht einen Wärmezähler.",
    unit: unit.none,
    queries: [ask(`max(${of("energy_cer_ratio", 'period="twelve_months"')})`, "CER")],
    steps: ["blue"],
    none: "kein Wert",
    decimals: 1,
    width: 4,
    height: 8,
  }),
];
