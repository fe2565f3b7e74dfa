import { difference, profile, quotient, value } from "../../profile.ts";

const ucd = "1.3.6.1.4.1.2021";
/** kB of memory. */
const kilobytes = (number: number) => value(`${ucd}.4.${number}.0`, { scale: 1024 });

/**
 * Memory and processor of any net-snmp agent, where HOST-RESOURCES tells nothing. Source: UCD-SNMP-MIB of net-snmp 5.9.
 * Memory in use includes buffers and cache, as the agent counts it.
 */
export const ucdSnmp = profile({
  id: "ucd-snmp",
  vendor: "generic",
  of: ["network", "vpn"],
  source: "UCD-SNMP-MIB",
  evidence: "recording",
  precedence: "fallback",
  recognises: { answers: [`${ucd}.4.5`, `${ucd}.11.11`] },
  reads: {
    // The agent tells what is idle.
    device_cpu_utilisation_ratio: value(`${ucd}.11.11.0`, { scale: -0.01, offset: 1, between: [0, 1] }),
    device_memory_size_bytes: kilobytes(5),
    device_memory_free_bytes: kilobytes(6),
    device_memory_used_bytes: difference(kilobytes(5), kilobytes(6)),
    device_memory_utilisation_ratio: quotient(difference(kilobytes(5), kilobytes(6)), kilobytes(5), [0, 1]),
    device_swap_utilisation_ratio: quotient(difference(kilobytes(3), kilobytes(4)), kilobytes(3), [0, 1]),
  },
  lacks: {},
});
