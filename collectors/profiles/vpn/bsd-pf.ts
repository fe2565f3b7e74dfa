import {
  cases,
  column,
  info,
  is,
  joinedText,
  once,
  profile,
  stateColumn,
  text,
  value,
  type Profile,
  type Rows,
} from "../../profile.ts";

const physical = "1.3.6.1.4.1.30155.2.1.2.1";
const carp = "1.3.6.1.4.1.30155.6.2.2.1";
const ofType = (label: string, type: number): Rows => ({
  labels: { [label]: joinedText(" ", text(`${physical}.4`), text(`${physical}.2`)) },
  where: once(is(`${physical}.3`, type)),
});

/**
 * Firewalls on the packet filter pf: pfSense and OPNsense (BEGEMOT-PF-MIB) and OpenBSD (OPENBSD-PF-MIB, OPENBSD-SENSORS-
 * MIB, OPENBSD-CARP-MIB). A state of the filter is a session. VPN services of these systems have no MIB.
 */
function packetFilter(id: string, vendor: string, filter: string): Profile {
  return profile({
    id,
    vendor,
    of: "vpn",
    source: "BEGEMOT-PF-MIB, OPENBSD-PF-MIB, OPENBSD-SENSORS-MIB, OPENBSD-CARP-MIB",
    evidence: "mib",
    recognises: [{ answers: `${filter}.3.1` }, { sysObjectID: "1.3.6.1.4.1.30155", answers: [physical, carp] }],
    reads: {
      device_info: info({ firmware: text("1.3.6.1.2.1.1.1.0") }),
      firewall_sessions: value(`${filter}.3.1.0`),
      firewall_sessions_limit: value(`${filter}.5.1.0`, { zeroIsAbsent: true }),
      device_temperature_celsius: column(`${physical}.5`, { rows: ofType("sensor", 0), signed: true }),
      device_fan_speed_rpm: column(`${physical}.5`, { rows: ofType("unit", 1) }),
      device_voltage_volts: column(`${physical}.5`, { rows: ofType("sensor", 2), signed: true }),
      cluster_member_state: stateColumn(
        `${carp}.7`,
        { 0: "down", 1: "standby", 2: "active" },
        { labels: { member: text([`${carp}.4`, `${carp}.2`]) } },
      ),
      device_component_state: cases(
        [
          [is(`${filter}.1.1.0`, 1), "ok"],
          [is(`${filter}.1.1.0`, 0, 2), "off"],
        ],
        { labels: { component: "packet filter" } },
      ),
    },
    lacks: {
      vpn_sessions_active: "OpenVPN, WireGuard and strongSwan have no MIB",
      vpn_tunnel_up: "OpenVPN, WireGuard and strongSwan have no MIB",
    },
  });
}

export const freeBsdPf = packetFilter("bsd-pf", "pfSense", "1.3.6.1.4.1.12325.1.200.1");
export const openBsdPf = packetFilter("bsd-pf-openbsd", "OpenBSD", "1.3.6.1.4.1.30155.1");
