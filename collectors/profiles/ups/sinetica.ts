import { profile } from "../../profile.ts";
import { upsMibAt } from "./rfc1628.ts";

const hawk = "1.3.6.1.4.1.13891.101";
const copy = upsMibAt(hawk);
const { ups_output_power_watts: _, ...reads } = copy;

/**
 * UPS behind a Sinetica card. Source: a copy of UPS-MIB in Sinetica's tree; where the card knows sums only they stand in row 1
 * and the other rows answer 0. A runtime of 0 minutes with a full battery is none.
 */
export const sinetica = profile({
  id: "sinetica",
  vendor: "Sinetica",
  of: "ups",
  source: "UPS-MIB at 13891.101",
  evidence: "recording",
  recognises: { sysObjectID: hawk, answers: `${hawk}.2.1.0` },
  reads: {
    ...reads,
    ups_battery_runtime_seconds: { ...copy.ups_battery_runtime_seconds, zeroIsAbsent: true },
    ups_input_frequency_hertz: { ...copy.ups_input_frequency_hertz, zeroIsAbsent: true },
    ups_output_load_ratio: { ...copy.ups_output_load_ratio, zeroIsAbsent: true },
  },
  lacks: { ups_output_power_watts: "the sum stands in the row of the first phase" },
});
