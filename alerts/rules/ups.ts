import { alert } from "../rule.ts";
import { answer, device, house, known, list, percent, value } from "../template.ts";

/** Minutes until this UPS is empty: the worse of its own estimate and the one corrected by the clock. */
const runtimeLeft = `min(device:ups_time_left:seconds{device="$device"} or ups_battery_runtime_seconds{device="$device"})`;
export const minutesLeft = `floor(${runtimeLeft} / 60)`;
export const limitMinutes = `floor(min(ups_battery_runtime_limit_seconds{device="$device"}) / 60)`;
const charge = known(`min(ups_battery_charge_ratio{device="$device"}) * 100`, (share) => `, Ladung ${share} %`);
export const highestPhase = `max(ups_output_load_ratio{device="$device"}) * 100`;
const load = known(highestPhase, (share) => `, Last ${share} %`);
const utilisation = known(highestPhase, (share) => ` (Auslastung ${share} %)`);
/** Seconds until orderly shutdown must begin; negative once it should have. */
const untilShutdown = answer(`${runtimeLeft} - min(ups_battery_runtime_limit_seconds{device="$device"})`, "whole", "");

/**
 * Power supply. A state with a fixed clock behind it fires at once; 30 s of `keepFiringFor` are two missed scrapes and
 * one evaluation, so neither a lost packet nor a UPS that has just fallen silent looks like an end.
 */
export const upsRules = [
  alert({
    name: "UpsOnBattery",
    severity: "critical",
    about: "device",
    holdFor: "0s",
    keepFiringFor: "30s",
    when: `ups_power_source{state="battery"} == 1`,
    summary: `USV läuft auf Batterie: ${device}`,
    description: `Das Netz am Eingang dieser USV ist weg. ${known(minutesLeft, (minutes) => `Restlaufzeit bei jetziger Last ${minutes} min`, "Wie lange die Batterie reicht, meldet die USV nicht")}${charge}${load}. Auf Batterie am Standort: ${list(`ups_power_source{state="battery",site="$site"} == 1`, "device", "unbekannt")}.`,
    consequence: `${known(minutesLeft, (minutes) => `In ${minutes} min ist die Batterie leer und alles an dieser USV stromlos.`, "Ist die Batterie leer, ist alles an dieser USV stromlos.")}${known(limitMinutes, (minutes) => ` Das geordnete Herunterfahren muss bei ${minutes} min Restlaufzeit beginnen.`)}`,
    firstStep:
      "Prüfen, ob auch die andere USV auf Batterie läuft und ob der Ersatzstrom übernommen hat. Nichts an der USV schalten.",
    secondsLeft: untilShutdown,
  }),
  alert({
    name: "UpsRuntimeShort",
    severity: "critical",
    about: "device",
    holdFor: "0s",
    keepFiringFor: "30s",
    worst: "lowest",
    when: `ups_battery_runtime_seconds < on (device) group_left () ups_battery_runtime_limit_seconds
and on (device) ups_power_source{state="battery"} == 1`,
    summary: `Batterie fast leer, jetzt herunterfahren: ${device}`,
    description: `Die USV läuft auf Batterie und reicht noch ${answer(minutesLeft)} min; die Grenze für den Beginn des Herunterfahrens ist ${answer(limitMinutes)} min.`,
    consequence: `In ${answer(minutesLeft)} min fällt die Last dieser USV hart aus. Wer jetzt nicht herunterfährt, riskiert Datenverlust.`,
    firstStep: "Geordnetes Herunterfahren nach der Abschaltliste beginnen; nicht auf das Netz warten.",
    secondsLeft: answer(runtimeLeft, "whole", ""),
  }),
  alert({
    name: "UpsBatteryLowOrDepleted",
    severity: "critical",
    about: "device",
    holdFor: "0s",
    keepFiringFor: "30s",
    when: `ups_battery_state{state=~"low|depleted"} == 1`,
    summary: `Batterie schwach oder leer: ${device}`,
    description: `Die USV meldet ihre Batterie als schwach oder leer${known(minutesLeft, (minutes) => `; Restlaufzeit laut USV ${minutes} min`)}${charge}.`,
    consequence:
      "Auf Batterie bleiben Minuten oder Sekunden. Am Netz überbrückt die USV keinen weiteren Ausfall, bis sie geladen ist.",
    firstStep: "Feststellen, ob die USV am Netz oder auf Batterie läuft. Auf Batterie: sofort geordnet herunterfahren.",
    secondsLeft: answer(`${runtimeLeft} and on () max(ups_power_source{device="$device",state="battery"}) == 1`, "whole", ""),
  }),
  alert({
    name: "UpsSilentDuringOutage",
    severity: "critical",
    about: "device",
    // One missed poll in an outage is not yet silence; three are.
    holdFor: "30s",
    keepFiringFor: "30s",
    // The last known source decides, however long ago: with a window on the state the alert would end by itself.
    when: `(probe_success{class="ups"} == 0 or up{job="devices",class="ups"} == 0)
and on (device) last_over_time(ups_power_source{state="battery"}[4h]) == 1`,
    summary: `USV verstummt während Netzausfall: ${device}`,
    description:
      "Die USV lief zuletzt auf Batterie und antwortet nicht mehr. Ihre Restlaufzeit ist unbekannt; angezeigte Werte sind alt.",
    consequence: `Den schlimmsten Fall annehmen: Die Batterie ist leer oder der Ausgang schon aus.${known(
      `floor(min(last_over_time(ups_battery_runtime_seconds{device="$device"}[4h])) / 60)`,
      (minutes) => ` Letzte bekannte Restlaufzeit ${minutes} min.`,
    )}`,
    firstStep: "Jemanden zur USV schicken und am Bedienfeld ablesen lassen; vom letzten bekannten Wert an herunterzählen.",
  }),
  alert({
    name: "UpsOnBypass",
    severity: "critical",
    about: "device",
    // A transfer during a self test lasts seconds.
    holdFor: "1m",
    keepFiringFor: "30s",
    when: `ups_power_source{state="bypass"} == 1`,
    summary: `USV auf Bypass, Last ungeschützt: ${device}`,
    description: `Die Last hängt über den Bypass direkt am Netz${utilisation}. Anstehende Alarme der USV: ${list(`ups_alarm{device="$device"} == 1`, "alarm", "keine gemeldet")}.`,
    consequence: "Jede Störung im Netz trifft die Server sofort; einen Ausfall überbrückt diese USV nicht.",
    firstStep:
      "Klären, ob jemand an der USV arbeitet (Handumgehung). Wenn nicht: Meldung am Bedienfeld lesen, nicht zurückschalten.",
  }),
  alert({
    name: "UpsOutputOff",
    severity: "critical",
    about: "device",
    holdFor: "0s",
    keepFiringFor: "30s",
    when: `ups_power_source{state="off"} == 1`,
    summary: `USV-Ausgang ist aus: ${device}`,
    description: "Die USV antwortet, gibt aber keine Leistung ab.",
    consequence:
      "Alles, was nur an dieser USV hängt, ist jetzt stromlos; zweisträngige Racks laufen nur noch über den anderen Strang.",
    firstStep:
      "Nachsehen, ob der andere Strang trägt und wie hoch er belastet ist. Nicht wieder einschalten, bevor die Ursache klar ist.",
  }),
  alert({
    name: "UpsBatteryTestFailed",
    severity: "critical",
    about: "device",
    holdFor: "0s",
    keepFiringFor: "30s",
    when: `ups_last_test{state="failed"} == 1`,
    summary: `Batterietest nicht bestanden: ${device}`,
    description: `Der letzte Selbsttest der USV endete mit Fehler.${known(minutesLeft, (minutes) => ` Die Schätzung von ${minutes} min Restlaufzeit ist damit zweifelhaft.`)}`,
    consequence: "Beim nächsten Netzausfall kann die Last sofort abfallen, ohne Überbrückung.",
    firstStep: "Prüfen, ob die andere USV gesund ist und die Last allein tragen kann. Keinen neuen Test starten.",
  }),
  alert({
    name: "UpsBatteryReplace",
    severity: "warning",
    about: "device",
    holdFor: "10m",
    when: `ups_battery_replace == 1
or ups_battery_bad_packs > 0
or ups_alarm{alarm=~"replace_battery|battery_bad"} == 1`,
    summary: `Batterie ersetzen: ${device}`,
    description: `Die USV verlangt neue Batterien${known(`max(ups_battery_bad_packs{device="$device"}) > 0`, (packs) => `; schlechte Blöcke: ${packs}`)}.`,
    consequence: "Die Überbrückungszeit ist kürzer als angezeigt; Ersatz hat Wochen Lieferzeit.",
    firstStep: "Wartungsfirma beauftragen und die Abschaltliste mit verkürzter Laufzeit prüfen.",
  }),
  alert({
    name: "UpsBatteryTooWarm",
    severity: "warning",
    about: "device",
    // Batteries warm and cool over hours; half an hour leaves out a recharge after a test.
    holdFor: "30m",
    when: `ups_battery_temperature_celsius > on (device) group_left () ups_battery_temperature_limit_celsius`,
    summary: `Batterie zu warm: ${device}`,
    description: `Batterietemperatur ${value("tenths")} °C, Grenze ${answer(`min(ups_battery_temperature_limit_celsius{device="$device"})`, "tenths")} °C.`,
    consequence: "Je 8 bis 10 K über 25 °C halbiert sich die Lebensdauer der Batterie; über 35 °C droht thermisches Durchgehen.",
    firstStep: "Lüftung und Klima am Aufstellort der Batterie prüfen.",
  }),
  alert({
    name: "UpsRedundancyLost",
    severity: "warning",
    about: "place",
    class: "ups",
    // Load moves with the working day; a quarter hour is the operator's own planning step.
    holdFor: "15m",
    // Load of all units over what remains when one is gone, units taken as equal. The largest phase of each unit counts:
    // units of different makers name their phases differently, so phases cannot be added across units.
    when: `sum by (house, site) (max by (device, house, site) (ups_output_load_ratio))
/ ((count by (house, site) (max by (device, house, site) (ups_output_load_ratio)) > 1) - 1)
> on (house, site) min by (house, site) (ups_load_limit_ratio)`,
    summary: `USV-Reserve verloren, Last zu hoch für eine Anlage weniger: ${house}`,
    description: `Fällt eine USV aus, müssten die übrigen ${percent} ihrer Nennlast tragen.`,
    consequence:
      "Der Ausfall einer einzigen USV wird zum Ausfall der IT, weil die andere überlastet abschaltet oder auf Bypass geht.",
    firstStep: "Last je USV ansehen und entscheiden, welche Verbraucher verschoben oder abgeschaltet werden können.",
  }),
];
