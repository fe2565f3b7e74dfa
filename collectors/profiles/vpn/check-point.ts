import {
  asText,
  column,
  count,
  first,
  fixed,
  info,
  is,
  joinedText,
  matches,
  not,
  profile,
  state,
  stateColumn,
  text,
  value,
  type Rows,
} from "../../profile.ts";

const cp = "1.3.6.1.4.1.2620.1";
const firewall = `${cp}.1`;
const sensors = `${cp}.6.7.8`;
const tunnel = "1.3.6.1.4.1.2620.500.9002.1";
const user = "1.3.6.1.4.1.2620.500.9000.1";
const tunnels: Rows = { labels: { tunnel: text([`${tunnel}.2`, `${tunnel}.1`]) } };
const named = (table: number, label: string): Rows => ({ labels: { [label]: text(`${sensors}.${table}.1.2`) } });
/** Smart-1 answers the duty cycle in percent as a fan's turns, and in rows of its own. */
const turns = not(matches(`${sensors}.2.1.2`, /duty|presence/i));
const blade = (component: string) => ({ labels: { component: fixed(component) } });
const subscription = (licence: string, oid: string) =>
  state(
    `${cp}.${oid}.0`,
    { valid: "valid", "about-to-expire": "valid", expired: "expired", "not-associated": "not_subscribed", trial: "evaluating" },
    { labels: { licence: fixed(licence) } },
  );
const update = (component: string, oid: string) =>
  state(
    `${cp}.${oid}.0`,
    { "up-to-date": "ok", new: "warning", failed: "failed", degraded: "warning", unknown: "unknown" },
    blade(component),
  );

/**
 * Check Point Gaia. Source: CHECKPOINT-MIB of R80.40. Many numbers are decimal texts; indices end in an extra 0.
 * fwConnTableLimit 0 means "automatic": no limit is told. Remote users and tunnels are rows that come and go.
 */
export const checkPoint = profile({
  id: "check-point",
  vendor: "Check Point",
  of: "vpn",
  source: "CHECKPOINT-MIB R80.40",
  evidence: "recording",
  recognises: [{ sysObjectID: "1.3.6.1.4.1.2620.1", answers: cp }, { answers: [`${firewall}.25.3`, `${cp}.6.4.1`] }],
  relearnSeconds: 60, // remote users are counted rows
  reads: {
    device_info: info({ model: text(`${cp}.6.16.7.0`), firmware: text(`${cp}.6.4.1.0`), serial: text(`${cp}.6.16.3.0`) }),
    firewall_sessions: value(`${firewall}.25.3.0`),
    firewall_sessions_peak: value(`${firewall}.25.4.0`),
    firewall_sessions_limit: value(`${firewall}.25.10.0`, { zeroIsAbsent: true }),
    firewall_sessions_per_second: value(`${firewall}.26.11.6.0`),
    firewall_sessions_accelerated: value(`${cp}.36.1.2.0`),
    firewall_acceleration_enabled: value(`${cp}.36.1.1.0`, { codes: { 0: 0, 1: 1 } }),
    firewall_logs_per_second: value(`${firewall}.30.7.0`),
    vpn_security_associations: [
      value(`${cp}.2.9.1.1.0`, { labels: { kind: fixed("ike") } }),
      value(`${cp}.2.5.2.1.0`, { labels: { kind: fixed("esp_in") } }),
      value(`${cp}.2.5.2.3.0`, { labels: { kind: fixed("esp_out") } }),
    ],
    vpn_tunnel_up: column(`${tunnel}.3`, { rows: tunnels, codes: { 3: 1, 4: 0, 129: 0, 130: 0, 131: 0, 132: 0 } }),
    vpn_tunnels: count(`${tunnel}.3`, { labels: { kind: fixed("ipsec") } }),
    vpn_tunnels_up: count(`${tunnel}.3`, { where: is(`${tunnel}.3`, 3), labels: { kind: fixed("ipsec") } }),
    vpn_sessions_active: count(`${user}.20`, { where: is(`${user}.20`, 3) }),
    vpn_sessions: count(`${user}.20`, { where: is(`${user}.20`, 3), labels: { kind: fixed("remote_access") } }),
    cluster_enabled: value(`${cp}.5.5.0`, { codes: { yes: 1, no: 0 } }),
    cluster_role: state(`${cp}.5.6.0`, {
      active: "active",
      "active attention": "active",
      "active!": "active",
      standby: "standby",
      backup: "standby",
    }),
    cluster_member_state: [
      state(`${cp}.5.101.0`, { 0: "up", 1: "failed", 2: "down" }, { labels: { member: fixed("this unit") } }),
      stateColumn(
        `${cp}.16.22.1.1.9`,
        { active: "active", "active!": "active", standby: "standby", backup: "standby", down: "down", failed: "failed" },
        { labels: { member: text(`${cp}.16.22.1.1.3`) } },
      ),
    ],
    device_cpu_utilisation_ratio: [
      value(`${cp}.6.7.2.4.0`, { labels: { unit: fixed("CPU") }, scale: 0.01, between: [0, 1] }),
      column(`${cp}.6.7.5.1.5`, { labels: { unit: asText(0, {}, "CPU ") }, scale: 0.01, between: [0, 1] }),
    ],
    device_temperature_celsius: column(`${sensors}.1.1.3`, { rows: named(1, "sensor"), zeroIsAbsent: true }),
    device_fan_speed_rpm: first(
      column(`${sensors}.2.1.3`, { rows: named(2, "unit"), where: turns, between: [100, 100_000] }),
      column(`${sensors}.2.1.3`, { rows: named(2, "unit"), where: turns, between: [0, 0] }),
    ),
    device_voltage_volts: column(`${sensors}.3.1.3`, { rows: named(3, "sensor"), signed: true }),
    device_fan_state: stateColumn(`${sensors}.2.1.6`, { 0: "ok", 1: "failed", 2: "unknown" }, { rows: named(2, "unit") }),
    device_psu_state: stateColumn(
      `${cp}.6.7.9.1.1.2`,
      { up: "ok", down: "failed", dummy: "absent" },
      { labels: { unit: joinedText(" ", "power supply", text(`${cp}.6.7.9.1.1.1`)) } },
    ),
    device_component_state: [
      stateColumn(`${sensors}.1.1.6`, { 0: "ok", 1: "failed", 2: "unknown" }, { rows: named(1, "component") }),
      stateColumn(`${sensors}.3.1.6`, { 0: "ok", 1: "failed", 2: "unknown" }, { rows: named(3, "component") }),
      state(`${firewall}.30.1.0`, { 0: "ok", 1: "warning", 2: "failed" }, blade("log servers")),
      stateColumn(
        `${firewall}.30.3.1.3`,
        { 0: "ok", 1: "failed", 2: "off" },
        { labels: { component: joinedText(" ", "log server", text(`${firewall}.30.3.1.2`)) } },
      ),
      // 0 to the log servers, 1 and 2 written locally because they do not answer or it was so configured
      state(`${firewall}.30.5.0`, { 0: "ok", 1: "warning", 2: "warning", 3: "warning" }, blade("logging")),
      update("application control update", "39.2.1"),
      update("URL filter update", "43.2.1"),
      update("anti-bot update", "46.1.1"),
      update("anti-virus update", "46.5.1"),
      state(`${cp}.7.101.0`, { 0: "ok", 1: "warning", 2: "failed" }, blade("management")),
      state(`${cp}.7.6.0`, { 0: "failed", 1: "ok" }, blade("management server")),
    ],
    licence_state: [
      subscription("application control", "39.1.1"),
      subscription("URL filter", "43.1.1"),
      subscription("anti-bot", "46.2.1"),
      subscription("anti-virus", "46.3.1"),
      subscription("anti-spam", "46.4.1"),
    ],
  },
  lacks: {
    vpn_licences_used: "the MIB tells no licence of remote access; the inventory does",
    vpn_licences_limit: "the MIB tells no licence of remote access; the inventory does",
    vpn_sessions_limit: "no object tells how many users fit",
  },
});
