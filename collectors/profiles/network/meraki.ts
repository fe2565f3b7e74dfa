import { column, fixed, count, is, info, profile, text } from "../../profile.ts";

const device = "1.3.6.1.4.1.29671.1.1.4.1";
const points = { labels: { ap: text(`${device}.2`) } };

/** Cisco Meraki's cloud controller, which tells of a network's devices. Source: MERAKI-CLOUD-CONTROLLER-MIB. */
export const meraki = profile({
  id: "meraki",
  vendor: "Cisco",
  of: "network",
  source: "MERAKI-CLOUD-CONTROLLER-MIB",
  evidence: "mib",
  recognises: { sysObjectID: "1.3.6.1.4.1.29671.1", answers: `${device}.3` },
  relearnSeconds: 300,
  reads: {
    device_info: info({ model: fixed("cloud controller") }),
    wifi_access_points: [
      count(`${device}.3`, { where: is(`${device}.3`, 1), labels: { state: fixed("connected") } }),
      count(`${device}.3`, { labels: { state: fixed("registered") } }),
    ],
    wifi_access_point_up: column(`${device}.3`, { rows: points, codes: { 0: 0, 1: 1 } }),
    wifi_access_point_clients: column(`${device}.5`, { rows: points }),
  },
  lacks: { device_cpu_utilisation_ratio: "not in this MIB" },
});
