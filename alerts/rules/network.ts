import { alert } from "../rule.ts";
import { answer, device, house, value } from "../template.ts";

/**
 * Lines out of the data centre or out of a house. Switches and WLAN controllers have uplinks too, but a switch that is
 * cut off falls silent and is DeviceSilent; it must not page at night.
 */
export const lines = `role!~"access|core|wlan"`;
export const isUplink = `on (device, interface) interface_uplink == 1`;

/** Networks of the data centre and of the houses. */
export const networkRules = [
  alert({
    name: "UplinkDown",
    severity: "critical",
    about: "interface",
    resource: "interface",
    // Three polls: a line that comes back within 20 s is a flap and stands in the provider's log.
    holdFor: "30s",
    keepFiringFor: "30s",
    when: `interface_oper_state{state=~"down|lower_layer_down|not_present",${lines}} == 1
and ${isUplink}
unless on (device, interface) interface_admin_up == 0`,
    summary: `Anbindung ausgefallen: ${device}`,
    description: `Die Schnittstelle ist eingeschaltet, aber ohne Verbindung. Noch verbundene Anbindungen am selben Ort: ${answer(
      `sum(interface_oper_state{state="up",${lines},house="$house"} and ${isUplink})`,
      "whole",
      "0",
    )}.`,
    consequence: "Bleibt eine zweite Leitung, läuft der Betrieb ohne Reserve weiter; sonst ist der Ort vom Netz getrennt.",
    firstStep: "Prüfen, ob die andere Leitung trägt, dann Störung beim Provider melden.",
  }),
  alert({
    name: "UplinkRedundancyLost",
    severity: "warning",
    about: "place",
    class: "network",
    holdFor: "2m",
    worst: "lowest",
    // A silent router proves nothing, so its line does not count as up; whether there were two stands in the last hour.
    when: `sum by (house, site) (interface_oper_state{state="up",${lines}} and ${isUplink}) <= 1
and on (house, site) count by (house, site) (last_over_time(interface_uplink{${lines}}[1h]) == 1) > 1`,
    summary: `Nur noch eine Anbindung gesichert: ${house}`,
    description: `Nachweislich verbundene Leitungen: ${value("whole")}.`,
    consequence: "Der nächste Leitungsfehler trennt den Ort vom Netz, und mit ihm den Weg der Alarmmails.",
    firstStep: "Feststellen, welche Leitung fehlt und ob ihr Router antwortet; geplante Arbeiten an der anderen Leitung stoppen.",
  }),
  alert({
    name: "DeviceSilent",
    severity: "warning",
    about: "device",
    // Long enough for a restart of the device or its management card.
    holdFor: "5m",
    worst: "lowest",
    when: `probe_success == 0 or up{job="devices"} == 0`,
    summary: `Gerät antwortet nicht: ${device}`,
    description: "Das Gerät ist seit mindestens 5 Minuten für die Überwachung stumm; seine Werte fehlen, sie sind nicht null.",
    consequence:
      "Für dieses Gerät gibt es keine Alarme, bis es wieder antwortet. Offene Vorfälle bleiben offen und gelten als blind.",
    firstStep: "Prüfen, ob nur die Verwaltung stumm ist (Netz, Zugang, Karte) oder das Gerät selbst ausgefallen ist.",
  }),
];
