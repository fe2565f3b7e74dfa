import { fixed, info, profile, text, value } from "../../profile.ts";

const meru = "1.3.6.1.4.1.15983.1.1.3.1";

/** Fortinet wireless controllers of the Meru line. Source: MERU-WLAN-MIB. */
export const fortiWlc = profile({
  id: "fortiwlc",
  vendor: "Fortinet",
  of: "network",
  source: "MERU-WLAN-MIB",
  evidence: "mib",
  recognises: { answers: [`${meru}.13`, `${meru}.14`] },
  reads: {
    device_info: info({ model: text(`${meru}.13.2.0`), firmware: text(`${meru}.13.3.0`) }),
    device_cpu_utilisation_ratio: value(`${meru}.14.13.0`, { scale: 0.01 }),
    wifi_access_points: value(`${meru}.13.9.0`, { labels: { state: fixed("connected") } }),
    wifi_clients_active: value(`${meru}.13.11.0`),
  },
  lacks: { wifi_clients: "clients by network are not in the objects a recording shows" },
});
