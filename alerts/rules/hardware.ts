import { alert } from "../rule.ts";
import { answer, device, house, known, list, percent, value } from "../template.ts";

const parts = `class=~"network|vpn"`;
const points = `wifi_access_point_up{house!=""}`;
/** Access points of a house by what each says, else by the controller's own counts. */
const down = `(count by (house, site) (${points} == 0) or sum by (house, site) (wifi_access_points{house!="",state="down"}))`;
const all = `(count by (house, site) (${points}) or sum by (house, site) (wifi_access_points{house!="",state=~"up|down"}))`;

/** Parts of network devices, racks and houses: what has lost its reserve and can wait for the morning. */
export const hardwareRules = [
  alert({
    name: "DevicePartFailed",
    severity: "warning",
    about: "device",
    // A supply that is being changed.
    holdFor: "5m",
    when: `device_psu_state{${parts},state="failed"} == 1
or device_fan_state{${parts},state="failed"} == 1
or device_component_state{${parts},state="failed"} == 1`,
    summary: `Netzteil, Lüfter oder Baugruppe ausgefallen: ${device}`,
    description: `Netzteile: ${list(`device_psu_state{device="$device",state="failed"} == 1`, "unit", "keines")}; Lüfter: ${list(
      `device_fan_state{device="$device",state="failed"} == 1`,
      "unit",
      "keiner",
    )}; Baugruppen: ${list(`device_component_state{device="$device",state="failed"} == 1`, "component", "keine")}.`,
    consequence: "Das Gerät läuft ohne Reserve weiter; der nächste Ausfall nimmt alles mit, was daran hängt.",
    firstStep: "Prüfen, ob der Strang, an dem das Netzteil hängt, Spannung hat; dann Ersatzteil bestellen.",
  }),
  alert({
    name: "PoeBudgetTight",
    severity: "warning",
    about: "device",
    holdFor: "15m",
    // The next telephone or access point is refused; which one, decides the order of plugging in.
    when: `sum by (class, device, room, house, site) (poe_power_watts)
/ sum by (class, device, room, house, site) (poe_power_limit_watts) > 0.9`,
    summary: `Speisung über das Netzkabel fast ausgeschöpft: ${device}`,
    description: `${percent} der ${answer(`sum(poe_power_limit_watts{device="$device"})`)} W sind vergeben.`,
    consequence: "Das nächste Telefon, die nächste Kamera oder ein neu startender Access Point bekommt keinen Strom.",
    firstStep: "Verbraucher je Anschluss ansehen und entbehrliche abziehen oder umstecken.",
  }),
  alert({
    name: "AccessPointsDown",
    severity: "warning",
    about: "place",
    class: "network",
    holdFor: "5m",
    // A fifth of a house: one dead access point is covered by its neighbours and is no news for the duty.
    when: `${down} / ${all} > 0.2`,
    summary: `Viele Access Points ausgefallen: ${house}`,
    description: `${percent} der Access Points des Hauses sind nicht in Betrieb${known(
      `count(wifi_access_point_up{house="$house"} == 0)`,
      (count) => ` (${count})`,
    )}.`,
    consequence: "Teile des Hauses haben kein WLAN; bei einer Vorstellung trifft das Kasse, Einlass und Technik.",
    firstStep: "Nachsehen, ob sie an einem Switch hängen: Fällt einer aus, fallen seine Access Points mit.",
  }),
  alert({
    name: "HouseSilent",
    severity: "warning",
    about: "place",
    class: "network",
    // Before DeviceSilent, which it hides: one incident instead of one for each device.
    holdFor: "3m",
    keepFiringFor: "30s",
    worst: "lowest",
    when: `max by (house, site) (probe_success{house!=""}) == 0
and on (house, site) count by (house, site) (probe_success{house!=""}) > 1`,
    summary: `Haus vom Netz getrennt: ${house}`,
    description: `Kein Gerät des Hauses antwortet: ${list(`probe_success{house="$house"} == 0`, "device")}.`,
    consequence: "Das Haus arbeitet ohne Rechenzentrum und Internet; Kasse, Telefone und WLAN stehen.",
    firstStep: "Beim Haus anrufen: Ist der Strom weg? Wenn nicht, Störung der Anbindung melden.",
  }),
  alert({
    name: "RackFeedRedundancyLost",
    severity: "warning",
    about: "resource",
    class: "meter",
    resource: "rack",
    holdFor: "15m",
    // Both feeds of a rack must fit on one, phase by phase. 0.9: breakers of one rating differ by some per cent.
    when: `sum by (rack, phase, site) (power_current_amperes{scope="phase"} * on (device) group_left (rack) power_rack)
> on (rack, site) group_left () (0.9 * min by (rack, site) (power_current_limit_amperes * on (device) group_left (rack) power_rack))`,
    summary: "Rack passt nicht mehr auf einen Strang: {{ $labels.resource }}",
    description: `Beide Stränge zusammen führen auf einer Phase ${value("tenths")} A.`,
    consequence: "Fällt ein Strang aus, löst der Leitungsschutz des anderen aus, und das Rack ist dunkel.",
    firstStep: "Verbraucher dieses Racks ansehen und Last auf ein anderes verlegen; nichts Neues einschalten.",
  }),
];
