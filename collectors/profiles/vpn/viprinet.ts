import { column, count, fixed, index, info, is, joinedText, profile, state, stateColumn, text, value } from "../../profile.ts";

const viprinet = "1.3.6.1.4.1.35424.1";
const fan = `${viprinet}.3.2.1`;
const tunnel = `${viprinet}.5.2.1`;
const tunnels = { labels: { tunnel: text(`${tunnel}.2`) } };
const temperature = (number: number, sensor: string) =>
  value(`${viprinet}.2.${number}.0`, { zeroIsAbsent: true, between: [-40, 150], labels: { sensor: fixed(sensor) } });
const octets = (number: number, direction: string) =>
  column(`${tunnel}.${number}`, { labels: { ...tunnels.labels, direction: fixed(direction) } });

/** Viprinet Multichannel VPN routers and hubs. Source: VIPRINET-MIB: whole percent and °C. */
export const viprinetRouter = profile({
  id: "viprinet",
  vendor: "Viprinet",
  of: "vpn",
  source: "VIPRINET-MIB",
  evidence: "mib",
  recognises: { sysObjectID: "1.3.6.1.4.1.35424", answers: [`${viprinet}.2`, `${tunnel}.4`] },
  relearnSeconds: 300,
  reads: {
    device_info: info({
      model: text(`${viprinet}.1.3.0`),
      serial: text(`${viprinet}.1.2.0`),
      firmware: text(`${viprinet}.1.4.0`),
    }),
    device_cpu_utilisation_ratio: value(`${viprinet}.2.1.0`, { scale: 0.01, between: [0, 1] }),
    device_memory_used_bytes: value(`${viprinet}.2.2.0`, { scale: 1024 }),
    device_temperature_celsius: [temperature(3, "system"), temperature(4, "CPU")],
    device_psu_state: state(`${viprinet}.2.5.0`, { 0: "ok", 1: "failed" }),
    device_fan_state: stateColumn(
      `${fan}.3`,
      { 0: "absent", 1: "ok", 2: "failed" },
      { labels: { unit: joinedText(" ", "fan", index()) } },
    ),
    device_fan_speed_rpm: column(`${fan}.4`, { labels: { unit: joinedText(" ", "fan", index()) }, zeroIsAbsent: true }),
    vpn_tunnel_up: column(`${tunnel}.4`, { rows: tunnels, codes: { 0: 0, 1: 1 } }),
    vpn_tunnel_enabled: column(`${tunnel}.3`, { rows: tunnels, codes: { 0: 0, 1: 1 } }),
    vpn_tunnel_bytes_total: [octets(10, "in"), octets(9, "out")],
    vpn_tunnels: value(`${viprinet}.5.1.0`),
    vpn_tunnels_up: count(`${tunnel}.4`, { where: is(`${tunnel}.4`, 1) }),
  },
  lacks: { vpn_sessions: "channels of tunnels only; nobody logs in" },
});
