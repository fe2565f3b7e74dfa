import { alert } from "../rule.ts";
import { answer, device, known, list, percent, site, value } from "../template.ts";
import { notStandby } from "./vpn.ts";

/** Addresses in use; a gateway that does not count them has as many as sessions. */
const used = `((sum by (class, device, room, house, site) (vpn_address_pool_used) or vpn_sessions_active or vpn_users) ${notStandby})`;
const refused = (span: string): string => `sum by (site) (rate(vpn_sessions_refused_total[${span}]))`;
/** Kinds of sessions are never added; the one that people use is by far the largest. */
const opened = (span: string): string => `sum by (site) (max by (device, site) (rate(vpn_sessions_total[${span}])))`;
const share = (span: string): string => `${refused(span)} / (${refused(span)} + ${opened(span)})`;
export const portal = `role="remote_access"`;

/** The door of remote work: addresses, logins, the page where people log in, and its certificate. */
export const remoteAccessRules = [
  alert({
    name: "VpnPortalDown",
    severity: "critical",
    about: "site",
    class: "vpn",
    // Three checks; all ways in must fail. One of two is ServiceDown with the severity of the inventory.
    holdFor: "30s",
    keepFiringFor: "30s",
    worst: "lowest",
    when: `max by (site) (service_up{${portal}}) == 0`,
    summary: `Fernzugang von außen nicht erreichbar: ${site}`,
    description: `Keine Anmeldeseite besteht die Prüfung von außen: ${list(`service_up{${portal}} == 0`, "service")}.`,
    consequence: "Niemand kann sich aus der Ferne anmelden, auch die Bereitschaft selbst nicht.",
    firstStep:
      "Von einem Telefon ohne WLAN die Anmeldeseite öffnen. Geht sie nicht: vor Ort oder über den Ersatzzugang arbeiten.",
  }),
  alert({
    name: "VpnAddressPoolTight",
    severity: "critical",
    about: "device",
    holdFor: "5m",
    keepFiringFor: "2m",
    // The pool is often smaller than the session limit, and what is refused for it looks like a wrong password.
    when: `${used} / on (device) group_left () sum by (device) (vpn_address_pool_size) > 0.9`,
    summary: `Adressen des VPN-Gateways werden knapp: ${device}`,
    description: `${percent} der ${answer(`sum(vpn_address_pool_size{device="$device"})`)} Adressen sind vergeben.`,
    consequence: `Ohne freie Adresse scheitert die Anmeldung mit einer Meldung, die nach falschem Kennwort aussieht.${known(
      `sum(vpn_address_pool_size{device="$device"}) - max(vpn_sessions_active{device="$device"} or vpn_users{device="$device"})`,
      (free) => ` Frei sind noch ${free}.`,
    )}`,
    firstStep: "Leerlaufzeit der Sitzungen verkürzen; danach den Adressbereich am Gateway erweitern.",
  }),
  alert({
    name: "VpnLoginBudgetBurn",
    severity: "critical",
    about: "site",
    class: "vpn",
    // Goal: 99.5 % of the logins find room. 14.4 times that budget in two windows is 2 % of a month in an hour: five minutes
    // tell that it still goes on, the hour that it is no blip. Wrong passwords are not in it.
    holdFor: "2m",
    keepFiringFor: "2m",
    when: `${share("5m")} > 0.072
and ${share("1h")} > 0.072`,
    summary: `Viele Anmeldungen am Fernzugang scheitern: ${site}`,
    description: `${percent} der Anmeldungen der letzten 5 Minuten wurden mangels Platz abgewiesen.${known(`max(remote_work_people)`, (count) => ` Im Fernzugang sind ${count} Personen.`)}`,
    consequence: "Wer sich jetzt anmeldet, kommt oft nicht hinein; Wiederholungen belasten Anmeldung und zweiten Faktor.",
    firstStep: "Engste Stelle ansehen (Sitzungen, Adressen, Lizenzen) und dort Platz schaffen; die Hotline unterrichten.",
  }),
  alert({
    name: "VpnCertificateExpiry",
    severity: "critical",
    about: "service",
    resource: "service",
    holdFor: "10m",
    worst: "lowest",
    // Three days hold a weekend. The warning weeks ahead is CertificateExpiresSoon.
    when: `service_certificate_expiry_timestamp_seconds{${portal}} - time() < 3 * 86400`,
    summary: "Zertifikat des Fernzugangs läuft ab: {{ $labels.resource }}",
    description: "Das Zertifikat der Anmeldeseite gilt nur noch {{ $value | humanizeDuration }}.",
    consequence: "Mit dem Ablauf scheitern alle Anmeldungen im selben Augenblick, auch die der Bereitschaft.",
    firstStep: "Heute ein neues Zertifikat beantragen und einspielen; prüfen, ob alle Gateways dasselbe tragen.",
    secondsLeft: value("whole"),
  }),
  alert({
    name: "GatewayClusterDegraded",
    severity: "warning",
    about: "device",
    // A failover for an update is over by then.
    holdFor: "5m",
    worst: "lowest",
    // A single device shows an empty place as down; it says that it stands alone, or says nothing of a role.
    when: `(cluster_member_state{state=~"down|failed"} == 1 or cluster_in_sync == 0)
unless on (device) (cluster_role{state=~"standalone|unknown"} == 1 or cluster_enabled == 0)`,
    summary: `Verbund ohne Reserve: ${device}`,
    description: `Ein Mitglied des Verbunds fehlt oder ist nicht abgeglichen. Ausgefallen: ${list(`cluster_member_state{device="$device",state=~"down|failed"} == 1`, "member", "nicht benannt")}.`,
    consequence: "Fällt das aktive Gerät aus, übernimmt keines, oder alle Sitzungen reißen beim Übergang ab.",
    firstStep: "Am aktiven Gerät den Zustand des Verbunds ansehen; keine Umschaltung auslösen.",
  }),
];
