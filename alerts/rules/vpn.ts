import { alert } from "../rule.ts";
import { answer, device, known, list, percent, site, value } from "../template.ts";

/** What the standby unit of a failover pair counts are copies: the working unit speaks for both. */
export const notStandby = `unless on (device) cluster_role{state="standby"} == 1`;
/** Sessions of one gateway by its own total; gateways that count users only speak by those. Kinds are never added. */
const sessions = "(vpn_sessions_active or vpn_users)";
const sessionsBefore = "(vpn_sessions_active offset 5m or vpn_users offset 5m)";
/** The smallest of a gateway's limits binds; its pool of addresses has an alert of its own. */
const sessionsLimit = `min by (device, site) (vpn_sessions_limit{kind="total",limit!="pool"})`;
const share = `(${sessions} ${notStandby}) / on (device, site) group_left () ${sessionsLimit}`;
/** Lines out of the data centre itself, not those of a house. */
const ownUplinkUp = `interface_oper_state{state="up",house=""} and on (device, interface) interface_uplink == 1`;

const sessionsNow = answer(`max(vpn_sessions_active{device="$device"} or vpn_users{device="$device"})`);
const limitNow = answer(`min(vpn_sessions_limit{device="$device",kind="total",limit!="pool"})`);
/** When it is full if they go on coming as in the last quarter hour. */
export const untilFull = `min(device:vpn_time_to_full:seconds{device="$device"})`;
const fullSoon = known(
  `floor(${untilFull} / 60) > 0 < 240`,
  (minutes) => `Bei jetzigem Zulauf ist das Gateway in ${minutes} min voll. `,
);
const people = known(`max(remote_work_people)`, (count) => ` Im Fernzugang sind jetzt ${count} Personen.`);
const places = known(
  `min(remote_work_total_headroom_people{scenario="all"}) >= 0`,
  (count) => ` Am Standort finden noch ${count} Personen Platz.`,
);
/** The pool is shared, or it belongs to a gateway that is named. */
const ofGateway = '{{ if ne $labels.resource "licences" }} von {{ $labels.resource }}{{ end }}';
const binding = (scenario: "all" | "n_minus_1"): string =>
  list(`remote_work_binding{scenario="${scenario}"} == 1`, 'resource | reReplaceAll "^licences$" "Lizenzen"', "unbekannt");

/** Remote work: what the people outside feel first, then what binds. */
export const vpnRules = [
  alert({
    name: "VpnGatewayDown",
    severity: "critical",
    about: "device",
    // Six missed polls: a gateway under load answers SNMP late, and that is no outage.
    holdFor: "1m",
    keepFiringFor: "30s",
    when: `probe_success{class="vpn"} == 0 or up{job="devices",class="vpn"} == 0`,
    summary: `VPN-Gateway antwortet nicht: ${device}`,
    description: `Das Gateway ist seit mindestens einer Minute stumm.${known(
      `max(last_over_time(vpn_sessions_active{device="$device"}[1h]) or last_over_time(vpn_users{device="$device"}[1h]))`,
      (count) => ` Zuletzt trug es ${count} Sitzungen.`,
    )}`,
    consequence: `Wer über dieses Gateway arbeitet, ist getrennt und meldet sich am anderen neu an.${places}`,
    firstStep: "Von außen eine VPN-Anmeldung versuchen: Ist nur die Überwachung stumm oder der Dienst weg?",
  }),
  alert({
    name: "VpnSessionsCritical",
    severity: "critical",
    about: "device",
    holdFor: "2m",
    keepFiringFor: "2m",
    when: `${share} > 0.95`,
    summary: `VPN-Gateway praktisch voll: ${device}`,
    description: `${sessionsNow} von ${limitNow} Sitzungen belegt (${percent}).${places}`,
    consequence: `${fullSoon}Neue Anmeldungen werden abgewiesen; Clients wechseln nach einer Abweisung nicht immer zum anderen Gateway.`,
    firstStep: "Leerlaufzeit (Idle Timeout) des Gateways verkürzen, damit verwaiste Sitzungen frei werden.",
    secondsLeft: answer(untilFull, "whole", ""),
  }),
  alert({
    name: "VpnSessionsHigh",
    severity: "warning",
    about: "device",
    // The morning slope takes an hour; 10 min still leave time before the box is full.
    holdFor: "10m",
    when: `${share} > 0.85`,
    summary: `VPN-Gateway wird voll: ${device}`,
    description: `${sessionsNow} von ${limitNow} Sitzungen belegt (${percent}).`,
    consequence: `${fullSoon}In der Morgenspitze werden innerhalb der nächsten Stunde erste Anmeldungen abgewiesen.`,
    firstStep: "Verteilung über die Gateways ansehen und verwaiste Sitzungen beenden.",
    secondsLeft: answer(untilFull, "whole", ""),
  }),
  alert({
    name: "VpnLicencesTight",
    severity: "warning",
    about: "resource",
    class: "vpn",
    holdFor: "10m",
    // Whether licences are one pool or one per gateway is the crisis room's knowledge, so its own figures are compared.
    when: `remote_work_used_people{kind="licences"} / ignoring (scenario) remote_work_capacity_people{kind="licences",scenario="all"} > 0.9`,
    summary: `VPN-Lizenzen werden knapp: ${site}`,
    description: `${percent} der Lizenzen${ofGateway} sind belegt.${people}`,
    consequence:
      "Sind alle Lizenzen belegt, werden Anmeldungen abgewiesen, auch wenn die Technik noch Platz hätte. Nachkauf dauert Tage.",
    firstStep: "Beim Hersteller nach einer befristeten Notfalllizenz fragen; Doppelanmeldungen suchen.",
  }),
  alert({
    name: "VpnMassDisconnect",
    severity: "critical",
    about: "site",
    class: "vpn",
    holdFor: "1m",
    // The comparison with 5 min ago ends by itself while people are still out; 15 min are the usual wave of new logins.
    keepFiringFor: "15m",
    // A gateway that fell silent is VpnGatewayDown and stands on neither side here. Fewer than 5 % of the capacity are
    // no mass (evening, weekend). With every own uplink down this merely follows, and UplinkDown has paged.
    when: `sum by (site) (${sessionsBefore} and on (device) ${sessions}) - sum by (site) (${sessions})
> 0.3 * sum by (site) (${sessionsBefore} and on (device) ${sessions})
and sum by (site) (${sessionsBefore} and on (device) ${sessions}) > 0.05 * sum by (site) (${sessionsLimit})
unless on (site) sum by (site) (${ownUplinkUp}) == 0`,
    summary: `Viele VPN-Sitzungen auf einmal getrennt: ${site}`,
    description: `Binnen 5 Minuten sind ${value("whole")} Sitzungen weggefallen.${people}`,
    consequence: "Alle melden sich zugleich neu an; Anmeldung und zweiter Faktor können unter dieser Welle zusammenbrechen.",
    firstStep: "Prüfen, ob die Gateways und die Anmeldung (Verzeichnis, zweiter Faktor) antworten. Kein Gateway neu starten.",
  }),
  alert({
    name: "VpnUplinkSaturated",
    severity: "warning",
    about: "interface",
    resource: "interface",
    // Downloads of a few minutes are normal; calls break when it lasts.
    holdFor: "10m",
    when: `rate(interface_octets_total{house=""}[2m]) * 8
/ on (device, interface) group_left () interface_speed_bits_per_second
> on (device, interface) group_left () interface_load_limit_ratio`,
    summary: `Internetanbindung ausgelastet: ${device}`,
    description: `Die Leitung ist zu ${percent} belegt, Grenze ${answer(
      `100 * min(interface_load_limit_ratio{device="$device",interface="$resource"})`,
    )} %.`,
    consequence: "Für alle an dieser Leitung wird es langsam, Telefonate und Videokonferenzen brechen ab.",
    firstStep: "Feststellen, welcher Verkehr die Leitung füllt (Sicherung, Updates, VPN) und aufschiebbaren Verkehr anhalten.",
  }),
  alert({
    name: "RemoteWorkFull",
    severity: "critical",
    about: "site",
    class: "vpn",
    holdFor: "1m",
    keepFiringFor: "2m",
    worst: "lowest",
    // 2 % of the capacity: the last places are never all taken, because sessions end and begin.
    when: `remote_work_total_headroom_people{scenario="all"} <= 0.02 * remote_work_total_capacity_people{scenario="all"}`,
    summary: `Fernzugang voll, neue Anmeldungen scheitern: ${site}`,
    description: `Freie Plätze: ${value("whole")}; engste Stelle: ${binding("all")}.${people}`,
    consequence: "Wer sich jetzt anmeldet, wird abgewiesen oder arbeitet unbrauchbar langsam.",
    firstStep: "Leerlaufzeit der Sitzungen verkürzen und den Krisenstab über die engste Stelle unterrichten.",
  }),
  alert({
    name: "RemoteWorkNoNMinusOne",
    severity: "warning",
    about: "site",
    class: "vpn",
    holdFor: "15m",
    worst: "lowest",
    when: `remote_work_total_headroom_people{scenario="n_minus_1"} < 0`,
    summary: `Fernzugang ohne Reserve für einen Gateway-Ausfall: ${site}`,
    description: `Fiele das wichtigste Gateway aus, fehlten Plätze (${answer(`-min(remote_work_total_headroom_people{scenario="n_minus_1"})`)}); eng würde: ${binding("n_minus_1")}.${people}`,
    consequence: "Der Ausfall eines Gateways sperrt Menschen dauerhaft aus, nicht nur bis zur Neuanmeldung.",
    firstStep: "Keine Wartung an den Gateways beginnen; Maßnahmen für mehr Plätze vorbereiten.",
  }),
];
