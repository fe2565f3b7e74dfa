import {
  asText,
  column,
  fixed,
  indexIs,
  info,
  profile,
  quotient,
  stateColumn,
  text,
  value,
  type NumberOptions,
} from "../../profile.ts";

/** DLINKSW-ENTITY-EXT-MIB stands below the firmware's or the model's number. */
const trees = ["1.3.6.1.4.1.171.14.5.1", "1.3.6.1.4.1.171.11.165.1000.5.1"];
const older = "1.3.6.1.4.1.171.12";
const each = <Read>(make: (tree: string) => Read): Read[] => trees.map(make);
/** Index: unit and kind of memory, 1 DRAM, 2 flash; kB. */
const stored = (tree: string, number: number, kind: number) =>
  column(`${tree}.4.1.${number}`, { scale: 1024, where: indexIs(-1, kind), labels: { unit: asText(0, {}, "unit ") } });
const processor = (number: number, window: string): NumberOptions & { readonly number: number } => ({
  number,
  scale: 0.01,
  between: [0, 1],
  labels: { unit: asText(0, {}, "unit "), window: fixed(window) },
});
const windows = [processor(3, "5s"), processor(4, "1m"), processor(5, "5m")];

/** D-Link DGS switches. Sources: DLINKSW-ENTITY-EXT-MIB, AGENT-GENERAL-MIB and EQUIPMENT-MIB of older ones: °C, percent, kB. */
export const dLink = profile({
  id: "d-link",
  vendor: "D-Link",
  of: "network",
  source: "DLINKSW-ENTITY-EXT-MIB, AGENT-GENERAL-MIB, EQUIPMENT-MIB",
  evidence: "recording",
  recognises: { sysObjectID: "1.3.6.1.4.1.171", answers: [...trees, `${older}.1.1.6.1.0`, `${older}.11.1.8`] },
  reads: {
    device_info: info({ model: text("1.3.6.1.2.1.1.1.0", { pattern: /(D[EGX]S-\S+)/ }) }),
    device_cpu_utilisation_ratio: [
      ...each((tree) => windows.map(({ number, ...options }) => column(`${tree}.7.1.${number}`, options))).flat(),
      value(`${older}.1.1.6.1.0`, { scale: 0.01, between: [0, 1], labels: { window: fixed("5s") } }),
      value(`${older}.1.1.6.2.0`, { scale: 0.01, between: [0, 1], labels: { window: fixed("1m") } }),
      value(`${older}.1.1.6.3.0`, { scale: 0.01, between: [0, 1], labels: { window: fixed("5m") } }),
    ],
    device_memory_size_bytes: each((tree) => stored(tree, 3, 1)),
    device_memory_used_bytes: each((tree) => stored(tree, 4, 1)),
    device_memory_utilisation_ratio: [
      ...each((tree) => quotient(stored(tree, 4, 1), stored(tree, 3, 1), [0, 1])),
      column(`${older}.1.1.9.1.4`, { scale: 0.01, between: [0, 1], labels: { unit: asText(0, {}, "unit ") } }),
    ],
    device_storage_utilisation_ratio: each((tree) => quotient(stored(tree, 4, 2), stored(tree, 3, 2), [0, 1])),
    device_temperature_celsius: [
      ...each((tree) => column(`${tree}.1.1.1.4`, { labels: { sensor: text([`${tree}.1.1.1.3`]) }, zeroIsAbsent: true })),
      column(`${older}.11.1.8.1.2`, { labels: { sensor: asText(0, {}, "unit ") }, zeroIsAbsent: true }),
    ],
    device_fan_state: each((tree) =>
      stateColumn(`${tree}.1.2.1.4`, { 1: "ok", 2: "failed" }, { labels: { unit: text([`${tree}.1.2.1.3`]) } }),
    ),
    device_psu_state: each((tree) =>
      stateColumn(`${tree}.1.3.1.6`, { 1: "ok", 2: "failed", 3: "absent" }, { labels: { unit: text([`${tree}.1.3.1.3`]) } }),
    ),
  },
  lacks: { optics_power_dbm: "the scale of received power differs between firmwares" },
});
