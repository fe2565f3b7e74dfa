import {
  column,
  count,
  fixed,
  info,
  is,
  joinedText,
  profile,
  quotient,
  state,
  stateColumn,
  text,
  value,
  type Profile,
  type Rows,
} from "../../profile.ts";

/**
 * Forcepoint NGFW, formerly Stonesoft. Sources: FORCEPOINT-NGFW-ENGINE-MIB, STONESOFT-FIREWALL-MIB, STONESOFT-NETNODE-
 * MIB. Both hold the same objects at other places; VPN end points and hardware sensors stand in the newer one alone.
 * A remote end of type 3 is a VPN client: one person.
 */
function forcepoint(id: string, engine: string, node: string): Profile {
  const hardware = `${engine}.11`;
  const disk = `${hardware}.3.1`;
  const disks: Rows = { labels: { unit: text(`${disk}.3`) } };
  const end = `${engine}.12.1`;
  const ends = (direction: string): Rows => ({
    labels: { tunnel: joinedText(" - ", text(`${end}.2`), text(`${end}.3`)), direction: fixed(direction) },
    where: is(`${end}.4`, 1, 2),
  });
  const named = (table: number, label: string): Rows => ({ labels: { [label]: text(`${engine}.${table}.1.2`) } });
  const grade = { 0: "ok", 1: "warning", 2: "failed", 3: "failed" } as const;
  const part = { 0: "ok", 1: "ok", 2: "failed", 3: "failed" } as const;
  return profile({
    id,
    vendor: "Forcepoint",
    of: "vpn",
    source: "FORCEPOINT-NGFW-ENGINE-MIB, STONESOFT-FIREWALL-MIB, STONESOFT-NETNODE-MIB",
    evidence: "mib",
    recognises: { answers: [hardware, `${engine}.4`, `${node}.3`] },
    relearnSeconds: 60, // clients are counted rows
    reads: {
      device_info: info({
        model: text(`${node}.9.0`),
        firmware: text(`${engine}.1.0`),
        serial: text([`${node}.13.0`, `${node}.11.0`, `${node}.10.0`]),
      }),
      device_cpu_utilisation_ratio: column(`${hardware}.1.1.3`, { labels: { unit: text(`${hardware}.1.1.2`) }, scale: 0.01 }),
      device_memory_size_bytes: value(`${hardware}.2.4.0`),
      device_memory_used_bytes: value(`${hardware}.2.5.0`),
      device_memory_free_bytes: value(`${hardware}.2.6.0`),
      device_memory_utilisation_ratio: quotient(value(`${hardware}.2.5.0`), value(`${hardware}.2.4.0`), [0, 1]),
      device_swap_utilisation_ratio: quotient(value(`${hardware}.2.2.0`), value(`${hardware}.2.1.0`), [0, 1]),
      device_storage_size_bytes: column(`${disk}.4`, { rows: disks, scale: 1024 }),
      device_storage_used_bytes: column(`${disk}.5`, { rows: disks, scale: 1024 }),
      device_storage_utilisation_ratio: quotient(
        column(`${disk}.5`, { rows: disks }),
        column(`${disk}.4`, { rows: disks }),
        [0, 1],
      ),
      device_temperature_celsius: column(`${engine}.16.1.3`, { rows: named(16, "sensor") }),
      device_fan_speed_rpm: column(`${engine}.18.1.3`, { rows: named(18, "unit") }),
      device_fan_state: stateColumn(`${engine}.18.1.4`, part, { rows: named(18, "unit") }),
      device_psu_state: stateColumn(`${engine}.17.1.3`, part, { rows: named(17, "unit") }),
      device_voltage_volts: column(`${engine}.20.1.3`, { rows: named(20, "sensor"), scale: 0.001, signed: true }),
      device_component_state: stateColumn(`${engine}.16.1.4`, grade, { rows: named(16, "component") }),
      // Counter64 by name, but a number of connections.
      firewall_sessions: value(`${engine}.4.0`),
      cluster_role: state(`${node}.3.0`, { 1: "active", 3: "active", 5: "standby", 7: "standby", 9: "standby" }),
      vpn_sessions_active: count(`${end}.4`, { where: is(`${end}.4`, 3) }),
      vpn_sessions: count(`${end}.4`, { where: is(`${end}.4`, 3), labels: { kind: fixed("client") } }),
      vpn_tunnels_up: count(`${end}.4`, { where: is(`${end}.4`, 1, 2), labels: { kind: fixed("ipsec") } }),
      vpn_tunnel_bytes_total: [column(`${end}.5`, { rows: ends("in") }), column(`${end}.6`, { rows: ends("out") })],
    },
    lacks: {
      firewall_sessions_limit: "not in this MIB; the data sheet says it",
      vpn_tunnel_up: "an end point without association is no row",
      vpn_licences_limit: "not in this MIB; the inventory tells it",
    },
  });
}

export const forcepointNgfw = forcepoint("forcepoint", "1.3.6.1.4.1.47565.1.1.1", "1.3.6.1.4.1.47565.1.1.1.19");
export const stonesoft = forcepoint("forcepoint-stonesoft", "1.3.6.1.4.1.1369.5.2.1", "1.3.6.1.4.1.1369.6.1.1");
