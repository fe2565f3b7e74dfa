import { any, column, is, once, profile, quotient, text, type Rows } from "../../profile.ts";

const storage = "1.3.6.1.2.1.25.2.3.1";
const kind = "1.3.6.1.2.1.25.2.1";
/** Storage of these types (hrStorageTypes), with the name the agent gives it. */
const ofType = (...types: readonly number[]): Rows => ({
  labels: { unit: text(`${storage}.3`) },
  where: once(any(...types.map((type) => is(`${storage}.2`, `${kind}.${type}`)))),
});
// other, RAM, virtual memory: net-snmp tells buffers, cache and shared memory as "other".
const memory = ofType(1, 2, 3);
// fixed disk, removable disk, RAM disk, flash
const disks = ofType(4, 5, 8, 9);
/** Numbers of allocation units, whose size stands beside them. Disks above 2^31 units come out negative: no value. */
const sized = (rows: Rows, number: number) =>
  column(`${storage}.${number}`, { rows, signedFactor: `${storage}.4`, between: [0, 1e18] });
const used = (rows: Rows) => quotient(sized(rows, 6), sized(rows, 5), [0, 1]);

/** Processors, memory and disks of any agent on a common operating system. Source: RFC 2790 (HOST-RESOURCES-MIB). */
export const hostResources = profile({
  id: "host-resources",
  vendor: "generic",
  of: ["network", "vpn"],
  source: "RFC 2790",
  evidence: "recording",
  precedence: "fallback",
  recognises: { answers: ["1.3.6.1.2.1.25.3.3.1.2", `${storage}.6`] },
  reads: {
    device_cpu_utilisation_ratio: column("1.3.6.1.2.1.25.3.3.1.2", {
      labels: { unit: text("1.3.6.1.2.1.25.3.2.1.3") },
      scale: 0.01,
      between: [0, 1],
    }),
    device_memory_utilisation_ratio: used(memory),
    device_memory_size_bytes: sized(memory, 5),
    device_memory_used_bytes: sized(memory, 6),
    device_storage_utilisation_ratio: used(disks),
    device_storage_size_bytes: sized(disks, 5),
    device_storage_used_bytes: sized(disks, 6),
  },
  lacks: {},
});
