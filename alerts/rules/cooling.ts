import { alert } from "../rule.ts";
import { answer, device, known, list, room, value } from "../template.ts";

/** Air at the inlet of the racks: what the IT breathes. Positions come from the inventory. */
export const inlet = `air_temperature_celsius{position="rack_inlet"}`;
const limit = (bound: "recommended" | "allowable"): string =>
  `on (device) group_left () air_temperature_limit_celsius{bound="${bound}"}`;
/** Seconds until the allowable limit at the slope of so long a window; nothing while it does not rise. */
const crossing = (window: string): string => `-(${inlet} - ${limit("allowable")}) / (deriv(${inlet}[${window}]) > 0)`;
/** Units that cool a room; a chiller cools water and has rules of its own. */
const roomUnits = `role!="chiller",room!=""`;

export const hottest = `max(air_temperature_celsius{position="rack_inlet",room="$room"})`;
const allowable = answer(`min(air_temperature_limit_celsius{bound="allowable",room="$room"})`, "tenths");
const recommended = answer(`min(air_temperature_limit_celsius{bound="recommended",room="$room"})`, "tenths");
export const untilLimit = `room:inlet_time_to_limit:seconds{room="$room"}`;
/** The clock of a heat incident, once the slope is known. */
const clock =
  known(`floor(${untilLimit} / 60) > 0`, (minutes) => `Bei diesem Anstieg sind ${allowable} °C in ${minutes} min erreicht. `) +
  known(
    `${untilLimit} < 60`,
    () => `Bei diesem Anstieg sind ${allowable} °C binnen einer Minute erreicht oder schon überschritten. `,
  );
const shutdownTime =
  "Ohne Kühlung schalten Server bei 5 kW je Rack nach etwa 3 Minuten ab, bei 10 kW nach weniger als einer (Literaturwerte).";

/** Heat and water. Levels near a limit keep firing for 2 min, so that a value swinging by tenths is one incident. */
export const coolingRules = [
  alert({
    name: "AllCoolingUnitsStopped",
    severity: "critical",
    about: "room",
    class: "cooling",
    // Two scrapes: units swap duty within seconds.
    holdFor: "30s",
    // A unit that starts cools after 2 to 3 min; until then the room is not out of it, nor is what follows from it.
    keepFiringFor: "2m",
    // A unit whose state is unknown proves nothing; one that stands still counts, also beside silent ones.
    when: `sum by (room, site) (
  cooling_unit_state{state="running",${roomUnits}}
  unless on (device, unit) cooling_unit_state{state="unknown"} == 1
) == 0`,
    summary: `Alle Umluftkühlgeräte stehen: ${room}`,
    description: `Kein Kühlgerät des Raums läuft.${known(hottest, (celsius) => ` Wärmste Zuluft am Rack ${celsius} °C, zulässig sind ${allowable} °C.`, "", "tenths")}`,
    consequence: `${clock}${shutdownTime}`,
    firstStep:
      "Am Bedienfeld der Kühlgeräte nachsehen, warum sie stehen (Strom, Sammelstörung, Brandfallabschaltung), und Geräte einzeln einschalten.",
    secondsLeft: answer(untilLimit, "whole", ""),
  }),
  alert({
    name: "CoolingRedundancyLost",
    severity: "warning",
    about: "room",
    class: "cooling",
    holdFor: "5m",
    worst: "lowest",
    // A unit on standby is a spare; a silent one is not proven and does not count. `sum`, so that none left is 0.
    when: `sum by (room, site) (cooling_unit_state{state=~"running|standby",${roomUnits}})
<= on (room, site) cooling_units_needed`,
    summary: `Kein Kühlgerät mehr in Reserve: ${room}`,
    description: `Betriebsbereite Kühlgeräte: ${value("whole")}, gebraucht: ${answer(`max(cooling_units_needed{room="$room"})`)}.`,
    consequence: "Der nächste Ausfall eines Kühlgeräts wird zum Hitzevorfall mit Minuten bis zur Abschaltung.",
    firstStep: "Feststellen, welches Gerät fehlt (Störung, ausgeschaltet oder verstummt), und die Kältefirma rufen.",
  }),
  alert({
    name: "CoolingUnitFault",
    severity: "warning",
    about: "device",
    holdFor: "1m",
    // Some makers have no state for a fault: the unit is then off. Off within a day of running counts, an own decision
    // to leave it off is no news the day after.
    when: `cooling_unit_state{state="fault"} == 1
or cooling_unit_state{state="off"} == 1
  and on (device, unit) max_over_time(cooling_unit_state{state="running"}[1d]) == 1
or cooling_compressor_state{state="fault"} == 1
or device_component_state{class="cooling",state="failed"} == 1`,
    summary: `Kühlgerät gestört oder ausgefallen: ${device}`,
    description: `Das Gerät meldet eine Störung oder ist aus, obwohl es zuletzt lief. Gestörte Teile: ${list(
      `device_component_state{device="$device",state="failed"} == 1`,
      "component",
      "nicht benannt",
    )}; Alarme: ${list(`cooling_alarm{device="$device"} == 1`, "alarm", "keine gemeldet")}.`,
    consequence: "Die Kühlleistung des Raums sinkt; ob noch Reserve besteht, zeigt die Meldung zur Kühlreserve.",
    firstStep: "Prüfen, ob die übrigen Geräte des Raums laufen, dann die Störmeldung am Gerät ablesen.",
  }),
  alert({
    name: "InletAboveAllowable",
    severity: "critical",
    about: "room",
    class: "cooling",
    holdFor: "1m",
    keepFiringFor: "2m",
    when: `${inlet} > ${limit("allowable")}`,
    summary: `Zuluft über dem zulässigen Wert: ${room}`,
    description: `Wärmste Zuluft am Rack ${value("tenths")} °C, zulässig sind ${allowable} °C.${known(`sum(cooling_unit_state{state="running",role!="chiller",room="$room"})`, (units) => ` Kühlgeräte in Betrieb: ${units}.`)}`,
    consequence: `Server drosseln und schalten sich ab. ${shutdownTime}`,
    firstStep: "Kühlgeräte des Raums prüfen und alle verfügbaren einschalten; danach entbehrliche Last abschalten.",
  }),
  alert({
    name: "InletReachesLimitSoon",
    severity: "critical",
    about: "room",
    class: "cooling",
    holdFor: "1m",
    keepFiringFor: "2m",
    worst: "lowest",
    // Lines through the last 2 min and through the last minute both cross within 10 min. The short one tells a jump from a
    // slope: when a unit is lost and another takes over, the jump has left its window before the hold is over. It counts
    // only near the warm end (3 K below recommended) and after two changes: one step of a sensor with 1 K resolution is
    // no slope. Above the limit it goes on while rising.
    when: `clamp_min(${crossing("2m")}, 0) < 600
and on (device, sensor) ${crossing("1m")} < 600
and on (device, sensor) ${inlet} + 3 > ${limit("recommended")}
and on (device, sensor) changes(${inlet}[4m]) >= 2`,
    summary: `Zuluft erreicht bald den Grenzwert: ${room}`,
    description: `Wärmste Zuluft am Rack ${answer(hottest, "tenths")} °C und steigend, zulässig sind ${allowable} °C.`,
    consequence: `${clock}Danach drosseln Server und schalten ab.`,
    firstStep: "Nachsehen, welche Kühlgeräte laufen, und Reservegeräte einschalten, bevor der Grenzwert erreicht ist.",
    secondsLeft: answer(untilLimit, "whole", value("whole")),
  }),
  alert({
    name: "InletAboveRecommended",
    severity: "warning",
    about: "room",
    class: "cooling",
    holdFor: "10m",
    when: `${inlet} > ${limit("recommended")}`,
    summary: `Zuluft über dem empfohlenen Wert: ${room}`,
    description: `Wärmste Zuluft am Rack ${value("tenths")} °C, empfohlen sind höchstens ${recommended} °C.`,
    consequence: "Lüfter drehen hoch, der Stromverbrauch steigt, und bei einem Ausfall der Kühlung bleibt weniger Zeit.",
    firstStep: "Sollwerte und Betriebszustand der Kühlgeräte ansehen; prüfen, ob Luftwege verstellt sind.",
  }),
  alert({
    name: "ChilledWaterWarm",
    severity: "critical",
    about: "device",
    // Water is slow; 3 min leave out the swing while a chiller restarts or changes stage.
    holdFor: "3m",
    keepFiringFor: "2m",
    // The chiller's own flow temperature speaks for the whole loop; only without one do the units speak each.
    when: `(
  water_temperature_celsius{position="supply",role="chiller"}
  or water_temperature_celsius{position="supply",role!="chiller"}
    unless on (site) water_temperature_celsius{position="supply",role="chiller"}
) > on (device) group_left () water_temperature_limit_celsius`,
    summary: `Kaltwasser zu warm: ${device}`,
    description: `Vorlauf ${value("tenths")} °C, Grenze ${answer(`min(water_temperature_limit_celsius{device="$device"})`, "tenths")} °C.${known(
      `max(${inlet})`,
      (celsius) => ` Wärmste Zuluft am Standort ${celsius} °C.`,
      "",
      "tenths",
    )}`,
    consequence: `Alle Kühlgeräte an diesem Kreis verlieren gemeinsam ihre Wirkung.${known(
      `floor(min(room:inlet_time_to_limit:seconds) / 60)`,
      (minutes) => ` Der erste Raum erreicht bei diesem Anstieg in ${minutes} min den zulässigen Wert.`,
    )}`,
    firstStep: "Kältemaschine und Pumpen am Bedienfeld prüfen: Läuft die Maschine, steht eine Störung an, fließt Wasser?",
    secondsLeft: answer("min(room:inlet_time_to_limit:seconds)", "whole", ""),
  }),
  alert({
    name: "LeakDetected",
    severity: "critical",
    about: "device",
    holdFor: "0s",
    // A wet rope dries slowly and chatters while it does.
    keepFiringFor: "2m",
    when: `leak_detected == 1`,
    summary: `Wasser erkannt: ${device}`,
    description: `Die Leckageüberwachung meldet Wasser. Fühler: ${list(`leak_detected{device="$device"} == 1`, "sensor", "nicht benannt")}.`,
    consequence:
      "Wasser im Doppelboden erreicht Steckverbinder und Verteilungen: Kurzschluss, Ausfall von Racks, Gefahr für Menschen.",
    firstStep:
      "Raum ansehen, Quelle finden, Zulauf absperren. Doppelboden nicht öffnen und nichts Nasses berühren, solange Spannung anliegt.",
  }),
  alert({
    name: "SensorFrozen",
    severity: "warning",
    about: "device",
    holdFor: "30m",
    // A healthy sensor moves by tenths within 2 h, unless the whole room stands still: so it is frozen when another one
    // moved by half a kelvin meanwhile. One that shows whole degrees needs a swing of 2 K within 12 h; one that shows
    // tenths needs no witness after a day. `offset` asks for that much history, else a restart would freeze them all.
    when: `changes(${inlet}[2h]) == 0 and ${inlet} offset 2h and ${inlet} % 1 != 0
  and on (room, site) max by (room, site) (max_over_time(${inlet}[2h]) - min_over_time(${inlet}[2h])) > 0.5
or changes(${inlet}[12h]) == 0 and ${inlet} offset 12h
  and on (room, site) max by (room, site) (max_over_time(${inlet}[12h]) - min_over_time(${inlet}[12h])) > 2
or changes(${inlet}[1d]) == 0 and ${inlet} offset 1d and ${inlet} % 1 != 0`,
    summary: `Fühler eingefroren: ${device}`,
    description: `Die Zulufttemperatur hat sich seit Stunden nicht bewegt. Fühler: ${list(
      `changes(air_temperature_celsius{position="rack_inlet",device="$device"}[2h]) == 0`,
      "sensor",
      "nicht benannt",
    )}.`,
    consequence: "Die Temperaturalarme dieses Raums sind blind: Ein Hitzevorfall würde nicht gemeldet.",
    firstStep: "Temperatur am Rack mit einem zweiten Gerät messen und mit der Anzeige vergleichen.",
  }),
];
