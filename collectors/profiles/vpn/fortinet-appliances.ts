import { info, profile, text, value, fixed } from "../../profile.ts";

const fortinet = "1.3.6.1.4.1.12356";
const percent = (at: string) => value(`${fortinet}.${at}.0`, { scale: 0.01, between: [0, 1] });

/**
 * Fortinet's other appliances: FortiADC, FortiWeb, FortiMail, FortiSandbox, FortiVoice and FortiAuthenticator. FortiManager and
 * FortiAnalyzer tell more by HOST-RESOURCES. Sources: FORTINET-FORTIADC-MIB, -FORTIWEB-MIB, -FORTIMAIL-MIB, -FORTISANDBOX-MIB,
 * -FORTIVOICE-MIB, -FORTIAUTHENTICATOR-MIB: percent.
 */
export const fortinetAppliances = profile({
  id: "fortinet-appliances",
  vendor: "Fortinet",
  of: ["vpn", "network"],
  source: "FORTINET-FORTIADC-MIB, FORTINET-FORTIWEB-MIB, FORTINET-FORTIMAIL-MIB",
  evidence: "recording",
  recognises: {
    sysObjectID: ["105", "107", "112", "113", "115", "118"].map((number) => `${fortinet}.${number}`),
    answers: ["112.1.4.0", "107.2.1.5.0", "105.1.6.0", "118.3.1.2.0", "115.1.6.0", "113.1.4.0"].map((at) => `${fortinet}.${at}`),
  },
  reads: {
    device_info: info({
      model: text([`${fortinet}.112.1.1.0`, `${fortinet}.113.1.1.0`, `${fortinet}.107.2.1.2.0`]),
      firmware: text(["112.1.3.0", "118.3.1.1.0", "113.1.3.0"].map((at) => `${fortinet}.${at}`)),
    }),
    device_cpu_utilisation_ratio: ["112.1.4", "107.2.1.5", "105.1.6", "118.3.1.2", "115.1.6", "113.1.4"].map(percent),
    device_memory_utilisation_ratio: ["112.1.5", "107.2.1.7", "105.1.7", "118.3.1.3", "113.1.5"].map(percent),
    lb_connections: value(`${fortinet}.112.8.5.7.0`, { labels: { side: fixed("client") } }),
    lb_ssl_sessions: value(`${fortinet}.112.8.5.8.0`),
  },
  lacks: { vpn_sessions_active: "none of these ends tunnels of people" },
});
