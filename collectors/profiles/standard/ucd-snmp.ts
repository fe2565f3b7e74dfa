import { column, difference, profile, quotient, text, value } from "../../profile.ts";

const ucd = "1.3.6.1.4.1.2021";
/** kB of memory. */
const kilobytes = (number: number) => value(`${ucd}.4.${number}.0`, { scale: 1024 });
/** Chips of the board, as lm-sensors names them: thousandths, 0 where nothing is connected. */
const chips = (table: number, label: string, scale = 1) =>
  column(`${ucd}.13.16.${table}.1.3`, { scale, zeroIsAbsent: true, labels: { [label]: text(`${ucd}.13.16.${table}.1.2`) } });

/**
 * Memory, processor and chips of any net-snmp agent, where HOST-RESOURCES tells nothing. Sources: UCD-SNMP-MIB and
 * LM-SENSORS-MIB of net-snmp 5.9. Memory in use includes buffers and cache, as the agent counts it.
 */
export const ucdSnmp = profile({
  id: "ucd-snmp",
  vendor: "generic",
  of: ["network", "vpn"],
  source: "UCD-SNMP-MIB, LM-SENSORS-MIB",
  evidence: "recording",
  precedence: "fallback",
  recognises: { answers: [`${ucd}.4.5`, `${ucd}.11.11`, `${ucd}.13.16`] },
  reads: {
    // The agent tells what is idle.
    device_cpu_utilisation_ratio: value(`${ucd}.11.11.0`, { scale: -0.01, offset: 1, between: [0, 1] }),
    device_memory_size_bytes: kilobytes(5),
    device_memory_free_bytes: kilobytes(6),
    device_memory_used_bytes: difference(kilobytes(5), kilobytes(6)),
    device_memory_utilisation_ratio: quotient(difference(kilobytes(5), kilobytes(6)), kilobytes(5), [0, 1]),
    device_temperature_celsius: chips(2, "sensor", 0.001),
    device_fan_speed_rpm: chips(3, "unit"),
    device_voltage_volts: chips(4, "sensor", 0.001),
    device_swap_utilisation_ratio: quotient(difference(kilobytes(3), kilobytes(4)), kilobytes(3), [0, 1]),
  },
  lacks: {},
});
