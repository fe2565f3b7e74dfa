import { column, fixed, info, is, not, profile, stateColumn, text, value, type Rows } from "../../profile.ts";

const trapeze = "1.3.6.1.4.1.14525.4";
const system = `${trapeze}.8.1.1`;
const ap = `${trapeze}.5.1.1.2.1`;
const supply = `${system}.13.1.2.1`;
/** Indexed by the point's serial number. A point whose state is 10 (redundant) is served by the cluster's other controller. */
const mine = not(is(`${ap}.5`, 10));
const points: Rows = { labels: { ap: text(`${ap}.8`) }, where: mine };

/** Trapeze (Juniper WLC) wireless controllers. Sources: TRAPEZE-NETWORKS-SYSTEM-MIB, TRAPEZE-NETWORKS-AP-STATUS-MIB: percent, KB. */
export const trapezeController = profile({
  id: "trapeze",
  vendor: "Juniper",
  of: "network",
  source: "TRAPEZE-NETWORKS-SYSTEM-MIB, TRAPEZE-NETWORKS-AP-STATUS-MIB",
  evidence: "mib",
  recognises: { sysObjectID: "1.3.6.1.4.1.14525", answers: [`${trapeze}.5.1.1.1`, `${system}.11`] },
  relearnSeconds: 300,
  reads: {
    device_info: info({ model: text("1.3.6.1.2.1.1.1.0") }),
    device_cpu_utilisation_ratio: [
      value(`${system}.11.1.0`, { scale: 0.01, labels: { window: fixed("5s") } }),
      value(`${system}.11.2.0`, { scale: 0.01, labels: { window: fixed("1m") } }),
      value(`${system}.11.3.0`, { scale: 0.01, labels: { window: fixed("5m") } }),
    ],
    device_memory_size_bytes: value(`${system}.6.0`, { scale: 1024 }),
    device_memory_used_bytes: value(`${system}.12.1.0`, { scale: 1024 }),
    device_psu_state: stateColumn(
      `${supply}.2`,
      { 1: "unknown", 2: "unknown", 3: "failed", 4: "failed", 5: "ok" },
      { labels: { unit: text(`${supply}.3`) } },
    ),
    wifi_access_points: value(`${trapeze}.5.1.1.1.0`, { labels: { state: fixed("connected") } }),
    wifi_access_point_up: column(`${ap}.5`, { rows: points, codes: { 1: 0, 2: 0, 3: 0, 4: 0, 5: 0, 6: 0, 7: 1, 20: 0 } }),
    wifi_access_point_clients: column(`${ap}.16`, { rows: points }),
  },
  lacks: { wifi_clients: "sessions are counted for each access point and radio, not for each SSID" },
});
