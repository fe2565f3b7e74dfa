import { info, profile, text, value } from "../../profile.ts";

/** What every agent says of itself. Source: RFC 3418 (SNMPv2-MIB). */
export const system = profile({
  id: "system",
  vendor: "generic",
  of: "all",
  source: "RFC 3418",
  evidence: "recording",
  precedence: "fallback",
  recognises: [],
  reads: {
    device_uptime_seconds: value("1.3.6.1.2.1.1.3.0", { scale: 0.01 }),
    // The text of sysDescr only where no vendor profile knows the model.
    device_info: info({ model: text("1.3.6.1.2.1.1.1.0") }),
  },
  lacks: {},
});
