import {
  all,
  any,
  column,
  difference,
  fixed,
  is,
  matches,
  not,
  once,
  profile,
  quotient,
  text,
  value,
  type Rows,
} from "../../profile.ts";

const storage = "1.3.6.1.2.1.25.2.3.1";
const kind = "1.3.6.1.2.1.25.2.1";
/** Storage of these types (hrStorageTypes), with the name the agent gives it. */
const isOf = (...types: readonly number[]) => once(any(...types.map((type) => is(`${storage}.2`, `${kind}.${type}`))));
const ofType = (...types: readonly number[]): Rows => ({ labels: { unit: text(`${storage}.3`) }, where: isOf(...types) });
// other, RAM, virtual memory: net-snmp tells buffers, cache and shared memory as "other".
const memory = ofType(1, 2, 3);
// fixed disk, removable disk, RAM disk, flash
const disks = ofType(4, 5, 8, 9);
/** Numbers of allocation units, whose size stands beside them. Disks above 2^31 units come out negative: no value. */
const sized = (rows: Rows, number: number) =>
  column(`${storage}.${number}`, { rows, signedFactor: `${storage}.4`, between: [0, 1e18] });
/** Parts of the physical memory, not stores that can be full. */
const parts = matches(`${storage}.3`, /^(cached memory|memory buffers|shared memory)$/i);
const stores: Rows = { ...memory, where: all(isOf(1, 2, 3), not(parts)) };
/**
 * net-snmp on Linux counts as used what the kernel may take back at any time (row 1 physical memory, 6 buffers, 7 cache): a
 * machine that is well looks full. What programs need is told beside it.
 */
const needs = { unit: fixed("Physical memory without buffers and cache") };
const taken = (row: number, name: RegExp) =>
  value(`${storage}.6.${row}`, {
    labels: needs,
    where: all(matches(`${storage}.3.${row}`, name), matches(`${storage}.3.1`, /^physical memory$/i)),
    signedFactor: `${storage}.4.${row}`,
  });
const needed = difference(
  difference(taken(1, /^physical memory$/i), taken(6, /^memory buffers$/i)),
  taken(7, /^cached memory$/i),
);
const physical = value(`${storage}.5.1`, { labels: needs, signedFactor: `${storage}.4.1` });
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
    device_memory_utilisation_ratio: [quotient(needed, physical, [0, 1]), used(stores)],
    device_memory_size_bytes: sized(memory, 5),
    device_memory_used_bytes: [needed, sized(memory, 6)],
    device_storage_utilisation_ratio: used(disks),
    device_storage_size_bytes: sized(disks, 5),
    device_storage_used_bytes: sized(disks, 6),
  },
  lacks: {},
});
