import { info, profile, text } from "../../profile.ts";
import { upsMibAt } from "./rfc1628.ts";

const system = "1.3.6.1.4.1.53973.1.1.1.1";

/**
 * ABB modular UPS (Conceptpower DPA, PowerScale). Source: ABBMODULARUPS-MIB: a copy of UPS-MIB for the whole system in
 * ABB's tree, and further ones per module. The card shows net-snmp's sysObjectID, so answers decide.
 */
export const abb = profile({
  id: "abb",
  vendor: "ABB",
  of: "ups",
  source: "ABBMODULARUPS-MIB",
  evidence: "recording",
  recognises: { answers: `${system}.1` },
  absent: [65535],
  reads: {
    ...upsMibAt(system),
    device_info: info({
      vendor: text(`${system}.1.1.0`),
      model: text(`${system}.1.2.0`),
      firmware: text([`${system}.1.3.0`, `${system}.1.4.0`]),
    }),
  },
  lacks: { ups_battery_replace: "not in this MIB", ups_efficiency_ratio: "not in this MIB" },
});
