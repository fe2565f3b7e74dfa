import { info, profile, text } from "../../profile.ts";

/**
 * Generex CS121 and CS141, the cards of many makers' UPS. Source: RFC 1628 and the cards' own sysDescr. They answer with
 * UPS-MIB itself as sysObjectID; everything measured is read there. Output power of a nearly empty phase may be a few
 * watts below zero.
 */
export const generex = profile({
  id: "generex",
  vendor: "Generex",
  of: "ups",
  source: "RFC 1628, CS141 manual",
  evidence: "recording",
  recognises: { sysObjectID: ["1.3.6.1.2.1.33", "1.3.6.1.4.1.1356"], answers: "1.3.6.1.2.1.33.1" },
  reads: {
    device_info: info({
      vendor: text("1.3.6.1.2.1.33.1.1.1.0"),
      model: text("1.3.6.1.2.1.33.1.1.2.0"),
      firmware: text(["1.3.6.1.2.1.33.1.1.3.0", "1.3.6.1.2.1.33.1.1.4.0"]),
    }),
  },
  lacks: { ups_battery_replace: "UPS-MIB has no such object" },
});
