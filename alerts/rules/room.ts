import { contacts } from "../contacts.ts";
import { alert } from "../rule.ts";
import { answer, device, known, list, room, value } from "../template.ts";

const inlet = `air_temperature_celsius{position="rack_inlet"}`;
/** Mean of a unit's own probes at one side: some makers fit two. */
const air = (position: string): string => `avg by (device) (air_temperature_celsius{class="cooling",position="${position}"})`;
export const untilLimit = `room:inlet_time_to_limit:seconds{room="$room"}`;
const coldest = `min by (site) (water_temperature_celsius{position="supply"})`;

/** Air, humidity and fire of a room: what wears on for hours, and what leaves no time at all. */
export const roomRules = [
  alert({
    name: "FireEarlyWarning",
    severity: "critical",
    about: "device",
    holdFor: "0s",
    keepFiringFor: "2m",
    when: `smoke_detected == 1
or ${contacts("fire_warning")} == 1`,
    summary: `Rauch oder Brand gemeldet: ${device}`,
    description: `Rauchmelder: ${list(`smoke_detected{device="$device"} == 1`, "sensor", "keiner")}; Kontakte: ${list(`${contacts("fire_warning")} == 1`, "contact", "keiner")}. Diese Meldung kommt zusätzlich; Hauptweg bleibt die Brandmeldeanlage.`,
    consequence:
      "Ohne Löschanlage bleiben etwa 3 Minuten zum Handeln (BSI INF.2.A9). Eine Löschanlage flutet den Raum: Lebensgefahr.",
    firstStep: "Feuerwehr 112, wenn die Brandmeldeanlage es nicht schon getan hat. Niemanden allein in den Raum schicken.",
  }),
  alert({
    name: "InletRisingFast",
    severity: "critical",
    about: "room",
    class: "cooling",
    // Longer than the alerts about lost cooling and a near limit, which say more and hide it.
    holdFor: "90s",
    keepFiringFor: "2m",
    // 4 K in 5 min; the guideline for IT is at most 5 K in 15 min (ASHRAE TC 9.9). The last minute must rise as fast, and two
    // changes must be seen: a unit that hands over makes a jump, and a sensor of whole degrees makes steps.
    when: `deriv(${inlet}[3m]) * 300 > 4
and on (device, sensor) deriv(${inlet}[1m]) * 300 > 4
and on (device, sensor) changes(${inlet}[3m]) >= 2`,
    summary: `Zuluft steigt schnell: ${room}`,
    description: `Die Zuluft am Rack steigt um ${value("tenths")} K in 5 min; wärmster Fühler ${answer(`max(air_temperature_celsius{position="rack_inlet",room="$room"})`, "tenths")} °C.`,
    consequence: `${known(`floor(${untilLimit} / 60) > 0`, (minutes) => `Der zulässige Wert ist in ${minutes} min erreicht. `)}So schnell steigt die Luft nur, wenn Kühlung fehlt.`,
    firstStep: "Nachsehen, welche Kühlgeräte laufen und kühlen; Reservegeräte einschalten.",
    secondsLeft: answer(untilLimit, "whole", ""),
  }),
  alert({
    name: "CoolingUnitRunsWithoutEffect",
    severity: "warning",
    about: "device",
    holdFor: "15m",
    worst: "lowest",
    // A unit that hardly opens its valve has nothing to do; 2 K are within what two probes may differ.
    when: `cooling_unit_state{state="running"} == 1
and on (device) ${air("return")} - ${air("supply")} < 2
unless on (device) cooling_valve_position_ratio < 0.3`,
    summary: `Kühlgerät läuft ohne Wirkung: ${device}`,
    description: `Rückluft ${answer(`avg(air_temperature_celsius{device="$device",position="return"})`, "tenths")} °C, Zuluft ${answer(
      `avg(air_temperature_celsius{device="$device",position="supply"})`,
      "tenths",
    )} °C: Das Gerät nimmt keine Wärme mit.`,
    consequence: "Die Reserve des Raums ist verloren, ohne dass ein Gerät als gestört gilt.",
    firstStep: "Vorlauf des Kaltwassers, Ventil und Filter dieses Geräts prüfen.",
  }),
  alert({
    name: "DewPointHigh",
    severity: "warning",
    about: "room",
    class: "cooling",
    // An open door or a wet coat passes.
    holdFor: "30m",
    when: `room:air_dew_point:celsius > on (site) group_left () air_dew_point_limit_celsius`,
    summary: `Luft zu feucht: ${room}`,
    description: `Taupunkt der Raumluft ${value("tenths")} °C, Grenze ${answer("min(air_dew_point_limit_celsius)", "tenths")} °C.`,
    consequence: "Kontakte korrodieren; an allem, was kälter ist als der Taupunkt, schlägt sich Wasser nieder.",
    firstStep: "Prüfen, woher die Feuchte kommt: offene Tür, Außenluft, Befeuchter, Leckage.",
  }),
  alert({
    name: "CondensationRisk",
    severity: "warning",
    about: "room",
    class: "cooling",
    holdFor: "10m",
    when: `room:air_dew_point:celsius > on (site) group_left () (${coldest} - 1)`,
    summary: `Kondenswasser droht: ${room}`,
    description: `Taupunkt der Raumluft ${value("tenths")} °C, kältestes Kaltwasser ${answer(`min(water_temperature_celsius{position="supply"})`, "tenths")} °C.`,
    consequence: "An Rohren und Registern bildet sich Wasser und tropft auf das, was darunter steht.",
    firstStep: "Kaltwasserrohre im Raum auf Tropfen ansehen; den Sollwert des Kaltwassers 2 K anheben lassen.",
  }),
];
