import { column, count, first, fixed, is, once, profile, text, value, type Rows } from "../../profile.ts";

const phion = "1.3.6.1.4.1.10704.1";
const sensor = `${phion}.4.1`;
const tunnel = `${phion}.6.1`;
const tunnels: Rows = { labels: { tunnel: text(`${tunnel}.1`) } };
const sensors = (label: string, type: number): Rows => ({
  labels: { [label]: text(`${sensor}.1`) },
  where: once(is(`${sensor}.2`, type)),
});

/**
 * Barracuda CloudGen Firewall (formerly phion netfence). Source: PHION-MIB. Tunnels: -1 down, 0 switched off, 1 up.
 * The number of VPN users has no description in the MIB and is taken at its name. The table of statistics has one row.
 */
export const barracuda = profile({
  id: "barracuda",
  vendor: "Barracuda",
  of: "vpn",
  source: "PHION-MIB",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.10704" },
  relearnSeconds: 300,
  reads: {
    firewall_sessions: first(column(`${phion}.10.1.4`, { fold: "sum" }), column(`${phion}.10.1.1`, { fold: "sum" })),
    vpn_users: value(`${phion}.11.0`),
    vpn_tunnel_up: column(`${tunnel}.2`, { rows: tunnels, signed: true, codes: { "-1": 0, 0: 0, 1: 1 } }),
    vpn_tunnel_enabled: column(`${tunnel}.2`, { rows: tunnels, signed: true, codes: { "-1": 1, 0: 0, 1: 1 } }),
    vpn_tunnels: count(`${tunnel}.2`, { labels: { kind: fixed("all") } }),
    vpn_tunnels_up: count(`${tunnel}.2`, { where: is(`${tunnel}.2`, 1), labels: { kind: fixed("all") } }),
    device_temperature_celsius: column(`${sensor}.3`, { rows: sensors("sensor", 2), between: [1, 150] }),
    device_fan_speed_rpm: column(`${sensor}.3`, { rows: sensors("unit", 1) }),
  },
  lacks: {
    vpn_sessions_active: "the MIB tells users, not sessions",
    firewall_sessions_limit: "not in this MIB; the data sheet says it",
    device_voltage_volts: "the MIB states no unit for voltages",
  },
});
