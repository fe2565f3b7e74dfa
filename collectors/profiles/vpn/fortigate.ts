import {
  asText,
  column,
  count,
  either,
  fixed,
  index,
  info,
  is,
  joinedText,
  matches,
  not,
  product,
  profile,
  quotient,
  state,
  stateColumn,
  text,
  value,
  type Rows,
} from "../../profile.ts";

const fg = "1.3.6.1.4.1.12356.101";
const ssl = `${fg}.12.2.3.1`;
const tunnel = `${fg}.12.2.2.1`;
const sensor = `${fg}.4.3.2.1`;
const ha = `${fg}.13.2.1.1`;
const tunnels: Rows = { labels: { tunnel: joinedText(" / ", text(`${tunnel}.2`), text(`${tunnel}.3`)) } };
const members: Rows = { labels: { unit: asText(0, {}, "member ") } };
/** Not the temperature of one. */
const fan = matches(`${sensor}.2`, /fan(?!_te?mp)/i);
const named: Rows = { labels: { sensor: text(`${sensor}.2`) } };
const direction = (word: string): Rows => ({ labels: { ...tunnels.labels, direction: fixed(word) } });
const kind = (word: string) => ({ labels: { kind: fixed(word), vdom: index() } });
const vd = `${fg}.3.2.1.1`;
const vdoms = (label: string, prefix: string): Rows => ({ labels: { [label]: joinedText(" ", prefix, text([`${vd}.2`])) } });
const monitor = `${fg}.4.8.2.1`;
const check = `${fg}.4.9.2.1`;
const monitored: Rows = { labels: { link: text(`${monitor}.2`) } };
const checked: Rows = { labels: { link: joinedText(" ", text(`${check}.2`), text(`${check}.14`)) } };
/** Both tables of watched links hold the same numbers at other columns: link monitors, and health checks of SD-WAN. */
const watched = (inMonitor: number, inCheck: number, scale: number) => [
  column(`${monitor}.${inMonitor}`, { rows: monitored, scale }),
  column(`${check}.${inCheck}`, { rows: checked, scale }),
];
const second = `${fg}.12.4.2.1`;
const events = [
  ["intrusion_detected", "9.2.1.1.1"],
  ["intrusion_blocked", "9.2.1.1.2"],
  ["intrusion_critical", "9.2.1.1.3"],
  ["intrusion_high", "9.2.1.1.4"],
  ["intrusion_medium", "9.2.1.1.5"],
  ["intrusion_low", "9.2.1.1.6"],
  ["intrusion_information", "9.2.1.1.7"],
  ["intrusion_by_signature", "9.2.1.1.8"],
  ["intrusion_by_anomaly", "9.2.1.1.9"],
  ["http_blocked", "10.1.2.1.1.1"],
  ["https_blocked", "10.1.2.1.1.2"],
  ["http_url_blocked", "10.1.2.1.1.3"],
  ["https_url_blocked", "10.1.2.1.1.4"],
  ["activex_blocked", "10.1.2.1.1.5"],
  ["cookie_blocked", "10.1.2.1.1.6"],
  ["applet_blocked", "10.1.2.1.1.7"],
] as const;
const rate = (number: number, window: string) => value(`${fg}.4.1.${number}.0`, { labels: { window: fixed(window) } });

/**
 * Fortinet FortiGate. Source: FORTINET-FORTIGATE-MIB of FortiOS 6.4 and 7. fgVpnSslStats counts per VDOM; a user with
 * tunnel and portal counts in both, and the "max" columns hold high-water marks, no limits. fgVpnTunnelUpCount counts
 * tunnels with a security association, which is not the number of rows that are up: both are told.
 */
export const fortigate = profile({
  id: "fortigate",
  vendor: "Fortinet",
  of: ["vpn", "network"],
  source: "FORTINET-FORTIGATE-MIB",
  evidence: "recording",
  recognises: { sysObjectID: ["1.3.6.1.4.1.12356.101", "1.3.6.1.4.1.12356.15"], answers: [`${fg}.4.1`, `${fg}.12`] },
  relearnSeconds: 300,
  reads: {
    device_info: info({ firmware: text(`${fg}.4.1.1.0`), serial: text("1.3.6.1.4.1.12356.100.1.1.1.0") }),
    device_cpu_utilisation_ratio: [
      value(`${fg}.4.1.3.0`, { scale: 0.01 }),
      column(`${fg}.4.4.2.1.2`, { labels: { unit: asText(0, {}, "processor ") }, scale: 0.01 }),
      column(`${ha}.3`, { rows: members, scale: 0.01 }),
      column(`${vd}.5`, { rows: vdoms("unit", "vdom"), scale: 0.01 }),
    ],
    device_memory_utilisation_ratio: [
      value(`${fg}.4.1.4.0`, { scale: 0.01 }),
      column(`${ha}.4`, { rows: members, scale: 0.01 }),
      column(`${vd}.6`, { rows: vdoms("unit", "vdom"), scale: 0.01 }),
    ],
    device_memory_size_bytes: value(`${fg}.4.1.5.0`, { scale: 1024 }),
    device_memory_used_bytes: product(value(`${fg}.4.1.4.0`, { scale: 0.01 }), value(`${fg}.4.1.5.0`, { scale: 1024 })),
    device_storage_size_bytes: value(`${fg}.4.1.7.0`, { scale: 1_048_576, zeroIsAbsent: true }),
    device_storage_used_bytes: value(`${fg}.4.1.6.0`, { scale: 1_048_576 }),
    device_storage_utilisation_ratio: quotient(value(`${fg}.4.1.6.0`), value(`${fg}.4.1.7.0`), [0, 1]),
    firewall_sessions: value(`${fg}.4.1.8.0`),
    firewall_sessions_by_vdom: column(`${vd}.7`, { labels: { vdom: text(`${vd}.2`) } }),
    firewall_sessions_by_member: column(`${ha}.6`, { labels: { member: text([`${ha}.11`, `${ha}.2`]) } }),
    firewall_events_total: events.map(([event, at]) => column(`${fg}.${at}`, { labels: { event: fixed(event), vdom: index() } })),
    link_probe_up: [
      column(`${monitor}.3`, { rows: monitored, codes: { 0: 1, 1: 0 } }),
      column(`${check}.4`, { rows: checked, codes: { 0: 1, 1: 0 } }),
    ],
    link_probe_latency_seconds: watched(4, 5, 0.001),
    link_probe_jitter_seconds: watched(5, 6, 0.001),
    link_probe_loss_ratio: watched(8, 9, 0.01),
    firewall_sessions_per_second: [rate(11, "1m"), rate(12, "10m"), rate(13, "30m"), rate(14, "60m")],
    vpn_ssl_enabled: column(`${ssl}.1`, { codes: { 1: 0, 2: 1 }, labels: { vdom: index() } }),
    vpn_users_peak: column(`${ssl}.3`, { labels: { vdom: index() } }),
    vpn_users: column(`${ssl}.2`, { labels: { vdom: index() } }),
    vpn_sessions: [column(`${ssl}.4`, kind("ssl_web")), column(`${ssl}.6`, kind("ssl_tunnel"))],
    vpn_sessions_peak: [column(`${ssl}.5`, kind("ssl_web")), column(`${ssl}.7`, kind("ssl_tunnel"))],
    // Remote workers hold one tunnel each; portal sessions of the same users are not added.
    vpn_sessions_active: column(`${ssl}.6`, { fold: "sum" }),
    vpn_tunnels_up: [
      value(`${fg}.12.1.1.0`, { labels: { kind: fixed("ipsec") } }),
      count(`${tunnel}.20`, { where: is(`${tunnel}.20`, 2), labels: { kind: fixed("ipsec_phase2") } }),
    ],
    vpn_tunnels: count(`${tunnel}.20`, { labels: { kind: fixed("ipsec_phase2") } }),
    vpn_tunnel_up: either(
      column(`${tunnel}.20`, { rows: tunnels, codes: { 1: 0, 2: 1 } }),
      column(`${second}.26`, {
        labels: { tunnel: joinedText(" / ", text(`${second}.2`), text(`${second}.3`)) },
        codes: { 1: 0, 2: 1 },
      }),
    ),
    vpn_tunnel_bytes_total: [
      column(`${tunnel}.18`, { rows: direction("in") }),
      column(`${tunnel}.19`, { rows: direction("out") }),
    ],
    cluster_mode: state(`${fg}.13.1.1.0`, { 1: "standalone", 2: "active_active", 3: "active_passive" }),
    // The management VDOM comes first.
    cluster_role: state(`${fg}.3.2.1.1.4.1`, { 1: "active", 2: "standby", 3: "standalone" }),
    cluster_in_sync: column(`${ha}.12`, { codes: { 0: 0, 1: 1 }, labels: { member: text([`${ha}.11`, `${ha}.2`]) } }),
    // Readings are texts, the unit stands in the name only.
    device_temperature_celsius: column(`${sensor}.3`, {
      rows: named,
      where: matches(`${sensor}.2`, /te?mp|°c|thermal|\btd\b|lm75/i),
      zeroIsAbsent: true,
    }),
    device_fan_speed_rpm: column(`${sensor}.3`, {
      labels: { unit: text(`${sensor}.2`) },
      where: fan,
    }),
    device_voltage_volts: column(`${sensor}.3`, {
      rows: named,
      where: matches(`${sensor}.2`, /^[-+]?\d|volt|vcc|vdd|vin|vout|_v\b/i),
    }),
    device_fan_state: stateColumn(
      `${sensor}.4`,
      { 0: "ok", 1: "failed" },
      {
        labels: { unit: text(`${sensor}.2`) },
        where: fan,
      },
    ),
    device_component_state: stateColumn(
      `${sensor}.4`,
      { 0: "ok", 1: "failed" },
      {
        labels: { component: text(`${sensor}.2`) },
        where: not(fan),
      },
    ),
    wifi_access_points: [
      value(`${fg}.14.2.5.0`, { labels: { state: fixed("connected") } }),
      value(`${fg}.14.2.4.0`, { labels: { state: fixed("registered") } }),
    ],
    wifi_clients_active: value(`${fg}.14.2.7.0`),
  },
  lacks: {
    vpn_sessions_limit: "no object tells licence or limit; the inventory does",
    vpn_licences_limit: "FortiOS licenses no users; the platform's limit is in the data sheet",
    firewall_sessions_limit: "not in the MIB; the data sheet says it",
  },
});
