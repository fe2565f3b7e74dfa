import { asText, column, info, matches, not, profile, scalar, text } from "../../profile.ts";
import { upsMib } from "./rfc1628.ts";

const output = "1.3.6.1.2.1.33.1.4.4.1";
const model = scalar("1.3.6.1.2.1.33.1.1.2.0");

/**
 * Huawei UPS2000 and UPS5000 behind the SNMP card. Source: RFC 1628; the UPS2000 tells upsOutputPower in kW where the RFC
 * wants watts (230 V × 7.2 A at 1 "W"). Runtime 4294967295: unknown.
 */
export const huaweiUps = profile({
  id: "huawei-ups",
  vendor: "Huawei",
  of: "ups",
  source: "RFC 1628, UPS2000",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.2011.6.174", answers: "1.3.6.1.2.1.33.1" },
  absent: [65535],
  reads: {
    ...upsMib,
    device_info: info({
      vendor: text("1.3.6.1.2.1.33.1.1.1.0"),
      model: text("1.3.6.1.2.1.33.1.1.2.0"),
      firmware: text("1.3.6.1.2.1.33.1.1.3.0"),
    }),
    ups_output_power_watts: [
      column(`${output}.4`, { labels: { phase: asText(0, {}, "L") }, scale: 1000, where: matches(model, /UPS2000/i) }),
      { ...upsMib.ups_output_power_watts, where: not(matches(model, /UPS2000/i)) },
    ],
  },
  lacks: { ups_battery_replace: "UPS-MIB has no such object" },
});
